//! Control totals: for each number column, the exact sum of what was accepted.

use crate::batch_file::mantissa;
use attain_core::batch::ControlTotal;
use attain_core::dataset::{ColumnKind, Dataset};
use attain_core::facts::FactValue;
use attain_core::num::Decimal;

/// A column's sum, in its smallest steps.
#[derive(Debug)]
struct Sum {
    column: String,
    place: usize,
    scale: u8,
    /// `None` once it no longer fits.
    steps: Option<i128>,
}

/// The sums of all number columns.
#[derive(Debug)]
pub(super) struct Totals(Vec<Sum>);

impl Totals {
    /// Nothing summed yet.
    pub(super) fn new(dataset: &Dataset) -> Self {
        let sum = |(place, column): (usize, &attain_core::dataset::Column)| {
            let scale = match column.kind {
                ColumnKind::Integer => 0,
                ColumnKind::Decimal { scale, .. } => scale,
                _ => return None,
            };
            Some(Sum {
                column: column.name.clone(),
                place,
                scale,
                steps: Some(0),
            })
        };
        Self(dataset.columns.iter().enumerate().filter_map(sum).collect())
    }

    /// Adds a row.
    pub(super) fn add(&mut self, values: &[FactValue]) {
        for sum in &mut self.0 {
            if let Some(FactValue::Number(number)) = values.get(sum.place) {
                let steps = mantissa(*number, sum.scale);
                sum.steps = sum.steps.zip(steps).and_then(|(a, b)| a.checked_add(b));
            }
        }
    }

    /// The sums, or the columns whose sum has more digits than can be kept exactly.
    pub(super) fn finish(self) -> Result<Vec<ControlTotal>, Vec<String>> {
        let mut totals = Vec::new();
        let mut too_long = Vec::new();
        for sum in self.0 {
            let exact = sum.steps.and_then(|steps| {
                Decimal::try_from_i128_with_scale(steps, u32::from(sum.scale)).ok()
            });
            match exact {
                Some(exact) => totals.push(ControlTotal {
                    column: sum.column,
                    sum: exact,
                }),
                None => too_long.push(sum.column),
            }
        }
        if too_long.is_empty() {
            Ok(totals)
        } else {
            Err(too_long)
        }
    }
}
