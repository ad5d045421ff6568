//! Words that must not occur, each with the place where it may.

use super::Problem;
use super::rust::{Kind, Token, lex, without_tests};
use crate::tree::Tree;

/// Data as it came, and what tools write, such as the tables of `spec/`.
const NOT_OURS: &[&str] = &["LICENSE", "examples/", "spec/", ".snap"];

/// The words `f32` and `f64` do not occur in the core, not even in a comment.
#[must_use]
pub fn check_floats(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in tree
        .ending(".rs")
        .filter(|(p, _)| p.starts_with("crates/attain-core/src/"))
    {
        for (at, line) in text.lines().enumerate() {
            let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
            if words.any(|word| word == "f32" || word == "f64") {
                let message = "a float in the core: use `num::Exact` or `Decimal`";
                problems.push(Problem::new(path, at + 1, message));
            }
        }
    }
    problems
}

/// SQL statements stand only in `attain-store`, and in tests.
#[must_use]
pub fn check_sql(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in tree.ending(".rs") {
        if path.starts_with("crates/attain-store/") || is_test(path) {
            continue;
        }
        let tokens = lex(text);
        let (shipped, _) = without_tests(&tokens);
        for token in shipped
            .iter()
            .filter(|t| t.kind == Kind::Text && is_sql(t.text))
        {
            problems.push(Problem::new(path, token.line, "SQL outside attain-store"));
        }
    }
    problems
}

fn is_sql(text: &str) -> bool {
    let pairs = [
        ("SELECT", "FROM"),
        ("INSERT", "INTO"),
        ("UPDATE", "SET"),
        ("DELETE", "FROM"),
        ("CREATE", "TABLE"),
        ("PRAGMA", "="),
    ];
    let words: Vec<&str> = text.split_whitespace().collect();
    pairs.iter().any(|(first, second)| {
        let mut after = words.iter().skip_while(|word| *word != first).skip(1);
        after.any(|word| word == second)
    })
}

/// Whether a whole file is test code.
pub(super) fn is_test(path: &str) -> bool {
    path.contains("/tests/") || path.contains("/benches/") || path.ends_with("/tests.rs")
}

/// No `FIXME`, `XXX` or `dbg!`; a `TODO` names an issue: `TODO(#12)`.
#[must_use]
pub fn check_unfinished(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in tree.ending(".rs") {
        let tokens = lex(text);
        for token in &tokens {
            if let Some(message) = unfinished(token) {
                problems.push(Problem::new(path, token.line, message));
            }
        }
        for pair in tokens.windows(2) {
            if let [word, mark] = pair
                && (word.kind, word.text, mark.text) == (Kind::Word, "dbg", "!")
            {
                problems.push(Problem::new(path, word.line, "take out `dbg!`"));
            }
        }
    }
    problems
}

fn unfinished(token: &Token<'_>) -> Option<&'static str> {
    if token.kind != Kind::Comment || token.text.contains('`') {
        return None;
    }
    let mut words = token.text.split(|c: char| !c.is_alphanumeric());
    if words.any(|word| word == "FIXME" || word == "XXX") {
        return Some("finish it, or file an issue and name it: TODO(#12)");
    }
    let open = token.text.match_indices("TODO").any(|(at, word)| {
        let after = token.text.get(at + word.len()..).unwrap_or("");
        let number = after.strip_prefix("(#").unwrap_or("");
        !number.starts_with(|c: char| c.is_ascii_digit())
    });
    open.then_some("name the issue: TODO(#12)")
}

/// No line ends in a blank, no file without a newline at its end.
#[must_use]
pub fn check_trailing_space(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in tree.ending("") {
        if NOT_OURS.iter().any(|part| path.contains(part)) {
            continue;
        }
        for (at, line) in text.split('\n').enumerate() {
            if line.ends_with([' ', '\t', '\r']) {
                problems.push(Problem::new(path, at + 1, "trailing space"));
            }
        }
        if !text.is_empty() && !text.ends_with('\n') {
            problems.push(Problem::new(path, 0, "no newline at the end"));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(check: fn(&Tree) -> Vec<Problem>, path: &str, text: &str) -> Vec<usize> {
        let tree = Tree::default().with(path, text);
        check(&tree).iter().map(|problem| problem.line).collect()
    }

    #[test]
    fn finds_floats_only_in_the_core() {
        let text = "fn a() {}\nlet x: f64 = 1;\nlet y = af64;\n// no f32\n";
        assert_eq!(
            lines(check_floats, "crates/attain-core/src/a.rs", text),
            [2, 4]
        );
        assert_eq!(
            lines(check_floats, "crates/attain-facts/src/a.rs", text),
            [0; 0]
        );
    }

    #[test]
    fn finds_sql_only_in_shipped_strings() {
        let text = "// SELECT a FROM b\nf(\"SELECT a FROM b\");\nf(\"Select a plan\");\n\
            f(\"INSERT INTO t\");\n#[cfg(test)]\nmod tests { f(\"SELECT a FROM b\"); }\n";
        assert_eq!(lines(check_sql, "crates/attain-app/src/a.rs", text), [2, 4]);
        assert_eq!(
            lines(check_sql, "crates/attain-store/src/a.rs", text),
            [0; 0]
        );
        assert_eq!(
            lines(check_sql, "crates/attain-app/tests/it/a.rs", text),
            [0; 0]
        );
    }

    #[test]
    fn finds_unfinished_work() {
        let text = "// FIXME\n// TODO later\n// TODO(#12) later\nlet x = dbg!(1);\nf(\"TODO\");\n";
        assert_eq!(lines(check_unfinished, "a.rs", text), [1, 2, 4]);
    }

    #[test]
    fn finds_trailing_space() {
        assert_eq!(lines(check_trailing_space, "a.md", "a\nb \nc\t\n"), [2, 3]);
        assert_eq!(lines(check_trailing_space, "a.md", "a"), [0]);
        assert_eq!(lines(check_trailing_space, "examples/a.txt", "a "), [0; 0]);
    }
}
