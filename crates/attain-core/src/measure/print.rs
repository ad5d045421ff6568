//! Canonical text: one text for one meaning, which reads back as the same nodes.

use super::{
    Aggregate, AggregateFunction, Arithmetic, Comparison, Condition, Formula, Literal, Measure,
    Operator, Scalar, ScalarKind, Test,
};
use crate::num::plain;
use std::fmt::{self, Display, Formatter};

/// How strongly an operator binds; an operand that binds less needs parentheses.
const SUM: u8 = 1;
const PRODUCT: u8 = 2;
const SIGN: u8 = 3;
const ATOM: u8 = 4;

/// Words that are not read as a column of that name unless they stand in quotes; a test tries every
/// word that the parser knows.
const RESERVED: &[&str] = &[
    "all",
    "alter",
    "any",
    "call",
    "case",
    "cast",
    "ceil",
    "convert",
    "copy",
    "create",
    "current_date",
    "current_time",
    "current_timestamp",
    "delete",
    "distinct",
    "drop",
    "exec",
    "execute",
    "exists",
    "explain",
    "extract",
    "false",
    "floor",
    "grant",
    "insert",
    "interval",
    "into",
    "join",
    "lateral",
    "localtime",
    "localtimestamp",
    "not",
    "null",
    "overlay",
    "pragma",
    "returning",
    "safe_cast",
    "select",
    "some",
    "substr",
    "substring",
    "trim",
    "true",
    "truncate",
    "try_cast",
    "union",
    "update",
    "values",
    "with",
];

impl Operator {
    /// As it is written.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
        }
    }

    fn strength(self) -> u8 {
        match self {
            Self::Add | Self::Subtract => SUM,
            Self::Multiply | Self::Divide => PRODUCT,
        }
    }
}

impl Comparison {
    /// As it is written.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "<>",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

impl Display for Measure {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let names = |f: &mut Formatter<'_>, index: usize| match self.aggregates.get(index) {
            Some(aggregate) => write!(f, "{aggregate}"),
            None => write!(f, "[{index}]"),
        };
        write_arithmetic(f, &self.expression, &names)
    }
}

impl Display for Formula {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let names = |f: &mut Formatter<'_>, index: usize| match self.inputs.get(index) {
            Some(input) => write_name(f, input.as_str()),
            None => write!(f, "[{index}]"),
        };
        write_arithmetic(f, &self.expression, &names)
    }
}

impl Display for Arithmetic {
    /// The aggregates by their index: `[0] / [1]`.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write_arithmetic(f, self, &|f: &mut Formatter<'_>, index: usize| {
            write!(f, "[{index}]")
        })
    }
}

impl Arithmetic {
    fn strength(&self) -> u8 {
        match self {
            Self::Binary(operator, ..) => operator.strength(),
            Self::Negate(_) => SIGN,
            Self::Number(number) if number.is_sign_negative() => SIGN,
            _ => ATOM,
        }
    }
}

fn write_arithmetic(
    f: &mut Formatter<'_>,
    expression: &Arithmetic,
    names: &impl Fn(&mut Formatter<'_>, usize) -> fmt::Result,
) -> fmt::Result {
    let write = |f: &mut Formatter<'_>, inner: &Arithmetic, least: u8| {
        parenthesised(f, inner.strength() < least, |f| {
            write_arithmetic(f, inner, names)
        })
    };
    match expression {
        Arithmetic::Number(number) => f.write_str(&plain(*number)),
        Arithmetic::Aggregate(index) => names(f, *index),
        Arithmetic::Negate(inner) => {
            f.write_str("-")?;
            write(f, inner, ATOM)
        }
        Arithmetic::Binary(..) => {
            // A chain leans to the left and may be long: it is walked, not called into.
            let (mut first, mut least) = (expression, SUM);
            let mut rest = Vec::new();
            while let Arithmetic::Binary(operator, left, right) = first
                && first.strength() >= least
            {
                rest.push((operator, &**right));
                (first, least) = (left, operator.strength());
            }
            write(f, first, least)?;
            rest.iter().rev().try_for_each(|(operator, right)| {
                write!(f, " {} ", operator.sign())?;
                write(f, right, operator.strength().saturating_add(1))
            })
        }
        Arithmetic::NullIf(left, right) => {
            f.write_str("nullif(")?;
            write(f, left, SUM)?;
            f.write_str(", ")?;
            write(f, right, SUM)?;
            f.write_str(")")
        }
        Arithmetic::Coalesce(choices) => {
            f.write_str("coalesce(")?;
            separated(f, choices, |f, choice| write(f, choice, SUM))?;
            f.write_str(")")
        }
    }
}

impl Display for Aggregate {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.function {
            AggregateFunction::CountRows => f.write_str("count(*)"),
            AggregateFunction::Count(scalar) => write!(f, "count({scalar})"),
            AggregateFunction::CountDistinct(scalar) => write!(f, "count(distinct {scalar})"),
            AggregateFunction::Sum(scalar) => write!(f, "sum({scalar})"),
            AggregateFunction::Min(scalar) => write!(f, "min({scalar})"),
            AggregateFunction::Max(scalar) => write!(f, "max({scalar})"),
            AggregateFunction::Median(scalar) => write!(f, "median({scalar})"),
        }?;
        if self.filter.is_empty() {
            return Ok(());
        }
        f.write_str(" filter (where ")?;
        let alone = self.filter.len() == 1;
        for (index, condition) in self.filter.iter().enumerate() {
            f.write_str(if index == 0 { "" } else { " and " })?;
            let parentheses = !alone && condition.test.strength() < AND.saturating_add(1);
            parenthesised(f, parentheses, |f| write!(f, "{condition}"))?;
        }
        f.write_str(")")
    }
}

impl Display for Scalar {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let write = |f: &mut Formatter<'_>, inner: &Self, least: u8| {
            parenthesised(f, inner.strength() < least, |f| write!(f, "{inner}"))
        };
        match self {
            Self::Column { name, .. } => write_name(f, name),
            Self::Literal(literal) => write!(f, "{literal}"),
            Self::Negate(inner) => {
                f.write_str("-")?;
                write(f, inner, ATOM)
            }
            Self::Binary(operator, left, right) => {
                write(f, left, operator.strength())?;
                write!(f, " {} ", operator.sign())?;
                write(f, right, operator.strength().saturating_add(1))
            }
            Self::Case {
                branches,
                otherwise,
            } => {
                f.write_str("case")?;
                for (condition, value) in branches {
                    write!(f, " when {condition} then {value}")?;
                }
                if let Some(value) = otherwise {
                    write!(f, " else {value}")?;
                }
                f.write_str(" end")
            }
            Self::Coalesce(choices) => {
                f.write_str("coalesce(")?;
                separated(f, choices, |f, choice| write!(f, "{choice}"))?;
                f.write_str(")")
            }
            Self::Abs(inner) => write!(f, "abs({inner})"),
            Self::DaysBetween(from, to) => {
                write(f, to, SUM)?;
                f.write_str(" - ")?;
                write(f, from, PRODUCT)
            }
        }
    }
}

impl Scalar {
    fn strength(&self) -> u8 {
        match self {
            Self::Binary(operator, ..) => operator.strength(),
            Self::DaysBetween(..) => SUM,
            Self::Negate(_) => SIGN,
            Self::Literal(Literal::Number(number)) if number.is_sign_negative() => SIGN,
            _ => ATOM,
        }
    }
}

impl Display for Literal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "'{}'", text.replace('\'', "''")),
            Self::Number(number) => f.write_str(&plain(*number)),
            Self::Date(date) => write!(f, "date '{date}'"),
            Self::Boolean(value) => write!(f, "{value}"),
        }
    }
}

impl Display for ScalarKind {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text => f.write_str("text"),
            Self::Number { precision, scale } => write!(f, "number({precision},{scale})"),
            Self::Date => f.write_str("date"),
            Self::Boolean => f.write_str("boolean"),
        }
    }
}

impl Display for Condition {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.test)
    }
}

/// How strongly connectives bind.
const OR: u8 = 1;
const AND: u8 = 2;
const TEST: u8 = 3;

impl Test {
    fn strength(&self) -> u8 {
        match self {
            Self::Or(_) => OR,
            Self::And(_) => AND,
            _ => TEST,
        }
    }
}

impl Display for Test {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compare(comparison, left, right) => {
                write!(f, "{left} {} {right}", comparison.sign())
            }
            Self::In(value, list) => write_in(f, value, "in", list),
            Self::IsNull(value) => write!(f, "{value} is null"),
            Self::Like(value, pattern) => write_like(f, value, "like", pattern),
            Self::Is(value) => write!(f, "{value}"),
            Self::And(tests) => write_connected(f, tests, " and ", AND),
            Self::Or(tests) => write_connected(f, tests, " or ", OR),
            Self::Not(inner) => match &**inner {
                Self::In(value, list) => write_in(f, value, "not in", list),
                Self::IsNull(value) => write!(f, "{value} is not null"),
                Self::Like(value, pattern) => write_like(f, value, "not like", pattern),
                Self::Is(value @ (Scalar::Column { .. } | Scalar::Literal(_))) => {
                    write!(f, "not {value}")
                }
                other => write!(f, "not ({other})"),
            },
        }
    }
}

fn write_in(f: &mut Formatter<'_>, value: &Scalar, word: &str, list: &[Literal]) -> fmt::Result {
    write!(f, "{value} {word} (")?;
    separated(f, list, |f, literal| write!(f, "{literal}"))?;
    f.write_str(")")
}

fn write_like(f: &mut Formatter<'_>, value: &Scalar, word: &str, pattern: &str) -> fmt::Result {
    write!(f, "{value} {word} '{}'", pattern.replace('\'', "''"))
}

fn write_connected(f: &mut Formatter<'_>, tests: &[Test], word: &str, strength: u8) -> fmt::Result {
    for (index, test) in tests.iter().enumerate() {
        f.write_str(if index == 0 { "" } else { word })?;
        parenthesised(f, test.strength() <= strength, |f| write!(f, "{test}"))?;
    }
    Ok(())
}

fn separated<T>(
    f: &mut Formatter<'_>,
    items: &[T],
    write: impl Fn(&mut Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    for (index, item) in items.iter().enumerate() {
        f.write_str(if index == 0 { "" } else { ", " })?;
        write(f, item)?;
    }
    Ok(())
}

fn parenthesised(
    f: &mut Formatter<'_>,
    parentheses: bool,
    write: impl FnOnce(&mut Formatter<'_>) -> fmt::Result,
) -> fmt::Result {
    if !parentheses {
        return write(f);
    }
    f.write_str("(")?;
    write(f)?;
    f.write_str(")")
}

/// A name, in quotes where it would not be read as one.
fn write_name(f: &mut Formatter<'_>, name: &str) -> fmt::Result {
    let start = |c: char| c.is_ascii_alphabetic() || c == '_';
    let is_plain = name.starts_with(start)
        && name.chars().all(|c| start(c) || c.is_ascii_digit())
        && !RESERVED.contains(&name.to_ascii_lowercase().as_str());
    if is_plain {
        f.write_str(name)
    } else {
        write!(f, "\"{}\"", name.replace('"', "\"\""))
    }
}
