//! From a model and made-up sums to what is paid.

use crate::calculate::{Calculation, FactInput, Subject, calculate, require};
use crate::diag::Diagnostics;
use crate::facts::{Cell, FactAnswer};
use crate::model::load;
use crate::num::Decimal;
use crate::text::Document;

const MODEL: &str = r#"
[position.seller]
title = "Seller"

[dataset.sales]
title = "Sales"
owner = "seller"
date = "sold_on"
key = ["id"]

[dataset.sales.columns]
id = { type = "integer", required = true }
sold_on = { type = "date", required = true }
seller = { type = "text", required = true }
amount = { type = "decimal(12,2)", required = true }

[goal.revenue]
title = "Sell more"
perspective = "finance"

[kpi.sales]
title = "Sales"
kind = "result"
unit = "EUR"
goal = "revenue"
dataset = "sales"
measure = "sum(amount)"
credit = "own"
target = "100"

[kpi.team]
title = "Sales of the company"
kind = "result"
unit = "EUR"
goal = "revenue"
dataset = "sales"
measure = "sum(amount)"
credit = "company"
target = "200"

[scorecard.seller]
positions = ["seller"]
every = "quarter"
plan = "p"
"#;

const PEOPLE: &str = "person,name,position,from,to,share,bonus\n\
    ann,Ann,seller,2020-01-01,,1,1000\n\
    bob,Bob,seller,2024-02-15,,0.5,910\n";

/// Computes the first quarter of 2024 from the sums of each person; none: not imported.
fn paid(plan: &str, sums: &[(&str, Option<i64>)]) -> Calculation {
    let documents = [
        Document::new(
            "attain.toml",
            "[company]\nname = \"Example\"\ncurrency = \"EUR\"\n",
        ),
        Document::new("model/model.toml", format!("{MODEL}{plan}")),
        Document::new("data/people.csv", PEOPLE),
    ];
    let (model, found) = load(&documents);
    let errors: Vec<String> = found
        .iter()
        .filter(|one| one.is_error())
        .map(|one| one.concise())
        .collect();
    assert_eq!(errors, Vec::<String>::new());
    let model = model.unwrap();
    let organisation = model.organisation(&Diagnostics::new());
    let period = model.company.calendar.parse("2024-Q1").unwrap();
    let requirement = require(&model, &organisation, period);
    let sum_of = |subject: &Subject| match subject {
        Subject::Own(person) => sums
            .iter()
            .find(|(name, _)| *name == person.as_str())
            .and_then(|(_, sum)| *sum),
        _ => sums.iter().map(|(_, sum)| *sum).sum(),
    };
    let answers = requirement.queries.iter().map(|query| {
        let mut answer = FactAnswer::default();
        for (subject, group) in &requirement.groups {
            let Some(sum) = sum_of(subject) else { continue };
            for measure in 0..query.measures.len() {
                let cell = Cell {
                    rows: 1,
                    values: vec![Some(Decimal::from(sum))],
                    ..Cell::default()
                };
                answer.cells.insert((*group, measure), cell);
            }
        }
        answer
    });
    let facts = FactInput {
        answers: answers.collect(),
        ..FactInput::default()
    };
    calculate(&model, &organisation, &requirement, &facts)
}

/// `person line amount` for everybody, or the codes of what blocks him.
fn lines(calculation: &Calculation) -> Vec<String> {
    let mut found = Vec::new();
    for result in &calculation.results {
        let person = &result.person;
        match &result.payout {
            Some(payout) => {
                let of = |line: &crate::plan::PayoutLine| {
                    format!("{person} {} {}", line.id, line.amount)
                };
                found.extend(payout.lines.iter().map(of));
                found.push(format!("{person} total {}", payout.total));
            }
            None => {
                let errors = result.diagnostics.iter().filter(|one| one.is_error());
                found.extend(errors.map(|one| format!("{person} {}", one.code)));
            }
        }
    }
    found
}

#[test]
fn a_weighted_plan_pays_by_the_days_of_the_position() {
    let plan = "kpis = [{ kpi = \"sales\", weight = \"100 %\" }]\n\
        [plan.p]\nproration = { by = \"days\" }\n";
    // Bob: 46 of 91 days at half time, 910 x 23 / 91.
    let found = paid(plan, &[("ann", Some(90)), ("bob", Some(100))]);
    assert_eq!(
        lines(&found),
        [
            "ann sales 900.00",
            "ann total 900.00",
            "bob sales 230.00",
            "bob total 230.00"
        ]
    );
    assert_eq!(
        found.results[0].lines[0].payout,
        Some(Decimal::new(90_000, 2))
    );
}

#[test]
fn who_has_no_result_is_blocked_and_the_others_are_paid() {
    let plan = "kpis = [{ kpi = \"sales\", weight = \"100 %\" }]\n[plan.p]\n";
    let found = paid(plan, &[("ann", Some(90)), ("bob", None)]);
    assert_eq!(
        lines(&found),
        ["ann sales 900.00", "ann total 900.00", "bob K0501"]
    );
}

#[test]
fn a_pool_waits_for_everybody() {
    let plan = "kpis = [{ kpi = \"sales\", weight = \"100 %\" }]\n\
        [plan.p]\nmethod = \"pool\"\npool = \"100\"\n";
    let found = paid(plan, &[("ann", Some(100)), ("bob", None)]);
    assert_eq!(lines(&found), ["ann K0603", "bob K0501"]);
    let found = paid(plan, &[("ann", Some(100)), ("bob", Some(200))]);
    assert_eq!(
        lines(&found),
        [
            "ann sales 33.33",
            "ann total 33.33",
            "bob sales 66.67",
            "bob total 66.67"
        ]
    );
}

#[test]
fn results_without_a_weight_gate_and_multiply() {
    let plan = "kpis = [{ kpi = \"sales\", weight = \"100 %\" }, { kpi = \"team\" }]\n\
        [plan.p]\nmultipliers = [{ kpi = \"team\" }]\n\
        gates = [{ kpi = \"team\", at_least = \"90 %\", otherwise = \"50 %\" }]\n";
    let found = paid(plan, &[("ann", Some(100)), ("bob", Some(80))]);
    assert_eq!(lines(&found)[..2], ["ann sales 900.00", "ann total 900.00"]);
    let found = paid(plan, &[("ann", Some(100)), ("bob", Some(60))]);
    assert_eq!(lines(&found)[..2], ["ann sales 400.00", "ann total 400.00"]);
}

#[test]
fn what_a_plan_lacks_blocks_its_people_by_name() {
    let plan = "kpis = [{ kpi = \"sales\", weight = \"90 %\" }]\n[plan.p]\n";
    let found = paid(plan, &[("ann", Some(90)), ("bob", Some(1))]);
    assert_eq!(lines(&found), ["ann K0240", "bob K0240"]);
    let message = &found.results[1].diagnostics[0].message;
    assert!(message.starts_with("plan `p`, person `bob`: "), "{message}");
}

#[test]
fn without_any_weight_the_kpis_count_equally() {
    let plan = "kpis = [{ kpi = \"sales\", scale = \"s\" }, { kpi = \"team\" }]\n\
        [scale.s]\nkind = \"linear\"\ncap = \"100 %\"\n[plan.p]\n";
    let found = paid(plan, &[("ann", Some(120)), ("bob", Some(100))]);
    assert_eq!(
        lines(&found)[..3],
        ["ann sales 500.00", "ann team 550.00", "ann total 1050.00"]
    );
}
