//! What is published of a round.

use super::groups::{Node, Tree, published};
use crate::error::AppError;
use crate::insight::history::float_of;
use crate::insight::{Cell, Report};
use attain_core::id::UnitId;
use attain_core::num::Decimal;
use attain_core::survey::{Answers, Survey};
use attain_store::Store;
use attain_store::survey::Tally;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A result that may be seen by everybody.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// The unit that is rated, where the survey rates units.
    pub rated: Option<UnitId>,
    /// Whose answers: a unit with all its parts, or the company.
    pub unit: Node,
    /// The question.
    pub question: String,
    /// How many answers.
    pub answers: u64,
    /// Their mean.
    pub mean: f64,
    /// Promoters less detractors, as a part of the answers, where the question is an eNPS.
    pub enps: Option<f64>,
    /// From 0, everybody gave the worst answer, to 100, everybody gave the best; for an eNPS
    /// from -100 % to 100 %.
    pub score: f64,
    /// The standard error of the score.
    pub error: f64,
}

/// The published results of a closed round.
///
/// # Errors
/// If the round is not closed, or the records cannot be read.
pub async fn results(
    survey: &Survey,
    tree: &Tree,
    store: &Store,
    round: &str,
) -> Result<Vec<Published>, AppError> {
    let tallies = store.survey_tally(round).await?;
    Ok(publish(survey, tree, &tallies, false))
}

/// The results of a closed round as facts, for a dataset that KPIs of kind `indirect` measure: each
/// published group without the published groups within it, so that sums over units are right. None
/// of these is small either.
///
/// # Errors
/// If the round is not closed, or the records cannot be read.
pub async fn facts(
    survey: &Survey,
    tree: &Tree,
    store: &Store,
    round: &str,
    date: Date,
) -> Result<Report, AppError> {
    let tallies = store.survey_tally(round).await?;
    let row = |one: &Published| {
        let by = unit_name(&one.unit);
        let owner = one
            .rated
            .as_ref()
            .map_or_else(|| by.clone(), ToString::to_string);
        vec![
            Cell::text(date),
            Cell::text(&survey.id),
            Cell::Text(owner),
            Cell::Text(by),
            Cell::text(&one.question),
            Cell::Count(one.answers),
            Cell::Number(one.score * counted(one.answers)),
        ]
    };
    Ok(Report {
        title: format!("{} as facts of {date}", survey.title),
        columns: FACTS.to_vec(),
        rows: publish(survey, tree, &tallies, true)
            .iter()
            .map(row)
            .collect(),
        notes: Vec::new(),
    })
}

/// The columns of [`facts`]: `sum(points) / sum(answers)` is a score from 0 to 100.
const FACTS: [&str; 7] = [
    "date", "survey", "owner", "by", "question", "answers", "points",
];

/// By rated unit, question and group. Each question and rated unit stands alone: answers to one
/// have nothing in common with answers to another. `apart`: each group without those within it.
fn publish(survey: &Survey, tree: &Tree, tallies: &[Tally], apart: bool) -> Vec<Published> {
    let mut questions: BTreeMap<(&Node, &str), Vec<&Tally>> = BTreeMap::new();
    for tally in tallies {
        let key = (&tally.rated, tally.question.as_str());
        questions.entry(key).or_default().push(tally);
    }
    let mut found = Vec::new();
    for ((rated, name), tallies) in questions {
        let Some(question) = survey.questions.get(name) else {
            continue;
        };
        let mut counts: BTreeMap<Node, u64> = BTreeMap::new();
        for tally in &tallies {
            let count = counts.entry(tally.unit.clone()).or_default();
            *count = count.saturating_add(tally.count);
        }
        let groups = published(tree, &counts, survey.group.into());
        let apart_counts = remainders(question.answers, tree, &groups, &tallies);
        for unit in &groups {
            let inside = |node: &Node| {
                if apart {
                    node == unit
                } else {
                    tree.chain(node).contains(unit)
                }
            };
            let of: Vec<(i64, u64)> = apart_counts
                .iter()
                .filter(|(node, _)| inside(node))
                .flat_map(|(_, counts)| counts)
                .map(|(answer, count)| (*answer, *count))
                .collect();
            let summary = Summary::of(question.answers, &of);
            if summary.answers == 0 {
                continue;
            }
            found.push(Published {
                rated: rated.clone(),
                unit: unit.clone(),
                question: name.to_owned(),
                answers: summary.answers,
                mean: summary.mean,
                enps: summary.enps,
                score: summary.score,
                error: summary.error,
            });
        }
    }
    found
}

/// What each published group has beyond the published groups within it, blurred where it would say
/// what everybody in it answered. All results are sums of these, so that no two contradict.
fn remainders(
    answers: Answers,
    tree: &Tree,
    groups: &BTreeSet<Node>,
    tallies: &[&Tally],
) -> BTreeMap<Node, BTreeMap<i64, u64>> {
    let mut found: BTreeMap<Node, BTreeMap<i64, u64>> = BTreeMap::new();
    for tally in tallies {
        let mut chain = tree.chain(&tally.unit).into_iter();
        if let Some(group) = chain.find(|node| groups.contains(node)) {
            let count = found
                .entry(group)
                .or_default()
                .entry(tally.answer)
                .or_default();
            *count = count.saturating_add(tally.count);
        }
    }
    for counts in found.values_mut() {
        blur(answers, counts);
    }
    found
}

/// The vote of an eNPS: 9 and 10 promote, 0 to 6 detract.
fn vote(answer: i64) -> i64 {
    match answer {
        9.. => 1,
        ..=6 => -1,
        _ => 0,
    }
}

/// Where all say the same, one answer is moved by one step: a group that looks so may have been of
/// one mind or not, and what any one of it said stays open.
fn blur(answers: Answers, counts: &mut BTreeMap<i64, u64>) {
    let (Some(lowest), Some(highest)) = (
        counts.keys().next().copied(),
        counts.keys().next_back().copied(),
    ) else {
        return;
    };
    let moved = match answers {
        Answers::Enps => {
            if vote(lowest) != vote(highest) {
                return;
            }
            match vote(highest) {
                1 => (lowest, 8),
                0 => (highest, 9),
                _ => (highest, 7),
            }
        }
        Answers::Scale { .. } if lowest != highest => return,
        Answers::Scale { to, .. } if highest < to => (highest, highest.saturating_add(1)),
        Answers::Scale { .. } => (highest, highest.saturating_sub(1)),
    };
    if let Some(count) = counts.get_mut(&moved.0) {
        *count = count.saturating_sub(1);
        *counts.entry(moved.1).or_default() += 1;
    }
    counts.retain(|_, count| *count > 0);
}

/// Answers, summed up.
struct Summary {
    answers: u64,
    mean: f64,
    enps: Option<f64>,
    score: f64,
    error: f64,
}

fn whole(value: i64) -> f64 {
    float_of(Decimal::from(value)).unwrap_or(0.0)
}

fn counted(value: u64) -> f64 {
    float_of(Decimal::from(value)).unwrap_or(0.0)
}

impl Summary {
    fn of(answers: Answers, given: &[(i64, u64)]) -> Self {
        let count: u64 = given.iter().map(|(_, count)| count).sum();
        let n = counted(count).max(1.0);
        let mean = |of: &dyn Fn(i64) -> f64| {
            given
                .iter()
                .map(|(answer, count)| of(*answer) * counted(*count))
                .sum::<f64>()
                / n
        };
        let (low, high) = answers.bounds();
        let (low, high) = (whole(low), whole(high));
        let vote = |answer: i64| whole(vote(answer));
        let score = |answer: i64| match answers {
            Answers::Enps => 50.0 + 50.0 * vote(answer),
            Answers::Scale { reverse: false, .. } => 100.0 * (whole(answer) - low) / (high - low),
            Answers::Scale { reverse: true, .. } => 100.0 * (high - whole(answer)) / (high - low),
        };
        let middle = mean(&score);
        let variance = mean(&|answer| (score(answer) - middle).powi(2)) * n / (n - 1.0).max(1.0);
        Self {
            answers: count,
            mean: mean(&whole),
            enps: matches!(answers, Answers::Enps).then(|| mean(&vote)),
            score: middle,
            error: (variance / n).sqrt(),
        }
    }
}

/// Columns of [`results_report`]: those that a dataset of results has, so that the CSV can be
/// imported and measured by KPIs of kind `indirect`.
const COLUMNS: [&str; 10] = [
    "date", "survey", "unit", "rated", "question", "answers", "mean", "enps", "score", "error",
];

fn unit_name(unit: &Node) -> String {
    unit.as_ref()
        .map_or_else(|| "company".to_owned(), ToString::to_string)
}

/// The results as a table: one row for each question and group.
#[must_use]
pub fn results_report(survey: &Survey, date: Date, found: &[Published]) -> Report {
    let row = |one: &Published| {
        vec![
            Cell::text(date),
            Cell::text(&survey.id),
            Cell::text(unit_name(&one.unit)),
            one.rated.as_ref().map_or(Cell::Missing, Cell::text),
            Cell::text(&one.question),
            Cell::Count(one.answers),
            Cell::Number(one.mean),
            Cell::number(one.enps),
            Cell::Number(one.score),
            Cell::Number(one.error),
        ]
    };
    Report {
        title: format!("{}, up to {date}", survey.title),
        columns: COLUMNS.to_vec(),
        rows: found.iter().map(row).collect(),
        notes: vec![format!(
            "Groups of {} and more only; groups are also left out where the difference of two would \
             tell of fewer. Score: 0 worst, 100 best, with its standard error.",
            survey.group
        )],
    }
}

/// Who rates whom how: a row for each pair of units, a column for each question.
#[must_use]
pub fn matrix_report(survey: &Survey, found: &[Published]) -> Report {
    let mut pairs: BTreeMap<(String, String), BTreeMap<&str, &Published>> = BTreeMap::new();
    for one in found {
        let Some(rated) = &one.rated else { continue };
        let key = (rated.to_string(), unit_name(&one.unit));
        pairs.entry(key).or_default().insert(&one.question, one);
    }
    let questions: BTreeSet<&str> = survey.questions.keys().map(String::as_str).collect();
    let mut rows = Vec::new();
    for ((rated, by), answers) in pairs {
        for question in &questions {
            let one = answers.get(question);
            rows.push(vec![
                Cell::text(&rated),
                Cell::text(&by),
                Cell::text(question),
                one.map_or(Cell::Missing, |one| Cell::Count(one.answers)),
                Cell::number(one.map(|one| one.score)),
                Cell::number(one.map(|one| one.score - 1.96 * one.error)),
                Cell::number(one.map(|one| one.score + 1.96 * one.error)),
            ]);
        }
    }
    Report {
        title: format!("{}: who rates whom how, 0 worst, 100 best", survey.title),
        columns: vec!["rated", "by", "question", "answers", "score", "low", "high"],
        rows,
        notes: vec![
            "Nobody rates his own unit. An empty place: too few answers to show.".to_owned(),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_all_say_is_blurred_and_sums_stay_right() {
        let scale = Answers::Scale {
            from: 1,
            to: 5,
            reverse: false,
        };
        let table = [
            (scale, vec![(5, 6)], vec![(4, 1), (5, 5)]),
            (scale, vec![(1, 6)], vec![(1, 5), (2, 1)]),
            (scale, vec![(1, 5), (2, 1)], vec![(1, 5), (2, 1)]),
            (
                Answers::Enps,
                vec![(2, 3), (6, 3)],
                vec![(2, 3), (6, 2), (7, 1)],
            ),
            (Answers::Enps, vec![(9, 1), (10, 5)], vec![(8, 1), (10, 5)]),
            (Answers::Enps, vec![(6, 1), (10, 5)], vec![(6, 1), (10, 5)]),
        ];
        for (answers, before, after) in table {
            let mut counts: BTreeMap<i64, u64> = before.iter().copied().collect();
            blur(answers, &mut counts);
            assert_eq!(counts.into_iter().collect::<Vec<_>>(), after, "{before:?}");
        }
    }

    #[test]
    fn scores_go_from_the_worst_to_the_best_answer() {
        let scale = |reverse| Answers::Scale {
            from: 1,
            to: 5,
            reverse,
        };
        let table = [
            (scale(false), vec![(5, 6)], 5.0, None, 100.0),
            (scale(true), vec![(5, 6)], 5.0, None, 0.0),
            (scale(false), vec![(1, 3), (5, 3)], 3.0, None, 50.0),
            (
                Answers::Enps,
                vec![(10, 5), (8, 3), (2, 2)],
                7.8,
                Some(0.3),
                65.0,
            ),
        ];
        for (answers, given, mean, enps, score) in table {
            let found = Summary::of(answers, &given);
            assert!((found.mean - mean).abs() < 1e-9, "{given:?}");
            assert_eq!(
                found.enps.map(|one| (one * 100.0).round()),
                enps.map(|one: f64| (one * 100.0).round())
            );
            assert!((found.score - score).abs() < 1e-9, "{given:?}");
        }
        // Six answers, half 0 and half 100: deviation 54.77, error 22.36.
        let found = Summary::of(scale(false), &[(1, 3), (5, 3)]);
        assert!((found.error - 22.360_68).abs() < 1e-4);
    }
}
