//! CSV as it is written: cells quoted where they need it.

use std::borrow::Cow;

/// A cell of CSV: in quotes if it holds a comma, a quote or a line end.
///
/// ```
/// use attain_core::text::csv_cell;
/// assert_eq!(csv_cell("plain"), "plain");
/// assert_eq!(csv_cell("say \"a, b\""), "\"say \"\"a, b\"\"\"");
/// ```
#[must_use]
pub fn csv_cell(text: &str) -> Cow<'_, str> {
    if text.contains([',', '"', '\n', '\r']) {
        Cow::Owned(csv_quoted(text))
    } else {
        Cow::Borrowed(text)
    }
}

/// A cell of CSV in quotes, whatever it holds: for readers that may take other marks than the comma
/// for the end of a cell.
#[must_use]
pub fn csv_quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// A line of CSV with its line feed.
///
/// ```
/// use attain_core::text::csv_line;
/// assert_eq!(csv_line(["a", "b,c", ""]), "a,\"b,c\",\n");
/// ```
#[must_use]
pub fn csv_line<T: AsRef<str>>(cells: impl IntoIterator<Item = T>) -> String {
    let mut out = String::new();
    for (number, cell) in cells.into_iter().enumerate() {
        if number > 0 {
            out.push(',');
        }
        out.push_str(&csv_cell(cell.as_ref()));
    }
    out.push('\n');
    out
}
