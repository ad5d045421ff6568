//! What an import is compared with besides its dataset: numbers of rows and totals that the
//! source stated, and the row limits of formats.

use super::Options;
use super::refusal::Fault;
use attain_core::batch::ControlTotal;
use attain_core::num::plain;
use attain_core::rules;

/// The last rows that Excel's formats have.
const LAST_ROWS: [u64; 2] = [65_536, 1_048_576];

/// A file that ends at the last row of a format was probably cut off there, unless it is known
/// how much it must hold.
pub(super) fn truncation(last_row: u64, options: &Options) -> Option<Fault> {
    let known = options.expect_rows.is_some() || !options.expect_totals.is_empty();
    if known || !LAST_ROWS.contains(&last_row) {
        return None;
    }
    let fault = Fault::new(
        rules::SUSPECTED_TRUNCATION,
        format!(
            "the file ends at row {last_row}, the last one that Excel has: rows may be missing"
        ),
        "say how many rows there must be (--expect-rows) or a total (--expect-total)",
    );
    Some(fault.in_row(last_row))
}

/// Compares with what the source stated.
pub(super) fn compare(rows: u64, totals: &[ControlTotal], options: &Options) -> Vec<Fault> {
    let mut faults = Vec::new();
    if let Some(expected) = options.expect_rows
        && expected != rows
    {
        let message = format!("there are {rows} rows, expected {expected}");
        let help = "export the file again, or correct the number";
        faults.push(Fault::new(rules::UNEXPECTED_ROW_COUNT, message, help));
    }
    for (column, expected) in &options.expect_totals {
        let found = totals.iter().find(|total| total.column == *column);
        let message = match found {
            Some(total) if total.sum == *expected => continue,
            Some(total) => format!(
                "the column adds up to {}, expected {}",
                plain(total.sum),
                plain(*expected)
            ),
            None => "there is no such number column to add up".to_owned(),
        };
        let help = "compare the file with its source, or correct the total";
        faults.push(Fault::new(rules::UNEXPECTED_TOTAL, message, help).in_column(column));
    }
    faults
}
