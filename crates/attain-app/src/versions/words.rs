//! What differs between two models, in words.

use attain_core::diag::Diagnostics;
use attain_core::text::Document;
use std::collections::{BTreeMap, BTreeSet};

/// Values by their place: `kpi.own_sales.measure` or `data/units.csv: north, parent`.
type Values = BTreeMap<String, String>;

/// One sentence for each thing that differs: what was added, taken away, changed from what to what.
/// Where a file is moved or reordered and says the same, there is no difference.
#[must_use]
pub fn differences(old: &BTreeMap<String, String>, new: &BTreeMap<String, String>) -> Vec<String> {
    let (old, new) = (values(old), values(new));
    let places: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let mut words = Vec::new();
    for place in places {
        match (old.get(place), new.get(place)) {
            (Some(before), Some(after)) if before == after => {}
            (Some(before), Some(after)) => {
                words.push(format!("{place}: {before} becomes {after}"));
            }
            (None, Some(after)) => words.push(format!("{place}: added, {after}")),
            (Some(before), None) => words.push(format!("{place}: taken away, was {before}")),
            (None, None) => {}
        }
    }
    words
}

fn values(files: &BTreeMap<String, String>) -> Values {
    let mut values = Values::new();
    for (path, text) in files {
        if path.ends_with(".toml") {
            let document = Document::new(path.as_str(), text.as_str());
            let diagnostics = Diagnostics::new();
            let table = document.parse(&diagnostics);
            // Where a definition stands does not matter, only the company's own file is told apart.
            let mut entries = BTreeMap::new();
            attain_core::text::flatten(&table, &mut entries);
            values.extend(entries);
            if diagnostics.has_errors() {
                values.insert(path.clone(), "text that cannot be read".to_owned());
            }
        } else if path.ends_with(".csv") {
            csv(path, text, &mut values);
        } else {
            values.insert(
                path.clone(),
                format!("a text of {} characters", text.chars().count()),
            );
        }
    }
    values
}

/// Rows by their first cell.
fn csv(path: &str, text: &str, values: &mut Values) {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        let name = cells.first().copied().unwrap_or_default();
        for (cell, column) in cells.iter().zip(&header).skip(1) {
            values.insert(format!("{path}: {name}, {column}"), format!("`{cell}`"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(list: &[(&str, &str)]) -> BTreeMap<String, String> {
        let files = list
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        files.collect()
    }

    #[test]
    fn differences_are_told_in_words_and_order_is_none() {
        let old = files(&[
            (
                "model/a.toml",
                "[kpi.x]\nweight = \"1\"\n[kpi.y]\nunit = \"EUR\"\n",
            ),
            ("data/units.csv", "unit,parent\nnorth,sales\n"),
        ]);
        let new = files(&[
            ("model/b.toml", "[kpi.y]\nunit = \"EUR\"\n"),
            (
                "model/c.toml",
                "[kpi.x]\nweight = \"2\"\n[kpi.z]\ntags = [\"a\", \"b\"]\n",
            ),
            ("data/units.csv", "unit,parent\nnorth,\n"),
        ]);
        assert_eq!(
            differences(&old, &new),
            [
                "data/units.csv: north, parent: `sales` becomes ``",
                "kpi.x.weight: `1` becomes `2`",
                "kpi.z.tags: added, [`a`, `b`]",
            ]
        );
        assert_eq!(
            differences(&new, &files(&[]))[0],
            "data/units.csv: north, parent: taken away, was ``"
        );
        assert_eq!(differences(&old, &old), Vec::<String>::new());
    }
}
