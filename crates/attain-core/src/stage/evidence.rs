//! What shows that a stage is done. Most of it the program can see itself.

use super::{Proof, Stage, StageSettings};
use crate::diag::{Diagnostic, Severity};
use crate::id::KpiId;
use crate::model::{Kpi, Model, Perspective, TargetSource};
use crate::organisation::Organisation;
use crate::plan::{check_plans, maximum_cost};
use crate::principle::{check, levelled};
use crate::rules;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What the text of a model cannot know.
#[derive(Debug, Clone)]
pub struct Circumstances {
    /// Who holds which position.
    pub organisation: Organisation,
    /// Today.
    pub today: Date,
    /// The files that stages name and that are there.
    pub files: BTreeSet<String>,
    /// The generated documents.
    pub documents: Documents,
    /// How many batches of facts count.
    pub imports: usize,
}

/// How far the documents of a company are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Documents {
    /// How many there are to be.
    pub all: usize,
    /// How many are written as the model is now.
    pub current: usize,
    /// How many are to be acknowledged by somebody.
    pub personal: usize,
    /// How many of these are acknowledged as they are now.
    pub acknowledged: usize,
}

/// The evidence of a stage: first what the program checks, then what people give.
pub(super) fn proofs(
    model: &Model,
    circumstances: &Circumstances,
    stage: Stage,
    settings: &StageSettings,
) -> Vec<Proof> {
    let mut proofs = match stage {
        Stage::Goals => goals(model),
        Stage::Priorities => priorities(model),
        Stage::Results => results(model),
        Stage::Motivation => motivation(model, &circumstances.organisation),
        Stage::Pilot => pilot(model),
        Stage::Documents => vec![documents(circumstances.documents)],
        Stage::Informed => vec![informed(circumstances.documents)],
        Stage::Monitoring => monitoring(model, circumstances),
    };
    for file in &settings.documents {
        let met = circumstances.files.contains(&file.value);
        let found = if met {
            "is there"
        } else {
            "the file is missing"
        };
        proofs.push(Proof {
            text: format!("Document `{}`", file.value),
            met,
            found: found.to_owned(),
            automatic: true,
        });
    }
    for one in &settings.evidence {
        let file = one
            .file
            .as_ref()
            .filter(|file| !circumstances.files.contains(&file.value));
        let (met, found) = match (&one.by, one.on, file) {
            (_, _, Some(file)) => (false, format!("the file `{}` is missing", file.value)),
            (Some(by), Some(on), None) => (true, format!("{by}, {on}")),
            _ => (false, "nobody has given it yet".to_owned()),
        };
        proofs.push(Proof {
            text: one.text.clone(),
            met,
            found,
            automatic: false,
        });
    }
    proofs
}

/// A proof that holds if nothing is found against it.
fn unless(text: &str, good: String, problems: &[String]) -> Proof {
    Proof {
        text: text.to_owned(),
        met: problems.is_empty(),
        found: match problems {
            [] => good,
            [only] => only.clone(),
            [first, rest @ ..] => format!("{first}, and {} more", rest.len()),
        },
        automatic: true,
    }
}

/// A proof that at least one of something is there.
fn at_least_one(text: &str, count: usize, one: &str, many: &str) -> Proof {
    Proof {
        text: text.to_owned(),
        met: count > 0,
        found: match count {
            1 => format!("1 {one}"),
            count => format!("{count} {many}"),
        },
        automatic: true,
    }
}

fn goals(model: &Model) -> Vec<Proof> {
    let used: BTreeSet<Perspective> = model.goals.values().map(|goal| goal.perspective).collect();
    let empty = Perspective::NAMES
        .iter()
        .filter(|(_, one)| !used.contains(one));
    let empty: Vec<String> = empty
        .map(|(name, _)| format!("none for `{name}`"))
        .collect();
    let ownerless = model
        .processes
        .values()
        .filter(|process| process.owner.is_none());
    let ownerless: Vec<String> = ownerless
        .map(|process| format!("`{}` has none", process.id))
        .collect();
    vec![
        at_least_one(
            "Goals stand in the model",
            model.goals.len(),
            "goal",
            "goals",
        ),
        unless(
            "Every perspective has a goal",
            "all four".to_owned(),
            &empty,
        ),
        at_least_one(
            "Processes stand in the model",
            model.processes.len(),
            "process",
            "processes",
        ),
        unless(
            "Every process has an owner",
            format!("{} of {0}", model.processes.len()),
            &ownerless,
        ),
    ]
}

fn priorities(model: &Model) -> Vec<Proof> {
    let without: Vec<String> = model
        .scorecards
        .values()
        .filter(|card| card.lines.iter().all(|line| line.weight.is_none()))
        .map(|card| format!("`{}` has none", card.id))
        .collect();
    vec![
        at_least_one(
            "Positions have scorecards",
            model.scorecards.len(),
            "scorecard",
            "scorecards",
        ),
        unless(
            "Every scorecard has weights",
            format!("{} of {0}", model.scorecards.len()),
            &without,
        ),
        without_findings(model, "At most seven KPIs a scorecard", &["few"]),
        without_findings(model, "Every KPI serves a goal", &["strategy"]),
    ]
}

/// A proof that principles find nothing to warn of.
fn without_findings(model: &Model, text: &str, principles: &[&str]) -> Proof {
    let mut found = levelled(model, check_plans(model));
    found.extend(check(model));
    let codes: Vec<_> = crate::principle::ALL
        .iter()
        .filter(|principle| principles.contains(&principle.name))
        .flat_map(|principle| principle.codes)
        .collect();
    let against: Vec<String> = found
        .iter()
        .filter(|one| codes.contains(&&one.code) && one.severity != Severity::Note)
        .map(|one| one.message.clone())
        .collect();
    unless(text, "nothing found against it".to_owned(), &against)
}

fn results(model: &Model) -> Vec<Proof> {
    let paid: BTreeSet<&KpiId> = model
        .scorecards
        .values()
        .flat_map(|card| &card.lines)
        .filter(|line| line.weight.is_some())
        .map(|line| &line.kpi.value)
        .collect();
    let kpis: Vec<&Kpi> = paid.iter().filter_map(|id| model.kpis.get(id)).collect();
    let flat: Vec<String> = kpis
        .iter()
        .filter_map(|kpi| levels_missing(model, kpi))
        .collect();
    vec![
        at_least_one("Positions are paid by KPIs", kpis.len(), "KPI", "KPIs"),
        unless(
            "Every target has three levels: minimum, target, desired",
            format!("{} KPIs", kpis.len()),
            &flat,
        ),
        without_findings(model, "Targets are realistic", &["realistic"]),
    ]
}

/// What is missing of the three levels of a KPI's targets. Targets that are facts have one level;
/// their scale says the others.
fn levels_missing(model: &Model, kpi: &Kpi) -> Option<String> {
    if !kpi.rule.needs_target() {
        return None;
    }
    let all = |target: &crate::attainment::Target| {
        target.minimum.is_some() && target.target.is_some() && target.desired.is_some()
    };
    let complete = match &kpi.target {
        TargetSource::Facts(_) => return None,
        TargetSource::Fixed { target, .. } => all(target),
        TargetSource::Table => {
            let mut rows = model
                .targets
                .iter()
                .filter(|row| row.kpi == kpi.id)
                .peekable();
            if rows.peek().is_none() {
                return Some(format!("`{}` has no target", kpi.id));
            }
            rows.all(|row| all(&row.target))
        }
    };
    (!complete).then(|| format!("`{}` has not all three", kpi.id))
}

fn motivation(model: &Model, organisation: &Organisation) -> Vec<Proof> {
    let unpaid: Vec<String> = model
        .scorecards
        .values()
        .filter(|card| card.plan.is_none())
        .map(|card| format!("`{}` has none", card.id))
        .collect();
    let against: Vec<String> = check_plans(model)
        .iter()
        .filter(|one| one.severity != Severity::Note)
        .map(Diagnostic::concise)
        .collect();
    let limitless: Vec<String> = model
        .plans
        .keys()
        .filter_map(|plan| maximum_cost(model, organisation, plan))
        .filter(|(cost, _)| cost.most.is_none())
        .map(|(_, report)| report.message)
        .collect();
    vec![
        at_least_one(
            "Plans stand in the model",
            model.plans.len(),
            "plan",
            "plans",
        ),
        unless(
            "Every scorecard has a plan",
            format!("{} of {0}", model.scorecards.len()),
            &unpaid,
        ),
        unless(
            "The checks of plans are clean",
            "nothing found".to_owned(),
            &against,
        ),
        unless(
            "The highest cost of each plan is known",
            "it is".to_owned(),
            &limitless,
        ),
    ]
}

/// The last record of each period and its units counts.
fn pilot(model: &Model) -> Vec<Proof> {
    let mut last = BTreeMap::new();
    for record in &model.pilots {
        let _ = last.insert((&record.period, &record.units), record);
    }
    let open: Vec<String> = last
        .values()
        .filter(|record| record.unexplained > 0)
        .map(|record| {
            format!(
                "{} in {} of {}",
                record.unexplained, record.period, record.units
            )
        })
        .collect();
    let people = last
        .values()
        .map(|record| record.people)
        .fold(0, u64::saturating_add);
    vec![
        at_least_one(
            "A pilot was computed beside the old scheme",
            last.values().filter(|record| record.people > 0).count(),
            "period",
            "periods",
        ),
        unless(
            "No difference is unexplained",
            format!("{people} results compared"),
            &open,
        ),
    ]
}

fn documents(documents: Documents) -> Proof {
    Proof {
        text: "The documents are written as the model is now".to_owned(),
        met: documents.all > 0 && documents.current == documents.all,
        found: format!("{} of {}", documents.current, documents.all),
        automatic: true,
    }
}

fn informed(documents: Documents) -> Proof {
    Proof {
        text: "Everybody has acknowledged his memo as it is now".to_owned(),
        met: documents.personal > 0 && documents.acknowledged == documents.personal,
        found: format!("{} of {}", documents.acknowledged, documents.personal),
        automatic: true,
    }
}

fn monitoring(model: &Model, circumstances: &Circumstances) -> Vec<Proof> {
    let settings = model.stages.get(&Stage::Monitoring);
    let revise = settings.and_then(|settings| settings.revise);
    let unowned = check(model);
    let unowned: Vec<String> = unowned
        .iter()
        .filter(|one| one.code == rules::KPI_UNCLEAR)
        .map(|one| one.message.clone())
        .collect();
    vec![
        at_least_one(
            "Facts are imported",
            circumstances.imports,
            "import",
            "imports",
        ),
        unless("Somebody answers for each KPI", "all".to_owned(), &unowned),
        Proof {
            text: "The day of the next revision is set".to_owned(),
            met: revise.is_some_and(|day| day >= circumstances.today),
            found: match revise {
                Some(day) if day < circumstances.today => {
                    format!("{day} is over: revise, and set the next")
                }
                Some(day) => day.to_string(),
                None => "`revise` of `[stage.monitoring]` is missing".to_owned(),
            },
            automatic: true,
        },
    ]
}
