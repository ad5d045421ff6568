//! Text to typed nodes.
//!
//! Three steps: a look over the text ([`scan`]: length, depth, signs), the parser of DataFusion's
//! SQL for expressions, and [`arithmetic`], [`scalar`] and [`condition`], which know what is
//! allowed and what type it has. What they do not know is refused with its place.

mod aggregate;
mod arithmetic;
mod condition;
mod function;
mod kind;
mod literal;
mod place;
mod scalar;
mod scan;
mod syntax;
#[cfg(test)]
pub(super) mod tests;

use super::{Aggregate, Arithmetic, Condition, Formula, Measure};
use crate::dataset::Dataset;
use crate::diag::{Diagnostic, Span, Spanned};
use crate::id::KpiId;
use crate::rules;
use place::{Problem, Source};
use sqlparser::ast::Expr;
use std::collections::BTreeSet;
use std::ops::Range;

/// The most parts that an expression may have.
const MAX_NODES: usize = 1_000;

/// Reads a measure: arithmetic over aggregates of `dataset`.
///
/// `content` is the place of the text without its quotes, so that a diagnostic can point at the
/// part that is wrong.
///
/// # Errors
/// Everything that is wrong with it.
///
/// ```
/// # use attain_core::dataset::{Column, ColumnKind, Covers, CsvFormat, Dataset, DatasetKind};
/// # use attain_core::{diag::Spanned, text::Document};
/// # let document = Document::new("kpis.toml", "count(*) filter (where city = 'Moscow')");
/// # let span = document.span(0..document.text.len());
/// # let column = Column { name: "city".into(), header: None, kind: ColumnKind::Text,
/// #     required: true, min: None, max: None, one_of: vec![], unit: None, span: span.clone() };
/// # let dataset = Dataset { id: "subscriptions".into(), title: String::new(),
/// #     kind: DatasetKind::Events, owner: None, credit: Default::default(), date: None,
/// #     key: vec![],
/// #     covers: Covers::Months,
/// #     columns: vec![column], csv: CsvFormat::default(), span: span.clone() };
/// use attain_core::measure::parse_measure;
/// let text = Spanned { value: document.text.to_string(), span: span.clone() };
/// let measure = parse_measure(&text, &span, &dataset).unwrap();
/// assert_eq!(measure.aggregates[0].filter[0].text, "city = 'Moscow'");
///
/// let text = Spanned { value: "count(distinct town)".to_owned(), span: span.clone() };
/// let problems = parse_measure(&text, &span, &dataset).unwrap_err();
/// assert_eq!(problems[0].code.id, "K0306");
/// ```
pub fn parse_measure(
    text: &Spanned<String>,
    content: &Span,
    dataset: &Dataset,
) -> Result<Measure, Vec<Diagnostic>> {
    let mut reader = Reader::new(text, content, Names::Columns(dataset));
    let expression = reader
        .expression()
        .and_then(|expr| reader.arithmetic(&expr));
    if expression.is_some() && reader.aggregates.is_empty() {
        reader.report(
            Problem::new(
                rules::NO_AGGREGATE,
                reader.whole(),
                "a measure needs an aggregate",
            )
            .help("say what becomes of the rows: `count(*)`, `sum(…)`"),
        );
    }
    let aggregates = std::mem::take(&mut reader.aggregates);
    let expression = reader.finish(expression)?;
    Ok(Measure {
        text: text.clone(),
        aggregates,
        expression,
    })
}

/// Reads a condition on the rows of `dataset`. A top-level `and` makes several conditions, so that
/// an explanation can say which of them a row failed.
///
/// # Errors
/// Everything that is wrong with it.
pub fn parse_conditions(
    text: &Spanned<String>,
    content: &Span,
    dataset: &Dataset,
) -> Result<Vec<Condition>, Vec<Diagnostic>> {
    let mut reader = Reader::new(text, content, Names::Columns(dataset));
    let conditions = reader
        .expression()
        .and_then(|expr| reader.conditions(&expr));
    reader.finish(conditions)
}

/// Reads a formula: arithmetic over other KPIs.
///
/// # Errors
/// Everything that is wrong with it.
///
/// ```
/// # use attain_core::{diag::Spanned, id::KpiId, text::Document};
/// use attain_core::measure::parse_formula;
/// let kpis = ["profit", "turnover"].map(KpiId::from).into();
/// let document = Document::new("kpis.toml", "profit / nullif(turnover, 0)");
/// let span = document.span(0..document.text.len());
/// let text = Spanned { value: document.text.to_string(), span: span.clone() };
/// let formula = parse_formula(&text, &span, &kpis).unwrap();
/// let names: Vec<&str> = formula.kpis().into_iter().map(KpiId::as_str).collect();
/// assert_eq!(names, ["profit", "turnover"]);
/// ```
pub fn parse_formula(
    text: &Spanned<String>,
    content: &Span,
    kpis: &BTreeSet<KpiId>,
) -> Result<Formula, Vec<Diagnostic>> {
    let mut reader = Reader::new(text, content, Names::Kpis(kpis));
    let expression = reader
        .expression()
        .and_then(|expr| reader.arithmetic(&expr));
    if expression.is_some() && reader.inputs.is_empty() {
        reader.report(
            Problem::new(rules::NO_AGGREGATE, reader.whole(), "a formula needs a KPI")
                .help("name the KPIs that it is computed from: `profit / turnover`"),
        );
    }
    let inputs = std::mem::take(&mut reader.inputs);
    let expression: Arithmetic = reader.finish(expression)?;
    Ok(Formula {
        text: text.clone(),
        inputs,
        expression,
    })
}

/// What names stand for.
#[derive(Debug, Clone, Copy)]
enum Names<'a> {
    /// Columns of a dataset.
    Columns(&'a Dataset),
    /// KPIs, in a formula.
    Kpis(&'a BTreeSet<KpiId>),
}

/// Turns the parser's tree into typed nodes and collects what is wrong. A function of it that
/// returns `None` has reported why.
#[derive(Debug)]
struct Reader<'a> {
    source: Source<'a>,
    names: Names<'a>,
    aggregates: Vec<Aggregate>,
    inputs: Vec<KpiId>,
    nodes: usize,
}

impl<'a> Reader<'a> {
    fn new(text: &'a Spanned<String>, content: &'a Span, names: Names<'a>) -> Self {
        Self {
            source: Source::new(text, content),
            names,
            aggregates: Vec::new(),
            inputs: Vec::new(),
            nodes: 0,
        }
    }

    /// The parser's tree of the text.
    fn expression(&mut self) -> Option<Expr> {
        if !scan::scan(&mut self.source) {
            return None;
        }
        match syntax::parse(&self.source) {
            Ok(expr) => Some(expr),
            Err(problem) => {
                self.report(problem);
                None
            }
        }
    }

    /// Counts `count` parts; `None` once there are too many.
    fn spend(&mut self, count: usize) -> Option<()> {
        let before = self.nodes;
        self.nodes = before.saturating_add(count);
        if self.nodes <= MAX_NODES {
            return Some(());
        }
        if before <= MAX_NODES {
            let message = format!("this has more than {MAX_NODES} parts");
            self.report(
                Problem::new(rules::MEASURE_TOO_LARGE, self.whole(), message)
                    .help("use a list, `city in ('A', 'B')`, or import a column that says it"),
            );
        }
        None
    }

    fn report(&mut self, problem: Problem) {
        self.source.report(problem);
    }

    /// Reports a problem; for functions that return an option.
    fn refuse<T>(&mut self, problem: Problem) -> Option<T> {
        self.source.report(problem);
        None
    }

    fn whole(&self) -> Range<usize> {
        0..self.source.text().len()
    }

    /// Where a part stands.
    fn place(&self, expr: &Expr) -> Range<usize> {
        syntax::place(&self.source, expr)
    }

    fn finish<T>(self, value: Option<T>) -> Result<T, Vec<Diagnostic>> {
        let problems = self.source.into_problems();
        match value {
            Some(value) if problems.is_empty() => Ok(value),
            _ => Err(problems),
        }
    }
}
