//! `attain try plan`: what a plan pays, from a table of results.

mod input;
mod output;

use super::{Payout, Plan, parse_plans, pay_plan};
use crate::diag::{Diagnostic, Diagnostics, closest};
use crate::id::{PersonId, PlanId};
use crate::rules;
use crate::scale::parse_scales;
use crate::text::{Document, Table};

/// How the result is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TryFormat {
    /// `person,line,amount`.
    Csv,
    /// For people, with the account of each payout.
    Text,
    /// One object with all of it.
    Json,
}

/// A person's payout.
type PersonPayout = (PersonId, Payout);

/// What plan `name` of `document` pays for the results of `inputs`, printed.
///
/// # Errors
/// Everything that is wrong with the plan and the inputs. Nothing is printed then.
pub fn try_plan(
    document: &Document,
    name: &str,
    inputs: &Document,
    format: TryFormat,
) -> Result<String, Vec<Diagnostic>> {
    let diagnostics = Diagnostics::new();
    let root = document.parse(&diagnostics);
    let root = Table::root(document, &root, &diagnostics);
    let plans = parse_plans(&root);
    let scales = parse_scales(&root);
    let rules = input::kpi_rules(&root);
    let id = PlanId::from(name);
    let Some(plan) = plans.get(&id) else {
        if !diagnostics.has_errors() {
            diagnostics.push(unknown_plan(name, &root, document));
        }
        return Err(diagnostics.into_sorted());
    };
    let context = input::Context {
        plan,
        scales: &scales,
        rules: &rules,
    };
    let entrants = input::read(inputs, &context, &diagnostics);
    if diagnostics.has_errors() {
        return Err(diagnostics.into_sorted());
    }
    let mut paid: Vec<PersonPayout> = Vec::new();
    for one in pay_plan(plan, &scales, "", &entrants) {
        match one.outcome {
            Ok(payout) => paid.push((one.person, payout)),
            Err(problems) => diagnostics.extend(problems),
        }
    }
    if diagnostics.has_errors() {
        return Err(diagnostics.into_sorted());
    }
    Ok(output::print(plan, &paid, format))
}

fn unknown_plan(name: &str, root: &Table<'_>, document: &Document) -> Diagnostic {
    let known: Vec<String> = root
        .table("plan")
        .map(|group| group.keys().into_iter().map(|key| key.value).collect())
        .unwrap_or_default();
    let message = format!("`{}` has no plan `{name}`", document.file);
    let help = match closest(name, known.iter().map(String::as_str)) {
        Some(close) => format!("did you mean `{close}`?"),
        None if known.is_empty() => "write `[plan.NAME]`".to_owned(),
        None => format!("plans are {}", known.join(", ")),
    };
    Diagnostic::error(rules::UNKNOWN_NAME, message)
        .at(&document.span(0..0), "")
        .with_help(help)
}

/// The currency that amounts are shown in.
fn currency(plan: &Plan) -> &str {
    plan.currency.as_deref().unwrap_or("")
}
