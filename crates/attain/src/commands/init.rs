//! `attain init`: a new workspace, empty or from role templates.

use crate::cli::Init;
use crate::failure::Failure;
use crate::session::Session;
use crate::templates::{TEMPLATES, Template, merged, template};
use attain_core::diag::closest;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

/// The files of an empty workspace, with `{name}` and `{currency}` to fill in.
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

pub(super) async fn run(arguments: &Init) -> Result<ExitCode, Failure> {
    if arguments.list {
        list();
        return Ok(super::code(false));
    }
    let Some(dir) = &arguments.dir else {
        return Err(Failure::Usage(
            "name the folder of the workspace".to_owned(),
        ));
    };
    let chosen = chosen(&arguments.templates)?;
    refuse_full(dir)?;
    let files = if chosen.is_empty() {
        let own = FILES
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        own.collect()
    } else {
        merged(&chosen)
    };
    write(dir, &files, arguments)?;
    if let Some(first) = chosen.first() {
        let rows = import_samples(dir, &files).await?;
        eprintln!(
            "made a workspace in `{}` with {rows} rows of sample facts; next:",
            dir.display()
        );
        eprintln!("  cd {}", dir.display());
        eprintln!("  attain run {}", first.period);
        eprintln!("  attain explain {} {}", first.person, first.period);
        eprintln!(
            "guides/{}.md says what each KPI means and what to change first",
            first.part.name
        );
    } else {
        eprintln!("made a workspace in `{}`; next:", dir.display());
        eprintln!("  cd {}", dir.display());
        eprintln!("  attain check");
        eprintln!("  attain import sales YOUR-SALES.csv");
        eprintln!("  attain run 2026-10");
    }
    Ok(super::code(false))
}

fn list() {
    let longest = TEMPLATES
        .iter()
        .map(|template| template.part.name.len())
        .max();
    let width = longest.unwrap_or_default();
    for template in &TEMPLATES {
        println!("{:width$}  {}", template.part.name, template.title);
    }
}

/// The templates of these names, each once; all unknown names at once.
fn chosen(names: &[String]) -> Result<Vec<&'static Template>, Failure> {
    let mut chosen: Vec<&'static Template> = Vec::new();
    let mut unknown = Vec::new();
    for name in names {
        match template(name) {
            Some(found) if chosen.iter().all(|known| known.part.name != name) => chosen.push(found),
            Some(_) => {}
            None => {
                let known = TEMPLATES.iter().map(|template| template.part.name);
                let close = closest(name, known)
                    .map_or_else(String::new, |close| format!("; did you mean `{close}`?"));
                unknown.push(format!("there is no template `{name}`{close}"));
            }
        }
    }
    if unknown.is_empty() {
        return Ok(chosen);
    }
    unknown.push("`attain init --list` shows all of them".to_owned());
    Err(Failure::Usage(unknown.join("\n")))
}

/// Files of others are never mixed with new ones.
fn refuse_full(dir: &Path) -> Result<(), Failure> {
    if !dir.exists() {
        return Ok(());
    }
    let mut entries = std::fs::read_dir(dir).map_err(failed("read", dir))?;
    if entries.next().is_none() {
        return Ok(());
    }
    let message = format!(
        "`{}` is not empty; name an empty or a new folder",
        dir.display()
    );
    Err(Failure::Usage(message))
}

fn failed(action: &str, path: &Path) -> impl FnOnce(std::io::Error) -> Failure + use<> {
    let message = format!("cannot {action} `{}`", path.display());
    move |error| Failure::program(message, error)
}

fn write(dir: &Path, files: &BTreeMap<String, String>, arguments: &Init) -> Result<(), Failure> {
    for (name, template) in files {
        let path = dir.join(name);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(failed("make", folder))?;
        }
        let text = template
            .replace("{name}", &arguments.name.replace(['"', '\\'], ""))
            .replace("{currency}", &arguments.currency.to_uppercase());
        std::fs::write(&path, text).map_err(failed("write", &path))?;
    }
    Ok(())
}

/// Imports `samples/DATASET.csv` into each dataset, the way `attain import` does; gives the rows.
async fn import_samples(dir: &Path, files: &BTreeMap<String, String>) -> Result<u64, Failure> {
    let session = Session::open(Some(dir)).await?;
    let mut rows = 0u64;
    for name in files.keys() {
        let dataset = name
            .strip_prefix("samples/")
            .and_then(|name| name.strip_suffix(".csv"));
        if let Some(dataset) = dataset {
            let imported = super::import::file(&session, dataset, &dir.join(name)).await?;
            rows = rows.saturating_add(imported);
        }
    }
    Ok(rows)
}
