//! Rewards that are not money:
//! `rewards = [{ name = "extra_day_off", kpi = "sales", at_least = "1" }]`.

use super::entrant::Case;
use super::{Checked, Condition, PayoutLine};
use crate::num::{Decimal, Exact};
use crate::text::Table;

/// Something that is not money.
#[derive(Debug, Clone)]
pub struct Reward {
    /// What it is.
    pub name: String,
    /// How many of it.
    pub quantity: Decimal,
    /// When it is given.
    pub condition: Condition,
}

/// Reads `rewards` of a plan.
pub(super) fn parse(table: &Table<'_>) -> Vec<Reward> {
    table.tables("rewards").iter().filter_map(reward).collect()
}

fn reward(table: &Table<'_>) -> Option<Reward> {
    let name = table.required_text("name");
    let quantity = table
        .number("quantity")
        .map_or(Decimal::ONE, |quantity| quantity.value);
    let condition = Condition::parse(table, None);
    table.finish(&["note"]);
    Some(Reward {
        name: name?.value,
        quantity,
        condition: condition?,
    })
}

/// What a person is given.
pub(super) fn given(
    rewards: &[Reward],
    case: &Case<'_>,
    score: Option<&Exact>,
) -> Checked<Vec<PayoutLine>> {
    let mut found = Vec::new();
    for reward in rewards {
        let (holds, _) = reward.condition.check(case, score)?;
        let amount = if holds {
            reward.quantity
        } else {
            Decimal::ZERO
        };
        found.push(PayoutLine {
            id: reward.name.clone(),
            amount,
        });
    }
    Ok(found)
}
