//! From a payout down to the rows: how one person's numbers came about.
//!
//! Explanations are recomputed from the inputs on demand. [`questions`] says which details of the
//! facts are needed, [`explain`] puts them together with the calculation, [`text`](mod@text)
//! renders the whole.

mod text;

pub use text::{percent, text};

use crate::calculate::{Calculation, LineResult, PersonResult, Requirement, Subject, window_of};
use crate::diag::Span;
use crate::facts::{DetailQuery, FactDetail};
use crate::id::{DatasetId, KpiId, PersonId};
use crate::measure::{Aggregate, Condition};
use crate::model::{KpiSource, Model};
use jiff::civil::Date;

/// A question about the facts behind one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The KPI: the line's own, or one that its formula uses.
    pub kpi: KpiId,
    /// The line that it stands behind.
    pub line: usize,
    /// The aggregates, as they are written.
    pub aggregates: Vec<Aggregate>,
    /// What is asked.
    pub query: DetailQuery,
}

/// How one person's period came about.
#[derive(Debug, Clone)]
pub struct Explanation<'a> {
    /// The model that it was computed with.
    pub model: &'a Model,
    /// The period computed.
    pub calculation: &'a Calculation,
    /// The person's result.
    pub result: &'a PersonResult,
    /// The facts behind each line.
    pub lines: Vec<LineFacts<'a>>,
}

/// The facts behind one line.
#[derive(Debug, Clone)]
pub struct LineFacts<'a> {
    /// The line.
    pub line: &'a LineResult,
    /// Days that were asked for.
    pub days: Option<(Date, Date)>,
    /// The facts of its measure; of a formula, those of each KPI that it uses.
    pub parts: Vec<FactPart>,
}

/// Facts that went through the same conditions.
#[derive(Debug, Clone)]
pub struct FactPart {
    /// The KPI that they belong to.
    pub kpi: KpiId,
    /// The dataset.
    pub dataset: DatasetId,
    /// The conditions, in order.
    pub conditions: Vec<Condition>,
    /// The aggregates over the rows that qualify.
    pub aggregates: Vec<Aggregate>,
    /// Rows and values by batch.
    pub detail: FactDetail,
}

impl FactPart {
    /// Rows of all batches.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.detail.batches.iter().map(|batch| batch.rows).sum()
    }

    /// Rows of all batches that qualified.
    #[must_use]
    pub fn qualified(&self) -> u64 {
        self.detail
            .batches
            .iter()
            .map(|batch| batch.qualified)
            .sum()
    }

    /// Rows of all batches that failed the condition of this index first.
    #[must_use]
    pub fn failed(&self, condition: usize) -> u64 {
        self.detail
            .batches
            .iter()
            .filter_map(|batch| batch.failed.get(condition))
            .sum()
    }
}

/// Which details of the facts the explanation of a person needs.
#[must_use]
pub fn questions(
    model: &Model,
    requirement: &Requirement,
    calculation: &Calculation,
    person: &PersonId,
) -> Vec<Question> {
    let Some(result) = calculation.result(person) else {
        return Vec::new();
    };
    let mut questions = Vec::new();
    for (index, line) in result.lines.iter().enumerate() {
        let Some(subject) = &line.subject else {
            continue;
        };
        for kpi in requirement.inputs_of(model, &line.kpi) {
            questions.extend(questions_of(model, requirement, &kpi, subject, index));
        }
    }
    questions
}

/// One question for each set of conditions that aggregates of a KPI have in common.
fn questions_of(
    model: &Model,
    requirement: &Requirement,
    kpi: &KpiId,
    subject: &Subject,
    line: usize,
) -> Vec<Question> {
    let Some(kpi) = model.kpis.get(kpi) else {
        return Vec::new();
    };
    let KpiSource::Measure {
        dataset,
        conditions,
        measure,
    } = &kpi.source
    else {
        return Vec::new();
    };
    let window = window_of(model, kpi, requirement.period);
    let group = requirement.groups.get(subject).copied();
    let credits = match subject {
        Subject::Company => Vec::new(),
        _ => group
            .and_then(|group| requirement.credits.get(&(group, window)))
            .cloned()
            .unwrap_or_default(),
    };
    let mut filters: Vec<(&[Condition], Vec<Aggregate>)> = Vec::new();
    for aggregate in &measure.aggregates {
        let same = filters
            .iter_mut()
            .find(|(filter, _)| *filter == aggregate.filter.as_slice());
        match same {
            Some((_, aggregates)) => aggregates.push(aggregate.clone()),
            None => filters.push((aggregate.filter.as_slice(), vec![aggregate.clone()])),
        }
    }
    let question = |(filter, aggregates): (&[Condition], Vec<Aggregate>)| Question {
        kpi: kpi.id.clone(),
        line,
        query: DetailQuery {
            dataset: dataset.clone(),
            from: window.from,
            to: window.to,
            credits: credits.clone(),
            conditions: conditions.iter().chain(filter).cloned().collect(),
            aggregates: aggregates
                .iter()
                .map(|one| Aggregate {
                    function: one.function.clone(),
                    filter: Vec::new(),
                })
                .collect(),
        },
        aggregates,
    };
    filters.into_iter().map(question).collect()
}

/// Puts the answers to [`questions`] together with the calculation. `None` if the person takes no
/// part in the period.
#[must_use]
pub fn explain<'a>(
    model: &'a Model,
    calculation: &'a Calculation,
    person: &PersonId,
    answers: Vec<(Question, FactDetail)>,
) -> Option<Explanation<'a>> {
    let result = calculation.result(person)?;
    let mut lines: Vec<LineFacts<'_>> = result
        .lines
        .iter()
        .map(|line| LineFacts {
            line,
            days: None,
            parts: Vec::new(),
        })
        .collect();
    for (question, detail) in answers {
        let Some(line) = lines.get_mut(question.line) else {
            continue;
        };
        line.days = Some((question.query.from, question.query.to));
        line.parts.push(FactPart {
            kpi: question.kpi,
            dataset: question.query.dataset,
            conditions: question.query.conditions,
            aggregates: question.aggregates,
            detail,
        });
    }
    Some(Explanation {
        model,
        calculation,
        result,
        lines,
    })
}

/// A place as people read it: the file, and the line where a text for it is known.
#[must_use]
pub fn place(span: &Span, sources: &crate::diag::render::Sources) -> String {
    match sources.position(span) {
        Some(position) => format!("{}:{}", span.file, position.line),
        None => span.file.to_string(),
    }
}
