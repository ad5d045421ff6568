//! The core's typed nodes as DataFusion expressions.
//!
//! Numbers are kept exact by their types. Every number expression has a bound: at most so many
//! digits, so many of them after the dot. Up to 38 digits it is computed as `Decimal128`, up to
//! 76 as `Decimal256`; what could have more digits than that is refused before anything runs.
//! (Arrow's decimal operations are checked besides, and a cast that would lose a digit fails.)

use crate::FactsError;
use attain_core::measure::{Comparison, Condition, Literal, Operator, Scalar, ScalarKind, Test};
use attain_core::num::Decimal;
use datafusion::arrow::datatypes::{DataType, i256};
use datafusion::common::{Column, ScalarValue};
use datafusion::functions::core::expr_fn::coalesce;
use datafusion::logical_expr::expr::{Case, InList};
use datafusion::logical_expr::{Expr, binary_expr, cast, lit, not};
use std::collections::BTreeMap;

/// Digits that a `Decimal128` holds.
const NARROW: u32 = 38;
/// Digits that a `Decimal256` holds.
const WIDE: u32 = 76;

/// A bound on numbers: digits in all, and digits after the dot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Digits {
    pub precision: u32,
    pub scale: u32,
}

impl Digits {
    /// A bound with so many digits before and after the dot.
    fn new(whole: u32, scale: u32) -> Self {
        Self {
            precision: whole.saturating_add(scale).max(1),
            scale,
        }
    }

    fn whole(self) -> u32 {
        self.precision.saturating_sub(self.scale)
    }

    /// The bound of two alternatives.
    fn or(self, other: Self) -> Self {
        Self::new(self.whole().max(other.whole()), self.scale.max(other.scale))
    }

    /// With more digits before and after the dot.
    pub(super) fn widened(self, whole: u32, scale: u32) -> Self {
        let whole = self.whole().saturating_add(whole);
        Self::new(whole, self.scale.saturating_add(scale))
    }

    /// The narrowest type that holds the bound and is not narrower than `like`.
    fn arrow(self, like: u32) -> Result<DataType, Problem> {
        let precision = u8::try_from(self.precision).map_err(|_| Problem::TooManyDigits)?;
        let scale = i8::try_from(self.scale).map_err(|_| Problem::TooManyDigits)?;
        match self.precision.max(like) {
            0..=NARROW => Ok(DataType::Decimal128(precision, scale)),
            39..=WIDE => Ok(DataType::Decimal256(precision, scale)),
            _ => Err(Problem::TooManyDigits),
        }
    }
}

/// What the values of an expression are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Date,
    Boolean,
    Number(Digits),
}

/// Why an expression cannot be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Problem {
    /// A value could have more than 76 digits.
    TooManyDigits,
    /// There is no such column.
    NoColumn(String),
    /// The nodes do not fit together.
    Misfit(String),
}

impl Problem {
    /// As an error outside any measure.
    pub(super) fn error(self) -> FactsError {
        match self {
            Self::TooManyDigits => {
                FactsError::Query("a value could have more than 76 digits".to_owned())
            }
            Self::NoColumn(column) => FactsError::Query(format!("there is no column `{column}`")),
            Self::Misfit(words) => FactsError::Query(words),
        }
    }
}

/// An expression and what its values are.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub expr: Expr,
    pub kind: Kind,
    /// The type that it has now.
    arrow: DataType,
}

impl Typed {
    fn new(expr: Expr, kind: Kind, arrow: DataType) -> Self {
        Self { expr, kind, arrow }
    }

    /// The digits after the dot of a number that 38 digits hold; `None` for anything else.
    pub(super) fn narrow_scale(&self) -> Option<i8> {
        match (self.kind, &self.arrow) {
            (Kind::Number(_), DataType::Decimal128(_, scale)) => Some(*scale),
            _ => None,
        }
    }

    /// The bound of a number.
    pub(super) fn digits(&self) -> Result<Digits, Problem> {
        match self.kind {
            Kind::Number(digits) => Ok(digits),
            _ => Err(Problem::Misfit("a number is needed".to_owned())),
        }
    }

    /// The same number with another bound, at least as wide; computed in the width of `like`
    /// digits.
    fn to(self, digits: Digits, like: u32) -> Result<Self, Problem> {
        let arrow = digits.arrow(like)?;
        let expr = if arrow == self.arrow {
            self.expr
        } else {
            cast(self.expr, arrow.clone())
        };
        Ok(Self::new(expr, Kind::Number(digits), arrow))
    }

    /// The same number with more digits before and after the dot.
    pub(super) fn widened(self, whole: u32, scale: u32) -> Result<Self, Problem> {
        let digits = self.digits()?.widened(whole, scale);
        self.to(digits, 0)
    }

    /// The same number, computed wide enough for `reserve` more digits.
    pub(super) fn with_reserve(self, reserve: u32) -> Result<Self, Problem> {
        let digits = self.digits()?;
        let total = digits.precision.saturating_add(reserve);
        if total > WIDE {
            return Err(Problem::TooManyDigits);
        }
        self.to(digits, total)
    }
}

/// The columns that expressions may name, with their types.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    types: BTreeMap<String, DataType>,
    /// Whether numbers are taken to be as narrow as the core says they are, which may be less
    /// than their column holds (`min` and `max`). A wider value is then an error.
    narrow: bool,
}

impl Columns {
    /// These columns, their numbers as wide as they are kept.
    pub(super) fn new(types: BTreeMap<String, DataType>) -> Self {
        let narrow = false;
        Self { types, narrow }
    }

    /// The type of a column.
    pub(super) fn data_type(&self, name: &str) -> Option<&DataType> {
        self.types.get(name)
    }

    /// Makes something of the columns; if that needs too many digits, with numbers as narrow as
    /// the core says.
    pub(super) fn narrowing<T>(
        &self,
        mut make: impl FnMut(&Self) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        match make(self) {
            Err(Problem::TooManyDigits) => make(&Self {
                types: self.types.clone(),
                narrow: true,
            }),
            made => made,
        }
    }

    /// A column by name, as narrow as the core says where that is wanted.
    fn narrowed(&self, name: &str, kind: ScalarKind) -> Result<Typed, Problem> {
        let column = self.column(name)?;
        let (Kind::Number(kept), ScalarKind::Number { precision, scale }) = (column.kind, kind)
        else {
            return Ok(column);
        };
        let whole = u32::from(precision.saturating_sub(scale));
        if self.narrow && whole < kept.whole() {
            return column.to(Digits::new(whole, kept.scale), 0);
        }
        Ok(column)
    }

    /// A column by name. Never parsed as an identifier: a name with a dot is one name.
    fn column(&self, name: &str) -> Result<Typed, Problem> {
        let arrow = self
            .types
            .get(name)
            .ok_or_else(|| Problem::NoColumn(name.to_owned()))?;
        let expr = Expr::Column(Column::new_unqualified(name));
        let number = |precision: u8, scale: i8| {
            Kind::Number(Digits {
                precision: u32::from(precision),
                scale: u32::try_from(scale).unwrap_or(0),
            })
        };
        match arrow {
            DataType::Utf8 => Ok(Typed::new(expr, Kind::Text, DataType::Utf8)),
            DataType::Date32 => Ok(Typed::new(expr, Kind::Date, DataType::Date32)),
            DataType::Boolean => Ok(Typed::new(expr, Kind::Boolean, DataType::Boolean)),
            DataType::Decimal128(p, s) => Ok(Typed::new(expr, number(*p, *s), arrow.clone())),
            // A whole number has at most 18 digits.
            DataType::Int64 => {
                let digits = Digits::new(18, 0);
                Typed::new(expr, Kind::Number(digits), DataType::Int64).to(digits, 0)
            }
            other => Err(Problem::Misfit(format!("column `{name}` is {other}"))),
        }
    }

    /// A scalar node.
    pub(super) fn scalar(&self, scalar: &Scalar) -> Result<Typed, Problem> {
        match scalar {
            Scalar::Column { name, kind } => self.narrowed(name, *kind),
            Scalar::Literal(literal) => self::literal(literal),
            Scalar::Negate(inner) => negate(self.scalar(inner)?),
            Scalar::Binary(operator, a, b) => {
                arithmetic(*operator, self.scalar(a)?, self.scalar(b)?)
            }
            Scalar::Case {
                branches,
                otherwise,
            } => self.case(branches, otherwise.as_deref()),
            Scalar::Coalesce(scalars) => {
                let values: Result<Vec<_>, _> = scalars.iter().map(|s| self.scalar(s)).collect();
                let values = alike(values?)?;
                let first = values.first().cloned();
                let first = first.ok_or_else(|| Problem::Misfit("coalesce of nothing".into()))?;
                let expr = coalesce(values.into_iter().map(|value| value.expr).collect());
                Ok(Typed { expr, ..first })
            }
            Scalar::Abs(inner) => absolute(self.scalar(inner)?),
            Scalar::DaysBetween(from, to) => days_between(self.scalar(from)?, self.scalar(to)?),
        }
    }

    fn case(
        &self,
        branches: &[(Condition, Scalar)],
        otherwise: Option<&Scalar>,
    ) -> Result<Typed, Problem> {
        let scalars = branches.iter().map(|(_, scalar)| scalar).chain(otherwise);
        let values: Result<Vec<_>, _> = scalars.map(|scalar| self.scalar(scalar)).collect();
        let values = alike(values?)?;
        let first = values.first().cloned();
        let first = first.ok_or_else(|| Problem::Misfit("case without a branch".into()))?;
        let mut values = values.into_iter().map(|value| Box::new(value.expr));
        let mut when_then = Vec::with_capacity(branches.len());
        for ((condition, _), value) in branches.iter().zip(values.by_ref()) {
            when_then.push((Box::new(self.test(&condition.test)?), value));
        }
        let case = Case {
            expr: None,
            when_then_expr: when_then,
            else_expr: values.next(),
        };
        Ok(Typed {
            expr: Expr::Case(case),
            ..first
        })
    }

    /// All conditions are true; `None` if there are none.
    pub(super) fn all(&self, conditions: &[Condition]) -> Result<Option<Expr>, Problem> {
        let tests: Result<Vec<_>, _> = conditions.iter().map(|c| self.test(&c.test)).collect();
        Ok(tests?.into_iter().reduce(Expr::and))
    }

    /// A test node, with SQL's three values.
    pub(super) fn test(&self, test: &Test) -> Result<Expr, Problem> {
        match test {
            Test::Compare(comparison, a, b) => {
                let both = alike(vec![self.scalar(a)?, self.scalar(b)?])?;
                let mut both = both.into_iter().map(|value| value.expr);
                match (both.next(), both.next()) {
                    (Some(a), Some(b)) => Ok(compare(*comparison, a, b)),
                    _ => Err(Problem::Misfit("a comparison of nothing".to_owned())),
                }
            }
            Test::In(scalar, literals) => {
                let list = literals.iter().map(literal);
                let all: Result<Vec<_>, _> =
                    [self.scalar(scalar)].into_iter().chain(list).collect();
                let mut all = alike(all?)?.into_iter().map(|value| value.expr);
                let tested = all.next();
                let tested = tested.ok_or_else(|| Problem::Misfit("nothing to find".into()))?;
                Ok(Expr::InList(InList::new(
                    Box::new(tested),
                    all.collect(),
                    false,
                )))
            }
            Test::IsNull(scalar) => Ok(self.scalar(scalar)?.expr.is_null()),
            Test::Like(scalar, pattern) => {
                // DataFusion takes `\` as an escape; a measure's pattern has none.
                let pattern = pattern.replace('\\', "\\\\");
                Ok(self.scalar(scalar)?.expr.like(lit(pattern)))
            }
            Test::Is(scalar) => Ok(self.scalar(scalar)?.expr),
            Test::And(tests) => self.fold(tests, Expr::and, true),
            Test::Or(tests) => self.fold(tests, Expr::or, false),
            Test::Not(test) => Ok(not(self.test(test)?)),
        }
    }

    fn fold(
        &self,
        tests: &[Test],
        join: fn(Expr, Expr) -> Expr,
        of_none: bool,
    ) -> Result<Expr, Problem> {
        let tests: Result<Vec<_>, _> = tests.iter().map(|test| self.test(test)).collect();
        Ok(tests?
            .into_iter()
            .reduce(join)
            .unwrap_or_else(|| lit(of_none)))
    }
}

/// Values of one kind; numbers get one bound that holds them all.
fn alike(values: Vec<Typed>) -> Result<Vec<Typed>, Problem> {
    let mut digits: Option<Digits> = None;
    let first = values.first().map(|value| value.kind);
    for value in &values {
        match (first, value.kind) {
            (Some(Kind::Number(_)), Kind::Number(own)) => {
                digits = Some(digits.map_or(own, |digits| digits.or(own)));
            }
            (Some(first), kind) if first == kind => {}
            (first, kind) => {
                let words = format!("values of different kinds: {first:?}, {kind:?}");
                return Err(Problem::Misfit(words));
            }
        }
    }
    match digits {
        Some(digits) => values
            .into_iter()
            .map(|value| value.to(digits, 0))
            .collect(),
        None => Ok(values),
    }
}

fn literal(literal: &Literal) -> Result<Typed, Problem> {
    Ok(match literal {
        Literal::Text(text) => Typed::new(lit(text.clone()), Kind::Text, DataType::Utf8),
        Literal::Boolean(value) => Typed::new(lit(*value), Kind::Boolean, DataType::Boolean),
        Literal::Date(day) => {
            let days = crate::batch_file::days_since_epoch(*day);
            let value = ScalarValue::Date32(Some(days));
            Typed::new(lit(value), Kind::Date, DataType::Date32)
        }
        Literal::Number(number) => return number_literal(*number),
    })
}

fn number_literal(number: Decimal) -> Result<Typed, Problem> {
    let number = number.normalize();
    let count = number.mantissa().unsigned_abs().to_string().len();
    let count = u32::try_from(count).map_err(|_| Problem::TooManyDigits)?;
    let digits = Digits {
        precision: count.max(number.scale()).max(1),
        scale: number.scale(),
    };
    let arrow = digits.arrow(0)?;
    let value = match arrow {
        DataType::Decimal128(p, s) => ScalarValue::Decimal128(Some(number.mantissa()), p, s),
        DataType::Decimal256(p, s) => {
            ScalarValue::Decimal256(Some(i256::from_i128(number.mantissa())), p, s)
        }
        _ => return Err(Problem::TooManyDigits),
    };
    Ok(Typed::new(lit(value), Kind::Number(digits), arrow))
}

fn negate(value: Typed) -> Result<Typed, Problem> {
    value.digits()?;
    Ok(Typed {
        expr: Expr::Negative(Box::new(value.expr.clone())),
        ..value
    })
}

/// `case when x < 0 then -x else x end`: DataFusion's `abs` is in a feature that stays off.
fn absolute(value: Typed) -> Result<Typed, Problem> {
    let digits = value.digits()?;
    let zero = number_literal(Decimal::ZERO)?.to(digits, 0)?;
    let case = Case {
        expr: None,
        when_then_expr: vec![(
            Box::new(value.expr.clone().lt(zero.expr)),
            Box::new(Expr::Negative(Box::new(value.expr.clone()))),
        )],
        else_expr: Some(Box::new(value.expr.clone())),
    };
    Ok(Typed {
        expr: Expr::Case(case),
        ..value
    })
}

/// A sum needs one digit more than its parts; a product as many as both together. The bounds
/// follow the types that DataFusion gives the results.
fn arithmetic(operator: Operator, a: Typed, b: Typed) -> Result<Typed, Problem> {
    let (da, db) = (a.digits()?, b.digits()?);
    let (operation, bounds, result) = match operator {
        Operator::Add | Operator::Subtract => {
            let both = da.or(db);
            let operation = match operator {
                Operator::Add => datafusion::logical_expr::Operator::Plus,
                _ => datafusion::logical_expr::Operator::Minus,
            };
            (operation, (both, both), both.widened(1, 0))
        }
        Operator::Multiply => {
            let result = Digits {
                precision: da.precision.saturating_add(db.precision).saturating_add(1),
                scale: da.scale.saturating_add(db.scale),
            };
            (
                datafusion::logical_expr::Operator::Multiply,
                (da, db),
                result,
            )
        }
        Operator::Divide => {
            return Err(Problem::Misfit("a division of values of a row".to_owned()));
        }
    };
    let arrow = result.arrow(0)?;
    let a = a.to(bounds.0, result.precision)?;
    let b = b.to(bounds.1, result.precision)?;
    let expr = binary_expr(a.expr, operation, b.expr);
    Ok(Typed::new(expr, Kind::Number(result), arrow))
}

/// Days from one date to another. There are fewer than ten million days in the calendar.
fn days_between(from: Typed, to: Typed) -> Result<Typed, Problem> {
    if (from.kind, to.kind) != (Kind::Date, Kind::Date) {
        return Err(Problem::Misfit("days between what are no dates".to_owned()));
    }
    let number = |date: Expr| cast(cast(date, DataType::Int32), DataType::Int64);
    let days = number(to.expr) - number(from.expr);
    let digits = Digits::new(8, 0);
    Typed::new(days, Kind::Number(digits), DataType::Int64).to(digits, 0)
}

fn compare(comparison: Comparison, a: Expr, b: Expr) -> Expr {
    match comparison {
        Comparison::Equal => a.eq(b),
        Comparison::NotEqual => a.not_eq(b),
        Comparison::Less => a.lt(b),
        Comparison::LessOrEqual => a.lt_eq(b),
        Comparison::Greater => a.gt(b),
        Comparison::GreaterOrEqual => a.gt_eq(b),
    }
}
