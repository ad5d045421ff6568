//! Whether the system of pay works: does pay follow results, what does it cost, are targets too
//! easy or out of reach, do units differ.

use super::chance::Chance;
use super::past::Outcome;
use super::statistics::{mean, number, quantile, rank_correlation, share_interval};
use super::{Cell, Report};
use std::collections::{BTreeMap, BTreeSet};

/// Resamples of the bootstrap, and shuffles of the permutation test.
const DRAWS: usize = 400;
/// With fewer values nothing is said.
const ENOUGH: usize = 8;
/// Above this rank correlation pay follows results, if the whole interval does.
const FOLLOWS: f64 = 0.3;
/// A target that more than this share reaches is too easy; one that less than the other reaches is
/// out of reach. The whole interval must lie there.
const TOO_EASY: f64 = 0.8;
const OUT_OF_REACH: f64 = 0.2;
/// A level that most exceed, or most miss, is in the wrong place.
const MOST: f64 = 0.5;
/// A spread between units that chance gives less often is pointed out.
const RARE: f64 = 0.05;

/// One finding.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Which question: `pay follows result`, `cost`, `target`, `units`.
    pub question: &'static str,
    /// Which KPI or plan.
    pub about: String,
    /// What was measured.
    pub measure: String,
    /// Its value.
    pub value: Cell,
    /// Between these it lies with 95 %.
    pub interval: Option<(f64, f64)>,
    /// From how many values.
    pub values: usize,
    /// What that means; empty: nothing to point out.
    pub verdict: &'static str,
}

/// All findings from the outcomes of some periods.
#[must_use]
pub fn effectiveness(outcomes: &[Outcome]) -> Vec<Finding> {
    let mut findings = follows(outcomes);
    findings.extend(costs(outcomes));
    findings.extend(targets(outcomes));
    findings.extend(units(outcomes));
    findings
}

/// A pair of result and pay of one person.
type Pair<'a> = (&'a str, f64, f64);

/// Rank correlation of result and pay, for each KPI and for each plan as a whole.
fn follows(outcomes: &[Outcome]) -> Vec<Finding> {
    let mut pairs: BTreeMap<(u8, String), Vec<Pair<'_>>> = BTreeMap::new();
    for one in outcomes.iter().filter(|one| one.weight.is_some()) {
        if let Some((attained, paid)) = one.attainment.zip(one.paid) {
            let key = (0, one.kpi.to_string());
            pairs
                .entry(key)
                .or_default()
                .push((one.person.as_str(), attained, paid));
        }
    }
    for (plan, person, result, paid) in totals(outcomes) {
        pairs
            .entry((1, plan))
            .or_default()
            .push((person, result, paid));
    }
    let finding = |((kind, about), pairs): ((u8, String), Vec<Pair<'_>>)| {
        let (value, interval) = correlated(&pairs);
        let verdict = match (value, interval) {
            _ if pairs.len() < ENOUGH => "too few values to tell",
            (None, _) => "pay or result does not vary",
            (_, Some((low, _))) if low > FOLLOWS => "pay follows it",
            (_, Some((_, high))) if high < FOLLOWS => "pay does not follow it",
            _ => "not clear",
        };
        let what = if kind == 0 {
            "pay and attainment of the KPI"
        } else {
            "pay and weighted attainment of the plan"
        };
        Finding {
            question: "pay follows result",
            about,
            measure: format!("rank correlation of {what}"),
            value: Cell::number(value),
            interval,
            values: pairs.len(),
            verdict,
        }
    };
    pairs.into_iter().map(finding).collect()
}

/// For each person and period: plan, weighted attainment, pay.
fn totals(outcomes: &[Outcome]) -> Vec<(String, &str, f64, f64)> {
    let mut sums: BTreeMap<_, (f64, f64, f64)> = BTreeMap::new();
    for one in outcomes {
        let known = one.attainment.zip(one.weight).zip(one.paid);
        if let (Some(((attained, weight), paid)), Some(plan)) = (known, &one.plan) {
            let key = (plan.to_string(), one.person.as_str(), one.period);
            let sum = sums.entry(key).or_insert((0.0, 0.0, paid));
            sum.0 += attained * weight;
            sum.1 += weight;
        }
    }
    sums.into_iter()
        .filter(|(_, (_, weight, _))| *weight > 0.0)
        .map(|((plan, person, _), (sum, weight, paid))| (plan, person, sum / weight, paid))
        .collect()
}

/// The correlation with its interval: people are drawn with all their periods, since the periods of
/// one person are alike (cluster bootstrap, percentiles; Efron 1979).
fn correlated(pairs: &[Pair<'_>]) -> (Option<f64>, Option<(f64, f64)>) {
    let of = |pairs: &[Pair<'_>]| {
        let results: Vec<f64> = pairs.iter().map(|(_, result, _)| *result).collect();
        let pay: Vec<f64> = pairs.iter().map(|(_, _, paid)| *paid).collect();
        rank_correlation(&results, &pay)
    };
    let value = of(pairs);
    if pairs.len() < ENOUGH || value.is_none() {
        return (value, None);
    }
    let mut people: BTreeMap<&str, Vec<Pair<'_>>> = BTreeMap::new();
    for pair in pairs {
        people.entry(pair.0).or_default().push(*pair);
    }
    let people: Vec<Vec<Pair<'_>>> = people.into_values().collect();
    let mut chance = Chance::new(0x5eed_0003);
    let drawn: Vec<f64> = (0..DRAWS)
        .filter_map(|_| {
            let sample: Vec<Pair<'_>> = (0..people.len())
                .filter_map(|_| people.get(chance.below(people.len())))
                .flatten()
                .copied()
                .collect();
            of(&sample)
        })
        .collect();
    (value, quantile(&drawn, 0.025).zip(quantile(&drawn, 0.975)))
}

/// What is paid by a plan in a period, and for one point of attainment.
fn costs(outcomes: &[Outcome]) -> Vec<Finding> {
    let mut plans: BTreeMap<_, (f64, Vec<f64>)> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for one in outcomes {
        if let (Some(paid), Some(plan)) = (one.paid, &one.plan)
            && seen.insert((one.period, one.person.clone()))
        {
            let sum = plans.entry((plan.to_string(), one.period)).or_default();
            sum.0 += paid;
        }
    }
    // The weighted results of the same people, period by period.
    let periods: BTreeSet<_> = outcomes.iter().map(|one| one.period).collect();
    for period in periods {
        let of: Vec<Outcome> = outcomes
            .iter()
            .filter(|one| one.period == period)
            .cloned()
            .collect();
        for (plan, _, result, _) in totals(&of) {
            if let Some(sum) = plans.get_mut(&(plan, period)) {
                sum.1.push(result);
            }
        }
    }
    let findings = plans
        .into_iter()
        .flat_map(|((plan, period), (paid, results))| {
            let points: f64 = results.iter().sum::<f64>() * 100.0;
            let about = format!("{plan} in {period}");
            let finding = |measure: &str, value| Finding {
                question: "cost",
                about: about.clone(),
                measure: measure.to_owned(),
                value,
                interval: None,
                values: results.len(),
                verdict: "",
            };
            [
                finding("paid in all", Cell::Number(paid)),
                finding("mean weighted attainment", Cell::share(mean(&results))),
                finding(
                    "paid for one point of attainment of one person",
                    Cell::number((points > 0.0).then(|| paid / points)),
                ),
            ]
        });
    findings.collect()
}

/// Who reaches the levels of a target.
fn targets(outcomes: &[Outcome]) -> Vec<Finding> {
    let mut kpis: BTreeMap<String, Vec<&Outcome>> = BTreeMap::new();
    for one in outcomes {
        kpis.entry(one.kpi.to_string()).or_default().push(one);
    }
    let mut findings = Vec::new();
    for (kpi, all) in kpis {
        let mut share = |measure: &str, hits: Vec<bool>, judge: fn(f64, f64) -> &'static str| {
            let count = hits.iter().filter(|hit| **hit).count();
            let Some((low, high)) = share_interval(count, hits.len()) else {
                return;
            };
            findings.push(Finding {
                question: "target",
                about: kpi.clone(),
                measure: measure.to_owned(),
                value: Cell::Share(number(count) / number(hits.len())),
                interval: Some((low, high)),
                values: hits.len(),
                verdict: if hits.len() < ENOUGH {
                    "too few values to tell"
                } else {
                    judge(low, high)
                },
            });
        };
        let reached = all.iter().filter_map(|one| one.is_reached()).collect();
        share(
            "share that reaches the target",
            reached,
            |low, high| match () {
                () if low > TOO_EASY => "too easy",
                () if high < OUT_OF_REACH => "out of reach",
                () => "",
            },
        );
        let desired = all
            .iter()
            .filter_map(|one| one.reaches(|target| target.desired));
        share(
            "share above the desired level",
            desired.collect(),
            |low, _| {
                if low > MOST {
                    "the desired level is too easy"
                } else {
                    ""
                }
            },
        );
        let minimum = all
            .iter()
            .filter_map(|one| one.reaches(|target| target.minimum));
        let below = minimum.map(|reached| !reached).collect();
        share("share below the minimum", below, |low, _| {
            if low > MOST {
                "the minimum is out of reach"
            } else {
                ""
            }
        });
    }
    findings
}

/// How much of the spread of attainments lies between units, with the chance that it lies there by
/// accident (units dealt out anew over people and periods).
fn units(outcomes: &[Outcome]) -> Vec<Finding> {
    let mut kpis: BTreeMap<String, Vec<(String, f64)>> = BTreeMap::new();
    for one in outcomes {
        if let Some((unit, attained)) = one.unit.as_ref().zip(one.attainment) {
            let values = kpis.entry(one.kpi.to_string()).or_default();
            values.push((unit.to_string(), attained));
        }
    }
    let mut findings = Vec::new();
    for (kpi, values) in kpis {
        let names: Vec<String> = values.iter().map(|(unit, _)| unit.clone()).collect();
        let of: Vec<f64> = values.iter().map(|(_, value)| *value).collect();
        let distinct = names.iter().collect::<BTreeSet<_>>().len();
        if distinct < 2 || of.len() < ENOUGH {
            continue;
        }
        let found = between(&names, &of);
        let mut chance = Chance::new(0x5eed_0004);
        let mut dealt = names.clone();
        let reached = (0..DRAWS)
            .filter(|_| {
                chance.shuffle(&mut dealt);
                between(&dealt, &of) >= found
            })
            .count();
        let rare = (number(reached) + 1.0) / (number(DRAWS) + 1.0);
        findings.push(Finding {
            question: "units",
            about: kpi,
            measure: format!(
                "share of the spread that lies between {distinct} units; by accident {rare:.3}"
            ),
            value: Cell::Share(found),
            interval: None,
            values: of.len(),
            verdict: if rare < RARE {
                "units differ: look at their targets"
            } else {
                ""
            },
        });
    }
    findings
}

/// The share of the sum of squares that lies between groups.
fn between(names: &[String], values: &[f64]) -> f64 {
    let whole = mean(values).unwrap_or(0.0);
    let all: f64 = values.iter().map(|value| (value - whole).powi(2)).sum();
    let mut groups: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for (name, value) in names.iter().zip(values) {
        let group = groups.entry(name).or_default();
        group.0 += value;
        group.1 += 1.0;
    }
    let part = |(sum, count): &(f64, f64)| count * (sum / count - whole).powi(2);
    let part: f64 = groups.values().map(part).sum();
    if all > 0.0 { part / all } else { 0.0 }
}

/// The findings as a table.
#[must_use]
pub fn report(title: String, findings: &[Finding]) -> Report {
    let row = |one: &Finding| {
        let bound = |value: Option<f64>| match one.value {
            Cell::Share(_) => Cell::share(value),
            _ => Cell::number(value),
        };
        vec![
            Cell::text(one.question),
            Cell::text(&one.about),
            Cell::text(&one.measure),
            one.value.clone(),
            bound(one.interval.map(|(low, _)| low)),
            bound(one.interval.map(|(_, high)| high)),
            Cell::count(one.values),
            Cell::text(one.verdict),
        ]
    };
    Report {
        title,
        columns: vec!["question", "about", "measure", "value", "low", "high", "values", "verdict"],
        rows: findings.iter().map(row).collect(),
        notes: vec![
            "Correlations: 400 bootstrap samples of people, seeded. Shares: Wilson's interval. All \
             intervals 95 %. A correlation says that pay and result go together, not that pay brings \
             the result about."
                .to_owned(),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use attain_core::attainment::{Direction, Target};
    use attain_core::num::Decimal;
    use attain_core::period::Calendar;

    fn outcome(person: usize, attained: f64, paid: f64) -> Outcome {
        let level = |percent: i64| Some(Decimal::new(percent, 2));
        Outcome {
            period: Calendar::default().parse("2024-Q1").unwrap(),
            person: format!("p{person}").as_str().into(),
            unit: Some(if person.is_multiple_of(2) {
                "even".into()
            } else {
                "odd".into()
            }),
            plan: Some("plan".into()),
            kpi: "kpi".into(),
            direction: Direction::Higher,
            actual: Some(attained),
            target: Some(Target {
                minimum: level(70),
                target: level(100),
                desired: level(120),
                ..Target::default()
            }),
            attainment: Some(attained),
            weight: Some(1.0),
            paid: Some(paid),
        }
    }

    fn verdict(findings: &[Finding], measure: &str) -> String {
        let found = findings.iter().find(|one| one.measure.starts_with(measure));
        found.map(|one| one.verdict.to_owned()).unwrap_or_default()
    }

    #[test]
    fn pay_that_follows_results_is_told_from_pay_that_does_not() {
        let mut chance = Chance::new(1);
        let mut people = |follows: bool| -> Vec<Outcome> {
            (0..60)
                .map(|person| {
                    let attained = 1.0 + 0.2 * chance.normal();
                    let pay = if follows { attained } else { chance.normal() };
                    outcome(person, attained, 100.0 * pay + chance.unit())
                })
                .collect()
        };
        let measure = "rank correlation of pay and attainment";
        assert_eq!(
            verdict(&effectiveness(&people(true)), measure),
            "pay follows it"
        );
        let without = effectiveness(&people(false));
        assert!(verdict(&without, measure) != "pay follows it");
        let again = effectiveness(&people(true));
        assert_eq!(report(String::new(), &again), report(String::new(), &again));
    }

    #[test]
    fn targets_that_all_or_none_reach_are_pointed_out() {
        let all = |attained: f64| {
            (0..40)
                .map(|person| outcome(person, attained, 1.0))
                .collect::<Vec<_>>()
        };
        let easy = effectiveness(&all(1.3));
        assert_eq!(verdict(&easy, "share that reaches"), "too easy");
        assert_eq!(
            verdict(&easy, "share above"),
            "the desired level is too easy"
        );
        assert_eq!(
            verdict(&easy, "rank correlation"),
            "pay or result does not vary"
        );
        let hard = effectiveness(&all(0.5));
        assert_eq!(verdict(&hard, "share that reaches"), "out of reach");
        assert_eq!(verdict(&hard, "share below"), "the minimum is out of reach");
        let mixed: Vec<Outcome> = (0..40)
            .map(|person| outcome(person, if person < 22 { 1.05 } else { 0.9 }, 1.0))
            .collect();
        assert_eq!(verdict(&effectiveness(&mixed), "share that reaches"), "");
        assert_eq!(
            verdict(&effectiveness(&all(1.0)[..3]), "share that reaches"),
            "too few values to tell"
        );
    }

    #[test]
    fn units_that_differ_are_pointed_out() {
        let by_unit = |gap: f64| -> Vec<Outcome> {
            let mut chance = Chance::new(9);
            (0..40)
                .map(|person| {
                    let more = if person % 2 == 0 { gap } else { 0.0 };
                    outcome(person, 1.0 + more + 0.1 * chance.normal(), 1.0)
                })
                .collect()
        };
        let measure = "share of the spread";
        assert_eq!(verdict(&effectiveness(&by_unit(0.0)), measure), "");
        let found = verdict(&effectiveness(&by_unit(0.5)), measure);
        assert_eq!(found, "units differ: look at their targets");
    }
}
