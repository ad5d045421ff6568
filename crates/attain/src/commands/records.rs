//! The records as a whole: `attain check --records`, `backup`, `restore`, `erase`.

use crate::cli::{Backup, Check, Erase, Restore, TextFormat};
use crate::failure::Failure;
use crate::session::{Session, database_url, open_workspace};
use attain_app::records::{self, Findings};
use attain_store::Store;
use attain_store::check::{Check as Named, Witness};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub(super) async fn check(
    arguments: &Check,
    workspace: Option<&Path>,
) -> Result<ExitCode, Failure> {
    let session = Session::open(arguments.dir.as_deref().or(workspace)).await?;
    let given = arguments.witnesses.iter().map(|text| witness(text));
    let witnesses: Vec<Witness> = given.collect::<Result<_, _>>()?;
    let caller = session.caller().await?;
    let found = records::check(&caller, &witnesses, &session.closes()).await;
    let found = found.map_err(|error| session.failure(error))?;
    match arguments.format {
        TextFormat::Json => println!("{:#}", value(&found)),
        TextFormat::Text => print!("{}", text(&found)),
    }
    Ok(super::code(!found.is_clean()))
}

/// `123:9f86…`.
fn witness(text: &str) -> Result<Witness, Failure> {
    let parsed = text.split_once(':').and_then(|(sequence, hash)| {
        Some(Witness {
            sequence: sequence.parse().ok()?,
            hash: hash.to_owned(),
        })
    });
    let parsed = parsed.filter(|one| one.hash.len() == 64);
    parsed.ok_or_else(|| Failure::Usage(format!("`{text}` is no witness; write NUMBER:HASH")))
}

fn text(found: &Findings) -> String {
    let mut out = String::new();
    for (name, check) in Named::ALL {
        let mut findings = found
            .records
            .iter()
            .filter(|one| one.check == check)
            .peekable();
        if findings.peek().is_none() {
            out.push_str(&format!("ok      {name}\n"));
        }
        for finding in findings {
            out.push_str(&format!(
                "BROKEN  {name}: {}: {}\n",
                finding.subject, finding.message
            ));
        }
    }
    if found.bundles.is_empty() {
        out.push_str(&format!("ok      bundles of {} closes\n", found.closes));
    }
    for (period, why) in &found.bundles {
        out.push_str(&format!("BROKEN  bundle of {period}: {why}\n"));
    }
    if let Some(witness) = &found.witness {
        out.push_str(&format!("witness {}:{}\n", witness.sequence, witness.hash));
    }
    out
}

fn value(found: &Findings) -> Value {
    let records: Vec<Value> = found
        .records
        .iter()
        .map(|one| {
            let check = one.check.name();
            json!({ "check": check, "subject": one.subject, "message": one.message })
        })
        .collect();
    let bundles: Vec<Value> = found
        .bundles
        .iter()
        .map(|(period, why)| json!({ "period": period, "message": why }))
        .collect();
    let witness = found.witness.as_ref();
    json!({
        "clean": found.is_clean(), "records": records, "bundles": bundles, "closes": found.closes,
        "witness": witness.map(|one| format!("{}:{}", one.sequence, one.hash)),
    })
}

pub(super) async fn backup(
    arguments: &Backup,
    workspace: Option<&Path>,
) -> Result<ExitCode, Failure> {
    let session = Session::open(workspace).await?;
    let caller = session.caller().await?;
    let made = records::backup(&caller, &arguments.file).await;
    let made = made.map_err(|error| session.failure(error))?;
    println!("{} bytes in {}", made.bytes, arguments.file.display());
    if let Some(witness) = made.witness {
        println!("witness {}:{}", witness.sequence, witness.hash);
    }
    Ok(super::code(false))
}

/// Checks a copy, and puts it where the records are. Nothing that is there is lost.
pub(super) async fn restore(
    arguments: &Restore,
    workspace: Option<&Path>,
) -> Result<ExitCode, Failure> {
    let opened = open_workspace(workspace)?;
    let model = opened
        .checked()
        .map_err(|error| Failure::from_app(error, &opened.sources()))?;
    let target = PathBuf::from(database_url(&opened.root, &model.company.database)?);
    if model.company.database.contains("://") {
        return Err(Failure::Usage(
            "the records are in PostgreSQL: restore with pg_restore, see docs/reference/records.md"
                .to_owned(),
        ));
    }
    let failed =
        |what: &str, error: std::io::Error| Failure::program(format!("cannot {what}"), error);
    // Looked at as a copy of the copy: opening upgrades it.
    let mut trial = target.as_os_str().to_owned();
    trial.push(".restoring");
    let trial = PathBuf::from(trial);
    std::fs::copy(&arguments.file, &trial).map_err(|error| failed("read the copy", error))?;
    let witnesses: Vec<Witness> = arguments
        .witness
        .iter()
        .map(|text| witness(text))
        .collect::<Result<_, _>>()?;
    let findings = async {
        let store = Store::open(&trial.display().to_string()).await?;
        let findings = store.records_check(&witnesses).await;
        store.close().await;
        findings
    };
    let findings = findings
        .await
        .map_err(|error| Failure::program("cannot check the copy", error))?;
    if let Some(finding) = findings.first() {
        let (name, subject) = (finding.check.name(), &finding.subject);
        return Err(Failure::Usage(format!(
            "the copy is not whole: {name}: {subject}: {}; it was left in `{}`",
            finding.message,
            trial.display()
        )));
    }
    if target.exists() {
        if !arguments.replace {
            return Err(Failure::Usage(format!(
                "there are records in `{}`; --replace puts them aside",
                target.display()
            )));
        }
        put_aside(&target).map_err(|error| failed("put the records aside", error))?;
    }
    std::fs::rename(&trial, &target).map_err(|error| failed("put the copy in place", error))?;
    println!("the records are those of {}", arguments.file.display());
    if witnesses.is_empty() {
        eprintln!("no witness was given: an old copy cannot be told from a new one");
    }
    Ok(super::code(false))
}

/// The file and its log get the first free name behind them.
fn put_aside(target: &Path) -> std::io::Result<()> {
    let name = |suffix: String| {
        let mut name = target.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    };
    let free = (1_u32..)
        .map(|number| format!(".aside-{number}"))
        .find(|end| !name(end.clone()).exists());
    let free = free.unwrap_or_default();
    for end in ["", "-wal", "-shm"] {
        let from = name(end.to_owned());
        if from.exists() {
            std::fs::rename(&from, name(format!("{free}{end}")))?;
        }
    }
    Ok(())
}

pub(super) async fn erase(
    arguments: &Erase,
    workspace: Option<&Path>,
) -> Result<ExitCode, Failure> {
    let session = Session::open(workspace).await?;
    let caller = session.caller().await?;
    let closes = session.closes();
    let erased = records::erase(&caller, &closes, &arguments.person, &arguments.reason);
    let erased = erased.await.map_err(|error| session.failure(error))?;
    println!(
        "`{}` is erased from the records and from {} bundles; amounts stay under the key {}",
        arguments.person,
        erased.bundles.len(),
        erased.key
    );
    eprintln!(
        "what you keep yourself is not touched: data/people.csv, imported files, the facts, and \
         copies of records and bundles"
    );
    Ok(super::code(false))
}
