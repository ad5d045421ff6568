//! A process as a drawing, with the state of its KPIs pinned to the tasks.

use super::bpmn::{Bounds, NodeKind, Point};
use super::layout::{Layout, layout};
use super::{Process, raci};
use crate::calculate::Calculation;
use crate::explain::percent;
use crate::id::KpiId;
use crate::model::Model;
use crate::num::Decimal;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A KPI pinned to a task, or to the process as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// The task; none: the whole process.
    pub task: Option<String>,
    /// The KPI.
    pub kpi: KpiId,
    /// What is written on it.
    pub label: String,
    /// How the KPI stands.
    pub state: PinState,
}

/// How a KPI stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PinState {
    /// Nothing is known: no period was computed, or a value is missing.
    Unknown,
    /// Everybody reached the target.
    Good,
    /// Everybody reached at least 80 % of it.
    Close,
    /// Somebody is below 80 %.
    Short,
}

impl PinState {
    /// A mark and a colour, so that the colour does not stand alone.
    fn look(self) -> (&'static str, &'static str) {
        match self {
            Self::Unknown => ("·", "#6b7280"),
            Self::Good => ("✓", "#15803d"),
            Self::Close => ("!", "#b45309"),
            Self::Short => ("✕", "#b91c1c"),
        }
    }
}

impl Pin {
    /// The KPIs of a process, with their state in a computed period.
    #[must_use]
    pub fn of(model: &Model, process: &Process, period: Option<&Calculation>) -> Vec<Self> {
        let rows = raci(model);
        let mut pins = Vec::new();
        for row in rows.iter().filter(|row| row.process == process.id) {
            for kpi in model.kpis.values() {
                let here = match (&kpi.measures, &kpi.process) {
                    (Some(name), _) => row.responsibilities.contains(&name.value),
                    (None, Some(name)) => row.task.is_none() && name.value == process.id,
                    (None, None) => false,
                };
                if here {
                    let (state, note) = state_of(&kpi.id, period);
                    pins.push(Self {
                        task: row.task.clone(),
                        kpi: kpi.id.clone(),
                        label: format!("{}{note}", kpi.title),
                        state,
                    });
                }
            }
        }
        pins
    }
}

/// How a KPI stands with everybody who is measured by it.
fn state_of(kpi: &KpiId, period: Option<&Calculation>) -> (PinState, String) {
    let Some(period) = period else {
        return (PinState::Unknown, String::new());
    };
    let lines = period.results.iter().flat_map(|result| &result.lines);
    let attained: Vec<Option<Decimal>> = lines
        .filter(|line| line.kpi == *kpi)
        .map(|line| line.attainment.as_ref().map(|one| one.attainment))
        .collect();
    let Some(known) = attained.iter().copied().collect::<Option<Vec<Decimal>>>() else {
        return (PinState::Unknown, ": a value is missing".to_owned());
    };
    let Some(lowest) = known.iter().copied().min() else {
        return (PinState::Unknown, String::new());
    };
    let state = match lowest {
        lowest if lowest >= Decimal::ONE => PinState::Good,
        lowest if lowest >= Decimal::new(8, 1) => PinState::Close,
        _ => PinState::Short,
    };
    let reached = known.iter().filter(|one| **one >= Decimal::ONE).count();
    let note = match known.len() {
        1 => format!(": {}", percent(lowest)),
        count => format!(": {reached} of {count}"),
    };
    (state, note)
}

/// The drawing: as the diagram's file lays it out, or from left to right where it does not.
///
/// ```
/// # use attain_core::{model::load, text::Document};
/// # let company = Document::new("attain.toml", "[company]\nname = \"A\"\ncurrency = \"EUR\"\n");
/// # let process = Document::new("model/p.toml", "[process.order]\ntasks = [\"Take & pack\"]\n");
/// # let (model, _) = load(&[company, process]);
/// # let model = model.unwrap();
/// let drawing = attain_core::process::svg(&model.processes[&"order".into()], &[]);
/// assert!(drawing.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
/// assert!(drawing.contains("Take &amp; pack"));
/// ```
#[must_use]
pub fn svg(process: &Process, pins: &[Pin]) -> String {
    let layout = layout(process);
    let mut body = String::new();
    for (name, bounds) in &layout.bands {
        band(&mut body, name, *bounds);
    }
    lines(&mut body, process, &layout);
    nodes(&mut body, process, &layout);
    let frame = frame(&layout, pins);
    let whole: Vec<&Pin> = pins.iter().filter(|pin| pin.task.is_none()).collect();
    pinned(
        &mut body,
        &whole,
        frame.x.saturating_add(8),
        frame.y.saturating_add(8),
    );
    for (id, bounds) in &layout.nodes {
        let here: Vec<&Pin> = pins
            .iter()
            .filter(|pin| pin.task.as_ref() == Some(id))
            .collect();
        let below = bounds.y.saturating_add(bounds.height).saturating_add(2);
        pinned(&mut body, &here, bounds.x, below);
    }
    let Bounds {
        x,
        y,
        width,
        height,
    } = frame;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{x} {y} {width} {height}\" width=\"{width}\" \
         height=\"{height}\" role=\"img\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <title>{}</title>\n\
         <defs><marker id=\"arrow\" viewBox=\"0 0 10 10\" refX=\"10\" refY=\"5\" markerWidth=\"7\" \
         markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0L10 5L0 10z\" fill=\"#374151\"/></marker></defs>\n\
         {body}</svg>\n",
        escaped(&process.title)
    )
}

/// Everything that is drawn, with a margin and the room that pins need.
fn frame(layout: &Layout, pins: &[Pin]) -> Bounds {
    let boxes = || {
        layout
            .bands
            .iter()
            .map(|(_, at)| at)
            .chain(layout.nodes.values())
    };
    let corners = boxes().flat_map(|at| {
        let far = Point {
            x: at.x.saturating_add(at.width),
            y: at.y.saturating_add(at.height),
        };
        [Point { x: at.x, y: at.y }, far]
    });
    let all: Vec<Point> = corners
        .chain(layout.lines.values().flatten().copied())
        .collect();
    let x = all
        .iter()
        .map(|at| at.x)
        .min()
        .unwrap_or(0)
        .saturating_sub(20);
    let count = |whole: bool| {
        pins.iter()
            .filter(|pin| pin.task.is_none() == whole)
            .count()
    };
    let room = |pins: usize| i64::try_from(pins).unwrap_or(0).saturating_mul(18);
    let top = room(count(true)).saturating_add(20);
    let y = all
        .iter()
        .map(|at| at.y)
        .min()
        .unwrap_or(0)
        .saturating_sub(top);
    let right = all
        .iter()
        .map(|at| at.x)
        .max()
        .unwrap_or(0)
        .saturating_add(120);
    let below = room(count(false)).min(120).saturating_add(20);
    let bottom = all
        .iter()
        .map(|at| at.y)
        .max()
        .unwrap_or(0)
        .saturating_add(below);
    Bounds {
        x,
        y,
        width: right.saturating_sub(x),
        height: bottom.saturating_sub(y),
    }
}

fn band(out: &mut String, name: &str, at: Bounds) {
    let Bounds {
        x,
        y,
        width,
        height,
    } = at;
    let middle = y.saturating_add(height.checked_div(2).unwrap_or(0));
    let text = x.saturating_add(18);
    let _ = writeln!(
        out,
        "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"none\" stroke=\"#9ca3af\"/>\
         <text transform=\"translate({text},{middle}) rotate(-90)\" text-anchor=\"middle\" fill=\"#374151\">{}</text>",
        escaped(name)
    );
}

fn lines(out: &mut String, process: &Process, layout: &Layout) {
    let names: BTreeMap<&str, &str> = match &process.diagram {
        Some((diagram, _)) => diagram
            .processes
            .iter()
            .flat_map(|one| &one.flows)
            .map(|flow| (flow.id.as_str(), flow.name.as_str()))
            .collect(),
        None => BTreeMap::new(),
    };
    for (id, points) in &layout.lines {
        let path: Vec<String> = points
            .iter()
            .map(|at| format!("{},{}", at.x, at.y))
            .collect();
        let _ = writeln!(
            out,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"#374151\" marker-end=\"url(#arrow)\"/>",
            path.join(" ")
        );
        let name = names.get(id.as_str()).copied().unwrap_or("");
        if let (Some(at), false) = (points.first(), name.is_empty()) {
            let (x, y) = (at.x.saturating_add(6), at.y.saturating_sub(5));
            let name = escaped(name);
            let _ = writeln!(
                out,
                "<text x=\"{x}\" y=\"{y}\" fill=\"#374151\">{name}</text>"
            );
        }
    }
}

fn nodes(out: &mut String, process: &Process, layout: &Layout) {
    let Some((diagram, _)) = &process.diagram else {
        for task in &process.tasks {
            if let Some(at) = layout.nodes.get(&task.id) {
                node(out, NodeKind::Task, &task.name, *at, false);
            }
        }
        return;
    };
    for one in diagram.processes.iter().flat_map(|process| &process.nodes) {
        if let Some(at) = layout.nodes.get(&one.id) {
            let thick = one.element == "endEvent";
            node(out, one.kind, &one.name, *at, thick);
        }
    }
}

fn node(out: &mut String, kind: NodeKind, name: &str, at: Bounds, thick: bool) {
    let Bounds {
        x,
        y,
        width,
        height,
    } = at;
    let half = |size: i64| size.checked_div(2).unwrap_or(0);
    let (cx, cy) = (
        x.saturating_add(half(width)),
        y.saturating_add(half(height)),
    );
    let (right, bottom) = (x.saturating_add(width), y.saturating_add(height));
    let stroke = if thick { 3 } else { 1 };
    let shape = match kind {
        NodeKind::Event => format!(
            "<circle cx=\"{cx}\" cy=\"{cy}\" r=\"{}\" fill=\"#fff\" stroke=\"#111827\" stroke-width=\"{stroke}\"/>",
            half(width)
        ),
        NodeKind::Gateway => format!(
            "<path d=\"M{cx} {y}L{right} {cy}L{cx} {bottom}L{x} {cy}z\" fill=\"#fff\" stroke=\"#111827\"/>"
        ),
        NodeKind::Artifact => format!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"none\" stroke=\"#9ca3af\" \
             stroke-dasharray=\"3 3\"/>"
        ),
        _ => format!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"#fff\" \
             stroke=\"#111827\"/>"
        ),
    };
    let _ = writeln!(out, "{shape}");
    let below = matches!(kind, NodeKind::Event | NodeKind::Gateway);
    // About seven points for a letter of twelve.
    let room = usize::try_from(width.max(100).checked_div(7).unwrap_or(14)).unwrap_or(14);
    let rows = wrapped(name, room);
    let count = i64::try_from(rows.len()).unwrap_or(1);
    let first = match below {
        true => bottom.saturating_add(14),
        false => cy
            .saturating_sub(half(count.saturating_sub(1).saturating_mul(14)))
            .saturating_add(4),
    };
    for (index, row) in rows.iter().enumerate() {
        let down = i64::try_from(index).unwrap_or(0).saturating_mul(14);
        let _ = writeln!(
            out,
            "<text x=\"{cx}\" y=\"{}\" text-anchor=\"middle\" fill=\"#111827\">{}</text>",
            first.saturating_add(down),
            escaped(row)
        );
    }
}

/// Words in lines of at most so many letters.
fn wrapped(name: &str, room: usize) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for word in name.split_whitespace() {
        let fits = rows.last().is_some_and(|row| {
            let length = row.chars().count().saturating_add(word.chars().count());
            length < room
        });
        match rows.last_mut().filter(|_| fits) {
            Some(row) => {
                row.push(' ');
                row.push_str(word);
            }
            None => rows.push(word.to_owned()),
        }
    }
    rows
}

fn pinned(out: &mut String, pins: &[&Pin], x: i64, y: i64) {
    for (index, pin) in pins.iter().enumerate() {
        let (mark, colour) = pin.state.look();
        let down = i64::try_from(index).unwrap_or(0).saturating_mul(18);
        let (top, width) = (y.saturating_add(down), text_width(&pin.label));
        let _ = writeln!(
            out,
            "<g class=\"pin\"><title>{title}</title>\
             <rect x=\"{x}\" y=\"{top}\" width=\"{width}\" height=\"16\" rx=\"8\" fill=\"{colour}\"/>\
             <text x=\"{left}\" y=\"{base}\" fill=\"#fff\" font-size=\"11\">{mark} {label}</text></g>",
            title = escaped(pin.kpi.as_str()),
            left = x.saturating_add(7),
            base = top.saturating_add(12),
            label = escaped(&pin.label),
        );
    }
}

fn text_width(label: &str) -> i64 {
    let letters = i64::try_from(label.chars().count()).unwrap_or(40);
    letters.saturating_mul(6).saturating_add(32)
}

/// Text that can stand in an element or an attribute.
fn escaped(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}
