//! The score, and the voice that a company gives to a principle. What each principle finds stands
//! in `spec/principles.md`.

use super::{ALL, check, health, levelled};
use crate::diag::Severity;
use crate::model::{Model, load};
use crate::plan::check_plans;
use crate::text::Document;

fn model(principles: &str, toml: &str) -> Model {
    let company =
        format!("[company]\nname = \"A\"\ncurrency = \"EUR\"\n[principles]\n{principles}\n");
    let base = "[dataset.d]\nowner = \"p\"\ndate = \"t\"\nkey = [\"i\"]\n[dataset.d.columns]\n\
                i = \"integer\"\nt = \"date\"\np = \"text\"\n[position.a]\n[position.b]\n";
    let documents = [
        Document::new("attain.toml", company),
        Document::new("model/m.toml", format!("{base}{toml}")),
    ];
    let (model, found) = load(&documents);
    let errors: Vec<String> = found
        .iter()
        .filter(|one| one.is_error())
        .map(|one| one.concise())
        .collect();
    assert_eq!(errors, Vec::<String>::new());
    model.unwrap()
}

const TWO_CARDS: &str = r#"
[goal.g]
title = "G"
perspective = "finance"
[kpi.good]
kind = "result"
unit = "EUR"
owner = "a"
goal = "g"
dataset = "d"
measure = "count(*)"
target = "1"
[kpi.bad]
kind = "result"
dataset = "d"
measure = "count(*) * 2"
target = "1"
[scorecard.a]
positions = ["a"]
every = "month"
kpis = [{ kpi = "good", weight = "100 %" }]
[scorecard.b]
positions = ["b"]
every = "month"
kpis = [{ kpi = "bad", weight = "100 %" }]
"#;

#[test]
fn the_score_is_the_mean_of_the_principles() {
    let health = health(&model("", TWO_CARDS));
    let of = |name: &str| {
        let one = health
            .principles
            .iter()
            .find(|one| one.name == name)
            .unwrap();
        (one.kept, one.checked)
    };
    assert_eq!(of("strategy"), (2, 3));
    assert_eq!(of("clear"), (1, 2));
    assert_eq!(of("few"), (2, 2));
    assert_eq!(of("shares"), (2, 2));
    assert_eq!(of("controllable"), (0, 1));
    assert_eq!(of("leading"), (0, 0));
    // (2/3 + 1/2 + 1 + 1 + 0) / 5 = 63.33 %
    assert_eq!(health.score.unwrap().to_string(), "63");
    let scores: Vec<String> = health
        .positions
        .iter()
        .map(|one| {
            format!(
                "{} {} {}",
                one.position,
                one.score.unwrap(),
                one.reasons.len()
            )
        })
        .collect();
    assert_eq!(scores, ["a 100 0", "b 50 2"]);
}

#[test]
fn a_company_says_how_loudly() {
    let codes = |principles: &str| -> Vec<String> {
        let model = model(principles, TWO_CARDS);
        let found = check(&model);
        found
            .iter()
            .map(|one| format!("{}{}", one.severity.name(), one.code))
            .collect()
    };
    assert_eq!(codes(""), ["warningK0801", "warningK0807", "noteK0810"]);
    assert_eq!(
        codes("strategy = \"error\"\nclear = \"off\"\ncontrollable = \"warning\""),
        ["errorK0801", "warningK0810"]
    );
    let quiet = model("clear = \"off\"\ncontrollable = \"off\"", TWO_CARDS);
    // (2/3 + 1 + 1) / 3 = 88.89 %
    assert_eq!(health(&quiet).score.unwrap().to_string(), "89");
}

#[test]
fn what_plans_say_is_levelled_too() {
    let lines: Vec<String> = (0..8)
        .map(|n| format!("{{ kpi = \"k{n}\", weight = \"1\" }}"))
        .collect();
    let kpis: String = (0..8)
        .map(|n| format!("[kpi.k{n}]\nkind = \"result\"\ndataset = \"d\"\nmeasure = \"count(*) * {n}\"\ntarget = \"1\"\n"))
        .collect();
    let card = format!(
        "{kpis}[scorecard.a]\npositions = [\"a\"]\nevery = \"month\"\nkpis = [{}]\n",
        lines.join(", ")
    );
    let loud = model("few = \"error\"", &card);
    let found = levelled(&loud, check_plans(&loud));
    assert!(
        found
            .iter()
            .any(|one| one.code.id == "K0835" && one.severity == Severity::Error)
    );
    let off = model("few = \"off\"", &card);
    assert!(
        !levelled(&off, check_plans(&off))
            .iter()
            .any(|one| one.code.id == "K0835")
    );
}

#[test]
fn every_principle_has_a_name_and_codes() {
    let mut names: Vec<&str> = ALL.iter().map(|one| one.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), ALL.len());
    assert!(
        ALL.iter()
            .all(|one| one.codes.iter().all(|code| code.id.starts_with("K08")))
    );
}
