//! Column mappings: the headers that the files of somebody have, and the dataset's columns. Kept
//! in `data/mappings/DATASET.toml`, a header a line: `"Sales Amount" = "sales_amount"`.

use crate::error::AppError;
use attain_core::dataset::Dataset;
use attain_core::diag::{Diagnostic, Diagnostics, Span, closest};
use attain_core::rules;
use attain_core::text::{Document, Table};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Headers and the columns that they stand for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping {
    columns: BTreeMap<String, (String, Option<Span>)>,
}

/// Where the mapping of a dataset is kept.
#[must_use]
pub fn path(root: &Path, dataset: &Dataset) -> PathBuf {
    let name = format!("{}.toml", dataset.id);
    root.join("data").join("mappings").join(name)
}

impl Mapping {
    /// The mapping that was saved for a dataset; an empty one if none was.
    ///
    /// # Errors
    /// If it cannot be read, or is no mapping.
    pub fn saved(root: &Path, dataset: &Dataset) -> Result<Self, AppError> {
        let path = path(root, dataset);
        if !path.is_file() {
            return Ok(Self::default());
        }
        let text = read(&path).map_err(|source| AppError::File {
            action: "read",
            path: path.clone(),
            source,
        })?;
        let name = format!("data/mappings/{}.toml", dataset.id);
        let document = Document::new(name, text);
        let diagnostics = Diagnostics::new();
        let mut mapping = Self::default();
        {
            let raw = document.parse(&diagnostics);
            let table = Table::root(&document, &raw, &diagnostics);
            for header in table.keys() {
                if let Some(column) = table.text(&header.value) {
                    let place = (column.value, Some(column.span));
                    mapping.columns.insert(header.value, place);
                }
            }
        }
        let diagnostics = diagnostics.into_sorted();
        if diagnostics.iter().any(Diagnostic::is_error) {
            return Err(AppError::Refused(diagnostics));
        }
        Ok(mapping)
    }

    /// The mapping of texts like `Sales Amount=sales_amount`; `None` names one that is not.
    ///
    /// # Errors
    /// The text that has no `=`, or an empty side.
    pub fn parse(texts: &[String]) -> Result<Self, &str> {
        let mut mapping = Self::default();
        for text in texts {
            // A header may hold `=`, a column does not.
            let parts = text.rsplit_once('=').map(|(h, c)| (h.trim(), c.trim()));
            let (header, column) = parts
                .filter(|(header, column)| !header.is_empty() && !column.is_empty())
                .ok_or(text.as_str())?;
            let column = (column.to_owned(), None);
            mapping.columns.insert(header.to_owned(), column);
        }
        Ok(mapping)
    }

    /// Whether nothing is mapped.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// This mapping with another over it: what the other maps takes the place of what was.
    #[must_use]
    pub fn with(mut self, other: &Self) -> Self {
        let mapped = |column: &str| other.columns.values().any(|(own, _)| own == column);
        self.columns.retain(|_, (column, _)| !mapped(column));
        self.columns.extend(other.columns.clone());
        self
    }

    /// Gives the columns of a dataset their headers.
    ///
    /// # Errors
    /// [`AppError::Refused`] with all that is wrong.
    pub fn apply(&self, dataset: &mut Dataset) -> Result<(), AppError> {
        let diagnostics = self.check(dataset);
        if !diagnostics.is_empty() {
            return Err(AppError::Refused(diagnostics));
        }
        for (header, (name, _)) in &self.columns {
            let mut columns = dataset.columns.iter_mut();
            if let Some(column) = columns.find(|column| column.name == *name) {
                column.header = Some(header.clone());
            }
        }
        Ok(())
    }

    fn check(&self, dataset: &Dataset) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut headers: BTreeMap<&str, &str> = BTreeMap::new();
        for (header, (column, place)) in &self.columns {
            let at = |diagnostic: Diagnostic| match place {
                Some(place) => diagnostic.at(place, ""),
                None => diagnostic,
            };
            if dataset.column(column).is_none() {
                let message = format!("dataset `{}` has no column `{column}`", dataset.id);
                let names = dataset.columns.iter().map(|column| column.name.as_str());
                let help = match closest(column, names.clone()) {
                    Some(close) => format!("did you mean `{header}={close}`?"),
                    None => format!("its columns: {}", names.collect::<Vec<_>>().join(", ")),
                };
                let diagnostic = Diagnostic::error(rules::UNKNOWN_MAPPED_COLUMN, message);
                found.push(at(diagnostic.with_help(help)));
            }
            if let Some(other) = headers.insert(column, header) {
                let message = format!("`{column}` has two headers, `{other}` and `{header}`");
                let diagnostic = Diagnostic::error(rules::COLUMN_MAPPED_TWICE, message);
                found.push(at(diagnostic.with_help("keep the one that the file has")));
            }
        }
        found
    }

    /// Keeps the mapping for the imports to come.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn save(&self, root: &Path, dataset: &Dataset) -> Result<PathBuf, AppError> {
        let path = path(root, dataset);
        let failed = |source| AppError::File {
            action: "write",
            path: path.clone(),
            source,
        };
        let mut text = format!(
            "# The headers of files that `attain import {}` reads, and its columns.\n",
            dataset.id
        );
        for (header, (column, _)) in &self.columns {
            // A string of JSON is one of TOML.
            let (header, column) = (
                serde_json::Value::from(header.as_str()),
                serde_json::Value::from(column.as_str()),
            );
            text.push_str(&format!("{header} = {column}\n"));
        }
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        let mut file = std::fs::File::create(&path).map_err(failed)?;
        file.write_all(text.as_bytes()).map_err(failed)?;
        file.sync_all().map_err(failed)?;
        Ok(path)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the app reads the workspace for the pure core"
)]
fn read(path: &Path) -> std::io::Result<String> {
    std::fs::read_to_string(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use attain_core::dataset::Column;

    fn sales() -> Dataset {
        let span = Span::new(&"model/datasets.toml".into(), 0..0);
        let mut dataset = Dataset::events("sales", &span);
        for name in ["amount", "day"] {
            dataset.columns.push(Column::new(name, &span));
        }
        dataset
    }

    fn mapping(texts: &[&str]) -> Mapping {
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        Mapping::parse(&texts).unwrap()
    }

    fn codes(error: AppError) -> Vec<String> {
        let AppError::Refused(diagnostics) = error else {
            panic!("{error}");
        };
        diagnostics.iter().map(|d| d.code.to_string()).collect()
    }

    #[test]
    fn a_saved_mapping_is_read_again_and_a_new_header_takes_the_place_of_the_old() {
        let root = tempfile::tempdir().unwrap();
        let odd = r#"Сумма "нетто" = a\b=amount"#;
        let first = mapping(&[odd, "Tag=day"]);
        first.save(root.path(), &sales()).unwrap();
        let saved = Mapping::saved(root.path(), &sales()).unwrap();
        let mut dataset = sales();
        saved.clone().apply(&mut dataset).unwrap();
        assert_eq!(dataset.columns[0].header(), r#"Сумма "нетто" = a\b"#);
        assert_eq!(dataset.columns[1].header(), "Tag");
        saved
            .with(&mapping(&["Date=day"]))
            .apply(&mut dataset)
            .unwrap();
        assert_eq!(dataset.columns[1].header(), "Date");
    }

    #[test]
    fn what_a_mapping_names_must_be_there_once() {
        let error = |texts: &[&str]| codes(mapping(texts).apply(&mut sales()).unwrap_err());
        assert_eq!(error(&["A=amuont"]), ["K0437"]);
        assert_eq!(error(&["A=amount", "B=amount"]), ["K0438"]);
        assert_eq!(Mapping::parse(&["amount".to_owned()]), Err("amount"));
        assert_eq!(Mapping::parse(&["=amount".to_owned()]), Err("=amount"));
        let root = tempfile::tempdir().unwrap();
        assert!(Mapping::saved(root.path(), &sales()).unwrap().is_empty());
        let path = path(root.path(), &sales());
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, "A = 1\n").unwrap();
        assert_eq!(
            codes(Mapping::saved(root.path(), &sales()).unwrap_err()),
            ["K0102"]
        );
    }
}
