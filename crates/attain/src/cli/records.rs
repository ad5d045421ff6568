//! Commands about users, periods and what is kept of them.

use super::{TableFormat, TextFormat};
use clap::Subcommand;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// Add a user; the first of all becomes an administrator.
    Add(UserAdd),
    /// List all users.
    List(UserList),
    /// Give a user exactly these roles.
    Roles(UserRoles),
    /// Say which person's results are a user's own.
    Person(UserPerson),
    /// Let a user do nothing any more.
    Disable(UserNamed),
    /// Let a disabled user in again.
    Enable(UserNamed),
}

#[derive(Debug, clap::Args)]
pub(crate) struct UserAdd {
    /// How he signs in: on this machine, the name of his account.
    pub(crate) id: String,
    /// What he is called.
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// The person whose results are his own.
    #[arg(long, value_name = "PERSON")]
    pub(crate) person: Option<String>,
    /// What he may be: administrator, designer, approver, manager, employee, payroll, auditor; may
    /// be given several times.
    #[arg(long = "role", value_name = "ROLE")]
    pub(crate) roles: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct UserList {
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: TextFormat,
}

#[derive(Debug, clap::Args)]
pub(crate) struct UserRoles {
    /// The user.
    pub(crate) id: String,
    /// His roles from now on.
    pub(crate) roles: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct UserPerson {
    /// The user.
    pub(crate) id: String,
    /// The person; none: nobody's results are his own.
    pub(crate) person: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct UserNamed {
    /// The user.
    pub(crate) id: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Periods {
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: TextFormat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PeriodCommand {
    /// Open a period: from now on each run of it is kept.
    Open(PeriodNamed),
    /// How far a period is, who approved, what is implausible.
    Show(PeriodShow),
    /// Hand the newest run over to those who approve.
    Review(PeriodNamed),
    /// Send it back to be calculated again.
    Return(PeriodReason),
    /// Say why something implausible may be paid.
    Explain(StopReason),
    /// Approve it; two people do.
    Approve(PeriodApprove),
    /// Stop all changes to it at once.
    Freeze(PeriodReason),
    /// Allow changes again.
    Thaw(PeriodReason),
}

#[derive(Debug, clap::Args)]
pub(crate) struct PeriodNamed {
    /// The period.
    pub(crate) period: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct PeriodShow {
    /// The period.
    pub(crate) period: String,
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: TextFormat,
}

#[derive(Debug, clap::Args)]
pub(crate) struct PeriodReason {
    /// The period.
    pub(crate) period: String,
    /// Why.
    #[arg(long)]
    pub(crate) reason: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct StopReason {
    /// What stopped, as `period show` names it: 2012-Q3.2/1.
    pub(crate) stop: String,
    /// Why it may be paid.
    #[arg(long)]
    pub(crate) reason: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct PeriodApprove {
    /// The period.
    pub(crate) period: String,
    /// What to say with it.
    #[arg(long)]
    pub(crate) note: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Runs {
    /// The runs of a period.
    List(PeriodShow),
    /// What changed from one run to another, by person and cause.
    Diff(RunsDiff),
}

#[derive(Debug, clap::Args)]
pub(crate) struct RunsDiff {
    /// The earlier run: 2012-Q3.1.
    pub(crate) from: String,
    /// The later run.
    pub(crate) to: String,
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: TableFormat,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Close {
    /// The period; two people have approved it.
    pub(crate) period: String,
    /// The key that signs; made by the first close. Also ATTAIN_KEY; by default
    /// keys/closing.key in the workspace.
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Verify {
    /// A closed period of this workspace, or the folder of a bundle.
    pub(crate) subject: String,
    /// Check the aggregates too, against this folder of facts.
    #[arg(long, value_name = "DIR")]
    pub(crate) facts: Option<PathBuf>,
    /// The key that the company has published.
    #[arg(long, value_name = "HEX")]
    pub(crate) public_key: Option<String>,
    /// A slip that an employee kept; may be given several times.
    #[arg(long = "slip", value_name = "FILE")]
    pub(crate) slips: Vec<PathBuf>,
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: TextFormat,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Statement {
    /// The person, by any of his keys.
    pub(crate) person: String,
    /// The closed period.
    pub(crate) period: String,
    /// For people, or as the slip that `attain verify --slip` reads.
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: TextFormat,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Correct {
    /// The closed period.
    pub(crate) period: String,
    /// The open period that pays; by default the first that can.
    #[arg(long, value_name = "PERIOD")]
    pub(crate) into: Option<String>,
    /// What to say with the causes that are found.
    #[arg(long, value_name = "WORDS")]
    pub(crate) cause: Option<String>,
    /// Only show the differences.
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: TableFormat,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Corrections {
    /// The closed period.
    pub(crate) period: String,
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: TableFormat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Model {
    /// Write the workspace's definitions into a draft.
    Draft(ModelDraft),
    /// Check a draft with the people and targets of the workspace.
    Check(ModelNamed),
    /// Approve a checked version; not by its editor.
    Approve(ModelNamed),
    /// Publish an approved version, for ever, from a day on.
    Publish(ModelPublish),
    /// List all versions.
    List(ModelList),
    /// What differs between two versions, or a version and the workspace, in words.
    Diff(ModelDiff),
}

#[derive(Debug, clap::Args)]
pub(crate) struct ModelDraft {
    /// The version's name.
    pub(crate) name: String,
    /// What it is about.
    #[arg(long)]
    pub(crate) title: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ModelNamed {
    /// The version.
    pub(crate) name: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ModelPublish {
    /// The version.
    pub(crate) name: String,
    /// The first day on which it holds.
    #[arg(long, value_name = "DATE")]
    pub(crate) from: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ModelList {
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: TextFormat,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ModelDiff {
    /// The earlier version.
    pub(crate) from: String,
    /// The later version; by default the workspace.
    pub(crate) to: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct WhatIf {
    /// The workspace with the draft, or the name of a version.
    pub(crate) draft: String,
    /// The period.
    pub(crate) period: String,
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: TableFormat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Target {
    /// Propose a target for somebody.
    Propose(TargetPropose),
    /// Agree to a target: to one's own, or for the manager.
    Agree(TargetNamed),
    /// Change the figures; of a target that was agreed, for a reason.
    Change(TargetChange),
    /// List the targets of a period.
    List(PeriodShow),
}

#[derive(Debug, clap::Args)]
pub(crate) struct TargetFigures {
    /// What is to be reached.
    #[arg(long, allow_hyphen_values = true)]
    pub(crate) target: String,
    /// Below it there may be no pay.
    #[arg(long, allow_hyphen_values = true)]
    pub(crate) minimum: Option<String>,
    /// What would be excellent.
    #[arg(long, allow_hyphen_values = true)]
    pub(crate) desired: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct TargetPropose {
    /// Whose.
    pub(crate) person: String,
    /// The KPI.
    pub(crate) kpi: String,
    /// The period.
    pub(crate) period: String,
    #[command(flatten)]
    pub(crate) figures: TargetFigures,
}

#[derive(Debug, clap::Args)]
pub(crate) struct TargetNamed {
    /// The target, as `target list` names it.
    pub(crate) id: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct TargetChange {
    /// The target, as `target list` names it.
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) figures: TargetFigures,
    /// Why.
    #[arg(long)]
    pub(crate) reason: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Dispute {
    /// Doubt a line of one's own statement.
    Raise(DisputeRaise),
    /// Answer a dispute.
    Answer(DisputeAnswer),
    /// Decide a dispute.
    Decide(DisputeDecide),
    /// The disputes of a period, with their history.
    List(PeriodShow),
}

#[derive(Debug, clap::Args)]
pub(crate) struct DisputeRaise {
    /// The closed period.
    pub(crate) period: String,
    /// The line of the statement: a KPI, `correction`, `total`.
    pub(crate) line: String,
    /// What is doubted.
    #[arg(long)]
    pub(crate) question: String,
    /// The day by which it is to be decided; by default in two weeks.
    #[arg(long, value_name = "DATE")]
    pub(crate) deadline: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct DisputeAnswer {
    /// The dispute.
    pub(crate) id: String,
    /// The answer.
    #[arg(long)]
    pub(crate) answer: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct DisputeDecide {
    /// The dispute.
    pub(crate) id: String,
    /// Whether the one who asked is right: accepted or rejected.
    #[arg(value_parser = ["accepted", "rejected"])]
    pub(crate) verdict: String,
    /// Why.
    #[arg(long)]
    pub(crate) reason: String,
    /// The correction that follows from it.
    #[arg(long, value_name = "CORRECTION")]
    pub(crate) correction: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Payroll {
    /// The closed period.
    pub(crate) period: String,
    /// A row for each line, or a column for each line.
    #[arg(long, value_enum, default_value = "long")]
    pub(crate) template: PayrollTemplate,
    #[arg(long, value_enum, default_value = "csv")]
    pub(crate) format: PayrollFormat,
    /// Write it to this new file, with its control totals beside it; by default CSV goes to
    /// standard output.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum PayrollTemplate {
    Long,
    Wide,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum PayrollFormat {
    Csv,
    Xlsx,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Backup {
    /// The new file.
    pub(crate) file: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Restore {
    /// A file that `attain backup` made.
    pub(crate) file: PathBuf,
    /// The line of the trail that was kept when it was made, as NUMBER:HASH.
    #[arg(long, value_name = "WITNESS")]
    pub(crate) witness: Option<String>,
    /// Put the records that are there aside.
    #[arg(long)]
    pub(crate) replace: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Erase {
    /// The person.
    pub(crate) person: String,
    /// Why.
    #[arg(long)]
    pub(crate) reason: String,
}
