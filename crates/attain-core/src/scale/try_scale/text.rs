//! A trial as text: a table, and the curve in characters.

use super::super::{Levels, Scale};
use super::frame::Frame;
use super::{Sample, output};
use crate::num::Exact;

/// Characters along the input.
const WIDTH: usize = 61;
/// Lines along the output.
const HEIGHT: usize = 15;

/// A table of the samples, and the curve below it.
pub(super) fn page(scale: &Scale, samples: &[Sample]) -> String {
    let mut page = table(scale, samples);
    let curve = curve(scale, samples);
    if !curve.is_empty() {
        page.push('\n');
        page.push_str(&curve);
    }
    page
}

fn table(scale: &Scale, samples: &[Sample]) -> String {
    let mut rows = vec![(scale.on.name().to_owned(), scale.gives.name().to_owned())];
    rows.extend(
        samples
            .iter()
            .map(|sample| (sample.typed.clone(), output(scale, sample))),
    );
    let width = |texts: &mut dyn Iterator<Item = &String>| {
        texts.map(|text| text.chars().count()).max().unwrap_or(0)
    };
    let left = width(&mut rows.iter().map(|(input, _)| input));
    let right = width(&mut rows.iter().map(|(_, output)| output));
    rows.iter()
        .map(|(input, output)| format!("{input:>left$}  {output:>right$}\n"))
        .collect()
}

/// The curve with its axes; empty if there is none.
fn curve(scale: &Scale, samples: &[Sample]) -> String {
    let frame = Frame::new(scale, &Levels::default(), samples);
    if frame.pieces.is_empty() {
        return String::new();
    }
    let rows: Vec<Option<usize>> = (0..WIDTH).map(|column| row_of(&frame, column)).collect();
    let labels = row_labels(&frame);
    let width = labels.iter().map(|label| label.chars().count()).max();
    let width = width.unwrap_or(0);
    let mut out = String::new();
    for row in (0..HEIGHT).rev() {
        let label = labels.get(row).map_or("", String::as_str);
        let bar = if label.is_empty() { '│' } else { '┤' };
        let line: String = rows
            .iter()
            .map(|found| if *found == Some(row) { '•' } else { ' ' })
            .collect();
        out.push_str(&format!("{label:>width$} {bar}{}\n", line.trim_end()));
    }
    out.push_str(&foot(&frame, width));
    out
}

/// In which line the curve is at a column; lines count from the bottom.
fn row_of(frame: &Frame, column: usize) -> Option<usize> {
    let part = fraction(column, WIDTH.saturating_sub(1));
    let length = frame.x.high.clone() - frame.x.low.clone();
    let at = frame.x.low.clone() + length * part;
    let piece = frame.pieces.iter().find(|piece| piece.holds(&at))?;
    Some(line_of(&frame.y.part(&piece.height(&at))))
}

/// The line of a height between 0 and 1.
fn line_of(part: &Exact) -> usize {
    let last = HEIGHT.saturating_sub(1);
    let half = fraction(1, 2);
    (0..last)
        .find(|line| part.clone() * count(last) < count(*line) + half.clone())
        .unwrap_or(last)
}

fn count(value: usize) -> Exact {
    Exact::from_integer(value)
}

fn fraction(of: usize, all: usize) -> Exact {
    count(of)
        .checked_div(&count(all))
        .unwrap_or_else(Exact::zero)
}

/// The label of each line, from the bottom; empty where no tick falls.
fn row_labels(frame: &Frame) -> Vec<String> {
    let mut labels = vec![String::new(); HEIGHT];
    for tick in &frame.y.ticks {
        let line = line_of(&frame.y.part(tick));
        if let Some(label) = labels.get_mut(line).filter(|label| label.is_empty()) {
            *label = frame.y.label(tick);
        }
    }
    labels
}

/// The input's axis and its numbers.
fn foot(frame: &Frame, width: usize) -> String {
    let mut axis = vec!['─'; WIDTH];
    let mut numbers: Vec<char> = Vec::new();
    for tick in &frame.x.ticks {
        let part = frame.x.part(tick);
        let last = WIDTH.saturating_sub(1);
        let column = (0..last)
            .find(|column| part.clone() * count(last) < count(*column) + fraction(1, 2))
            .unwrap_or(last);
        if let Some(mark) = axis.get_mut(column) {
            *mark = '┬';
        }
        // A number that would touch the one before is left out.
        if numbers.is_empty() || column > numbers.len() {
            numbers.resize(column, ' ');
            numbers.extend(frame.x.label(tick).chars());
        }
    }
    let axis: String = axis.into_iter().collect();
    let numbers: String = numbers.into_iter().collect();
    format!("{:>width$} └{axis}\n{:>width$}  {numbers}\n", "", "")
}
