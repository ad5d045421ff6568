//! What is implausible in a run, and needs a reason before anybody approves.

use super::{Computed, transcript_of};
use crate::caller::Caller;
use crate::error::AppError;
use crate::identity::Identities;
use attain_core::calculate::PersonResult;
use attain_core::json::Json;
use attain_core::num::{Decimal, plain};
use attain_core::seal::LeafKind;
use attain_core::transcript::key_of;
use attain_store::period::PeriodState;
use attain_store::run::Stop;
use std::collections::BTreeMap;

/// Somebody's pay is compared with his median once he has been paid so often.
const EARLIER: usize = 2;

/// What is implausible: pay above so many times one's own median, or above the fund; and whoever
/// is not paid because he cannot be computed.
///
/// # Errors
/// If the records cannot be read.
pub async fn implausible(
    caller: &Caller,
    computed: &Computed<'_>,
    identities: &Identities,
) -> Result<Vec<Stop>, AppError> {
    let calculation = &computed.run.calculation;
    let rules = &computed.model.company.approval;
    let earlier = earlier_totals(caller, computed).await?;
    let mut stops = Vec::new();
    let mut sum = Decimal::ZERO;
    for result in &calculation.results {
        stops.extend(blocked(result, identities));
        let Some(payout) = &result.payout else {
            continue;
        };
        sum = sum.checked_add(payout.total).unwrap_or(Decimal::MAX);
        let Some(key) = identities.key(&result.person) else {
            continue;
        };
        let Some(median) = earlier.get(key).and_then(|totals| median(totals)) else {
            continue;
        };
        let limit = median
            .checked_mul(rules.times_median)
            .unwrap_or(Decimal::MAX);
        if payout.total > limit && payout.total > Decimal::ZERO {
            stops.push(Stop {
                rule: "above-median".to_owned(),
                subject: key.to_owned(),
                message: format!(
                    "{} is paid, which is above {} times the median of the closed periods, {}",
                    plain(payout.total),
                    plain(rules.times_median),
                    plain(median)
                ),
            });
        }
    }
    if let Some(fund) = rules.fund.filter(|fund| sum > *fund) {
        stops.push(Stop {
            rule: "above-fund".to_owned(),
            subject: calculation.period.to_string(),
            message: format!("{} is paid in all, the fund is {}", plain(sum), plain(fund)),
        });
    }
    Ok(stops)
}

/// Whoever is blocked is not paid in this period: somebody says why, and a correction pays him
/// once he can be computed.
fn blocked(result: &PersonResult, identities: &Identities) -> Option<Stop> {
    let error = result.diagnostics.iter().find(|one| one.is_error());
    let key = identities.key(&result.person).filter(|_| result.blocked)?;
    // His name is not written where it would be for ever.
    let name = format!("`{}`", result.person);
    let why = error.map_or_else(String::new, |error| {
        error.message.replace(&name, "this person")
    });
    Some(Stop {
        rule: "blocked".to_owned(),
        subject: key.to_owned(),
        message: format!("is not paid: {why}"),
    })
}

/// What each was paid in closed periods of the same length.
async fn earlier_totals(
    caller: &Caller,
    computed: &Computed<'_>,
) -> Result<BTreeMap<String, Vec<Decimal>>, AppError> {
    let mut totals: BTreeMap<String, Vec<Decimal>> = BTreeMap::new();
    let calendar = computed.model.company.calendar;
    let kind = computed.run.calculation.period.kind;
    for period in caller.store.period_list().await? {
        let record = period.value;
        let same_kind = calendar.parse(&record.id).is_ok_and(|one| one.kind == kind);
        let Some(run) = record
            .run
            .filter(|_| same_kind && record.state == PeriodState::Closed)
        else {
            continue;
        };
        let run = caller.store.run_fetch(&run).await?.value;
        for statement in transcript_of(&run)?.of(LeafKind::Statement) {
            let text = |name| statement.get(name).and_then(Json::as_text);
            let total = text("total").and_then(|total| Decimal::from_str_exact(total).ok());
            if let Some((person, total)) = text("person").zip(total) {
                totals
                    .entry(key_of(person).to_owned())
                    .or_default()
                    .push(total);
            }
        }
    }
    Ok(totals)
}

/// The lower median of a list that is long enough.
fn median(totals: &[Decimal]) -> Option<Decimal> {
    let mut sorted = totals.to_vec();
    sorted.sort();
    let middle = sorted.len().saturating_sub(1).checked_div(2)?;
    sorted
        .get(middle)
        .copied()
        .filter(|_| totals.len() >= EARLIER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_payment_makes_no_median() {
        let amounts = |list: &[i64]| {
            list.iter()
                .map(|one| Decimal::from(*one))
                .collect::<Vec<_>>()
        };
        for (list, expected) in [
            (&[][..], None),
            (&[5], None),
            (&[9, 1], Some(1)),
            (&[9, 1, 5], Some(5)),
            (&[4, 3, 2, 1], Some(2)),
        ] {
            assert_eq!(
                median(&amounts(list)),
                expected.map(Decimal::from),
                "{list:?}"
            );
        }
    }
}
