//! What a plan says of parts: of all of them, and of each.

use super::Limit;
use super::part_rule::PartRule;
use crate::text::Table;

/// The rules of parts.
#[derive(Debug, Clone, Default)]
pub struct PartRules {
    /// For parts that say nothing else.
    pub all: PartRule,
    /// For one KPI each, in the order of the file.
    pub each: Vec<(String, PartRule)>,
}

impl PartRules {
    /// Reads the plan's own fields and `[plan.NAME.kpi.KPI]`.
    pub(super) fn parse(table: &Table<'_>) -> Self {
        let each = table.named_tables("kpi");
        let each = each.iter().map(|(name, table)| {
            let rule = PartRule {
                cap: Limit::parse(table, "cap"),
                floor: Limit::parse(table, "floor"),
                ..PartRule::parse(table)
            };
            table.finish(&["note"]);
            (name.value.clone(), rule)
        });
        Self {
            all: PartRule::parse(table),
            each: each.collect(),
        }
    }

    /// The rule of a KPI.
    pub(super) fn of(&self, kpi: &str) -> PartRule {
        let own = self.each.iter().find(|(name, _)| name == kpi);
        own.map_or_else(|| self.all.clone(), |(_, rule)| rule.or(&self.all))
    }

    /// Whether the plan says something of this KPI by name.
    pub(super) fn names(&self, kpi: &str) -> bool {
        self.each.iter().any(|(name, _)| name == kpi)
    }
}
