//! Reading `[cascade.NAME]`.

use super::{Cascade, CascadePart, SplitMethod};
use crate::diag::{Diagnostic, Spanned};
use crate::id::{GoalId, KpiId};
use crate::model::TargetScope;
use crate::num::Decimal;
use crate::rules;
use crate::text::Table;

/// Reads one `[cascade.NAME]`.
#[must_use]
pub fn parse_cascade(name: &Spanned<String>, table: &Table<'_>) -> Option<Cascade> {
    let id = |text: Spanned<String>| text.map(KpiId::from);
    let whole = table.required_text("whole").map(id);
    let part = table.required_text("part").map(id);
    let method = table.required_choice("split", &SplitMethod::NAMES);
    let goal = table.text("goal").map(|text| text.map(GoalId::from));
    let step = table.number("step");
    if let Some(step) = step.as_ref().filter(|step| step.value <= Decimal::ZERO) {
        let message = format!("`step` is {}, expected more than 0", step.value);
        table
            .diagnostics()
            .push(Diagnostic::error(rules::MALFORMED_NUMBER, message).at(&step.span, ""));
        return None;
    }
    let parts = table.tables("parts");
    if parts.is_empty() && !table.has("parts") {
        let _ = table.required("parts");
    }
    let parts: Vec<CascadePart> = parts
        .iter()
        .filter_map(|part| parse_part(part, method))
        .collect();
    table.finish(&["note"]);
    Some(Cascade {
        id: name.value.clone(),
        goal,
        whole: whole?,
        part: part?,
        method: method?,
        step: step.map_or(Decimal::ONE, |step| step.value),
        parts,
        span: name.span.clone(),
    })
}

fn parse_part(table: &Table<'_>, method: Option<SplitMethod>) -> Option<CascadePart> {
    let scopes = [
        table
            .text("unit")
            .map(|text| TargetScope::Unit(text.value.into())),
        table
            .text("position")
            .map(|text| TargetScope::Position(text.value.into())),
        table
            .text("person")
            .map(|text| TargetScope::Person(text.value.into())),
    ];
    let weight = table.number("weight").map(|number| number.value);
    let target = table.number("target").map(|number| number.value);
    let mut scopes = scopes.into_iter().flatten();
    let scope = scopes.next();
    if scope.is_none() || scopes.next().is_some() {
        let message = "a part names one unit, one position or one person";
        table
            .diagnostics()
            .push(Diagnostic::error(rules::MISSING_FIELD, message).at(table.span(), ""));
    }
    match method {
        Some(SplitMethod::Weight) if weight.is_none() => {
            let _ = table.required("weight");
        }
        Some(SplitMethod::Hand) if target.is_none() => {
            let _ = table.required("target");
        }
        _ => {}
    }
    table.finish(&[]);
    Some(CascadePart {
        scope: scope?,
        weight,
        target,
        span: table.span().clone(),
    })
}
