//! How long things are. What was too long when the rule came stands in `xtask/ratchet.txt` with
//! its size, and can only get shorter.

use super::Problem;
use super::rust::{Kind, Token, functions, lex, without_tests};
use super::words::is_test;
use crate::tree::Tree;
use std::collections::BTreeMap;

const RATCHET: &str = "xtask/ratchet.txt";
const FUNCTION_LINES: usize = 70;
const FILE_LINES: usize = 600;
const COLUMNS: usize = 100;
/// A text from this length on is a message.
const MESSAGE: usize = 30;

/// A thing that is measured: `function crates/a/src/b.rs c`, `file …`, `wide-lines …`.
type Sizes = BTreeMap<String, (String, usize, usize)>;

/// Functions of at most 70 lines, files of at most 600 without tests, lines of at most 100 columns.
#[must_use]
pub fn check(tree: &Tree) -> Vec<Problem> {
    let mut over = Sizes::new();
    for (path, text) in tree.ending(".rs") {
        let tokens = lex(text);
        wide_lines(path, text, &tokens, &mut over);
        if !is_test(path) {
            long_parts(path, text, &tokens, &mut over);
        }
    }
    compare(tree, &over)
}

fn long_parts(path: &str, text: &str, tokens: &[Token<'_>], over: &mut Sizes) {
    let (shipped, test_lines) = without_tests(tokens);
    for function in functions(&shipped)
        .iter()
        .filter(|f| f.lines > FUNCTION_LINES)
    {
        let key = format!("function {path} {}", function.name);
        over.insert(key, (path.to_owned(), function.line, function.lines));
    }
    let lines = text.lines().count().saturating_sub(test_lines);
    if lines > FILE_LINES {
        over.insert(format!("file {path}"), (path.to_owned(), 0, lines));
    }
}

/// Counts lines that are too wide, but for addresses, messages (which stay whole, so that one can
/// search for them), tables, and the manual pages of rules, where a paragraph is one line.
fn wide_lines(path: &str, text: &str, tokens: &[Token<'_>], over: &mut Sizes) {
    let long = |t: &&Token<'_>| t.text.contains('\n') || t.text.chars().count() >= MESSAGE;
    let inside_text = |line: usize| {
        let mut texts = tokens.iter().filter(|t| t.kind == Kind::Text).filter(long);
        texts.any(|token| (token.line..=token.last_line()).contains(&line))
    };
    let wide: Vec<usize> = text
        .lines()
        .zip(1..)
        .filter(|(line, _)| line.chars().count() > COLUMNS && !line.contains("://"))
        .filter(|(line, _)| !(path.contains("/rules/") && line.starts_with("//!")))
        .filter(|(line, _)| !line.starts_with("//! |"))
        .map(|(_, number)| number)
        .filter(|number| !inside_text(*number))
        .collect();
    if let Some(first) = wide.first() {
        let key = format!("wide-lines {path}");
        over.insert(key, (path.to_owned(), *first, wide.len()));
    }
}

fn compare(tree: &Tree, over: &Sizes) -> Vec<Problem> {
    let known: BTreeMap<&str, usize> = tree
        .text(RATCHET)
        .unwrap_or("")
        .lines()
        .filter_map(|line| line.rsplit_once(' '))
        .filter_map(|(key, size)| Some((key, size.parse().ok()?)))
        .collect();
    let grown = over.iter().filter_map(|(key, (path, line, size))| {
        let allowed = known.get(key.as_str()).copied().unwrap_or(0);
        let message = format!("{key}: {size} is over the limit: make it smaller");
        (*size > allowed).then(|| Problem::new(path, *line, message))
    });
    let shrunk = known.iter().filter_map(|(key, allowed)| {
        let now = over.get(*key).map_or(0, |(_, _, size)| *size);
        let message = match now {
            0 => format!("`{key}` is within the limit now: take out its line"),
            _ => format!("`{key}` is {now} now: write that"),
        };
        (now < *allowed).then(|| Problem::new(RATCHET, 0, message))
    });
    grown.chain(shrunk).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = "crates/a/src/b.rs";

    fn messages(tree: &Tree) -> Vec<String> {
        check(tree).iter().map(ToString::to_string).collect()
    }

    fn function(lines: usize) -> String {
        format!("fn long() {{\n{}}}\n", "a();\n".repeat(lines - 2))
    }

    #[test]
    fn limits_functions_outside_tests() {
        let tree = Tree::default();
        assert!(messages(&tree.clone().with(PATH, &function(70))).is_empty());
        assert_eq!(messages(&tree.clone().with(PATH, &function(71))).len(), 1);
        assert!(messages(&tree.with("crates/a/tests/it/b.rs", &function(71))).is_empty());
    }

    #[test]
    fn limits_files_without_their_tests() {
        let code = "use a;\n".repeat(600);
        let tests = format!("#[cfg(test)]\nmod tests {{\n{}}}\n", "use a;\n".repeat(300));
        let tree = Tree::default();
        assert!(messages(&tree.clone().with(PATH, &format!("{code}{tests}"))).is_empty());
        assert_eq!(
            messages(&tree.with(PATH, &format!("{code}use b;\n{tests}"))).len(),
            1
        );
    }

    #[test]
    fn limits_columns_but_not_of_addresses_and_texts() {
        let wide = "x".repeat(101);
        let tree = Tree::default();
        assert_eq!(
            messages(&tree.clone().with(PATH, &format!("// {wide}\n"))).len(),
            1
        );
        assert_eq!(
            messages(&tree.clone().with(PATH, &format!("f(\"short\", {wide});\n"))).len(),
            1
        );
        let fine = format!("// https://{wide}\nf(\"a\n{wide}\n\");\nf(\"{wide}\");\n");
        assert!(messages(&tree.with(PATH, &fine)).is_empty());
    }

    #[test]
    fn known_sizes_only_shrink() {
        let with = |size: usize| {
            let known = format!("function {PATH} long {size}\n");
            Tree::default()
                .with(PATH, &function(80))
                .with(RATCHET, &known)
        };
        assert!(messages(&with(80)).is_empty());
        assert!(messages(&with(79)).concat().contains("80 is over"));
        assert!(messages(&with(81)).concat().contains("is 80 now"));
        let gone = Tree::default().with(RATCHET, "file a.rs 700\n");
        assert!(messages(&gone).concat().contains("take out its line"));
    }
}
