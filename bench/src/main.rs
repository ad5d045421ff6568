//! `cargo run --release -p attain-bench`: Attain, DataFusion, DuckDB, Polars and chDB compute the
//! same KPIs over the same Parquet file, one after the other, each in a process of its own.
//!
//! ```text
//! make     the facts, by a generator without chance        target/bench/ROWS/
//! install  the other engines from PyPI                     target/bench/venv/
//! run      every engine and case, three times after one    a line of JSON each
//! compare  all results; no ratio is printed before they agree
//! write    docs/benchmarks.md
//! ```
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program that prints what it measured"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "a benchmark looks at clocks, processes and files"
)]

mod attain;
mod cases;
mod generate;
mod measure;
mod peers;
mod report;

use clap::Parser;
use std::error::Error;
use std::path::PathBuf;

/// What can go wrong.
type Failure = Box<dyn Error + Send + Sync>;

/// Compares Attain with other engines.
#[derive(Debug, Parser)]
struct Arguments {
    /// Facts to make.
    #[arg(long, default_value = "20000000")]
    rows: u64,
    /// Where facts, the virtual environment and results are kept.
    #[arg(long, default_value = "target/bench")]
    dir: PathBuf,
    /// Only these engines: attain, datafusion, duckdb, polars, chdb.
    #[arg(long, value_delimiter = ',')]
    engines: Vec<String>,
    /// Only these cases: 1, 20, 200, distinct, increment, scan.
    #[arg(long, value_delimiter = ',')]
    cases: Vec<String>,
    /// How often each is run after the first time.
    #[arg(long, default_value = "3")]
    times: usize,
    /// Where the table is written; without it, it is printed.
    #[arg(long)]
    write: Option<PathBuf>,
    /// Run one case of Attain in this process (used by this program itself).
    #[arg(long, hide = true)]
    own: Option<String>,
}

fn main() -> Result<(), Failure> {
    let arguments = Arguments::parse();
    let facts = generate::facts(&arguments.dir, arguments.rows)?;
    if let Some(case) = &arguments.own {
        let found = attain::run(&facts, case, arguments.times)?;
        println!("{found}");
        return Ok(());
    }
    let python = peers::install(&arguments.dir)?;
    let wanted = |list: &[String], name: &str| list.is_empty() || list.iter().any(|l| l == name);
    let mut results = Vec::new();
    for case in cases::NAMES {
        if !wanted(&arguments.cases, case) {
            continue;
        }
        let times = arguments.times.min(cases::most_times(case));
        for engine in cases::engines(case, arguments.rows) {
            if !wanted(&arguments.engines, engine) {
                continue;
            }
            eprintln!("{case}: {engine}");
            let found = if engine == "attain" {
                peers::own(&arguments, case, times)?
            } else {
                peers::other(&python, &facts, engine, case, times)?
            };
            eprintln!("  {found}");
            results.push(found);
        }
    }
    report::agree(&results)?;
    let table = report::table(&results, arguments.rows, &peers::versions(&python)?)?;
    match &arguments.write {
        Some(path) => std::fs::write(path, table)?,
        None => println!("{table}"),
    }
    Ok(())
}
