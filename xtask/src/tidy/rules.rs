//! One rule, one file, one manual page, one code that is never used again.

use super::Problem;
use crate::docs::{Rule, rules};
use crate::tree::Tree;
use std::collections::{BTreeMap, BTreeSet};

const LIST: &str = "crates/attain-core/src/rules.rs";
const FOLDER: &str = "crates/attain-core/src/rules";
const SECTIONS: &[&str] = &["What it finds.", "Why it matters.", "Example.", "Instead."];

/// The list in `rules.rs` is in order and whole; every file has its code and its four sections.
#[must_use]
pub fn check(tree: &Tree) -> Vec<Problem> {
    let Some(text) = tree.text(LIST) else {
        return Vec::new();
    };
    let listed = listed(text);
    let mut problems = order(&listed);
    let files: BTreeSet<&str> = tree.children(FOLDER);
    let names: BTreeSet<String> = listed
        .iter()
        .map(|(_, file, _)| format!("{file}.rs"))
        .collect();
    for (line, file, _) in &listed {
        if !files.contains(format!("{file}.rs").as_str()) {
            problems.push(Problem::new(LIST, *line, format!("`{file}` has no file")));
        }
    }
    for file in files.iter().filter(|file| !names.contains(**file)) {
        let path = format!("{FOLDER}/{file}");
        problems.push(Problem::new(&path, 0, format!("not in the list of {LIST}")));
    }
    let constants: BTreeMap<&str, &str> = listed.iter().map(|(_, f, c)| (*f, *c)).collect();
    let rules = rules(tree);
    problems.extend(
        rules
            .iter()
            .flat_map(|rule| page(rule, constants.get(rule.file.as_str()))),
    );
    problems.extend(twins(&rules));
    problems
}

/// Lines such as `k0101_syntax::SYNTAX,`.
fn listed(text: &str) -> Vec<(usize, &str, &str)> {
    text.lines()
        .zip(1..)
        .filter_map(|(line, number)| {
            let (file, code) = line.trim().strip_suffix(',')?.split_once("::")?;
            let is_rule = file.starts_with("k0") && !code.contains(':');
            is_rule.then_some((number, file, code))
        })
        .collect()
}

fn order(listed: &[(usize, &str, &str)]) -> Vec<Problem> {
    listed
        .windows(2)
        .filter_map(|pair| match pair {
            [(_, before, _), (line, after, _)] if before >= after => {
                let message = format!("`{after}` stands after `{before}`: sort the list by code");
                Some(Problem::new(LIST, *line, message))
            }
            _ => None,
        })
        .collect()
}

fn page(rule: &Rule<'_>, constant: Option<&&str>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut say = |message: String| problems.push(Problem::new(&rule.path, 0, message));
    let number = rule.file.split('_').next().unwrap_or("").to_uppercase();
    if rule.id != number || !is_code(&number) {
        say(format!(
            "the file is `{}`, the code is `{}`",
            rule.file, rule.id
        ));
    }
    if rule.title != format!("{} {}", rule.id, rule.name) {
        say(format!(
            "the first line is to be `//! # {} {}`",
            rule.id, rule.name
        ));
    }
    if let Some(constant) = constant
        && !rule.source.contains(&format!("pub const {constant}: Code"))
    {
        say(format!("`{constant}` is listed in {LIST}, but not here"));
    }
    let mut from = 0;
    for section in SECTIONS {
        let head = format!("**{section}**");
        match rule
            .page
            .get(from..)
            .and_then(|rest| Some((rest.find(&head)?, rest)))
        {
            Some((at, rest)) => {
                from += at + head.len();
                let body = rest.get(at + head.len()..).unwrap_or("").trim();
                if body.is_empty() || body.starts_with("**") {
                    say(format!("section {head} is empty"));
                }
            }
            None => say(format!("section {head} is missing, or not in its place")),
        }
    }
    problems
}

fn is_code(id: &str) -> bool {
    let digits = id.strip_prefix('K').unwrap_or("");
    digits.len() == 4 && digits.chars().all(|c| c.is_ascii_digit()) && digits.starts_with('0')
}

fn twins(rules: &[Rule<'_>]) -> Vec<Problem> {
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    let mut problems = Vec::new();
    for rule in rules {
        for key in [rule.id, rule.name] {
            if let Some(other) = seen.insert(key, &rule.path) {
                let message = format!("`{key}` is also the code or name in {other}");
                problems.push(Problem::new(&rule.path, 0, message));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(id: &str, name: &str) -> String {
        format!(
            "//! # {id} {name}\n//!\n//! **What it finds.** A.\n//!\n//! **Why it matters.** B.\n\
             //!\n//! **Example.**\n//! ```toml\n//! a = 1\n//! ```\n//!\n//! **Instead.** C.\n\n\
             use crate::diag::Code;\n\n/// One.\npub const ONE: Code = Code::new(\"{id}\", \"{name}\");\n"
        )
    }

    fn tree(list: &str, files: &[(&str, &String)]) -> Tree {
        let tree = Tree::default().with(LIST, &format!("rules! {{\n{list}}}\n"));
        files.iter().fold(tree, |tree, (name, text)| {
            tree.with(&format!("{FOLDER}/{name}.rs"), text)
        })
    }

    fn found(list: &str, files: &[(&str, &String)]) -> String {
        let problems = check(&tree(list, files));
        problems
            .iter()
            .map(|problem| format!("{problem}\n"))
            .collect()
    }

    #[test]
    fn a_whole_rule_is_fine() {
        let one = file("K0101", "One");
        assert_eq!(found("k0101_one::ONE,\n", &[("k0101_one", &one)]), "");
    }

    #[test]
    fn each_way_to_break_a_rule_is_found() {
        let one = file("K0101", "One");
        let two = file("K0102", "Two");
        let both = "k0101_one::ONE,\nk0102_two::ONE,\n";
        let swapped = "k0102_two::ONE,\nk0101_one::ONE,\n";
        let no_title = one.replace("# K0101 One", "# One");
        let no_section = one.replace("**Instead.**", "**Rather.**");
        let empty = one.replace(" A.", "");
        let only = "k0101_one::ONE,\n";
        let table = [
            (only, vec![], "has no file"),
            ("", vec![("k0101_one", &one)], "not in the list"),
            (
                swapped,
                vec![("k0101_one", &one), ("k0102_two", &two)],
                "sort the list",
            ),
            (
                "k0101_one::TWO,\n",
                vec![("k0101_one", &one)],
                "but not here",
            ),
            (
                both,
                vec![("k0101_one", &one), ("k0102_two", &one)],
                "is also the code",
            ),
            (only, vec![("k0101_one", &two)], "the code is `K0102`"),
            (only, vec![("k0101_one", &no_title)], "the first line"),
            (
                only,
                vec![("k0101_one", &no_section)],
                "Instead.** is missing",
            ),
            (
                only,
                vec![("k0101_one", &empty)],
                "What it finds.** is empty",
            ),
        ];
        for (list, files, want) in table {
            let got = found(list, &files);
            assert!(got.contains(want), "wanted `{want}`, got:\n{got}");
        }
    }
}
