//! Which days imports cover.

use jiff::civil::Date;
/// Whether all days are covered.
#[must_use]
pub fn is_covered(covered: &[(Date, Date)], from: Date, to: Date) -> bool {
    covered.iter().any(|(a, b)| *a <= from && to <= *b)
}
