//! Arrow arrays as the core's values.

use crate::FactsError;
use attain_core::facts::FactValue;
use attain_core::num::Decimal;
use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use datafusion::arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Decimal256Type, Int64Type, UInt32Type, UInt64Type,
};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use std::collections::BTreeSet;

/// A value that is not of the kind that was asked for: a fault of the program.
fn unexpected(found: &DataType) -> FactsError {
    FactsError::Query(format!("an answer came back as {found}"))
}

/// A number that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// It is exact.
    Exact(Option<Decimal>),
    /// It has more than 28 digits.
    TooLong,
}

/// The number at a place of a column.
pub(super) fn number(array: &ArrayRef, row: usize) -> Result<Found, FactsError> {
    if array.is_null(row) {
        return Ok(Found::Exact(None));
    }
    let (mantissa, scale) = match array.data_type() {
        DataType::Int64 => (
            Some(i128::from(array.as_primitive::<Int64Type>().value(row))),
            0,
        ),
        DataType::Decimal128(_, scale) => (
            Some(array.as_primitive::<Decimal128Type>().value(row)),
            *scale,
        ),
        DataType::Decimal256(_, scale) => return Ok(wide(array, row, *scale)),
        other => return Err(unexpected(other)),
    };
    let exact = mantissa.and_then(|mantissa| decimal(mantissa, scale));
    Ok(exact.map_or(Found::TooLong, |exact| Found::Exact(Some(exact))))
}

/// Zeros at the end do not count as digits.
fn wide(array: &ArrayRef, row: usize, scale: i8) -> Found {
    let text = array.as_primitive::<Decimal256Type>().value_as_string(row);
    let text = match text.split_once('.') {
        Some(_) if scale > 0 => text.trim_end_matches('0').trim_end_matches('.'),
        _ => &text,
    };
    match Decimal::from_str_exact(text) {
        Ok(exact) => Found::Exact(Some(exact)),
        Err(_) => Found::TooLong,
    }
}

/// Drops zeros at the end until the number fits.
fn decimal(mut mantissa: i128, scale: i8) -> Option<Decimal> {
    let mut scale = u32::try_from(scale).ok()?;
    loop {
        match Decimal::try_from_i128_with_scale(mantissa, scale) {
            Ok(exact) => return Some(exact),
            Err(_) if scale > 0 && mantissa % 10 == 0 => {
                mantissa /= 10;
                scale = scale.saturating_sub(1);
            }
            Err(_) => return None,
        }
    }
}

/// The count at a place of a column.
pub(super) fn count(array: &ArrayRef, row: usize) -> Result<u64, FactsError> {
    match array.data_type() {
        DataType::Int64 => {
            let count = array.as_primitive::<Int64Type>().value(row);
            u64::try_from(count).map_err(|_| FactsError::Query(format!("a count of {count}")))
        }
        DataType::UInt64 => Ok(array.as_primitive::<UInt64Type>().value(row)),
        other => Err(unexpected(other)),
    }
}

/// The index at a place of a column; `None` where there is none.
pub(super) fn index(array: &ArrayRef, row: usize) -> Result<Option<u32>, FactsError> {
    match array.data_type() {
        DataType::UInt32 if array.is_null(row) => Ok(None),
        DataType::UInt32 => Ok(Some(array.as_primitive::<UInt32Type>().value(row))),
        other => Err(unexpected(other)),
    }
}

fn day(days: i32) -> Option<Date> {
    let epoch: Date = date(1970, 1, 1);
    epoch.checked_add(days.days()).ok()
}

/// The set of days at a place of a column of lists.
pub(super) fn days(array: &ArrayRef, row: usize) -> Result<BTreeSet<Date>, FactsError> {
    if array.is_null(row) {
        return Ok(BTreeSet::new());
    }
    match array.data_type() {
        DataType::List(_) => {
            let list = array.as_list::<i32>().value(row);
            let days = list.as_primitive_opt::<Date32Type>();
            let days = days.ok_or_else(|| unexpected(list.data_type()))?;
            Ok(days.iter().flatten().filter_map(day).collect())
        }
        other => Err(unexpected(other)),
    }
}

/// The value at a place of a column.
pub(super) fn value(array: &ArrayRef, row: usize) -> Result<FactValue, FactsError> {
    if array.is_null(row) {
        return Ok(FactValue::Missing);
    }
    Ok(match array.data_type() {
        DataType::Utf8 => FactValue::Text(array.as_string::<i32>().value(row).to_owned()),
        DataType::Boolean => FactValue::Boolean(array.as_boolean().value(row)),
        DataType::Date32 => {
            let days = array.as_primitive::<Date32Type>().value(row);
            day(days).map_or(FactValue::Missing, FactValue::Date)
        }
        _ => match number(array, row)? {
            Found::Exact(Some(number)) => FactValue::Number(number),
            Found::Exact(None) => FactValue::Missing,
            Found::TooLong => {
                return Err(FactsError::Query(
                    "a value of a row has more digits than can be kept exactly".to_owned(),
                ));
            }
        },
    })
}

/// A column of an answer.
pub(super) fn column<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a ArrayRef, FactsError> {
    batch
        .column_by_name(name)
        .ok_or_else(|| FactsError::Query(format!("the answer has no column {name}")))
}
