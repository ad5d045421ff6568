//! The rows of a Parquet file.

use super::refusal::Fault;
use super::rows::{Cell, Row, RowStream};
use attain_core::num::Decimal;
use attain_core::rules;
use bytes::Bytes;
use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Float32Type, Float64Type, TimeUnit,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType,
};
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use datafusion::parquet::errors::ParquetError;
use datafusion::parquet::file::reader::{ChunkReader, Length};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::os::unix::fs::FileExt;
use std::sync::Arc;

/// A file that is read at any place without another handle: a child process may open none.
#[derive(Debug, Clone)]
struct Shared {
    file: Arc<File>,
    length: u64,
}

impl Length for Shared {
    fn len(&self) -> u64 {
        self.length
    }
}

/// Reads on from a place.
struct Onward {
    file: Arc<File>,
    at: u64,
}

impl Read for Onward {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read_at(buffer, self.at)?;
        self.at = self.at.saturating_add(u64::try_from(count).unwrap_or(0));
        Ok(count)
    }
}

impl ChunkReader for Shared {
    type T = BufReader<Onward>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        let file = Arc::clone(&self.file);
        Ok(BufReader::new(Onward { file, at: start }))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        let end = u64::try_from(length)
            .ok()
            .and_then(|length| start.checked_add(length));
        if end.is_none_or(|end| end > self.length) {
            let message = "the file is shorter than its footer says".to_owned();
            return Err(ParquetError::EOF(message));
        }
        let mut bytes = vec![0; length];
        self.file.read_exact_at(&mut bytes, start)?;
        Ok(bytes.into())
    }
}

/// A Parquet file with its footer read.
#[derive(Debug)]
pub(super) struct ParquetRows {
    file: Shared,
    headers: Vec<String>,
    is_text: bool,
    bytes_per_row: u64,
}

impl ParquetRows {
    /// Reads the footer.
    pub(super) fn open(file: File) -> io::Result<Result<Self, Fault>> {
        let file = Shared {
            length: file.metadata()?.len(),
            file: Arc::new(file),
        };
        let builder = match ParquetRecordBatchReaderBuilder::try_new(file.clone()) {
            Ok(builder) => builder,
            Err(error) => return Ok(Err(unreadable(&error))),
        };
        let fields = builder.schema().fields();
        let rows = builder.metadata().file_metadata().num_rows();
        let rows = u64::try_from(rows).unwrap_or(0).max(1);
        Ok(Ok(Self {
            headers: fields.iter().map(|field| field.name().clone()).collect(),
            is_text: fields.iter().any(|field| is_text(field.data_type())),
            bytes_per_row: file.length / rows,
            file,
        }))
    }

    fn visit(
        &self,
        batch: &RecordBatch,
        before: &mut u64,
        visit: &mut dyn FnMut(Row<'_>),
    ) -> Result<(), Fault> {
        let columns: Result<Vec<Vec<Cell<'static>>>, ArrowError> =
            batch.columns().iter().map(cells).collect();
        let mut columns: Vec<_> = columns
            .map_err(|error| unreadable(&error))?
            .into_iter()
            .map(Vec::into_iter)
            .collect();
        for _ in 0..batch.num_rows() {
            *before = before.saturating_add(1);
            visit(Row {
                number: *before,
                cells: columns
                    .iter_mut()
                    .map(|column| column.next().unwrap_or(Cell::Empty))
                    .collect(),
                fault: None,
                done: before.saturating_mul(self.bytes_per_row),
            });
        }
        Ok(())
    }
}

impl RowStream for ParquetRows {
    fn headers(&self) -> &[String] {
        &self.headers
    }

    fn is_text(&self) -> bool {
        self.is_text
    }

    fn read(&self, visit: &mut dyn FnMut(Row<'_>)) -> Result<(), Fault> {
        let reader = ParquetRecordBatchReaderBuilder::try_new(self.file.clone())
            .and_then(ParquetRecordBatchReaderBuilder::build)
            .map_err(|error| unreadable(&error))?;
        let mut before = 0;
        for batch in reader {
            let batch = batch.map_err(|error| unreadable(&error))?;
            self.visit(&batch, &mut before, visit)?;
        }
        Ok(())
    }
}

fn unreadable(error: &dyn std::fmt::Display) -> Fault {
    let words: Vec<_> = error
        .to_string()
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    Fault::new(
        rules::UNREADABLE_FILE,
        format!("the Parquet file cannot be read: {}", words.join(" ")),
        "export the file again",
    )
}

fn is_text(kind: &DataType) -> bool {
    match kind {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => true,
        DataType::Dictionary(_, values) => is_text(values),
        _ => false,
    }
}

/// The cells of a column.
fn cells(array: &ArrayRef) -> Result<Vec<Cell<'static>>, ArrowError> {
    let kind = array.data_type();
    if is_text(kind) {
        let texts = cast(array, &DataType::Utf8)?;
        let texts = texts.as_string::<i32>().iter();
        return Ok(texts
            .map(|text| cell(text, |t| Cell::Text(Cow::Owned(t.to_owned()))))
            .collect());
    }
    if kind.is_integer() {
        let numbers = cast(array, &DataType::Decimal128(20, 0))?;
        return Ok(decimals(&numbers, 0));
    }
    match kind {
        DataType::Null => Ok(vec![Cell::Empty; array.len()]),
        DataType::Boolean => Ok(array
            .as_boolean()
            .iter()
            .map(|b| cell(b, Cell::Boolean))
            .collect()),
        DataType::Decimal128(_, scale) => Ok(decimals(array, *scale)),
        DataType::Decimal32(p, s) | DataType::Decimal64(p, s) => {
            Ok(decimals(&cast(array, &DataType::Decimal128(*p, *s))?, *s))
        }
        DataType::Float32 => {
            let floats = array.as_primitive::<Float32Type>().iter();
            Ok(floats
                .map(|f| cell(f, |f| Cell::Float(f.to_string())))
                .collect())
        }
        DataType::Float16 | DataType::Float64 => {
            let floats = cast(array, &DataType::Float64)?;
            let floats = floats.as_primitive::<Float64Type>().iter();
            Ok(floats
                .map(|f| cell(f, |f| Cell::Float(f.to_string())))
                .collect())
        }
        DataType::Date32 => {
            let days = array.as_primitive::<Date32Type>().iter();
            Ok(days
                .map(|days| cell(days, |days| day(i64::from(days))))
                .collect())
        }
        DataType::Timestamp(unit, _) => Ok(instants(array, *unit)),
        DataType::Date64 => instants_of(&cast(
            array,
            &DataType::Timestamp(TimeUnit::Millisecond, None),
        )?),
        _ => others(array),
    }
}

fn cell<T>(value: Option<T>, full: impl FnOnce(T) -> Cell<'static>) -> Cell<'static> {
    value.map_or(Cell::Empty, full)
}

fn decimals(array: &ArrayRef, scale: i8) -> Vec<Cell<'static>> {
    let decimal = |mantissa: i128| {
        let scale = u32::try_from(scale).ok();
        let exact = scale.and_then(|s| Decimal::try_from_i128_with_scale(mantissa, s).ok());
        exact.map_or_else(
            || Cell::Other("a number of more than 28 digits".to_owned()),
            Cell::Number,
        )
    };
    let values = array.as_primitive::<Decimal128Type>().iter();
    values.map(|value| cell(value, decimal)).collect()
}

fn day(days: i64) -> Cell<'static> {
    let epoch: Date = date(1970, 1, 1);
    match i32::try_from(days)
        .ok()
        .and_then(|d| epoch.checked_add(d.days()).ok())
    {
        Some(date) => Cell::Date(date),
        None => Cell::Other("a day outside the calendar".to_owned()),
    }
}

fn instants_of(array: &ArrayRef) -> Result<Vec<Cell<'static>>, ArrowError> {
    Ok(instants(array, TimeUnit::Millisecond))
}

/// Instants at midnight (UTC) are days; others would have to be cut off.
fn instants(array: &ArrayRef, unit: TimeUnit) -> Vec<Cell<'static>> {
    let (per_second, values): (i64, Vec<Option<i64>>) = match unit {
        TimeUnit::Second => (
            1,
            array.as_primitive::<TimestampSecondType>().iter().collect(),
        ),
        TimeUnit::Millisecond => (
            1_000,
            array
                .as_primitive::<TimestampMillisecondType>()
                .iter()
                .collect(),
        ),
        TimeUnit::Microsecond => (
            1_000_000,
            array
                .as_primitive::<TimestampMicrosecondType>()
                .iter()
                .collect(),
        ),
        TimeUnit::Nanosecond => (
            1_000_000_000,
            array
                .as_primitive::<TimestampNanosecondType>()
                .iter()
                .collect(),
        ),
    };
    let per_day = per_second.saturating_mul(86_400);
    let instant = |value: i64| match value.rem_euclid(per_day) {
        0 => day(value.div_euclid(per_day)),
        _ => Cell::Other("a time of day, not a day".to_owned()),
    };
    values
        .into_iter()
        .map(|value| cell(value, instant))
        .collect()
}

/// Kinds that no column holds, in words for the refusal.
fn others(array: &ArrayRef) -> Result<Vec<Cell<'static>>, ArrowError> {
    let format = FormatOptions::default();
    let formatter = ArrayFormatter::try_new(array.as_ref(), &format)?;
    let word = |index| match array.is_null(index) {
        true => Cell::Empty,
        false => Cell::Other(formatter.value(index).to_string()),
    };
    Ok((0..array.len()).map(word).collect())
}
