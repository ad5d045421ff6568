//! The command line.

mod method;
mod records;

pub(crate) use method::*;
pub(crate) use records::*;

use crate::commands::alerts::Alerts;
use crate::commands::forecast::Forecast;
use crate::commands::insights::{Effectiveness, Health, Signals};
use crate::commands::survey::Survey;
use clap::{Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Attain turns facts into KPIs, KPIs into scores, and scores into pay, and lets everyone follow
/// each number down to the rows it came from.
#[derive(Debug, Parser)]
#[command(name = "attain", version, about, max_term_width = 100)]
pub(crate) struct Arguments {
    /// The workspace; by default this folder or the nearest above it that has an attain.toml.
    #[arg(short = 'C', long, global = true, value_name = "DIR")]
    pub(crate) workspace: Option<PathBuf>,

    /// Act as this user of the records, who has no account of his own on this machine; also
    /// ATTAIN_USER. The audit trail names your account beside him.
    #[arg(long = "as", global = true, value_name = "USER")]
    pub(crate) acting: Option<String>,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// A company to look at: imports the example, runs a quarter and explains one result.
    Demo(Demo),
    /// Serve the pages and the HTTP API.
    Serve(Serve),
    /// Make a new workspace, empty or from templates of roles.
    Init(Init),
    /// Check the model: all diagnostics at once; exit code 1 if there are errors.
    Check(Check),
    /// Import files into a dataset, as one batch.
    Import(Import),
    /// List the imports of the workspace, or retract one.
    Batches(Batches),
    /// Verify the files of imports, or collect those that no import names.
    #[command(subcommand)]
    Facts(Facts),
    /// Compute a period: everybody's KPIs, scores and pay.
    Run(Run),
    /// Explain one person's period, from the payout down to the rows.
    Explain(Explain),
    /// Split the target of a whole over its parts; exit code 1 if the parts do not add up to it.
    Cascade(Cascade),
    /// Propose goals in four perspectives from what units measure.
    Aggregate(Aggregate),
    /// Show what has no owner, no KPI or nobody responsible, and who answers for what (RACI).
    Coverage(Coverage),
    /// How well the system keeps to the principles: a score of 0 to 100 with its reasons.
    Principles(Principles),
    /// Business processes: list, draw, say who owns and does them.
    #[command(subcommand)]
    Process(Process),
    /// The eight stages of introduction: where the company stands, and what is missing.
    Stages(Stages),
    /// Compute a period beside the old scheme, person by person, every difference explained.
    Pilot(Pilot),
    /// The documents that people sign, written from the model.
    Documents(Documents),
    /// Record that somebody has read and acknowledged a document.
    Acknowledge(Acknowledge),
    /// Show the goals of the strategy in four perspectives, with their KPIs, and what serves none.
    Goals,
    /// Users of the records: who may do what.
    #[command(subcommand)]
    User(User),
    /// List periods and how far they are.
    Periods(Periods),
    /// A period on its way: opened, reviewed, approved by two people.
    #[command(subcommand)]
    Period(PeriodCommand),
    /// The runs that were kept.
    #[command(subcommand)]
    Runs(Runs),
    /// Close an approved period: seal, sign and link it, for ever.
    Close(Close),
    /// Check a closed period without trusting anybody; exit code 1 if anything differs.
    Verify(Verify),
    /// The statement of a person in a closed period, with its proof.
    Statement(Statement),
    /// Book what a closed period would pay differently today into an open one.
    Correct(Correct),
    /// The corrections of a closed period.
    Corrections(Corrections),
    /// Versions of the model: drafted, checked, approved, published.
    #[command(subcommand)]
    Model(Model),
    /// Who would have got what under a draft.
    WhatIf(WhatIf),
    /// Targets that are agreed in the records.
    #[command(subcommand)]
    Target(Target),
    /// Disputes on a line of a statement.
    #[command(subcommand)]
    Dispute(Dispute),
    /// The file that payroll takes, of a closed period.
    Payroll(Payroll),
    /// Copy the records into a new file, while others work.
    Backup(Backup),
    /// Bring records back from a copy.
    Restore(Restore),
    /// Forget who a person was, in the records and in every bundle.
    Erase(Erase),
    /// Where KPIs will end: from what is known on a day, and from earlier periods.
    Forecast(Forecast),
    /// Which KPIs are stale, always red, never red, or no longer move.
    Health(Health),
    /// Whether pay follows results, what it costs, whether targets are too easy or out of reach.
    Effectiveness(Effectiveness),
    /// What the alerts of the model raise now.
    Alerts(Alerts),
    /// Ask people, and read what they say without learning who said it.
    #[command(subcommand)]
    Survey(Survey),
    /// Patterns that an independent reader should look at: advice, no verdict.
    Signals(Signals),
    /// Try a scale, a plan or a measure before it pays.
    #[command(subcommand)]
    Try(Try),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Serve {
    /// The port; 0 takes any that is free.
    #[arg(long, default_value = "8080")]
    pub(crate) port: u16,
    /// The address to listen on; another than this machine's own needs `--https`.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub(crate) listen: std::net::IpAddr,
    /// TLS is ended by a proxy in front: cookies are for HTTPS only.
    #[arg(long)]
    pub(crate) https: bool,
    /// Print a link that signs this user in once; may be given several times.
    #[arg(long = "sign-in", value_name = "USER")]
    pub(crate) sign_in: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Demo {
    /// Keep the workspace in this folder instead of a temporary one.
    #[arg(long, value_name = "DIR")]
    pub(crate) keep: Option<PathBuf>,
    /// Serve the company's pages on this port until Ctrl-C.
    #[arg(long, value_name = "PORT")]
    pub(crate) serve: Option<u16>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Init {
    /// The folder; must be empty or not exist.
    #[arg(required_unless_present = "list")]
    pub(crate) dir: Option<PathBuf>,
    /// A role with its KPIs, targets, pay and sample facts; several make one company.
    #[arg(long = "template", value_name = "ROLE", value_delimiter = ',')]
    pub(crate) templates: Vec<String>,
    /// List the templates, and make nothing.
    #[arg(long, exclusive = true)]
    pub(crate) list: bool,
    /// The company's name.
    #[arg(long, default_value = "My Company")]
    pub(crate) name: String,
    /// The currency of its pay.
    #[arg(long, default_value = "EUR")]
    pub(crate) currency: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    /// The workspace.
    pub(crate) dir: Option<PathBuf>,
    /// Check the records and bundles instead of the model: is all as it was written?
    #[arg(long)]
    pub(crate) records: bool,
    /// A line of the audit trail that was kept elsewhere, as NUMBER:HASH; may be given several
    /// times.
    #[arg(long = "witness", value_name = "WITNESS", requires = "records")]
    pub(crate) witnesses: Vec<String>,
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: TextFormat,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Import {
    /// The dataset, as the model names it.
    pub(crate) dataset: String,
    /// The files (CSV, XLSX, Parquet, JSON lines), all together one batch; `-` is standard input.
    #[arg(required = true, num_args = 1..)]
    pub(crate) files: Vec<PathBuf>,
    /// The days that the files cover, as FROM..TO: on these, no rows means that nothing happened.
    #[arg(long, value_name = "FROM..TO")]
    pub(crate) covers: Option<String>,
    /// Import content that was imported before, as a true twin; says why.
    #[arg(long, value_name = "REASON")]
    pub(crate) distinct: Option<String>,
    /// How many rows the files must hold together.
    #[arg(long, value_name = "N")]
    pub(crate) expect_rows: Option<u64>,
    /// What a column must add up to, as COLUMN=SUM; may be given several times.
    #[arg(long = "expect-total", value_name = "COLUMN=SUM")]
    pub(crate) expect_totals: Vec<String>,
    /// What a header of the files stands for, as HEADER=COLUMN; may be given several times.
    #[arg(long, value_name = "HEADER=COLUMN")]
    pub(crate) map: Vec<String>,
    /// Keep the mapping in data/mappings/DATASET.toml, for the imports to come.
    #[arg(long, requires = "map")]
    pub(crate) save_mapping: bool,
    /// The sheet of a workbook that has several.
    #[arg(long)]
    pub(crate) sheet: Option<String>,
    /// Days on which facts may lie, as FROM..TO: the open period.
    #[arg(long, value_name = "FROM..TO")]
    pub(crate) allowed: Option<String>,
    /// What rows do whose owner is no person and no unit.
    #[arg(long, value_enum, default_value = "refuse", value_name = "WHAT")]
    pub(crate) unknown_owners: UnknownOwners,
    /// Where to write the refused rows with their reasons, to be corrected and imported again.
    #[arg(long, value_name = "FILE.csv")]
    pub(crate) refused: Option<PathBuf>,
    /// Read the files in this process instead of a limited one of their own.
    #[arg(long, hide = true)]
    pub(crate) in_process: bool,
    /// Only check the files, show the first rows and the totals; nothing is imported.
    #[arg(long)]
    pub(crate) preview: bool,
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: TextFormat,
}

/// What rows of unknown owners do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum UnknownOwners {
    /// They are refused.
    Refuse,
    /// They are imported; they count for the company, and a run says how many they are.
    Admit,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Facts {
    /// Hash every file again and compare it with its record; exit code 1 if one is damaged.
    Verify,
    /// List files that no import names: what an import left that was killed.
    Collect(FactsCollect),
}

#[derive(Debug, clap::Args)]
pub(crate) struct FactsCollect {
    /// Only files that are at least so many days old.
    #[arg(long, value_name = "DAYS", default_value = "1")]
    pub(crate) older_than_days: u64,
    /// Delete them.
    #[arg(long)]
    pub(crate) delete: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Batches {
    /// Only this dataset.
    pub(crate) dataset: Option<String>,
    /// Retract this batch: its rows no longer count.
    #[arg(long, value_name = "BATCH", requires = "reason")]
    pub(crate) retract: Option<String>,
    /// Why it is retracted.
    #[arg(long)]
    pub(crate) reason: Option<String>,
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: TextFormat,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Run {
    /// The period: a month 2012-07, a quarter 2012-Q3, a year 2012.
    pub(crate) period: String,
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: TableFormat,
    /// Keep this run in the records, and open the period if it is not open. A period that is open
    /// keeps each run anyway.
    #[arg(long)]
    pub(crate) keep: bool,
    /// How many parts the facts are computed in; never changes a result.
    #[arg(long, value_name = "N", default_value = "2")]
    pub(crate) partitions: usize,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Explain {
    /// The person, by any of his keys.
    pub(crate) person: String,
    /// The period.
    pub(crate) period: String,
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: TextFormat,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Cascade {
    /// The cascade, as the model names it.
    pub(crate) name: String,
    /// The period.
    pub(crate) period: String,
    /// As a table, or as lines for data/targets.csv.
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: CascadeFormat,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Aggregate {
    /// Write the draft of the goals to this new file instead of printing it.
    #[arg(long, value_name = "FILE")]
    pub(crate) write: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Try {
    /// What a scale gives for some inputs.
    Scale(TryScale),
    /// What a plan pays for some people.
    Plan(TryPlan),
    /// What a measure gives over the imported facts.
    Measure(TryMeasure),
}

#[derive(Debug, clap::Args)]
pub(crate) struct TryScale {
    /// A TOML file with scales.
    pub(crate) file: PathBuf,
    /// The scale.
    pub(crate) name: String,
    /// The inputs, separated by commas; `%` is allowed.
    #[arg(long, value_name = "INPUTS", allow_hyphen_values = true)]
    pub(crate) at: String,
    /// Where the minimum of the target lies, for scales of kind `levels`; `%` is allowed.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) minimum: Option<String>,
    /// Where the target itself lies.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) target: Option<String>,
    /// Where the desired level lies.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) desired: Option<String>,
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: ScaleFormat,
}

#[derive(Debug, clap::Args)]
pub(crate) struct TryPlan {
    /// A TOML file with the plan, and the scales that it uses.
    pub(crate) file: PathBuf,
    /// The plan.
    pub(crate) name: String,
    /// The inputs, a CSV file: see docs/reference/plan.md.
    #[arg(long = "in", value_name = "INPUTS.csv")]
    pub(crate) inputs: PathBuf,
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: TableFormat,
}

#[derive(Debug, clap::Args)]
pub(crate) struct TryMeasure {
    /// The dataset.
    pub(crate) dataset: String,
    /// The measure: sum(amount) filter (where region = 'EU').
    pub(crate) measure: String,
    /// The period.
    pub(crate) period: String,
    /// A condition that rows must meet; may be given several times.
    #[arg(long = "where", value_name = "CONDITION")]
    pub(crate) conditions: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TextFormat {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TableFormat {
    Text,
    Json,
    Csv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CascadeFormat {
    Text,
    Csv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScaleFormat {
    Text,
    Csv,
    Svg,
}
