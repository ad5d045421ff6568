//! What is read, and what is refused and where.

mod accepted;
mod law;
mod refused;

use super::*;
use crate::dataset::*;
use crate::text::Document;

pub(super) fn dataset() -> Dataset {
    let document = Document::new("model/datasets.toml", "");
    let span = document.span(0..0);
    let columns = [
        ("city", ColumnKind::Text),
        ("region", ColumnKind::Text),
        (
            "amount",
            ColumnKind::Decimal {
                precision: 12,
                scale: 2,
            },
        ),
        (
            "cost",
            ColumnKind::Decimal {
                precision: 12,
                scale: 2,
            },
        ),
        ("quantity", ColumnKind::Integer),
        ("sold_on", ColumnKind::Date),
        ("paid_on", ColumnKind::Date),
        ("paid", ColumnKind::Boolean),
        ("order", ColumnKind::Integer),
        (
            "wide",
            ColumnKind::Decimal {
                precision: 26,
                scale: 4,
            },
        ),
        (
            "wider",
            ColumnKind::Decimal {
                precision: 27,
                scale: 4,
            },
        ),
        (
            "fine",
            ColumnKind::Decimal {
                precision: 14,
                scale: 7,
            },
        ),
    ];
    let column = |(name, kind): (&str, ColumnKind)| Column {
        name: name.to_owned(),
        header: None,
        kind,
        required: false,
        min: None,
        max: None,
        one_of: Vec::new(),
        unit: None,
        span: span.clone(),
    };
    Dataset {
        credit: Default::default(),
        id: "sales".into(),
        title: String::new(),
        kind: DatasetKind::Events,
        owner: Some("city".to_owned()),
        date: Some("sold_on".to_owned()),
        key: Vec::new(),
        covers: Covers::Months,
        columns: columns.into_iter().map(column).collect(),
        csv: CsvFormat::default(),
        span,
    }
}

/// A dataset of bounded numbers, so that sums of products stay within 38 digits.
pub(super) fn bounded() -> Dataset {
    let mut dataset = dataset();
    for column in &mut dataset.columns {
        if matches!(
            column.kind,
            ColumnKind::Integer | ColumnKind::Decimal { .. }
        ) {
            column.min = Some(crate::num::Decimal::from(-9));
            column.max = Some(crate::num::Decimal::from(9));
        }
    }
    dataset
}

pub(in crate::measure) fn formula(text: &str) -> Result<Formula, Vec<Diagnostic>> {
    let text = spanned(text);
    let kpis = ["profit", "turnover", "net-profit", "sum"]
        .map(KpiId::from)
        .into();
    parse_formula(&text, &text.span, &kpis)
}

pub(super) fn spanned(text: &str) -> Spanned<String> {
    let document = Document::new("m", text);
    Spanned {
        value: text.to_owned(),
        span: document.span(0..text.len()),
    }
}

pub(in crate::measure) fn measure(text: &str) -> Result<Measure, Vec<Diagnostic>> {
    let text = spanned(text);
    parse_measure(&text, &text.span, &dataset())
}

pub(super) fn conditions(text: &str) -> Result<Vec<Condition>, Vec<Diagnostic>> {
    let text = spanned(text);
    parse_conditions(&text, &text.span, &dataset())
}
