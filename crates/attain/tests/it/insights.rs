//! Forecast, health, effectiveness, signals, alerts and surveys, as their users have them.

use crate::copy_folder;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A workspace in which the program runs.
struct Folder(TempDir);

impl Folder {
    /// AdventureWorks with its facts imported; `edit` may change the text of the sales before.
    fn adventure_works(edit: impl Fn(String) -> String) -> Self {
        let folder = TempDir::new().unwrap();
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/adventure-works");
        copy_folder(&example, folder.path());
        let here = Self(folder);
        let sales = here.0.path().join("data/reseller_sales.csv");
        let text = edit(fs::read_to_string(&sales).unwrap());
        fs::write(&sales, text).unwrap();
        for dataset in ["reseller_sales", "sales_quotas", "employees", "finance"] {
            here.says(&["import", dataset, &format!("data/{dataset}.csv")]);
        }
        here
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.0.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// What a command says, and how it ends.
    fn ends(&self, arguments: &[&str]) -> (i32, String, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_attain"))
            .args(arguments)
            .current_dir(self.0.path())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let code = output.status.code().unwrap();
        (code, text(output.stdout), text(output.stderr))
    }

    /// What a command says that ends well.
    fn says(&self, arguments: &[&str]) -> String {
        let (code, out, err) = self.ends(arguments);
        assert_eq!(code, 0, "{arguments:?}\n{out}\n{err}");
        out
    }

    /// The rows of a CSV, by column.
    fn rows(&self, arguments: &[&str]) -> Vec<BTreeMap<String, String>> {
        let (_, out, err) = self.ends(&[arguments, &["--format", "csv"]].concat());
        let mut reader = csv::Reader::from_reader(out.as_bytes());
        let rows: Result<Vec<_>, _> = reader.deserialize().collect();
        rows.unwrap_or_else(|error| panic!("{arguments:?}: {error}\n{out}\n{err}"))
    }
}

/// The quarters of 2012 with their middle days.
const MIDDLES: [(&str, &str); 4] = [
    ("2012-Q1", "2012-02-15"),
    ("2012-Q2", "2012-05-16"),
    ("2012-Q3", "2012-08-15"),
    ("2012-Q4", "2012-11-15"),
];

/// Weighted absolute percentage errors over people and the quarters of 2012: of the forecast and of
/// the plain run rate, and the share of the ends that lie in the interval.
/// docs/concepts/insights.md states them.
#[test]
fn the_forecast_of_adventure_works_is_better_than_the_run_rate() {
    let here = Folder::adventure_works(|text| text);
    let (mut error, mut plain, mut sum) = (0.0, 0.0, 0.0);
    let (mut inside, mut intervals) = (0.0, 0.0);
    for (quarter, at) in MIDDLES {
        let actuals: BTreeMap<String, f64> = here
            .rows(&["run", quarter])
            .into_iter()
            .filter(|row| row["kpi"] == "quota_attainment")
            .map(|row| (row["person"].clone(), row["actual"].parse().unwrap()))
            .collect();
        let rows = here.rows(&["forecast", quarter, "--at", at]);
        let rows = rows.iter().filter(|row| row["kpi"] == "quota_attainment");
        let mut people = 0;
        for row in rows {
            let number = |name: &str| row[name].parse::<f64>().unwrap();
            let actual = actuals[&row["person"]];
            error += (number("forecast") - actual).abs();
            plain += (number("run_rate") - actual).abs();
            sum += actual;
            if !row["low"].is_empty() {
                intervals += 1.0;
                let hit = number("low") <= actual && actual <= number("high");
                inside += f64::from(u8::from(hit));
            }
            people += 1;
        }
        assert_eq!(people, actuals.len(), "{quarter}: everybody is forecast");
    }
    let (error, plain) = (error / sum, plain / sum);
    println!(
        "forecast {error:.4}, run rate {plain:.4}, in interval {:.3}",
        inside / intervals
    );
    assert!(plain > 0.25, "the run rate itself: {plain}");
    assert!(error < 0.17, "{error}");
    assert!(inside / intervals >= 0.7, "{inside} of {intervals}");
}

/// Facts after the day change nothing: here they are ten times as large.
#[test]
fn nothing_after_the_day_is_looked_at() {
    let (quarter, at) = MIDDLES[2];
    let larger = |text: String| {
        let mut lines = text.lines();
        let header = lines.next().unwrap();
        let columns: Vec<&str> = header.split(',').collect();
        let place = |name: &str| columns.iter().position(|column| *column == name).unwrap();
        let (date, amount) = (place("order_date"), place("sales_amount"));
        let mut out = format!("{header}\n");
        for line in lines {
            let mut cells: Vec<String> = line.split(',').map(ToOwned::to_owned).collect();
            if cells[date].as_str() > at {
                let value: rust_decimal::Decimal = cells[amount].parse().unwrap();
                cells[amount] = (value * rust_decimal::Decimal::TEN).to_string();
            }
            out.push_str(&cells.join(","));
            out.push('\n');
        }
        out
    };
    let command = ["forecast", quarter, "--at", at, "--format", "json"];
    let as_it_is = Folder::adventure_works(|text| text).says(&command);
    let changed = Folder::adventure_works(larger).says(&command);
    assert!(as_it_is == changed, "the forecast has seen later facts");
}

#[test]
fn health_effectiveness_signals_and_alerts_have_all_formats() {
    let here = Folder::adventure_works(|text| text);
    here.write(
        "model/alerts.toml",
        "[alert.low]\nwhen = \"forecast_below_target\"\nkpi = \"quota_attainment\"\n\
         mail = [\"head@example.com\"]\n[alert.red]\nwhen = \"turned_red\"\n\
         [alert.old]\nwhen = \"facts_stale\"\ndays = \"10\"\n",
    );
    let at = ["--at", "2012-11-15"];
    let commands: [&[&str]; 4] = [
        &["health", "2012-Q4"],
        &["effectiveness", "2012-Q4"],
        &["signals", "2012-Q4", "--all"],
        &["alerts", "2012-Q4", "--at", "2012-11-15"],
    ];
    for command in commands {
        let text = here.says(command);
        assert!(text.contains("2012-Q4"), "{text}");
        let rows = here.rows(command);
        assert!(!rows.is_empty(), "{command:?}");
        let json = here.says(&[command, &["--format", "json"]].concat());
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["rows"].as_array().unwrap().len(), rows.len());
        assert_eq!(here.says(command), text, "the same input, the same answer");
    }
    let raised = here.rows(&["alerts", "2012-Q4", at[0], at[1]]);
    let low = raised.iter().find(|row| row["person"] == "281").unwrap();
    assert_eq!(low["to"], "head@example.com");
    assert!(low["message"].contains("will end below target"), "{low:?}");
    // The files cover the whole year, so nothing is stale.
    assert!(raised.iter().all(|row| row["alert"] != "old"), "{raised:?}");
    let (code, _, err) = here.ends(&["forecast", "2012-Q4", "--at", "2012-01-01"]);
    assert_eq!(code, 1);
    assert!(err.contains("2012-01-01 is before 2012-Q4"), "{err}");
}

const SURVEYS: &str = r#"
[position.worker]
title = "Worker"

[survey.climate]
title = "How it is to work here"
every = "quarter"
[survey.climate.questions]
recommend = { text = "Would you recommend us?", kind = "enps" }
clear = { text = "I know what is expected of me", from = "1", to = "5" }

[survey.service]
title = "How others serve us"
every = "quarter"
rates = ["it"]
[survey.service.questions]
speed = { text = "They answer in time", from = "1", to = "5" }

[index.climate]
title = "Climate"
parts = [
    { survey = "climate", question = "clear", weight = "80 %" },
    { turnover = true, worst = "30 %", best = "0 %", weight = "20 %" },
]

[dataset.survey_results]
title = "Published results of surveys"
owner = "owner"
date = "date"
[dataset.survey_results.columns]
date = { type = "date", required = true }
survey = { type = "text", required = true }
owner = { type = "text", required = true }
by = { type = "text", required = true }
question = { type = "text", required = true }
answers = { type = "integer", required = true, min = "5" }
points = { type = "decimal(18,6)", required = true }

[kpi.climate]
title = "People know what is expected of them"
kind = "indirect"
credit = "unit"
dataset = "survey_results"
measure = "sum(points) / sum(answers)"
where = ["survey = 'climate'", "question = 'clear'"]
missing = "ignore"
target = { target = "50" }

[scorecard.worker]
positions = ["worker"]
every = "quarter"
plan = "pay"
kpis = [{ kpi = "climate", weight = "100 %" }]

[plan.pay]
method = "weighted"
bonus = "100"
"#;

/// Units of 6, 3 + 8 + 3 people: the three of the south are never seen.
fn surveyed() -> Folder {
    let here = Folder(TempDir::new().unwrap());
    here.write(
        "attain.toml",
        "[company]\nname = \"Sample\"\ncurrency = \"EUR\"\n",
    );
    here.write("model/surveys.toml", SURVEYS);
    let units = "unit,name,parent\nit,IT,\nsales,Sales,\nnorth,North,sales\nsouth,South,sales\n";
    here.write("data/units.csv", units);
    let mut people = "person,name,unit,position\n".to_owned();
    let mut number = 0;
    for (unit, count) in [("it", 6), ("sales", 3), ("north", 8), ("south", 3)] {
        for _ in 0..count {
            number += 1;
            people.push_str(&format!("{number},P{number},{unit},worker\n"));
        }
    }
    here.write("data/people.csv", &people);
    here
}

#[test]
fn a_survey_from_the_question_to_the_pay() {
    let here = surveyed();
    here.says(&["survey", "open", "climate", "2024-Q1"]);
    let tokens = here.rows(&["survey", "tokens", "climate", "2024-Q1"]);
    assert_eq!(tokens.len(), 20);
    let again = here.rows(&["survey", "tokens", "climate", "2024-Q1"]);
    assert_eq!(again.len(), 0, "nobody gets two");
    // One mistyped sheet is refused with all its mistakes, and its token stays good.
    let first = tokens[0]["token"].as_str();
    let (code, _, err) = here.ends(&["survey", "answer", first, "clear=9", "claer=1"]);
    assert_eq!(code, 1);
    assert!(
        err.contains("answered with 9") && err.contains("unknown question `claer`"),
        "{err}"
    );
    let mut sheets = "token,question,answer\n".to_owned();
    for (index, row) in tokens.iter().enumerate().skip(1) {
        let token = &row["token"];
        sheets.push_str(&format!(
            "{token},clear,{}\n{token},recommend,{}\n",
            1 + index % 5,
            index % 11
        ));
    }
    here.write("sheets.csv", &sheets);
    here.says(&["survey", "answer", "--file", "sheets.csv"]);
    let waiting = here.rows(&["survey", "remind", "climate", "2024-Q1"]);
    assert_eq!(waiting.len(), 1);
    here.says(&["survey", "answer", first, "clear=1", "recommend=0"]);
    let (code, _, err) = here.ends(&["survey", "answer", first, "clear=1"]);
    assert!(code == 1 && err.contains("is used"), "{err}");
    let (code, _, err) = here.ends(&["survey", "results", "climate", "2024-Q1"]);
    assert!(code == 1 && err.contains("is open"), "{err}");
    here.says(&[
        "survey",
        "close",
        "climate",
        "2024-Q1",
        "--into",
        "survey_results",
    ]);
    let results = here.rows(&["survey", "results", "climate", "2024-Q1"]);
    let of = |unit: &str| results.iter().filter(|row| row["unit"] == unit).count();
    let seen = [
        of("company"),
        of("it"),
        of("sales"),
        of("north"),
        of("south"),
    ];
    assert_eq!(seen, [2, 2, 2, 2, 0], "{results:?}");
    let company = &results[0];
    assert_eq!(
        (company["question"].as_str(), company["mean"].as_str()),
        ("clear", "3")
    );
    // The index, and pay by what was published.
    let index = here.rows(&["survey", "index", "climate", "2024-Q1"]);
    let company = index.iter().find(|row| row["unit"] == "company").unwrap();
    assert_eq!(company["index"], "60", "0.8 * 50 + 0.2 * 100");
    here.says(&["survey", "disagreement", "climate", "2024-Q1"]);
    pay_follows(&here, &results);
}

/// What was published is what somebody of that unit is paid by.
fn pay_follows(here: &Folder, results: &[BTreeMap<String, String>]) {
    let pay = here.rows(&["run", "2024-Q1"]);
    let it: Vec<&str> = pay
        .iter()
        .filter(|row| row["person"] == "1")
        .map(|row| row["actual"].as_str())
        .collect();
    let mean = results
        .iter()
        .find(|row| row["unit"] == "it" && row["question"] == "clear")
        .unwrap();
    let actual: f64 = it[0].parse().unwrap();
    let score: f64 = mean["score"].parse().unwrap();
    assert!((actual - score).abs() < 1e-5, "{actual} {score}");
}

#[test]
fn units_are_rated_by_those_outside_them() {
    let here = surveyed();
    here.says(&["survey", "open", "service", "2024-Q1"]);
    let tokens = here.rows(&["survey", "tokens", "service", "2024-Q1"]);
    let (code, _, err) = here.ends(&["survey", "answer", &tokens[0]["token"], "speed=4"]);
    assert!(
        code == 1 && err.contains("does not say which unit it rates"),
        "{err}"
    );
    let own = here.ends(&["survey", "answer", &tokens[0]["token"], "it.speed=5"]);
    assert!(own.0 == 1 && own.2.contains("own unit"), "{own:?}");
    for (index, row) in tokens.iter().enumerate().skip(6) {
        let answer = format!("it.speed={}", 1 + index % 5);
        here.says(&["survey", "answer", &row["token"], &answer]);
    }
    here.says(&["survey", "close", "service", "2024-Q1"]);
    let matrix = here.rows(&["survey", "matrix", "service", "2024-Q1"]);
    let by: Vec<&str> = matrix.iter().map(|row| row["by"].as_str()).collect();
    assert_eq!(by, ["company", "north", "sales"]);
}
