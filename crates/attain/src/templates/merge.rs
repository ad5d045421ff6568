//! Several templates become one workspace.

use super::{BASE, Part, Template};
use std::collections::{BTreeMap, BTreeSet};

/// The person to whom everybody reports whose own manager is not among the chosen roles.
const TOP: &str = "helen";

/// The strategy map.
const GOALS: &str = "model/goals.toml";

/// The files of a workspace with these roles. A table that several parts bring has the lines of
/// all of them; any other file that several parts bring is the same in each.
pub(crate) fn merged(templates: &[&Template]) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for part in parts(templates) {
        for (name, text) in part.files {
            let name = match *name {
                "GUIDE.md" => format!("guides/{}.md", part.name),
                name => name.to_owned(),
            };
            match files.get_mut(&name) {
                Some(known) => append(known, text),
                None => {
                    files.insert(name, (*text).to_owned());
                }
            }
        }
    }
    let served = served(&files);
    if let Some(goals) = files.get_mut(GOALS) {
        *goals = with_goals(goals, &served);
    }
    if let Some(people) = files.get_mut("data/people.csv") {
        *people = with_managers(people);
    }
    files
}

/// The base, what the roles share, and the roles, each once.
fn parts<'a>(templates: &[&'a Template]) -> Vec<&'a Part> {
    let shared = templates.iter().flat_map(|template| template.needs);
    let own = templates.iter().map(|template| &template.part);
    let mut parts: Vec<&Part> = Vec::new();
    for part in std::iter::once(&BASE).chain(shared.copied()).chain(own) {
        if !parts.iter().any(|known| known.name == part.name) {
            parts.push(part);
        }
    }
    parts
}

/// Adds the lines of a table that another one does not have; both have the same header.
fn append(known: &mut String, text: &str) {
    for line in text.lines().skip(1) {
        if !known.lines().any(|other| other == line) {
            known.push_str(line);
            known.push('\n');
        }
    }
}

/// The goals that KPIs serve, as `goal = "profit"` says it.
fn served(files: &BTreeMap<String, String>) -> BTreeSet<String> {
    let kpis = files
        .iter()
        .filter(|(name, _)| name.starts_with("model/kpis/"));
    let lines = kpis.flat_map(|(_, text)| text.lines());
    lines.filter_map(|line| quoted(line, "goal = ")).collect()
}

/// The text that a line gives a field.
fn quoted(line: &str, field: &str) -> Option<String> {
    let value = line.strip_prefix(field)?.strip_prefix('"')?;
    value.strip_suffix('"').map(str::to_owned)
}

/// The strategy map without goals that nothing serves: neither a KPI nor a goal below.
fn with_goals(goals: &str, served: &BTreeSet<String>) -> String {
    let mut blocks: Vec<&str> = goals.split("\n\n").collect();
    loop {
        let parent = |block: &&str| block.lines().find_map(|line| quoted(line, "parent = "));
        let above: BTreeSet<String> = blocks.iter().filter_map(parent).collect();
        let before = blocks.len();
        blocks.retain(|block| {
            let name = block
                .strip_prefix("[goal.")
                .and_then(|rest| rest.split(']').next());
            name.is_none_or(|name| served.contains(name) || above.contains(name))
        });
        if blocks.len() == before {
            break;
        }
    }
    let mut out = blocks.join("\n\n");
    if !out.ends_with('\n') {
        out.push('\n');
    }
    out
}

/// The table of people, in which everybody's manager is one of them. Templates write no commas
/// and no quotes into it.
fn with_managers(people: &str) -> String {
    let column = |name: &str| {
        people
            .lines()
            .next()?
            .split(',')
            .position(|cell| cell == name)
    };
    let (Some(person), Some(manager)) = (column("person"), column("manager")) else {
        return people.to_owned();
    };
    let key = |line: &str| line.split(',').nth(person).map(str::to_owned);
    let known: Vec<String> = people.lines().filter_map(key).collect();
    let mut out = String::new();
    for (number, line) in people.lines().enumerate() {
        let mut cells: Vec<&str> = line.split(',').collect();
        if let Some(cell) = cells.get_mut(manager)
            && number > 0
            && !cell.is_empty()
            && !known.iter().any(|person| person == cell)
        {
            *cell = TOP;
        }
        out.push_str(&cells.join(","));
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::TEMPLATES;
    use super::*;

    fn table<'a>(files: &'a BTreeMap<String, String>, name: &str) -> Vec<&'a str> {
        files[name].lines().collect()
    }

    #[test]
    fn tables_are_joined_and_lines_stand_once() {
        let all: Vec<&Template> = TEMPLATES.iter().collect();
        let files = merged(&all);
        let people = table(&files, "data/people.csv");
        assert_eq!(
            people.len(),
            14,
            "a header and thirteen people: {people:#?}"
        );
        let targets = table(&files, "data/targets.csv");
        let kpis = targets.iter().filter(|line| line.starts_with("kpi,"));
        assert_eq!(kpis.count(), 1);
        assert_eq!(targets.len(), targets.iter().collect::<BTreeSet<_>>().len());
    }

    #[test]
    fn goals_that_nobody_serves_are_left_out() {
        let map = "# Map\n\n[goal.a]\ntitle = \"A\"\n\n[goal.b]\nparent = \"a\"\n\n[goal.c]\nparent = \"b\"\n\n[goal.d]\n";
        let none = with_goals(map, &BTreeSet::new());
        assert_eq!(none, "# Map\n");
        let one = with_goals(map, &["b".to_owned()].into());
        assert_eq!(
            one,
            "# Map\n\n[goal.a]\ntitle = \"A\"\n\n[goal.b]\nparent = \"a\"\n"
        );
    }

    #[test]
    fn a_manager_who_is_not_there_is_replaced_by_the_director() {
        let sales: Vec<&Template> = TEMPLATES
            .iter()
            .filter(|one| one.part.name == "sales")
            .collect();
        let files = merged(&sales);
        let people = table(&files, "data/people.csv");
        assert_eq!(
            people[2],
            "anna,Anna Berg,sales,salesperson,helen,2024-01-01,2024-01-01,48000"
        );
        let both: Vec<&Template> = TEMPLATES
            .iter()
            .filter(|one| one.part.name == "sales" || one.part.name == "head-of-commercial")
            .collect();
        let files = merged(&both);
        let people = table(&files, "data/people.csv");
        assert_eq!(
            people[2],
            "anna,Anna Berg,sales,salesperson,carl,2024-01-01,2024-01-01,48000"
        );
    }

    #[test]
    fn files_that_are_no_tables_come_from_one_part_only() {
        let all: Vec<&Template> = TEMPLATES.iter().collect();
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        let mut headers: BTreeMap<String, &str> = BTreeMap::new();
        for part in parts(&all) {
            for (name, text) in part.files.iter().filter(|(name, _)| *name != "GUIDE.md") {
                if name.ends_with(".csv") {
                    let header = text.lines().next().unwrap_or_default();
                    let known = headers.entry((*name).to_owned()).or_insert(header);
                    assert_eq!(*known, header, "{}: {name}", part.name);
                } else {
                    let known = seen.insert((*name).to_owned(), part.name);
                    assert_eq!(known, None, "{name} stands in two parts");
                }
            }
        }
    }
}
