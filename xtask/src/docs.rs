//! The generated reference: a page for each diagnostic, from the comment on top of its rule.

use crate::tidy::Problem;
use crate::tree::Tree;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Where rules stand.
const RULES: &str = "crates/attain-core/src/rules/";
/// Where their pages go.
const PAGES: &str = "docs/reference/diagnostics/";
/// The pages of the command line, made from the program's own help.
pub const CLI: &str = "docs/reference/cli.md";
const NOTICE: &str = "<!-- Made by `cargo xtask docs`; edit the source instead. -->";

/// What each range of codes is about.
const RANGES: &[(&str, &str)] = &[
    ("K01", "Syntax"),
    ("K02", "Structure"),
    ("K03", "Names and types"),
    ("K04", "Facts and import"),
    ("K05", "Calculation"),
    ("K06", "Payout and correction"),
    ("K07", "Access"),
    ("K08", "Principles of a good KPI system"),
];

/// One rule file, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule<'a> {
    /// Its path.
    pub path: String,
    /// Its name without `.rs`.
    pub file: String,
    /// The code in `Code::new`; empty when there is none.
    pub id: &'a str,
    /// The name in `Code::new`.
    pub name: &'a str,
    /// The heading of the page.
    pub title: String,
    /// The page without its heading.
    pub page: String,
    /// The whole file.
    pub source: &'a str,
}

/// The rules, by file name.
#[must_use]
pub fn rules(tree: &Tree) -> Vec<Rule<'_>> {
    tree.ending(".rs")
        .filter_map(|(path, text)| rule(path, text))
        .collect()
}

fn rule<'a>(path: &str, source: &'a str) -> Option<Rule<'a>> {
    let file = path.strip_prefix(RULES)?.strip_suffix(".rs")?;
    let comment = source.lines().map_while(|line| line.strip_prefix("//!"));
    let text: String = comment
        .map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line)))
        .collect();
    let (first, page) = text.split_once('\n').unwrap_or(("", ""));
    let mut quoted = source
        .split_once("Code::new(")
        .map_or("", |(_, after)| after)
        .split('"');
    let id = quoted.nth(1).unwrap_or("");
    let name = quoted.nth(1).unwrap_or("");
    Some(Rule {
        path: path.to_owned(),
        file: file.to_owned(),
        id,
        name,
        title: first.trim_start_matches('#').trim().to_owned(),
        page: page.trim().to_owned(),
        source,
    })
}

/// Every page of the reference that follows from the sources, by path.
#[must_use]
pub fn pages(tree: &Tree) -> BTreeMap<String, String> {
    let rules = rules(tree);
    let mut pages: BTreeMap<String, String> = rules
        .iter()
        .map(|rule| {
            let text = format!("{NOTICE}\n\n# {}\n\n{}\n", rule.title, rule.page);
            (format!("{PAGES}{}.md", rule.id.to_lowercase()), text)
        })
        .collect();
    pages.insert(format!("{PAGES}README.md"), index(&rules));
    pages
}

fn index(rules: &[Rule<'_>]) -> String {
    let mut text = format!(
        "{NOTICE}\n\n# Diagnostics\n\nWhat Attain can find wrong with its input, by code. \
         A code is never used again for another rule.\n"
    );
    for (range, about) in RANGES {
        let here: Vec<&Rule<'_>> = rules.iter().filter(|r| r.id.starts_with(range)).collect();
        if here.is_empty() {
            continue;
        }
        let _ = write!(
            text,
            "\n## {range} {about}\n\n| code | finds |\n|---|---|\n"
        );
        for rule in here {
            let (link, finds) = (rule.id.to_lowercase(), finds(&rule.page));
            let _ = writeln!(text, "| [{}]({link}.md) | {finds} |", rule.title);
        }
    }
    text
}

/// The section *What it finds*, as one table cell.
fn finds(page: &str) -> String {
    let after = page
        .split_once("**What it finds.**")
        .map_or("", |(_, after)| after);
    let paragraph = after.split("\n\n").next().unwrap_or("");
    let words: Vec<&str> = paragraph.split_whitespace().collect();
    words.join(" ").replace('|', "\\|")
}

/// The pages in the repository are those that the sources give.
#[must_use]
pub fn check(tree: &Tree) -> Vec<Problem> {
    let wanted = pages(tree);
    let stale = wanted
        .iter()
        .filter(|(path, text)| tree.text(path) != Some(text.as_str()))
        .map(|(path, _)| Problem::new(path, 0, "out of date: run `cargo xtask docs`"));
    let orphans = orphans(tree, &wanted)
        .into_iter()
        .map(|path| Problem::new(&path, 0, "no rule has this page: run `cargo xtask docs`"));
    stale.chain(orphans).collect()
}

/// Pages whose rule is gone.
#[must_use]
pub fn orphans(tree: &Tree, wanted: &BTreeMap<String, String>) -> Vec<String> {
    tree.ending(".md")
        .filter(|(path, _)| path.starts_with(PAGES) && !wanted.contains_key(*path))
        .map(|(path, _)| path.to_owned())
        .collect()
}

/// The page of the command line from the texts of `attain [COMMAND] --help`.
#[must_use]
pub fn cli_page(helps: &[(String, String)]) -> String {
    let mut text = format!("{NOTICE}\n\n# Command line\n");
    for (command, help) in helps {
        let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
        let _ = write!(
            text,
            "\n## `{command}`\n\n```text\n{}\n```\n",
            lines.join("\n").trim()
        );
    }
    text
}

/// The names under `Commands:` in a help text.
#[must_use]
pub fn commands(help: &str) -> Vec<&str> {
    help.lines()
        .skip_while(|line| line.trim() != "Commands:")
        .skip(1)
        .take_while(|line| !line.trim().is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: &str = "//! # K0101 Syntax\n//!\n//! **What it finds.** Text |\n//! broken.\n//!\n\
        //! **Example.**\n//! ```toml\n//! [a\n//! ```\n\nuse x;\n\
        pub const SYNTAX: Code = Code::new(\"K0101\", \"Syntax\");\n";

    fn tree() -> Tree {
        Tree::default().with(&format!("{RULES}k0101_syntax.rs"), RULE)
    }

    #[test]
    fn a_page_is_the_comment() {
        let pages = pages(&tree());
        let page = &pages["docs/reference/diagnostics/k0101.md"];
        let want = "# K0101 Syntax\n\n**What it finds.** Text |\nbroken.\n\n\
            **Example.**\n```toml\n[a\n```\n";
        assert_eq!(page, &format!("{NOTICE}\n\n{want}"));
        let index = &pages["docs/reference/diagnostics/README.md"];
        assert!(index.contains("## K01 Syntax"));
        assert!(index.contains("| [K0101 Syntax](k0101.md) | Text \\| broken. |"));
    }

    #[test]
    fn stale_missing_and_orphan_pages_are_found() {
        let tree = tree();
        assert_eq!(check(&tree).len(), 2);
        let whole = pages(&tree)
            .iter()
            .fold(tree, |tree, (path, text)| tree.with(path, text));
        assert_eq!(check(&whole), []);
        let stale = whole.clone().with(&format!("{PAGES}k0101.md"), "old");
        assert_eq!(check(&stale).len(), 1);
        let orphan = whole.with(&format!("{PAGES}k0999.md"), "gone");
        assert_eq!(check(&orphan).len(), 1);
    }

    #[test]
    fn finds_the_commands_in_a_help_text() {
        let help = "A program\n\nUsage: a\n\nCommands:\n  run   Computes\n        more\n  try   Tries\n  \
            help  Helps\n\nOptions:\n  -h  x\n";
        assert_eq!(commands(help), ["run", "try"]);
        let page = cli_page(&[("a".into(), "A \n\nUsage\n\n".into())]);
        assert!(page.ends_with("\n## `a`\n\n```text\nA\n\nUsage\n```\n"));
    }
}
