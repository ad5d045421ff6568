//! The rows of facts behind a number: those that count, and those that do not, with why.

use crate::error::{Page, PageError};
use crate::grid::{Ask, Cell, Grid};
use crate::layout::{page, trail};
use crate::seen::Seen;
use crate::visit::Visit;
use attain_app::FactSource;
use attain_app::access::{ScopedFacts, UseCase};
use attain_core::dataset::{ColumnKind, Dataset};
use attain_core::explain::{Question, questions};
use attain_core::facts::{DetailQuery, FactRow, RowQuery};
use attain_core::measure::{Condition, Scalar, ScalarKind, Test};
use attain_core::model::text_of;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use maud::html;
use serde::Deserialize;

/// So many rows are read for one page; a file with more is cut, and says so.
const ROWS: u64 = 20_000;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Which {
    #[serde(default)]
    part: usize,
    #[serde(default)]
    show: String,
    #[serde(default)]
    condition: usize,
}

/// `GET /people/{person}/{period}/{kpi}/rows`
pub(crate) async fn rows(
    visit: Visit,
    Path((person, period, kpi)): Path<(String, String, String)>,
    Query(which): Query<Which>,
    Query(ask): Query<Ask>,
) -> Page<Response> {
    let seen = Seen::of(&visit, &period, UseCase::FactRead).await?;
    let person = seen.person(&person)?;
    let model = seen.model()?;
    let run = &seen.run;
    let result = run
        .calculation
        .result(&person)
        .ok_or_else(PageError::not_found)?;
    let line = result
        .lines
        .iter()
        .position(|line| line.kpi.as_str() == kpi);
    let line = line.ok_or_else(PageError::not_found)?;
    let question = questions(model, &run.requirement, &run.calculation, &person)
        .into_iter()
        .filter(|question| question.line == line)
        .nth(which.part)
        .ok_or_else(PageError::not_found)?;
    let dataset = model
        .datasets
        .get(&question.query.dataset)
        .ok_or_else(PageError::not_found)?;
    let query = query(&question, dataset, &which)?;
    let facts = ScopedFacts::new(
        seen.snapshot.facts()?,
        &seen.scope,
        model,
        &run.organisation,
    );
    let found = facts
        .rows(&query)
        .await
        .map_err(attain_app::AppError::from)?;
    let grid = grid(&visit, &seen, dataset, &query.conditions, &found);
    if let Some(file) = grid.file(&visit, &with(&ask, &which))? {
        return Ok(file);
    }
    let home = format!("/people/{person}/{}/{kpi}", seen.period);
    let body = html! {
        (trail(&visit, &[(visit.t("explain-number"), &home)]))
        p { (visit.tv("facts-rows", &[("rows", &found.len().to_string())])) }
        @if !query.conditions.is_empty() {
            ul.list { @for condition in &query.conditions { li { code { (condition.text) } } } }
        }
        @if u64::try_from(found.len()).is_ok_and(|rows| rows >= ROWS) { p.empty {
            (visit.t("facts-cut")) } }
        (grid.show(&visit, &with(&ask, &which)))
    };
    Ok(page(&visit, &dataset.title, &body).into_response())
}

/// The choice of rows travels in the filter's address.
fn with(ask: &Ask, which: &Which) -> Ask {
    let mut ask = ask.clone();
    ask.also = vec![
        ("part".to_owned(), which.part.to_string()),
        ("show".to_owned(), which.show.clone()),
        ("condition".to_owned(), which.condition.to_string()),
    ];
    ask
}

fn query(question: &Question, dataset: &Dataset, which: &Which) -> Page<RowQuery> {
    let DetailQuery {
        from,
        to,
        credits,
        conditions,
        ..
    } = &question.query;
    let conditions: Vec<Condition> = match which.show.as_str() {
        "all" => Vec::new(),
        "failed" => {
            let failed = conditions
                .get(which.condition)
                .ok_or_else(PageError::not_found)?;
            let before = conditions.iter().take(which.condition).cloned();
            before.chain([not(failed)]).collect()
        }
        _ => conditions.clone(),
    };
    Ok(RowQuery {
        dataset: dataset.id.clone(),
        days: dataset.date.as_ref().map(|_| (*from, *to)),
        conditions,
        credits: credits.clone(),
        columns: dataset
            .columns
            .iter()
            .map(|column| scalar(&column.name, column.kind))
            .collect(),
        page: Some((0, ROWS)),
    })
}

fn not(condition: &Condition) -> Condition {
    Condition {
        text: format!("not ({})", condition.text),
        test: Test::Not(Box::new(condition.test.clone())),
    }
}

fn scalar(name: &str, kind: ColumnKind) -> Scalar {
    let kind = match kind {
        ColumnKind::Text => ScalarKind::Text,
        ColumnKind::Integer => ScalarKind::Number {
            precision: 19,
            scale: 0,
        },
        ColumnKind::Decimal { precision, scale } => ScalarKind::Number { precision, scale },
        ColumnKind::Date => ScalarKind::Date,
        ColumnKind::Boolean => ScalarKind::Boolean,
    };
    Scalar::Column {
        name: name.to_owned(),
        kind,
    }
}

fn grid(
    visit: &Visit,
    seen: &Seen,
    dataset: &Dataset,
    conditions: &[Condition],
    rows: &[FactRow],
) -> Grid {
    let mut columns = vec![(visit.t("batch"), false), (visit.t("row"), true)];
    let numeric = |kind| matches!(kind, ColumnKind::Integer | ColumnKind::Decimal { .. });
    for column in &dataset.columns {
        columns.push((column.name.as_str(), numeric(column.kind)));
    }
    let written: Vec<&str> = conditions.iter().map(|one| one.text.as_str()).collect();
    let mut grid = Grid::new(dataset.title.clone(), &columns)
        .note(visit.t("period"), seen.period.to_string())
        .note(visit.t("facts-conditions"), written.join(" and "))
        .empty(html! { (visit.t("facts-none")) });
    for row in rows {
        let number = row.row.to_string();
        let batch = format!("/batches/{}", row.batch);
        let mut cells = vec![
            Cell::link(row.batch.as_str(), &batch),
            Cell::number(number.clone(), number),
        ];
        cells.extend(row.values.iter().map(|value| Cell::text(text_of(value))));
        grid.rows.push(cells);
    }
    grid
}
