//! Aggregates over rows.

use super::MemoryFactsError;
use super::row::{Row, Value};
use crate::measure::{Aggregate, AggregateFunction, Scalar};
use crate::num::{Decimal, Exact};
use std::collections::BTreeSet;

type Result<T> = std::result::Result<T, MemoryFactsError>;

/// A number of rows.
pub(super) fn count(rows: usize) -> u64 {
    u64::try_from(rows).unwrap_or(u64::MAX)
}

/// The value over those rows that meet the aggregate's own filter; `None`: there is none.
pub(super) fn value(aggregate: &Aggregate, rows: &[Row<'_>]) -> Result<Option<Decimal>> {
    let rows = super::qualified(rows, &aggregate.filter)?;
    let number = |count: usize| Ok(Some(Decimal::from(count)));
    match &aggregate.function {
        AggregateFunction::CountRows => number(rows.len()),
        AggregateFunction::Count(of) => number(present(&rows, of)?.len()),
        AggregateFunction::CountDistinct(of) => {
            let different: BTreeSet<Value> = present(&rows, of)?.into_iter().collect();
            number(different.len())
        }
        AggregateFunction::Sum(of) => {
            let numbers = numbers(&rows, of)?;
            let sum = (!numbers.is_empty()).then(|| numbers.into_iter().sum());
            decimal(sum)
        }
        AggregateFunction::Min(of) => decimal(numbers(&rows, of)?.into_iter().min()),
        AggregateFunction::Max(of) => decimal(numbers(&rows, of)?.into_iter().max()),
        AggregateFunction::Median(of) => decimal(median(numbers(&rows, of)?)),
    }
}

/// The values that are there.
fn present(rows: &[Row<'_>], scalar: &Scalar) -> Result<Vec<Value>> {
    let values = rows.iter().filter_map(|row| row.scalar(scalar).transpose());
    values.collect()
}

fn numbers(rows: &[Row<'_>], scalar: &Scalar) -> Result<Vec<Exact>> {
    let values = present(rows, scalar)?;
    values.into_iter().map(Value::number).collect()
}

fn decimal(value: Option<Exact>) -> Result<Option<Decimal>> {
    let exact = |value: Exact| value.exact_decimal().ok_or(MemoryFactsError::TooManyDigits);
    value.map(exact).transpose()
}

/// The middle value in order, or the mean of the two in the middle.
fn median(mut values: Vec<Exact>) -> Option<Exact> {
    values.sort_unstable();
    let last = values.len().checked_sub(1)?;
    let low = values.get(last.div_euclid(2))?;
    let high = values.get(values.len().div_euclid(2))?;
    (low + high).checked_div(&Exact::from_integer(2))
}
