//! A scale as a drawing that stands by itself: no scripts, no fonts to load, readable on light and
//! dark ground, with a title and a description for those who cannot see it.

use super::super::{End, Levels, Piece, Scale};
use super::frame::{Frame, within};
use super::{Sample, output};
use crate::num::{Exact, RoundMode, plain};
use std::fmt::Write as _;

/// The drawing's size and the margins around the plot, in its own units.
const WIDTH: u32 = 640;
const HEIGHT: u32 = 400;
const LEFT: u32 = 88;
const RIGHT: u32 = 24;
const TOP: u32 = 68;
const BOTTOM: u32 = 64;

/// All rules are bound to the drawing's own class, so that it can stand inside a page.
const STYLE: &str = "\
.attain-scale{color-scheme:light dark}\
.attain-scale .ground{fill:#fff}.attain-scale .ink{fill:#1b1f24}\
.attain-scale .grid{stroke:#d8dee4}.attain-scale .axis{stroke:#57606a}\
.attain-scale .curve{stroke:#0550ae}.attain-scale .mark{fill:none;stroke:#9a3412}\
.attain-scale .closed{fill:#0550ae;stroke:#0550ae}.attain-scale .open{fill:#fff;stroke:#0550ae}\
@media (prefers-color-scheme:dark){\
.attain-scale .ground{fill:#0d1117}.attain-scale .ink{fill:#e6edf3}\
.attain-scale .grid{stroke:#30363d}.attain-scale .axis{stroke:#8b949e}\
.attain-scale .curve{stroke:#79c0ff}.attain-scale .mark{stroke:#ffa657}\
.attain-scale .closed{fill:#79c0ff;stroke:#79c0ff}\
.attain-scale .open{fill:#0d1117;stroke:#79c0ff}}";

/// The curve of a scale, with marks at the samples. `levels` says where the levels of a target
/// lie; only scales of kind `levels` look at it. A scale without a curve gives a drawing that says
/// so.
#[must_use]
pub fn drawing(scale: &Scale, levels: &Levels, samples: &[Sample]) -> String {
    let frame = Frame::new(scale, levels, samples);
    let mut out = head(scale, &frame);
    grid(&mut out, &frame);
    titles(&mut out, scale);
    for piece in &frame.pieces {
        line(&mut out, &frame, piece);
    }
    jumps(&mut out, &frame);
    for sample in samples {
        mark(&mut out, scale, &frame, sample);
    }
    out.push_str("</svg>\n");
    out
}

fn head(scale: &Scale, frame: &Frame) -> String {
    let title = escape(&heading(scale));
    let description = escape(&describe(frame));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
         class=\"attain-scale\" role=\"img\" \
         aria-label=\"{title}: {description}\" font-family=\"system-ui, sans-serif\" \
         font-size=\"13\">\n\
         <title>{title}</title>\n<desc>{description}</desc>\n<style>{STYLE}</style>\n\
         <rect class=\"ground\" width=\"{WIDTH}\" height=\"{HEIGHT}\"/>\n"
    )
}

fn heading(scale: &Scale) -> String {
    let name = scale.title.as_deref().unwrap_or(scale.id.as_str());
    format!("{name}: {} by {}", scale.gives.name(), scale.on.name())
}

/// The pieces in words: `from 80 % to 100 %: 50 % to 100 %; …`.
fn describe(frame: &Frame) -> String {
    if frame.pieces.is_empty() {
        return "there is no curve, because levels are missing".to_owned();
    }
    let parts: Vec<String> = frame
        .pieces
        .iter()
        .filter_map(|piece| {
            let (from, to) = within(piece, &frame.x.low, &frame.x.high)?;
            let (low, high) = (piece.height(&from), piece.height(&to));
            let (from, to) = (frame.x.label(&from), frame.x.label(&to));
            let (low, high) = (frame.y.label(&low), frame.y.label(&high));
            Some(if low == high {
                format!("from {from} to {to}: {low}")
            } else {
                format!("from {from} to {to}: {low} to {high}")
            })
        })
        .collect();
    parts.join("; ")
}

/// Grid lines with the numbers of both axes.
fn grid(out: &mut String, frame: &Frame) {
    let (right, bottom) = (WIDTH.saturating_sub(RIGHT), HEIGHT.saturating_sub(BOTTOM));
    for tick in &frame.y.ticks {
        let (y, label) = (y_of(frame, tick), escape(&frame.y.label(tick)));
        let _ = writeln!(
            out,
            "<path class=\"grid\" d=\"M{LEFT} {y}H{right}\"/>\
             <text class=\"ink\" x=\"{}\" y=\"{y}\" dy=\"4\" text-anchor=\"end\">{label}</text>",
            LEFT.saturating_sub(8)
        );
    }
    for tick in &frame.x.ticks {
        let (x, label) = (x_of(frame, tick), escape(&frame.x.label(tick)));
        let _ = writeln!(
            out,
            "<path class=\"grid\" d=\"M{x} {TOP}V{bottom}\"/>\
             <text class=\"ink\" x=\"{x}\" y=\"{}\" text-anchor=\"middle\">{label}</text>",
            bottom.saturating_add(20)
        );
    }
    let _ = writeln!(
        out,
        "<path class=\"axis\" fill=\"none\" d=\"M{LEFT} {TOP}V{bottom}H{right}\"/>"
    );
}

/// The heading and the names of the axes.
fn titles(out: &mut String, scale: &Scale) {
    let middle = LEFT.saturating_add(WIDTH.saturating_sub(RIGHT)) / 2;
    let _ = writeln!(
        out,
        "<text class=\"ink\" x=\"{LEFT}\" y=\"22\" font-size=\"15\" font-weight=\"600\">{}</text>\n\
         <text class=\"ink\" x=\"{middle}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n\
         <text class=\"ink\" x=\"{}\" y=\"48\" text-anchor=\"end\">{}</text>",
        escape(&heading(scale)),
        HEIGHT.saturating_sub(16),
        scale.on.name(),
        LEFT.saturating_sub(8),
        scale.gives.name()
    );
}

fn line(out: &mut String, frame: &Frame, piece: &Piece) {
    let Some((from, to)) = within(piece, &frame.x.low, &frame.x.high) else {
        return;
    };
    let _ = writeln!(
        out,
        "<path class=\"curve\" stroke-width=\"2.5\" stroke-linecap=\"round\" d=\"M{} {}L{} {}\"/>",
        x_of(frame, &from),
        y_of(frame, &piece.height(&from)),
        x_of(frame, &to),
        y_of(frame, &piece.height(&to))
    );
}

/// At a jump the end that belongs to its piece is a full circle, and the other an empty one. So is
/// an end beyond which there is nothing.
fn jumps(out: &mut String, frame: &Frame) {
    for (index, piece) in frame.pieces.iter().enumerate() {
        let before = index
            .checked_sub(1)
            .and_then(|before| frame.pieces.get(before));
        let after = frame.pieces.get(index.saturating_add(1));
        for (end, neighbour) in [(&piece.from, before), (&piece.to, after)] {
            let Some(end) = end else { continue };
            let joined = neighbour
                .is_some_and(|neighbour| neighbour.height(&end.at) == piece.height(&end.at));
            if !joined {
                circle(out, frame, end, &piece.height(&end.at));
            }
        }
    }
}

fn circle(out: &mut String, frame: &Frame, end: &End, height: &Exact) {
    let class = if end.closed { "closed" } else { "open" };
    let _ = writeln!(
        out,
        "<circle class=\"{class}\" cx=\"{}\" cy=\"{}\" r=\"4\" stroke-width=\"2\"/>",
        x_of(frame, &end.at),
        y_of(frame, height)
    );
}

/// A diamond at a sample, with its numbers for those who point at it.
fn mark(out: &mut String, scale: &Scale, frame: &Frame, sample: &Sample) {
    let (Some(input), Some(result)) = (&sample.input, &sample.result) else {
        return;
    };
    let _ = writeln!(
        out,
        "<path class=\"mark\" transform=\"translate({} {})\" stroke-width=\"2\" \
         d=\"M0-8 7 0 0 8-7 0z\">\
         <title>{} gives {}</title></path>",
        x_of(frame, input),
        y_of(frame, &result.value),
        escape(&sample.typed),
        output(scale, sample)
    );
}

fn x_of(frame: &Frame, value: &Exact) -> String {
    let length = WIDTH.saturating_sub(LEFT).saturating_sub(RIGHT);
    place(&(Exact::from_integer(LEFT) + frame.x.part(value) * Exact::from_integer(length)))
}

fn y_of(frame: &Frame, value: &Exact) -> String {
    let length = HEIGHT.saturating_sub(TOP).saturating_sub(BOTTOM);
    let bottom = HEIGHT.saturating_sub(BOTTOM);
    place(&(Exact::from_integer(bottom) - frame.y.part(value) * Exact::from_integer(length)))
}

/// Two decimals are finer than any screen.
fn place(value: &Exact) -> String {
    value
        .round(2, RoundMode::HalfEven)
        .map_or_else(|| "0".to_owned(), plain)
}

fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
