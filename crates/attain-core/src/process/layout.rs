//! Where things are drawn: as the file says, or from left to right where it does not.

use super::Process;
use super::bpmn::{Bounds, Diagram, DiagramProcess, NodeKind, Point};
use std::collections::BTreeMap;

const COLUMN: i64 = 150;
const ROW: i64 = 110;
const MARGIN: i64 = 40;
const LANE_TITLE: i64 = 30;

/// The drawing of a process.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// Pools and lanes with their names.
    pub(super) bands: Vec<(String, Bounds)>,
    /// Nodes by id.
    pub(super) nodes: BTreeMap<String, Bounds>,
    /// Lines by the id of their flow.
    pub(super) lines: BTreeMap<String, Vec<Point>>,
}

/// The layout of a process.
pub(super) fn layout(process: &Process) -> Layout {
    let Some((diagram, id)) = &process.diagram else {
        return row_of_tasks(process);
    };
    let Some(drawn) = diagram.process(id) else {
        return Layout::default();
    };
    let has_places = drawn
        .nodes
        .iter()
        .any(|node| diagram.shapes.contains_key(&node.id));
    if has_places {
        as_drawn(diagram)
    } else {
        by_columns(drawn)
    }
}

/// Tasks without a diagram, one after the other.
fn row_of_tasks(process: &Process) -> Layout {
    let mut layout = Layout::default();
    for (index, task) in process.tasks.iter().enumerate() {
        let bounds = at(index, 0, NodeKind::Task, MARGIN);
        let _ = layout.nodes.insert(task.id.clone(), bounds);
    }
    layout
}

fn as_drawn(diagram: &Diagram) -> Layout {
    let mut layout = Layout::default();
    let band = |name: &str, id: &str| diagram.shapes.get(id).map(|at| (name.to_owned(), *at));
    for pool in &diagram.pools {
        layout.bands.extend(band(&pool.name, &pool.id));
    }
    for process in &diagram.processes {
        for lane in &process.lanes {
            layout.bands.extend(band(&lane.name, &lane.id));
        }
        for node in &process.nodes {
            if let Some(bounds) = diagram.shapes.get(&node.id) {
                let _ = layout.nodes.insert(node.id.clone(), *bounds);
            }
        }
    }
    layout.lines.clone_from(&diagram.edges);
    layout
}

/// Each node a column right of those before it, each lane a band.
fn by_columns(drawn: &DiagramProcess) -> Layout {
    let depths = depths(drawn);
    let lanes: Vec<&super::Lane> = drawn
        .lanes
        .iter()
        .filter(|lane| !lane.nodes.is_empty())
        .collect();
    let left = if lanes.is_empty() {
        MARGIN
    } else {
        MARGIN.saturating_add(LANE_TITLE)
    };
    let mut layout = Layout::default();
    let mut top = 0usize;
    let outside = |id: &str| {
        !lanes
            .iter()
            .any(|lane| lane.nodes.iter().any(|one| one.value == id))
    };
    for lane in lanes.iter().map(Some).chain([None]) {
        let here = drawn.nodes.iter().filter(|node| match lane {
            Some(lane) => lane.nodes.iter().any(|one| one.value == node.id),
            None => outside(&node.id),
        });
        let mut heights: BTreeMap<usize, usize> = BTreeMap::new();
        for node in here {
            let column = depths.get(node.id.as_str()).copied().unwrap_or(0);
            let height = heights.entry(column).or_default();
            let bounds = at(column, top.saturating_add(*height), node.kind, left);
            *height = height.saturating_add(1);
            let _ = layout.nodes.insert(node.id.clone(), bounds);
        }
        let rows = heights.values().copied().max().unwrap_or(0);
        if let Some(lane) = lane {
            layout
                .bands
                .push((lane.name.clone(), band(top, rows.max(1), &depths)));
            top = top.saturating_add(rows.max(1));
        }
    }
    for flow in &drawn.flows {
        let ends = (
            layout.nodes.get(&flow.source),
            layout.nodes.get(&flow.target),
        );
        if let (Some(source), Some(target)) = ends {
            let _ = layout
                .lines
                .insert(flow.id.clone(), elbow(*source, *target));
        }
    }
    layout
}

/// How many steps a node is from the beginning; ways back do not count.
fn depths(drawn: &DiagramProcess) -> BTreeMap<&str, usize> {
    let mut depths: BTreeMap<&str, usize> = drawn
        .nodes
        .iter()
        .map(|node| (node.id.as_str(), 0))
        .collect();
    // As many rounds as nodes settle every way that is no circle.
    for _ in 0..drawn.nodes.len() {
        let mut changed = false;
        for flow in &drawn.flows {
            let from = depths.get(flow.source.as_str()).copied();
            let Some(next) = from.map(|depth| depth.saturating_add(1)) else {
                continue;
            };
            let limit = drawn.nodes.len();
            if let Some(depth) = depths.get_mut(flow.target.as_str())
                && *depth < next
                && next < limit
            {
                *depth = next;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    depths
}

fn points(count: usize, each: i64) -> i64 {
    i64::try_from(count)
        .unwrap_or(i64::MAX)
        .saturating_mul(each)
}

fn at(column: usize, row: usize, kind: NodeKind, left: i64) -> Bounds {
    let (width, height) = match kind {
        NodeKind::Event => (36, 36),
        NodeKind::Gateway => (50, 50),
        _ => (110, 70),
    };
    let centre = |start: i64, cell: i64, size: i64| {
        start.saturating_add(cell.saturating_sub(size).checked_div(2).unwrap_or(0))
    };
    Bounds {
        x: centre(left.saturating_add(points(column, COLUMN)), COLUMN, width),
        y: centre(MARGIN.saturating_add(points(row, ROW)), ROW, height),
        width,
        height,
    }
}

fn band(top: usize, rows: usize, depths: &BTreeMap<&str, usize>) -> Bounds {
    let columns = depths
        .values()
        .copied()
        .max()
        .unwrap_or(0)
        .saturating_add(1);
    Bounds {
        x: MARGIN,
        y: MARGIN.saturating_add(points(top, ROW)),
        width: LANE_TITLE.saturating_add(points(columns, COLUMN)),
        height: points(rows, ROW),
    }
}

/// A line from the right of one node to the left of another.
fn elbow(source: Bounds, target: Bounds) -> Vec<Point> {
    let middle = |bounds: Bounds| {
        bounds
            .y
            .saturating_add(bounds.height.checked_div(2).unwrap_or(0))
    };
    let (from, to) = (source.x.saturating_add(source.width), target.x);
    let (high, low) = (middle(source), middle(target));
    let turn = from.saturating_add(15);
    let mut line = vec![Point { x: from, y: high }];
    if high != low {
        line.push(Point { x: turn, y: high });
        line.push(Point { x: turn, y: low });
    }
    line.push(Point { x: to, y: low });
    line
}
