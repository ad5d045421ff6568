//! The program on a temporary copy of the example.

use super::reference::{Quarter, rounded};
use crate::copy_folder;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// Datasets and the columns of their files that hold dates.
const DATASETS: &[(&str, &[&str])] = &[
    ("employees", &[]),
    ("reseller_sales", &["order_date", "due_date", "ship_date"]),
    ("sales_quotas", &["quota_date"]),
    ("finance", &["date"]),
];

/// How the copy differs from the example.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Changes {
    /// The rows of each file stand in reverse order.
    pub(crate) reversed: bool,
    /// What happened, happened later; the employees stay as they are.
    pub(crate) years_later: u16,
    /// The environment in which the program runs.
    pub(crate) variables: &'static [(&'static str, &'static str)],
}

/// A copy of the example, with its files imported.
pub(crate) struct Workspace {
    folder: TempDir,
    changes: Changes,
}

impl Workspace {
    pub(crate) fn copy(example: &Path, changes: &Changes) -> Self {
        let workspace = Self {
            folder: TempDir::new().unwrap(),
            changes: *changes,
        };
        copy_folder(example, workspace.folder.path());
        for (dataset, dates) in DATASETS {
            let file = workspace.data().join(format!("{dataset}.csv"));
            rewrite(&file, dates, changes);
            let path = format!("data/{dataset}.csv");
            let output = workspace.attain(&["import", dataset, &path]);
            let errors = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "import of {dataset}:\n{errors}");
        }
        workspace
    }

    /// Where the raw files are.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn attain(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_attain"))
            .args(arguments)
            .envs(self.changes.variables.iter().copied())
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    pub(crate) fn run(&self, quarter: Quarter) -> Run {
        let output = self.attain(&["run", &quarter.name(), "--format", "csv"]);
        let errors = String::from_utf8_lossy(&output.stderr);
        let code = output.status.code().unwrap();
        assert!(code < 2, "{} failed:\n{errors}", quarter.name());
        let stdout = String::from_utf8(output.stdout).unwrap();
        let cells = parse(&stdout, &quarter.name());
        Run {
            code,
            stdout,
            cells,
        }
    }
}

/// What `attain run` printed.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    cells: BTreeMap<(u32, String), Cells>,
}

/// The cells of one row that are compared; none for an empty one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cells {
    pub(crate) actual: Option<Decimal>,
    pub(crate) target: Option<Decimal>,
    pub(crate) attainment: Option<Decimal>,
}

impl Run {
    pub(crate) fn cells(&self, person: u32, kpi: &str) -> Option<Cells> {
        self.cells.get(&(person, kpi.to_owned())).copied()
    }

    /// The persons and KPIs that have a row.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (u32, String)> {
        self.cells.keys().cloned()
    }
}

fn parse(stdout: &str, period: &str) -> BTreeMap<(u32, String), Cells> {
    let mut reader = csv::Reader::from_reader(stdout.as_bytes());
    let mut cells = BTreeMap::new();
    for row in reader.deserialize::<BTreeMap<String, String>>() {
        let row = row.unwrap();
        assert_eq!(row["period"], period);
        let number = |column: &str| -> Option<Decimal> {
            let text = row[column].as_str();
            (!text.is_empty()).then(|| rounded(text.parse().unwrap()))
        };
        let key = (row["person"].parse().unwrap(), row["kpi"].clone());
        let found = Cells {
            actual: number("actual"),
            target: number("target"),
            attainment: number("attainment"),
        };
        let twin = cells.insert(key, found);
        assert!(twin.is_none(), "two rows of {row:?}");
    }
    cells
}

fn rewrite(file: &Path, dates: &[&str], changes: &Changes) {
    let mut reader = csv::Reader::from_path(file).unwrap();
    let header = reader.headers().unwrap().clone();
    let mut rows: Vec<Vec<String>> = reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect();
    for row in &mut rows {
        for (cell, name) in row.iter_mut().zip(&header) {
            if dates.contains(&name) {
                *cell = later(cell, changes.years_later);
            } else if name == "year" {
                *cell = (cell.parse::<u16>().unwrap() + changes.years_later).to_string();
            }
        }
    }
    if changes.reversed {
        rows.reverse();
    }
    let mut writer = csv::Writer::from_path(file).unwrap();
    writer.write_record(&header).unwrap();
    for row in rows {
        writer.write_record(row).unwrap();
    }
    writer.flush().unwrap();
}

/// The same day some years on; the 29th of February becomes the 28th.
fn later(date: &str, years: u16) -> String {
    let (year, day) = date.split_once('-').unwrap();
    let day = if years > 0 && day == "02-29" {
        "02-28"
    } else {
        day
    };
    format!("{}-{day}", year.parse::<u16>().unwrap() + years)
}
