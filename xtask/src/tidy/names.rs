//! Names that say nothing. A type is a noun of the glossary.

use super::Problem;
use super::rust::{Kind, lex};
use crate::tree::Tree;

const BANNED: &[&str] = &[
    "manager", "helper", "helpers", "service", "util", "utils", "impl",
];
const DECLARES: &[&str] = &["struct", "enum", "trait", "type", "union", "mod"];

/// No type, trait or module is named for a pattern instead of a thing.
#[must_use]
pub fn check(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in tree.ending(".rs") {
        for pair in lex(text).windows(2) {
            let [keyword, name] = pair else { continue };
            let declares = keyword.kind == Kind::Word && DECLARES.contains(&keyword.text);
            if declares && name.kind == Kind::Word && is_banned(name.text) {
                let message = format!("`{}`: name the thing, not the pattern", name.text);
                problems.push(Problem::new(path, name.line, message));
            }
        }
    }
    problems
}

/// Whether the last word of a name is banned: `PlanManager`, `date_utils`.
fn is_banned(name: &str) -> bool {
    let start = name
        .char_indices()
        .rfind(|(_, c)| c.is_uppercase() || *c == '_')
        .map_or(0, |(at, _)| at);
    let last = name.get(start..).unwrap_or("").trim_start_matches('_');
    BANNED.contains(&last.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_names_of_patterns() {
        let text = "struct PlanManager;\nstruct Plan;\nmod date_utils {}\ntrait Service {}\n\
            type StoreImpl = u8;\nstruct Implied;\nfn manager() {}\n// struct Helper\n";
        let tree = Tree::default().with("a.rs", text);
        let lines: Vec<usize> = check(&tree).iter().map(|problem| problem.line).collect();
        assert_eq!(lines, [1, 3, 4, 5]);
    }
}
