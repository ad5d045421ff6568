//! Where a company stands, and what a pilot explains.

use super::pilot::{Beside, Comparison, Mark, Verdict, compare, parse_marks, parse_old};
use super::{Circumstances, Documents, Outcome, Stage, StageState, decision_line, stages};
use crate::calculate::{FactInput, calculate, require};
use crate::diag::Diagnostics;
use crate::facts::FactValue;
use crate::facts::memory::{MemoryBatch, MemoryFacts};
use crate::model::{Model, load};
use crate::text::Document;
use jiff::civil::date;
use std::collections::BTreeSet;

const MODEL: &str = r#"
[dataset.d]
owner = "p"
date = "t"
key = ["i"]
covers = "months"
[dataset.d.columns]
i = "integer"
t = "date"
p = "text"
a = "decimal(12,2)"
[position.seller]
[position.boss]
[goal.growth]
title = "Grow"
perspective = "finance"
[goal.service]
title = "Serve"
perspective = "customers"
parent = "growth"
[process.selling]
owner = "boss"
tasks = ["Sell"]
[responsibility.selling]
process = "selling"
task = "Sell"
responsible = ["seller"]
[kpi.sales]
kind = "result"
unit = "EUR"
owner = "boss"
goal = "service"
measures = "selling"
dataset = "d"
measure = "sum(a)"
target = { minimum = "800", target = "1000", desired = "1200" }
[kpi.orders]
kind = "efficiency"
unit = "orders"
owner = "boss"
goal = "service"
measures = "selling"
dataset = "d"
measure = "count(*)"
target = { minimum = "1", target = "2", desired = "3" }
[scale.fulfilled]
kind = "linear"
threshold = "80 %"
cap = "120 %"
[scorecard.seller]
positions = ["seller"]
every = "month"
plan = "p"
kpis = [{ kpi = "sales", weight = "60 %", scale = "fulfilled" }, { kpi = "orders", weight = "40 %" }]
[plan.p]
bonus = "500"
cap = "600"
"#;

fn model(more: &str, files: &[(&str, &str)]) -> (Model, Vec<String>) {
    let mut documents = vec![
        Document::new(
            "attain.toml",
            "[company]\nname = \"A\"\ncurrency = \"EUR\"\n",
        ),
        Document::new("model/m.toml", format!("{MODEL}{more}")),
        Document::new(
            "data/units.csv",
            "unit,name,parent\nall,All,\nnorth,North,all\nsouth,South,all\n",
        ),
        Document::new(
            "data/people.csv",
            "person,name,unit,position\n1,Ann,north,seller\n2,Bob,south,seller\n3,Cy,north,seller\n",
        ),
    ];
    documents.extend(files.iter().map(|(file, text)| Document::new(*file, *text)));
    let (model, found) = load(&documents);
    (
        model.unwrap(),
        found.iter().map(|one| one.concise()).collect(),
    )
}

fn circumstances() -> Circumstances {
    Circumstances {
        organisation: crate::organisation::Organisation::default(),
        today: date(2026, 6, 1),
        files: BTreeSet::new(),
        documents: Documents::default(),
        imports: 0,
    }
}

fn state(model: &Model, circumstances: &Circumstances, stage: Stage) -> StageState {
    stages(model, circumstances)
        .into_iter()
        .find(|one| one.stage == stage)
        .unwrap()
}

#[test]
fn a_gate_opens_when_its_evidence_is_there() {
    let (mut model, _) = model("", &[]);
    let now = circumstances();
    let goals = state(&model, &now, Stage::Goals);
    assert_eq!(goals.status(), "open");
    assert_eq!(
        goals.obstacles(),
        ["Every perspective has a goal: none for `processes`, and 1 more"]
    );
    for (name, perspective) in [
        ("p", crate::model::Perspective::Processes),
        ("l", crate::model::Perspective::Learning),
    ] {
        let mut goal = model.goals[&"service".into()].clone();
        goal.id = name.into();
        goal.perspective = perspective;
        model.goals.insert(name.into(), goal);
    }
    assert_eq!(state(&model, &now, Stage::Goals).status(), "ready");
    let priorities = state(&model, &now, Stage::Priorities);
    assert_eq!(priorities.status(), "waits");
    assert_eq!(priorities.obstacles()[0], "an earlier stage is not decided");
}

#[test]
fn decisions_let_the_next_stage_begin() {
    let line = decision_line(
        Stage::Goals,
        Outcome::Go,
        "Ann, the boss",
        date(2026, 1, 2),
        "",
    );
    assert_eq!(line, "goals,go,\"Ann, the boss\",2026-01-02,\n");
    let csv = format!(
        "stage,outcome,by,on,note\n{line}priorities,stay,Ann,2026-02-01,weights\n2,go,Ann,2026-02-03,\n"
    );
    let (model, found) = model("", &[("data/decisions.csv", &csv)]);
    assert!(
        !found.iter().any(|one| one.starts_with("error")),
        "{found:#?}"
    );
    let now = circumstances();
    let statuses: Vec<&str> = stages(&model, &now)
        .iter()
        .map(StageState::status)
        .collect();
    assert_eq!(
        statuses,
        [
            "passed", "passed", "ready", "waits", "waits", "waits", "waits", "waits"
        ]
    );
    // The last decision counts: a stage can be opened again.
    let csv = format!("{csv}goals,stay,Ann,2026-03-01,new strategy\n");
    let (model, _) = super::tests::model("", &[("data/decisions.csv", &csv)]);
    assert_eq!(stages(&model, &now)[2].status(), "waits");
}

#[test]
fn what_is_wrong_in_stages_and_decisions_is_said() {
    for (toml, csv, expected) in [
        ("[stage.goal]\n", "", "error[K0341]: unknown stage `goal`"),
        (
            "[stage.goals]\npeople = [\"bos\"]\n",
            "",
            "error[K0341]: unknown position `bos`",
        ),
        (
            "[stage.goals]\nevidence = [{ text = \"Minutes\", by = \"Ann\" }]\n",
            "",
            "error[K0270]: evidence `Minutes` says who or when, not both",
        ),
        (
            "[stage.goals]\ndocuments = [\"../x\"]\n",
            "",
            "error[K0270]: `../x` is no file of the workspace",
        ),
        (
            "",
            "stage,outcome,by,on\n9,go,Ann,2026-01-01\n",
            "error[K0203]: `9` is no stage",
        ),
        (
            "",
            "stage,outcome,by,on\n1,maybe,Ann,2026-01-01\n",
            "error[K0203]: `maybe` is no outcome",
        ),
        (
            "",
            "stage,outcome,by,on\n1,go,,2026-01-01\n",
            "error[K0202]: `by` is empty",
        ),
    ] {
        let files: &[(&str, &str)] = if csv.is_empty() {
            &[]
        } else {
            &[("data/decisions.csv", csv)]
        };
        let (_, found) = model(toml, files);
        assert!(
            found.iter().any(|one| one.starts_with(expected)),
            "{expected}\n{found:#?}"
        );
    }
}

#[test]
fn evidence_of_people_files_and_circumstances() {
    let toml = "[stage.goals]\ndocuments = [\"strategy.md\"]\n\
        evidence = [{ text = \"Minutes\", by = \"Ann\", on = 2026-01-05 }, { text = \"Survey\" }, \
        { text = \"Vote\", by = \"Ann\", on = 2026-01-05, file = \"vote.pdf\" }]\n\
        [stage.monitoring]\nrevise = 2026-05-31\n";
    let (model, found) = model(toml, &[]);
    assert!(
        !found.iter().any(|one| one.starts_with("error")),
        "{found:#?}"
    );
    let mut now = circumstances();
    let shown = |now: &Circumstances, stage: Stage, skip: usize| -> Vec<String> {
        let proofs = state(&model, now, stage).proofs.into_iter().skip(skip);
        proofs
            .map(|one| format!("{} {}: {}", one.met, one.text, one.found))
            .collect()
    };
    assert_eq!(
        shown(&now, Stage::Goals, 4),
        [
            "false Document `strategy.md`: the file is missing",
            "true Minutes: Ann, 2026-01-05",
            "false Survey: nobody has given it yet",
            "false Vote: the file `vote.pdf` is missing",
        ]
    );
    now.files = ["strategy.md", "vote.pdf"].map(str::to_owned).into();
    now.documents = Documents {
        all: 5,
        current: 4,
        personal: 3,
        acknowledged: 3,
    };
    now.imports = 2;
    assert!(
        shown(&now, Stage::Goals, 4)
            .iter()
            .filter(|one| one.starts_with("true"))
            .count()
            == 3
    );
    assert_eq!(
        shown(&now, Stage::Documents, 0),
        ["false The documents are written as the model is now: 4 of 5"]
    );
    assert_eq!(
        shown(&now, Stage::Informed, 0),
        ["true Everybody has acknowledged his memo as it is now: 3 of 3"]
    );
    assert_eq!(
        shown(&now, Stage::Monitoring, 2),
        ["false The day of the next revision is set: 2026-05-31 is over: revise, and set the next"]
    );
}

#[test]
fn results_and_motivation_are_checked() {
    let (sound, _) = model("", &[]);
    let now = circumstances();
    for stage in [Stage::Priorities, Stage::Results, Stage::Motivation] {
        let missing: Vec<String> = state(&sound, &now, stage)
            .proofs
            .into_iter()
            .filter(|one| !one.met)
            .map(|one| format!("{}: {}", one.text, one.found))
            .collect();
        assert_eq!(missing, Vec::<String>::new(), "{stage}");
    }
    let flat = MODEL
        .replace("minimum = \"800\", ", "")
        .replace("cap = \"600\"\n", "")
        .replace("cap = \"120 %\"", "");
    let (model, _) = load(&[
        Document::new(
            "attain.toml",
            "[company]\nname = \"A\"\ncurrency = \"EUR\"\n",
        ),
        Document::new("model/m.toml", flat),
        Document::new("data/people.csv", "person,name,position\n1,Ann,seller\n"),
    ]);
    let model = model.unwrap();
    let now = Circumstances {
        organisation: model.organisation(&Diagnostics::new()),
        ..now
    };
    assert_eq!(
        state(&model, &now, Stage::Results).proofs[1].found,
        "`sales` has not all three"
    );
    assert_eq!(
        state(&model, &now, Stage::Motivation).proofs[3].found,
        "plan `p` has no highest cost, for 1 people"
    );
}

#[test]
fn the_last_pilot_of_a_period_counts() {
    let header = format!("{}\n", super::PILOT_COLUMNS);
    let first = "2026-01,north,3,1,1,0,1,100,120,x,ann,2026-02-01\n";
    let again = "2026-01,north,3,1,1,1,0,100,120,x,ann,2026-02-03\n";
    let now = circumstances();
    for (lines, expected) in [
        (String::new(), vec![false, true]),
        (first.to_owned(), vec![true, false]),
        (format!("{first}{again}"), vec![true, true]),
    ] {
        let csv = format!("{header}{lines}");
        let (model, _) = model("", &[("data/pilots.csv", &csv)]);
        let met: Vec<bool> = state(&model, &now, Stage::Pilot)
            .proofs
            .iter()
            .map(|one| one.met)
            .collect();
        assert_eq!(met, expected, "{lines}");
    }
}

/// Ann reaches 90 % of her sales, Bob 130 % and 150 %, Cy 50 % of both.
fn calculated(model: &Model) -> crate::calculate::Calculation {
    let dataset = model.datasets.values().next().unwrap().clone();
    let mut facts = MemoryFacts::new([dataset]);
    let mut batch = MemoryBatch::new("1", "d");
    batch.covers = Some((date(2026, 1, 1), date(2026, 1, 31)));
    let sales = [
        ("1", 450),
        ("1", 450),
        ("2", 500),
        ("2", 400),
        ("2", 400),
        ("3", 500),
    ];
    for (index, (person, amount)) in sales.into_iter().enumerate() {
        batch.push([
            FactValue::Number(index.into()),
            FactValue::Date(date(2026, 1, 10)),
            FactValue::Text(person.into()),
            FactValue::Number(amount.into()),
        ]);
    }
    facts.add(batch);
    let organisation = model.organisation(&Diagnostics::new());
    let period = model.company.calendar.parse("2026-01").unwrap();
    let requirement = require(model, &organisation, period);
    let answers = requirement
        .queries
        .iter()
        .map(|query| facts.answer(query).unwrap())
        .collect();
    let input = FactInput {
        answers,
        ..FactInput::default()
    };
    calculate(model, &organisation, &requirement, &input)
}

fn compared(old: &str, marks: &str, units: &[&str]) -> Vec<Comparison> {
    let (model, _) = model("", &[]);
    let diagnostics = Diagnostics::new();
    let calendar = model.company.calendar;
    let old = parse_old(&Document::new("old.csv", old), calendar, &diagnostics);
    let marks: Vec<Mark> = parse_marks(
        &Document::new(
            "marks.csv",
            format!("person,period,difference,reason,by\n{marks}"),
        ),
        calendar,
        &diagnostics,
    );
    assert!(diagnostics.is_empty());
    let organisation = model.organisation(&diagnostics);
    let units: Vec<crate::id::UnitId> = units.iter().map(|unit| (*unit).into()).collect();
    let beside = Beside {
        organisation: &organisation,
        units: &units,
        old: &old,
        marks: &marks,
        currency: "EUR",
    };
    compare(&calculated(&model), &beside)
}

const OLD: &str = "person,period,amount,at_full\n1,2026-01,500,\n2,2026-01,450,400\n3,2026-01,250,\n9,2026-01,77,\n1,2026-02,1,\n";

fn said(one: &Comparison) -> Vec<String> {
    let mut out = vec![format!(
        "{} {:?} {}",
        one.person,
        one.difference.map(crate::num::plain),
        one.verdict.name()
    )];
    out.extend(
        one.parts
            .iter()
            .map(|part| format!("{} {}", crate::num::plain(part.amount), part.what)),
    );
    out
}

#[test]
fn every_difference_is_taken_apart() {
    let found = compared(OLD, "", &[]);
    assert_eq!(
        said(&found[0]),
        [
            "1 Some(\"-30\") explained",
            "-30 sales: attainment 90 % of weight 60 %"
        ]
    );
    assert_eq!(
        said(&found[1]),
        [
            "2 Some(\"150\") explained",
            "100 bonus at 100 %, new less old",
            "-50 what the old scheme did not pay of its own",
            "90 sales: attainment 130 % of weight 60 %",
            "-30 sales: its scale makes 120 % of it",
            "100 orders: attainment 150 % of weight 40 %",
            "-60 cap and rounding",
        ]
    );
    assert_eq!(
        said(&found[2]),
        [
            "3 Some(\"-150\") unexplained",
            "250 bonus at 100 % less the old pay",
            "-150 sales: attainment 50 % of weight 60 %",
            "-150 sales: its scale makes 0 % of it",
            "-100 orders: attainment 50 % of weight 40 %",
        ]
    );
    assert_eq!(
        found[3].verdict,
        Verdict::Unexplained("the model knows no such person".to_owned())
    );
    for one in &found {
        let parts: crate::num::Decimal = one.parts.iter().map(|part| part.amount).sum();
        assert!(one.parts.is_empty() || Some(parts) == one.difference);
    }
}

#[test]
fn a_pilot_holds_for_its_units_and_marks_explain_what_is_left() {
    let north = compared(OLD, "", &["north"]);
    let people: Vec<&str> = north.iter().map(|one| one.person.as_str()).collect();
    // Whom nobody knows may belong to any unit.
    assert_eq!(people, ["1", "3", "9"]);
    assert_eq!(compared(OLD, "", &["all"]).len(), 4);
    let marks = "3,2026-01,-150,guaranteed in the old scheme,Ann\n9,,,left,Ann\n";
    let verdicts: Vec<&str> = compared(OLD, marks, &[])
        .iter()
        .map(|one| one.verdict.name())
        .collect();
    assert_eq!(verdicts, ["explained", "explained", "marked", "marked"]);
    // A mark for another difference is for another difference.
    let stale = compared(OLD, "3,2026-01,-149,x,Ann\n", &[]);
    assert_eq!(stale[2].verdict.name(), "unexplained");
    // Nobody has said what the old scheme paid.
    let missing = compared("person,period,amount\n", ",,,new people,Ann\n", &["south"]);
    assert_eq!(said(&missing[0]), ["2 None marked"]);
}
