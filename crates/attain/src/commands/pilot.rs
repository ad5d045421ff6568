//! `attain pilot`: the new scheme beside the old one, person by person.

use crate::cli::{Pilot, TableFormat};
use crate::failure::Failure;
use crate::output::{report, table};
use crate::session::Session;
use attain_app::access::{UseCase, limit};
use attain_app::{method, papers};
use attain_core::diag::render::Sources;
use attain_core::diag::{Diagnostic, Diagnostics, closest};
use attain_core::id::UnitId;
use attain_core::num::{Decimal, Exact, plain};
use attain_core::stage::pilot::{
    Beside, Comparison, Mark, OldPay, compare, parse_marks, parse_old,
};
use attain_core::stage::{PILOT_COLUMNS, PilotRecord, pilot_line};
use attain_core::text::Document;
use attain_store::Ctx;
use std::path::Path;
use std::process::ExitCode;

/// Reasons that people gave for differences.
const MARKS: &str = "data/pilot-marks.csv";

pub(super) async fn run(arguments: &Pilot, workspace: Option<&Path>) -> Result<ExitCode, Failure> {
    let session = Session::open(workspace).await?;
    let ctx = session.allowed(UseCase::WhatIf).await?;
    let units = units(&session, &arguments.units)?;
    let input = Input::read(&session, arguments)?;
    let engine = session.engine(2).await?;
    let mut all = Vec::new();
    let mut records = String::new();
    for name in &arguments.periods {
        let mut run = super::run::computed(&session, &engine, name).await?;
        let scope = session.scope(UseCase::WhatIf, &run).await?;
        limit(&mut run.calculation, &scope);
        let beside = Beside {
            organisation: &run.organisation,
            units: &units,
            old: &input.old,
            marks: &input.marks,
            currency: &session.model()?.company.currency,
        };
        let found = compare(&run.calculation, &beside);
        let period = run.calculation.period.to_string();
        records.push_str(&pilot_line(&record(&period, &units, &found, &input, &ctx)));
        report(&run.calculation.diagnostics, &session.sources);
        all.extend(found);
    }
    match arguments.format {
        TableFormat::Csv => print!("{}", method::pilot_csv(&all)),
        TableFormat::Json => println!("{}", method::pilot(&all)),
        TableFormat::Text => print!("{}", text(&all, &session.model()?.company.currency)),
    }
    if arguments.record {
        let path = session.workspace.root.join("data").join("pilots.csv");
        papers::append(&path, &format!("{PILOT_COLUMNS}\n"), &records)
            .map_err(|error| session.failure(error))?;
        eprintln!("recorded in data/pilots.csv");
    }
    let open = all
        .iter()
        .filter(|one| one.verdict.name() == "unexplained")
        .count();
    if open > 0 {
        eprintln!(
            "{open} unexplained: give reasons in {MARKS} (person,period,difference,reason,by)"
        );
    }
    Ok(super::code(open > 0))
}

/// What stands in files beside the model.
struct Input {
    old: Vec<OldPay>,
    marks: Vec<Mark>,
    sha256: String,
}

impl Input {
    fn read(session: &Session, arguments: &Pilot) -> Result<Self, Failure> {
        let calendar = session.model()?.company.calendar;
        let diagnostics = Diagnostics::new();
        let old = read(&arguments.old, &arguments.old.display().to_string())?;
        let path = session.workspace.root.join(MARKS);
        let marks = match path.is_file() {
            true => Some(read(&path, MARKS)?),
            false => None,
        };
        let found = Self {
            old: parse_old(&old, calendar, &diagnostics),
            marks: marks
                .as_ref()
                .map(|marks| parse_marks(marks, calendar, &diagnostics))
                .unwrap_or_default(),
            sha256: attain_core::hash::sha256(&*old.text),
        };
        let diagnostics = diagnostics.into_sorted();
        let mut sources = Sources::new();
        for document in std::iter::once(&old).chain(&marks) {
            sources.insert(document.file.clone(), document.text.clone());
        }
        if diagnostics.iter().any(Diagnostic::is_error) {
            return Err(Failure::Refused(diagnostics, sources));
        }
        Ok(found)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a command reads the files that it is given"
)]
fn read(path: &Path, name: &str) -> Result<Document, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::program(format!("cannot read `{}`", path.display()), error))?;
    Ok(Document::new(name, text))
}

fn units(session: &Session, names: &[String]) -> Result<Vec<UnitId>, Failure> {
    let model = session.model()?;
    let known = || model.units.iter().map(|unit| unit.id.as_str());
    let find = |name: &String| {
        let name = name.trim();
        if known().any(|unit| unit == name) {
            return Ok(UnitId::from(name));
        }
        let help = closest(name, known())
            .map_or_else(String::new, |close| format!("; did you mean `{close}`?"));
        Err(Failure::Usage(format!(
            "there is no unit `{name}` in data/units.csv{help}"
        )))
    };
    names.iter().map(find).collect()
}

fn record(
    period: &str,
    units: &[UnitId],
    found: &[Comparison],
    input: &Input,
    ctx: &Ctx,
) -> PilotRecord {
    let count = |verdict: &str| {
        let count = found
            .iter()
            .filter(|one| one.verdict.name() == verdict)
            .count();
        u64::try_from(count).unwrap_or(u64::MAX)
    };
    let names: Vec<&str> = units.iter().map(UnitId::as_str).collect();
    PilotRecord {
        period: period.to_owned(),
        units: if names.is_empty() {
            "all".to_owned()
        } else {
            names.join(" ")
        },
        people: u64::try_from(found.len()).unwrap_or(u64::MAX),
        equal: count("equal"),
        explained: count("explained"),
        marked: count("marked"),
        unexplained: count("unexplained"),
        sums: (
            sum(found.iter().filter_map(|one| one.old)),
            sum(found.iter().filter_map(|one| one.new)),
        ),
        old_sha256: input.sha256.clone(),
        by: ctx.user.clone(),
        on: jiff::tz::Offset::UTC
            .to_datetime(ctx.now)
            .date()
            .to_string(),
    }
}

fn sum(amounts: impl Iterator<Item = Decimal>) -> String {
    let sum: Exact = amounts.map(Exact::from).sum();
    sum.plain()
}

fn text(all: &[Comparison], currency: &str) -> String {
    let shown = |value: Option<Decimal>| value.map_or_else(|| "–".to_owned(), plain);
    let mut rows = Vec::new();
    for one in all {
        rows.push(vec![
            one.period.to_string(),
            one.person.clone(),
            one.name.clone(),
            shown(one.old),
            shown(one.new),
            shown(one.difference),
            one.verdict.name().to_owned(),
            method::reason(&one.verdict),
        ]);
        for part in &one.parts {
            let mut row = vec![String::new(); 8];
            for (index, cell) in [(5, plain(part.amount)), (7, part.what.clone())] {
                if let Some(place) = row.get_mut(index) {
                    *place = cell;
                }
            }
            rows.push(row);
        }
    }
    let header = [
        "period",
        "person",
        "name",
        "old",
        "new",
        "difference",
        "verdict",
        "why",
    ];
    let old = sum(all.iter().filter_map(|one| one.old));
    let new = sum(all.iter().filter_map(|one| one.new));
    let mut out = table(&header, &rows);
    out.push_str(&format!("\nold {old} {currency}, new {new} {currency}\n"));
    for verdict in ["equal", "explained", "marked", "unexplained"] {
        let count = all
            .iter()
            .filter(|one| one.verdict.name() == verdict)
            .count();
        out.push_str(&format!("{count} {verdict}\n"));
    }
    out
}
