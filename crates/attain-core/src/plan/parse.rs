//! Plans from TOML, with all their errors at once.

use super::adjust::Adjustments;
use super::method::Kind;
use super::parts::PartRules;
use super::{Bonus, Plan, RoundingRule, WeightRule, payment, report, reward, settle};
use crate::diag::Spanned;
use crate::id::PlanId;
use crate::text::Table;
use std::collections::BTreeMap;

/// The plans of a document, `[plan.NAME]`. Errors are reported where the table reports; a plan
/// with an error is left out.
#[must_use]
pub fn parse_plans(root: &Table<'_>) -> BTreeMap<PlanId, Plan> {
    root.named_tables("plan")
        .iter()
        .filter_map(|(name, table)| parse_plan(name, table))
        .map(|plan| (plan.id.clone(), plan))
        .collect()
}

fn parse_plan(name: &Spanned<String>, table: &Table<'_>) -> Option<Plan> {
    let before = table.diagnostics().len();
    let kind = match table.has("method") {
        true => table.choice("method", &Kind::NAMES),
        false => Some(Kind::Weighted),
    };
    let plan = Plan {
        id: name.value.as_str().into(),
        title: table
            .text("title")
            .map_or_else(|| name.value.clone(), |title| title.value),
        currency: currency(table),
        bonus: Bonus::parse(table, &name.span),
        parts: PartRules::parse(table),
        method: kind?.parse(table)?,
        weights: table
            .choice("weights", &WeightRule::NAMES)
            .unwrap_or_default(),
        adjustments: Adjustments::parse(table),
        rounding: RoundingRule::parse(table),
        settlement: settle::parse(table),
        pays_on: payment::parse(table),
        rewards: reward::parse(table),
        span: name.span.clone(),
    };
    table.finish(&["note"]);
    (table.diagnostics().len() == before).then_some(plan)
}

fn currency(table: &Table<'_>) -> Option<String> {
    let code = table.text("currency")?;
    if code.value.len() == 3 && code.value.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Some(code.value);
    }
    table.diagnostics().push(report::malformed_currency(&code));
    None
}
