//! How something stands: a sign, a word and a colour, never a colour alone.

use crate::visit::Visit;
use attain_core::calculate::{LineResult, PersonResult, Scored};
use attain_core::num::Decimal;
use maud::{Markup, html};

/// How something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    /// A diagnostic keeps it from being computed or paid.
    Blocked,
    /// Below the minimum, or far from the target.
    Missed,
    /// Some of it.
    Partly,
    /// The target, or more.
    Reached,
    /// Nothing to say.
    Unknown,
}

impl State {
    pub(crate) const ALL: [Self; 5] = [
        Self::Blocked,
        Self::Missed,
        Self::Partly,
        Self::Reached,
        Self::Unknown,
    ];

    fn parts(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Blocked => ("blocked", "✕", "state-blocked"),
            Self::Missed => ("missed", "○", "state-missed"),
            Self::Partly => ("partly", "◐", "state-partly"),
            Self::Reached => ("reached", "●", "state-reached"),
            Self::Unknown => ("unknown", "–", "state-unknown"),
        }
    }

    /// The word in a page's address.
    pub(crate) fn class(self) -> &'static str {
        self.parts().0
    }

    /// The word that people read.
    pub(crate) fn word(self, visit: &Visit) -> String {
        visit.t(self.parts().2).to_owned()
    }

    /// Sign and word.
    pub(crate) fn badge(self, visit: &Visit) -> Markup {
        let (class, sign, word) = self.parts();
        html! {
            span class={ "state state-" (class) } {
                span aria-hidden="true" { (sign) } " " (visit.t(word))
            }
        }
    }

    /// Where an attainment stands; below `low` it is missed.
    pub(crate) fn of_share(share: Decimal, low: Decimal) -> Self {
        if share >= Decimal::ONE {
            Self::Reached
        } else if share < low {
            Self::Missed
        } else {
            Self::Partly
        }
    }

    /// Where a line stands: by its levels if it has a minimum, else by 70 % of the target.
    pub(crate) fn of_line(line: &LineResult) -> Self {
        let Some(attained) = &line.attainment else {
            return match line.score.as_ref().and_then(Scored::score) {
                Some(score) => Self::of_share(score, low()),
                None => Self::Unknown,
            };
        };
        let worthless = line
            .score
            .as_ref()
            .and_then(Scored::score)
            .is_some_and(|score| score.is_zero());
        match Self::of_share(attained.attainment, low()) {
            Self::Partly if worthless => Self::Missed,
            state => state,
        }
    }

    /// Where a person stands: by his score as a whole.
    pub(crate) fn of_result(result: &PersonResult) -> Self {
        if result.blocked {
            return Self::Blocked;
        }
        match result.payout.as_ref().and_then(|payout| payout.score) {
            Some(score) => Self::of_share(score, low()),
            None => result
                .lines
                .iter()
                .map(Self::of_line)
                .min()
                .unwrap_or(Self::Unknown),
        }
    }
}

fn low() -> Decimal {
    Decimal::new(7, 1)
}
