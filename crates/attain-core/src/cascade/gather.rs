//! Aggregation: where there are no top goals yet, they are proposed from what units measure.
//!
//! Mid-level KPIs are gathered under proposed goals in four perspectives. A KPI that serves no
//! goal and belongs to no scorecard is an orphan: it drops out. The proposal is a draft for
//! people: they name the goals, and cascade them back.

use crate::id::{GoalId, KpiId, ScorecardId};
use crate::model::{Goal, Kpi, KpiKind, KpiSource, Model, Perspective};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// What aggregation found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gathering {
    /// Proposed goals, by perspective.
    pub proposals: Vec<Proposal>,
    /// KPIs that serve a goal already.
    pub served: Vec<(KpiId, GoalId)>,
    /// KPIs in no scorecard and under no goal: they drop out.
    pub orphans: Vec<KpiId>,
    /// Goals that no KPI measures.
    pub unmeasured: Vec<GoalId>,
    /// Perspectives without any goal or proposal.
    pub empty: Vec<Perspective>,
}

/// A goal that is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// A name for it.
    pub goal: GoalId,
    /// Words for it, to be reworded.
    pub title: String,
    /// Where it belongs.
    pub perspective: Perspective,
    /// The KPIs gathered under it.
    pub kpis: Vec<KpiId>,
    /// The scorecards that have them.
    pub scorecards: Vec<ScorecardId>,
}

/// Gathers the KPIs that serve no goal under proposed ones.
///
/// KPIs of one perspective that are measured on one dataset become one goal: they are most likely
/// facets of one task. The perspective is guessed from what a KPI is, and is to be checked.
#[must_use]
pub fn gather(model: &Model) -> Gathering {
    let used = scorecards_of(model);
    let served: Vec<(KpiId, GoalId)> = model
        .kpis
        .values()
        .filter_map(|kpi| Some((kpi.id.clone(), kpi.goal.as_ref()?.value.clone())))
        .collect();
    let mut groups: BTreeMap<(Perspective, String), Vec<&Kpi>> = BTreeMap::new();
    let mut orphans = Vec::new();
    for kpi in model.kpis.values().filter(|kpi| kpi.goal.is_none()) {
        if used.contains_key(&kpi.id) {
            groups
                .entry((perspective(kpi), topic(kpi)))
                .or_default()
                .push(kpi);
        } else {
            orphans.push(kpi.id.clone());
        }
    }
    let proposals: Vec<Proposal> = groups
        .into_iter()
        .map(|(key, kpis)| proposal(key, &kpis, &used))
        .collect();
    let measured: BTreeSet<&GoalId> = served.iter().map(|(_, goal)| goal).collect();
    let parents: BTreeSet<&GoalId> = model
        .goals
        .values()
        .filter_map(|goal| Some(&goal.parent.as_ref()?.value))
        .collect();
    let bare = |goal: &&Goal| !measured.contains(&goal.id) && !parents.contains(&goal.id);
    let unmeasured = model
        .goals
        .values()
        .filter(bare)
        .map(|goal| goal.id.clone())
        .collect();
    let present: BTreeSet<Perspective> = model
        .goals
        .values()
        .map(|goal| goal.perspective)
        .chain(proposals.iter().map(|proposal| proposal.perspective))
        .collect();
    let all = Perspective::NAMES
        .iter()
        .map(|(_, perspective)| *perspective);
    let empty = all
        .filter(|perspective| !present.contains(perspective))
        .collect();
    Gathering {
        proposals,
        served,
        orphans,
        unmeasured,
        empty,
    }
}

fn scorecards_of(model: &Model) -> BTreeMap<KpiId, BTreeSet<ScorecardId>> {
    let mut used: BTreeMap<KpiId, BTreeSet<ScorecardId>> = BTreeMap::new();
    for card in model.scorecards.values() {
        for line in &card.lines {
            used.entry(line.kpi.value.clone())
                .or_default()
                .insert(card.id.clone());
        }
    }
    used
}

/// A first guess: costs and money are finance, what is asked of people is learning, efficiency is
/// how work is done, the rest is about customers.
fn perspective(kpi: &Kpi) -> Perspective {
    let money = kpi
        .unit
        .as_deref()
        .is_some_and(|unit| unit.len() == 3 && unit.bytes().all(|byte| byte.is_ascii_uppercase()));
    match kpi.kind {
        KpiKind::Cost => Perspective::Finance,
        _ if money => Perspective::Finance,
        KpiKind::Indirect => Perspective::Learning,
        KpiKind::Efficiency => Perspective::Processes,
        KpiKind::Volume | KpiKind::Result => Perspective::Customers,
    }
}

/// What a KPI is about: its dataset.
fn topic(kpi: &Kpi) -> String {
    match &kpi.source {
        KpiSource::Measure { dataset, .. } => dataset.to_string(),
        KpiSource::Formula(_) => "derived".to_owned(),
    }
}

fn proposal(
    (perspective, topic): (Perspective, String),
    kpis: &[&Kpi],
    used: &BTreeMap<KpiId, BTreeSet<ScorecardId>>,
) -> Proposal {
    let titles: Vec<&str> = kpis.iter().map(|kpi| kpi.title.as_str()).collect();
    let scorecards: BTreeSet<ScorecardId> = kpis
        .iter()
        .filter_map(|kpi| used.get(&kpi.id))
        .flatten()
        .cloned()
        .collect();
    Proposal {
        goal: format!("{}_{topic}", perspective.name()).into(),
        title: titles.join("; "),
        perspective,
        kpis: kpis.iter().map(|kpi| kpi.id.clone()).collect(),
        scorecards: scorecards.into_iter().collect(),
    }
}

/// The proposals as a file of goals, to be reworded by people.
#[must_use]
pub fn draft(gathering: &Gathering) -> String {
    let mut out = String::from(
        "# Proposed by `attain aggregate` from what units measure: reword the titles, merge what\n\
         # belongs together, check the perspectives, and name the goal in each KPI (`goal = …`).\n",
    );
    for proposal in &gathering.proposals {
        let kpis: Vec<&str> = proposal.kpis.iter().map(KpiId::as_str).collect();
        let cards: Vec<&str> = proposal
            .scorecards
            .iter()
            .map(ScorecardId::as_str)
            .collect();
        let _ = write!(
            out,
            "\n[goal.{}]\ntitle = \"{}\"\nperspective = \"{}\"\n# KPIs: {}\n# scorecards: {}\n",
            proposal.goal,
            proposal.title.replace('\\', "\\\\").replace('"', "\\\""),
            proposal.perspective.name(),
            kpis.join(", "),
            cards.join(", ")
        );
    }
    for kpi in &gathering.orphans {
        let _ = write!(
            out,
            "\n# orphan, in no scorecard and under no goal: {kpi}\n"
        );
    }
    out
}
