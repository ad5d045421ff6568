//! What was written is read again before it can count: the rows, and the sum of every number
//! column, must be those that were accepted.

use crate::FactsError;
use attain_core::batch::ControlTotal;
use attain_core::num::Decimal;
use datafusion::arrow::array::{Array, ArrayRef, AsArray};
use datafusion::arrow::datatypes::{DataType, Decimal128Type, Int64Type};
use datafusion::parquet::arrow::ProjectionMask;
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

/// Compares a file with what was accepted.
pub(super) fn compare(path: &Path, rows: u64, totals: &[ControlTotal]) -> Result<(), FactsError> {
    let (found, sums) = read(path, totals)?;
    if found != rows {
        return Err(FactsError::RowsLost {
            read: found,
            accepted: rows,
            rejected: 0,
        });
    }
    for total in totals {
        let sum = sums.get(&total.column).copied().flatten();
        if sum != Some(total.sum) {
            return Err(FactsError::SumsDiffer {
                column: total.column.clone(),
                accepted: total.sum,
                found: sum,
            });
        }
    }
    Ok(())
}

/// The rows of a file, and the sums of some columns; `None`: too long to be kept.
type Found = (u64, BTreeMap<String, Option<Decimal>>);

fn read(path: &Path, totals: &[ControlTotal]) -> Result<Found, FactsError> {
    let file = File::open(path).map_err(FactsError::file("read", path))?;
    let builder =
        ParquetRecordBatchReaderBuilder::try_new(file).map_err(FactsError::engine("read"))?;
    let names = totals.iter().map(|total| total.column.as_str());
    let mask = ProjectionMask::columns(builder.parquet_schema(), names);
    let reader = builder
        .with_projection(mask)
        .build()
        .map_err(FactsError::engine("read"))?;
    let mut rows = 0_u64;
    let mut sums: BTreeMap<String, (Option<i128>, u32)> = BTreeMap::new();
    for batch in reader {
        let batch = batch.map_err(FactsError::engine("read"))?;
        rows = rows.saturating_add(u64::try_from(batch.num_rows()).unwrap_or(u64::MAX));
        for (field, array) in batch.schema().fields().iter().zip(batch.columns()) {
            let (sum, scale) = add_up(array)?;
            let all = sums.entry(field.name().clone()).or_insert((Some(0), scale));
            all.0 = all.0.zip(sum).and_then(|(a, b)| a.checked_add(b));
        }
    }
    // A file without rows has no batch, and sums of 0.
    for total in totals {
        sums.entry(total.column.clone()).or_insert((Some(0), 0));
    }
    let exact = |(sum, scale): (Option<i128>, u32)| {
        sum.and_then(|sum| Decimal::try_from_i128_with_scale(sum, scale).ok())
    };
    let sums = sums.into_iter().map(|(name, sum)| (name, exact(sum)));
    Ok((rows, sums.collect()))
}

/// The sum of an array in its smallest steps, and its digits after the dot.
fn add_up(array: &ArrayRef) -> Result<(Option<i128>, u32), FactsError> {
    match array.data_type() {
        DataType::Int64 => {
            let mut values = array.as_primitive::<Int64Type>().iter().flatten();
            let sum = values.try_fold(0_i128, |sum, value| sum.checked_add(i128::from(value)));
            Ok((sum, 0))
        }
        DataType::Decimal128(_, scale) => {
            let mut values = array.as_primitive::<Decimal128Type>().iter().flatten();
            let sum = values.try_fold(0_i128, i128::checked_add);
            Ok((sum, u32::try_from(*scale).unwrap_or(0)))
        }
        other => Err(FactsError::Query(format!("a number column is {other}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch_file::BatchFile;
    use attain_core::dataset::{Column, ColumnKind, Dataset};
    use attain_core::diag::Span;
    use attain_core::facts::FactValue;

    fn total(column: &str, sum: &str) -> ControlTotal {
        ControlTotal {
            column: column.to_owned(),
            sum: sum.parse().unwrap(),
        }
    }

    /// Faults are planted on the way from what was accepted to what is in the file.
    #[test]
    fn a_row_or_a_cent_that_is_lost_on_the_way_is_found() {
        let span = Span::new(&"model/datasets.toml".into(), 0..0);
        let mut dataset = Dataset::events("sales", &span);
        for (name, kind) in [
            ("count", ColumnKind::Integer),
            (
                "amount",
                ColumnKind::Decimal {
                    precision: 20,
                    scale: 2,
                },
            ),
        ] {
            let mut column = Column::new(name, &span);
            column.kind = kind;
            dataset.columns.push(column);
        }
        let root = tempfile::tempdir().unwrap();
        let mut file = BatchFile::create(root.path(), &dataset).unwrap();
        for (row, amount) in [(2, "10.25"), (3, "-0.75"), (4, "")] {
            let amount = amount.parse().map_or(FactValue::Missing, FactValue::Number);
            let values = [FactValue::Number(7.into()), amount];
            file.push(0, row, &values).unwrap();
        }
        let path = root.path().join(file.finish().unwrap().path);
        let right = [total("count", "21"), total("amount", "9.5")];
        compare(&path, 3, &right).unwrap();
        let lost = compare(&path, 4, &right).unwrap_err();
        assert!(
            matches!(
                lost,
                FactsError::RowsLost {
                    read: 3,
                    accepted: 4,
                    ..
                }
            ),
            "{lost}"
        );
        let wrong = [total("count", "21"), total("amount", "9.51")];
        let error = compare(&path, 3, &wrong).unwrap_err().to_string();
        assert_eq!(
            error,
            "`amount` of the accepted rows adds up to 9.51, but to 9.50 in the file"
        );
    }
}
