//! The principles of a good KPI system, checked like a compiler checks code.
//!
//! Each [`Principle`] looks at everything that it is about and says of each whether it is as it
//! should be. [`check`] gives what is not, with the severity that the company chose in
//! `attain.toml` (`[principles]`); [`health`] makes of the same findings a score of 0 to 100, with
//! its reasons, by principle and by position.
//!
//! ```
//! use attain_core::{model::load, principle::health, text::Document};
//! let company = "[company]\nname = \"A\"\ncurrency = \"EUR\"\n\
//!                [principles]\nstrategy = \"error\"\n";
//! let (model, _) = load(&[Document::new("attain.toml", company)]);
//! let health = health(&model.unwrap());
//! assert_eq!(health.score, None); // an empty model has nothing to judge
//! ```

mod affordable;
mod balanced;
mod clear;
mod controllable;
mod covered;
mod few;
mod leading;
mod quality;
mod realistic;
mod shares;
mod strategy;

use crate::diag::{Code, Diagnostic, Severity};
use crate::id::{PositionId, ScorecardId};
use crate::model::{Kpi, Model, Scorecard, ScorecardLine};
use crate::num::{Decimal, Exact, RoundMode};
use crate::process::{RaciRow, raci};
use crate::rules;
use std::collections::{BTreeMap, BTreeSet};

/// A principle.
#[derive(Debug, Clone, Copy)]
pub struct Principle {
    /// The word in `[principles]`.
    pub name: &'static str,
    /// What it asks, for people.
    pub title: &'static str,
    /// What it reports.
    pub codes: &'static [Code],
    check: fn(&Scene<'_>) -> Vec<Finding>,
}

/// All principles, in the order in which they are shown.
pub const ALL: &[Principle] = &[
    Principle {
        name: "strategy",
        title: "Every KPI serves a goal of the strategy, and every goal has a KPI",
        codes: &[rules::KPI_WITHOUT_GOAL, rules::GOAL_WITHOUT_KPI],
        check: strategy::check,
    },
    Principle {
        name: "few",
        title: "At most seven KPIs on a scorecard",
        codes: &[rules::TOO_MANY_KPIS],
        check: few::check,
    },
    Principle {
        name: "realistic",
        title: "Targets that somebody has reached",
        codes: &[
            rules::TARGET_ABOVE_BENCHMARK,
            rules::TARGET_FAR_FROM_BASELINE,
        ],
        check: realistic::check,
    },
    Principle {
        name: "shares",
        title: "General results first; personal ones 10 to 20 % of the weight, or none",
        codes: &[
            rules::PERSONAL_SHARE,
            rules::GENERAL_OF_FOREIGN_UNIT,
            rules::NO_GENERAL_RESULT,
        ],
        check: shares::check,
    },
    Principle {
        name: "clear",
        title: "Every KPI has a unit, an owner, a source and a period",
        codes: &[rules::KPI_UNCLEAR],
        check: clear::check,
    },
    Principle {
        name: "controllable",
        title: "Nobody is measured on what he neither does nor answers for",
        codes: &[
            rules::NOT_CONTROLLABLE,
            rules::KPI_WITHOUT_RESPONSIBILITY,
            rules::NO_PROCESSES,
        ],
        check: controllable::check,
    },
    Principle {
        name: "covered",
        title: "Every process has an owner and a KPI",
        codes: &[rules::PROCESS_WITHOUT_OWNER, rules::PROCESS_WITHOUT_KPI],
        check: covered::check,
    },
    Principle {
        name: "balanced",
        title: "All four perspectives are measured",
        codes: &[rules::PERSPECTIVE_EMPTY, rules::ONE_SIDED_SCORECARD],
        check: balanced::check,
    },
    Principle {
        name: "quality",
        title: "How much is paid only together with how well",
        codes: &[rules::VOLUME_WITHOUT_QUALITY, rules::INDICATOR_NOT_SHOWN],
        check: quality::check,
    },
    Principle {
        name: "leading",
        title: "What will come beside what came",
        codes: &[rules::ONE_TIMING],
        check: leading::check,
    },
    Principle {
        name: "affordable",
        title: "Measuring costs little against what it decides",
        codes: &[rules::COSTLY_MEASURE],
        check: affordable::check,
    },
];

/// How loudly a company wants to hear of a principle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Not at all; it does not count in the score either.
    Off,
    /// As that severity.
    At(Severity),
}

impl Level {
    /// The words that `attain.toml` writes.
    pub const NAMES: [(&'static str, Self); 4] = [
        ("off", Self::Off),
        ("note", Self::At(Severity::Note)),
        ("warning", Self::At(Severity::Warning)),
        ("error", Self::At(Severity::Error)),
    ];
}

/// One thing that a principle looked at.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The scorecards that it is about; empty: the company as a whole.
    pub scorecards: Vec<ScorecardId>,
    /// What is wrong; `None`: it is as it should be.
    pub problem: Option<Diagnostic>,
}

impl Finding {
    fn of_card(card: &Scorecard, problem: Option<Diagnostic>) -> Self {
        Self {
            scorecards: vec![card.id.clone()],
            problem,
        }
    }

    fn of_company(problem: Option<Diagnostic>) -> Self {
        Self {
            scorecards: Vec::new(),
            problem,
        }
    }
}

/// What principles look at.
struct Scene<'a> {
    model: &'a Model,
    rows: Vec<RaciRow>,
}

impl<'a> Scene<'a> {
    fn new(model: &'a Model) -> Self {
        Self {
            model,
            rows: raci(model),
        }
    }

    /// The lines of a scorecard that pay, with their KPIs.
    fn paid(&self, card: &'a Scorecard) -> Vec<(&'a ScorecardLine, &'a Kpi)> {
        let pays = |line: &&ScorecardLine| {
            line.weight
                .as_ref()
                .is_some_and(|weight| !weight.value.is_zero())
        };
        let lines = card.lines.iter().filter(pays);
        lines
            .filter_map(|line| Some((line, self.model.kpis.get(&line.kpi.value)?)))
            .collect()
    }

    /// A finding for each KPI that some scorecard has, with the scorecards that have it.
    fn each_kpi(&self, judge: impl Fn(&Kpi) -> Option<Diagnostic>) -> Vec<Finding> {
        let mut cards: BTreeMap<&crate::id::KpiId, Vec<ScorecardId>> = BTreeMap::new();
        for card in self.model.scorecards.values() {
            for line in &card.lines {
                cards
                    .entry(&line.kpi.value)
                    .or_default()
                    .push(card.id.clone());
            }
        }
        let found = cards.into_iter().filter_map(|(id, scorecards)| {
            let kpi = self.model.kpis.get(id)?;
            Some(Finding {
                scorecards,
                problem: judge(kpi),
            })
        });
        found.collect()
    }
}

/// A weight, 0 where there is none.
fn weight(line: &ScorecardLine) -> Exact {
    line.weight
        .as_ref()
        .map_or_else(Exact::zero, |weight| Exact::from(weight.value))
}

/// A share as a percentage with at most one decimal.
fn percentage(share: &Exact) -> String {
    let hundredfold = share * &Exact::from_integer(100);
    hundredfold
        .round(1, RoundMode::HalfEven)
        .map_or_else(|| hundredfold.plain(), crate::num::plain)
}

/// The level of a principle: what the company says, else the findings' own severities.
fn level(model: &Model, principle: &Principle) -> Option<Level> {
    model.company.principles.get(principle.name).copied()
}

/// A finding of a principle, as loud as the company wants it.
fn loud(level: Option<Level>, mut problem: Diagnostic) -> Option<Diagnostic> {
    match level {
        None => {}
        Some(Level::Off) => return None,
        Some(Level::At(severity)) => problem.severity = severity,
    }
    Some(problem)
}

/// Everything that is not as the principles ask, except what
/// [`check_plans`](crate::plan::check_plans) says itself.
#[must_use]
pub fn check(model: &Model) -> Vec<Diagnostic> {
    let scene = Scene::new(model);
    let by_plans = [rules::TOO_MANY_KPIS, rules::TARGET_ABOVE_BENCHMARK];
    let mut found = Vec::new();
    for principle in ALL {
        let level = level(model, principle);
        let problems = (principle.check)(&scene)
            .into_iter()
            .filter_map(|finding| finding.problem)
            .filter(|problem| !by_plans.contains(&problem.code));
        found.extend(problems.filter_map(|problem| loud(level, problem)));
    }
    found
}

/// What other checks found, as loud as the company wants to hear of the principle it belongs to.
#[must_use]
pub fn levelled(model: &Model, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let level_of = |code: Code| {
        let principle = ALL.iter().find(|principle| principle.codes.contains(&code));
        principle.and_then(|principle| level(model, principle))
    };
    found
        .into_iter()
        .filter_map(|problem| loud(level_of(problem.code), problem))
        .collect()
}

/// How well a system keeps to the principles.
#[derive(Debug, Clone)]
pub struct Health {
    /// 0 to 100; `None`: there is nothing to judge.
    pub score: Option<Decimal>,
    /// Each principle.
    pub principles: Vec<PrincipleHealth>,
    /// Each position that a scorecard holds for, with its score.
    pub positions: Vec<PositionHealth>,
}

/// How well one principle is kept.
#[derive(Debug, Clone)]
pub struct PrincipleHealth {
    /// Its name.
    pub name: &'static str,
    /// What it asks.
    pub title: &'static str,
    /// Whether the company does not want to hear of it.
    pub off: bool,
    /// How much was looked at.
    pub checked: usize,
    /// How much of it is as it should be.
    pub kept: usize,
    /// 0 to 100; `None`: nothing was looked at.
    pub score: Option<Decimal>,
    /// What is not as it should be.
    pub reasons: Vec<Diagnostic>,
}

/// How well the scorecards of a position keep to the principles.
#[derive(Debug, Clone)]
pub struct PositionHealth {
    /// The position.
    pub position: PositionId,
    /// 0 to 100; `None`: nothing was looked at.
    pub score: Option<Decimal>,
    /// What is not as it should be.
    pub reasons: Vec<Diagnostic>,
}

/// The score of a system: the mean of its principles, each the share of what is as it should be.
///
/// Principles that are off, or have nothing to look at, do not count. A position's score is made
/// the same way of what concerns its scorecards.
#[must_use]
pub fn health(model: &Model) -> Health {
    let scene = Scene::new(model);
    let all: Vec<(&Principle, Vec<Finding>)> = ALL
        .iter()
        .map(|principle| (principle, (principle.check)(&scene)))
        .collect();
    let principles: Vec<PrincipleHealth> = all
        .iter()
        .map(|(principle, findings)| of_principle(model, principle, findings))
        .collect();
    let counted = principles.iter().filter(|one| !one.off);
    Health {
        score: mean(counted.filter_map(|one| share(one.kept, one.checked))),
        positions: positions(model, &all),
        principles,
    }
}

fn of_principle(model: &Model, principle: &Principle, findings: &[Finding]) -> PrincipleHealth {
    let level = level(model, principle);
    let kept = findings.iter().filter(|one| one.problem.is_none()).count();
    let reasons = findings.iter().filter_map(|one| one.problem.clone());
    PrincipleHealth {
        name: principle.name,
        title: principle.title,
        off: level == Some(Level::Off),
        checked: findings.len(),
        kept,
        score: mean(share(kept, findings.len()).into_iter()),
        reasons: reasons.filter_map(|problem| loud(level, problem)).collect(),
    }
}

fn positions(model: &Model, all: &[(&Principle, Vec<Finding>)]) -> Vec<PositionHealth> {
    let cards = model.scorecards.values();
    let positions: BTreeSet<&PositionId> = cards.flat_map(|card| &card.positions).collect();
    let of = |position: &PositionId| {
        let mine: BTreeSet<&ScorecardId> = model
            .scorecards
            .values()
            .filter(|card| card.positions.contains(position))
            .map(|card| &card.id)
            .collect();
        let mut shares = Vec::new();
        let mut reasons = Vec::new();
        for (principle, findings) in all {
            let level = level(model, principle);
            if level == Some(Level::Off) {
                continue;
            }
            let concerns = |one: &&Finding| one.scorecards.iter().any(|card| mine.contains(card));
            let here: Vec<&Finding> = findings.iter().filter(concerns).collect();
            let kept = here.iter().filter(|one| one.problem.is_none()).count();
            shares.extend(share(kept, here.len()));
            let problems = here.iter().filter_map(|one| one.problem.clone());
            reasons.extend(problems.filter_map(|problem| loud(level, problem)));
        }
        PositionHealth {
            position: position.clone(),
            score: mean(shares.into_iter()),
            reasons,
        }
    };
    positions.into_iter().map(of).collect()
}

/// A share; `None` of nothing.
fn share(part: usize, whole: usize) -> Option<Exact> {
    let count = |number: usize| u64::try_from(number).ok().map(Exact::from);
    count(part)?.checked_div(&count(whole)?)
}

/// The mean in hundredths, rounded to a whole number.
fn mean(shares: impl Iterator<Item = Exact>) -> Option<Decimal> {
    let shares: Vec<Exact> = shares.collect();
    let count = Exact::from(u64::try_from(shares.len()).ok()?);
    let sum: Exact = shares.into_iter().sum();
    let mean = (sum * Exact::from_integer(100)).checked_div(&count)?;
    mean.round(0, RoundMode::HalfEven)
}

#[cfg(test)]
mod tests;
