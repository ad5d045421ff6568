//! Values of one row.

use super::aggregate::is_aggregate;
use super::arithmetic::{chain, comparison_like};
use super::condition::is_condition;
use super::kind::{Bound, Kind, Typed, column_kind};
use super::place::Problem;
use super::{Names, Reader};
use crate::measure::{Comparison, Operator, Scalar, Test};
use crate::num::Exact;
use crate::rules;
use sqlparser::ast::{CaseWhen, Expr, Function, Ident, UnaryOperator, Value};
use std::ops::Range;

/// More days than lie between any two dates.
const MOST_DAYS: i64 = 9_999_999;

/// A value and its place.
type Placed = (Typed, Range<usize>);

impl Reader<'_> {
    pub(super) fn scalar(&mut self, expr: &Expr) -> Option<Typed> {
        if let Expr::Nested(inner) = expr {
            return self.scalar(inner);
        }
        self.spend(1)?;
        match expr {
            Expr::Identifier(name) => self.column(name, self.place(expr)),
            Expr::Value(value) => self.literal(value),
            Expr::TypedString(literal) => self.typed_literal(literal, self.place(expr)),
            Expr::UnaryOp {
                op: UnaryOperator::Plus,
                expr,
            } => self
                .number_value(expr)
                .map(|(scalar, bound)| number(scalar, bound)),
            Expr::UnaryOp {
                op: UnaryOperator::Minus,
                expr,
            } => self.negate(expr),
            Expr::BinaryOp { op, .. } if !comparison_like(op) => self.scalar_chain(expr),
            Expr::Case {
                operand,
                conditions,
                else_result,
                ..
            } => self.case(operand.as_deref(), conditions, else_result.as_deref()),
            Expr::Function(function) => self.scalar_function(function, expr),
            _ if is_condition(expr) => {
                let place = self.place(expr);
                self.refuse(
                    Problem::new(
                        rules::NOT_A_CONDITION,
                        place,
                        "a value is needed here, this is a condition",
                    )
                    .help("write `case when … then 1 else 0 end`, or count rows with a `filter`"),
                )
            }
            _ => self.not_allowed(self.place(expr)),
        }
    }

    fn column(&mut self, name: &Ident, place: Range<usize>) -> Option<Typed> {
        let Names::Columns(dataset) = self.names else {
            return self.not_allowed(place);
        };
        let Some(column) = dataset.column(&name.value) else {
            return self.unknown_column(name, place);
        };
        let (stored, kind) = column_kind(column);
        Some(Typed {
            scalar: Scalar::Column {
                name: name.value.clone(),
                kind: stored,
            },
            kind,
        })
    }

    fn negate(&mut self, expr: &Expr) -> Option<Typed> {
        let (scalar, bound) = self.number_value(expr)?;
        let scalar = match scalar {
            Scalar::Literal(crate::measure::Literal::Number(value)) => {
                Scalar::Literal(crate::measure::Literal::Number(-value))
            }
            other => Scalar::Negate(Box::new(other)),
        };
        Some(number(scalar, bound))
    }

    /// A value that must be a number.
    fn number_value(&mut self, expr: &Expr) -> Option<(Scalar, Bound)> {
        let value = self.scalar(expr)?;
        match value.kind {
            Kind::Number(bound) => Some((value.scalar, bound)),
            kind => {
                let place = self.place(expr);
                let message = format!(
                    "a number is needed, `{}` is {}",
                    self.source.slice(&place),
                    kind.name()
                );
                self.wrong_type(place, message, "use a number column or a number")
            }
        }
    }

    /// `a + b - c`, walked from its left end.
    fn scalar_chain(&mut self, expr: &Expr) -> Option<Typed> {
        let (first, rest) = chain(expr);
        self.spend(rest.len().saturating_sub(1))?;
        let first_place = self.place(first);
        let mut value = self.scalar(first);
        for (operator, operand) in rest {
            let operator = self.operator(operator, expr);
            let right = self.scalar(operand);
            let right_place = self.place(operand);
            let (Some(left), Some(operator), Some(right)) = (value.take(), operator, right) else {
                continue;
            };
            let left_place = first_place.start..right_place.start.max(first_place.end);
            value = self.combine(operator, (left, left_place), (right, right_place));
        }
        value
    }

    fn combine(&mut self, operator: Operator, left: Placed, right: Placed) -> Option<Typed> {
        let ((left, left_place), (right, right_place)) = (left, right);
        let whole = left_place.start..right_place.end;
        if operator == Operator::Divide {
            return self.refuse(
                Problem::new(
                    rules::DIVISION_IN_ROW,
                    whole,
                    "a row's value is divided, which is not exact",
                )
                .help("divide the totals: `sum(margin) / sum(amount)`"),
            );
        }
        let (left_bound, right_bound) = match (&left.kind, &right.kind) {
            (Kind::Number(left), Kind::Number(right)) => (left, right),
            (Kind::Date, Kind::Date | Kind::Text) | (Kind::Text, Kind::Date)
                if operator == Operator::Subtract =>
            {
                let (left, right) = self.unify((left, left_place), (right, right_place))?;
                return self.days(left, right, whole);
            }
            _ => return self.no_arithmetic(&left, &right, whole),
        };
        let bound = match operator {
            Operator::Multiply => left_bound.times(right_bound),
            _ => left_bound.plus(right_bound),
        };
        self.check_bound(&bound, &whole)?;
        let scalar = Scalar::Binary(operator, Box::new(left.scalar), Box::new(right.scalar));
        Some(number(scalar, bound))
    }

    /// The days from `right` to `left`.
    fn days(&mut self, left: Typed, right: Typed, place: Range<usize>) -> Option<Typed> {
        if left.kind != Kind::Date || right.kind != Kind::Date {
            return self.no_arithmetic(&left, &right, place);
        }
        let bound = Bound {
            largest: Exact::from_integer(MOST_DAYS),
            scale: 0,
        };
        let (from, to) = (Box::new(right.scalar), Box::new(left.scalar));
        Some(number(Scalar::DaysBetween(from, to), bound))
    }

    fn no_arithmetic<T>(&mut self, left: &Typed, right: &Typed, place: Range<usize>) -> Option<T> {
        let message = format!(
            "{} and {} do not add up",
            left.kind.name(),
            right.kind.name()
        );
        self.wrong_type(
            place,
            message,
            "+ - * take numbers; a date minus a date is the days between them",
        )
    }

    fn case(
        &mut self,
        operand: Option<&Expr>,
        whens: &[CaseWhen],
        otherwise: Option<&Expr>,
    ) -> Option<Typed> {
        let mut conditions = Vec::new();
        let mut values: Vec<Option<Placed>> = Vec::new();
        for when in whens {
            // `case x when 1` is `case when x = 1`.
            conditions.push(match operand {
                Some(value) => {
                    self.compare(Comparison::Equal, value, &when.condition, &when.condition)
                }
                None => self.condition(&when.condition),
            });
            values.push(self.branch(&when.result));
        }
        let otherwise = otherwise.filter(|expr| !is_null(expr));
        let has_otherwise = otherwise.is_some();
        values.extend(otherwise.map(|value| self.branch(value)));
        let (mut scalars, kind) =
            self.same_kind(values.into_iter().collect::<Option<Vec<_>>>()?)?;
        let otherwise = if has_otherwise {
            scalars.pop().map(Box::new)
        } else {
            None
        };
        let conditions: Vec<Test> = conditions.into_iter().collect::<Option<_>>()?;
        let conditions = conditions
            .into_iter()
            .map(|test| crate::measure::Condition {
                text: test.to_string(),
                test,
            });
        let branches = conditions.zip(scalars).collect();
        Some(Typed {
            scalar: Scalar::Case {
                branches,
                otherwise,
            },
            kind,
        })
    }

    fn branch(&mut self, expr: &Expr) -> Option<Placed> {
        Some((self.scalar(expr)?, self.place(expr)))
    }

    /// Values that are to be one, made one type.
    fn same_kind(&mut self, values: Vec<Placed>) -> Option<(Vec<Scalar>, Kind)> {
        // A date anywhere makes dates of the text constants.
        let pattern = values
            .iter()
            .find(|(value, _)| value.kind == Kind::Date)
            .or_else(|| values.first())?
            .clone();
        let mut kind = pattern.0.kind.clone();
        let mut scalars = Vec::with_capacity(values.len());
        for value in values {
            let (_, value) = self.unify(pattern.clone(), value)?;
            if let (Kind::Number(bound), Kind::Number(other)) = (&kind, &value.kind) {
                kind = Kind::Number(bound.or(other));
            }
            scalars.push(value.scalar);
        }
        Some((scalars, kind))
    }

    fn scalar_function(&mut self, function: &Function, expr: &Expr) -> Option<Typed> {
        let name = self.function_name(function)?;
        match name.as_str() {
            "coalesce" => {
                let arguments = self.plain_arguments(function, expr)?;
                if arguments.len() < 2 {
                    return self.wrong_arguments(
                        expr,
                        "`coalesce` takes two values or more",
                        "write coalesce(x, 0)",
                    );
                }
                let values: Vec<_> = arguments.iter().map(|value| self.branch(value)).collect();
                let (scalars, kind) = self.same_kind(values.into_iter().collect::<Option<_>>()?)?;
                Some(Typed {
                    scalar: Scalar::Coalesce(scalars),
                    kind,
                })
            }
            "abs" => {
                let arguments = self.plain_arguments(function, expr)?;
                let [value] = arguments.as_slice() else {
                    return self.wrong_arguments(expr, "`abs` takes one number", "write abs(x)");
                };
                let (scalar, bound) = self.number_value(value)?;
                Some(number(Scalar::Abs(Box::new(scalar)), bound))
            }
            "nullif" => {
                let place = self.place(expr);
                let message = "`nullif` works on totals, a row's value is needed here";
                self.refuse(
                    Problem::new(rules::NOT_ALLOWED, place, message)
                        .help("write `case when x <> 0 then x end`"),
                )
            }
            name if is_aggregate(name) => {
                let place = self.place(expr);
                let message = format!("`{name}` adds up rows, a row's value is needed here");
                self.refuse(
                    Problem::new(rules::AGGREGATE_IN_ROW, place, message)
                        .help("use a column; totals are combined outside: `sum(x) / count(*)`"),
                )
            }
            name => self.unknown_function(name, expr),
        }
    }
}

fn number(scalar: Scalar, bound: Bound) -> Typed {
    Typed {
        scalar,
        kind: Kind::Number(bound),
    }
}

fn is_null(expr: &Expr) -> bool {
    matches!(expr, Expr::Value(value) if value.value == Value::Null)
}
