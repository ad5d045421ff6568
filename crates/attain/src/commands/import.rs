//! `attain import`: files become one batch.

use super::run::progress_bar;
use crate::READ_FILE;
use crate::cli::{Import, TextFormat, UnknownOwners};
use crate::failure::Failure;
use crate::output::{report, summary, table};
use crate::session::Session;
use attain_app::access::UseCase;
use attain_app::import::{Commit, Committed, commit, known_owners};
use attain_app::json;
use attain_app::mapping::Mapping;
use attain_core::batch::Batch;
use attain_core::dataset::Dataset;
use attain_core::diag::Diagnostic;
use attain_core::num::{parse_number, plain};
use attain_core::text::parse_date;
use attain_facts::Worker;
use attain_facts::import::{
    Import as Imported, Options, Prepared, Report, Source, discard, prepare,
};
use jiff::civil::Date;
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

pub(super) async fn run(arguments: &Import, workspace: Option<&Path>) -> Result<ExitCode, Failure> {
    let session = Session::open(workspace).await?;
    let (mapped, mapping) = mapped(&session, arguments)?;
    let dataset = &mapped;
    let root = session.facts_root()?;
    let options = options(&session, arguments, dataset).await?;
    let imported = prepare_shown(&session, dataset, &sources(arguments)?, &options)?;
    let diagnostics = imported.report.diagnostics();
    let Some(prepared) = imported.prepared else {
        write_refused(arguments, &imported.report)?;
        return Ok(refused(&session, arguments, &imported.report, &diagnostics));
    };
    if arguments.preview {
        preview(&prepared, dataset);
        report(&diagnostics, &session.sources);
        discard(&root, &prepared).map_err(|error| Failure::program("cannot delete", error))?;
        return Ok(super::code(false));
    }
    if arguments.save_mapping {
        let path = mapping
            .save(&session.workspace.root, dataset)
            .map_err(|error| Failure::from_app(error, &session.sources))?;
        eprintln!("the mapping is kept in {}", path.display());
    }
    let request = Commit {
        batch: prepared.batch("".into()),
        kind: dataset.kind,
        distinct: arguments.distinct.clone(),
    };
    let stamp = session.allowed(UseCase::ImportWrite).await?;
    let committed = commit(&session.store, &stamp, request)
        .await
        .map_err(|error| Failure::from_app(error, &session.sources))?;
    if let Committed::Known { .. } = &committed {
        discard(&root, &prepared)
            .map_err(|error| Failure::program("cannot delete a file", error))?;
    }
    report(&diagnostics, &session.sources);
    match arguments.format {
        TextFormat::Json => println!("{}", json::committed(&committed)),
        TextFormat::Text => print!("{}", told(&committed, dataset)),
    }
    Ok(super::code(false))
}

/// The dataset with the headers that the files have: as saved, and as the command says.
fn mapped(session: &Session, arguments: &Import) -> Result<(Dataset, Mapping), Failure> {
    let failed = |error| Failure::from_app(error, &session.sources);
    let mut dataset = dataset(session, &arguments.dataset)?.clone();
    let given = Mapping::parse(&arguments.map)
        .map_err(|text| Failure::Usage(format!("`{text}` is no mapping; write HEADER=COLUMN")))?;
    let saved = Mapping::saved(&session.workspace.root, &dataset).map_err(failed)?;
    let mapping = saved.with(&given);
    mapping.apply(&mut dataset).map_err(failed)?;
    Ok((dataset, mapping))
}

pub(super) fn dataset<'a>(session: &'a Session, name: &str) -> Result<&'a Dataset, Failure> {
    let datasets = &session.model()?.datasets;
    datasets.get(&name.into()).ok_or_else(|| {
        let known: Vec<&str> = datasets.keys().map(|id| id.as_str()).collect();
        let close = attain_core::diag::closest(name, known.iter().copied());
        Failure::Usage(match close {
            Some(close) => format!("there is no dataset `{name}`; did you mean `{close}`?"),
            None => format!(
                "there is no dataset `{name}`; the model has: {}",
                known.join(", ")
            ),
        })
    })
}

/// Prepares a batch with progress on standard error.
pub(super) fn prepare_shown(
    session: &Session,
    dataset: &Dataset,
    sources: &[Source],
    options: &Options,
) -> Result<Imported, Failure> {
    let bar = progress_bar();
    let imported = prepare(
        &session.facts_root()?,
        dataset,
        sources,
        options,
        &|progress| {
            bar.set_message(format!("{}: {} rows", progress.file, progress.rows));
            bar.tick();
        },
    );
    bar.finish_and_clear();
    imported
        .map_err(|error| Failure::program(format!("cannot import into `{}`", dataset.id), error))
}

/// Imports one file into a dataset, and gives its rows: for workspaces that bring their own facts.
pub(super) async fn file(session: &Session, name: &str, path: &Path) -> Result<u64, Failure> {
    let dataset = dataset(session, name)?;
    let mut options = Options::new(session.model()?.company.calendar);
    options.apart = Some(worker()?);
    let imported = prepare_shown(session, dataset, &[Source::file(path)], &options)?;
    let Some(prepared) = imported.prepared else {
        return Err(Failure::Refused(
            imported.report.diagnostics(),
            session.sources.clone(),
        ));
    };
    let request = Commit {
        batch: prepared.batch("".into()),
        kind: dataset.kind,
        distinct: None,
    };
    commit(&session.store, &crate::who::ctx()?, request)
        .await
        .map_err(|error| Failure::from_app(error, &session.sources))?;
    Ok(prepared.rows)
}

async fn options(
    session: &Session,
    arguments: &Import,
    dataset: &Dataset,
) -> Result<Options, Failure> {
    let model = session.model()?;
    let mut options = Options::new(model.company.calendar);
    if arguments.unknown_owners == UnknownOwners::Refuse {
        let engine = session.engine(1).await?;
        options.known_owners = known_owners(model, &engine, dataset)
            .await
            .map_err(|error| Failure::from_app(error, &session.sources))?;
    }
    options.covers = arguments.covers.as_deref().map(days).transpose()?;
    options.allowed_days = arguments.allowed.as_deref().map(days).transpose()?;
    options.expect_rows = arguments.expect_rows;
    for total in &arguments.expect_totals {
        let parsed = total
            .split_once('=')
            .and_then(|(column, sum)| Some((column.trim().to_owned(), parse_number(sum).ok()?)));
        let Some((column, sum)) = parsed else {
            return Err(Failure::Usage(format!(
                "`{total}` is no total; write COLUMN=SUM"
            )));
        };
        options.expect_totals.insert(column, sum);
    }
    if !arguments.in_process {
        options.apart = Some(worker()?);
    }
    Ok(options)
}

/// This program, started again to read one file.
fn worker() -> Result<Worker, Failure> {
    let program = std::env::current_exe()
        .map_err(|error| Failure::program("cannot tell where this program is", error))?;
    Ok(Worker::new(program, [READ_FILE.into()]))
}

fn sources(arguments: &Import) -> Result<Vec<Source>, Failure> {
    arguments
        .files
        .iter()
        .map(|file| {
            let mut source = if file.as_os_str() == "-" {
                let mut bytes = Vec::new();
                std::io::stdin()
                    .read_to_end(&mut bytes)
                    .map_err(|error| Failure::program("cannot read standard input", error))?;
                Source::bytes("standard input", bytes)
            } else {
                Source::file(file)
            };
            source.sheet.clone_from(&arguments.sheet);
            Ok(source)
        })
        .collect()
}

/// `2012-01-01..2012-12-31`.
fn days(text: &str) -> Result<(Date, Date), Failure> {
    let parsed = text
        .split_once("..")
        .and_then(|(from, to)| Some((parse_date(from)?, parse_date(to)?)))
        .filter(|(from, to)| from <= to);
    parsed.ok_or_else(|| {
        Failure::Usage(format!(
            "`{text}` is no stretch of days; write 2012-01-01..2012-12-31"
        ))
    })
}

fn refused(
    session: &Session,
    arguments: &Import,
    found: &Report,
    diagnostics: &[Diagnostic],
) -> ExitCode {
    match arguments.format {
        TextFormat::Json => println!("{}", json::diagnostics(diagnostics, &session.sources)),
        TextFormat::Text => {
            for diagnostic in diagnostics {
                eprintln!(
                    "{}",
                    attain_core::diag::render::text(diagnostic, &session.sources)
                );
            }
        }
    }
    let listed = found.refusals.len();
    let all = usize::try_from(found.faults).unwrap_or(usize::MAX);
    if all > listed {
        eprintln!("{} more faults are not listed", all.saturating_sub(listed));
    }
    eprintln!(
        "nothing was imported: {} of {} rows have faults ({})",
        found.rejected,
        found.rows,
        summary(diagnostics)
    );
    super::code(true)
}

/// The faulty rows with their reasons, as a file to correct and import again.
fn write_refused(arguments: &Import, found: &Report) -> Result<(), Failure> {
    let Some(path) = &arguments.refused else {
        return Ok(());
    };
    let text: String = found
        .refused
        .iter()
        .map(attain_facts::import::RefusedRows::csv)
        .collect();
    std::fs::write(path, text)
        .map_err(|error| Failure::program(format!("cannot write `{}`", path.display()), error))?;
    eprintln!("the refused rows are in {}", path.display());
    Ok(())
}

fn preview(prepared: &Prepared, dataset: &Dataset) {
    let mut header = vec!["row"];
    header.extend(prepared.preview.columns.iter().map(String::as_str));
    let rows: Vec<Vec<String>> = prepared
        .preview
        .rows
        .iter()
        .map(|(row, values)| {
            std::iter::once(row.to_string())
                .chain(values.iter().map(attain_core::model::text_of))
                .collect()
        })
        .collect();
    print!("{}", table(&header, &rows));
    print!(
        "\n{}",
        describe(&prepared.batch("(preview)".into()), dataset)
    );
    println!(
        "{} rows can be imported; nothing was imported (preview)",
        prepared.rows
    );
}

fn told(committed: &Committed, dataset: &Dataset) -> String {
    match committed {
        Committed::New { batch, superseded } => {
            let mut out = describe(batch, dataset);
            for earlier in superseded {
                out.push_str(&format!("it supersedes batch {earlier}\n"));
            }
            out
        }
        Committed::Known { batch, by, at } => format!(
            "the same content is in batch {} of `{}` already, imported by {by} at {at}; it counts \
             once, and nothing was added\n",
            batch.id, batch.dataset
        ),
    }
}

/// What a batch holds, in a few lines.
fn describe(batch: &Batch, dataset: &Dataset) -> String {
    let files: Vec<&str> = batch.files.iter().map(|file| file.name.as_str()).collect();
    let mut out = format!(
        "batch {}: {} rows of `{}` from {}\n",
        batch.id,
        batch.rows,
        batch.dataset,
        files.join(", ")
    );
    if let Some((from, to)) = batch.covers {
        out.push_str(&format!("it covers {from} to {to}\n"));
    }
    // Sums of keys say nothing; those of amounts are what people compare.
    let amount = |name: &str| {
        dataset
            .column(name)
            .and_then(|column| column.unit.as_deref())
    };
    for total in &batch.totals {
        let Some(unit) = amount(&total.column) else {
            continue;
        };
        out.push_str(&format!(
            "sum of {}: {} {unit}\n",
            total.column,
            plain(total.sum)
        ));
    }
    out
}
