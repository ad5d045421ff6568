//! The questions themselves: one query for each dataset, stretch of days and way of crediting.

use super::channel::{Channel, Whom, channels};
use super::claim::{Claim, claims, concerns, known, lines_of};
use super::require::{Need, Requirement, ScaledRows, Subject, Window, scales_of, window};
use crate::dataset::Dataset;
use crate::facts::{Credit, FactQuery, Group, MeasureQuery, RowQuery};
use crate::id::{DatasetId, KpiId};
use crate::measure::{Aggregate, AggregateFunction, Condition, Measure, Operator, Scalar};
use crate::model::{FactTarget, Kpi, KpiSource, Model, TargetSource, column_scalar};
use crate::num::Exact;
use crate::organisation::Organisation;
use crate::scale::Applies;
use std::collections::{BTreeMap, BTreeSet};

/// Where a part of a KPI's answer is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The query.
    pub query: usize,
    /// The measure in it.
    pub measure: usize,
    /// The share of it that counts.
    pub share: Exact,
    /// The facts that are meant, besides the KPI's own conditions.
    pub conditions: Vec<Condition>,
    /// Whose answers count.
    pub(crate) whom: Whom,
}

impl Place {
    /// Whether a subject is credited with what is here.
    #[must_use]
    pub fn includes(&self, subject: &Subject) -> bool {
        self.whom.includes(subject)
    }
}

/// What one scan must answer.
#[derive(Default)]
struct Scan {
    kpis: BTreeSet<KpiId>,
    subjects: BTreeSet<Subject>,
}

/// For each dataset and window one query, or one for each column that credits.
pub(super) fn add_queries(
    requirement: &mut Requirement,
    model: &Model,
    organisation: &Organisation,
    needs: &BTreeSet<Need>,
) {
    let mut scans: BTreeMap<(DatasetId, Window), Scan> = BTreeMap::new();
    for (id, subject, window) in needs {
        let Some(kpi) = model.kpis.get(id) else {
            continue;
        };
        let KpiSource::Measure { dataset, .. } = &kpi.source else {
            continue;
        };
        let scan = scans.entry((dataset.clone(), *window)).or_default();
        scan.kpis.insert(id.clone());
        scan.subjects.insert(subject.clone());
    }
    for ((dataset, window), scan) in scans {
        let Some(dataset) = model.datasets.get(&dataset) else {
            continue;
        };
        let asked = Asked {
            model,
            organisation,
            dataset,
            window,
            scan,
        };
        asked.add(requirement);
    }
}

/// A dataset on some days, and what is asked of it.
struct Asked<'a> {
    model: &'a Model,
    organisation: &'a Organisation,
    dataset: &'a Dataset,
    window: Window,
    scan: Scan,
}

impl Asked<'_> {
    fn add(&self, requirement: &mut Requirement) {
        let mut queries: Vec<(Option<String>, bool, Vec<Channel>)> = Vec::new();
        for channel in channels(self.model, self.dataset) {
            let same = queries
                .iter_mut()
                .find(|query| query.0 == channel.column && query.1 == channel.listed);
            match same {
                Some(query) => query.2.push(channel),
                None => queries.push((channel.column.clone(), channel.listed, vec![channel])),
            }
        }
        for (_, _, channels) in queries {
            self.add_query(requirement, &channels);
        }
    }

    fn add_query(&self, requirement: &mut Requirement, channels: &[Channel]) {
        let Some(first) = channels.first() else {
            return;
        };
        let lines = lines_of(&self.model.credits, self.dataset, first);
        let is_plain = !self.dataset.shares_facts() && lines.is_empty() && !first.listed;
        let mut query = FactQuery {
            dataset: self.dataset.id.clone(),
            from: self.window.from,
            to: self.window.to,
            credited_by: first.column.clone(),
            credits: Vec::new(),
            known: known(self.organisation, &lines),
            everything: None,
            measures: self.measures(requirement, channels),
        };
        let concerned = |subject: &&Subject| channels.iter().any(|one| concerns(one, subject));
        let subjects: Vec<&Subject> = self.scan.subjects.iter().filter(concerned).collect();
        if subjects.contains(&&Subject::Company) {
            query.everything = requirement.groups.get(&Subject::Company).copied();
        }
        let mut all = BTreeMap::new();
        for subject in subjects {
            let natural = self.natural(requirement, subject);
            if is_plain {
                query.credits.extend_from_slice(natural);
                continue;
            }
            let claims = self.claims(requirement, subject, first.listed, &lines);
            query.credits.extend(
                claims
                    .iter()
                    .flat_map(|claim| claim.credits.iter().cloned()),
            );
            all.insert(subject.clone(), claims);
        }
        if !first.listed && !query.credits.is_empty() {
            requirement.owned.insert(requirement.queries.len());
        }
        requirement.claims.push(all);
        requirement.queries.push(query);
    }

    /// The credits of a subject by the keys of its people.
    fn natural<'r>(&self, requirement: &'r Requirement, subject: &Subject) -> &'r [Credit] {
        let group = requirement.groups.get(subject).copied();
        group
            .and_then(|group| requirement.credits.get(&(group, self.window)))
            .map_or(&[], Vec::as_slice)
    }

    fn claims(
        &self,
        requirement: &Requirement,
        subject: &Subject,
        listed: bool,
        lines: &[&crate::dataset::CreditLine],
    ) -> Vec<Claim> {
        let Some(group) = requirement.groups.get(subject).copied() else {
            return Vec::new();
        };
        if *subject == Subject::Company {
            return vec![Claim {
                group,
                share: Exact::one(),
                credits: Vec::new(),
            }];
        }
        let natural = self.natural(requirement, subject);
        let by_share = claims(self.organisation, lines, listed, natural, self.window);
        // The groups of one query differ; those of a share take numbers above all subjects'.
        let subjects = u32::try_from(requirement.groups.len()).unwrap_or(u32::MAX);
        let number = |index: u32| {
            let block = subjects.saturating_mul(index);
            Group(group.0.saturating_add(block))
        };
        by_share
            .into_iter()
            .zip(0u32..)
            .map(|((share, stretches), index)| Claim {
                group: number(index),
                share,
                credits: stretches
                    .into_iter()
                    .map(|(owner, from, to)| Credit {
                        owner,
                        from,
                        to,
                        group: number(index),
                    })
                    .collect(),
            })
            .collect()
    }

    /// The measures of all KPIs for each way of crediting, and where they are.
    fn measures(&self, requirement: &mut Requirement, channels: &[Channel]) -> Vec<MeasureQuery> {
        let query = requirement.queries.len();
        let mut measures = Vec::new();
        for id in &self.scan.kpis {
            let Some(kpi) = self.model.kpis.get(id) else {
                continue;
            };
            for channel in channels {
                let Some(measure) = channel_query(kpi, channel) else {
                    continue;
                };
                let place = Place {
                    query,
                    measure: measures.len(),
                    share: channel.share.clone(),
                    conditions: channel.conditions.clone(),
                    whom: channel.whom,
                };
                let places = requirement.places.entry((id.clone(), self.window));
                places.or_default().push(place);
                measures.push(measure);
            }
        }
        measures
    }
}

/// The question for a KPI's measure: its aggregates, and for each sum the number of its rows, to
/// tell "no rows" from "no value".
pub(crate) fn measure_query(kpi: &Kpi) -> Option<MeasureQuery> {
    let channel = Channel {
        column: None,
        listed: false,
        conditions: Vec::new(),
        share: Exact::one(),
        row_share: None,
        whom: Whom::Everybody,
    };
    channel_query(kpi, &channel)
}

fn channel_query(kpi: &Kpi, channel: &Channel) -> Option<MeasureQuery> {
    let KpiSource::Measure {
        conditions,
        measure,
        ..
    } = &kpi.source
    else {
        return None;
    };
    let same_dates = matches!(
        &kpi.target,
        TargetSource::Facts(FactTarget {
            same_dates: true,
            ..
        })
    );
    let mut query = channel.measure(MeasureQuery {
        conditions: conditions.clone(),
        aggregates: measure.aggregates.clone(),
        dates: same_dates,
    });
    query.aggregates.extend(sum_filters(measure));
    Some(query)
}

/// For each sum of a measure, in order, the count of the rows that it adds up.
fn sum_filters(measure: &Measure) -> impl Iterator<Item = Aggregate> + '_ {
    let sums = measure
        .aggregates
        .iter()
        .filter(|aggregate| matches!(aggregate.function, AggregateFunction::Sum(_)));
    sums.map(|sum| Aggregate {
        function: AggregateFunction::CountRows,
        filter: sum.filter.clone(),
    })
}

/// The rows of every KPI that a scorecard of this period pays by a scale for single rows.
pub(super) fn add_scaled_rows(requirement: &mut Requirement, model: &Model) {
    let mut asked: BTreeSet<&KpiId> = BTreeSet::new();
    let cards: BTreeSet<_> = requirement
        .participants
        .iter()
        .map(|participant| &participant.scorecard)
        .collect();
    let lines = cards
        .iter()
        .filter_map(|id| model.scorecards.get(id))
        .flat_map(|card| card.lines.iter().map(move |line| (card, line)));
    for (card, line) in lines {
        let scales = scales_of(model, card, line);
        let Some(kpi) = model.kpis.get(&line.kpi.value) else {
            continue;
        };
        if !scales.iter().any(|scale| scale.applies == Applies::Row) || !asked.insert(&kpi.id) {
            continue;
        }
        let questions = scaled_rows(model, kpi, requirement);
        requirement.scaled_rows.extend(questions);
    }
}

/// The rows of a KPI that is a plain sum, by each way of crediting; none for any other.
fn scaled_rows(model: &Model, kpi: &Kpi, requirement: &Requirement) -> Vec<ScaledRows> {
    let KpiSource::Measure {
        dataset,
        conditions,
        measure,
    } = &kpi.source
    else {
        return Vec::new();
    };
    let (Some((value, filter)), Some(dataset)) = (plain_sum(measure), model.datasets.get(dataset))
    else {
        return Vec::new();
    };
    let window = window(kpi, model.company.calendar, requirement.period);
    let places = requirement.places.get(&(kpi.id.clone(), window));
    let question = |(channel, place): (Channel, &Place)| {
        let claimed = requirement
            .claims
            .get(place.query)
            .is_some_and(|claims| !claims.is_empty());
        let owner = channel.column.as_ref().or(dataset.owner.as_ref());
        let mut columns: Vec<Scalar> = owner
            .into_iter()
            .chain(&dataset.date)
            .map(|name| column_scalar(dataset, name))
            .collect();
        columns.push(match channel.row_share {
            None => value.clone(),
            Some(share) => {
                Scalar::Binary(Operator::Multiply, Box::new(value.clone()), Box::new(share))
            }
        });
        let all = channel.conditions.iter().chain(conditions).chain(filter);
        ScaledRows {
            kpi: kpi.id.clone(),
            query: RowQuery {
                dataset: dataset.id.clone(),
                days: Some((window.from, window.to)),
                conditions: all.cloned().collect(),
                credits: Vec::new(),
                columns,
                page: None,
            },
            owned: owner.is_some(),
            place: claimed.then(|| place.clone()),
        }
    };
    let channels = by_query(channels(model, dataset));
    channels
        .into_iter()
        .zip(places.into_iter().flatten())
        .map(question)
        .collect()
}

/// Channels in the order of their queries, as places are.
fn by_query(channels: Vec<Channel>) -> Vec<Channel> {
    let mut order: Vec<(Option<String>, bool)> = Vec::new();
    for channel in &channels {
        let key = (channel.column.clone(), channel.listed);
        if !order.contains(&key) {
            order.push(key);
        }
    }
    let mut channels = channels;
    channels.sort_by_key(|channel| {
        let key = (channel.column.clone(), channel.listed);
        order.iter().position(|known| *known == key)
    });
    channels
}

/// What a measure that is one plain `sum(…)` adds up, and its filter.
fn plain_sum(measure: &Measure) -> Option<(&Scalar, &Vec<Condition>)> {
    let aggregate = measure.sole_aggregate()?;
    match &aggregate.function {
        AggregateFunction::Sum(value) => Some((value, &aggregate.filter)),
        _ => None,
    }
}
