//! Targets that are agreed in the records: proposed, agreed by manager and employee, changed only
//! for a reason. An agreed one goes before the lines of `data/targets.csv`.

use crate::access::{UseCase, absent};
use crate::caller::Caller;
use crate::error::AppError;
use attain_core::diag::Diagnostic;
use attain_core::id::KpiId;
use attain_core::num::plain;
use attain_core::organisation::Organisation;
use attain_core::period::Period;
use attain_core::rules;
use attain_core::text::Document;
use attain_store::Kept;
use attain_store::record::Edit;
use attain_store::target::{Figures, NewTarget, Side, Target, TargetState};

/// A target to be proposed.
#[derive(Debug, Clone)]
pub struct Proposal<'a> {
    /// Whose, by any of his keys.
    pub person: &'a str,
    /// The KPI.
    pub kpi: &'a KpiId,
    /// The period.
    pub period: Period,
    /// The figures.
    pub figures: Figures,
}

/// Proposes a target for somebody in the caller's scope.
///
/// # Errors
/// If he may not, the person is not in his scope, or there is one already.
pub async fn propose(
    caller: &Caller,
    organisation: &Organisation,
    new: Proposal<'_>,
) -> Result<Target, AppError> {
    let scope = caller.scope(UseCase::TargetPropose, organisation, new.period)?;
    let person = scope
        .find(organisation, new.person)
        .ok_or_else(|| AppError::Refused(vec![absent(new.person)]))?;
    let period = new.period.to_string();
    if !crate::kept::is_open(&caller.store, new.period).await? {
        caller.store.period_open(&caller.ctx, new.period).await?;
    }
    let id = format!("{period}/{}/{person}", new.kpi);
    let target = NewTarget {
        id: &id,
        subject: person.as_str(),
        kpi: new.kpi,
        period: &period,
        figures: new.figures,
    };
    caller.store.target_propose(&caller.ctx, target).await?;
    Ok(caller.store.target_fetch(&id).await?.value)
}

/// Agrees to a target: to one's own as employee, else as manager.
///
/// # Errors
/// If the caller may not, or it is about nobody in his scope.
pub async fn agree(
    caller: &Caller,
    organisation: &Organisation,
    period: Period,
    id: &str,
) -> Result<Target, AppError> {
    let kept = caller.store.target_fetch(id).await?;
    let own = caller
        .actor
        .person()
        .and_then(|own| organisation.person(own.as_str()));
    let subject = organisation.person(&kept.value.subject);
    let is_own = own
        .zip(subject)
        .is_some_and(|(own, subject)| own.id == subject.id);
    let (use_case, side) = if is_own {
        (UseCase::TargetAgreeOwn, Side::Employee)
    } else {
        (UseCase::TargetAgreeManager, Side::Manager)
    };
    let scope = caller.scope(use_case, organisation, period)?;
    if scope.find(organisation, &kept.value.subject).is_none() {
        return Err(AppError::Refused(vec![absent(&kept.value.subject)]));
    }
    let edit = Edit::new(id, kept.revision);
    caller.store.target_agree(&caller.ctx, edit, side).await?;
    Ok(caller.store.target_fetch(id).await?.value)
}

/// Changes the figures; of a target that was agreed, for a reason. Both agree again.
///
/// # Errors
/// If the caller may not, it is about nobody in his scope, or a reason is missing.
pub async fn change(
    caller: &Caller,
    organisation: &Organisation,
    period: Period,
    (id, figures, reason): (&str, Figures, Option<&str>),
) -> Result<Target, AppError> {
    let kept = caller.store.target_fetch(id).await?;
    let scope = caller.scope(UseCase::TargetPropose, organisation, period)?;
    if scope.find(organisation, &kept.value.subject).is_none() {
        return Err(AppError::Refused(vec![absent(&kept.value.subject)]));
    }
    let agreed = kept.value.state != TargetState::Proposed;
    if agreed && reason.is_none_or(|reason| reason.trim().is_empty()) {
        let message = format!("target `{id}` was agreed; it changes only for a reason");
        let diagnostic = Diagnostic::error(rules::AGAINST_A_RULE, message);
        return Err(AppError::Refused(vec![
            diagnostic.with_help("say why: --reason …"),
        ]));
    }
    let edit = Edit::new(id, kept.revision);
    caller
        .store
        .target_update(&caller.ctx, edit, figures, reason)
        .await?;
    Ok(caller.store.target_fetch(id).await?.value)
}

/// The targets of a period that the caller may see.
///
/// # Errors
/// If he may not.
pub async fn list(
    caller: &Caller,
    organisation: &Organisation,
    period: Period,
) -> Result<Vec<Kept<Target>>, AppError> {
    let scope = caller.scope(UseCase::TargetRead, organisation, period)?;
    let all = caller.store.target_list(&period.to_string()).await?;
    let seen = |kept: &Kept<Target>| scope.find(organisation, &kept.value.subject).is_some();
    Ok(all.into_iter().filter(seen).collect())
}

/// Those that both sides agreed to.
pub(crate) fn agreed(targets: Vec<Kept<Target>>) -> Vec<Target> {
    let both =
        |target: &Target| target.agreed_by_manager.is_some() && target.agreed_by_employee.is_some();
    let targets = targets.into_iter().map(|kept| kept.value);
    targets.filter(both).collect()
}

const FILE: &str = "data/targets.csv";

/// The columns of `data/targets.csv` that a target fills.
const COLUMNS: [&str; 8] = [
    "kpi",
    "person",
    "period",
    "target",
    "minimum",
    "desired",
    "baseline",
    "benchmark",
];

/// Puts agreed targets in the place of the lines of `data/targets.csv` about the same KPI, person
/// and period.
pub(crate) fn overlay(documents: &mut Vec<Document>, agreed: &[Target]) {
    if agreed.is_empty() {
        return;
    }
    let found = documents.iter().find(|document| &*document.file == FILE);
    let text = found
        .map(|document| document.text.to_string())
        .unwrap_or_default();
    documents.retain(|document| &*document.file != FILE);
    documents.push(Document::new(FILE, merged(&text, agreed)));
    documents.sort_by(|a, b| a.file.cmp(&b.file));
}

fn merged(text: &str, agreed: &[Target]) -> String {
    let mut lines = text.lines();
    let mut header: Vec<String> = lines
        .next()
        .unwrap_or_default()
        .split(',')
        .map(|cell| cell.trim().to_owned())
        .filter(|cell| !cell.is_empty())
        .collect();
    for column in COLUMNS {
        if !header.iter().any(|cell| cell == column) {
            header.push(column.to_owned());
        }
    }
    let place = |column: &str| header.iter().position(|cell| cell == column);
    let mut out = header.join(",") + "\n";
    for line in lines.filter(|line| !line.trim().is_empty()) {
        let cells: Vec<&str> = line.split(',').map(str::trim).collect();
        let cell = |column: &str| place(column).and_then(|at| cells.get(at)).copied();
        let replaced = agreed.iter().any(|target| {
            cell("kpi") == Some(target.kpi.as_str())
                && cell("person") == Some(target.subject.as_str())
                && cell("period") == Some(target.period.as_str())
        });
        if !replaced {
            let missing = header.len().saturating_sub(cells.len());
            out.push_str(line);
            out.push_str(&",".repeat(missing));
            out.push('\n');
        }
    }
    for target in agreed {
        let figures = &target.figures;
        let number = |value: Option<_>| value.map(plain).unwrap_or_default();
        let cells: Vec<String> = header
            .iter()
            .map(|column| match column.as_str() {
                "kpi" => target.kpi.to_string(),
                "person" => target.subject.clone(),
                "period" => target.period.clone(),
                "target" => plain(figures.target),
                "minimum" => number(figures.minimum),
                "desired" => number(figures.desired),
                "baseline" => number(figures.baseline),
                "benchmark" => number(figures.benchmark),
                _ => String::new(),
            })
            .collect();
        out.push_str(&cells.join(","));
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use attain_core::num::Decimal;

    #[test]
    fn an_agreed_target_takes_the_place_of_its_line_and_of_no_other() {
        let target = Target {
            id: "t".to_owned(),
            subject: "ann".to_owned(),
            kpi: "sales".into(),
            period: "2024-Q1".to_owned(),
            figures: Figures {
                minimum: None,
                target: Decimal::from(90),
                desired: None,
                baseline: None,
                benchmark: None,
            },
            state: TargetState::Agreed,
            agreed_by_manager: Some("m".to_owned()),
            agreed_by_employee: Some("e".to_owned()),
            changed_reason: None,
        };
        let text =
            "kpi,person,period,target\nsales,ann,2024-Q1,50\nsales,ann,,60\nsales,bob,2024-Q1,70\n";
        assert_eq!(
            merged(text, std::slice::from_ref(&target)),
            "kpi,person,period,target,minimum,desired,baseline,benchmark\nsales,ann,,60,,,,\n\
             sales,bob,2024-Q1,70,,,,\nsales,ann,2024-Q1,90,,,,\n"
        );
        assert!(merged("", &[target]).ends_with("\nsales,ann,2024-Q1,90,,,,\n"));
    }
}
