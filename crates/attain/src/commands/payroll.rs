//! `attain payroll`: a closed period as the file that payroll takes.

use crate::cli::{Payroll, PayrollFormat, PayrollTemplate};
use crate::failure::Failure;
use crate::session::Session;
use attain_app::payroll::{Template, export};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub(super) async fn run(
    arguments: &Payroll,
    workspace: Option<&Path>,
) -> Result<ExitCode, Failure> {
    let session = Session::open(workspace).await?;
    let failed = |error| session.failure(error);
    let period = session.period(&arguments.period)?;
    let (organisation, caller) = session.organisation().await?;
    let template = match arguments.template {
        PayrollTemplate::Long => Template::Long,
        PayrollTemplate::Wide => Template::Wide,
    };
    let closes = session.closes();
    let export = export(&caller, &organisation, &closes, (period, template)).await;
    let export = export.map_err(failed)?;
    let bytes = match arguments.format {
        PayrollFormat::Csv => export.csv().into_bytes(),
        PayrollFormat::Xlsx => export.xlsx().map_err(failed)?,
    };
    let control = export.control(&bytes);
    match (&arguments.out, arguments.format) {
        (Some(out), _) => {
            write(out, &bytes)?;
            write(&beside(out), control.as_bytes())?;
            eprintln!("{} rows in {}", export.rows.len(), out.display());
        }
        (None, PayrollFormat::Csv) => print!("{}", String::from_utf8_lossy(&bytes)),
        (None, PayrollFormat::Xlsx) => {
            return Err(Failure::Usage(
                "name a file for the workbook: --out FILE.xlsx".to_owned(),
            ));
        }
    }
    eprint!("{control}");
    Ok(super::code(false))
}

/// `pay.csv` has its control totals in `pay.csv.control.json`.
fn beside(out: &Path) -> PathBuf {
    let mut name = out.as_os_str().to_owned();
    name.push(".control.json");
    PathBuf::from(name)
}

/// Exported again, the same period gives the same bytes; anything else is not overwritten.
#[expect(
    clippy::disallowed_methods,
    reason = "a file that is there already is compared"
)]
fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if path.exists() {
        let found = std::fs::read(path).unwrap_or_default();
        if found == bytes {
            return Ok(());
        }
        return Err(Failure::Usage(format!(
            "`{}` is there already and holds something else",
            path.display()
        )));
    }
    std::fs::write(path, bytes)
        .map_err(|error| Failure::program(format!("cannot write `{}`", path.display()), error))
}
