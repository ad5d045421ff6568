//! What the file of a plan says besides it: how KPIs are judged, scorecards.

use crate::attainment::{AttainmentRule, parse_rule};
use crate::id::ScaleId;
use crate::num::Decimal;
use crate::text::Table;
use std::collections::BTreeMap;

/// KPIs and scorecards of the file.
#[derive(Debug)]
pub(super) struct Source {
    rules: BTreeMap<String, AttainmentRule>,
    cards: BTreeMap<String, Card>,
}

/// A line of a scorecard.
#[derive(Debug)]
pub(super) struct Card {
    pub(super) weight: Option<Decimal>,
    pub(super) scale: Option<ScaleId>,
}

impl Source {
    /// `[kpi.NAME]` and the `[scorecard.NAME]` that the plan pays by.
    pub(super) fn read(root: &Table<'_>, plan: &str) -> Self {
        let rules = root
            .named_tables("kpi")
            .iter()
            .filter_map(|(name, table)| Some((name.value.clone(), parse_rule(table)?)))
            .collect();
        let cards = root
            .named_tables("scorecard")
            .iter()
            .filter(|(_, table)| table.text("plan").is_some_and(|name| name.value == plan))
            .flat_map(|(_, table)| table.tables("kpis"))
            .filter_map(|line| {
                let card = Card {
                    weight: line.number("weight").map(|weight| weight.value),
                    scale: line.text("scale").map(|scale| scale.value.into()),
                };
                Some((line.text("kpi")?.value, card))
            })
            .collect();
        Self { rules, cards }
    }

    /// How a KPI is judged.
    pub(super) fn rule(&self, kpi: &str) -> Option<&AttainmentRule> {
        self.rules.get(kpi)
    }

    /// The line of the scorecard.
    pub(super) fn card(&self, kpi: &str) -> Option<&Card> {
        self.cards.get(kpi)
    }
}
