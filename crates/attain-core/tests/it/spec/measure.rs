//! `table measure DATASET`: measures (or conditions, under the header `condition`) over the rows of
//! a section. Computed columns: `reads as` (the canonical text), `gives` (the value), `rows` (those
//! that qualify), and `refused` (the code and the part that it marks).
//!
//! The section's model declares the dataset; a model named `rows` lists its rows as texts, cells
//! apart by commas in the order of the columns, empty for a missing value.

use super::page::{Case, Row, Table};
use attain_core::dataset::{ColumnKind, Dataset};
use attain_core::diag::{Diagnostic, Diagnostics, Spanned};
use attain_core::facts::memory::{MemoryBatch, MemoryFacts};
use attain_core::facts::{FactQuery, FactValue, Group, MeasureQuery};
use attain_core::measure::{Aggregate, Condition, evaluate, parse_conditions, parse_measure};
use attain_core::model::load;
use attain_core::num::parse_number;
use attain_core::text::{self, Document, parse_date};
use jiff::civil::date;

pub(super) fn run(case: &Case<'_>) -> Result<Table, String> {
    let dataset = dataset(case)?;
    let facts = facts(case, &dataset)?;
    case.fill(|header, row| match header {
        "measure" | "condition" => Ok(row.get(header).unwrap_or("").to_owned()),
        computed => cell(computed, row, &dataset, &facts),
    })
}

fn dataset(case: &Case<'_>) -> Result<Dataset, String> {
    let name = case.arguments.first().ok_or("which dataset?")?;
    let models = case.models.iter().filter(|model| model.file != "rows");
    let text: String = models.map(|model| model.text).collect();
    let company = "[company]\nname = \"A\"\ncurrency = \"EUR\"\n";
    let (model, problems) = load(&[
        Document::new("attain.toml", company),
        Document::new("model/model.toml", text),
    ]);
    if let Some(problem) = problems.iter().find(|problem| problem.is_error()) {
        return Err(problem.concise());
    }
    let datasets = model.ok_or("no model")?.datasets;
    datasets
        .get(&(*name).into())
        .cloned()
        .ok_or_else(|| format!("no dataset {name}"))
}

fn facts(case: &Case<'_>, dataset: &Dataset) -> Result<MemoryFacts, String> {
    let mut facts = MemoryFacts::new([dataset.clone()]);
    let mut batch = MemoryBatch::new("1", dataset.id.clone());
    for model in case.models.iter().filter(|model| model.file == "rows") {
        let document = Document::new("rows", model.text);
        let diagnostics = Diagnostics::new();
        let raw = document.parse(&diagnostics);
        for row in text::Table::root(&document, &raw, &diagnostics).texts("rows") {
            let cells = row.value.split(',').map(str::trim);
            let values = cells
                .zip(&dataset.columns)
                .map(|(cell, column)| value(cell, column.kind));
            batch.push(values.collect::<Result<Vec<_>, _>>()?);
        }
    }
    facts.add(batch);
    Ok(facts)
}

fn value(cell: &str, kind: ColumnKind) -> Result<FactValue, String> {
    let wrong = || format!("`{cell}` is no {kind}");
    Ok(match kind {
        _ if cell.is_empty() => FactValue::Missing,
        ColumnKind::Text => FactValue::Text(cell.to_owned()),
        ColumnKind::Date => FactValue::Date(parse_date(cell).ok_or_else(wrong)?),
        ColumnKind::Boolean => FactValue::Boolean(cell.parse().map_err(|_| wrong())?),
        ColumnKind::Integer | ColumnKind::Decimal { .. } => {
            FactValue::Number(parse_number(cell).map_err(|_| wrong())?)
        }
    })
}

fn cell(
    header: &str,
    row: &Row<'_>,
    dataset: &Dataset,
    facts: &MemoryFacts,
) -> Result<String, String> {
    let written = row.any(&["measure", "condition"])?;
    let document = Document::new("page", written);
    let text = Spanned {
        value: written.to_owned(),
        span: document.span(0..written.len()),
    };
    let refused = |problems: Vec<Diagnostic>| {
        let parts = problems.iter().map(|problem| {
            let range = problem.labels[0].span.range;
            format!("{} {}", problem.code, &written[range.start..range.end])
        });
        parts.collect::<Vec<_>>().join(", ")
    };
    if row.get("condition").is_some() {
        return match (header, parse_conditions(&text, &text.span, dataset)) {
            ("refused", Err(problems)) => Ok(refused(problems)),
            ("refused", Ok(_)) => Ok("-".to_owned()),
            (_, Err(problems)) => Err(refused(problems)),
            ("reads as", Ok(read)) => Ok(read
                .into_iter()
                .map(|it| it.text)
                .collect::<Vec<_>>()
                .join("; ")),
            ("rows", Ok(read)) => Ok(answer(dataset, facts, read, Vec::new())?.0.to_string()),
            (other, _) => Err(format!("unknown column `{other}`")),
        };
    }
    match (header, parse_measure(&text, &text.span, dataset)) {
        ("refused", Err(problems)) => Ok(refused(problems)),
        ("refused", Ok(_)) => Ok("-".to_owned()),
        (_, Err(problems)) => Err(refused(problems)),
        ("reads as", Ok(read)) => Ok(read.to_string()),
        ("gives", Ok(read)) => {
            let (_, values) = answer(dataset, facts, Vec::new(), read.aggregates.clone())?;
            Ok(
                evaluate(&read, &values)
                    .map_or_else(|| "missing".to_owned(), |value| value.plain()),
            )
        }
        (other, _) => Err(format!("unknown column `{other}`")),
    }
}

/// The rows that qualify, and the aggregates over them.
fn answer(
    dataset: &Dataset,
    facts: &MemoryFacts,
    conditions: Vec<Condition>,
    aggregates: Vec<Aggregate>,
) -> Result<(u64, Vec<Option<attain_core::num::Decimal>>), String> {
    let query = FactQuery {
        credited_by: None,
        known: Default::default(),
        dataset: dataset.id.clone(),
        from: date(1, 1, 1),
        to: date(9999, 12, 31),
        credits: Vec::new(),
        everything: Some(Group(0)),
        measures: vec![MeasureQuery {
            conditions,
            aggregates,
            dates: false,
        }],
    };
    let mut answer = facts.answer(&query).map_err(|error| error.to_string())?;
    let cell = answer.cells.remove(&(Group(0), 0)).unwrap_or_default();
    Ok((cell.rows, cell.values))
}
