//! The eight stages of introducing a KPI system, as an object with gates.
//!
//! A [`Stage`] has tasks, people, documents, evidence and a decision. Some evidence the program
//! checks itself ([`stages`]); other evidence people write into `model/stages.toml`. A stage can
//! be decided when all of its evidence is there and the stages before it are decided
//! ([`StageState::obstacles`]). Decisions stand in `data/decisions.csv`, pilots in
//! `data/pilots.csv`: texts that everybody can read.
//!
//! ```
//! use attain_core::stage::Stage;
//! let names: Vec<&str> = Stage::ALL.iter().map(|stage| stage.name()).collect();
//! assert_eq!(names.join(" "),
//!     "goals priorities results motivation pilot documents informed monitoring");
//! assert_eq!(Stage::of("5"), Stage::of("pilot"));
//! ```

mod define;
mod evidence;
pub mod pilot;
mod records;

pub use define::{Evidence, StageSettings};
pub(crate) use define::{check_stages, parse_stage};
pub use evidence::{Circumstances, Documents};
pub use records::{
    DECISION_COLUMNS, Decision, Outcome, PILOT_COLUMNS, PilotRecord, decision_line, pilot_line,
};
pub(crate) use records::{parse_decisions, parse_pilots};

use crate::model::Model;

/// A stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// What the company wants.
    Goals,
    /// What matters most, and for whom.
    Priorities,
    /// Which results, until when, on three levels.
    Results,
    /// How results become pay.
    Motivation,
    /// Computed beside the old scheme, without paying.
    Pilot,
    /// The bonus regulation, job sheets, memos.
    Documents,
    /// Everybody knows and has acknowledged it.
    Informed,
    /// Watched and revised.
    Monitoring,
}

impl std::fmt::Display for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl Stage {
    /// All stages in order.
    pub const ALL: [Self; 8] = [
        Self::Goals,
        Self::Priorities,
        Self::Results,
        Self::Motivation,
        Self::Pilot,
        Self::Documents,
        Self::Informed,
        Self::Monitoring,
    ];

    /// The word that models write: `goals`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Goals => "goals",
            Self::Priorities => "priorities",
            Self::Results => "results",
            Self::Motivation => "motivation",
            Self::Pilot => "pilot",
            Self::Documents => "documents",
            Self::Informed => "informed",
            Self::Monitoring => "monitoring",
        }
    }

    /// 1 to 8.
    #[must_use]
    pub fn number(self) -> usize {
        Self::ALL
            .iter()
            .position(|one| *one == self)
            .map_or(0, |index| index.saturating_add(1))
    }

    /// The stage of a name or number.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let is = |stage: &&Self| stage.name() == text || stage.number().to_string() == text;
        Self::ALL.iter().find(is).copied()
    }

    /// What the stage is about, for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Goals => "Goals of the company",
            Self::Priorities => "Priorities of each position",
            Self::Results => "Results and deadlines",
            Self::Motivation => "The motivation scheme",
            Self::Pilot => "Pilot beside the old scheme",
            Self::Documents => "Documents",
            Self::Informed => "Everybody informed",
            Self::Monitoring => "Monitoring and revision",
        }
    }

    /// What is done in every company; `[stage.NAME]` adds to it.
    #[must_use]
    pub fn tasks(self) -> &'static [&'static str] {
        match self {
            Self::Goals => &[
                "Write the goals of the strategy, in four perspectives (`[goal.NAME]`)",
                "Draw the processes, each with its owner (`model/processes/`)",
            ],
            Self::Priorities => &[
                "Choose at most seven KPIs a position, each for a goal (`[scorecard.NAME]`)",
                "Give them weights; show plan indicators beside, without a weight",
            ],
            Self::Results => &[
                "State minimum, target and desired level of each KPI (`data/targets.csv`)",
                "Hold targets against benchmarks and against what was before",
            ],
            Self::Motivation => &[
                "Write the plan: bonus at 100 %, method, scales, limits (`[plan.NAME]`)",
                "Try it before it pays (`attain try plan`), and look at its highest cost",
            ],
            Self::Pilot => &[
                "Choose one or two units and compute them beside the old scheme (`attain pilot`)",
                "Explain or mark every difference",
            ],
            Self::Documents => {
                &["Generate the regulation, job sheets and memos (`attain documents --write`)"]
            }
            Self::Informed => {
                &["Talk with everybody, and record who acknowledged (`attain acknowledge`)"]
            }
            Self::Monitoring => &[
                "Watch facts, forecasts and the health of the KPIs",
                "Set the day of the next revision (`revise` of `[stage.monitoring]`)",
            ],
        }
    }
}

/// Something that shows that a stage is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// What is to be shown.
    pub text: String,
    /// Whether it is there.
    pub met: bool,
    /// What was found.
    pub found: String,
    /// Whether the program looked itself.
    pub automatic: bool,
}

/// Where a company stands with a stage.
#[derive(Debug, Clone)]
pub struct StageState {
    /// The stage.
    pub stage: Stage,
    /// What is to be done.
    pub tasks: Vec<String>,
    /// What the model says of it.
    pub settings: StageSettings,
    /// The evidence.
    pub proofs: Vec<Proof>,
    /// The last decision.
    pub decision: Option<Decision>,
    /// Whether all stages before it are decided.
    pub open: bool,
}

impl StageState {
    /// Whether the stage is decided, and everything may go on.
    #[must_use]
    pub fn is_passed(&self) -> bool {
        self.decision
            .as_ref()
            .is_some_and(|one| one.outcome == Outcome::Go)
    }

    /// `passed`, `ready` for its decision, `open`, or `waits` for the stages before it.
    #[must_use]
    pub fn status(&self) -> &'static str {
        match (self.is_passed(), self.open) {
            (true, _) => "passed",
            (false, false) => "waits",
            (false, true) if self.obstacles().is_empty() => "ready",
            (false, true) => "open",
        }
    }

    /// What stands in the way of deciding to go on.
    #[must_use]
    pub fn obstacles(&self) -> Vec<String> {
        let mut found = Vec::new();
        if !self.open {
            found.push("an earlier stage is not decided".to_owned());
        }
        let missing = self.proofs.iter().filter(|proof| !proof.met);
        found.extend(missing.map(|proof| format!("{}: {}", proof.text, proof.found)));
        found
    }
}

/// All stages of a company, in order. What the model's text cannot know is told by
/// `circumstances`.
#[must_use]
pub fn stages(model: &Model, circumstances: &Circumstances) -> Vec<StageState> {
    let mut open = true;
    let mut states = Vec::new();
    for stage in Stage::ALL {
        let settings = model.stages.get(&stage).cloned().unwrap_or_default();
        let mut tasks: Vec<String> = stage
            .tasks()
            .iter()
            .map(|task| (*task).to_owned())
            .collect();
        tasks.extend(settings.tasks.iter().map(|task| task.value.clone()));
        let last = model
            .decisions
            .iter()
            .rev()
            .find(|decision| decision.stage == stage);
        let state = StageState {
            stage,
            tasks,
            proofs: evidence::proofs(model, circumstances, stage, &settings),
            settings,
            decision: last.cloned(),
            open,
        };
        open = open && state.is_passed();
        states.push(state);
    }
    states
}

#[cfg(test)]
mod tests;
