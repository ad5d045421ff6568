//! The cases, in a form that every engine can read.

use serde_json::{Value, json};

/// All cases.
pub(crate) const NAMES: [&str; 6] = ["scan", "1", "20", "200", "distinct", "increment"];

/// More rows than this are too many for 200 KPIs in DuckDB and chDB: they take minutes.
const MANY_ROWS: u64 = 5_000_000;

/// The engines that run a case.
pub(crate) fn engines(case: &str, rows: u64) -> Vec<&'static str> {
    match case {
        "scan" | "increment" => vec!["attain"],
        "200" if rows > MANY_ROWS => vec!["attain", "datafusion", "polars"],
        _ => vec!["attain", "datafusion", "duckdb", "polars", "chdb"],
    }
}

/// At most so many runs are measured: these cases are long.
pub(crate) fn most_times(case: &str) -> usize {
    match case {
        "200" | "distinct" => 1,
        _ => usize::MAX,
    }
}

/// A condition that a row must meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Condition {
    /// A text column has this value.
    Is(&'static str, String),
    /// A number is larger than this.
    Over(&'static str, i64),
}

/// What a KPI computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    Rows,
    Sum(&'static str),
    Distinct(&'static str),
}

/// A KPI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kpi {
    pub(crate) function: Function,
    pub(crate) conditions: Vec<Condition>,
}

/// The KPIs of a case: sums and counts under one to three conditions, each of its own.
pub(crate) fn kpis(case: &str) -> Vec<Kpi> {
    match case {
        "distinct" => distinct(),
        "increment" | "scan" => many(20),
        "1" => many(1),
        "20" => many(20),
        _ => many(200),
    }
}

fn many(count: usize) -> Vec<Kpi> {
    (0..count).map(kpi).collect()
}

fn kpi(number: usize) -> Kpi {
    let status = ["won", "open", "lost", "won", "returned"];
    let pick = |list: &[&'static str], by: usize| {
        let place = number.checked_div(by).unwrap_or(0).checked_rem(list.len());
        list.get(place.unwrap_or(0)).copied().unwrap_or("won")
    };
    let function = match number % 3 {
        0 => Function::Sum("amount"),
        1 => Function::Rows,
        _ => Function::Sum("qty"),
    };
    let mut conditions = vec![Condition::Is("status", pick(&status, 1).to_owned())];
    if number % 2 == 1 {
        conditions.push(Condition::Is(
            "region",
            format!("R{:02}", (number / 2) % 20),
        ));
    }
    if number % 4 == 2 {
        conditions.push(Condition::Is(
            "product",
            format!("P{:02}", (number * 7) % 50),
        ));
    }
    if number % 5 >= 3 {
        let amounts = [100, 500, 1_000, 5_000];
        let over = amounts.get((number / 5) % 4).copied().unwrap_or(100);
        conditions.push(Condition::Over("amount", over));
    }
    Kpi {
        function,
        conditions,
    }
}

fn distinct() -> Vec<Kpi> {
    let won = Condition::Is("status", "won".to_owned());
    let of = |column, conditions| Kpi {
        function: Function::Distinct(column),
        conditions,
    };
    vec![
        of("customer", vec![]),
        of("customer", vec![won]),
        of("product", vec![]),
    ]
}

/// The KPIs of a case as JSON, for the other engines.
pub(crate) fn as_json(case: &str) -> Value {
    let condition = |condition: &Condition| match condition {
        Condition::Is(column, value) => json!([column, "=", value]),
        Condition::Over(column, number) => json!([column, ">", number]),
    };
    let kpi = |kpi: &Kpi| {
        let (function, column) = match kpi.function {
            Function::Rows => ("rows", ""),
            Function::Sum(column) => ("sum", column),
            Function::Distinct(column) => ("distinct", column),
        };
        let conditions: Vec<Value> = kpi.conditions.iter().map(condition).collect();
        json!({"function": function, "column": column, "conditions": conditions})
    };
    Value::Array(kpis(case).iter().map(kpi).collect())
}
