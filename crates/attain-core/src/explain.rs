//! From a payout down to the rows: how one person's numbers came about.
//!
//! Explanations are recomputed from the inputs on demand. [`questions`] says which details of the
//! facts are needed, [`explain`] puts them together with the calculation, [`text`](mod@text)
//! renders the whole.

mod text;

pub use text::{percent, text};

use crate::calculate::{
    Calculation, LineResult, PersonResult, Requirement, Subject, Window, window_of,
};
use crate::diag::Span;
use crate::facts::{Credit, DetailQuery, FactDetail};
use crate::id::{DatasetId, KpiId, PersonId};
use crate::measure::{Aggregate, Condition};
use crate::model::{KpiSource, Model};
use crate::num::Exact;
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
    /// The share of these facts that counts, where facts are shared.
    pub share: Option<Exact>,
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
    /// The share of these facts that counts, where facts are shared.
    pub share: Option<Exact>,
    /// The column that names who is credited, where it is not the owner.
    pub credited_by: Option<String>,
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
    let ways = ways(requirement, &kpi.id, subject, window);
    let question = |way: &Way, (filter, aggregates): (&[Condition], &[Aggregate])| Question {
        kpi: kpi.id.clone(),
        line,
        share: way.share.clone(),
        query: DetailQuery {
            credited_by: way.column.clone(),
            dataset: dataset.clone(),
            from: window.from,
            to: window.to,
            credits: way.credits.clone(),
            conditions: way
                .conditions
                .iter()
                .chain(conditions)
                .chain(filter)
                .cloned()
                .collect(),
            aggregates: aggregates
                .iter()
                .map(|one| Aggregate {
                    function: one.function.clone(),
                    filter: Vec::new(),
                })
                .collect(),
        },
        aggregates: aggregates.to_vec(),
    };
    let of_way = |way: &Way| {
        let filters = filters.iter();
        filters
            .map(|(filter, aggregates)| question(way, (filter, aggregates)))
            .collect::<Vec<_>>()
    };
    ways.iter().flat_map(of_way).collect()
}

/// A way in which facts came to somebody.
struct Way {
    column: Option<String>,
    conditions: Vec<Condition>,
    credits: Vec<Credit>,
    share: Option<Exact>,
}

/// The ways in which a KPI's facts came to a subject; one unless facts are shared.
fn ways(requirement: &Requirement, kpi: &KpiId, subject: &Subject, window: Window) -> Vec<Way> {
    let mut ways = Vec::new();
    let places = requirement.places.get(&(kpi.clone(), window));
    for place in places.into_iter().flatten() {
        let column = requirement
            .queries
            .get(place.query)
            .and_then(|query| query.credited_by.clone());
        let claims = requirement.claims.get(place.query);
        let Some(claims) = claims.filter(|claims| !claims.is_empty()) else {
            let group = requirement.groups.get(subject).copied();
            let credits = group
                .filter(|_| *subject != Subject::Company)
                .and_then(|group| requirement.credits.get(&(group, window)));
            ways.push(Way {
                column,
                conditions: Vec::new(),
                credits: credits.cloned().unwrap_or_default(),
                share: None,
            });
            continue;
        };
        if !place.includes(subject) {
            continue;
        }
        for claim in claims.get(subject).into_iter().flatten() {
            ways.push(Way {
                column: column.clone(),
                conditions: place.conditions.clone(),
                credits: claim.credits.clone(),
                share: Some(&place.share * &claim.share),
            });
        }
    }
    ways
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
            share: question.share,
            credited_by: question.query.credited_by,
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
