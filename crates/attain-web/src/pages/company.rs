//! The organisation as a tree, with the state of everybody in sight.

use super::scorecard::periods;
use crate::error::Page;
use crate::format::{count, money, percent};
use crate::layout::page;
use crate::seen::{Seen, current};
use crate::state::State;
use crate::visit::Visit;
use attain_app::access::UseCase;
use attain_core::calculate::PersonResult;
use attain_core::id::PersonId;
use attain_core::num::{Decimal, Exact, RoundMode};
use attain_core::organisation::Person;
use axum::extract::Path;
use axum::response::Redirect;
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};

/// `GET /company`
pub(crate) async fn now(visit: Visit) -> Page<Redirect> {
    let period = current(&visit).await?;
    Ok(Redirect::to(&format!("/company/{period}")))
}

/// `GET /company/{period}`
pub(crate) async fn show(visit: Visit, Path(period): Path<String>) -> Page<Markup> {
    let seen = Seen::of(&visit, &period, UseCase::ResultRead).await?;
    let tree = Tree::of(&seen);
    let list = format!("/results/{}", seen.period);
    let body = html! {
        (periods(&visit, &seen, "/company")?)
        (summary(&visit, &seen)?)
        p.links { a href=(list) { (visit.t("company-list")) } " " a href={ "/strategy/"
            (seen.period) } { (visit.t("nav-strategy")) }
            @if visit.may(UseCase::TargetRead) { @for cascade in seen.model()?.cascades.keys() {
                " " a href={ "/cascades/" (cascade) "/" (seen.period) } { (visit.t("cascade")) " "
                    (cascade) } } } }
        (legend(&visit))
        @if tree.roots.is_empty() { p.empty { (visit.t("company-none")) } }
        ul.tree { @for root in &tree.roots { (tree.node(&visit, &seen, root, 0)) } }
    };
    Ok(page(&visit, visit.t("nav-company"), &body))
}

fn legend(visit: &Visit) -> Markup {
    html! { p.legend aria-label=(visit.t("legend")) { @for state in State::ALL {
    (state.badge(visit)) " " } } }
}

/// How many stand where, and what is paid in all.
fn summary(visit: &Visit, seen: &Seen) -> Page<Markup> {
    let mut counts: BTreeMap<State, u64> = BTreeMap::new();
    let mut total = Decimal::ZERO;
    for result in seen.results() {
        let count = counts.entry(State::of_result(result)).or_default();
        *count = count.saturating_add(1);
        let paid = result
            .payout
            .as_ref()
            .map_or(Decimal::ZERO, |payout| payout.total);
        total = total.checked_add(paid).unwrap_or(total);
    }
    let currency = &seen.model()?.company.currency;
    Ok(html! {
        dl.figures {
            @for state in State::ALL { @if let Some(number) = counts.get(&state) {
                div { dt { (state.badge(visit)) } dd { (count(visit.language, *number)) } }
            } }
            div { dt { (visit.t("figure-variable")) } dd { (money(visit.language, total)) " "
                small { (currency) } } }
        }
    })
}

/// Who reports to whom on the last day of the period, as far as it is in sight.
struct Tree<'a> {
    people: BTreeMap<PersonId, &'a Person>,
    below: BTreeMap<PersonId, Vec<PersonId>>,
    results: BTreeMap<&'a PersonId, &'a PersonResult>,
    roots: Vec<PersonId>,
}

impl<'a> Tree<'a> {
    /// Only those who have results, and who leads to them.
    fn of(seen: &'a Seen) -> Self {
        let results: BTreeMap<&PersonId, &PersonResult> = seen
            .results()
            .map(|result| (&result.person, result))
            .collect();
        let in_sight = |id: &PersonId| seen.scope.sees(id);
        let all = seen.run.organisation.people();
        let people: BTreeMap<PersonId, &Person> = all
            .filter(|person| in_sight(&person.id))
            .map(|person| (person.id.clone(), person))
            .collect();
        let manager = |id: &PersonId| {
            let person = people.get(id)?;
            let assignment = person.last_assignment(seen.period.from, seen.period.to)?;
            assignment
                .manager
                .clone()
                .filter(|manager| people.contains_key(manager))
        };
        let mut shown: BTreeSet<PersonId> = BTreeSet::new();
        for id in results.keys() {
            let mut next = Some((*id).clone());
            while let Some(id) = next {
                next = if shown.insert(id.clone()) {
                    manager(&id)
                } else {
                    None
                };
            }
        }
        let mut below: BTreeMap<PersonId, Vec<PersonId>> = BTreeMap::new();
        let mut roots = Vec::new();
        for id in &shown {
            match manager(id) {
                Some(manager) => below.entry(manager).or_default().push(id.clone()),
                None => roots.push(id.clone()),
            }
        }
        Self {
            people,
            below,
            results,
            roots,
        }
    }

    fn node(&self, visit: &Visit, seen: &Seen, id: &PersonId, depth: usize) -> Markup {
        let below = self.below.get(id).map(Vec::as_slice).unwrap_or_default();
        let deep = depth > 20;
        html! {
            li {
                (self.line(visit, seen, id))
                @if !below.is_empty() && !deep {
                    details open {
                        summary { (self.rolled_up(visit, id)) }
                        ul { @for id in below { (self.node(visit, seen, id,
                            depth.saturating_add(1))) } }
                    }
                }
            }
        }
    }

    fn line(&self, visit: &Visit, seen: &Seen, id: &PersonId) -> Markup {
        let person = self.people.get(id);
        let name = person.map_or_else(|| id.to_string(), |person| person.name.clone());
        let position = person
            .and_then(|person| person.last_assignment(seen.period.from, seen.period.to))
            .and_then(|assignment| assignment.position.as_ref());
        let result = self.results.get(id);
        html! { span.node {
            @if let Some(result) = result { (State::of_result(result).badge(visit)) }
            span.who {
                @if result.is_some() { a href={ "/people/" (id) "/" (seen.period) } { (name) } }
                @else { span.name { (name) } }
                @if let Some(position) = position { " " span.quiet { (position) } }
            }
            @if let Some(payout) = result.and_then(|result| result.payout.as_ref()) {
                span.amount { @if let Some(score) = payout.score { (percent(visit.language,
                    score)) " · " } (money(visit.language, payout.total)) }
            }
        } }
    }

    /// Everybody below: how many reached their target, and the mean of their scores.
    fn rolled_up(&self, visit: &Visit, id: &PersonId) -> Markup {
        let mut team = Vec::new();
        self.collect(id, &mut team, 0);
        let scores: Vec<Decimal> = team
            .iter()
            .filter_map(|result| result.payout.as_ref()?.score)
            .collect();
        let reached = team
            .iter()
            .filter(|result| State::of_result(result) == State::Reached)
            .count();
        let sum: Exact = scores.iter().map(|score| Exact::from(*score)).sum();
        let mean = sum
            .checked_div(&Exact::from_integer(scores.len()))
            .and_then(|mean| mean.round(4, RoundMode::HalfEven));
        let (reached, all) = (reached.to_string(), team.len().to_string());
        html! {
            @if team.is_empty() { (visit.t("company-below")) } @else {
                span.roll { (visit.tv("company-team", &[("reached", &reached), ("all", &all)]))
                    @if let Some(mean) = mean { " · ⌀ " (percent(visit.language, mean)) } }
            }
        }
    }

    fn collect<'t>(&'t self, id: &PersonId, team: &mut Vec<&'t PersonResult>, depth: usize) {
        if depth > 20 {
            return;
        }
        for id in self.below.get(id).into_iter().flatten() {
            team.extend(self.results.get(id));
            self.collect(id, team, depth.saturating_add(1));
        }
    }
}
