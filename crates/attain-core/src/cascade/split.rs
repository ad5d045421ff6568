//! Splitting a target so that its parts add up to it.

use super::SplitMethod;
use crate::num::allocate::largest_remainder;
use crate::num::{Decimal, Exact, Rounding, plain};
use thiserror::Error;

/// A target split over parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The target of the whole.
    pub whole: Decimal,
    /// The parts, in order.
    pub parts: Vec<PartShare>,
    /// What the parts add up to.
    pub sum: Decimal,
    /// `whole - sum`: zero unless the split is by hand.
    pub difference: Decimal,
}

/// One part of a split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartShare {
    /// What it was split by: weight, history, or the target given by hand.
    pub basis: Decimal,
    /// Its target.
    pub target: Decimal,
}

/// Why a target cannot be split.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SplitError {
    /// There is nothing to split over.
    #[error("there are no parts")]
    NoParts,
    /// All bases are zero, so there are no shares.
    #[error("all {0} are zero, so there are no shares")]
    NoBasis(&'static str),
    /// A basis is negative.
    #[error("{0} is negative; shares need values of 0 or more")]
    NegativeBasis(String),
    /// The whole is no multiple of the step.
    #[error("{0} is no multiple of the step {1}")]
    NotInSteps(String, String),
    /// A number is too large.
    #[error("the numbers are too large to be exact")]
    Overflow,
}

/// Splits `whole` in proportion to `bases` into multiples of `step` that add up to it: by the
/// largest remainder, ties to the earlier part. By hand the bases are the parts, and the
/// difference is given.
///
/// # Errors
/// If there are no parts or shares, or `whole` is no multiple of `step`.
///
/// ```
/// use attain_core::cascade::{split, SplitMethod};
/// use attain_core::num::Decimal;
/// let thirds = split(100.into(), SplitMethod::Equal, &[Decimal::ONE; 3], Decimal::ONE).unwrap();
/// let parts: Vec<String> = thirds.parts.iter().map(|part| part.target.to_string()).collect();
/// assert_eq!(parts, ["34", "33", "33"]);
/// assert!(thirds.difference.is_zero());
///
/// let hand = split(100.into(), SplitMethod::Hand, &[60.into(), 30.into()], Decimal::ONE).unwrap();
/// assert_eq!(hand.difference, 10.into());
/// ```
pub fn split(
    whole: Decimal,
    method: SplitMethod,
    bases: &[Decimal],
    step: Decimal,
) -> Result<Split, SplitError> {
    if bases.is_empty() {
        return Err(SplitError::NoParts);
    }
    let targets = match method {
        SplitMethod::Hand => bases.to_vec(),
        SplitMethod::Equal => in_proportion(whole, &vec![Decimal::ONE; bases.len()], step, "")?,
        SplitMethod::Weight => in_proportion(whole, bases, step, "weights")?,
        SplitMethod::History => in_proportion(whole, bases, step, "results of history")?,
    };
    let add = |sum: Decimal, part: &Decimal| sum.checked_add(*part);
    let sum = targets
        .iter()
        .try_fold(Decimal::ZERO, add)
        .ok_or(SplitError::Overflow)?;
    let difference = whole.checked_sub(sum).ok_or(SplitError::Overflow)?;
    let parts = bases
        .iter()
        .zip(targets)
        .map(|(basis, target)| PartShare {
            basis: *basis,
            target,
        })
        .collect();
    Ok(Split {
        whole,
        parts,
        sum,
        difference,
    })
}

fn in_proportion(
    whole: Decimal,
    bases: &[Decimal],
    step: Decimal,
    name: &'static str,
) -> Result<Vec<Decimal>, SplitError> {
    if let Some(negative) = bases
        .iter()
        .find(|basis| basis.is_sign_negative() && !basis.is_zero())
    {
        return Err(SplitError::NegativeBasis(plain(*negative)));
    }
    let total: Exact = bases.iter().map(|basis| Exact::from(*basis)).sum();
    let rounding = Rounding {
        step,
        mode: crate::num::RoundMode::default(),
    };
    if rounding.round(&Exact::from(whole)) != Some(whole) {
        return Err(SplitError::NotInSteps(plain(whole), plain(step)));
    }
    let share = |basis: &Decimal| (Exact::from(whole) * Exact::from(*basis)).checked_div(&total);
    let exact: Option<Vec<Exact>> = bases.iter().map(share).collect();
    let exact = exact.ok_or(SplitError::NoBasis(name))?;
    largest_remainder(whole, &exact, rounding).ok_or(SplitError::Overflow)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::parse_number;

    fn numbers(texts: &[&str]) -> Vec<Decimal> {
        texts
            .iter()
            .map(|text| parse_number(text).unwrap())
            .collect()
    }

    /// Whole, method, bases, step, and the parts or how the refusal starts.
    type Case<'a> = (
        &'a str,
        SplitMethod,
        &'a [&'a str],
        &'a str,
        Result<&'a [&'a str], &'a str>,
    );

    const CASES: &[Case<'static>] = &[
        (
            "120",
            SplitMethod::Equal,
            &["1", "1", "1"],
            "1",
            Ok(&["40", "40", "40"]),
        ),
        (
            "100",
            SplitMethod::Weight,
            &["3", "1"],
            "1",
            Ok(&["75", "25"]),
        ),
        (
            "1000000",
            SplitMethod::History,
            &["412.50", "87.50", "0"],
            "1000",
            Ok(&["825000", "175000", "0"]),
        ),
        (
            "100",
            SplitMethod::Weight,
            &["1", "1", "1", "0"],
            "10",
            Ok(&["40", "30", "30", "0"]),
        ),
        (
            "0.05",
            SplitMethod::Equal,
            &["1", "1"],
            "0.01",
            Ok(&["0.03", "0.02"]),
        ),
        (
            "100",
            SplitMethod::Weight,
            &["0", "0"],
            "1",
            Err("all weights are zero"),
        ),
        (
            "100",
            SplitMethod::History,
            &["5", "-1"],
            "1",
            Err("-1 is negative"),
        ),
        (
            "105",
            SplitMethod::Equal,
            &["1", "1"],
            "10",
            Err("105 is no multiple"),
        ),
    ];

    #[test]
    fn splits_and_their_refusals() {
        for (whole, method, bases, step, expected) in CASES {
            let step = parse_number(step).unwrap();
            let found = split(parse_number(whole).unwrap(), *method, &numbers(bases), step);
            match (found, expected) {
                (Ok(found), Ok(expected)) => {
                    let parts: Vec<String> =
                        found.parts.iter().map(|part| plain(part.target)).collect();
                    assert_eq!(parts, *expected, "{whole}");
                    assert!(found.difference.is_zero());
                }
                (Err(error), Err(expected)) => assert!(error.to_string().starts_with(expected)),
                (found, expected) => panic!("{whole}: {found:?}, expected {expected:?}"),
            }
        }
    }

    #[test]
    fn parts_by_hand_show_their_difference() {
        let found = split(
            100.into(),
            SplitMethod::Hand,
            &numbers(&["60", "45"]),
            Decimal::ONE,
        );
        let found = found.unwrap();
        assert_eq!((found.sum, found.difference), (105.into(), (-5).into()));
    }
}
