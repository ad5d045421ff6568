//! Whose facts belong to whom on which days, and by which share: the owners' own, and what
//! `data/credits.csv` says.

use super::channel::Channel;
use super::require::{Subject, Window};
use crate::dataset::CreditLine;
use crate::facts::{Credit, Group};
use crate::num::Exact;
use crate::organisation::Organisation;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The facts of some owners, which a subject is credited with by one share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The group that holds them.
    pub group: Group,
    /// The share of each fact.
    pub share: Exact,
    /// Whose facts, on which days.
    pub credits: Vec<Credit>,
}

/// What one value of a column gives to a subject on some days.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    value: String,
    from: Date,
    to: Date,
    share: Exact,
}

/// The lines of `data/credits.csv` that concern a channel.
pub(super) fn lines_of<'a>(
    lines: &'a [CreditLine],
    dataset: &crate::dataset::Dataset,
    channel: &Channel,
) -> Vec<&'a CreditLine> {
    let same_column = |line: &CreditLine| {
        let column = line
            .column
            .as_ref()
            .filter(|column| dataset.owner.as_ref() != Some(column));
        column == channel.column.as_ref()
    };
    let concerns = |line: &&CreditLine| {
        line.dataset == dataset.id && line.overlay == channel.listed && same_column(line)
    };
    lines.iter().filter(concerns).collect()
}

/// What a subject is credited with by a channel: for each share, whose facts on which days.
/// `natural` are the credits by the keys of the people themselves.
pub(super) fn claims(
    organisation: &Organisation,
    lines: &[&CreditLine],
    listed: bool,
    natural: &[Credit],
    window: Window,
) -> BTreeMap<Exact, Vec<(String, Date, Date)>> {
    let mut parts = Vec::new();
    for credit in natural {
        let person = organisation.person(&credit.owner);
        if !listed {
            for (from, to) in without(lines, &credit.owner, (credit.from, credit.to)) {
                parts.push(Part {
                    value: credit.owner.clone(),
                    from,
                    to,
                    share: Exact::one(),
                });
            }
        }
        // Each person once, by his id, though he may have several keys.
        let Some(person) = person.filter(|person| person.id.as_str() == credit.owner) else {
            continue;
        };
        for line in lines {
            let is_his = organisation
                .person(&line.person)
                .is_some_and(|named| named.id == person.id);
            let from = line.days().0.max(credit.from).max(window.from);
            let to = line.days().1.min(credit.to).min(window.to);
            if is_his && from <= to {
                parts.push(Part {
                    value: line.value.clone(),
                    from,
                    to,
                    share: Exact::from(line.share),
                });
            }
        }
    }
    by_share(parts)
}

/// The days on which no line splits what an owner did.
fn without(lines: &[&CreditLine], owner: &str, days: (Date, Date)) -> Vec<(Date, Date)> {
    let mut left = vec![days];
    for line in lines.iter().filter(|line| line.value == owner) {
        let (from, to) = line.days();
        let cut = |(first, last): (Date, Date)| {
            let before = from.yesterday().ok().map(|day| (first, day.min(last)));
            let after = to.tomorrow().ok().map(|day| (day.max(first), last));
            [before, after]
                .into_iter()
                .flatten()
                .filter(|(from, to)| from <= to)
                .collect::<Vec<_>>()
        };
        left = left.into_iter().flat_map(cut).collect();
    }
    left
}

/// Where several people of one team have a share in the same facts, the team has the sum.
fn by_share(parts: Vec<Part>) -> BTreeMap<Exact, Vec<(String, Date, Date)>> {
    let mut by_value: BTreeMap<String, Vec<Part>> = BTreeMap::new();
    for part in parts {
        by_value.entry(part.value.clone()).or_default().push(part);
    }
    let mut found: BTreeMap<Exact, Vec<(String, Date, Date)>> = BTreeMap::new();
    for (value, parts) in by_value {
        let starts = parts.iter().map(|part| part.from);
        let ends = parts.iter().filter_map(|part| part.to.tomorrow().ok());
        let cuts: BTreeSet<Date> = starts.chain(ends).collect();
        let last = parts.iter().map(|part| part.to).max().unwrap_or(Date::MAX);
        let nexts = cuts
            .iter()
            .skip(1)
            .map(|next| next.yesterday().unwrap_or(*next));
        for (from, to) in cuts.iter().zip(nexts.chain([last])) {
            let holding = parts
                .iter()
                .filter(|part| part.from <= *from && *from <= part.to);
            let share: Exact = holding.map(|part| part.share.clone()).sum();
            if share.is_positive() && *from <= to {
                let stretch = (value.clone(), *from, to);
                found.entry(share).or_default().push(stretch);
            }
        }
    }
    found
}

/// Who is known without being credited: every key of every person, every unit, and every value
/// that a line names.
pub(super) fn known(organisation: &Organisation, lines: &[&CreditLine]) -> BTreeSet<String> {
    let keys = organisation
        .people()
        .flat_map(|person| person.keys.iter().cloned());
    let units = organisation.units().map(|unit| unit.id.to_string());
    let values = lines.iter().map(|line| line.value.clone());
    keys.chain(units).chain(values).collect()
}

/// Whether a subject is credited at all by a channel.
pub(super) fn concerns(channel: &Channel, subject: &Subject) -> bool {
    channel.whom.includes(subject)
}
