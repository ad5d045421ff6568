//! Diagnostics as text, with the lines of the source they point at.
//!
//! ```text
//! error[K0207]: weights of scorecard `regional-head` add up to 95 %, expected 100 %
//!   --> model/scorecards/sales.toml:31:10
//!    |
//! 31 | weight = "20 %"
//!    |          ^^^^^^ last of 3 weights
//!    |
//! help: raise one weight by 5 points
//! ```

use super::{Diagnostic, Label, Span};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

/// The texts that spans point into, by file name.
#[derive(Debug, Clone, Default)]
pub struct Sources(BTreeMap<Arc<str>, Arc<str>>);

impl Sources {
    /// No texts.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text.
    pub fn insert(&mut self, file: impl Into<Arc<str>>, text: impl Into<Arc<str>>) {
        self.0.insert(file.into(), text.into());
    }

    /// The text of a file.
    #[must_use]
    pub fn get(&self, file: &str) -> Option<&str> {
        self.0.get(file).map(AsRef::as_ref)
    }

    /// Line and column (both from 1, columns in characters) of a span's first byte.
    #[must_use]
    pub fn position(&self, span: &Span) -> Option<Position> {
        let before = self.get(&span.file)?.get(..span.range.start)?;
        let line = before.matches('\n').count().saturating_add(1);
        let column = before
            .rsplit('\n')
            .next()?
            .chars()
            .count()
            .saturating_add(1);
        Some(Position { line, column })
    }
}

/// A place in a text as people count it, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The character in the line.
    pub column: usize,
}

/// The diagnostic as text, with excerpts where `sources` has the file. Ends with a line break.
#[must_use]
pub fn text(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let mut out = format!("{}\n", diagnostic.concise());
    for (index, label) in diagnostic.labels.iter().enumerate() {
        excerpt(&mut out, label, sources, index == 0);
    }
    for (word, line) in diagnostic
        .help
        .iter()
        .map(|help| ("help", help))
        .chain(diagnostic.notes.iter().map(|note| ("note", note)))
    {
        let _ = writeln!(out, "{word}: {line}");
    }
    out
}

/// Where a label points, its line, and the mark below it.
fn excerpt(out: &mut String, label: &Label, sources: &Sources, primary: bool) {
    let Some(position) = sources.position(&label.span) else {
        let colon = if label.text.is_empty() { "" } else { ": " };
        let _ = writeln!(out, "  --> {}{colon}{}", label.span.file, label.text);
        return;
    };
    let gutter = position.line.to_string().len();
    let arrow = if primary { "-->" } else { ":::" };
    let _ = writeln!(
        out,
        "{:gutter$} {arrow} {}:{}:{}",
        "", label.span.file, position.line, position.column
    );
    let line = sources
        .get(&label.span.file)
        .and_then(|text| text.lines().nth(position.line.saturating_sub(1)))
        .unwrap_or("");
    let shown: String = line
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let indent = position.column.saturating_sub(1);
    let room = shown.chars().count().saturating_sub(indent);
    let marked = sources
        .get(&label.span.file)
        .and_then(|text| text.get(label.span.range.start..label.span.range.end))
        .map_or(1, |part| part.lines().next().unwrap_or("").chars().count());
    let width = marked.clamp(1, room.max(1));
    let mark = if primary { "^" } else { "-" }.repeat(width);
    let _ = writeln!(out, "{:gutter$} |", "");
    let _ = writeln!(out, "{} | {shown}", position.line);
    let _ = writeln!(out, "{:gutter$} | {:indent$}{mark} {}", "", "", label.text);
    trim_line_end(out);
}

/// A mark without words leaves no space at the end of its line.
fn trim_line_end(out: &mut String) {
    let kept = out.trim_end_matches(['\n', ' ']).len();
    out.truncate(kept);
    out.push('\n');
}
