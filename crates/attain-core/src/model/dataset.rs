//! `model/datasets.toml`: the tables of facts.
//!
//! ```toml
//! [dataset.sales]
//! owner = "seller"
//! date = "sold_on"
//! covers = "months"
//!
//! [dataset.sales.columns]
//! seller = "text"
//! sold_on = "date"
//! amount = { type = "decimal(12,2)", unit = "EUR", min = "0" }
//! ```

use crate::dataset::{Column, ColumnKind, Covers, CsvFormat, Dataset, DatasetKind};
use crate::diag::{Diagnostic, Diagnostics, Spanned, closest};
use crate::model::credit;
use crate::model::reference::check_name;
use crate::rules;
use crate::text::{Table, Value};

const KINDS: [(&str, DatasetKind); 2] = [
    ("events", DatasetKind::Events),
    ("snapshot", DatasetKind::Snapshot),
];

const COVERS: [(&str, Covers); 5] = [
    ("declared", Covers::Declared),
    ("dates", Covers::Dates),
    ("months", Covers::Months),
    ("quarters", Covers::Quarters),
    ("years", Covers::Years),
];

/// Reads one `[dataset.NAME]`.
pub(super) fn parse(name: &Spanned<String>, table: &Table<'_>) -> Option<Dataset> {
    let columns = columns(table);
    let kind = table.choice("kind", &KINDS).unwrap_or(DatasetKind::Events);
    let owner = table.text("owner");
    let date = table.text("date");
    let keys = table.texts("key");
    let dataset = Dataset {
        id: name.value.as_str().into(),
        title: table
            .text("title")
            .map_or_else(|| name.value.clone(), |title| title.value),
        kind,
        owner: owner.as_ref().map(|owner| owner.value.clone()),
        credit: credit::parse(table),
        date: date.as_ref().map(|date| date.value.clone()),
        key: keys.iter().map(|key| key.value.clone()).collect(),
        covers: table.choice("covers", &COVERS).unwrap_or(Covers::Declared),
        columns,
        csv: table
            .table("csv")
            .map(|csv| csv_format(&csv))
            .unwrap_or_default(),
        span: name.span.clone(),
    };
    table.finish(&[]);
    for column in owner.iter().chain(&date).chain(&keys) {
        check_column(&dataset, column, table.diagnostics());
    }
    check_date(&dataset, date.as_ref(), table);
    credit::check(&dataset, table.diagnostics());
    Some(dataset)
}

/// A column that a field names must be declared.
pub(super) fn check_column(
    dataset: &Dataset,
    column: &Spanned<String>,
    diagnostics: &Diagnostics,
) -> bool {
    let known = dataset.columns.iter().map(|column| column.name.as_str());
    check_name("column", &column.value, &column.span, known, diagnostics)
}

/// Events happen on a day, so that they belong to a period.
fn check_date(dataset: &Dataset, date: Option<&Spanned<String>>, table: &Table<'_>) {
    let Some(date) = date else {
        if dataset.kind == DatasetKind::Events {
            let message = format!(
                "dataset `{}` has no `date`, so its rows belong to no period",
                dataset.id
            );
            table.diagnostics().push(
                Diagnostic::error(rules::MISSING_FIELD, message)
                    .at(table.span(), "")
                    .with_help(
                        "name the date column with `date = …`, or write `kind = \"snapshot\"`",
                    ),
            );
        }
        return;
    };
    let kind = dataset.column(&date.value).map(|column| column.kind);
    if kind.is_some_and(|kind| kind != ColumnKind::Date) {
        let message = format!(
            "column `{}` is the dataset's date, but not of type date",
            date.value
        );
        table
            .diagnostics()
            .push(Diagnostic::error(rules::WRONG_KIND_OF_VALUE, message).at(&date.span, ""));
    }
}

fn columns(table: &Table<'_>) -> Vec<Column> {
    let Some(group) = table.required("columns").and_then(|value| value.table()) else {
        return Vec::new();
    };
    group
        .keys()
        .into_iter()
        .filter_map(|name| column(&name, &group.value(&name.value)?))
        .collect()
}

fn column(name: &Spanned<String>, value: &Value<'_>) -> Option<Column> {
    let plain = |kind| Column {
        name: name.value.clone(),
        header: None,
        kind,
        required: false,
        min: None,
        max: None,
        one_of: Vec::new(),
        unit: None,
        span: name.span.clone(),
    };
    if value.is_text() {
        return Some(plain(column_kind(&value.text()?, value.diagnostics())));
    }
    let table = value.table()?;
    let kind = table
        .required_text("type")
        .map(|text| column_kind(&text, table.diagnostics()));
    let column = Column {
        header: table.text("header").map(|header| header.value),
        required: table
            .boolean("required")
            .is_some_and(|required| required.value),
        min: table.number("min").map(|min| min.value),
        max: table.number("max").map(|max| max.value),
        one_of: table
            .texts("one_of")
            .into_iter()
            .map(|text| text.value)
            .collect(),
        unit: table.text("unit").map(|unit| unit.value),
        ..plain(kind.unwrap_or(ColumnKind::Text))
    };
    table.finish(&[]);
    kind.map(|_| column)
}

/// The kind that a text names. A word that names none is reported, and read as the kind that was
/// most likely meant: the model has an error then, and whoever uses the column gets no second one.
fn column_kind(text: &Spanned<String>, diagnostics: &Diagnostics) -> ColumnKind {
    named_kind(&text.value).unwrap_or_else(|| {
        let message = format!(
            "`{}` is not a type; expected text, integer, decimal(digits,decimals), date or boolean",
            text.value
        );
        diagnostics.push(
            Diagnostic::error(rules::UNKNOWN_CHOICE, message)
                .at(&text.span, "")
                .with_help("a decimal has at most 28 digits, and at most 12 of them after the dot"),
        );
        likely_kind(&text.value)
    })
}

fn named_kind(text: &str) -> Option<ColumnKind> {
    match text {
        "text" => Some(ColumnKind::Text),
        "integer" => Some(ColumnKind::Integer),
        "date" => Some(ColumnKind::Date),
        "boolean" => Some(ColumnKind::Boolean),
        other => decimal_kind(other),
    }
}

/// The kind that a wrong word stands for: the nearest name, or a decimal where it begins as one.
fn likely_kind(text: &str) -> ColumnKind {
    let word = text.split('(').next().unwrap_or_default().trim();
    match closest(
        word,
        ["text", "integer", "date", "boolean", "decimal", "number"],
    ) {
        Some("decimal" | "number") => ColumnKind::Decimal {
            precision: 28,
            scale: 12,
        },
        Some(name) => named_kind(name).unwrap_or(ColumnKind::Text),
        None => ColumnKind::Text,
    }
}

/// `decimal(19,4)`: digits in all, and after the dot.
fn decimal_kind(text: &str) -> Option<ColumnKind> {
    let (precision, scale) = text
        .strip_prefix("decimal")?
        .trim()
        .strip_prefix('(')?
        .strip_suffix(')')?
        .split_once(',')?;
    let precision: u8 = precision.trim().parse().ok()?;
    let scale: u8 = scale.trim().parse().ok()?;
    let fits = (1..=28).contains(&precision) && scale <= precision && scale <= 12;
    fits.then_some(ColumnKind::Decimal { precision, scale })
}

fn csv_format(table: &Table<'_>) -> CsvFormat {
    let character = |name: &str| {
        let text = table.text(name)?;
        let mut characters = text.value.chars();
        match (characters.next(), characters.next()) {
            (Some(one), None) => Some(one),
            _ => {
                let message = format!("`{name}` is `{}`, expected one character", text.value);
                table
                    .diagnostics()
                    .push(Diagnostic::error(rules::UNKNOWN_CHOICE, message).at(&text.span, ""));
                None
            }
        }
    };
    let format = CsvFormat {
        delimiter: character("delimiter"),
        decimal: character("decimal"),
        thousands: character("thousands"),
        encoding: table.text("encoding").map(|text| text.value),
        date: table.text("date").map(|text| text.value),
    };
    table.finish(&[]);
    format
}

#[cfg(test)]
mod tests {
    use crate::model::load;
    use crate::text::Document;

    /// Not another one for each measure that uses the column.
    #[test]
    fn a_mistyped_type_is_one_error() {
        let words = [
            "decimel(19,4)",
            "decimal(40,4)",
            "Decimal",
            "numbr(3)",
            "intger",
        ];
        for word in words {
            let text = format!(
                "[dataset.sales]\ndate = \"day\"\n[dataset.sales.columns]\nday = \"date\"\n\
                 amount = \"{word}\"\n\
                 [kpi.turnover]\nkind = \"result\"\ndataset = \"sales\"\nunit = \"EUR\"\n\
                 measure = \"sum(amount)\"\n"
            );
            let company = "[company]\nname = \"A\"\ncurrency = \"EUR\"\n";
            let (_, found) = load(&[
                Document::new("attain.toml", company),
                Document::new("model/all.toml", text),
            ]);
            let about: Vec<String> = found.iter().map(|found| found.message.clone()).collect();
            let type_errors = about.iter().filter(|message| message.contains(word));
            assert_eq!(type_errors.count(), 1, "{about:?}");
            assert!(
                !about.iter().any(|message| message.contains("amount")),
                "{about:?}"
            );
        }
    }
}
