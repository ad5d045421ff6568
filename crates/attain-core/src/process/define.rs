//! `[process.NAME]` and `[responsibility.NAME]`, and how they join the diagrams.

use super::bpmn::{Diagram, DiagramProcess, shown_name};
use super::{Process, ProcessTask, Responsibility, words};
use crate::diag::{Diagnostic, Diagnostics, Span, Spanned};
use crate::id::{GoalId, PositionId, ProcessId};
use crate::rules;
use crate::text::Table;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A `[process.NAME]` as it is written.
#[derive(Debug, Clone)]
pub(crate) struct ProcessEntry {
    title: Option<String>,
    owner: Option<Spanned<PositionId>>,
    goal: Option<Spanned<GoalId>>,
    tasks: Vec<Spanned<String>>,
    span: Span,
}

/// Reads one `[process.NAME]`.
pub(crate) fn parse_process(name: &Spanned<String>, table: &Table<'_>) -> Option<ProcessEntry> {
    let entry = ProcessEntry {
        title: table.text("title").map(|title| title.value),
        owner: table.text("owner").map(|owner| owner.map(PositionId::from)),
        goal: table.text("goal").map(|goal| goal.map(GoalId::from)),
        tasks: table.texts("tasks"),
        span: name.span.clone(),
    };
    table.finish(&["note"]);
    Some(entry)
}

/// Reads one `[responsibility.NAME]`.
pub(crate) fn parse_responsibility(
    name: &Spanned<String>,
    table: &Table<'_>,
) -> Option<Responsibility> {
    let positions = |field: &str| -> Vec<Spanned<PositionId>> {
        let texts = table.texts(field).into_iter();
        texts.map(|text| text.map(PositionId::from)).collect()
    };
    let accountable = positions("accountable");
    if let [_, second, ..] = accountable.as_slice() {
        let message = format!(
            "responsibility `{}` has {} accountable positions, expected one",
            name.value,
            accountable.len()
        );
        table.diagnostics().push(
            Diagnostic::error(rules::ACCOUNTABLE_UNCLEAR, message)
                .at(&second.span, "this one too")
                .with_help(
                    "name the one who answers for it; the others are responsible or consulted",
                ),
        );
    }
    let process = table.required_text("process");
    let responsibility = Responsibility {
        id: name.value.as_str().into(),
        title: table
            .text("title")
            .map_or_else(|| name.value.clone(), |title| title.value),
        process: process.clone().map_or_else(
            || Spanned {
                value: "".into(),
                span: name.span.clone(),
            },
            |text| text.map(ProcessId::from),
        ),
        task: table.text("task"),
        responsible: positions("responsible"),
        accountable: accountable.into_iter().next(),
        consulted: positions("consulted"),
        informed: positions("informed"),
        span: name.span.clone(),
    };
    table.finish(&["note"]);
    process.map(|_| responsibility)
}

/// The processes of the diagrams and of the model's text, joined by name. `positions` are matched
/// with lanes and performers by name or title.
pub(crate) fn merge_processes(
    diagrams: Vec<Diagram>,
    mut entries: BTreeMap<ProcessId, ProcessEntry>,
    positions: &BTreeMap<PositionId, String>,
    diagnostics: &Diagnostics,
) -> BTreeMap<ProcessId, Process> {
    let mut processes: BTreeMap<ProcessId, Process> = BTreeMap::new();
    for diagram in diagrams {
        let diagram = Arc::new(diagram);
        for drawn in &diagram.processes {
            let id = name_of(&diagram, drawn);
            let entry = entries.remove(&id);
            let process = from_diagram(id, &diagram, drawn, entry, positions, diagnostics);
            if let Some(first) = processes.get(&process.id) {
                let message = format!("process `{}` is drawn twice", process.id);
                diagnostics.push(
                    Diagnostic::error(rules::DUPLICATE_NAME, message)
                        .at(&process.span, "again here")
                        .at(&first.span, "first here")
                        .with_help("rename one of the files, or the process in its editor"),
                );
                continue;
            }
            let _ = processes.insert(process.id.clone(), process);
        }
    }
    for (id, entry) in entries {
        let _ = processes.insert(id.clone(), from_entry(id, entry));
    }
    processes
}

/// The stem of the file where it holds one process, else the process's own id.
fn name_of(diagram: &Diagram, drawn: &DiagramProcess) -> ProcessId {
    let file = diagram
        .file
        .rsplit_once('/')
        .map_or(&*diagram.file, |(_, file)| file);
    let stem = file.strip_suffix(".bpmn").unwrap_or(file);
    match diagram.processes.len() {
        1 => ProcessId::from(stem),
        _ => ProcessId::from(drawn.id.as_str()),
    }
}

fn from_entry(id: ProcessId, entry: ProcessEntry) -> Process {
    let task = |text: Spanned<String>| ProcessTask {
        id: text.value.clone(),
        name: text.value,
        automatic: false,
        performers: Vec::new(),
        span: text.span,
    };
    Process {
        title: entry.title.unwrap_or_else(|| id.to_string()),
        id,
        owner: entry.owner,
        goal: entry.goal,
        tasks: entry.tasks.into_iter().map(task).collect(),
        diagram: None,
        span: entry.span,
    }
}

fn from_diagram(
    id: ProcessId,
    diagram: &Arc<Diagram>,
    drawn: &DiagramProcess,
    entry: Option<ProcessEntry>,
    positions: &BTreeMap<PositionId, String>,
    diagnostics: &Diagnostics,
) -> Process {
    let names = Names {
        positions,
        diagnostics,
    };
    names.check_lanes(drawn);
    let tasks = drawn.tasks().map(|node| ProcessTask {
        id: node.id.clone(),
        name: shown_name(node).to_owned(),
        automatic: node.is_automatic(),
        performers: names.performers(drawn, node),
        span: node.span.clone(),
    });
    let tasks = tasks.collect();
    let drawn_owner = drawn.owner.as_ref().map(|owner| Spanned {
        value: names
            .position(&owner.value)
            .unwrap_or_else(|| owner.value.as_str().into()),
        span: owner.span.clone(),
    });
    let stated_owner = entry.as_ref().and_then(|entry| entry.owner.clone());
    if let (Some(drawn), Some(stated)) = (&drawn_owner, &stated_owner)
        && drawn.value != stated.value
    {
        let message = format!(
            "process `{id}` has two owners: `{}` in the model and `{}` in its diagram",
            stated.value, drawn.value
        );
        diagnostics.push(
            Diagnostic::error(rules::OWNER_TWICE, message)
                .at(&stated.span, "in the model")
                .at(&drawn.span, "in the diagram")
                .with_help("take one of them out"),
        );
    }
    if let Some(task) = entry.as_ref().and_then(|entry| entry.tasks.first()) {
        diagnostics.push(
            Diagnostic::error(
                rules::UNKNOWN_FIELD,
                format!("process `{id}` has its tasks from its diagram"),
            )
            .at(&task.span, "")
            .with_help("draw the task in the diagram"),
        );
    }
    let title = entry.as_ref().and_then(|entry| entry.title.clone());
    let name = Some(drawn.name.clone()).filter(|name| !name.is_empty());
    Process {
        title: title.or(name).unwrap_or_else(|| id.to_string()),
        owner: stated_owner.or(drawn_owner),
        goal: entry.and_then(|entry| entry.goal),
        tasks,
        diagram: Some((Arc::clone(diagram), drawn.id.clone())),
        span: drawn.span.clone(),
        id,
    }
}

/// Positions by name or title.
struct Names<'a> {
    positions: &'a BTreeMap<PositionId, String>,
    diagnostics: &'a Diagnostics,
}

impl Names<'_> {
    fn position(&self, name: &str) -> Option<PositionId> {
        let name = words(name).to_lowercase();
        let alike = |(id, title): &(&PositionId, &String)| {
            id.as_str().to_lowercase() == name || words(title).to_lowercase() == name
        };
        self.positions.iter().find(alike).map(|(id, _)| id.clone())
    }

    /// A lane whose name is no position says nothing of who does the work.
    fn check_lanes(&self, drawn: &DiagramProcess) {
        for lane in drawn.lanes.iter().filter(|lane| !lane.nodes.is_empty()) {
            if self.position(&lane.name).is_some() || self.positions.is_empty() {
                continue;
            }
            let message = format!("lane `{}` is no position of the model", lane.name);
            self.diagnostics.push(
                Diagnostic::warning(rules::LANE_WITHOUT_POSITION, message)
                    .at(&lane.span, "")
                    .with_help("name the lane like the position, or give a position this title"),
            );
        }
    }

    /// Who performs a node: those whom it names, else its lane.
    fn performers(&self, drawn: &DiagramProcess, node: &super::FlowNode) -> Vec<PositionId> {
        let mut found: Vec<PositionId> = Vec::new();
        for performer in &node.performers {
            match self.position(&performer.value) {
                Some(position) if !found.contains(&position) => found.push(position),
                Some(_) => {}
                None => {
                    let message = format!(
                        "task `{}` is performed by `{}`, which is no position of the model",
                        shown_name(node),
                        performer.value
                    );
                    self.diagnostics.push(
                        Diagnostic::warning(rules::PERFORMER_UNKNOWN, message)
                            .at(&performer.span, "")
                            .with_help("name a position, by its name or title"),
                    );
                }
            }
        }
        if found.is_empty() {
            let lane = lane_of(drawn, node);
            found.extend(lane.and_then(|lane| self.position(&lane.name)));
        }
        found
    }
}

/// The lane of a node, or of the subprocess that it is part of.
fn lane_of<'a>(drawn: &'a DiagramProcess, node: &super::FlowNode) -> Option<&'a super::Lane> {
    let mut at = Some(node.id.as_str());
    // A file may nest its subprocesses in a circle only by mistake; it ends all the same.
    for _ in 0..drawn.nodes.len() {
        let id = at?;
        if let Some(lane) = drawn.lane_of(id) {
            return Some(lane);
        }
        let inner = drawn.nodes.iter().find(|one| one.id == id);
        at = inner.and_then(|one| one.parent.as_deref());
    }
    None
}
