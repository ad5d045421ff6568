//! The command line of the method: processes, principles, stages, pilot, documents.

use super::{TableFormat, TextFormat};
use clap::{Subcommand, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(crate) struct Coverage {
    /// As text, as JSON, or the RACI matrix as CSV.
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: TableFormat,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Principles {
    /// Only this position.
    #[arg(long)]
    pub(crate) position: Option<String>,
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: TextFormat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Process {
    /// List the processes with owner, tasks and KPIs.
    List,
    /// Draw a process as SVG, with its KPIs pinned to the tasks.
    Svg(ProcessSvg),
    /// Say who owns a process: writes its diagram, and nothing else in it.
    SetOwner(ProcessOwner),
    /// Say which position performs a task: writes the diagram.
    SetPerformer(TaskPosition),
    /// Move a task to another lane: writes the diagram; draw it there in your editor.
    SetLane(TaskLane),
    /// Give a task another name: writes the diagram.
    Rename(TaskName),
}

#[derive(Debug, clap::Args)]
pub(crate) struct ProcessSvg {
    /// The process.
    pub(crate) name: String,
    /// Show how its KPIs stood in this period.
    #[arg(long)]
    pub(crate) period: Option<String>,
    /// Write it to this file instead of standard output.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ProcessOwner {
    /// The process.
    pub(crate) process: String,
    /// The position.
    pub(crate) position: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct TaskPosition {
    /// The process.
    pub(crate) process: String,
    /// The task, by id or name.
    pub(crate) task: String,
    /// The position.
    pub(crate) position: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct TaskLane {
    /// The process.
    pub(crate) process: String,
    /// The task, by id or name.
    pub(crate) task: String,
    /// The lane, by id or name.
    pub(crate) lane: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct TaskName {
    /// The process.
    pub(crate) process: String,
    /// The task, by id or name.
    pub(crate) task: String,
    /// The new name.
    pub(crate) name: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Stages {
    #[command(subcommand)]
    pub(crate) command: Option<StageCommand>,
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: TextFormat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum StageCommand {
    /// Show one stage: tasks, people, documents, evidence.
    Show {
        /// 1 to 8, or its name.
        stage: String,
    },
    /// Decide a stage; refused while evidence is missing.
    Decide(Decide),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Decide {
    /// 1 to 8, or its name.
    pub(crate) stage: String,
    /// Who decides.
    #[arg(long)]
    pub(crate) by: String,
    /// `stay` needs no evidence: more is to be done.
    #[arg(long, value_enum, default_value = "go")]
    pub(crate) outcome: DecideOutcome,
    /// Why, or under which condition.
    #[arg(long, default_value = "")]
    pub(crate) note: String,
    /// The day; today unless it is given.
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DecideOutcome {
    Go,
    Stay,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Pilot {
    /// The periods.
    #[arg(required = true, num_args = 1..)]
    pub(crate) periods: Vec<String>,
    /// The units of the pilot, separated by commas; without them everybody.
    #[arg(long, value_delimiter = ',')]
    pub(crate) units: Vec<String>,
    /// What the old scheme paid: a CSV file with person,period,amount and, if known, at_full.
    #[arg(long, value_name = "FILE.csv")]
    pub(crate) old: PathBuf,
    /// Keep the counts in data/pilots.csv, as evidence of the stage.
    #[arg(long)]
    pub(crate) record: bool,
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: TableFormat,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Documents {
    /// Print this document: regulation, sheet-POSITION-PERIOD, memo-PERSON.
    pub(crate) document: Option<String>,
    /// Write all documents to documents/, in all formats, and keep their versions.
    #[arg(long, conflicts_with = "document")]
    pub(crate) write: bool,
    /// Only the memos that nobody has acknowledged yet, as reminders to send.
    #[arg(long, conflicts_with_all = ["document", "write"])]
    pub(crate) missing: bool,
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: DocumentFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DocumentFormat {
    Text,
    Markdown,
    Html,
    Json,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Acknowledge {
    /// The person, by any of his keys.
    pub(crate) person: String,
    /// The document; his memo unless another is named.
    #[arg(long)]
    pub(crate) document: Option<String>,
}
