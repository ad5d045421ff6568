//! Processes: this program again, or an engine from PyPI in a virtual environment.

use crate::generate::Facts;
use crate::{Arguments, Failure, cases};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The packages, in the versions that are compared.
const PACKAGES: [&str; 6] = [
    "duckdb==2.0.0",
    "polars==2.1.0",
    "datafusion==55.0.0",
    "chdb==4.4.0",
    "pyarrow==26.0.1",
    "numpy==2.4.6",
];
const SCRIPT: &str = include_str!("../peers.py");

/// The Python of an environment that has all engines.
pub(crate) fn install(dir: &Path) -> Result<PathBuf, Failure> {
    let environment = std::path::absolute(dir.join("venv"))?;
    let python = environment.join("bin/python");
    let done = environment.join("installed");
    if !done.exists() {
        eprintln!("installing {}", PACKAGES.join(", "));
        succeed(
            Command::new("python3")
                .args(["-m", "venv"])
                .arg(&environment),
        )?;
        let pip = ["-m", "pip", "install", "--quiet", "--only-binary", ":all:"];
        succeed(Command::new(&python).args(pip).args(PACKAGES))?;
        std::fs::write(done, "")?;
    }
    std::fs::write(environment.join("peers.py"), SCRIPT)?;
    Ok(python)
}

fn succeed(command: &mut Command) -> Result<(), Failure> {
    let status = command.stdout(Stdio::null()).status()?;
    if status.success() {
        return Ok(());
    }
    Err(format!("{command:?} failed").into())
}

/// The versions of what is compared.
pub(crate) fn versions(python: &Path) -> Result<String, Failure> {
    let version = Command::new(python).arg("--version").output()?.stdout;
    let python = String::from_utf8_lossy(&version).trim().to_owned();
    let packages = PACKAGES.map(|package| package.replace("==", " "));
    Ok(format!(
        "attain {}, {}, {python}",
        env!("CARGO_PKG_VERSION"),
        packages.join(", ")
    ))
}

/// A case of Attain.
pub(crate) fn own(arguments: &Arguments, case: &str, times: usize) -> Result<Value, Failure> {
    let mut command = Command::new("taskset");
    command.args(["-c", "0,1"]).arg(std::env::current_exe()?);
    command.args(["--own", case, "--rows", &arguments.rows.to_string()]);
    command.args(["--times", &times.to_string()]);
    command.arg("--dir").arg(&arguments.dir);
    answer(&mut command)
}

/// A case of another engine.
pub(crate) fn other(
    python: &Path,
    facts: &Facts,
    engine: &str,
    case: &str,
    times: usize,
) -> Result<Value, Failure> {
    let script = python
        .parent()
        .and_then(Path::parent)
        .map(|p| p.join("peers.py"));
    let mut command = Command::new("taskset");
    command.args(["-c", "0,1"]).arg(python);
    command.arg(script.ok_or("no script")?).args([engine, case]);
    command.arg(facts.root.join("sales/facts-1.parquet"));
    command.args([times.to_string(), cases::as_json(case).to_string()]);
    answer(&mut command)
}

fn answer(command: &mut Command) -> Result<Value, Failure> {
    let output = command.stderr(Stdio::inherit()).output()?;
    let text = String::from_utf8(output.stdout)?;
    let last = text.lines().last().unwrap_or_default();
    if !output.status.success() {
        return Err(format!("{command:?} failed").into());
    }
    Ok(serde_json::from_str(last)?)
}
