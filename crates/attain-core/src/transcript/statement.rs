//! What one person is paid, as it is sealed.

use super::names::Names;
use crate::calculate::{Calculation, LineResult, PersonResult, Scored};
use crate::id::PersonId;
use crate::json::Json;
use crate::model::Model;
use crate::num::{Decimal, Exact, plain};
use std::collections::BTreeMap;

/// A correction of closed periods that this one pays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booked {
    /// New minus old.
    pub amount: Decimal,
    /// Why: causes and periods, in words.
    pub reason: String,
}

/// A statement for everybody who is paid, in the order of people. Whoever takes no part in the
/// period but has a correction gets a statement with nothing else.
#[must_use]
pub fn statements(
    model: &Model,
    calculation: &Calculation,
    booked: &BTreeMap<PersonId, Booked>,
    names: &Names,
) -> Vec<Json> {
    let mut statements: BTreeMap<PersonId, Json> = BTreeMap::new();
    let period = calculation.period.to_string();
    for (person, booked) in booked {
        let line = paid_line("correction", booked.amount);
        let statement = Json::object([
            ("currency", Json::from(model.company.currency.as_str())),
            ("lines", Json::List(vec![line])),
            ("period", Json::from(period.as_str())),
            ("person", Json::text(names.alias(person))),
            ("reason", Json::from(booked.reason.as_str())),
            ("total", Json::Text(plain(booked.amount))),
        ]);
        statements.insert(person.clone(), statement);
    }
    for result in calculation.results.iter().filter(|result| !result.blocked) {
        let has_correction = booked.contains_key(&result.person);
        if result.payout.is_none() && has_correction {
            continue;
        }
        let mut statement = statement(model, result, &period, names);
        if let (Json::Object(fields), Some(booked)) = (&mut statement, booked.get(&result.person)) {
            fields.insert("reason".to_owned(), Json::from(booked.reason.as_str()));
        }
        statements.insert(result.person.clone(), statement);
    }
    statements.into_values().collect()
}

fn statement(model: &Model, result: &PersonResult, period: &str, names: &Names) -> Json {
    let plan = result.plan.as_ref().and_then(|plan| model.plans.get(plan));
    let currency = plan.and_then(|plan| plan.currency.as_deref());
    let currency = currency.unwrap_or(&model.company.currency);
    let paid = result.payout.as_ref();
    let lines = paid.map(|paid| paid.lines.as_slice()).unwrap_or_default();
    let beside = paid.map(|paid| paid.beside.as_slice()).unwrap_or_default();
    let listed = |lines: &[crate::plan::PayoutLine]| {
        let lines = lines.iter().map(|line| paid_line(&line.id, line.amount));
        Json::List(lines.collect())
    };
    Json::object([
        ("beside", listed(beside)),
        ("currency", Json::from(currency)),
        ("fixed", number(paid.and_then(|paid| paid.fixed))),
        ("kpis", Json::List(result.lines.iter().map(kpi).collect())),
        ("lines", listed(lines)),
        ("period", Json::from(period)),
        ("person", Json::text(names.alias(&result.person))),
        ("plan", result.plan.as_ref().map_or(Json::Null, Json::text)),
        ("score", number(paid.and_then(|paid| paid.score))),
        ("scorecard", Json::text(&result.scorecard)),
        (
            "total",
            Json::Text(paid.map_or_else(|| "0".to_owned(), |paid| plain(paid.total))),
        ),
    ])
}

fn paid_line(id: &str, amount: Decimal) -> Json {
    Json::object([
        ("id", Json::from(id)),
        ("payout", Json::Text(plain(amount))),
    ])
}

fn kpi(line: &LineResult) -> Json {
    let target = line.target.as_ref().map(|found| &found.target);
    let actual = line.actual.value.as_ref().map(Exact::to_string);
    Json::object([
        ("actual", actual.map_or(Json::Null, Json::Text)),
        (
            "attainment",
            number(line.attainment.as_ref().map(|attained| attained.attainment)),
        ),
        ("desired", number(target.and_then(|target| target.desired))),
        ("ignored", Json::Bool(line.ignored)),
        ("kpi", Json::text(&line.kpi)),
        ("minimum", number(target.and_then(|target| target.minimum))),
        ("payout", number(line.payout)),
        ("rows", Json::count(line.actual.rows)),
        ("score", number(line.score.as_ref().and_then(Scored::score))),
        ("target", number(target.and_then(|target| target.target))),
        ("weight", number(line.weight)),
    ])
}

fn number(value: Option<Decimal>) -> Json {
    value.map_or(Json::Null, |value| Json::Text(plain(value)))
}
