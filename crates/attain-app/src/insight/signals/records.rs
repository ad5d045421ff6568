//! Signals from records: who changed what, when, and what it did.

use super::input::{Adjusted, Edit, TargetChange};
use super::report::{Kind, Signal};
use crate::insight::statistics::{binomial_tail, number};
use attain_core::period::days;

/// A target that is changed after this share of its period is changed late.
pub(super) const LATE: f64 = 0.5;

/// Everybody who changed what he himself is paid by. It is a fact and no guess, so there is no
/// chance of a false alarm in it; whether it was right is another question. Of those with a known
/// effect, the share that raised pay is tested against one half.
#[must_use]
pub fn own_edits(edits: &[Edit]) -> Vec<Signal> {
    let own: Vec<&Edit> = edits.iter().filter(|edit| edit.by == edit.about).collect();
    let known: Vec<f64> = own.iter().filter_map(|edit| edit.gain).collect();
    let raised = known.iter().filter(|gain| **gain > 0.0).count();
    let chance = binomial_tail(raised, known.len(), 0.5);
    let signal = |edit: &&Edit| Signal {
        kind: Kind::OwnEdit,
        about: edit.about.clone(),
        data: format!("{} on {}", edit.what, edit.day),
        test: format!(
            "the one who edits is the one who is paid; {raised} of {} such edits with a known \
             effect raised pay (sign test {chance:.3})",
            known.len()
        ),
        chance: None,
        clears: "somebody else confirms the edit against its source".to_owned(),
    };
    own.iter().map(signal).collect()
}

/// Targets that became easier when most of the period was over. Each is a fact; the sign test says
/// whether late changes go one way more often than a coin would.
#[must_use]
pub fn late_changes(changes: &[TargetChange]) -> Vec<Signal> {
    let late = |change: &&TargetChange| {
        let all = f64::from(days(change.period.0, change.period.1)).max(1.0);
        f64::from(days(change.period.0, change.day)) / all > LATE
    };
    let late: Vec<&TargetChange> = changes.iter().filter(late).collect();
    let easier = late.iter().filter(|change| change.easier).count();
    let chance = binomial_tail(easier, late.len(), 0.5);
    let signal = |change: &&TargetChange| Signal {
        kind: Kind::LateTarget,
        about: change.person.clone(),
        data: format!(
            "the target of {} for {} to {} became easier on {}",
            change.kpi, change.period.0, change.period.1, change.day
        ),
        test: format!(
            "changed when more than half of the period was over; {easier} of {} late changes made \
             it easier (sign test {chance:.3})",
            late.len()
        ),
        chance: None,
        clears: "a reason that was written down before the result could be foreseen".to_owned(),
    };
    late.iter()
        .filter(|change| change.easier)
        .map(signal)
        .collect()
}

/// Adjustments that carry a result over a tier by little: if nobody aims, the place of the tier
/// between before and after is anywhere, so that the part left over is uniform. Fisher's method
/// (1932) joins them to one chance. `None` if none crosses a tier.
#[must_use]
pub fn crossing(adjusted: &[Adjusted]) -> Option<Signal> {
    let over = |one: &Adjusted| {
        let tiers = one.tiers.iter().copied();
        let crossed = tiers.filter(|tier| one.before < *tier && *tier <= one.after);
        let tier = crossed.max_by(f64::total_cmp)?;
        Some((
            tier,
            ((one.after - tier) / (one.after - one.before)).max(1e-6),
        ))
    };
    let crossed: Vec<(&Adjusted, f64, f64)> = adjusted
        .iter()
        .filter_map(|one| over(one).map(|(tier, left)| (one, tier, left)))
        .collect();
    let (first, tier, _) = crossed.iter().min_by(|a, b| a.2.total_cmp(&b.2)).copied()?;
    let half: f64 = crossed.iter().map(|(_, _, left)| -left.ln()).sum();
    // The upper tail of chi square with 2n degrees of freedom at 2 * half.
    let mut term = 1.0;
    let mut sum = 0.0;
    for step in 0..crossed.len() {
        if step > 0 {
            term *= half / number(step);
        }
        sum += term;
    }
    Some(Signal {
        kind: Kind::Crossing,
        about: crossed
            .iter()
            .map(|(one, ..)| one.person.as_str())
            .collect::<Vec<_>>()
            .join(", "),
        data: format!(
            "{} of {} adjustments cross a tier; the closest: {} of {} from {:.4} to {:.4} over {tier}",
            crossed.len(),
            adjusted.len(),
            first.what,
            first.person,
            first.before,
            first.after
        ),
        test: "how little is left over above the tier, against anywhere (Fisher's method)"
            .to_owned(),
        chance: Some(((-half).exp() * sum).min(1.0)),
        clears: "for each adjustment, its own document with the amount".to_owned(),
    })
}
