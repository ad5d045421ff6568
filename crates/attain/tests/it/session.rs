//! Sessions on the console: what a user types, and what he is told.

use crate::copy_folder;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A copy of an example in which the program runs.
struct Session(TempDir);

impl Session {
    fn copy(example: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let from = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../examples")
            .join(example);
        copy_folder(&from, folder.path());
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn attain(&self, arguments: &[&str]) -> Told {
        let output = Command::new(env!("CARGO_BIN_EXE_attain"))
            .args(arguments)
            .current_dir(self.0.path())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        Told::from(output)
    }

    fn replace(&self, file: &str, from: &str, to: &str) {
        let path = self.path(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} has no `{from}`");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    }
}

/// What a command said, and how it ended.
struct Told {
    code: i32,
    out: String,
    err: String,
}

impl From<Output> for Told {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Self {
            code: output.status.code().unwrap(),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }
}

impl Told {
    /// Fails with all that was said unless the command ended with this code.
    fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "\n{}\n{}", self.out, self.err);
        self
    }
}

/// The case that tells a plan indicator from a KPI, with its exact figures.
#[test]
fn six_thousand_came_and_two_thousand_were_wanted() {
    let session = Session::copy("subscribers");
    session
        .attain(&["import", "subscriptions", "data/subscriptions.csv"])
        .ends(0);
    let run = session
        .attain(&["run", "2024-03", "--format", "csv"])
        .ends(0);
    assert_eq!(
        run.out,
        "person,period,kpi,actual,target,attainment,score,weight,payout\n\
         anna,2024-03,new_subscribers,6000,3000,2,,,\n\
         anna,2024-03,new_subscribers_moscow,2000,3000,0.666666666667,0,1,0.00\n\
         anna,2024-03,total,,,,0,1,0.00\n"
    );
    let explained = session.attain(&["explain", "anna", "2024-03"]).ends(0).out;
    for line in [
        "6000 rows of `subscriptions`: 2000 qualify, 4000 do not",
        "4000 failed city = 'Moscow'",
        "66.67 %            = 2000 / 3000",
        "below the threshold of 100 %",
    ] {
        assert!(
            explained.contains(line),
            "`{line}` is missing in\n{explained}"
        );
    }
}

/// People change units, managers and titles; each fact counts for whoever was responsible on its
/// day. The figures are added up by hand in the comments.
#[test]
fn facts_follow_people_who_move() {
    let session = Session::copy("reorganisation");
    session
        .attain(&["import", "sales", "data/sales.csv"])
        .ends(0);
    let run = session
        .attain(&["run", "2024-Q1", "--format", "csv"])
        .ends(0)
        .out;
    for (person, kpi, actual) in [
        // Ann: 100 + 50 + 70 + 30, wherever she was.
        ("ann", "own_sales", "250"),
        // South: Ann's 70 + 30 from 2024-02-15 on, and Sven's 7.
        ("ann", "unit_sales", "107"),
        ("sven", "team_sales", "107"),
        // Bob, head since March: his own 200 + 10, and Cleo's 60 of March.
        ("bob", "team_sales", "270"),
        // Nora until February: her 5, Bob's 200, Ann's 100 + 50 until 02-14, Cleo's 40.
        ("nora", "team_sales", "395"),
        // North: Ann 150, Bob 210, Cleo 100, Nora 5.
        ("cleo", "unit_sales", "465"),
        // Everything.
        ("dora", "team_sales", "572"),
    ] {
        let row = format!("{person},2024-Q1,{kpi},{actual},");
        assert!(run.contains(&row), "`{row}` is missing in\n{run}");
    }
}

/// One wrong date in row 17,003 refuses the whole file, and nothing of it counts.
#[test]
fn a_wrong_date_in_row_17003_refuses_the_file() {
    let session = Session::copy("adventure-works");
    let file = session.path("data/reseller_sales.csv");
    let text = fs::read_to_string(&file).unwrap();
    let lines: Vec<String> = text
        .lines()
        .enumerate()
        .map(|(index, line)| {
            if index == 17_002 {
                let mut cells: Vec<&str> = line.split(',').collect();
                cells[2] = "2012-02-30";
                cells.join(",")
            } else {
                line.to_owned()
            }
        })
        .collect();
    fs::write(&file, lines.join("\n")).unwrap();
    let refused = session
        .attain(&["import", "reseller_sales", "data/reseller_sales.csv"])
        .ends(1);
    for part in [
        "row 17003",
        "`order_date`",
        "`2012-02-30`",
        "nothing was imported",
    ] {
        assert!(
            refused.err.contains(part),
            "`{part}` is missing in\n{}",
            refused.err
        );
    }
    let batches = session.attain(&["batches", "--format", "json"]).ends(0).out;
    assert_eq!(batches.trim(), "[]");
    let left = fs::read_dir(session.path("facts/reseller_sales")).map_or(0, Iterator::count);
    assert_eq!(left, 0, "files are left behind");
}

/// The same content counts once, and the user learns which import it was; a retracted import no
/// longer counts.
#[test]
fn the_same_content_counts_once_and_can_be_retracted() {
    let session = Session::copy("reorganisation");
    session
        .attain(&["import", "sales", "data/sales.csv"])
        .ends(0);
    fs::copy(
        session.path("data/sales.csv"),
        session.path("data/again.csv"),
    )
    .unwrap();
    let again = session
        .attain(&["import", "sales", "data/again.csv"])
        .ends(0)
        .out;
    assert!(again.contains("in batch sales-1"), "{again}");
    let twin = [
        "import",
        "sales",
        "data/again.csv",
        "--distinct",
        "a true twin",
    ];
    session.attain(&twin).ends(0);
    let doubled = session.attain(&["run", "2024-Q1", "--format", "csv"]).out;
    assert!(
        doubled.contains("dora,2024-Q1,team_sales,1144,"),
        "{doubled}"
    );
    let retract = [
        "batches",
        "--retract",
        "sales-2",
        "--reason",
        "it was no twin",
    ];
    session.attain(&retract).ends(0);
    let once = session.attain(&["run", "2024-Q1", "--format", "csv"]).out;
    assert!(once.contains("dora,2024-Q1,team_sales,572,"), "{once}");
}

/// Ten different mistakes give ten diagnostics, each at its place.
#[test]
fn ten_mistakes_give_ten_diagnostics() {
    let session = Session::copy("reorganisation");
    for (file, from, to) in [
        ("attain.toml", "\"EUR\"", "\"Euro\""),
        (
            "model/facts.toml",
            "measure = \"sum(amount)\"",
            "measure = \"sum(amout)\"",
        ),
        (
            "model/facts.toml",
            "kind = \"result\"\nunit = \"EUR\"\ngoal = \"revenue\"\ndataset = \
          \"sales\"\nmeasure = \"sum(amount)\"\ncredit = \"team\"",
            "kind = \"reslt\"\nunit = \
          \"EUR\"\ngoal = \"revenue\"\ndataset = \"sales\"\nmeasure = \"sum(amount)\"\ncredit = \
          \"team\"",
        ),
        ("model/facts.toml", "perspective =", "perspectiv ="),
        ("model/pay.toml", "weight = \"80 %\"", "weight = 0.8"),
        ("model/pay.toml", "[\"seller\"]", "[\"sellers\"]"),
        (
            "model/pay.toml",
            "every = \"quarter\"",
            "every = \"quarterly\"",
        ),
        ("model/pay.toml", "bonus = \"1000\"", "bonus = \"1,000\""),
        ("data/people.csv", "sven,2024-02-15", "swen,2024-02-15"),
        ("data/targets.csv", "own_sales,", "own_sale,"),
    ] {
        session.replace(file, from, to);
    }
    let told = session.attain(&["check"]).ends(1).out;
    let found: Vec<&str> = told
        .lines()
        .filter(|line| line.starts_with("error["))
        .collect();
    assert_eq!(found.len(), 10, "{told}");
    for place in [
        "attain.toml:6:12",
        "data/people.csv:8:1",
        "data/targets.csv:2:1",
        "model/facts.toml:16:1",
        "model/facts.toml:24:16",
        "model/facts.toml:29:8",
        "model/pay.toml:11:14",
        "model/pay.toml:15:35",
        "model/pay.toml:12:9",
        "model/pay.toml:30:9",
    ] {
        assert!(
            told.contains(&format!("--> {place}\n")),
            "`{place}` is missing in\n{told}"
        );
    }
    let json = session.attain(&["check", "--format", "json"]).ends(1).out;
    assert_eq!(
        json.matches("\"severity\": \"error\"").count(),
        10,
        "{json}"
    );
}

/// However many parts the facts are computed in, the bytes are the same; so are explanations.
#[test]
fn partitions_do_not_change_a_byte() {
    let session = Session::copy("adventure-works");
    for dataset in ["employees", "sales_quotas", "reseller_sales", "finance"] {
        session
            .attain(&["import", dataset, &format!("data/{dataset}.csv")])
            .ends(0);
    }
    let run = |partitions: &str| {
        session
            .attain(&[
                "run",
                "2012-Q1",
                "--format",
                "csv",
                "--partitions",
                partitions,
            ])
            .out
    };
    let one = run("1");
    assert!(
        one.contains("281,2012-Q1,quota_attainment,1145149.1969,1324000,"),
        "{one}"
    );
    assert_eq!(one, run("2"));
    assert_eq!(one, run("8"));
    explained_rows_add_up(&session);
}

/// Rows that qualify and rows that do not are all rows, and printed lines add up to the total.
fn explained_rows_add_up(session: &Session) {
    let json = session
        .attain(&["explain", "143", "2011-Q3", "--format", "json"])
        .ends(0)
        .out;
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    let facts = &value["kpis"][0]["facts"][0];
    let failed: u64 = facts["failed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["rows"].as_u64().unwrap())
        .sum();
    let (rows, qualified) = (
        facts["rows"].as_u64().unwrap(),
        facts["qualified"].as_u64().unwrap(),
    );
    assert_eq!((rows, qualified, failed), (4476, 1778, 2698));
    let lines = value["pay"]["lines"].as_array().unwrap();
    let sum: rust_decimal::Decimal = lines
        .iter()
        .map(|line| {
            line["amount"]
                .as_str()
                .unwrap()
                .parse::<rust_decimal::Decimal>()
                .unwrap()
        })
        .sum();
    let total: rust_decimal::Decimal = value["total"].as_str().unwrap().parse().unwrap();
    assert_eq!(sum, total);
}

/// A new workspace checks without errors and runs.
#[test]
fn a_new_workspace_runs_at_once() {
    let folder = TempDir::new().unwrap();
    let session = Session(folder);
    session
        .attain(&["init", "company", "--name", "Ours", "--currency", "EUR"])
        .ends(0);
    let check = session.attain(&["check", "company"]).ends(0);
    assert!(!check.out.contains("error"), "{}", check.out);
    let sales = "order,sold_on,seller,region,amount\n1,2024-05-03,ann,EU,90000.00\n";
    fs::write(session.path("sales.csv"), sales).unwrap();
    session
        .attain(&["-C", "company", "import", "sales", "sales.csv"])
        .ends(0);
    let run = session
        .attain(&["-C", "company", "run", "2024-05", "--format", "csv"])
        .ends(0)
        .out;
    assert!(
        run.contains("ann,2024-05,sales,90000,100000,0.9,0.9,1,900.00"),
        "{run}"
    );
}

/// A file of the model that is not UTF-8 is a mistake of the user, not of the program.
#[test]
fn a_model_file_that_is_no_text_is_a_diagnostic() {
    let session = Session::copy("reorganisation");
    fs::write(session.path("model/bad.toml"), b"# caf\xe9\n").unwrap();
    let told = session.attain(&["check"]).ends(1).out;
    assert!(
        told.contains("error[K0101]: `model/bad.toml` is not UTF-8 text"),
        "{told}"
    );
    assert!(told.contains("--> model/bad.toml:1:6"), "{told}");
}
