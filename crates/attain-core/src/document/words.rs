//! KPIs, targets and scales in plain words.

use crate::attainment::{AttainmentRule, Target};
use crate::explain::percent;
use crate::id::PositionId;
use crate::model::{Kpi, KpiKind, KpiSource, Model, TargetScope, TargetSource};
use crate::num::plain;
use crate::plan::MissingPolicy;
use crate::scale::{AtBound, Basis, Knot, Scale, Shape, TierMode, Tiers};

/// The title of a position.
pub(super) fn position_title(model: &Model, position: &PositionId) -> String {
    let title = model.positions.get(position);
    title.cloned().unwrap_or_else(|| position.to_string())
}

/// The kind of a KPI as people say it.
pub(super) fn kind(kpi: &Kpi) -> &'static str {
    match kpi.kind {
        KpiKind::Volume => "plan indicator",
        KpiKind::Result => "result",
        KpiKind::Efficiency => "efficiency",
        KpiKind::Cost => "cost",
        KpiKind::Indirect => "indirect",
    }
}

/// What is measured, where it comes from, and what counts.
pub(super) fn source(model: &Model, kpi: &Kpi) -> String {
    match &kpi.source {
        KpiSource::Formula(formula) => format!("computed: `{formula}`"),
        KpiSource::Measure {
            dataset,
            conditions,
            measure,
        } => {
            let title = model
                .datasets
                .get(dataset)
                .map_or_else(|| dataset.to_string(), |one| one.title.clone());
            let counted: Vec<String> = conditions
                .iter()
                .map(|one| format!("`{}`", one.text))
                .collect();
            let only = match counted.as_slice() {
                [] => String::new(),
                counted => format!(", only rows where {}", counted.join(" and ")),
            };
            format!("`{measure}` over {title} ({}){only}", kpi.credit.name())
        }
    }
}

/// How the actual is held against the target.
pub(super) fn rule(kpi: &Kpi) -> String {
    match &kpi.rule {
        AttainmentRule::Higher => "more is better: actual / target".to_owned(),
        AttainmentRule::Lower(_) => "less is better".to_owned(),
        AttainmentRule::Band(band) => {
            format!("best between {} and {}", plain(band.low), plain(band.high))
        }
        AttainmentRule::Milestone(milestone) => match milestone.deadline {
            Some(day) => format!("done by {day}"),
            None => "done by its deadline".to_owned(),
        },
        AttainmentRule::Rating(anchors) => {
            let all: Vec<String> = anchors
                .iter()
                .map(|one| format!("{} = {}", one.rating, percent(one.attainment)))
                .collect();
            format!("rated: {}", all.join(", "))
        }
    }
}

/// What a missing value does.
pub(super) fn missing(kpi: &Kpi) -> &'static str {
    match kpi.missing {
        MissingPolicy::Block => "the pay waits until it is there",
        MissingPolicy::Zero => "it counts as 0 %",
        MissingPolicy::Ignore => "the KPI is left out and the other weights count for it",
        MissingPolicy::Carry => "the value of the period before counts",
    }
}

/// Minimum, target, desired.
pub(super) fn levels(target: &Target) -> [String; 3] {
    let shown = |level: Option<crate::num::Decimal>| level.map(plain).unwrap_or_default();
    let goal = match (target.target, target.deadline) {
        (None, Some(day)) => day.to_string(),
        (goal, _) => shown(goal),
    };
    [shown(target.minimum), goal, shown(target.desired)]
}

/// The targets of a KPI for people in a position: period or whom, and the three levels.
pub(super) fn targets(
    model: &Model,
    kpi: &Kpi,
    position: &PositionId,
) -> Vec<(String, [String; 3])> {
    match &kpi.target {
        TargetSource::Fixed { target, .. } => vec![("every period".to_owned(), levels(target))],
        TargetSource::Facts(source) => {
            let title = model.datasets.get(&source.dataset);
            let title = title.map_or_else(|| source.dataset.to_string(), |one| one.title.clone());
            vec![(
                format!("by {title}, `{}`", source.column),
                Default::default(),
            )]
        }
        TargetSource::Table => model
            .targets
            .iter()
            .filter(|row| row.kpi == kpi.id)
            .filter(|row| match &row.scope {
                TargetScope::Position(other) => other == position,
                _ => true,
            })
            .map(|row| {
                let period = row
                    .period
                    .map_or_else(|| "every period".to_owned(), |one| one.to_string());
                let whom = match &row.scope {
                    TargetScope::Everyone | TargetScope::Position(_) => String::new(),
                    TargetScope::Unit(unit) => format!(", unit {unit}"),
                    TargetScope::Person(person) => format!(", {person}"),
                };
                (format!("{period}{whom}"), levels(&row.target))
            })
            .collect(),
    }
}

/// What a scale does, a line for each step.
pub(super) fn scale(scale: &Scale) -> Vec<String> {
    let of = match scale.on {
        Basis::Attainment => "attainment",
        Basis::Actual => "the actual",
    };
    let at = |value: crate::num::Decimal| match scale.on {
        Basis::Attainment => percent(value),
        Basis::Actual => plain(value),
    };
    match &scale.shape {
        Shape::Linear(linear) => {
            let mut out = vec![format!("The score is {of}.")];
            if let Some(threshold) = &linear.threshold {
                out.push(format!(
                    "Below {} it is {}.",
                    at(threshold.value),
                    percent(linear.lowest())
                ));
            }
            if let Some(cap) = &linear.cap {
                out.push(format!("It is never above {}.", percent(cap.value)));
            }
            out
        }
        Shape::Step(shape) => {
            let reached = match shape.at_bound {
                AtBound::Upper => "From",
                AtBound::Lower => "Above",
            };
            let line = |step: &Knot| {
                format!(
                    "{reached} {} of {of}: {}.",
                    at(step.at),
                    percent(step.score)
                )
            };
            shape.steps.iter().map(line).collect()
        }
        Shape::Points(points) => points
            .iter()
            .map(|one| {
                format!(
                    "At {} of {of}: {}; in between a straight line.",
                    at(one.at),
                    percent(one.score)
                )
            })
            .collect(),
        Shape::Tiers(tiers) => tier_words(tiers, &at),
        Shape::Levels(levels) => vec![
            "Below the minimum: 0 %.".to_owned(),
            format!("At the minimum: {}.", percent(levels.at_minimum)),
            "At the target: 100 %.".to_owned(),
            format!(
                "At the desired level and above: {}.",
                percent(levels.at_desired)
            ),
            "In between straight lines.".to_owned(),
        ],
    }
}

fn tier_words(tiers: &Tiers, at: &dyn Fn(crate::num::Decimal) -> String) -> Vec<String> {
    let mode = match tiers.mode {
        TierMode::Marginal => "for what lies in it",
        TierMode::Whole => "for all of it",
    };
    let tier = |tier: &crate::scale::Tier| {
        let bound = tier.up_to.as_ref();
        let bound = bound.map_or_else(
            || "Above".to_owned(),
            |bound| format!("Up to {}", at(bound.value)),
        );
        let flat = if tier.flat.is_zero() {
            String::new()
        } else {
            format!(", and {} once", plain(tier.flat))
        };
        format!("{bound}: {} a unit {mode}{flat}.", plain(tier.rate))
    };
    tiers.tiers.iter().map(tier).collect()
}
