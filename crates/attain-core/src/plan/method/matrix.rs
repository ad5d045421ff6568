//! `method = "matrix"`: two results meet in a table, and the cell says what is paid.

use super::Earned;
use crate::diag::Span;
use crate::num::{Decimal, Exact};
use crate::plan::bonus::BonusAmount;
use crate::plan::condition::{On, number_of};
use crate::plan::entrant::Case;
use crate::plan::{Checked, report};
use crate::scale::Gives;
use crate::text::{Table, Value};

/// A two-way table.
#[derive(Debug, Clone)]
pub struct Matrix {
    /// What decides about the row.
    pub rows: Axis,
    /// What decides about the column.
    pub columns: Axis,
    /// The cells, row by row.
    pub values: Vec<Vec<Decimal>>,
    /// Whether the cells are shares of the bonus or amounts.
    pub gives: Gives,
    /// What is between two positions.
    pub between: Between,
    /// Where it is written.
    pub span: Span,
}

/// One side of the table.
#[derive(Debug, Clone)]
pub struct Axis {
    /// The KPI.
    pub kpi: String,
    /// Which of its numbers.
    pub on: On,
    /// The positions, rising.
    pub at: Vec<Decimal>,
    /// Where it is written.
    pub span: Span,
}

/// What holds between two positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Between {
    /// The lower one.
    #[default]
    Step,
    /// A straight line in both directions; the ends hold.
    Line,
}

impl Between {
    const NAMES: [(&'static str, Self); 2] = [("step", Self::Step), ("line", Self::Line)];
}

pub(super) fn parse(table: &Table<'_>) -> Option<Matrix> {
    let matrix = table.required("matrix")?.table()?;
    let rows = axis(&matrix, "rows");
    let columns = axis(&matrix, "columns");
    let values = matrix.required("values").map(|value| cells(&value));
    let gives = matrix.choice("gives", &Gives::NAMES).unwrap_or_default();
    let between = matrix
        .choice("between", &Between::NAMES)
        .unwrap_or_default();
    matrix.finish(&["note"]);
    let span = table.key_span("matrix");
    let (rows, columns, values) = (rows?, columns?, values?);
    let fits =
        values.len() == rows.at.len() && values.iter().all(|row| row.len() == columns.at.len());
    if !fits {
        let size = (rows.at.len(), columns.at.len());
        table
            .diagnostics()
            .push(report::matrix_size(size, &matrix.key_span("values")));
    }
    Some(Matrix {
        rows,
        columns,
        values,
        gives,
        between,
        span,
    })
}

fn axis(matrix: &Table<'_>, field: &str) -> Option<Axis> {
    let table = matrix.required(field)?.table()?;
    let kpi = table.required_text("kpi");
    let on = table.choice("on", &On::NAMES).unwrap_or_default();
    let at = table.required("at").map(|value| numbers(&value));
    table.finish(&["note"]);
    let at = at?;
    let rising = at.windows(2).all(|pair| pair.first() < pair.last());
    if at.is_empty() || !rising {
        matrix
            .diagnostics()
            .push(report::matrix_order(field, &table.key_span("at")));
    }
    Some(Axis {
        kpi: kpi?.value,
        on,
        at,
        span: matrix.key_span(field),
    })
}

fn cells(value: &Value<'_>) -> Vec<Vec<Decimal>> {
    value
        .list()
        .unwrap_or_default()
        .iter()
        .map(numbers)
        .collect()
}

fn numbers(value: &Value<'_>) -> Vec<Decimal> {
    let values = value.list().unwrap_or_default();
    values
        .iter()
        .filter_map(Value::number)
        .map(|number| number.value)
        .collect()
}

pub(super) fn earn(matrix: &Matrix, case: &Case<'_>, bonus: &BonusAmount) -> Checked<Earned> {
    let read = |axis: &Axis| number_of(case, Some(&axis.kpi), axis.on, None, &axis.span);
    let (row, column) = match (read(&matrix.rows), read(&matrix.columns)) {
        (Ok(row), Ok(column)) => (row, column),
        (row, column) => {
            let problems = [row.err(), column.err()];
            return Err(problems.into_iter().flatten().flatten().collect());
        }
    };
    let cell = matrix.at(&row, &column);
    let mut earned = Earned::default();
    let amount = match matrix.gives {
        Gives::Amount => cell.clone(),
        Gives::Score => {
            earned.score = Some(cell.clone());
            &super::bonus_of(case, bonus)? * &cell
        }
    };
    let remark = format!(
        "{} {} and {} {}",
        matrix.rows.kpi,
        row.plain(),
        matrix.columns.kpi,
        column.plain()
    );
    earned.note("matrix", cell.plain(), remark, Some(&matrix.span));
    earned.push("matrix", amount);
    Ok(earned)
}

impl Matrix {
    /// The cell of two values. Below the first position of a stepped table it is 0.
    fn at(&self, row: &Exact, column: &Exact) -> Exact {
        let mut sum = Exact::zero();
        for (r, row_share) in self.places(&self.rows, row) {
            for (c, column_share) in self.places(&self.columns, column) {
                let cell = self.values.get(r).and_then(|cells| cells.get(c));
                let cell = Exact::from(cell.copied().unwrap_or_default());
                sum = sum + &(&row_share * &column_share) * &cell;
            }
        }
        sum
    }

    /// Which positions of an axis count for a value, and how much.
    fn places(&self, axis: &Axis, value: &Exact) -> Vec<(usize, Exact)> {
        let at: Vec<Exact> = axis.at.iter().map(|at| Exact::from(*at)).collect();
        let reached = at.iter().rposition(|at| at <= value);
        if self.between == Between::Step {
            return reached
                .map(|index| (index, Exact::one()))
                .into_iter()
                .collect();
        }
        let Some(low) = reached else {
            return vec![(0, Exact::one())];
        };
        let (Some(from), Some(to)) = (at.get(low), at.get(low.saturating_add(1))) else {
            return vec![(low, Exact::one())];
        };
        let share = (value - from)
            .checked_div(&(to - from))
            .unwrap_or_else(Exact::zero);
        vec![
            (low, &Exact::one() - &share),
            (low.saturating_add(1), share),
        ]
    }
}
