//! A BPMN 2.0 file: processes with pools, lanes, nodes and flows, and where they are drawn.

use super::place::read_plane;
use super::words;
use super::xml::{self, Node};
use crate::diag::{Diagnostic, Diagnostics, Span, Spanned};
use crate::rules;
use crate::text::Document;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// The namespace of BPMN 2.0.
pub(super) const BPMN: &str = "http://www.omg.org/spec/BPMN/20100524/MODEL";
/// The namespace of its drawings.
pub(super) const DI: &str = "http://www.omg.org/spec/BPMN/20100524/DI";

/// A BPMN file.
#[derive(Debug, Clone)]
pub struct Diagram {
    /// The file.
    pub file: Arc<str>,
    /// The processes, in the order of the file.
    pub processes: Vec<DiagramProcess>,
    /// The pools.
    pub pools: Vec<Pool>,
    /// Message flows between pools.
    pub messages: Vec<Flow>,
    /// Where elements are drawn.
    pub shapes: BTreeMap<String, Bounds>,
    /// How flows are drawn.
    pub edges: BTreeMap<String, Vec<Point>>,
}

/// A process of a file.
#[derive(Debug, Clone)]
pub struct DiagramProcess {
    /// Its id.
    pub id: String,
    /// Its name, or the name of its pool.
    pub name: String,
    /// Who owns it: a `resourceRole` of the name `owner`.
    pub owner: Option<Spanned<String>>,
    /// Its lanes, outer ones first.
    pub lanes: Vec<Lane>,
    /// Tasks, gateways, events, subprocesses and what is in them.
    pub nodes: Vec<FlowNode>,
    /// Sequence flows and associations.
    pub flows: Vec<Flow>,
    /// The bytes of the element.
    pub span: Span,
}

/// A pool: somebody who takes part.
#[derive(Debug, Clone)]
pub struct Pool {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The process in it; none: it is closed.
    pub process: Option<String>,
}

/// A lane.
#[derive(Debug, Clone)]
pub struct Lane {
    /// Its id.
    pub id: String,
    /// Its name: a position.
    pub name: String,
    /// The ids of the nodes in it.
    pub nodes: Vec<Spanned<String>>,
    /// Where it is written.
    pub span: Span,
}

/// Something that a flow leads to.
#[derive(Debug, Clone)]
pub struct FlowNode {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: NodeKind,
    /// The name of its element: `userTask`.
    pub element: String,
    /// The subprocess that it is part of.
    pub parent: Option<String>,
    /// Who does it, as the file says: `performer`, `potentialOwner`, `resourceRole`, candidate
    /// groups.
    pub performers: Vec<Spanned<String>>,
    /// The start tag.
    pub span: Span,
}

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeKind {
    /// Something is done.
    Task,
    /// Another process is called.
    Call,
    /// A part with nodes of its own.
    Subprocess,
    /// Ways part or meet.
    Gateway,
    /// Something happens.
    Event,
    /// Data, a store or a remark.
    Artifact,
}

/// A line from one element to another.
#[derive(Debug, Clone)]
pub struct Flow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where it begins.
    pub source: String,
    /// Where it ends.
    pub target: String,
    /// Where it is written.
    pub span: Span,
}

/// Where something is drawn, in whole points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// From the left.
    pub x: i64,
    /// From the top.
    pub y: i64,
    /// How wide.
    pub width: i64,
    /// How high.
    pub height: i64,
}

/// A point of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// From the left.
    pub x: i64,
    /// From the top.
    pub y: i64,
}

impl NodeKind {
    /// What an element of BPMN is; `None`: no node.
    fn of(element: &str) -> Option<Self> {
        Some(match element {
            "task" | "userTask" | "manualTask" | "serviceTask" | "scriptTask" | "sendTask"
            | "receiveTask" | "businessRuleTask" => Self::Task,
            "callActivity" => Self::Call,
            "subProcess" | "transaction" | "adHocSubProcess" => Self::Subprocess,
            "startEvent"
            | "endEvent"
            | "intermediateThrowEvent"
            | "intermediateCatchEvent"
            | "boundaryEvent" => Self::Event,
            "exclusiveGateway" | "parallelGateway" | "inclusiveGateway" | "complexGateway"
            | "eventBasedGateway" => Self::Gateway,
            "dataObjectReference" | "dataStoreReference" | "textAnnotation" => Self::Artifact,
            _ => return None,
        })
    }
}

impl FlowNode {
    /// Whether a machine does it.
    #[must_use]
    pub fn is_automatic(&self) -> bool {
        matches!(
            self.element.as_str(),
            "serviceTask" | "scriptTask" | "businessRuleTask"
        )
    }
}

impl Diagram {
    /// A process of the file.
    #[must_use]
    pub fn process(&self, id: &str) -> Option<&DiagramProcess> {
        self.processes.iter().find(|process| process.id == id)
    }
}

impl DiagramProcess {
    /// The innermost lane that a node is in.
    #[must_use]
    pub fn lane_of(&self, node: &str) -> Option<&Lane> {
        let holds = |lane: &&Lane| lane.nodes.iter().any(|one| one.value == node);
        self.lanes.iter().rev().find(holds)
    }

    /// The nodes that count as tasks: what is done, and subprocesses that show no parts.
    pub fn tasks(&self) -> impl Iterator<Item = &FlowNode> {
        let has_parts = |id: &str| {
            self.nodes
                .iter()
                .any(|node| node.parent.as_deref() == Some(id))
        };
        self.nodes.iter().filter(move |node| match node.kind {
            NodeKind::Task | NodeKind::Call => true,
            NodeKind::Subprocess => !has_parts(&node.id),
            _ => false,
        })
    }
}

/// Reads a BPMN file. What is wrong with it is reported; what could be read is returned.
pub(crate) fn read_diagram(document: &Document, diagnostics: &Diagnostics) -> Option<Diagram> {
    let root = match xml::read(document) {
        Ok(root) => root,
        Err(found) => {
            diagnostics.push(found);
            return None;
        }
    };
    if root.space != BPMN || root.name != "definitions" {
        let message = format!(
            "`{}` is no BPMN 2.0 file: its first element is `{}`",
            document.file, root.tag
        );
        diagnostics.push(
            Diagnostic::error(rules::NOT_A_DIAGRAM, message)
                .at(&document.span(root.open.clone()), "")
                .with_help("export the diagram as BPMN 2.0 XML"),
        );
        return None;
    }
    let reader = Reader {
        document,
        diagnostics,
        resources: names_of(&root, "resource"),
    };
    Some(reader.diagram(&root))
}

/// Names by id of the elements of one kind at the top.
fn names_of(root: &Node, element: &str) -> BTreeMap<String, String> {
    let of = |node: &Node| (node.value("id").to_owned(), node.value("name").to_owned());
    root.all(BPMN, element).map(of).collect()
}

struct Reader<'a> {
    document: &'a Document,
    diagnostics: &'a Diagnostics,
    resources: BTreeMap<String, String>,
}

impl Reader<'_> {
    fn span(&self, range: &Range<usize>) -> Span {
        self.document.span(range.clone())
    }

    fn diagram(&self, root: &Node) -> Diagram {
        let mut pools = Vec::new();
        let mut messages = Vec::new();
        for collaboration in root.all(BPMN, "collaboration") {
            pools.extend(collaboration.all(BPMN, "participant").map(pool));
            messages.extend(
                collaboration
                    .all(BPMN, "messageFlow")
                    .map(|node| self.flow(node)),
            );
        }
        let mut processes: Vec<DiagramProcess> = root
            .all(BPMN, "process")
            .map(|node| self.process(node))
            .collect();
        for process in &mut processes {
            let pool = pools
                .iter()
                .find(|pool| pool.process.as_ref() == Some(&process.id));
            if let Some(pool) = pool.filter(|pool| process.name.is_empty() && !pool.name.is_empty())
            {
                process.name.clone_from(&pool.name);
            }
        }
        let mut diagram = Diagram {
            file: Arc::clone(&self.document.file),
            processes,
            pools,
            messages,
            shapes: BTreeMap::new(),
            edges: BTreeMap::new(),
        };
        for plane in root
            .all(DI, "BPMNDiagram")
            .flat_map(|page| page.all(DI, "BPMNPlane"))
        {
            read_plane(plane, &mut diagram);
        }
        self.check(root, &diagram);
        diagram
    }

    fn process(&self, node: &Node) -> DiagramProcess {
        let mut process = DiagramProcess {
            id: node.value("id").to_owned(),
            name: words(node.value("name")),
            owner: self.owner(node),
            lanes: Vec::new(),
            nodes: Vec::new(),
            flows: Vec::new(),
            span: self.span(&node.open),
        };
        for set in node.all(BPMN, "laneSet") {
            self.lanes(set, &mut process.lanes);
        }
        self.nodes(node, None, &mut process);
        process
    }

    fn owner(&self, node: &Node) -> Option<Spanned<String>> {
        let is_owner = |role: &&Node| role.value("name").eq_ignore_ascii_case("owner");
        node.all(BPMN, "resourceRole")
            .find(is_owner)
            .and_then(|role| self.resource(role))
    }

    fn lanes(&self, set: &Node, lanes: &mut Vec<Lane>) {
        for lane in set.all(BPMN, "lane") {
            let of = |node: &Node| Spanned {
                value: local(node.text.trim()).to_owned(),
                span: self.span(&node.inner),
            };
            lanes.push(Lane {
                id: lane.value("id").to_owned(),
                name: words(lane.value("name")),
                nodes: lane.all(BPMN, "flowNodeRef").map(of).collect(),
                span: self.span(&lane.open),
            });
            for inner in lane.all(BPMN, "childLaneSet") {
                self.lanes(inner, lanes);
            }
        }
    }

    fn nodes(&self, of: &Node, parent: Option<&str>, process: &mut DiagramProcess) {
        for node in of.children.iter().filter(|node| node.space == BPMN) {
            if ["sequenceFlow", "association"].contains(&node.name.as_str()) {
                process.flows.push(self.flow(node));
            }
            let Some(kind) = NodeKind::of(&node.name) else {
                continue;
            };
            let id = node.value("id").to_owned();
            process.nodes.push(FlowNode {
                name: node_name(node),
                kind,
                element: node.name.clone(),
                parent: parent.map(str::to_owned),
                performers: self.performers(node),
                span: self.span(&node.open),
                id: id.clone(),
            });
            if kind == NodeKind::Subprocess {
                self.nodes(node, Some(&id), process);
            }
        }
    }

    /// Everybody whom a node names as who does it.
    fn performers(&self, node: &Node) -> Vec<Spanned<String>> {
        const ROLES: [&str; 4] = [
            "performer",
            "humanPerformer",
            "potentialOwner",
            "resourceRole",
        ];
        let roles = node
            .children
            .iter()
            .filter(|child| child.space == BPMN && ROLES.contains(&child.name.as_str()));
        let mut found: Vec<Spanned<String>> =
            roles.filter_map(|role| self.resource(role)).collect();
        // Engines write groups as an attribute or an extension of their own.
        let definitions = node
            .all(BPMN, "extensionElements")
            .flat_map(|extension| &extension.children)
            .filter(|child| child.name == "assignmentDefinition");
        let groups = node
            .foreign("candidateGroups")
            .into_iter()
            .chain(definitions.filter_map(|definition| definition.attribute("candidateGroups")));
        for group in groups {
            found.extend(group.value.split(',').map(|name| Spanned {
                value: words(name),
                span: self.span(&group.place),
            }));
        }
        found.retain(|one| !one.value.is_empty() && !one.value.starts_with(['=', '$', '#']));
        found
    }

    /// Whom a role names: a resource of the file, or an expression, or by its own name.
    fn resource(&self, role: &Node) -> Option<Spanned<String>> {
        if let Some(reference) = role.all(BPMN, "resourceRef").next() {
            let written = reference.text.trim();
            let local = local(written);
            let named = self.resources.get(local).filter(|name| !name.is_empty());
            return Some(Spanned {
                value: words(named.map_or(local, String::as_str)),
                span: self.span(&reference.inner),
            });
        }
        let expression = role
            .all(BPMN, "resourceAssignmentExpression")
            .flat_map(|one| &one.children)
            .find(|child| child.name == "formalExpression" || child.name == "expression");
        if let Some(expression) = expression {
            return Some(Spanned {
                value: group_name(&words(&expression.text)),
                span: self.span(&expression.inner),
            });
        }
        let name = role.attribute("name")?;
        (!name.value.eq_ignore_ascii_case("owner")).then(|| Spanned {
            value: words(&name.value),
            span: self.span(&name.place),
        })
    }

    fn flow(&self, node: &Node) -> Flow {
        Flow {
            id: node.value("id").to_owned(),
            name: words(node.value("name")),
            source: local(node.value("sourceRef")).to_owned(),
            target: local(node.value("targetRef")).to_owned(),
            span: self.span(&node.open),
        }
    }

    /// References that lead nowhere, and ids that two elements have.
    fn check(&self, root: &Node, diagram: &Diagram) {
        let mut ids = BTreeMap::new();
        self.collect_ids(root, &mut ids);
        for process in &diagram.processes {
            let known: BTreeSet<&str> = process.nodes.iter().map(|node| node.id.as_str()).collect();
            for flow in &process.flows {
                for end in [&flow.source, &flow.target] {
                    if !ids.contains_key(end.as_str()) {
                        self.dangling(&format!("flow `{}` leads to `{end}`", flow.id), &flow.span);
                    }
                }
            }
            for lane in &process.lanes {
                for node in lane
                    .nodes
                    .iter()
                    .filter(|node| !ids.contains_key(&node.value))
                {
                    let what = format!("lane `{}` holds `{}`", lane.name, node.value);
                    self.dangling(&what, &node.span);
                }
            }
            self.check_connected(process, &known);
        }
    }

    fn collect_ids(&self, node: &Node, ids: &mut BTreeMap<String, Span>) {
        if let Some(id) = node.attribute("id").filter(|_| node.space == BPMN) {
            let span = self.span(&id.place);
            if let Some(first) = ids.get(&id.value) {
                self.diagnostics.push(
                    Diagnostic::error(
                        rules::DUPLICATE_ELEMENT,
                        format!("two elements have the id `{}`", id.value),
                    )
                    .at(&span, "again here")
                    .at(first, "first here"),
                );
            } else {
                ids.insert(id.value.clone(), span);
            }
        }
        for child in &node.children {
            self.collect_ids(child, ids);
        }
    }

    fn dangling(&self, what: &str, span: &Span) {
        let message = format!("{what}, which the file does not have");
        self.diagnostics.push(
            Diagnostic::error(rules::DANGLING_REFERENCE, message)
                .at(span, "")
                .with_help("open the diagram in its editor, draw the line anew and save it"),
        );
    }

    /// What no flow leads to or from is outside the process, or was forgotten.
    fn check_connected(&self, process: &DiagramProcess, known: &BTreeSet<&str>) {
        if process.flows.is_empty() || known.len() < 2 {
            return;
        }
        let ends: BTreeSet<&str> = process
            .flows
            .iter()
            .flat_map(|flow| [flow.source.as_str(), flow.target.as_str()])
            .collect();
        for node in process
            .tasks()
            .filter(|node| !ends.contains(node.id.as_str()))
        {
            let inside_ad_hoc = node.parent.as_ref().is_some_and(|parent| {
                let holder = process.nodes.iter().find(|one| one.id == *parent);
                holder.is_some_and(|one| one.element == "adHocSubProcess")
            });
            if inside_ad_hoc {
                continue;
            }
            let message = format!("no flow leads to or from the task `{}`", shown_name(node));
            self.diagnostics.push(
                Diagnostic::warning(rules::TASK_NOT_CONNECTED, message)
                    .at(&node.span, "")
                    .with_help("draw the flow, or take the task out of the diagram"),
            );
        }
    }
}

/// An id without the prefix of its file: some editors write references as `tns:id`.
pub(super) fn local(reference: &str) -> &str {
    reference
        .rsplit_once(':')
        .map_or(reference, |(_, name)| name)
}

/// Its name, or its id where it has none.
pub(super) fn shown_name(node: &FlowNode) -> &str {
    if node.name.is_empty() {
        &node.id
    } else {
        &node.name
    }
}

/// `group(Sales)` and `user(Ann)` are how engines write `Sales` and `Ann`.
fn group_name(text: &str) -> String {
    for word in ["group(", "user("] {
        if let Some(inner) = text
            .strip_prefix(word)
            .and_then(|rest| rest.strip_suffix(')'))
        {
            return inner.trim().to_owned();
        }
    }
    text.to_owned()
}

fn node_name(node: &Node) -> String {
    if node.name != "textAnnotation" {
        return words(node.value("name"));
    }
    node.all(BPMN, "text")
        .next()
        .map_or_else(String::new, |text| words(&text.text))
}

fn pool(node: &Node) -> Pool {
    let local = local(node.value("processRef"));
    Pool {
        id: node.value("id").to_owned(),
        name: words(node.value("name")),
        process: (!local.is_empty()).then(|| local.to_owned()),
    }
}
