//! `attain init`: a new workspace.

use crate::cli::Init;
use crate::failure::Failure;
use std::path::Path;
use std::process::ExitCode;

/// The files of a new workspace, with `{name}` and `{currency}` to fill in.
const FILES: [(&str, &str); 6] = [
    ("attain.toml", include_str!("../../templates/attain.toml")),
    (
        "model/datasets.toml",
        include_str!("../../templates/datasets.toml"),
    ),
    (
        "model/kpis/sales.toml",
        include_str!("../../templates/kpis.toml"),
    ),
    ("model/pay.toml", include_str!("../../templates/pay.toml")),
    (
        "data/people.csv",
        include_str!("../../templates/people.csv"),
    ),
    (
        "data/targets.csv",
        include_str!("../../templates/targets.csv"),
    ),
];

pub(super) fn run(arguments: &Init) -> Result<ExitCode, Failure> {
    let dir = &arguments.dir;
    let failed = |action: &str, path: &Path| {
        let message = format!("cannot {action} `{}`", path.display());
        move |error: std::io::Error| Failure::program(message, error)
    };
    if dir.exists() {
        let mut entries = std::fs::read_dir(dir).map_err(failed("read", dir))?;
        if entries.next().is_some() {
            let message = format!(
                "`{}` is not empty; name an empty or a new folder",
                dir.display()
            );
            return Err(Failure::Usage(message));
        }
    }
    for (name, template) in FILES {
        let path = dir.join(name);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(failed("make", folder))?;
        }
        let text = template
            .replace("{name}", &arguments.name.replace(['"', '\\'], ""))
            .replace("{currency}", &arguments.currency.to_uppercase());
        std::fs::write(&path, text).map_err(failed("write", &path))?;
    }
    eprintln!("made a workspace in `{}`; next:", dir.display());
    eprintln!("  cd {}", dir.display());
    eprintln!("  attain check");
    eprintln!("  attain import sales YOUR-SALES.csv");
    eprintln!("  attain run 2026-10");
    Ok(super::code(false))
}
