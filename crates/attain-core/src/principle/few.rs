//! At most seven KPIs on a scorecard.

use super::{Finding, Scene};
use crate::plan::too_many_kpis;

pub(super) fn check(scene: &Scene<'_>) -> Vec<Finding> {
    let cards = scene.model.scorecards.values();
    cards
        .map(|card| Finding::of_card(card, too_many_kpis(card)))
        .collect()
}
