//! Business processes: BPMN 2.0 diagrams, who is responsible for what, and which KPIs measure it.
//!
//! A process is a diagram, `model/processes/NAME.bpmn`, from any editor, a `[process.NAME]` of the
//! model, or both. Lanes and performers of the diagram name positions; `[responsibility.NAME]`
//! says the rest (RACI). A KPI measures a responsibility (`measures`) or a process (`process`).
//!
//! - [`raci`] is the matrix that follows from all of these;
//! - [`coverage`] is what has no owner, no KPI, nobody responsible;
//! - [`svg`] draws a process with the state of its KPIs;
//! - [`edit`](mod@edit) changes a diagram and leaves every other byte as it was.
//!
//! ```
//! use attain_core::{model::load, text::Document};
//! let company = Document::new("attain.toml", "[company]\nname = \"A\"\ncurrency = \"EUR\"\n");
//! let process = Document::new("model/processes.toml", r#"
//! [position.manager]
//! [position.clerk]
//! [process.order]
//! owner = "manager"
//! tasks = ["Take the order"]
//! [responsibility.orders]
//! process = "order"
//! task = "Take the order"
//! responsible = ["clerk"]
//! "#);
//! let (model, diagnostics) = load(&[company, process]);
//! assert!(diagnostics.iter().all(|one| !one.is_error()));
//! let rows = attain_core::process::raci(&model.unwrap());
//! assert_eq!(rows[1].letters(&"clerk".into()), "R");
//! assert_eq!(rows[1].letters(&"manager".into()), "A");
//! ```

mod bpmn;
mod check;
mod coverage;
mod define;
pub mod edit;
mod layout;
mod place;
mod raci;
mod svg;
mod xml;

pub(crate) use bpmn::read_diagram;
pub use bpmn::{Bounds, Diagram, DiagramProcess, Flow, FlowNode, Lane, NodeKind, Point, Pool};
pub(crate) use check::check_processes;
pub use coverage::{Coverage, Uncontrolled, coverage};
pub(crate) use define::{merge_processes, parse_process, parse_responsibility};
pub(crate) use raci::controls;
pub use raci::{RaciRow, Role, measured_row, raci};
pub use svg::{Pin, PinState, svg};

use crate::diag::{Span, Spanned};
use crate::id::{GoalId, PositionId, ProcessId, ResponsibilityId};
use std::sync::Arc;

/// A business process.
#[derive(Debug, Clone)]
pub struct Process {
    /// Its name in the model: the stem of its file, or the id in a file with several.
    pub id: ProcessId,
    /// For people.
    pub title: String,
    /// The position that answers for the whole of it.
    pub owner: Option<Spanned<PositionId>>,
    /// The goal that it serves.
    pub goal: Option<Spanned<GoalId>>,
    /// What is done in it, in the order of the diagram.
    pub tasks: Vec<ProcessTask>,
    /// The diagram, and the id of the process in it.
    pub diagram: Option<(Arc<Diagram>, String)>,
    /// Where it is declared.
    pub span: Span,
}

/// Something that is done in a process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessTask {
    /// Its id in the diagram; without a diagram its name.
    pub id: String,
    /// For people.
    pub name: String,
    /// Whether a machine does it, so that nobody needs to be responsible for doing it.
    pub automatic: bool,
    /// The positions that lane and performers of the diagram name.
    pub performers: Vec<PositionId>,
    /// Where it is written.
    pub span: Span,
}

impl Process {
    /// A task by its id, or by its name.
    ///
    /// # Errors
    /// The number of tasks of that name, if it is not one.
    pub fn task(&self, name: &str) -> Result<&ProcessTask, usize> {
        if let Some(task) = self.tasks.iter().find(|task| task.id == name) {
            return Ok(task);
        }
        let alike = |task: &&ProcessTask| words(&task.name) == words(name);
        let found: Vec<&ProcessTask> = self.tasks.iter().filter(alike).collect();
        match found.as_slice() {
            [task] => Ok(task),
            other => Err(other.len()),
        }
    }
}

/// Who does what: a line of the RACI matrix as it is written.
#[derive(Debug, Clone)]
pub struct Responsibility {
    /// Its name in the model.
    pub id: ResponsibilityId,
    /// For people.
    pub title: String,
    /// The process.
    pub process: Spanned<ProcessId>,
    /// The task by id or name; none: the whole process.
    pub task: Option<Spanned<String>>,
    /// Those who do it.
    pub responsible: Vec<Spanned<PositionId>>,
    /// The one who answers for it.
    pub accountable: Option<Spanned<PositionId>>,
    /// Those who are asked before.
    pub consulted: Vec<Spanned<PositionId>>,
    /// Those who are told after.
    pub informed: Vec<Spanned<PositionId>>,
    /// Where it is declared.
    pub span: Span,
}

/// A name with its spaces and line breaks made equal: editors break long names.
pub(crate) fn words(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
