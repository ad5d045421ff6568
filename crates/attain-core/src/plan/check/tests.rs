//! Models with something to look at, and what is said of them.

use super::{check_plans, maximum_cost};
use crate::diag::Diagnostics;
use crate::model::load;
use crate::text::Document;

const COMPANY: &str = "[company]\nname = \"Example\"\ncurrency = \"EUR\"\n";
const FACTS: &str = r#"
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
cost = { type = "decimal(12,2)", required = true }

[goal.revenue]
title = "Sell more"
perspective = "finance"
"#;

fn kpi(name: &str, measure: &str, more: &str) -> String {
    format!(
        "[kpi.{name}]\ntitle = \"{name}\"\nkind = \"result\"\nunit = \"EUR\"\ngoal = \"revenue\"\n\
         dataset = \"sales\"\nmeasure = \"{measure}\"\ncredit = \"own\"\n{more}\n"
    )
}

fn documents(model: &str, targets: &str) -> Vec<Document> {
    vec![
        Document::new("attain.toml", COMPANY),
        Document::new("model/model.toml", format!("{FACTS}{model}")),
        Document::new("data/targets.csv", targets),
        Document::new(
            "data/people.csv",
            "person,name,position,bonus\n1,Ann,seller,100\n2,Bob,seller,50\n",
        ),
    ]
}

/// The codes of the checks.
fn checked(model: &str, targets: &str) -> Vec<String> {
    let (model, found) = load(&documents(model, targets));
    let errors: Vec<String> = found
        .iter()
        .filter(|one| one.is_error())
        .map(|one| one.concise())
        .collect();
    assert_eq!(errors, Vec::<String>::new());
    check_plans(&model.unwrap())
        .iter()
        .map(|one| one.code.id.to_owned())
        .collect()
}

const CARD: &str =
    "[scorecard.seller]\npositions = [\"seller\"]\nevery = \"quarter\"\nplan = \"p\"\n";
const NO_TARGETS: &str = "kpi,target\n";

#[test]
fn a_sound_plan_has_nothing_to_look_at() {
    let model = format!(
        "{}{CARD}kpis = [{{ kpi = \"sales\", weight = \"100 %\" }}]\n[plan.p]\nbonus = \"1000\"\n",
        kpi("sales", "sum(amount)", "")
    );
    assert_eq!(checked(&model, NO_TARGETS), Vec::<String>::new());
}

#[test]
fn weights_and_kpis_that_are_not_there() {
    let model = format!(
        "{}{CARD}kpis = [{{ kpi = \"sales\", weight = \"90 %\" }}]\n[plan.p]\nbonus = \"1000\"\n\
         gates = [{{ kpi = \"margin\", at_least = \"1\" }}]\n",
        kpi("sales", "sum(amount)", "")
    );
    assert_eq!(checked(&model, NO_TARGETS), ["K0240", "K0539"]);
}

#[test]
fn more_than_seven_kpis() {
    let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    let kpis: String = names
        .iter()
        .enumerate()
        .map(|(index, name)| kpi(name, &format!("sum(amount * {index})"), ""))
        .collect();
    for (count, codes) in [(7, Vec::new()), (8, vec!["K0835".to_owned()])] {
        let lines: Vec<String> = names[..count]
            .iter()
            .map(|name| format!("{{ kpi = \"{name}\", weight = \"1\" }}"))
            .collect();
        let model = format!(
            "{kpis}{CARD}kpis = [{}]\n[plan.p]\nbonus = \"1\"\nweights = \"normalize\"\n",
            lines.join(", ")
        );
        assert_eq!(checked(&model, NO_TARGETS), codes);
    }
}

#[test]
fn targets_above_their_benchmark() {
    let base = format!(
        "{}{}{CARD}kpis = [{{ kpi = \"sales\", weight = \"100 %\" }}]\n[plan.p]\nbonus = \"1\"\n",
        kpi("sales", "sum(amount)", ""),
        kpi("cost", "sum(cost)", "direction = \"lower\"")
    );
    for (line, codes) in [
        ("sales,130,100", Vec::new()),
        ("sales,130.01,100", vec!["K0836".to_owned()]),
        ("cost,70,100", Vec::new()),
        ("cost,69.99,100", vec!["K0836".to_owned()]),
    ] {
        assert_eq!(
            checked(&base, &format!("kpi,target,benchmark\n{line}\n")),
            codes,
            "{line}"
        );
    }
}

#[test]
fn gates_that_never_open() {
    for (gate, codes) in [
        (
            "kpi = \"sales\", on = \"score\", at_least = \"120 %\"",
            Vec::new(),
        ),
        (
            "kpi = \"sales\", on = \"score\", above = \"120 %\"",
            vec!["K0837".to_owned()],
        ),
        (
            "kpi = \"sales\", on = \"score\", below = \"0\"",
            // It would also shut as more is reached.
            vec!["K0837".to_owned(), "K0827".to_owned()],
        ),
        ("kpi = \"sales\", at_least = \"500 %\"", Vec::new()),
        ("at_least = \"121 %\"", vec!["K0837".to_owned()]),
    ] {
        let model = format!(
            "{}[scale.s]\nkind = \"linear\"\ncap = \"120 %\"\n{CARD}\
             kpis = [{{ kpi = \"sales\", weight = \"100 %\", scale = \"s\" }}]\n\
             [plan.p]\nbonus = \"1\"\ngates = [{{ {gate} }}]\n",
            kpi("sales", "sum(amount)", "")
        );
        assert_eq!(checked(&model, NO_TARGETS), codes, "{gate}");
    }
}

#[test]
fn facts_that_are_counted_twice() {
    for (second, codes) in [
        ("sum(amount)", vec!["K0838".to_owned()]),
        (
            "sum(amount) filter (where cost > 5)",
            vec!["K0838".to_owned()],
        ),
        ("sum(cost)", Vec::new()),
        ("sum(amount) / sum(cost)", Vec::new()),
    ] {
        let model = format!(
            "{}{}{CARD}kpis = [{{ kpi = \"sales\", weight = \"50 %\" }}, \
             {{ kpi = \"other\", weight = \"50 %\" }}]\n[plan.p]\nbonus = \"1\"\n",
            kpi("sales", "sum(amount)", ""),
            kpi("other", second, "")
        );
        assert_eq!(checked(&model, NO_TARGETS), codes, "{second}");
    }
}

#[test]
fn the_highest_cost() {
    for (plan, scale, expected) in [
        (
            "",
            "",
            "warning[K0840]: plan `p` has no highest cost, for 2 people",
        ),
        (
            "cap = \"150 %\"",
            "",
            "note[K0839]: plan `p` costs at most 225 EUR in a period, for 2 people",
        ),
        (
            "",
            ", scale = \"s\"",
            "note[K0839]: plan `p` costs at most 180 EUR in a period, for 2 people",
        ),
    ] {
        let model = format!(
            "{}[scale.s]\nkind = \"linear\"\ncap = \"120 %\"\n{CARD}\
             kpis = [{{ kpi = \"sales\", weight = \"100 %\"{scale} }}]\n[plan.p]\n{plan}\n",
            kpi("sales", "sum(amount)", "")
        );
        let (model, _) = load(&documents(&model, NO_TARGETS));
        let model = model.unwrap();
        let organisation = model.organisation(&Diagnostics::new());
        let (_, said) = maximum_cost(&model, &organisation, &"p".into()).unwrap();
        assert_eq!(said.concise(), expected);
    }
}
