//! The signals of one report.

use super::bunching::{Bunching, WINDOW};
use super::input::Ratio;
use super::pull_forward::{DAYS, PullForward};
use super::splitting::Splitting;
use crate::insight::{Cell, Report};

/// Of honest reports at most this share has a signal.
pub const ALPHA: f64 = 0.03;

/// What a signal is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Too many results just above a threshold.
    Bunching,
    /// Results taken from the days after a period.
    PullForward,
    /// Results taken back after a period.
    Reversal,
    /// One thing split into parts below a limit.
    Splitting,
    /// A denominator that shrinks.
    Shrinking,
    /// An edit by the one who profits.
    OwnEdit,
    /// A target changed late.
    LateTarget,
    /// An adjustment that just crosses a tier.
    Crossing,
}

impl Kind {
    /// As reports write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Bunching => "bunching",
            Self::PullForward => "pull-forward",
            Self::Reversal => "reversal",
            Self::Splitting => "splitting",
            Self::Shrinking => "shrinking denominator",
            Self::OwnEdit => "own edit",
            Self::LateTarget => "late target",
            Self::Crossing => "tier crossing",
        }
    }
}

/// Something to look at. Not a verdict.
#[derive(Debug, Clone, PartialEq)]
pub struct Signal {
    /// What it is about.
    pub kind: Kind,
    /// Whom or what it is about.
    pub about: String,
    /// What was seen.
    pub data: String,
    /// By which test.
    pub test: String,
    /// How often chance alone gives it; `None`: it is a fact on record, not an inference.
    pub chance: Option<f64>,
    /// What would clear it.
    pub clears: String,
}

/// All that was tested, whether it stood out or not.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Collected {
    /// Each test's outcome.
    pub signals: Vec<Signal>,
    /// What could not be tested, and why.
    pub untested: Vec<String>,
}

impl Collected {
    /// Enters a threshold of a KPI.
    pub fn bunching(&mut self, about: &str, found: Option<Bunching>, threshold: f64) {
        let Some(found) = found else {
            let at = Cell::Share(threshold).shown();
            self.untested
                .push(format!("{about} at {at}: too few results near it"));
            return;
        };
        let rounded = found.rounded_to.map_or_else(String::new, |grid| {
            format!(", results rounded to {} points", grid * 100.0)
        });
        self.signals.push(Signal {
            kind: Kind::Bunching,
            about: about.to_owned(),
            data: format!(
                "{} results within {:.0} points below {}, {} at or above it; {:.1} expected above{rounded}",
                found.below,
                WINDOW * 100.0,
                Cell::Share(found.threshold).shown(),
                found.above,
                found.expected_above,
            ),
            test: "density at the threshold: Poisson polynomial, binomial".to_owned(),
            chance: Some(found.chance),
            clears: "the rows behind the results just above are as sound as the others; or the \
                     threshold is where work stops because the target is met"
                .to_owned(),
        });
    }

    /// Enters what was found at the ends of periods.
    pub fn pull_forward(&mut self, about: &str, found: Option<PullForward>) {
        let Some(found) = found else {
            self.untested.push(format!(
                "{about}: too few days around ends of periods to compare"
            ));
            return;
        };
        let named: Vec<&str> = found
            .named
            .iter()
            .map(|(person, _)| person.as_str())
            .collect();
        self.signals.push(Signal {
            kind: Kind::PullForward,
            about: about.to_owned(),
            data: format!(
                "before the end of a period there is more than after it, by {:.3} beyond other ends, \
                 over {} people; most: {}",
                found.excess,
                found.people,
                if named.is_empty() { "nobody in particular".to_owned() } else { named.join(", ") }
            ),
            test: format!("{DAYS} days before and after, signs of people's differences"),
            chance: Some(found.chance),
            clears: "orders and deliveries carry dates of the customer; or the trade itself peaks \
                     at the end of these periods"
                .to_owned(),
        });
    }

    /// Enters what was taken back after the ends of periods.
    pub fn reversals(&mut self, about: &str, found: Option<(usize, usize, f64, f64)>) {
        let Some((near, all, share, chance)) = found else {
            self.untested
                .push(format!("{about}: too few reversals to tell"));
            return;
        };
        self.signals.push(Signal {
            kind: Kind::Reversal,
            about: about.to_owned(),
            data: format!("{near} of {all} reversals within {DAYS} days after an end of a period"),
            test: format!(
                "binomial against {} of the working days",
                Cell::Share(share).shown()
            ),
            chance: Some(chance),
            clears: "each reversal has a reason that the customer gave".to_owned(),
        });
    }

    /// Enters what was found below a limit.
    pub fn splitting(&mut self, about: &str, limit: f64, found: Option<Splitting>) {
        let Some(found) = found else {
            self.untested
                .push(format!("{about}: nothing with a party below the limit"));
            return;
        };
        let named = found.named.iter();
        let named: Vec<String> = named
            .map(|(who, with, _)| format!("{who} with {with}"))
            .collect();
        self.signals.push(Signal {
            kind: Kind::Splitting,
            about: about.to_owned(),
            data: format!(
                "{} groups of one person and party within 3 days, each part below {limit}, together \
                 not; {:.1} expected; largest: {}",
                found.groups,
                found.expected,
                if named.is_empty() { "none".to_owned() } else { named.join(", ") }
            ),
            test: "parties dealt out anew over days".to_owned(),
            chance: Some(found.chance),
            clears: "the parts were ordered for different purposes, each with its own request".to_owned(),
        });
    }

    /// Enters denominators that fell.
    pub fn shrinking(&mut self, found: Vec<(Ratio, f64, f64)>) {
        for (ratio, factor, chance) in found {
            self.signals.push(Signal {
                kind: Kind::Shrinking,
                about: format!("{} of {}", ratio.kpi, ratio.person),
                data: format!(
                    "what it is divided by fell to {} of the period before, and the ratio rose",
                    Cell::Share(factor).shown()
                ),
                test: "against the changes of the others, by median and median distance".to_owned(),
                chance: Some(chance),
                clears: "what is no longer counted has really ended, or is counted elsewhere"
                    .to_owned(),
            });
        }
    }

    /// How many chances were taken.
    #[must_use]
    pub fn tests(&self) -> usize {
        self.signals
            .iter()
            .filter(|signal| signal.chance.is_some())
            .count()
    }

    /// What stands out: facts on record, and what chance gives less often than [`ALPHA`] divided by
    /// the number of tests.
    #[must_use]
    pub fn standing_out(&self) -> Vec<&Signal> {
        let tests = crate::insight::statistics::number(self.tests().max(1));
        let out = |signal: &&Signal| signal.chance.is_none_or(|chance| chance < ALPHA / tests);
        self.signals.iter().filter(out).collect()
    }
}

/// As a table: what stands out, or everything that was tested.
#[must_use]
pub fn report(title: String, collected: &Collected, everything: bool) -> Report {
    let shown: Vec<&Signal> = if everything {
        collected.signals.iter().collect()
    } else {
        collected.standing_out()
    };
    let row = |signal: &&Signal| {
        vec![
            Cell::text(signal.kind.name()),
            Cell::text(&signal.about),
            Cell::text(&signal.data),
            Cell::text(&signal.test),
            Cell::number(signal.chance),
            Cell::text(&signal.clears),
        ]
    };
    let tests = collected.tests();
    let mut notes = vec![format!(
        "Advice for an independent reader, no verdict: {tests} tests; a pattern is shown if chance \
         gives it less often than {ALPHA} / {tests}, so that of a hundred honest reports about three have \
         one."
    )];
    notes.extend(
        collected
            .untested
            .iter()
            .map(|text| format!("not tested: {text}")),
    );
    Report {
        title,
        columns: vec!["signal", "about", "data", "test", "chance", "cleared_by"],
        rows: shown.iter().map(row).collect(),
        notes,
    }
}
