//! `attain target`: targets that manager and employee agree to.

use crate::cli::{PeriodShow, Target, TargetFigures, TextFormat};
use crate::failure::Failure;
use crate::output::table;
use crate::session::Session;
use attain_app::targets::{self, Proposal};
use attain_core::num::{Decimal, parse_number, plain};
use attain_store::target::{Figures, Target as Kept};
use serde_json::{Value, json};
use std::path::Path;
use std::process::ExitCode;

pub(super) async fn run(command: &Target, workspace: Option<&Path>) -> Result<ExitCode, Failure> {
    let session = Session::open(workspace).await?;
    let failed = |error| session.failure(error);
    let (organisation, caller) = session.organisation().await?;
    let target = match command {
        Target::List(list) => return listed(&session, list).await,
        Target::Propose(new) => {
            let kpi = new.kpi.as_str().into();
            if !session.model()?.kpis.contains_key(&kpi) {
                return Err(Failure::Usage(format!("there is no KPI `{kpi}`")));
            }
            let proposal = Proposal {
                person: &new.person,
                kpi: &kpi,
                period: session.period(&new.period)?,
                figures: figures(&new.figures)?,
            };
            targets::propose(&caller, &organisation, proposal).await
        }
        Target::Agree(named) => {
            let period = period_of(&session, &named.id)?;
            targets::agree(&caller, &organisation, period, &named.id).await
        }
        Target::Change(change) => {
            let period = period_of(&session, &change.id)?;
            let asked = (
                change.id.as_str(),
                figures(&change.figures)?,
                change.reason.as_deref(),
            );
            targets::change(&caller, &organisation, period, asked).await
        }
    };
    let target = target.map_err(failed)?;
    println!(
        "target {}: {}, {}",
        target.id,
        plain(target.figures.target),
        state(&target)
    );
    Ok(super::code(false))
}

/// A target's name begins with its period.
fn period_of(session: &Session, id: &str) -> Result<attain_core::period::Period, Failure> {
    session.period(id.split('/').next().unwrap_or_default())
}

fn figures(given: &TargetFigures) -> Result<Figures, Failure> {
    let number = |text: &String| -> Result<Decimal, Failure> {
        parse_number(text).map_err(|_| Failure::Usage(format!("`{text}` is no number")))
    };
    Ok(Figures {
        target: number(&given.target)?,
        minimum: given.minimum.as_ref().map(number).transpose()?,
        desired: given.desired.as_ref().map(number).transpose()?,
        baseline: None,
        benchmark: None,
    })
}

fn state(target: &Kept) -> String {
    match (&target.agreed_by_manager, &target.agreed_by_employee) {
        (Some(manager), Some(employee)) => format!("agreed by {manager} and {employee}"),
        (Some(one), None) | (None, Some(one)) => {
            format!("{}, agreed by {one}", target.state.name())
        }
        (None, None) => target.state.name().to_owned(),
    }
}

async fn listed(session: &Session, arguments: &PeriodShow) -> Result<ExitCode, Failure> {
    let (organisation, caller) = session.organisation().await?;
    let period = session.period(&arguments.period)?;
    let targets = targets::list(&caller, &organisation, period).await;
    let targets = targets.map_err(|error| session.failure(error))?;
    match arguments.format {
        TextFormat::Json => {
            let values = targets.iter().map(|kept| {
                let target = &kept.value;
                json!({
                    "id": target.id, "person": target.subject, "kpi": target.kpi.as_str(),
                    "period": target.period, "target": plain(target.figures.target),
                    "minimum": target.figures.minimum.map(plain),
                    "desired": target.figures.desired.map(plain),
                    "state": target.state.name(), "revision": kept.revision,
                    "agreed_by_manager": target.agreed_by_manager,
                    "agreed_by_employee": target.agreed_by_employee,
                    "reason": target.changed_reason,
                })
            });
            println!("{:#}", Value::from_iter(values));
        }
        TextFormat::Text => {
            let rows: Vec<Vec<String>> = targets
                .iter()
                .map(|kept| {
                    let target = &kept.value;
                    vec![
                        target.id.clone(),
                        plain(target.figures.target),
                        state(target),
                        target.changed_reason.clone().unwrap_or_default(),
                    ]
                })
                .collect();
            print!("{}", table(&["target", "figure", "state", "reason"], &rows));
        }
    }
    Ok(super::code(false))
}
