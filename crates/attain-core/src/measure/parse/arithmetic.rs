//! Arithmetic over aggregates, or over KPIs in a formula.

use super::place::Problem;
use super::{Names, Reader};
use crate::diag::closest;
use crate::id::KpiId;
use crate::measure::{Arithmetic, Operator};
use crate::rules;
use sqlparser::ast::{BinaryOperator, Expr, Function, Ident, UnaryOperator, Value};
use std::ops::Range;

impl Reader<'_> {
    pub(super) fn arithmetic(&mut self, expr: &Expr) -> Option<Arithmetic> {
        if let Expr::Nested(inner) = expr {
            return self.arithmetic(inner);
        }
        self.spend(1)?;
        match expr {
            Expr::Value(value) => {
                let place = self.place(expr);
                match &value.value {
                    Value::Number(digits, false) => {
                        Some(Arithmetic::Number(self.number(digits, place)?))
                    }
                    Value::Null => self.null(place),
                    _ => self.wrong_type(place, "this is not a number", "write a number"),
                }
            }
            Expr::UnaryOp {
                op: UnaryOperator::Plus,
                expr,
            } => self.arithmetic(expr),
            Expr::UnaryOp {
                op: UnaryOperator::Minus,
                expr,
            } => Some(match self.arithmetic(expr)? {
                Arithmetic::Number(number) => Arithmetic::Number(-number),
                other => Arithmetic::Negate(Box::new(other)),
            }),
            Expr::BinaryOp { .. } => self.arithmetic_chain(expr),
            Expr::Identifier(name) => self.name(name, self.place(expr)),
            Expr::Function(function) => self.arithmetic_function(function, expr),
            Expr::Case { .. } => self.row_only(expr, "case"),
            _ => self.not_allowed(self.place(expr)),
        }
    }

    /// `a + b - c`: a chain that leans to the left, walked from its left end.
    fn arithmetic_chain(&mut self, expr: &Expr) -> Option<Arithmetic> {
        let (first, rest) = chain(expr);
        // The chain's own part is counted already; each further one is counted here.
        self.spend(rest.len().saturating_sub(1))?;
        let mut value = self.arithmetic(first);
        for (operator, operand) in rest {
            let operator = self.operator(operator, expr);
            let right = self.arithmetic(operand);
            if operator == Some(Operator::Divide) && right.as_ref().is_some_and(is_zero) {
                self.report(
                    Problem::new(
                        rules::DIVIDED_BY_ZERO,
                        self.place(operand),
                        "this is zero, and nothing is divided by zero",
                    )
                    .help("divide by what is meant: `sum(amount) / count(*)`"),
                );
            }
            value = match (value, operator, right) {
                (Some(value), Some(operator), Some(right)) => Some(Arithmetic::Binary(
                    operator,
                    Box::new(value),
                    Box::new(right),
                )),
                _ => None,
            };
        }
        value
    }

    /// One of the four operations.
    pub(super) fn operator(&mut self, operator: &BinaryOperator, expr: &Expr) -> Option<Operator> {
        Some(match operator {
            BinaryOperator::Plus => Operator::Add,
            BinaryOperator::Minus => Operator::Subtract,
            BinaryOperator::Multiply => Operator::Multiply,
            BinaryOperator::Divide => Operator::Divide,
            other => {
                let place = self.place(expr);
                let condition = comparison_like(other);
                let (code, message, help) = if condition {
                    let message = "a number is needed here, this is a condition".to_owned();
                    let help = "write `case when … then 1 else 0 end` inside of an aggregate";
                    (rules::NOT_A_CONDITION, message, help)
                } else {
                    let message = format!("the operator `{other}` is not allowed");
                    (rules::NOT_ALLOWED, message, "use + - * / and parentheses")
                };
                return self.refuse(Problem::new(code, place, message).help(help));
            }
        })
    }

    /// A name by itself: a KPI in a formula, a slip in a measure.
    fn name(&mut self, name: &Ident, place: Range<usize>) -> Option<Arithmetic> {
        match self.names {
            Names::Kpis(kpis) => {
                let id = KpiId::from(name.value.as_str());
                if !kpis.contains(&id) {
                    return self.unknown_kpi(name, place);
                }
                Some(Arithmetic::Aggregate(position(&mut self.inputs, id)))
            }
            Names::Columns(dataset) => {
                if dataset.column(&name.value).is_none() {
                    return self.unknown_column(name, place);
                }
                let message = format!(
                    "`{}` has a value in each row, one number is needed",
                    name.value
                );
                let help = format!("say what becomes of the rows: `sum({name})`, `max({name})`");
                self.refuse(
                    Problem::new(rules::COLUMN_OUTSIDE_AGGREGATE, place, message).help(help),
                )
            }
        }
    }

    fn unknown_kpi<T>(&mut self, name: &Ident, place: Range<usize>) -> Option<T> {
        let Names::Kpis(kpis) = self.names else {
            return None;
        };
        let message = format!("there is no KPI `{}`", name.value);
        let mut problem = Problem::new(rules::UNKNOWN_KPI, place, message);
        if let Some(known) = closest(&name.value, kpis.iter().map(KpiId::as_str)) {
            problem = problem.help(format!("did you mean `{known}`?"));
        } else {
            problem = problem.help(
                "name a KPI of the model; other signs than a-z, 0-9 and _ need \
                                    quotes: \"net-profit\"",
            );
        }
        self.refuse(problem)
    }

    /// `nullif`, `coalesce` and the aggregates.
    fn arithmetic_function(&mut self, function: &Function, expr: &Expr) -> Option<Arithmetic> {
        let name = self.function_name(function)?;
        match name.as_str() {
            "nullif" => {
                let arguments = self.plain_arguments(function, expr)?;
                let [value, zero] = arguments.as_slice() else {
                    return self.wrong_arguments(
                        expr,
                        "`nullif` takes two values",
                        "write nullif(x, 0)",
                    );
                };
                let (value, zero) = (self.arithmetic(value), self.arithmetic(zero));
                Some(Arithmetic::NullIf(Box::new(value?), Box::new(zero?)))
            }
            "coalesce" => {
                let arguments = self.plain_arguments(function, expr)?;
                if arguments.len() < 2 {
                    return self.wrong_arguments(
                        expr,
                        "`coalesce` takes two values or more",
                        "write coalesce(x, 0)",
                    );
                }
                let values: Vec<_> = arguments
                    .iter()
                    .map(|value| self.arithmetic(value))
                    .collect();
                Some(Arithmetic::Coalesce(
                    values.into_iter().collect::<Option<_>>()?,
                ))
            }
            "abs" => self.row_only(expr, "abs"),
            _ => match self.names {
                Names::Columns(_) => self.aggregate(&name, function, expr),
                Names::Kpis(_) => self.formula_function(&name, expr),
            },
        }
    }

    fn formula_function<T>(&mut self, name: &str, expr: &Expr) -> Option<T> {
        let message = format!("`{name}` is not allowed in a formula");
        let help = "a formula has + - * /, `nullif`, `coalesce` and names of KPIs; facts are added \
                    up in a `measure`";
        let problem = Problem::new(rules::UNKNOWN_FUNCTION, self.place(expr), message);
        self.refuse(problem.help(help))
    }

    /// What works on the value of one row stands outside of an aggregate.
    fn row_only<T>(&mut self, expr: &Expr, what: &str) -> Option<T> {
        let message = format!("`{what}` works on a row's value, one number is needed here");
        let help = match self.names {
            Names::Columns(_) => format!("write it inside of an aggregate: `sum({what} …)`"),
            Names::Kpis(_) => "a formula has + - * /, `nullif` and `coalesce`".to_owned(),
        };
        let place = self.place(expr);
        self.refuse(Problem::new(rules::NOT_ALLOWED, place, message).help(help))
    }

    pub(super) fn not_allowed<T>(&mut self, place: Range<usize>) -> Option<T> {
        let found = self.source.slice(&place).to_owned();
        let message = match self.names {
            Names::Columns(_) => format!("`{found}` is not allowed in a measure or condition"),
            Names::Kpis(_) => format!("`{found}` is not allowed in a formula"),
        };
        let help = match self.names {
            Names::Columns(_) => {
                "use aggregates, + - * /, comparisons, `in`, `between`, `like`, `is null`, `case`, \
                 `coalesce`"
            }
            Names::Kpis(_) => "use names of KPIs, + - * /, `nullif` and `coalesce`",
        };
        self.refuse(Problem::new(rules::NOT_ALLOWED, place, message).help(help))
    }

    pub(super) fn wrong_type<T>(
        &mut self,
        place: Range<usize>,
        message: impl Into<String>,
        help: &str,
    ) -> Option<T> {
        self.refuse(Problem::new(rules::WRONG_TYPE, place, message).help(help))
    }
}

fn is_zero(value: &Arithmetic) -> bool {
    match value {
        Arithmetic::Number(number) => number.is_zero(),
        Arithmetic::Negate(inner) => is_zero(inner),
        _ => false,
    }
}

/// The first operand of a chain and what follows it.
pub(super) fn chain(expr: &Expr) -> (&Expr, Vec<(&BinaryOperator, &Expr)>) {
    let mut first = expr;
    let mut rest = Vec::new();
    while let Expr::BinaryOp { left, op, right } = first {
        rest.push((op, &**right));
        first = left;
    }
    rest.reverse();
    (first, rest)
}

/// Whether an operator makes a condition.
pub(super) fn comparison_like(operator: &BinaryOperator) -> bool {
    use BinaryOperator as B;
    matches!(
        operator,
        B::Eq | B::NotEq | B::Lt | B::LtEq | B::Gt | B::GtEq | B::And | B::Or
    )
}

/// The place of a value in a list without repetition; added at the end if it is new.
pub(super) fn position<T: PartialEq>(list: &mut Vec<T>, value: T) -> usize {
    list.iter()
        .position(|known| *known == value)
        .unwrap_or_else(|| {
            list.push(value);
            list.len().saturating_sub(1)
        })
}
