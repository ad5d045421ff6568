//! Between which values attainments and scores can lie.

use crate::attainment::{AttainmentRule, LowerForm};
use crate::id::KpiId;
use crate::model::{Kpi, Model, Scorecard};
use crate::num::{Decimal, Exact};
use crate::scale::{Levels, Scale, Shape};

/// The least and the most; `None`: there is no such limit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) least: Option<Exact>,
    pub(super) most: Option<Exact>,
}

impl Range {
    fn new(least: Decimal, most: Decimal) -> Self {
        Self {
            least: Some(least.into()),
            most: Some(most.into()),
        }
    }
}

/// What attainments a KPI can have.
pub(super) fn of_attainment(kpi: &Kpi) -> Range {
    match &kpi.rule {
        AttainmentRule::Higher | AttainmentRule::Lower(LowerForm::Difference) => Range::default(),
        AttainmentRule::Lower(LowerForm::Ratio) => Range {
            least: Some(Exact::zero()),
            most: None,
        },
        AttainmentRule::Band(_) => Range::new(Decimal::ZERO, Decimal::ONE),
        AttainmentRule::Milestone(milestone) => Range::new(
            Decimal::ZERO.min(milestone.late),
            Decimal::ONE.max(milestone.late),
        ),
        AttainmentRule::Rating(anchors) => {
            let values = || anchors.iter().map(|anchor| Exact::from(anchor.attainment));
            Range {
                least: values().min(),
                most: values().max(),
            }
        }
    }
}

/// What scores a KPI of a scorecard can have.
pub(super) fn of_score(model: &Model, card: &Scorecard, kpi: &str) -> Option<Range> {
    let line = card
        .lines
        .iter()
        .find(|line| line.kpi.value.as_str() == kpi)?;
    let attainment = of_attainment(model.kpis.get(&KpiId::from(kpi))?);
    let Some(scale) = &line.scale else {
        return Some(attainment);
    };
    Some(of_scale(model.scales.get(&scale.value)?, &attainment))
}

/// What weighted scores a scorecard can have.
pub(super) fn of_card(model: &Model, card: &Scorecard) -> Range {
    let mut sum = Range {
        least: Some(Exact::zero()),
        most: Some(Exact::zero()),
    };
    let mut weights = Exact::zero();
    for line in &card.lines {
        let Some(weight) = &line.weight else { continue };
        let weight = Exact::from(weight.value);
        let range = of_score(model, card, line.kpi.value.as_str()).unwrap_or_default();
        let add = |sum: Option<Exact>, one: Option<Exact>| Some(&sum? + &(&one? * &weight));
        sum = Range {
            least: add(sum.least, range.least),
            most: add(sum.most, range.most),
        };
        weights = weights + weight;
    }
    let mean = |sum: Option<Exact>| sum.and_then(|sum| sum.checked_div(&weights));
    Range {
        least: mean(sum.least),
        most: mean(sum.most),
    }
}

/// What a scale gives for inputs of a range.
fn of_scale(scale: &Scale, input: &Range) -> Range {
    let at = |value: &Exact| {
        scale
            .at(value, &Levels::default())
            .ok()
            .map(|result| result.value)
    };
    match &scale.shape {
        Shape::Linear(linear) => {
            let cap = linear.cap.as_ref().map(|cap| Exact::from(cap.value));
            let most = match (cap, input.most.as_ref().and_then(at)) {
                (Some(cap), Some(most)) => Some(cap.min(most)),
                (cap, most) => cap.or(most),
            };
            Range {
                least: Some(Exact::from(linear.lowest())),
                most,
            }
        }
        Shape::Step(shape) => {
            let scores = shape
                .steps
                .iter()
                .filter(|knot| {
                    input
                        .most
                        .as_ref()
                        .is_none_or(|most| Exact::from(knot.at) <= *most)
                })
                .map(|knot| Exact::from(knot.score))
                .chain([Exact::zero()]);
            let scores: Vec<Exact> = scores.collect();
            Range {
                least: scores.iter().min().cloned(),
                most: scores.iter().max().cloned(),
            }
        }
        Shape::Points(knots) => {
            let scores = || knots.iter().map(|knot| Exact::from(knot.score));
            Range {
                least: scores().min(),
                most: scores().max(),
            }
        }
        Shape::Levels(levels) => Range::new(Decimal::ZERO, levels.at_desired.max(Decimal::ONE)),
        Shape::Tiers(tiers) => {
            let falling = tiers.tiers.iter().any(|tier| tier.rate < Decimal::ZERO);
            let bounded = input.most.as_ref().filter(|_| !falling).and_then(at);
            Range {
                least: None,
                most: bounded,
            }
        }
    }
}
