//! What a child process answers with, as bytes: one header, rows, one end.
//!
//! Whole numbers have their lowest byte first; texts have their length in front.

use crate::batch_file::days_since_epoch;
use crate::import::{Cell, Fault, Row, RowStream};
use attain_core::diag::Code;
use attain_core::num::Decimal;
use attain_core::rules;
use jiff::civil::{Date, date};
use std::borrow::Cow;
use std::io::{self, ErrorKind, Read, Write};

/// The longest text that is taken: longer values are no names, keys or amounts.
const LONGEST_TEXT: u32 = 16 << 20;
/// The most cells of a row: columns of an Excel sheet.
const MOST_CELLS: u32 = 16_384;

const HEADER: u8 = b'H';
const ROW: u8 = b'R';
const END: u8 = b'E';

/// What is known of a file before its rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Header {
    pub headers: Vec<String>,
    pub sheet: Option<String>,
    pub delimiter: Option<char>,
    pub is_text: bool,
    pub row_limit: bool,
    pub guessed: Option<String>,
}

impl Header {
    /// The header of rows.
    pub(crate) fn of(rows: &dyn RowStream, guessed: Option<&str>) -> Self {
        Self {
            headers: rows.headers().to_vec(),
            sheet: rows.sheet().map(str::to_owned),
            delimiter: rows.delimiter(),
            is_text: rows.is_text(),
            row_limit: rows.row_limit(),
            guessed: guessed.map(str::to_owned),
        }
    }
}

/// A frame that was read.
#[derive(Debug)]
pub(crate) enum Frame {
    Header(Header),
    Row(Row<'static>),
    /// The last one: how many rows came before, and whether the file was refused.
    End(u64, Option<Fault>),
}

pub(crate) fn write_header(out: &mut impl Write, header: &Header) -> io::Result<()> {
    out.write_all(&[HEADER])?;
    write_count(out, header.headers.len())?;
    for name in &header.headers {
        write_text(out, name)?;
    }
    write_option(out, header.sheet.as_deref())?;
    write_option(out, header.delimiter.map(String::from).as_deref())?;
    out.write_all(&[u8::from(header.is_text), u8::from(header.row_limit)])?;
    write_option(out, header.guessed.as_deref())
}

pub(crate) fn write_row(out: &mut impl Write, row: &Row<'_>) -> io::Result<()> {
    out.write_all(&[ROW])?;
    out.write_all(&row.number.to_le_bytes())?;
    out.write_all(&row.done.to_le_bytes())?;
    write_count(out, row.cells.len())?;
    for cell in &row.cells {
        write_cell(out, cell)?;
    }
    write_fault(out, row.fault.as_ref())
}

pub(crate) fn write_end(out: &mut impl Write, rows: u64, fault: Option<&Fault>) -> io::Result<()> {
    out.write_all(&[END])?;
    out.write_all(&rows.to_le_bytes())?;
    write_fault(out, fault)?;
    out.flush()
}

fn write_cell(out: &mut impl Write, cell: &Cell<'_>) -> io::Result<()> {
    match cell {
        Cell::Empty => out.write_all(b"-"),
        Cell::Text(text) => {
            out.write_all(b"t")?;
            write_text(out, text)
        }
        Cell::Number(number) => {
            out.write_all(b"n")?;
            out.write_all(&number.mantissa().to_le_bytes())?;
            out.write_all(&number.scale().to_le_bytes())
        }
        Cell::Float(digits) => {
            out.write_all(b"f")?;
            write_text(out, digits)
        }
        Cell::Date(day) => {
            out.write_all(b"d")?;
            out.write_all(&days_since_epoch(*day).to_le_bytes())
        }
        Cell::Boolean(value) => out.write_all(&[b'b', u8::from(*value)]),
        Cell::Other(words) => {
            out.write_all(b"o")?;
            write_text(out, words)
        }
    }
}

fn write_fault(out: &mut impl Write, fault: Option<&Fault>) -> io::Result<()> {
    let Some(fault) = fault else {
        return out.write_all(&[0]);
    };
    out.write_all(&[1])?;
    let parts = fault.parts();
    write_text(out, fault.code.id)?;
    write_text(out, parts.message)?;
    write_text(out, parts.help)?;
    write_option(out, parts.column)?;
    write_option(out, parts.row.map(|row| row.to_string()).as_deref())
}

fn write_option(out: &mut impl Write, text: Option<&str>) -> io::Result<()> {
    out.write_all(&[u8::from(text.is_some())])?;
    text.map_or(Ok(()), |text| write_text(out, text))
}

fn write_text(out: &mut impl Write, text: &str) -> io::Result<()> {
    write_count(out, text.len())?;
    out.write_all(text.as_bytes())
}

fn write_count(out: &mut impl Write, count: usize) -> io::Result<()> {
    let count = u32::try_from(count).map_err(|_| nonsense("too long"))?;
    out.write_all(&count.to_le_bytes())
}

fn nonsense(what: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, what.to_owned())
}

/// Reads a frame. Anything that no honest child writes is an error.
pub(crate) fn read(input: &mut impl Read) -> io::Result<Frame> {
    match byte(input)? {
        HEADER => read_header(input).map(Frame::Header),
        ROW => read_row(input).map(Frame::Row),
        END => Ok(Frame::End(
            u64::from_le_bytes(array(input)?),
            read_fault(input)?,
        )),
        _ => Err(nonsense("no such frame")),
    }
}

fn read_header(input: &mut impl Read) -> io::Result<Header> {
    let count = count(input, MOST_CELLS)?;
    let headers: io::Result<Vec<String>> = (0..count).map(|_| text(input)).collect();
    Ok(Header {
        headers: headers?,
        sheet: option(input)?,
        delimiter: option(input)?.and_then(|text| text.chars().next()),
        is_text: flag(input)?,
        row_limit: flag(input)?,
        guessed: option(input)?,
    })
}

fn read_row(input: &mut impl Read) -> io::Result<Row<'static>> {
    let number = u64::from_le_bytes(array(input)?);
    let done = u64::from_le_bytes(array(input)?);
    let count = count(input, MOST_CELLS)?;
    let cells: io::Result<Vec<Cell<'static>>> = (0..count).map(|_| read_cell(input)).collect();
    Ok(Row {
        number,
        cells: cells?,
        fault: read_fault(input)?,
        done,
    })
}

fn read_cell(input: &mut impl Read) -> io::Result<Cell<'static>> {
    Ok(match byte(input)? {
        b'-' => Cell::Empty,
        b't' => Cell::Text(Cow::Owned(text(input)?)),
        b'n' => {
            let mantissa = i128::from_le_bytes(array(input)?);
            let scale = u32::from_le_bytes(array(input)?);
            let number = Decimal::try_from_i128_with_scale(mantissa, scale);
            Cell::Number(number.map_err(|_| nonsense("no such number"))?)
        }
        b'f' => Cell::Float(text(input)?),
        b'd' => {
            let epoch: Date = date(1970, 1, 1);
            let days = i32::from_le_bytes(array(input)?);
            let span = jiff::Span::new().try_days(days);
            let day = span.and_then(|span| epoch.checked_add(span));
            Cell::Date(day.map_err(|_| nonsense("no such day"))?)
        }
        b'b' => Cell::Boolean(flag(input)?),
        b'o' => Cell::Other(text(input)?),
        _ => return Err(nonsense("no such cell")),
    })
}

fn read_fault(input: &mut impl Read) -> io::Result<Option<Fault>> {
    if !flag(input)? {
        return Ok(None);
    }
    let id = text(input)?;
    let code = rules::ALL.iter().find(|code| code.id == id);
    let code: Code = *code.ok_or_else(|| nonsense("no such rule"))?;
    let (message, help) = (text(input)?, text(input)?);
    let mut fault = Fault::new(code, message, help);
    if let Some(column) = option(input)? {
        fault = fault.in_column(&column);
    }
    if let Some(row) = option(input)? {
        fault = fault.in_row(row.parse().map_err(|_| nonsense("no such row"))?);
    }
    Ok(Some(fault))
}

fn option(input: &mut impl Read) -> io::Result<Option<String>> {
    flag(input)?.then(|| text(input)).transpose()
}

fn text(input: &mut impl Read) -> io::Result<String> {
    let length = count(input, LONGEST_TEXT)?;
    let mut bytes = Vec::new();
    // Grows with what is there, not with what was announced.
    input.take(u64::from(length)).read_to_end(&mut bytes)?;
    if u32::try_from(bytes.len()) != Ok(length) {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    String::from_utf8(bytes).map_err(|_| nonsense("no text"))
}

fn count(input: &mut impl Read, most: u32) -> io::Result<u32> {
    let count = u32::from_le_bytes(array(input)?);
    if count > most {
        return Err(nonsense("too many"));
    }
    Ok(count)
}

fn flag(input: &mut impl Read) -> io::Result<bool> {
    match byte(input)? {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(nonsense("neither yes nor no")),
    }
}

fn byte(input: &mut impl Read) -> io::Result<u8> {
    array(input).map(|[byte]: [u8; 1]| byte)
}

fn array<const N: usize>(input: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    input.read_exact(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: u64) -> Vec<u8> {
        let mut out = Vec::new();
        let row = Row {
            number,
            cells: vec![Cell::Text("ann".into()), Cell::Number(7.into())],
            fault: None,
            done: 1,
        };
        write_row(&mut out, &row).unwrap();
        out
    }

    /// The rows that were announced at the end must have come.
    #[test]
    fn the_end_says_how_many_rows_came() {
        let mut out = [row(2), row(3)].concat();
        write_end(&mut out, 2, None).unwrap();
        let mut input = out.as_slice();
        assert!(matches!(read(&mut input), Ok(Frame::Row(row)) if row.number == 2));
        assert!(matches!(read(&mut input), Ok(Frame::Row(row)) if row.number == 3));
        assert!(matches!(read(&mut input), Ok(Frame::End(2, None))));
    }
}
