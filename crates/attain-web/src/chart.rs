//! Small drawings as SVG, without scripts and without style of their own.

use attain_core::num::{Decimal, Exact, RoundMode};
use maud::{Markup, PreEscaped, html};

/// A line over periods, with the last value marked. `label` says the same in words.
pub(crate) fn sparkline(values: &[Option<Exact>], label: &str) -> Markup {
    let known: Vec<&Exact> = values.iter().flatten().collect();
    if known.len() < 2 {
        return html! { span.none { "–" } };
    }
    let low = known
        .iter()
        .min()
        .map_or_else(Exact::zero, |value| (*value).clone());
    let high = known
        .iter()
        .max()
        .map_or_else(Exact::zero, |value| (*value).clone());
    let spread = &high + &(Exact::zero() - low.clone());
    let step = 96u64
        .checked_div(count(values).saturating_sub(1))
        .unwrap_or(0);
    let mut path = String::new();
    let mut last = None;
    for (place, value) in (0u64..).zip(values) {
        let Some(value) = value else { continue };
        let share = (value.clone() - low.clone()).checked_div(&spread);
        let height = share.unwrap_or_else(Exact::zero) * Exact::from(Decimal::from(20));
        let y = (Exact::from(Decimal::from(22)) - height)
            .round(1, RoundMode::HalfEven)
            .unwrap_or_default();
        let x = place.saturating_mul(step).saturating_add(2);
        path.push_str(&format!(
            "{}{x} {y}",
            if path.is_empty() { "M" } else { " L" }
        ));
        last = Some((x, y));
    }
    html! {
        svg.spark viewBox="0 0 100 24" width="100" height="24" role="img" aria-label=(label) {
            title { (label) }
            path d=(path) {}
            @if let Some((x, y)) = last { circle cx=(x) cy=(y) r="2" {} }
        }
    }
}

fn count<T>(values: &[T]) -> u64 {
    u64::try_from(values.len()).unwrap_or(u64::MAX)
}

/// A bar of an attainment, where the mark at two thirds of it is the target.
pub(crate) fn bar(share: Decimal, class: &str) -> Markup {
    let width = (share * Decimal::from(64))
        .round_dp(1)
        .clamp(Decimal::ZERO, Decimal::from(96));
    html! {
        svg.bar viewBox="0 0 96 8" width="96" height="8" aria-hidden="true" {
            rect.ground width="96" height="8" rx="2" {}
            rect class={ "fill fill-" (class) } width=(width) height="8" rx="2" {}
            rect.mark x="63" width="2" height="8" {}
        }
    }
}

/// Nothing.
pub(crate) fn nothing() -> Markup {
    PreEscaped(String::new())
}
