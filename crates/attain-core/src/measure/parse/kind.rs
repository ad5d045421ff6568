//! The types of values, and how large numbers can become.
//!
//! Sums are computed in 38 digits. A sum is accepted only if it cannot exceed them over 10^12
//! rows, given the declared sizes of the columns, so no overflow can turn into a wrong number.

use super::Reader;
use super::place::Problem;
use crate::dataset::{Column, ColumnKind};
use crate::measure::{Literal, Scalar, ScalarKind};
use crate::num::{Decimal, Exact};
use crate::rules;
use std::ops::Range;

/// Digits that engines compute exactly.
const MAX_DIGITS: u32 = 38;
/// Digits of a value at rest.
const MAX_KEPT: u32 = 28;
/// Rows that a sum is proven for, as a power of ten.
const ROW_DIGITS: u32 = 12;
/// The most decimals.
pub(super) const MAX_SCALE: u32 = 12;

/// A scalar with its type.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub(super) scalar: Scalar,
    pub(super) kind: Kind,
}

/// A type, and for numbers what they can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number(Bound),
    Date,
    Boolean,
}

/// How large a number can be, whatever its sign, and how many decimals it can have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bound {
    pub(super) largest: Exact,
    pub(super) scale: u32,
}

impl Kind {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Number(_) => "a number",
            Self::Date => "a date",
            Self::Boolean => "true or false",
        }
    }
}

impl Bound {
    pub(super) fn of(value: Decimal) -> Self {
        let value = value.normalize();
        Self {
            largest: Exact::from(value).abs(),
            scale: value.scale(),
        }
    }

    /// For a sum or difference of two numbers.
    pub(super) fn plus(&self, other: &Self) -> Self {
        let scale = self.scale.max(other.scale);
        Self {
            largest: &self.largest + &other.largest,
            scale,
        }
    }

    /// For a product.
    pub(super) fn times(&self, other: &Self) -> Self {
        let scale = self.scale.saturating_add(other.scale);
        Self {
            largest: &self.largest * &other.largest,
            scale,
        }
    }

    /// For either of two numbers.
    pub(super) fn or(&self, other: &Self) -> Self {
        Self {
            largest: self.largest.clone().max(other.largest.clone()),
            scale: self.scale.max(other.scale),
        }
    }

    /// The most digits, those after the dot included.
    fn digits(&self) -> u32 {
        let unscaled = &self.largest * &power_of_ten(self.scale);
        let digits = unscaled.floor().plain().len();
        u32::try_from(digits).unwrap_or(u32::MAX).max(self.scale)
    }
}

fn power_of_ten(exponent: u32) -> Exact {
    (0..exponent).fold(Exact::one(), |power, _| power * Exact::from_integer(10))
}

/// The type of a column. A number has as many digits as its `min` and `max` leave it.
pub(super) fn column_kind(column: &Column) -> (ScalarKind, Kind) {
    match column.kind {
        ColumnKind::Text => (ScalarKind::Text, Kind::Text),
        ColumnKind::Date => (ScalarKind::Date, Kind::Date),
        ColumnKind::Boolean => (ScalarKind::Boolean, Kind::Boolean),
        ColumnKind::Integer => number_column(column, 18, 0),
        ColumnKind::Decimal { precision, scale } => number_column(column, precision, scale),
    }
}

fn number_column(column: &Column, precision: u8, scale: u8) -> (ScalarKind, Kind) {
    let decimals = u32::from(scale);
    let all = power_of_ten(u32::from(precision)) - Exact::one();
    let declared = all.checked_div(&power_of_ten(decimals)).unwrap_or(all);
    // Both bounds are needed: with one alone, the number can be as large as its type on the other
    // side of zero.
    let largest = match (column.min, column.max) {
        (Some(min), Some(max)) => Exact::from(min)
            .abs()
            .max(Exact::from(max).abs())
            .min(declared),
        _ => declared,
    };
    let bound = Bound {
        largest,
        scale: decimals,
    };
    let digits = u8::try_from(bound.digits()).unwrap_or(precision);
    let precision = precision.min(digits.max(1));
    (ScalarKind::Number { precision, scale }, Kind::Number(bound))
}

impl Reader<'_> {
    /// A number's size is checked where it arises.
    pub(super) fn check_bound(&mut self, bound: &Bound, place: &Range<usize>) -> Option<()> {
        if bound.scale > MAX_SCALE {
            let message = format!(
                "this has up to {} decimals, at most {MAX_SCALE} are kept",
                bound.scale
            );
            return self.refuse(
                Problem::new(rules::TOO_MANY_DECIMALS, place.clone(), message)
                    .help("declare fewer decimals for the columns, or multiply fewer of them"),
            );
        }
        let digits = bound.digits();
        if digits > MAX_DIGITS {
            let message =
                format!("this can have {digits} digits, at most {MAX_DIGITS} are computed exactly");
            return self
                .refuse(Problem::new(rules::SUM_TOO_LARGE, place.clone(), message).help(SMALLER));
        }
        Some(())
    }

    /// A row's value that is kept as it is, with so many digits more.
    pub(super) fn check_kept(
        &mut self,
        bound: &Bound,
        more: u32,
        place: &Range<usize>,
    ) -> Option<()> {
        let digits = bound.digits().saturating_add(more);
        if digits <= MAX_KEPT {
            return Some(());
        }
        let message = format!("this can have {digits} digits, at most {MAX_KEPT} are kept");
        self.refuse(Problem::new(rules::SUM_TOO_LARGE, place.clone(), message).help(SMALLER))
    }

    /// A sum over 10^12 rows must fit.
    pub(super) fn check_sum(&mut self, bound: &Bound, place: &Range<usize>) -> Option<()> {
        let digits = bound.digits().saturating_add(ROW_DIGITS);
        let zero = bound.largest.is_zero();
        if digits <= MAX_DIGITS || zero {
            return Some(());
        }
        let message = format!(
            "over 10^{ROW_DIGITS} rows this sum can have {digits} digits, at most {MAX_DIGITS} are \
             computed exactly"
        );
        let note = format!("one row can have {} digits", bound.digits());
        self.refuse(
            Problem::new(rules::SUM_TOO_LARGE, place.clone(), message)
                .help(SMALLER)
                .note(note),
        )
    }

    /// Makes two values one type: a text constant beside a date becomes a date.
    pub(super) fn unify(
        &mut self,
        left: (Typed, Range<usize>),
        right: (Typed, Range<usize>),
    ) -> Option<(Typed, Typed)> {
        let ((left, left_place), (right, right_place)) = (left, right);
        let (left, right) = match (&left.kind, &right.kind) {
            (Kind::Date, Kind::Text) => (left, self.dated(right, &right_place)?),
            (Kind::Text, Kind::Date) => (self.dated(left, &left_place)?, right),
            _ => (left, right),
        };
        let same = matches!(
            (&left.kind, &right.kind),
            (Kind::Text, Kind::Text)
                | (Kind::Number(_), Kind::Number(_))
                | (Kind::Date, Kind::Date)
                | (Kind::Boolean, Kind::Boolean)
        );
        if same {
            return Some((left, right));
        }
        let place = left_place.start.min(right_place.start)..left_place.end.max(right_place.end);
        let message = format!(
            "`{}` is {}, `{}` is {}",
            self.source.slice(&left_place),
            left.kind.name(),
            self.source.slice(&right_place),
            right.kind.name()
        );
        let help = differing(&left, &right);
        self.refuse(Problem::new(rules::TYPES_DIFFER, place, message).help(help))
    }

    /// A text constant as a date; anything else stays what it is.
    fn dated(&mut self, value: Typed, place: &Range<usize>) -> Option<Typed> {
        match &value.scalar {
            Scalar::Literal(Literal::Text(text)) => {
                let date = self.date(text, place)?;
                Some(Typed {
                    scalar: Scalar::Literal(Literal::Date(date)),
                    kind: Kind::Date,
                })
            }
            _ => Some(value),
        }
    }
}

const SMALLER: &str = "declare smaller columns, `decimal(9,2)`, or their `min` and `max`";

/// What to do about two types, if one side is a constant.
fn differing(left: &Typed, right: &Typed) -> String {
    let constant = |side: &Typed| match &side.scalar {
        Scalar::Literal(literal) => Some(literal.clone()),
        _ => None,
    };
    match (&left.kind, &right.kind, constant(left), constant(right)) {
        (Kind::Text, Kind::Number(_), _, Some(number))
        | (Kind::Number(_), Kind::Text, Some(number), _) => {
            format!("write the text in quotes: '{number}'")
        }
        (Kind::Number(_), Kind::Text, _, Some(Literal::Text(text)))
        | (Kind::Text, Kind::Number(_), Some(Literal::Text(text)), _) => {
            format!("write the number without quotes: {text}")
        }
        (Kind::Boolean, ..) | (_, Kind::Boolean, ..) => {
            "write the boolean by itself: `paid`, `not paid`".to_owned()
        }
        _ => "nothing is converted; use values of one type".to_owned(),
    }
}
