//! Where the parts of an expression stand, and what is wrong with it.

use crate::diag::{Code, Diagnostic, Span, Spanned};
use sqlparser::tokenizer::{Location, Span as SqlSpan};
use std::ops::Range;

/// Something wrong at a place in the text.
#[derive(Debug)]
pub(super) struct Problem {
    code: Code,
    range: Range<usize>,
    message: String,
    help: Option<String>,
    note: Option<String>,
}

impl Problem {
    pub(super) fn new(code: Code, range: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            code,
            range,
            message: message.into(),
            help: None,
            note: None,
        }
    }

    #[must_use]
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    #[must_use]
    pub(super) fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }
}

/// The text that is read, with everything found wrong in it.
#[derive(Debug)]
pub(super) struct Source<'a> {
    text: &'a str,
    content: &'a Span,
    /// The byte at which each line starts.
    lines: Vec<usize>,
    /// Whether each character is one byte.
    ascii: bool,
    problems: Vec<Diagnostic>,
}

impl<'a> Source<'a> {
    pub(super) fn new(text: &'a Spanned<String>, content: &'a Span) -> Self {
        let text = text.value.as_str();
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = std::iter::once(0)
            .chain(breaks.map(|(at, _)| at.saturating_add(1)))
            .collect();
        Self {
            text,
            content,
            lines,
            ascii: text.is_ascii(),
            problems: Vec::new(),
        }
    }

    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    pub(super) fn slice(&self, range: &Range<usize>) -> &'a str {
        self.text.get(range.clone()).unwrap_or("")
    }

    pub(super) fn report(&mut self, problem: Problem) {
        // A string with escapes is longer in the file than its text: then only the whole is sure.
        let length = self
            .content
            .range
            .end
            .saturating_sub(self.content.range.start);
        let place = if length == self.text.len() {
            self.content.within(problem.range)
        } else {
            self.content.clone()
        };
        let mut diagnostic = Diagnostic::error(problem.code, problem.message).at(&place, "");
        if let Some(help) = problem.help {
            diagnostic = diagnostic.with_help(help);
        }
        if let Some(note) = problem.note {
            diagnostic = diagnostic.with_note(note);
        }
        self.problems.push(diagnostic);
    }

    /// How many problems there are so far.
    pub(super) fn problems(&self) -> usize {
        self.problems.len()
    }

    pub(super) fn into_problems(self) -> Vec<Diagnostic> {
        let mut problems = self.problems;
        crate::diag::sort(&mut problems);
        problems
    }

    /// The byte at a line and column (in characters), as the parser counts them.
    pub(super) fn byte(&self, line: u64, column: u64) -> Option<usize> {
        let index = usize::try_from(line.checked_sub(1)?).ok()?;
        let start = *self.lines.get(index)?;
        let skipped = usize::try_from(column.checked_sub(1)?).ok()?;
        let rest = self.text.get(start..)?;
        let within = if self.ascii {
            skipped.min(rest.len())
        } else {
            rest.char_indices()
                .nth(skipped)
                .map_or(rest.len(), |(at, _)| at)
        };
        Some(start.saturating_add(within))
    }

    /// The bytes of what the parser marked; the whole text where it marked nothing. Parentheses
    /// that are open at the end of the mark are closed.
    pub(super) fn range(&self, span: SqlSpan) -> Range<usize> {
        let at = |location: Location| self.byte(location.line, location.column);
        match (at(span.start), at(span.end)) {
            (Some(start), Some(end)) if start < end => self.balance(start..end),
            _ => 0..self.text.len(),
        }
    }

    /// Extends a range to the end of the parentheses that it opens.
    fn balance(&self, range: Range<usize>) -> Range<usize> {
        let rest = self.text.get(range.start..).unwrap_or("");
        let length = range.end.saturating_sub(range.start);
        let (mut depth, mut quote) = (0usize, None);
        for (at, c) in rest.char_indices() {
            if at >= length && depth == 0 {
                break;
            }
            match (quote, c) {
                (Some(open), _) if open == c => quote = None,
                (Some(_), _) => {}
                (None, '\'' | '"') => quote = Some(c),
                (None, '(') => depth = depth.saturating_add(1),
                (None, ')') => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 && at >= length {
                        return range.start..range.start.saturating_add(at).saturating_add(1);
                    }
                }
                _ => {}
            }
        }
        range
    }

    /// Extends a range over the parentheses that follow it: the parser does not mark empty ones.
    pub(super) fn with_parentheses(&self, range: Range<usize>) -> Range<usize> {
        let rest = self.text.get(range.end..).unwrap_or("");
        let opening = rest.trim_start().starts_with('(');
        if !opening || self.slice(&range).contains('(') {
            return range;
        }
        let skipped = rest.len().saturating_sub(rest.trim_start().len());
        self.balance(range.start..range.end.saturating_add(skipped).saturating_add(1))
    }

    /// Extends a range over such words as follow it.
    pub(super) fn with_words(&self, range: Range<usize>, words: &[&str]) -> Range<usize> {
        let mut end = range.end;
        loop {
            let rest = self.text.get(end..).unwrap_or("");
            let trimmed = rest.trim_start();
            let length = trimmed
                .find(|c: char| !c.is_ascii_alphabetic())
                .unwrap_or(trimmed.len());
            let word = trimmed.get(..length).unwrap_or("").to_ascii_lowercase();
            if !words.contains(&word.as_str()) {
                return range.start..end;
            }
            end = end
                .saturating_add(rest.len().saturating_sub(trimmed.len()))
                .saturating_add(length);
        }
    }

    /// Extends a range to the left over what stands directly before it: `-`, `not`, `cast(`.
    pub(super) fn with_before(&self, range: Range<usize>) -> Range<usize> {
        let before = self.text.get(..range.start).unwrap_or("").trim_end();
        let bare = before.trim_end_matches('(').trim_end();
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let stem = match bare.chars().next_back() {
            Some('-' | '+') => bare.get(..bare.len().saturating_sub(1)).unwrap_or(""),
            _ => bare.trim_end_matches(word),
        };
        self.balance(stem.len()..range.end)
    }
}
