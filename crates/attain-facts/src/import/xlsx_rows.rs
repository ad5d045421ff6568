//! The rows of a sheet of an Excel workbook, read cell by cell: a single cell in the last corner
//! of a sheet takes no more memory than one in the first.

use super::csv_rows::clean;
use super::refusal::Fault;
use super::rows::{Cell, Row, RowStream};
use attain_core::num::Decimal;
use attain_core::rules;
use calamine::{
    Cell as SheetCell, DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx,
    XlsxCellReader,
};
use jiff::civil::Date;
use std::borrow::Cow;
use std::cell::RefCell;
use std::io::Cursor;

type Book = Xlsx<Cursor<Vec<u8>>>;
type Cells<'a> = XlsxCellReader<'a, Cursor<Vec<u8>>>;

/// A sheet with its header read.
pub(super) struct XlsxRows {
    book: RefCell<Book>,
    sheet: String,
    headers: Vec<String>,
    bytes: u64,
}

impl XlsxRows {
    /// Opens a workbook, finds the sheet, and reads its header: its first row with a value.
    pub(super) fn open(bytes: Vec<u8>, sheet: Option<&str>) -> Result<Self, Fault> {
        let length = bytes.len().try_into().unwrap_or(u64::MAX);
        let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
        let sheet = choose(&book, sheet)?;
        let mut headers = Vec::new();
        let mut reader = book
            .worksheet_cells_reader(&sheet)
            .map_err(|error| unreadable(&error))?;
        let mut first = None;
        while let Some(cell) = next(&mut reader)? {
            let (row, column) = cell.get_position();
            if *first.get_or_insert(row) != row {
                break;
            }
            let column = usize::try_from(column).unwrap_or(usize::MAX);
            if column >= headers.len() {
                headers.resize(column.saturating_add(1), String::new());
            }
            if let Some(header) = headers.get_mut(column) {
                *header = clean(&convert(cell.get_value()).written());
            }
        }
        drop(reader);
        if headers.is_empty() {
            return Err(Fault::new(
                rules::NO_ROWS,
                "the sheet is empty",
                "choose another sheet, or export it again with a header",
            ));
        }
        Ok(Self {
            book: RefCell::new(book),
            sheet,
            headers,
            bytes: length,
        })
    }

    /// Gives a row, unless it is the header.
    fn finish(&self, row: &mut Option<Gathering>, visit: &mut dyn FnMut(Row<'_>)) {
        if let Some(row) = row.take() {
            visit(Row {
                number: u64::from(row.index).saturating_add(1),
                cells: row.cells,
                fault: row.outside.map(|column| outside(&column)),
                done: self.bytes,
            });
        }
    }
}

/// A row while its cells come in.
struct Gathering {
    index: u32,
    cells: Vec<Cell<'static>>,
    /// A value beside the headers, by its place.
    outside: Option<String>,
}

impl RowStream for XlsxRows {
    fn headers(&self) -> &[String] {
        &self.headers
    }

    fn sheet(&self) -> Option<&str> {
        Some(&self.sheet)
    }

    fn is_text(&self) -> bool {
        true
    }

    fn row_limit(&self) -> bool {
        true
    }

    fn read(&self, visit: &mut dyn FnMut(Row<'_>)) -> Result<(), Fault> {
        let mut book = self.book.borrow_mut();
        let mut reader = book
            .worksheet_cells_reader(&self.sheet)
            .map_err(|error| unreadable(&error))?;
        let mut header = None;
        let mut row: Option<Gathering> = None;
        while let Some(cell) = next(&mut reader)? {
            let (index, column) = cell.get_position();
            if *header.get_or_insert(index) == index {
                continue;
            }
            let last = row.as_ref().map_or(header.unwrap_or(0), |row| row.index);
            if index < last {
                return Err(unreadable(&"its rows are not in order"));
            }
            if row.as_ref().is_some_and(|row| row.index != index) {
                self.finish(&mut row, visit);
            }
            let gathering = row.get_or_insert_with(|| Gathering {
                index,
                cells: vec![Cell::Empty; self.headers.len()],
                outside: None,
            });
            let value = convert(cell.get_value());
            match gathering
                .cells
                .get_mut(usize::try_from(column).unwrap_or(usize::MAX))
            {
                Some(place) => *place = value,
                None if value.is_empty() => {}
                None => gathering.outside = Some(letters(column)),
            }
        }
        self.finish(&mut row, visit);
        Ok(())
    }
}

/// The chosen sheet, or the only one that can be seen.
fn choose(book: &Book, chosen: Option<&str>) -> Result<String, Fault> {
    let sheets: Vec<&str> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .filter(|sheet| sheet.visible == SheetVisible::Visible || chosen == Some(&sheet.name))
        .map(|sheet| sheet.name.as_str())
        .collect();
    let found = match chosen {
        Some(chosen) => sheets.iter().find(|sheet| **sheet == chosen),
        None => sheets.first().filter(|_| sheets.len() == 1),
    };
    found.map(|sheet| (*sheet).to_owned()).ok_or_else(|| {
        let list: Vec<String> = sheets.iter().map(|sheet| format!("`{sheet}`")).collect();
        let message = match chosen {
            Some(chosen) => format!("the workbook has no sheet `{chosen}`"),
            None => format!("the workbook has {} sheets", sheets.len()),
        };
        let help = format!("choose one of {}", list.join(", "));
        Fault::new(rules::SHEET_NOT_CHOSEN, message, help)
    })
}

fn next<'a>(reader: &mut Cells<'a>) -> Result<Option<SheetCell<DataRef<'a>>>, Fault> {
    loop {
        match reader.next_cell().map_err(|error| unreadable(&error))? {
            Some(cell) if *cell.get_value() == DataRef::Empty => {}
            other => return Ok(other),
        }
    }
}

fn convert(value: &DataRef<'_>) -> Cell<'static> {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(whole) => Cell::Number(Decimal::from(*whole)),
        DataRef::Float(float) => Cell::Float(float.to_string()),
        DataRef::String(text) => Cell::Text(Cow::Owned(text.clone())),
        DataRef::SharedString(text) => Cell::Text(Cow::Owned((*text).to_owned())),
        DataRef::Bool(value) => Cell::Boolean(*value),
        DataRef::DateTime(instant) => day(*instant),
        DataRef::DateTimeIso(text) => Cell::Text(Cow::Owned(text.clone())),
        DataRef::DurationIso(text) => Cell::Other(format!("the duration {text}")),
        DataRef::Error(error) => Cell::Other(format!("the error {error}")),
    }
}

/// Excel counts days, and a time of day is a fraction of one.
fn day(instant: ExcelDateTime) -> Cell<'static> {
    let serial = instant.as_f64();
    if instant.is_duration() {
        return Cell::Other("a duration".to_owned());
    }
    if !(1.0..2_958_466.0).contains(&serial) {
        return Cell::Other("a day outside Excel's calendar".to_owned());
    }
    if serial.fract() != 0.0 {
        return Cell::Other("a time of day, not a day".to_owned());
    }
    let (year, month, day, ..) = instant.to_ymd_hms_milli();
    let date = i16::try_from(year).ok().and_then(|year| {
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        Date::new(year, month, day).ok()
    });
    date.map_or_else(
        || Cell::Other("a day that never was".to_owned()),
        Cell::Date,
    )
}

/// A column as Excel names it: 0 is A, 26 is AA.
fn letters(column: u32) -> String {
    let mut rest = column.saturating_add(1);
    let mut name = String::new();
    while rest > 0 {
        let digit = rest.saturating_sub(1) % 26;
        name.insert(
            0,
            char::from_u32(u32::from('A').saturating_add(digit)).unwrap_or('?'),
        );
        rest = rest.saturating_sub(1) / 26;
    }
    name
}

fn outside(column: &str) -> Fault {
    Fault::new(
        rules::RAGGED_ROW,
        format!("there is a value in column {column}, which has no header"),
        "delete it, or write a header above it",
    )
}

fn unreadable(error: &dyn std::fmt::Display) -> Fault {
    let password = error.to_string().to_lowercase().contains("password");
    let help = if password {
        "save it without a password"
    } else {
        "open it in a spreadsheet program and save it again"
    };
    Fault::new(
        rules::UNREADABLE_FILE,
        format!("the workbook cannot be read: {error}"),
        help,
    )
}
