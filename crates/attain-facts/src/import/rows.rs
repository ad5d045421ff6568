//! What every format becomes before it is checked: rows of cells, with their numbers.

use super::refusal::Fault;
use attain_core::num::Decimal;
use jiff::civil::Date;
use std::borrow::Cow;

/// A value as the file has it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell<'a> {
    /// Nothing.
    Empty,
    /// Text, which may be a number or a date in writing.
    Text(Cow<'a, str>),
    /// An exact number.
    Number(Decimal),
    /// A floating-point number, in its shortest decimal digits: `0.1`, `NaN`.
    Float(String),
    /// A calendar day.
    Date(Date),
    /// True or false.
    Boolean(bool),
    /// What no column can hold: a time of day, a list, an error value of a sheet; in words.
    Other(String),
}

impl Cell<'_> {
    /// Whether there is nothing but spaces.
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// As it stands in the file, as far as that is known.
    pub(crate) fn written(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Float(digits) => digits.clone(),
            Self::Date(date) => date.to_string(),
            Self::Boolean(value) => value.to_string(),
            Self::Other(words) => words.clone(),
        }
    }
}

/// One row of a file.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    /// Its number in the file.
    pub number: u64,
    /// Its cells, in the order of the headers.
    pub cells: Vec<Cell<'a>>,
    /// What is wrong with its shape; its cells are not checked then.
    pub fault: Option<Fault>,
    /// Bytes of the file that are done with this row.
    pub done: u64,
}

/// The rows of one file, which can be read more than once: a first time to detect how numbers and
/// dates are written, a second time to check and keep them.
pub(crate) trait RowStream {
    /// The headers.
    fn headers(&self) -> &[String];

    /// The sheet that is read, of a workbook.
    fn sheet(&self) -> Option<&str> {
        None
    }

    /// Whether numbers and dates may be in writing, so that their form must be detected.
    fn is_text(&self) -> bool;

    /// Whether programs that write the format cut it off at a last row.
    fn row_limit(&self) -> bool {
        false
    }

    /// The character between two fields, if there is one.
    fn delimiter(&self) -> Option<char> {
        None
    }

    /// Reads all rows from the first.
    ///
    /// # Errors
    /// If the file breaks off or is damaged; the rows before were given.
    fn read(&self, visit: &mut dyn FnMut(Row<'_>)) -> Result<(), Fault>;
}
