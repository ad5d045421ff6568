//! The comparison.

use crate::Failure;
use serde_json::Value;
use std::fmt::Write as _;

fn text<'a>(found: &'a Value, name: &str) -> &'a str {
    found.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn number(found: &Value, name: &str) -> f64 {
    found.get(name).and_then(Value::as_f64).unwrap_or(f64::NAN)
}

/// Whether all engines found the same in every case.
pub(crate) fn agree(results: &[Value]) -> Result<(), Failure> {
    for found in results {
        let case = text(found, "case");
        let first = results.iter().find(|other| text(other, "case") == case);
        for part in ["groups", "sums"] {
            if first.and_then(|first| first.get(part)) != found.get(part) {
                let (a, b) = (
                    first.map_or("", |first| text(first, "engine")),
                    text(found, "engine"),
                );
                return Err(format!("case {case}: {a} and {b} disagree on {part}").into());
            }
        }
    }
    Ok(())
}

/// What is wanted: case, engine, and how many times Attain's CPU time it must use at least.
const GOALS: [(&str, &str, f64); 5] = [
    ("20", "datafusion", 2.5),
    ("20", "polars", 2.5),
    ("20", "chdb", 3.5),
    ("20", "duckdb", 4.0),
    ("200", "datafusion", 4.0),
];

fn goals(results: &[Value]) -> Vec<(String, f64, f64, bool)> {
    let of = |case: &str, engine: &str| {
        let mut all = results.iter();
        all.find(|found| text(found, "case") == case && text(found, "engine") == engine)
    };
    let cpu = |case, engine| of(case, engine).map(|found| number(found, "cpu"));
    let mut goals = Vec::new();
    for (case, engine, at_least) in GOALS {
        if let (Some(own), Some(other)) = (cpu(case, "attain"), cpu(case, engine)) {
            let name = format!("{case} KPIs: CPU of {engine} / CPU of Attain, at least");
            goals.push((name, other / own, at_least, other / own >= at_least));
        }
    }
    let mut at_most = |name: &str, a: Option<f64>, b: Option<f64>, goal: f64| {
        if let (Some(a), Some(b)) = (a, b) {
            goals.push((name.to_owned(), a / b, goal, a / b <= goal));
        }
    };
    let wall = |engine| of("1", engine).map(|found| number(found, "wall"));
    let peak = |engine| of("20", engine).map(|found| number(found, "peak"));
    at_most(
        "1 KPI: CPU of Attain / CPU of DuckDB, at most",
        cpu("1", "attain"),
        cpu("1", "duckdb"),
        1.3,
    );
    at_most(
        "1 KPI: wall of Attain / wall of DuckDB, at most",
        wall("attain"),
        wall("duckdb"),
        1.3,
    );
    at_most(
        "20 KPIs: CPU of Attain / CPU of the plain scan, at most",
        cpu("20", "attain"),
        cpu("scan", "attain"),
        4.0,
    );
    at_most(
        "20 KPIs: peak memory of Attain / of DataFusion, at most",
        peak("attain"),
        peak("datafusion"),
        1.0,
    );
    if let Some(found) = of("increment", "attain") {
        let full = found
            .get("full")
            .map_or(f64::NAN, |full| number(full, "cpu"));
        let ratio = full / number(found, "cpu");
        goals.push((
            "0.1 % new facts: CPU of a full run / of the increment, at least".to_owned(),
            ratio,
            15.0,
            ratio >= 15.0,
        ));
    }
    goals
}

/// The table.
pub(crate) fn table(results: &[Value], rows: u64, versions: &str) -> Result<String, Failure> {
    let mut out = format!(
        "# Benchmarks\n\n\
         Written by `cargo run --release -p attain-bench -- --rows {rows} --write docs/benchmarks.md`.\n\
         {rows} facts in one Parquet file, 10,000 owners, 36 months, up to 360,000 groups (owner and month).\n\
         The generator and its columns are in `bench/src/generate.rs`, the KPIs in `bench/src/cases.rs`.\n\
         Every engine and case has a process of its own on the same two cores, one run to warm up, then the median run by CPU time (200 KPIs and count distincts: one run).\n\
         All engines gave the same number of groups and the same sum of every KPI, weighted by group; otherwise nothing would be printed.\n\
         Attain's result is the operator's columns, as the others' are; three count distincts go through DataFusion and include the answer cell by cell.\n\n\
         Versions: {versions}.\n\n\
         | case | engine | CPU s | wall s | peak MiB | CPU / Attain's |\n|---|---|---|---|---|---|\n"
    );
    for found in results {
        let (case, engine) = (text(found, "case"), text(found, "engine"));
        let own = results
            .iter()
            .find(|other| text(other, "case") == case && text(other, "engine") == "attain");
        let ratio = own.map_or(f64::NAN, |own| number(found, "cpu") / number(own, "cpu"));
        writeln!(
            out,
            "| {} | {} | {:.3} | {:.3} | {:.0} | {ratio:.2} |",
            name(case),
            if case == "scan" {
                "DataFusion's Parquet scan alone"
            } else {
                engine
            },
            number(found, "cpu"),
            number(found, "wall"),
            number(found, "peak"),
        )?;
    }
    if let Some(found) = results
        .iter()
        .find(|found| text(found, "case") == "increment")
    {
        for (part, name) in [
            ("month", "that month without a state"),
            ("full", "all 36 months, all facts"),
        ] {
            let part = found.get(part).unwrap_or(&Value::Null);
            writeln!(
                out,
                "| 0.1 % new facts: {name} | attain | {:.3} | {:.3} | | {:.2} |",
                number(part, "cpu"),
                number(part, "wall"),
                number(part, "cpu") / number(found, "cpu"),
            )?;
        }
    }
    out.push_str("\n| goal | wanted | found | |\n|---|---|---|---|\n");
    for (name, found, wanted, reached) in goals(results) {
        let mark = if reached { "reached" } else { "**missed**" };
        writeln!(out, "| {name} | {wanted} | {found:.2} | {mark} |")?;
    }
    Ok(out)
}

fn name(case: &str) -> &str {
    match case {
        "scan" => "the same columns, nothing computed",
        "1" => "1 KPI",
        "20" => "20 KPIs",
        "200" => "200 KPIs",
        "distinct" => "3 count distincts",
        _ => "0.1 % new facts: their month, with a state",
    }
}
