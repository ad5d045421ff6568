//! Aggregates over the columns that a projection prepared.
//!
//! Sums cannot wrap. DataFusion adds decimals without a check, but a sum of n values below 10^p
//! is below 10^(p + digits of n): where that needs more than 38 digits, the sum is made as
//! `Decimal256`, whose 76 digits `i256` holds; where it needs more than 76, it is refused.

use super::expression::{Columns, Kind, Problem, Typed};
use attain_core::measure::{Aggregate, AggregateFunction, Condition};
use datafusion::common::Column;
use datafusion::functions_aggregate as functions;
use datafusion::logical_expr::expr::AggregateFunction as Call;
use datafusion::logical_expr::{AggregateUDF, Expr, lit};
use std::sync::Arc;

/// A projection with aggregates over its columns.
#[derive(Debug, Default)]
pub(super) struct Aggregates {
    /// What is computed for each row.
    pub columns: Vec<Expr>,
    /// What is computed for each group.
    pub calls: Vec<Expr>,
}

impl Aggregates {
    /// Adds a column and names it.
    fn column(&mut self, expr: Expr) -> Expr {
        let name = format!("_c{}", self.columns.len());
        self.columns.push(expr.alias(&name));
        Expr::Column(Column::new_unqualified(name))
    }

    /// Adds a call; its name is its place.
    fn call(&mut self, function: Arc<AggregateUDF>, call: CallParts) -> usize {
        let place = self.calls.len();
        let CallParts {
            argument,
            distinct,
            filter,
        } = call;
        let filter = filter.map(Box::new);
        let call = Call::new_udf(function, vec![argument], distinct, filter, vec![], None);
        self.calls
            .push(Expr::AggregateFunction(call).alias(format!("_a{place}")));
        place
    }

    /// Counts the rows that a prepared condition lets through; without one, all rows.
    pub(super) fn rows(&mut self, filter: Option<&Expr>) -> usize {
        let filter = filter.cloned();
        let count = functions::count::count_udaf();
        self.call(count, CallParts::of(lit(1_i64), filter))
    }

    /// Prepares the conditions of a measure, evaluated once for each row.
    pub(super) fn conditions(
        &mut self,
        columns: &Columns,
        conditions: &[Condition],
    ) -> Result<Option<Expr>, Problem> {
        let all = columns.all(conditions)?;
        Ok(all.map(|all| self.column(all)))
    }

    /// The different values of a column on the rows that a prepared condition lets through.
    pub(super) fn different(&mut self, column: &str, filter: Option<&Expr>) -> usize {
        let call = CallParts {
            argument: Expr::Column(Column::new_unqualified(column)),
            distinct: true,
            filter: filter.cloned(),
        };
        self.call(functions::array_agg::array_agg_udaf(), call)
    }

    /// Adds an aggregate over the rows that a prepared condition lets through.
    pub(super) fn aggregate(
        &mut self,
        columns: &Columns,
        aggregate: &Aggregate,
        measure: Option<&Expr>,
        digits_of_count: u32,
    ) -> Result<usize, Problem> {
        let own = columns.all(&aggregate.filter)?;
        let filter = match (measure, own) {
            (Some(measure), None) => Some(measure.clone()),
            (None, None) => None,
            (None, Some(own)) => Some(self.column(own)),
            // The measure's conditions are prepared below this projection only as expressions.
            (Some(_), Some(own)) => {
                let both = self
                    .measure_expression(measure)
                    .map_or(own.clone(), |m| m.and(own));
                Some(self.column(both))
            }
        };
        let (function, value, distinct) = match &aggregate.function {
            AggregateFunction::CountRows => return Ok(self.rows(filter.as_ref())),
            AggregateFunction::Count(x) => {
                (functions::count::count_udaf(), columns.scalar(x)?, false)
            }
            AggregateFunction::CountDistinct(x) => {
                (functions::count::count_udaf(), columns.scalar(x)?, true)
            }
            AggregateFunction::Sum(x) => {
                let value = columns.scalar(x)?.with_reserve(digits_of_count)?;
                (functions::sum::sum_udaf(), value, false)
            }
            AggregateFunction::Min(x) => (
                functions::min_max::min_udaf(),
                number(columns.scalar(x)?)?,
                false,
            ),
            AggregateFunction::Max(x) => (
                functions::min_max::max_udaf(),
                number(columns.scalar(x)?)?,
                false,
            ),
            // DataFusion halves the sum of the two middle values in the column's own digits and
            // drops a remainder: with one digit more there is none.
            AggregateFunction::Median(x) => {
                let value = columns.scalar(x)?.widened(1, 1)?;
                (functions::median::median_udaf(), value, false)
            }
        };
        let argument = self.column(value.expr);
        Ok(self.call(
            function,
            CallParts {
                argument,
                distinct,
                filter,
            },
        ))
    }

    /// The expression behind a prepared column.
    fn measure_expression(&self, measure: Option<&Expr>) -> Option<Expr> {
        let Some(Expr::Column(wanted)) = measure else {
            return None;
        };
        self.columns.iter().find_map(|column| match column {
            Expr::Alias(alias) if alias.name == wanted.name => Some((*alias.expr).clone()),
            _ => None,
        })
    }
}

/// What an aggregate is called with.
struct CallParts {
    argument: Expr,
    distinct: bool,
    filter: Option<Expr>,
}

impl CallParts {
    fn of(argument: Expr, filter: Option<Expr>) -> Self {
        Self {
            argument,
            distinct: false,
            filter,
        }
    }
}

fn number(value: Typed) -> Result<Typed, Problem> {
    match value.kind {
        Kind::Number(_) => Ok(value),
        _ => Err(Problem::Misfit(
            "the smallest or largest of what are no numbers".to_owned(),
        )),
    }
}

/// The number of decimal digits of a count.
pub(super) fn digits_of(count: u64) -> u32 {
    count.checked_ilog10().unwrap_or(0).saturating_add(1)
}
