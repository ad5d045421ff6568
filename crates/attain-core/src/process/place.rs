//! Where a BPMN file draws its elements.

use super::bpmn::{Bounds, DI, Diagram, Point, local};
use super::xml::Node;
use crate::num::{Decimal, Exact, RoundMode};

const DC: &str = "http://www.omg.org/spec/DD/20100524/DC";
const DD: &str = "http://www.omg.org/spec/DD/20100524/DI";
/// Coordinates beyond it are mistakes.
const FARTHEST: i64 = 1_000_000;

/// Reads the shapes and edges of a page.
pub(super) fn read_plane(plane: &Node, diagram: &mut Diagram) {
    let element = |node: &Node| local(node.value("bpmnElement")).to_owned();
    for shape in plane.all(DI, "BPMNShape") {
        if let Some(bounds) = shape.all(DC, "Bounds").next() {
            let _ = diagram.shapes.insert(element(shape), bounds_of(bounds));
        }
    }
    for edge in plane.all(DI, "BPMNEdge") {
        let point = |node: &Node| Point {
            x: coordinate(node.value("x")),
            y: coordinate(node.value("y")),
        };
        let points = edge.all(DD, "waypoint").map(point).collect();
        let _ = diagram.edges.insert(element(edge), points);
    }
}

fn bounds_of(node: &Node) -> Bounds {
    Bounds {
        x: coordinate(node.value("x")),
        y: coordinate(node.value("y")),
        width: coordinate(node.value("width")).max(0),
        height: coordinate(node.value("height")).max(0),
    }
}

/// A coordinate in whole points; what is no number is 0, since it only moves a drawing.
fn coordinate(text: &str) -> i64 {
    let text = text.trim();
    let number = Decimal::from_str_exact(text).or_else(|_| Decimal::from_scientific(text));
    number
        .ok()
        .and_then(|number| Exact::from(number).round(0, RoundMode::HalfEven))
        .and_then(|whole| i64::try_from(whole).ok())
        .map_or(0, |whole| whole.clamp(-FARTHEST, FARTHEST))
}
