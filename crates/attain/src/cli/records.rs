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
