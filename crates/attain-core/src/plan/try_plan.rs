//! `attain try plan`: what a plan pays, from a table of results.

mod input;
mod output;
mod source;

use super::{Entrant, MissingPolicy, Payout, Plan, parse_plans, pay_plan};
use crate::diag::{Diagnostic, Diagnostics, closest};
use crate::id::{PersonId, PlanId, ScaleId};
use crate::num::{Decimal, Exact};
use crate::period::Period;
use crate::rules;
use crate::scale::{Scale, parse_scales};
use crate::text::{Document, Table};
use source::Source;
use std::collections::BTreeMap;

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

/// A person's payout of a period; the period is named where there are several.
struct PersonPayout {
    person: PersonId,
    period: Option<Period>,
    payout: Payout,
}

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
    let source = Source::read(&root, name);
    let plan = plans.get(&PlanId::from(name));
    if plan.is_none() && !diagnostics.has_errors() {
        diagnostics.push(unknown_plan(name, &root, document));
    }
    let groups = plan.map(|plan| input::read(inputs, plan, &source, &diagnostics));
    let (Some(plan), Some(groups), false) = (plan, groups, diagnostics.has_errors()) else {
        return Err(diagnostics.into_sorted());
    };
    let paid = pay(plan, &scales, groups, &diagnostics);
    if diagnostics.has_errors() {
        return Err(diagnostics.into_sorted());
    }
    Ok(output::print(plan, &paid, format))
}

/// Pays period by period: what one leaves (a balance, what is owed, the year so far) is there in
/// the next.
fn pay(
    plan: &Plan,
    scales: &BTreeMap<ScaleId, Scale>,
    groups: Vec<input::Group>,
    diagnostics: &Diagnostics,
) -> Vec<PersonPayout> {
    let several = groups.len() > 1;
    let mut left: BTreeMap<PersonId, Left> = BTreeMap::new();
    let mut paid: Vec<PersonPayout> = Vec::new();
    for group in groups {
        let mut entrants = group.entrants;
        for entrant in &mut entrants {
            left.entry(entrant.person.clone())
                .or_default()
                .hand_over(entrant, group.period);
        }
        for one in pay_plan(plan, scales, "", &entrants) {
            match one.outcome {
                Ok(payout) => {
                    left.entry(one.person.clone())
                        .or_default()
                        .remember(&payout);
                    let period = group.period.filter(|_| several);
                    paid.push(PersonPayout {
                        person: one.person,
                        period,
                        payout,
                    });
                }
                Err(problems) => diagnostics.extend(problems),
            }
        }
    }
    paid.sort_by(|a, b| (&a.person, a.period).cmp(&(&b.person, b.period)));
    paid
}

/// What a period leaves for the next.
#[derive(Debug, Default)]
struct Left {
    amounts: BTreeMap<String, Decimal>,
    actuals: BTreeMap<String, Exact>,
    year: Option<i16>,
    year_so_far: BTreeMap<String, Exact>,
}

impl Left {
    /// Gives an entrant what he does not state himself, and notes his actuals.
    fn hand_over(&mut self, entrant: &mut Entrant, period: Option<Period>) {
        for (name, amount) in &self.amounts {
            entrant.amounts.entry(name.clone()).or_insert(*amount);
        }
        let year = period.map(|period| period.to.year());
        if self.year != year {
            self.year = year;
            self.year_so_far.clear();
        }
        for line in &mut entrant.lines {
            let before = self.year_so_far.get(&line.kpi).cloned();
            if line.before.is_none() {
                line.before.clone_from(&before);
            }
            if line.missing == MissingPolicy::Carry && line.is_empty() {
                line.actual = self.actuals.get(&line.kpi).cloned();
            }
            if let Some(actual) = &line.actual {
                self.actuals.insert(line.kpi.clone(), actual.clone());
                let sum = before.map_or_else(|| actual.clone(), |before| &before + actual);
                self.year_so_far.insert(line.kpi.clone(), sum);
            }
        }
    }

    fn remember(&mut self, payout: &Payout) {
        self.amounts.clear();
        let kept = payout
            .beside
            .iter()
            .filter(|line| ["balance", "owed"].contains(&&*line.id));
        self.amounts
            .extend(kept.map(|line| (line.id.clone(), line.amount)));
    }
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
