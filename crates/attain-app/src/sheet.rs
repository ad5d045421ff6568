//! Tables as files: CSV and XLSX, with what they show and by which filter on top.

use crate::error::AppError;
use attain_core::text::csv_cell;
use rust_xlsxwriter::{Format, FormatAlign, Workbook, XlsxError};

/// A table to be written.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// What it shows.
    pub title: String,
    /// Period, filter and moment, each a name and a value.
    pub notes: Vec<(String, String)>,
    /// The columns, and whether they hold numbers.
    pub columns: Vec<(String, bool)>,
    /// The cells: plain numbers with a dot, and texts.
    pub rows: Vec<Vec<String>>,
}

/// As CSV, with the notes as comments on top. Texts that a spreadsheet would take for a formula
/// get an apostrophe.
#[must_use]
pub fn csv(sheet: &Sheet) -> String {
    let mut out = format!("# {}\r\n", one_line(&sheet.title));
    for (name, value) in &sheet.notes {
        out.push_str(&format!("# {}: {}\r\n", one_line(name), one_line(value)));
    }
    let header: Vec<String> = sheet.columns.iter().map(|(name, _)| quoted(name)).collect();
    out.push_str(&header.join(","));
    out.push_str("\r\n");
    for row in &sheet.rows {
        let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
    out
}

fn one_line(text: &str) -> String {
    text.replace(['\r', '\n'], " ")
}

fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && number(cell).is_none();
    if formula {
        csv_cell(&format!("'{cell}")).into_owned()
    } else {
        csv_cell(cell).into_owned()
    }
}

fn number(cell: &str) -> Option<f64> {
    let plain = cell.chars().all(|c| c.is_ascii_digit() || ".-".contains(c));
    plain.then(|| cell.parse().ok()).flatten()
}

/// As an Excel workbook.
///
/// # Errors
/// If it cannot be made.
pub fn xlsx(sheet: &Sheet) -> Result<Vec<u8>, AppError> {
    build(sheet).map_err(|error| AppError::File {
        action: "make",
        path: "table.xlsx".into(),
        source: std::io::Error::other(error),
    })
}

fn build(sheet: &Sheet) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    let right = Format::new().set_bold().set_align(FormatAlign::Right);
    let page = book.add_worksheet();
    page.write_string_with_format(0, 0, &sheet.title, &bold)?;
    let mut line = 1u32;
    for (name, value) in &sheet.notes {
        page.write_string(line, 0, name)?;
        page.write_string(line, 1, value)?;
        line = line.saturating_add(1);
    }
    line = line.saturating_add(1);
    for (column, (name, numeric)) in (0u16..).zip(&sheet.columns) {
        page.write_string_with_format(line, column, name, if *numeric { &right } else { &bold })?;
    }
    page.set_freeze_panes(line.saturating_add(1), 0)?;
    for row in &sheet.rows {
        line = line.saturating_add(1);
        for (column, (cell, (_, numeric))) in (0u16..).zip(row.iter().zip(&sheet.columns)) {
            match number(cell).filter(|_| *numeric) {
                Some(value) => page.write_number(line, column, value)?,
                None => page.write_string(line, column, cell)?,
            };
        }
    }
    page.autofit();
    book.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_say_what_they_show_and_run_nothing() {
        let sheet = Sheet {
            title: "Results\n2012".to_owned(),
            notes: vec![("Filter".to_owned(), "a, b".to_owned())],
            columns: vec![("Name".to_owned(), false), ("Pay".to_owned(), true)],
            rows: vec![
                vec!["=cmd|' /C calc'!A0".to_owned(), "-12.50".to_owned()],
                vec!["A \"B\", C".to_owned(), String::new()],
            ],
        };
        let expected = "# Results 2012\r\n# Filter: a, b\r\nName,Pay\r\n\
                        '=cmd|' /C calc'!A0,-12.50\r\n\"A \"\"B\"\", C\",\r\n";
        assert_eq!(csv(&sheet), expected);
        assert!(xlsx(&sheet).unwrap().starts_with(b"PK"));
    }
}
