//! The types of typed nodes.

use super::{Literal, Operator, Scalar, ScalarKind};

/// Digits that a number can have at most.
const MAX_PRECISION: u8 = 38;
/// Digits of the days between any two dates.
const DAY_DIGITS: u8 = 7;

impl Literal {
    /// Its type.
    #[must_use]
    pub fn kind(&self) -> ScalarKind {
        match self {
            Self::Text(_) => ScalarKind::Text,
            Self::Date(_) => ScalarKind::Date,
            Self::Boolean(_) => ScalarKind::Boolean,
            Self::Number(number) => {
                let number = number.normalize();
                let scale = u8::try_from(number.scale()).unwrap_or(MAX_PRECISION);
                let digits = number
                    .mantissa()
                    .unsigned_abs()
                    .checked_ilog10()
                    .unwrap_or(0);
                let digits = u8::try_from(digits)
                    .unwrap_or(MAX_PRECISION)
                    .saturating_add(1);
                ScalarKind::Number {
                    precision: digits.max(scale),
                    scale,
                }
            }
        }
    }
}

impl Scalar {
    /// Its type. For a number, digits enough for every value that the columns' types allow, at most
    /// 38: a measure that is read never needs more (columns may be bounded more tightly than their
    /// types).
    ///
    /// ```
    /// use attain_core::measure::{Operator, Scalar, ScalarKind};
    /// let kind = ScalarKind::Number { precision: 12, scale: 2 };
    /// let amount = Scalar::Column { name: "amount".to_owned(), kind };
    /// let square = Scalar::Binary(Operator::Multiply, Box::new(amount.clone()), Box::new(amount));
    /// assert_eq!(square.kind(), ScalarKind::Number { precision: 24, scale: 4 });
    /// ```
    #[must_use]
    pub fn kind(&self) -> ScalarKind {
        match self {
            Self::Column { kind, .. } => *kind,
            Self::Literal(literal) => literal.kind(),
            Self::Negate(inner) | Self::Abs(inner) => inner.kind(),
            Self::Binary(operator, left, right) => binary(*operator, left.kind(), right.kind()),
            Self::DaysBetween(..) => ScalarKind::Number {
                precision: DAY_DIGITS,
                scale: 0,
            },
            Self::Coalesce(choices) => either(choices.iter().map(Self::kind)),
            Self::Case {
                branches,
                otherwise,
            } => {
                let values = branches.iter().map(|(_, value)| value);
                either(values.chain(otherwise.as_deref()).map(Self::kind))
            }
        }
    }
}

fn binary(operator: Operator, left: ScalarKind, right: ScalarKind) -> ScalarKind {
    let (
        ScalarKind::Number {
            precision: p,
            scale: s,
        },
        ScalarKind::Number {
            precision: q,
            scale: t,
        },
    ) = (left, right)
    else {
        return left;
    };
    if operator == Operator::Multiply {
        let scale = s.saturating_add(t);
        return ScalarKind::Number {
            precision: p.saturating_add(q).min(MAX_PRECISION),
            scale,
        };
    }
    let both = wider(left, right);
    match both {
        ScalarKind::Number { precision, scale } => {
            let precision = precision.saturating_add(1).min(MAX_PRECISION);
            ScalarKind::Number { precision, scale }
        }
        other => other,
    }
}

fn either(kinds: impl Iterator<Item = ScalarKind>) -> ScalarKind {
    kinds.reduce(wider).unwrap_or(ScalarKind::Text)
}

/// Room for both.
fn wider(left: ScalarKind, right: ScalarKind) -> ScalarKind {
    let (
        ScalarKind::Number {
            precision: p,
            scale: s,
        },
        ScalarKind::Number {
            precision: q,
            scale: t,
        },
    ) = (left, right)
    else {
        return left;
    };
    let whole = p.saturating_sub(s).max(q.saturating_sub(t));
    let scale = s.max(t);
    ScalarKind::Number {
        precision: whole.saturating_add(scale).min(MAX_PRECISION),
        scale,
    }
}
