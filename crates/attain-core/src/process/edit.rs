//! Changes to a BPMN file that leave every other byte as it was.
//!
//! What other editors wrote, extension elements and remarks too, is kept: only the bytes of what
//! changes are written anew.
//!
//! ```
//! use attain_core::process::edit::{Edit, apply};
//! use attain_core::text::Document;
//! let before = "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'>\
//!               <process id='p'><task id='t' name='Old'><!-- kept --></task></process>\
//!               </definitions>";
//! let rename = Edit::Rename { element: "t".into(), name: "New & better".into() };
//! let after = apply(&Document::new("p.bpmn", before), &rename).unwrap();
//! assert_eq!(after, before.replace("Old", "New &amp; better"));
//! ```

use super::bpmn::BPMN;
use super::xml::{self, Node};
use crate::diag::Diagnostic;
use crate::rules;
use crate::text::Document;
use quick_xml::escape::escape;
use std::ops::Range;

/// A change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Another name of an element.
    Rename {
        /// Its id.
        element: String,
        /// The new name.
        name: String,
    },
    /// A node moves to another lane of its process.
    Move {
        /// The node's id.
        node: String,
        /// The lane's id or name.
        lane: String,
    },
    /// Who performs a task: replaces those who stand there.
    Perform {
        /// The task's id.
        task: String,
        /// The position.
        position: String,
    },
    /// Who owns a process.
    Own {
        /// The process's id.
        process: String,
        /// The position.
        position: String,
    },
}

/// Makes a change.
///
/// # Errors
/// If the file is broken, or has no such element.
pub fn apply(document: &Document, edit: &Edit) -> Result<String, Diagnostic> {
    let root = xml::read(document)?;
    let missing = |what: &str, name: &str| {
        let message = format!("`{}` has no {what} `{name}`", document.file);
        Diagnostic::error(rules::UNKNOWN_NAME, message).at(&document.span(0..0), "")
    };
    let element = |id: &str| find(&root, id).ok_or_else(|| missing("element", id));
    let changes = match edit {
        Edit::Rename { element: id, name } => vec![rename(element(id)?, name)],
        Edit::Move { node, lane } => {
            let _ = element(node)?;
            let to = find_lane(&root, lane).ok_or_else(|| missing("lane", lane))?;
            move_node(document, &root, node, to)
        }
        Edit::Perform { task, position } => perform(document, element(task)?, position),
        Edit::Own { process, position } => own(document, element(process)?, position),
    };
    Ok(spliced(&document.text, changes))
}

/// Bytes and what stands there instead.
type Change = (Range<usize>, String);

/// Writes changes, from the last to the first, so that the places of those before stay right.
fn spliced(text: &str, mut changes: Vec<Change>) -> String {
    changes.sort_by_key(|(range, _)| (range.start, range.end));
    let mut out = text.to_owned();
    for (range, new) in changes.into_iter().rev() {
        if out.get(range.clone()).is_some() {
            out.replace_range(range, &new);
        }
    }
    out
}

fn find<'a>(node: &'a Node, id: &str) -> Option<&'a Node> {
    if node.space == BPMN && node.attribute("id").is_some_and(|one| one.value == id) {
        return Some(node);
    }
    node.children.iter().find_map(|child| find(child, id))
}

fn find_lane<'a>(node: &'a Node, lane: &str) -> Option<&'a Node> {
    if node.space == BPMN
        && node.name == "lane"
        && (node.value("id") == lane || super::words(node.value("name")) == super::words(lane))
    {
        return Some(node);
    }
    node.children
        .iter()
        .find_map(|child| find_lane(child, lane))
}

fn rename(node: &Node, name: &str) -> Change {
    let value = escape(name).into_owned();
    if let Some(attribute) = node.attribute("name") {
        return (attribute.place.clone(), value);
    }
    let at = node
        .open
        .start
        .saturating_add(node.tag.len())
        .saturating_add(1);
    (at..at, format!(" name=\"{value}\""))
}

/// Takes the references of a node out of all lanes, and puts one into a lane.
fn move_node(document: &Document, root: &Node, node: &str, to: &Node) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut open = vec![root];
    while let Some(one) = open.pop() {
        open.extend(&one.children);
        if one.space == BPMN && one.name == "flowNodeRef" && one.text.trim() == node {
            changes.push((with_line(document, one.whole.clone()), String::new()));
        }
    }
    let prefix = prefix(to);
    let reference = format!(
        "<{prefix}flowNodeRef>{}</{prefix}flowNodeRef>",
        escape(node)
    );
    let after = to
        .children
        .iter()
        .rfind(|child| child.name == "flowNodeRef");
    changes.push(inserted(document, to, after, &reference));
    changes
}

fn perform(document: &Document, task: &Node, position: &str) -> Vec<Change> {
    const ROLES: [&str; 4] = [
        "performer",
        "humanPerformer",
        "potentialOwner",
        "resourceRole",
    ];
    let roles = task
        .children
        .iter()
        .filter(|child| child.space == BPMN && ROLES.contains(&child.name.as_str()));
    let mut changes: Vec<Change> = roles
        .map(|role| (with_line(document, role.whole.clone()), String::new()))
        .collect();
    // By its schema roles stand after these, and before loops and what belongs to one kind.
    const BEFORE: [&str; 10] = [
        "documentation",
        "extensionElements",
        "auditing",
        "monitoring",
        "categoryValueRef",
        "incoming",
        "outgoing",
        "ioSpecification",
        "property",
        "dataInputAssociation",
    ];
    let after = task.children.iter().rfind(|child| {
        BEFORE.contains(&child.name.as_str()) || child.name == "dataOutputAssociation"
    });
    let role = role("potentialOwner", "performer", &prefix(task), position);
    changes.push(inserted(document, task, after, &role));
    changes
}

fn own(document: &Document, process: &Node, position: &str) -> Vec<Change> {
    let is_owner = |child: &&Node| {
        child.space == BPMN
            && child.name == "resourceRole"
            && child.value("name").eq_ignore_ascii_case("owner")
    };
    let mut changes: Vec<Change> = process
        .children
        .iter()
        .filter(is_owner)
        .map(|role| (with_line(document, role.whole.clone()), String::new()))
        .collect();
    // By its schema a role stands after all that is drawn.
    let after = process.children.iter().rfind(|child| {
        !["correlationSubscription", "supports"].contains(&child.name.as_str()) && !is_owner(child)
    });
    let role = role("resourceRole", "owner", &prefix(process), position);
    changes.push(inserted(document, process, after, &role));
    changes
}

/// A role that names somebody.
fn role(element: &str, name: &str, prefix: &str, who: &str) -> String {
    let who = escape(who);
    format!(
        "<{prefix}{element} name=\"{name}\"><{prefix}resourceAssignmentExpression>\
         <{prefix}formalExpression>{who}</{prefix}formalExpression>\
         </{prefix}resourceAssignmentExpression></{prefix}{element}>"
    )
}

/// The prefix that an element has, with its colon.
fn prefix(node: &Node) -> String {
    node.tag
        .rsplit_once(':')
        .map_or_else(String::new, |(prefix, _)| format!("{prefix}:"))
}

/// An element put into another, behind one of its children or at its beginning, on a line of its
/// own where the others have one.
fn inserted(document: &Document, into: &Node, after: Option<&Node>, element: &str) -> Change {
    if into.closed {
        // `<task/>` becomes `<task>…</task>`.
        let end = into.open.end;
        let slash = document
            .text
            .get(into.open.clone())
            .and_then(|tag| tag.rfind('/'))
            .map_or(end, |at| into.open.start.saturating_add(at));
        return (slash..end, format!(">{element}</{}>", into.tag));
    }
    let at = after.map_or(into.inner.start, |node| node.whole.end);
    let before = after
        .or_else(|| into.children.first())
        .map(|node| node.whole.start);
    let indent = before.map_or(String::new(), |start| indent(document, start));
    (at..at, format!("{indent}{element}"))
}

/// The line break and the spaces before a byte, where nothing else stands between.
fn indent(document: &Document, start: usize) -> String {
    let before = document.text.get(..start).unwrap_or("");
    let spaces = before.trim_end_matches([' ', '\t']);
    match spaces.ends_with('\n') {
        true => {
            let line = spaces.trim_end_matches(['\n', '\r']).len();
            let line_break = if before.get(line..).is_some_and(|rest| rest.contains("\r\n")) {
                "\r\n"
            } else {
                "\n"
            };
            format!("{line_break}{}", before.get(spaces.len()..).unwrap_or(""))
        }
        false => String::new(),
    }
}

/// Bytes with the line that they stand on, where it holds nothing else.
fn with_line(document: &Document, range: Range<usize>) -> Range<usize> {
    let before = document.text.get(..range.start).unwrap_or("");
    let spaces = before.trim_end_matches([' ', '\t']);
    let line_break = ["\r\n", "\n"]
        .into_iter()
        .find(|line_break| spaces.ends_with(line_break));
    let start = line_break.map_or(range.start, |line_break| {
        spaces.len().saturating_sub(line_break.len())
    });
    start..range.end
}
