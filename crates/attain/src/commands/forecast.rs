//! `attain forecast`: where KPIs will end.

use crate::cli::TableFormat;
use crate::failure::Failure;
use crate::output::print_report;
use crate::session::{Session, today};
use attain_app::access::UseCase;
use attain_app::insight::forecast::{Asked, forecast};
use attain_core::period::Period;
use attain_core::text::parse_date;
use jiff::civil::Date;
use std::path::Path;
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub(crate) struct Forecast {
    /// The period.
    period: String,
    /// Look at facts up to this day; by default today, or the period's last day.
    #[arg(long, value_name = "DAY")]
    at: Option<String>,
    /// Only this person, by any of his keys.
    #[arg(long, value_name = "PERSON")]
    person: Option<String>,
    #[arg(long, value_enum, default_value = "text")]
    format: TableFormat,
}

pub(super) async fn run(
    arguments: &Forecast,
    workspace: Option<&Path>,
) -> Result<ExitCode, Failure> {
    let session = Session::open(workspace).await?;
    if arguments.person.is_none() {
        session.everybody(UseCase::ResultRead).await?;
    }
    let period = session.period(&arguments.period)?;
    let at = day(arguments.at.as_deref(), period)?;
    let engine = session.engine(2).await?;
    let model = session.model()?;
    let (organisation, caller) = session.organisation().await?;
    let scope = caller.scope(UseCase::ResultRead, &organisation, period);
    let scope = scope.map_err(|error| session.failure(error))?;
    let person = match &arguments.person {
        None => None,
        Some(key) => {
            let person = scope.find(&organisation, key);
            Some(person.ok_or_else(|| session.absent(&scope, key))?)
        }
    };
    let bar = super::run::progress_bar();
    let asked = Asked { period, at, person };
    let found = forecast(model, &engine, asked, &|step| super::run::show(&bar, step)).await;
    bar.finish_and_clear();
    let mut found = found.map_err(|error| Failure::from_app(error, &session.sources))?;
    found.rows.retain(|row| scope.sees(&row.person));
    print_report(&found.report(), arguments.format);
    Ok(super::code(false))
}

/// The day that is named, or today; never after the period, and refused before it.
pub(super) fn day(named: Option<&str>, period: Period) -> Result<Date, Failure> {
    let at = match named {
        None => today(),
        Some(text) => parse_date(text).ok_or_else(|| {
            Failure::Usage(format!("`{text}` is not a day; write it as 2012-02-15"))
        })?,
    };
    if at < period.from {
        return Err(Failure::Usage(format!(
            "{at} is before {period}, which begins on {}; name a day in it with `--at DAY`",
            period.from
        )));
    }
    Ok(at.min(period.to))
}
