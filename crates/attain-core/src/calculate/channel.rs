//! The ways in which the facts of a dataset come to people.
//!
//! Most datasets have one: each fact belongs to its owner. Where a fact is shared, each column or
//! kind of credit is a way of its own, and what comes by it counts by its share:
//!
//! ```text
//! seller second  amount      by `seller`            by `second`
//! ann    bob     1000        ann 70 % of 1000       bob 30 % of 1000
//! ann            500         ann all of 500
//! ```

use super::require::Subject;
use crate::dataset::{CreditColumn, CreditLine, CreditRows, CreditRule, Dataset};
use crate::facts::MeasureQuery;
use crate::measure::{Aggregate, AggregateFunction, Condition, Operator, Scalar, Test};
use crate::model::{Model, column_scalar};
use crate::num::Exact;
use std::collections::BTreeSet;

/// One way in which facts are credited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Channel {
    /// The column that names who is credited; none: the owner.
    pub(crate) column: Option<String>,
    /// Only those whom `data/credits.csv` names for this column; nobody by his own key.
    pub(crate) listed: bool,
    /// The facts that are meant.
    pub(crate) conditions: Vec<Condition>,
    /// The share of each fact.
    pub(crate) share: Exact,
    /// The column with the share of each fact, which multiplies `share`.
    pub(crate) row_share: Option<Scalar>,
    /// Who is credited.
    pub(crate) whom: Whom,
}

/// Who is credited by a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whom {
    /// People, their teams and units, the company.
    Everybody,
    /// People, their teams and units.
    People,
    /// People alone: an overlay adds nothing to their team.
    Alone,
    /// The company.
    Company,
}

impl Whom {
    pub(crate) fn includes(self, subject: &Subject) -> bool {
        match self {
            Self::Everybody => true,
            Self::People => *subject != Subject::Company,
            Self::Alone => matches!(subject, Subject::Own(_)),
            Self::Company => *subject == Subject::Company,
        }
    }
}

impl Channel {
    fn owner() -> Self {
        Self {
            column: None,
            listed: false,
            conditions: Vec::new(),
            share: Exact::one(),
            row_share: None,
            whom: Whom::Everybody,
        }
    }

    /// A measure, as it is asked for facts that come by this way.
    pub(crate) fn measure(&self, plain: MeasureQuery) -> MeasureQuery {
        let share = |aggregate: Aggregate| match &self.row_share {
            Some(share) => shared(aggregate, share),
            None => aggregate,
        };
        let conditions = self.conditions.iter().chain(&plain.conditions);
        MeasureQuery {
            conditions: conditions.cloned().collect(),
            aggregates: plain.aggregates.into_iter().map(share).collect(),
            dates: plain.dates,
        }
    }
}

/// An aggregate over parts of facts: a sum of parts, a count of parts.
fn shared(aggregate: Aggregate, share: &Scalar) -> Aggregate {
    let Aggregate {
        function,
        mut filter,
    } = aggregate;
    let function = match function {
        AggregateFunction::Sum(value) => AggregateFunction::Sum(Scalar::Binary(
            Operator::Multiply,
            Box::new(value),
            Box::new(share.clone()),
        )),
        AggregateFunction::CountRows => AggregateFunction::Sum(share.clone()),
        AggregateFunction::Count(value) => {
            filter.push(is_there(&value, &value.to_string(), true));
            AggregateFunction::Sum(share.clone())
        }
        other => other,
    };
    Aggregate { function, filter }
}

fn is_there(value: &Scalar, name: &str, there: bool) -> Condition {
    let missing = Test::IsNull(value.clone());
    if there {
        Condition {
            text: format!("{name} is not null"),
            test: Test::Not(Box::new(missing)),
        }
    } else {
        Condition {
            text: format!("{name} is null"),
            test: missing,
        }
    }
}

/// The ways in which the facts of a dataset come to people.
pub(crate) fn channels(model: &Model, dataset: &Dataset) -> Vec<Channel> {
    let mut channels = match &dataset.credit {
        CreditRule::Owner => vec![Channel::owner()],
        CreditRule::Columns(columns) => by_columns(dataset, columns),
        CreditRule::Rows(rows) => by_rows(dataset, rows),
    };
    // An overlay by a list comes on top of the facts that belong to somebody.
    let base = channels.first().cloned().unwrap_or_else(Channel::owner);
    let overlay = |line: &&CreditLine| line.dataset == dataset.id && line.overlay;
    let columns: BTreeSet<&Option<String>> = model
        .credits
        .iter()
        .filter(overlay)
        .map(|line| &line.column)
        .collect();
    channels.extend(columns.into_iter().map(|column| {
        Channel {
            column: column
                .clone()
                .filter(|column| dataset.owner.as_ref() != Some(column)),
            listed: true,
            whom: Whom::Alone,
            ..base.clone()
        }
    }));
    channels
}

fn by_columns(dataset: &Dataset, columns: &[CreditColumn]) -> Vec<Channel> {
    let column_of = |one: &CreditColumn| {
        Some(one.column.clone()).filter(|column| dataset.owner.as_ref() != Some(column))
    };
    let splits: Vec<&CreditColumn> = columns.iter().filter(|one| !one.overlay).collect();
    let mut found = vec![Channel {
        whom: Whom::Company,
        ..Channel::owner()
    }];
    for one in &splits {
        let others: Vec<&CreditColumn> = splits
            .iter()
            .copied()
            .filter(|other| other.column != one.column)
            .collect();
        for (conditions, rest) in fillings(dataset, &others) {
            let whole = rest + Exact::from(one.share);
            let Some(share) = Exact::from(one.share).checked_div(&whole) else {
                continue;
            };
            found.push(Channel {
                column: column_of(one),
                conditions,
                share,
                whom: Whom::People,
                ..Channel::owner()
            });
        }
    }
    found.extend(columns.iter().filter(|one| one.overlay).map(|one| Channel {
        column: column_of(one),
        share: Exact::from(one.share),
        whom: Whom::Alone,
        ..Channel::owner()
    }));
    found
}

/// Which of some columns are filled in a row, in every combination, and the sum of their shares.
fn fillings(dataset: &Dataset, columns: &[&CreditColumn]) -> Vec<(Vec<Condition>, Exact)> {
    let mut all = vec![(Vec::new(), Exact::zero())];
    for one in columns {
        let value = column_scalar(dataset, &one.column);
        let mut next = Vec::new();
        for (conditions, share) in all {
            for there in [true, false] {
                let mut conditions: Vec<Condition> = conditions.clone();
                conditions.push(is_there(&value, &one.column, there));
                let more = if there {
                    Exact::from(one.share)
                } else {
                    Exact::zero()
                };
                next.push((conditions, share.clone() + more));
            }
        }
        all = next;
    }
    all
}

fn by_rows(dataset: &Dataset, rows: &CreditRows) -> Vec<Channel> {
    let row_share = Some(column_scalar(dataset, &rows.share));
    let Some(overlay) = &rows.overlay else {
        return vec![Channel {
            row_share,
            ..Channel::owner()
        }];
    };
    let is = Test::Is(column_scalar(dataset, overlay));
    let missing = Test::IsNull(column_scalar(dataset, overlay));
    let split = Condition {
        text: format!("not {overlay}"),
        test: Test::Or(vec![missing, Test::Not(Box::new(is.clone()))]),
    };
    let on_top = Condition {
        text: overlay.clone(),
        test: is,
    };
    vec![
        Channel {
            conditions: vec![split],
            row_share: row_share.clone(),
            ..Channel::owner()
        },
        Channel {
            conditions: vec![on_top],
            row_share,
            whom: Whom::Alone,
            ..Channel::owner()
        },
    ]
}
