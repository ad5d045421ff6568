//! Trying a scale: what it gives at chosen inputs, as a table or a drawing.
//!
//! ```
//! use attain_core::scale::try_scale::{Format, split_inputs, try_scale};
//! use attain_core::text::Document;
//!
//! let document = Document::new("model/scales.toml", r#"
//! [scale]
//! sales = { kind = "step", steps = [["80 %", "50 %"], ["100 %", "100 %"]] }
//! "#);
//! let inputs = split_inputs("79 %, 80 %,1");
//! let trial = try_scale(&document, "sales", &inputs, Format::Csv);
//! assert_eq!(trial.output, "input,output\n79 %,0\n80 %,0.5\n1,1\n");
//! ```
//!
//! An input is what the scale takes: the attainment, or with `on = "actual"` the actual. A score is
//! printed rounded to 12 decimals, half to even, as it is used; an amount with all its digits.
//!
//! A scale of kind `levels` needs to know where the levels lie, and here there is no target to say
//! so: they are taken from the scale's own fields `minimum` and `desired` (and, on the actual,
//! `target`).

mod frame;
mod svg;
mod text;

pub use svg::drawing;

use super::{Gives, Levels, Scale, ScaleError, ScaleProblem, ScaleResult, check, parse_scale};
use crate::diag::{Diagnostic, Diagnostics, closest, sort};
use crate::num::{Exact, parse_number, plain};
use crate::rules;
use crate::text::{Document, Table};

/// How a trial is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// `input,output` and a line for each input.
    Csv,
    /// A table and the curve in characters.
    #[default]
    Text,
    /// The curve as a drawing.
    Svg,
}

impl Format {
    /// The words of the command line.
    pub const NAMES: [(&'static str, Self); 3] =
        [("csv", Self::Csv), ("text", Self::Text), ("svg", Self::Svg)];
}

/// What came out of a trial.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trial {
    /// The output; empty if the scale could not be read. An input that gives an error has an
    /// empty output, and the others are still there.
    pub output: String,
    /// What is wrong, and what the scale's checks say, in the order of their places.
    pub diagnostics: Vec<Diagnostic>,
}

/// An input as it was typed, and what the scale gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// As it was typed.
    pub typed: String,
    /// Its value, if it is a number.
    pub input: Option<Exact>,
    /// What the scale gives, if it gives something.
    pub result: Option<ScaleResult>,
}

/// The inputs of a list with commas: `0,10,100.5`.
#[must_use]
pub fn split_inputs(list: &str) -> Vec<&str> {
    list.split(',').map(str::trim).collect()
}

/// Tries the scale `name` of a document at `inputs`, numbers with an optional `%`. Without inputs
/// the positions at which the scale changes are taken.
#[must_use]
pub fn try_scale(document: &Document, name: &str, inputs: &[&str], format: Format) -> Trial {
    try_scale_at(document, name, inputs, format, &Levels::default())
}

/// As [`try_scale`], with the levels of a target, for scales of kind `levels`.
#[must_use]
pub fn try_scale_at(
    document: &Document,
    name: &str,
    inputs: &[&str],
    format: Format,
    levels: &Levels,
) -> Trial {
    let scale = match read(document, name) {
        Ok(scale) => scale,
        Err(diagnostics) => {
            return Trial {
                output: String::new(),
                diagnostics,
            };
        }
    };
    let typed: Vec<String> = match inputs {
        [] | [""] => frame::positions(&scale),
        _ => inputs.iter().map(|input| (*input).to_owned()).collect(),
    };
    let mut found = check(&scale);
    let samples: Vec<Sample> = typed
        .into_iter()
        .map(|typed| sample(&scale, levels, typed, &mut found))
        .collect();
    // The same is often wrong for each input: a level that is missing.
    sort(&mut found);
    found.dedup();
    let output = match format {
        Format::Csv => csv(&scale, &samples),
        Format::Text => text::page(&scale, &samples),
        Format::Svg => drawing(&scale, levels, &samples),
    };
    Trial {
        output,
        diagnostics: found,
    }
}

/// The scale of that name; other scales of the document are not looked at.
fn read(document: &Document, name: &str) -> Result<Scale, Vec<Diagnostic>> {
    let diagnostics = Diagnostics::new();
    let root = document.parse(&diagnostics);
    let scale = if diagnostics.has_errors() {
        None
    } else {
        find(document, name, &Table::root(document, &root, &diagnostics))
    };
    scale.ok_or_else(|| diagnostics.into_sorted())
}

/// The scale of that name; `None` if an error was reported.
fn find(document: &Document, name: &str, root: &Table<'_>) -> Option<Scale> {
    let group = if root.has("scale") {
        Some(root.table("scale")?)
    } else {
        None
    };
    let keys = group.as_ref().map(Table::keys).unwrap_or_default();
    let key = keys.iter().find(|key| key.value == name);
    match (group, key) {
        (Some(group), Some(key)) => parse_scale(key, &group.table(name)?),
        _ => {
            let known: Vec<&str> = keys.iter().map(|key| key.value.as_str()).collect();
            root.diagnostics().push(unknown(document, name, &known));
            None
        }
    }
}

fn unknown(document: &Document, name: &str, known: &[&str]) -> Diagnostic {
    let message = format!("there is no scale `{name}` in {}", document.file);
    let help = match closest(name, known.iter().copied()) {
        Some(close) => format!("did you mean `{close}`?"),
        None if known.is_empty() => {
            "declare one: `[scale.NAME]` with its `kind`, and what belongs to it".to_owned()
        }
        None => {
            let list: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
            format!("scales here are: {}", list.join(", "))
        }
    };
    Diagnostic::error(rules::UNKNOWN_SCALE, message).with_help(help)
}

fn sample(scale: &Scale, levels: &Levels, typed: String, found: &mut Vec<Diagnostic>) -> Sample {
    let input = match parse_number(&typed) {
        Ok(number) => Some(Exact::from(number)),
        Err(error) => {
            let message = format!("input: {error}");
            found.push(
                Diagnostic::error(rules::MALFORMED_NUMBER, message)
                    .with_help("write inputs with commas between them: 0,80 %,100.5"),
            );
            None
        }
    };
    let result = input.as_ref().and_then(|input| {
        scale
            .at(input, levels)
            .map_err(|error| found.push(explain(scale, &error)))
            .ok()
    });
    Sample {
        typed,
        input,
        result,
    }
}

/// The error, with what to do where there is no target.
fn explain(scale: &Scale, error: &ScaleError) -> Diagnostic {
    let diagnostic = error.diagnostic("");
    match &*error.problem {
        ScaleProblem::LevelMissing(level) => {
            let example = match scale.on {
                super::Basis::Attainment => ", as an attainment: `minimum = \"80 %\"`",
                super::Basis::Actual => ", as an actual: `minimum = \"80\"`",
            };
            diagnostic.with_help(format!(
                "to try the scale, say where the {level} lies{example}, or give it with `--{level}`"
            ))
        }
        _ => diagnostic,
    }
}

/// What the scale gives, as a plain decimal; empty if it gives nothing.
fn output(scale: &Scale, sample: &Sample) -> String {
    let Some(result) = &sample.result else {
        return String::new();
    };
    match scale.gives {
        Gives::Amount => result.value.plain(),
        Gives::Score => result.score().map_or_else(String::new, plain),
    }
}

fn csv(scale: &Scale, samples: &[Sample]) -> String {
    let line = |sample: &Sample| format!("{},{}\n", sample.typed, output(scale, sample));
    let lines: String = samples.iter().map(line).collect();
    format!("input,output\n{lines}")
}

#[cfg(test)]
mod tests;
