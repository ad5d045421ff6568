//! What is wrong with the user's input, as data.
//!
//! A check returns a value *and* all its [`Diagnostic`]s. Rendering is elsewhere: as text in
//! [`render`], as JSON and HTML in the front ends.

pub mod render;
mod suggest;

use std::cell::RefCell;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;
pub use suggest::closest;

/// The identity of a rule: `K0207`, `WeightsDoNotSum`. Each has a file in [`crate::rules`], whose
/// doc comment is its page in the manual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code {
    /// `K0207`. Never used again for another rule.
    pub id: &'static str,
    /// What is wrong, as a name: `WeightsDoNotSum`.
    pub name: &'static str,
}

impl Code {
    /// A code; only files in [`crate::rules`] make one.
    #[must_use]
    pub const fn new(id: &'static str, name: &'static str) -> Self {
        Self { id, name }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

/// How much a diagnostic matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing can be computed or imported with it.
    Error,
    /// It can be computed, but somebody should look.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// `error`, `warning`, `note`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// A range of bytes in a named text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file, relative to the workspace: `model/kpis/sales.toml`.
    pub file: Arc<str>,
    /// First byte, and the byte after the last.
    pub range: ByteRange,
}

/// A byte range that can be compared and copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ByteRange {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Span {
    /// A range of bytes in `file`.
    #[must_use]
    pub fn new(file: &Arc<str>, range: Range<usize>) -> Self {
        Self {
            file: Arc::clone(file),
            range: ByteRange {
                start: range.start,
                end: range.end,
            },
        }
    }

    /// A part of this span, in bytes from its start: the place of a word inside a string.
    #[must_use]
    pub fn within(&self, part: Range<usize>) -> Self {
        let start = self
            .range
            .start
            .saturating_add(part.start)
            .min(self.range.end);
        let end = self
            .range
            .start
            .saturating_add(part.end)
            .min(self.range.end);
        Self {
            file: Arc::clone(&self.file),
            range: ByteRange { start, end },
        }
    }
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its place.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// The same place with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned {
            value: f(self.value),
            span: self.span,
        }
    }
}

/// A marked place with a few words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is there; may be empty.
    pub text: String,
}

/// One thing that is wrong with the user's input.
///
/// ```
/// use attain_core::{diag::Diagnostic, rules};
/// let diagnostic = Diagnostic::error(rules::SYNTAX, "expected a value")
///     .with_help("write a value after `=`");
/// assert_eq!(diagnostic.concise(), "error[K0101]: expected a value");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// Stands alone on one line: what is wrong, found, expected. Lower case, no full stop.
    pub message: String,
    /// The places, the most important first.
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Option<String>,
    /// Why it matters, numbers involved.
    pub notes: Vec<String>,
}

impl Diagnostic {
    /// An error.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::of(Severity::Error, code, message)
    }

    /// A warning.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::of(Severity::Warning, code, message)
    }

    /// A note.
    pub fn note(code: Code, message: impl Into<String>) -> Self {
        Self::of(Severity::Note, code, message)
    }

    /// A diagnostic of any severity.
    pub fn of(severity: Severity, code: Code, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            code,
            severity,
            message,
            labels: Vec::new(),
            help: None,
            notes: Vec::new(),
        }
    }

    /// Adds a place; the first one added is the primary one.
    #[must_use]
    pub fn at(mut self, span: &Span, text: impl Into<String>) -> Self {
        self.labels.push(Label {
            span: span.clone(),
            text: text.into(),
        });
        self
    }

    /// Sets what to do.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a note.
    #[must_use]
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Whether it is an error.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// The first line: `error[K0207]: weights of …`.
    #[must_use]
    pub fn concise(&self) -> String {
        format!("{}[{}]: {}", self.severity.name(), self.code, self.message)
    }
}

/// Collects diagnostics while a text is read. Shared by reference, so that readers can hold it
/// side by side.
#[derive(Debug, Default)]
pub struct Diagnostics(RefCell<Vec<Diagnostic>>);

impl Diagnostics {
    /// Nothing wrong so far.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&self, diagnostic: Diagnostic) {
        self.0.borrow_mut().push(diagnostic);
    }

    /// Takes back those that a better one replaces.
    pub(crate) fn take_back(&self, replaced: impl Fn(&Diagnostic) -> bool) {
        self.0
            .borrow_mut()
            .retain(|diagnostic| !replaced(diagnostic));
    }

    /// Adds many.
    pub fn extend(&self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        self.0.borrow_mut().extend(diagnostics);
    }

    /// Whether any is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.0.borrow().iter().any(Diagnostic::is_error)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.borrow().len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }

    /// All of them, in the order of their places (those without a place first).
    #[must_use]
    pub fn into_sorted(self) -> Vec<Diagnostic> {
        let mut all = self.0.into_inner();
        sort(&mut all);
        all
    }
}

/// Puts diagnostics into the order of their places; without a place first, then file, then byte.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by(|a, b| {
        let place = |d: &Diagnostic| d.labels.first().map(|label| label.span.clone());
        (place(a), a.code.id, &a.message).cmp(&(place(b), b.code.id, &b.message))
    });
}
