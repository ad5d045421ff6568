//! Aggregates.

use super::Reader;
use super::arithmetic::position;
use super::function::Arguments;
use super::kind::{Kind, Typed};
use super::place::Problem;
use crate::diag::closest;
use crate::measure::{Aggregate, AggregateFunction, Arithmetic, Condition, Operator, Scalar};
use crate::num::Decimal;
use crate::rules;
use sqlparser::ast::{Expr, Function, Value};
use std::ops::Range;

/// The aggregates, as they are written.
const AGGREGATES: [&str; 7] = [
    "sum",
    "count",
    "avg",
    "min",
    "max",
    "median",
    "percentile_cont",
];
/// Functions on a row's value.
const ROW_FUNCTIONS: [&str; 2] = ["coalesce", "abs"];

pub(super) fn is_aggregate(name: &str) -> bool {
    AGGREGATES.contains(&name)
}

impl Reader<'_> {
    /// An aggregate as a part of arithmetic; `avg` becomes a division.
    pub(super) fn aggregate(
        &mut self,
        name: &str,
        function: &Function,
        expr: &Expr,
    ) -> Option<Arithmetic> {
        if !is_aggregate(name) {
            return self.unknown_function(name, expr);
        }
        let arguments = self.arguments(function, expr)?;
        if !function.within_group.is_empty() && name != "percentile_cont" {
            return self.wrong_arguments(
                expr,
                "`within group` belongs to `percentile_cont` only",
                "write the value in the parentheses: `median(x)`",
            );
        }
        // Both are read, so that all mistakes are found at once.
        let filter = match &function.filter {
            Some(filter) => self.conditions(filter),
            None => Some(Vec::new()),
        };
        let place = self.place(expr);
        let computed = match name {
            "count" => self.count(&arguments, expr).map(|count| vec![count]),
            "percentile_cont" => self
                .percentile(&arguments, function, expr)
                .map(|it| vec![it]),
            _ => self.of_number(name, &arguments, expr, place),
        };
        let (filter, functions) = (filter?, computed?);
        let mut parts = functions.into_iter().map(|function| {
            let aggregate = Aggregate {
                function,
                filter: filter.clone(),
            };
            Arithmetic::Aggregate(position(&mut self.aggregates, aggregate))
        });
        let first = parts.next()?;
        Some(match parts.next() {
            Some(second) => Arithmetic::Binary(Operator::Divide, Box::new(first), Box::new(second)),
            None => first,
        })
    }

    fn count(&mut self, arguments: &Arguments<'_>, expr: &Expr) -> Option<AggregateFunction> {
        match (
            arguments.star,
            arguments.distinct,
            arguments.values.as_slice(),
        ) {
            (true, false, []) => Some(AggregateFunction::CountRows),
            (false, distinct, [value]) => {
                let scalar = self.scalar(value)?.scalar;
                Some(if distinct {
                    AggregateFunction::CountDistinct(scalar)
                } else {
                    AggregateFunction::Count(scalar)
                })
            }
            _ => self.wrong_arguments(
                expr,
                "`count` takes one value",
                "write count(*), count(x) or count(distinct x)",
            ),
        }
    }

    /// `sum`, `avg`, `min`, `max`, `median`: of one number.
    fn of_number(
        &mut self,
        name: &str,
        arguments: &Arguments<'_>,
        expr: &Expr,
        place: Range<usize>,
    ) -> Option<Vec<AggregateFunction>> {
        let (false, false, [value]) = (
            arguments.star,
            arguments.distinct,
            arguments.values.as_slice(),
        ) else {
            let what = if arguments.distinct {
                ", without `distinct`"
            } else {
                ""
            };
            return self.wrong_arguments(
                expr,
                &format!("`{name}` takes one number{what}"),
                &format!("write {name}(x)"),
            );
        };
        let scalar = self.number_of(name, value, place)?;
        Some(match name {
            "sum" => vec![AggregateFunction::Sum(scalar)],
            "avg" => vec![
                AggregateFunction::Sum(scalar.clone()),
                AggregateFunction::Count(scalar),
            ],
            "min" => vec![AggregateFunction::Min(scalar)],
            "max" => vec![AggregateFunction::Max(scalar)],
            _ => vec![AggregateFunction::Median(scalar)],
        })
    }

    /// The number that an aggregate works on.
    fn number_of(&mut self, name: &str, value: &Expr, place: Range<usize>) -> Option<Scalar> {
        let Typed { scalar, kind } = self.scalar(value)?;
        let Kind::Number(bound) = kind else {
            let what = self.place(value);
            let message = format!(
                "`{name}` takes a number, `{}` is {}",
                self.source.slice(&what),
                kind.name()
            );
            let help = match kind {
                Kind::Boolean => "count the rows: `count(*) filter (where …)`",
                Kind::Date => "take days between dates: `closed_on - opened_on`",
                _ => "use a number, or count: `count(distinct …)`",
            };
            return self.wrong_type(what, message, help);
        };
        match name {
            "sum" | "avg" => self.check_sum(&bound, &place)?,
            // The mean of two middle values can have a digit more.
            "min" | "max" => self.check_kept(&bound, 0, &place)?,
            _ => self.check_kept(&bound, 1, &place)?,
        }
        Some(scalar)
    }

    /// `percentile_cont(0.5) within group (order by x)`: the median as standard SQL writes it.
    fn percentile(
        &mut self,
        arguments: &Arguments<'_>,
        function: &Function,
        expr: &Expr,
    ) -> Option<AggregateFunction> {
        let half = match (
            arguments.distinct || arguments.star,
            arguments.values.as_slice(),
        ) {
            (false, [Expr::Value(value)]) => match &value.value {
                Value::Number(digits, false) => digits
                    .parse::<Decimal>()
                    .is_ok_and(|number| number == Decimal::new(5, 1)),
                _ => false,
            },
            _ => false,
        };
        let order = match function.within_group.as_slice() {
            [order] if order.options.nulls_first.is_none() && order.with_fill.is_none() => {
                Some(&order.expr)
            }
            _ => None,
        };
        let (true, Some(value)) = (half, order) else {
            return self.wrong_arguments(
                expr,
                "of the percentiles only the median is computed",
                "write median(x), or percentile_cont(0.5) within group (order by x)",
            );
        };
        let place = self.place(expr);
        Some(AggregateFunction::Median(self.number_of(
            "percentile_cont",
            value,
            place,
        )?))
    }

    /// The conditions of a filter or `where`; a top-level `and` separates them.
    pub(super) fn conditions(&mut self, expr: &Expr) -> Option<Vec<Condition>> {
        let tests = match self.condition(expr)? {
            crate::measure::Test::And(tests) => tests,
            test => vec![test],
        };
        let conditions = tests.into_iter().map(|test| Condition {
            text: test.to_string(),
            test,
        });
        Some(conditions.collect())
    }

    pub(super) fn unknown_function<T>(&mut self, name: &str, expr: &Expr) -> Option<T> {
        let message = format!("measures have no function `{name}`");
        let known = || AGGREGATES.into_iter().chain(ROW_FUNCTIONS);
        let help = match name {
            "round" | "trunc" | "truncate" | "ceiling" => {
                "a measure is exact; a plan rounds what is paid".to_owned()
            }
            "now" | "current_date" | "today" | "current_timestamp" => {
                "a KPI's period says which days count; nothing depends on today".to_owned()
            }
            _ => match closest(name, known()) {
                Some(close) => format!("did you mean `{close}`?"),
                None => "there are sum, count, avg, min, max, median; for a row's value case, \
                         coalesce, abs"
                    .to_owned(),
            },
        };
        let place = self.place(expr);
        self.refuse(Problem::new(rules::UNKNOWN_FUNCTION, place, message).help(help))
    }
}
