//! Runs the pages of the specification, `spec/*.md`: prose with tables that are computed.
//!
//! A page has sections. In a section stand `toml` blocks, the model, and `table KIND …` blocks:
//!
//! ````markdown
//! ## A step
//!
//! ```toml
//! scale.sales = { kind = "step", steps = [["80 %", "50 %"]] }
//! ```
//!
//! ```table scale sales
//! input  | score
//! 79.99 % | 0 %
//! 80 %    | 50 %
//! ```
//! ````
//!
//! A *runner* computes a table anew from the model of its section, and every cell must be equal.
//! `UPDATE=1 cargo test -p attain-core --test it spec` writes what was computed; the diff is the
//! review. A block that nobody runs is a failure, and so are an empty one and a model that no table
//! looks at.
//!
//! Beside `toml` blocks may stand `csv FILE` blocks: tables of people, and facts.
//!
//! A new kind of table is a file in `spec/` and a line in [`RUNNERS`].

mod attainment;
mod check;
mod measure;
mod page;
mod pay;
mod principles;
mod run;
mod scale;

use page::{Block, Case, Page, Table};
use std::fs;
use std::path::{Path, PathBuf};

/// Computes a table anew: the same headers, with every cell that follows from others filled in.
/// An error says what in the block cannot be understood.
type Runner = fn(&Case<'_>) -> Result<Table, String>;

/// The kinds of table, sorted; a line each, so that branches merge without conflict.
const RUNNERS: &[(&str, Runner)] = &[
    ("attainment", attainment::run),
    ("check", check::run),
    ("measure", measure::run),
    ("pay", pay::run),
    ("principles", principles::run),
    ("rows", scale::run_rows),
    ("run", run::run),
    ("scale", scale::run),
    ("year-to-date", scale::run_year_to_date),
];

#[test]
fn every_page_holds() {
    let pages = pages();
    assert!(!pages.is_empty(), "there are no pages");
    let mut failures = Vec::new();
    for path in pages {
        let text = read(&path);
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        match compute(&Page::new(&name, &text), RUNNERS) {
            Ok(computed) if computed == text => {}
            Ok(computed) if wants_update() => fs::write(&path, computed).unwrap(),
            Ok(computed) => failures.push(difference(&name, &text, &computed)),
            Err(errors) => failures.extend(errors),
        }
    }
    assert!(failures.is_empty(), "\n{}\n", failures.join("\n"));
}

/// The page with all its tables computed, or everything that is wrong with its blocks.
fn compute(page: &Page<'_>, runners: &[(&str, Runner)]) -> Result<String, Vec<String>> {
    let mut errors: Vec<String> = page.errors.clone();
    let mut text = page.text.to_owned();
    let mut tables = 0;
    // From the last to the first, so that the places of those before stay right.
    for block in page.blocks.iter().rev().filter(|block| block.is_table()) {
        tables += 1;
        match run_block(page, block, runners) {
            Ok(table) if table == block.table().unwrap() => {}
            Ok(table) => text.replace_range(block.body.clone(), &table.to_string()),
            Err(error) => errors.push(format!("{}:{}: {error}", page.name, block.line)),
        }
    }
    if tables == 0 {
        errors.push(format!("{}: the page has no table", page.name));
    }
    if errors.is_empty() {
        Ok(text)
    } else {
        Err(errors)
    }
}

fn run_block(page: &Page<'_>, block: &Block, runners: &[(&str, Runner)]) -> Result<Table, String> {
    let (kind, arguments) = block.kind().ok_or("`table` needs a kind")?;
    let Some((_, runner)) = runners.iter().find(|(known, _)| *known == kind) else {
        let known: Vec<&str> = runners.iter().map(|(known, _)| *known).collect();
        return Err(format!("no runner for `table {kind}`; there are {known:?}"));
    };
    runner(&Case {
        models: page.models(block.section),
        arguments,
        table: block.table()?,
    })
}

/// The lines that differ.
fn difference(name: &str, found: &str, computed: &str) -> String {
    let lines = found.lines().zip(computed.lines()).enumerate();
    let mut out = format!("{name}: computed otherwise (UPDATE=1 writes what is computed)\n");
    for (index, (left, right)) in lines.filter(|(_, (left, right))| left != right) {
        out.push_str(&format!(
            "  {}: - {left}\n  {}: + {right}\n",
            index + 1,
            index + 1
        ));
    }
    if found.lines().count() != computed.lines().count() {
        out.push_str("  and the number of lines differs\n");
    }
    out
}

/// All pages, by name.
fn pages() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec");
    let mut pages: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    pages.sort();
    pages
}

#[expect(clippy::disallowed_methods, reason = "the harness reads the pages")]
fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the harness is told to write the pages"
)]
fn wants_update() -> bool {
    std::env::var("UPDATE").is_ok_and(|value| value == "1")
}

#[test]
fn a_page_that_nobody_can_run_fails() {
    let model = "```toml\nscale.a = { kind = \"linear\" }\n```\n";
    let table = "```table scale a\ninput | score\n1 | 100 %\n```\n";
    let good = format!("# A\n{model}{table}");
    assert!(compute(&Page::new("a.md", &good), RUNNERS).is_ok());
    for (text, expected) in [
        ("# A\n".to_owned(), "no table"),
        (format!("# A\n{model}"), "no table looks at"),
        (format!("# A\n{model}# B\n{table}"), "no table looks at"),
        (format!("{good}```toml\n```\n"), "empty"),
        (
            format!("{good}```table scale a\ninput | score\n```\n"),
            "empty",
        ),
        (format!("{good}```table\ninput\n1\n```\n"), "needs a kind"),
        (
            format!("{good}```table scales a\ninput | score\n1 | 1\n```\n"),
            "no runner",
        ),
        (
            format!("{good}```table scale b\ninput | score\n1 | 1\n```\n"),
            "no scale `b`",
        ),
        (
            format!("{good}```table scale a\ninput | sum\n1 | 1\n```\n"),
            "unknown column `sum`",
        ),
        (
            format!("{good}```table scale a\ninput | score\n1\n```\n"),
            "has 1 cells",
        ),
        (format!("{good}```python\n1\n```\n"), "unknown block"),
        (format!("{good}```toml\n"), "never ends"),
    ] {
        let errors = compute(&Page::new("a.md", &text), RUNNERS).expect_err(expected);
        assert!(
            errors.join("\n").contains(expected),
            "{expected}: {errors:?}"
        );
    }
}

#[test]
fn a_wrong_cell_is_found_and_only_its_table_is_written() {
    let text = "# A\n```toml\nscale.a = { kind = \"linear\" }\n```\nProse.\n\
                ```table scale a\ninput|score\n1|100 %\n```\n\
                ```table scale a\ninput | score\n1 | 99 %\n```\nEnd.\n";
    let computed = compute(&Page::new("a.md", text), RUNNERS).unwrap();
    assert_eq!(computed, text.replace("1 | 99 %", "1     | 100 %"));
}
