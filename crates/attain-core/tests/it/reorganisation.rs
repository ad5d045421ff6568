//! The whole calculation in memory, on examples of the repository: people who move in the middle of
//! a quarter, and the subscribers that were wanted and were not.

use attain_core::calculate::{Calculation, FactInput, Requirement, calculate, require};
use attain_core::dataset::{ColumnKind, Dataset};
use attain_core::diag::{Diagnostic, Diagnostics};
use attain_core::explain::questions;
use attain_core::facts::FactValue;
use attain_core::facts::memory::{MemoryBatch, MemoryFacts};
use attain_core::model::{Model, load};
use attain_core::num::parse_number;
use attain_core::text::{Document, parse_date};
use jiff::civil::{Date, date};
use std::fs;
use std::path::{Path, PathBuf};

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../examples")
        .join(name)
}

#[expect(clippy::disallowed_methods, reason = "the test reads the examples")]
fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

/// The files below a folder of a workspace.
fn collect(root: &Path, folder: &str, files: &mut Vec<String>) {
    for entry in fs::read_dir(root.join(folder)).unwrap() {
        let name = format!("{folder}/{}", entry.unwrap().file_name().to_string_lossy());
        if root.join(&name).is_dir() {
            collect(root, &name, files);
        } else {
            files.push(name);
        }
    }
}

/// The texts of a workspace, as a program would read them.
fn documents(name: &str) -> Vec<Document> {
    let folder = example(name);
    let mut files = vec!["attain.toml".to_owned()];
    collect(&folder, "model", &mut files);
    files.sort();
    for table in ["people", "units", "targets"] {
        let file = format!("data/{table}.csv");
        if folder.join(&file).exists() {
            files.push(file);
        }
    }
    files
        .iter()
        .map(|file| Document::new(file.as_str(), read(&folder.join(file))))
        .collect()
}

fn model(documents: &[Document]) -> Model {
    let (model, problems) = load(documents);
    let errors: Vec<&Diagnostic> = problems
        .iter()
        .filter(|problem| problem.is_error())
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    model.unwrap()
}

/// A value of a file, by its column's type. Dates are `2024-01-31` or `31.01.2024`.
fn value(text: &str, kind: ColumnKind) -> FactValue {
    match kind {
        _ if text.is_empty() => FactValue::Missing,
        ColumnKind::Text => FactValue::Text(text.to_owned()),
        ColumnKind::Integer | ColumnKind::Decimal { .. } => {
            FactValue::Number(parse_number(text).unwrap())
        }
        ColumnKind::Boolean => FactValue::Boolean(text == "true"),
        ColumnKind::Date => {
            let turned: Vec<&str> = text.split('.').rev().collect();
            FactValue::Date(parse_date(&turned.join("-")).unwrap())
        }
    }
}

/// The rows of a file as one import.
fn facts(dataset: &Dataset, text: &str, separator: char, covers: (Date, Date)) -> MemoryFacts {
    let mut lines = text.lines();
    let headers: Vec<&str> = lines.next().unwrap().split(separator).collect();
    let mut batch = MemoryBatch::new("1", dataset.id.clone());
    batch.covers = Some(covers);
    for line in lines {
        let cells: Vec<&str> = line.split(separator).collect();
        batch.push(dataset.columns.iter().map(|column| {
            let place = headers
                .iter()
                .position(|header| *header == column.header())
                .unwrap();
            value(cells[place], column.kind)
        }));
    }
    let mut facts = MemoryFacts::new([dataset.clone()]);
    facts.add(batch);
    facts
}

/// What is asked, answered from memory, and what comes of it.
fn run(model: &Model, facts: &MemoryFacts, period: &str) -> (Requirement, Calculation) {
    let diagnostics = Diagnostics::new();
    let organisation = model.organisation(&diagnostics);
    assert!(!diagnostics.has_errors());
    let period = model.company.calendar.parse(period).unwrap();
    let requirement = require(model, &organisation, period);
    let input = FactInput {
        answers: requirement
            .queries
            .iter()
            .map(|query| facts.answer(query).unwrap())
            .collect(),
        ..FactInput::default()
    };
    let calculation = calculate(model, &organisation, &requirement, &input);
    (requirement, calculation)
}

/// The actual of a person's KPI.
fn actual(calculation: &Calculation, person: &str, kpi: &str) -> String {
    let result = calculation.result(&person.into()).unwrap();
    let line = result
        .lines
        .iter()
        .find(|line| line.kpi.as_str() == kpi)
        .unwrap();
    line.actual
        .value
        .as_ref()
        .map_or_else(|| "missing".to_owned(), ToString::to_string)
}

fn moving_people() -> (Model, MemoryFacts) {
    let model = model(&documents("reorganisation"));
    let text = read(&example("reorganisation/data/sales.csv"));
    let dataset = &model.datasets[&"sales".into()];
    let facts = facts(dataset, &text, ',', (date(2024, 1, 1), date(2024, 3, 31)));
    (model, facts)
}

/// Each sale counts for whoever was responsible on its day.
///
/// ```text
/// ann   01-20 100   02-14 50   02-15 70   03-10 30    north (nora) until 02-14, then south (sven)
/// bob   01-15 200   03-05 10                          north; its head from 03-01
/// cleo  02-01 40    03-20 60                          north; under nora until 02-29, then bob
/// nora  02-10 5                                       head of north until 02-29
/// sven  03-01 7                                       head of south
/// ```
#[test]
fn each_fact_counts_for_whoever_was_responsible_on_its_day() {
    let (model, facts) = moving_people();
    let (_, calculation) = run(&model, &facts, "2024-Q1");
    for (person, kpi, expected) in [
        ("ann", "own_sales", "250"),   // 100 + 50 + 70 + 30
        ("bob", "team_sales", "270"),  // his own 200 + 10, and Cleo's 60 of March
        ("cleo", "own_sales", "100"),  // 40 + 60
        ("sven", "team_sales", "107"), // his 7, Ann's 70 + 30
        ("nora", "team_sales", "395"), // her 5, Bob's 200, Ann's 100 + 50, Cleo's 40
        ("dora", "team_sales", "572"), // everything
        ("sven", "unit_sales", "107"), // south: Ann's 70 + 30, Sven's 7
        ("ann", "unit_sales", "107"),  // she is in south at the end
        ("cleo", "unit_sales", "465"), // north: Ann's 150, Bob's 210, Cleo's 100, Nora's 5
        ("dora", "unit_sales", "572"), // north and south
    ] {
        assert_eq!(
            actual(&calculation, person, kpi),
            expected,
            "{kpi} of {person}"
        );
    }
}

#[test]
fn days_without_an_import_are_missing_not_zero() {
    let (model, facts) = moving_people();
    let (_, calculation) = run(&model, &facts, "2024-Q2");
    assert_eq!(actual(&calculation, "ann", "own_sales"), "missing");
    let result = calculation.result(&"ann".into()).unwrap();
    assert!(result.blocked && result.payout.is_none());
    assert!(calculation.has_errors());
}

#[test]
fn the_same_facts_give_the_same_bytes() {
    let (model, facts) = moving_people();
    let once = format!("{:?}", run(&model, &facts, "2024-Q1").1);
    let again = format!("{:?}", run(&model, &facts, "2024-Q1").1);
    assert_eq!(once, again);
}

/// 3,000 new subscribers from Moscow were wanted; 6,000 came, 4,000 of them from Saratov.
#[test]
fn six_thousand_came_and_two_thousand_were_wanted() {
    let model = model(&documents("subscribers"));
    let text = read(&example("subscribers/data/subscriptions.csv"));
    let dataset = &model.datasets[&"subscriptions".into()];
    let facts = facts(dataset, &text, ';', (date(2024, 3, 1), date(2024, 3, 31)));
    let (requirement, calculation) = run(&model, &facts, "2024-03");
    assert_eq!(actual(&calculation, "anna", "new_subscribers"), "6000");
    assert_eq!(
        actual(&calculation, "anna", "new_subscribers_moscow"),
        "2000"
    );
    let result = calculation.result(&"anna".into()).unwrap();
    let attained = result.lines[1].attainment.as_ref().unwrap();
    assert_eq!(attained.attainment.to_string(), "0.666666666667");
    // Not fulfilled, no bonus.
    assert_eq!(result.payout.as_ref().unwrap().total.to_string(), "0.00");

    let questions = questions(&model, &requirement, &calculation, &"anna".into());
    let moscow = questions
        .iter()
        .find(|q| q.kpi.as_str() == "new_subscribers_moscow")
        .unwrap();
    assert_eq!(moscow.query.conditions[0].text, "city = 'Moscow'");
    let detail = facts.detail(&moscow.query).unwrap();
    let batch = &detail.batches[0];
    assert_eq!(
        (batch.rows, batch.qualified, batch.failed.as_slice()),
        (6_000, 2_000, &[4_000][..])
    );
}

/// Ten different mistakes give ten diagnostics, each at its line.
#[test]
fn ten_mistakes_give_ten_diagnostics() {
    let mistakes = [
        ("attain.toml", "\"EUR\"", "\"Euro\""),
        (
            "model/facts.toml",
            "owner = \"seller\"",
            "owner = \"sellr\"",
        ),
        ("model/facts.toml", "perspective =", "perspectiv ="),
        (
            "model/facts.toml",
            "[kpi.own_sales]\ntitle = \"Own sales\"\nkind = \"result\"",
            "[kpi.own_sales]\ntitle = \"Own sales\"\nkind = \"reslt\"",
        ),
        (
            "model/facts.toml",
            "measure = \"sum(amount)\"\ncredit = \"team\"",
            "measure = \"sum(amout)\"\ncredit = \"team\"",
        ),
        ("model/pay.toml", "weight = \"80 %\"", "weight = 0.8"),
        (
            "model/pay.toml",
            "every = \"quarter\"",
            "every = \"quarterly\"",
        ),
        ("model/pay.toml", "bonus = \"1000\"", "bonus = \"1,000\""),
        ("data/people.csv", "2024-02-15", "2024-02-30"),
        ("data/targets.csv", "own_sales,", "own_sale,"),
    ];
    let mut documents = documents("reorganisation");
    for (file, from, to) in mistakes {
        let place = documents
            .iter()
            .position(|document| *document.file == *file)
            .unwrap();
        let text = documents[place].text.replacen(from, to, 1);
        assert_ne!(*text, *documents[place].text, "{from}");
        documents[place] = Document::new(file, text);
    }
    let (_, problems) = load(&documents);
    let line = |problem: &Diagnostic| {
        let span = &problem.labels[0].span;
        let document = documents
            .iter()
            .find(|document| document.file == span.file)
            .unwrap();
        let line = document.text[..span.range.start].matches('\n').count() + 1;
        format!("{}:{line} {}", span.file, problem.code.id)
    };
    let found: Vec<String> = problems
        .iter()
        .filter(|problem| problem.is_error())
        .map(line)
        .collect();
    assert_eq!(
        found,
        [
            "attain.toml:6 K0203",
            "data/people.csv:8 K0104",
            "data/targets.csv:2 K0341",
            "model/facts.toml:3 K0341",
            "model/facts.toml:16 K0201",
            "model/facts.toml:20 K0203",
            "model/facts.toml:33 K0306",
            "model/pay.toml:12 K0203",
            "model/pay.toml:15 K0102",
            "model/pay.toml:30 K0241",
        ],
        "{problems:#?}"
    );
}
