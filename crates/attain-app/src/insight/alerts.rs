//! Rules of the model (`[alert.NAME]`), evaluated.

use super::forecast::{Asked, Forecast, Outlook, forecast};
use super::health::{Ailment, Health, Thresholds, health};
use super::history::traces;
use super::past::{Outcome, Past};
use super::{Cell, Report};
use crate::error::AppError;
use crate::run::Step;
use crate::source::FactSource;
use attain_core::calculate::Window;
use attain_core::id::{KpiId, PersonId};
use attain_core::model::{Kpi, Model};
use attain_core::period::Period;
use attain_core::watch::{Alert, AlertWhen};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// How many years back facts are looked for.
const YEARS: i64 = 5;

/// An alert that is raised.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Raised {
    /// The rule.
    pub alert: String,
    /// The KPI.
    pub kpi: KpiId,
    /// Whose, where it is about somebody.
    pub person: Option<PersonId>,
    /// What is the matter, in a sentence.
    pub message: String,
}

/// Evaluates all alerts of the model for a period, from the facts up to a day.
///
/// # Errors
/// If the facts cannot be read.
pub async fn alerts(
    model: &Model,
    source: &dyn FactSource,
    period: Period,
    at: Date,
    progress: &(dyn Fn(Step) + Send + Sync),
) -> Result<Vec<Raised>, AppError> {
    let has = |of: &[AlertWhen]| model.alerts.values().any(|alert| of.contains(&alert.when));
    let mut looked = Looked::default();
    if has(&[
        AlertWhen::ForecastBelowMinimum,
        AlertWhen::ForecastBelowTarget,
    ]) {
        let asked = Asked {
            period,
            at,
            person: None,
        };
        looked.forecast = Some(forecast(model, source, asked, progress).await?);
    }
    if has(&[AlertWhen::TurnedRed, AlertWhen::Ill, AlertWhen::FactsStale]) {
        let thresholds = Thresholds::default();
        let past = Past::compute(model, source, period, thresholds.periods, progress).await?;
        looked.outcomes = past.outcomes(model);
        let kpis: Vec<&Kpi> = model.kpis.values().collect();
        let days = Window {
            from: at.saturating_sub(YEARS.years()),
            to: at,
        };
        let traces = traces(model, source, &kpis, days).await?;
        looked.health = health(&looked.outcomes, &traces, period, at, thresholds);
    }
    let mut raised: Vec<Raised> = model
        .alerts
        .values()
        .flat_map(|alert| looked.raised(alert, period, model))
        .collect();
    raised.sort();
    Ok(raised)
}

/// What the rules look at.
#[derive(Default)]
struct Looked {
    forecast: Option<Forecast>,
    outcomes: Vec<Outcome>,
    health: Vec<Health>,
}

impl Looked {
    fn raised(&self, alert: &Alert, period: Period, model: &Model) -> Vec<Raised> {
        let about = |kpi: &KpiId| alert.kpi.as_ref().is_none_or(|of| of.value == *kpi);
        let mut raised = match alert.when {
            AlertWhen::ForecastBelowMinimum => self.below(alert, &[Outlook::BelowMinimum]),
            AlertWhen::ForecastBelowTarget => {
                self.below(alert, &[Outlook::BelowMinimum, Outlook::BelowTarget])
            }
            AlertWhen::FactsStale => self.stale(alert),
            AlertWhen::TurnedRed => self.turned_red(alert, period, model),
            AlertWhen::Ill => self.ill(alert),
        };
        raised.retain(|one| about(&one.kpi));
        raised
    }

    fn below(&self, alert: &Alert, outlooks: &[Outlook]) -> Vec<Raised> {
        let rows = self.forecast.iter().flat_map(|forecast| &forecast.rows);
        let below = rows.filter(|row| row.outlook.is_some_and(|one| outlooks.contains(&one)));
        below
            .map(|row| Raised {
                alert: alert.id.clone(),
                kpi: row.kpi.clone(),
                person: Some(row.person.clone()),
                message: format!(
                    "{} will end {}: {} of {}",
                    row.name,
                    row.outlook.map_or("", Outlook::name),
                    Cell::number(row.forecast).shown(),
                    row.target
                        .as_ref()
                        .and_then(|target| target.target)
                        .map_or_else(|| "–".to_owned(), |target| target.normalize().to_string()),
                ),
            })
            .collect()
    }

    fn stale(&self, alert: &Alert) -> Vec<Raised> {
        let old = |one: &&Health| match alert.days {
            Some(days) => one.age.is_none_or(|age| age > days),
            None => one.ailments.contains(&Ailment::Stale),
        };
        let message = |one: &Health| match (one.last, one.age) {
            (Some(last), Some(age)) => format!("facts are known up to {last}, {age} days ago"),
            _ => "no facts are known".to_owned(),
        };
        let stale = self.health.iter().filter(old);
        stale
            .map(|one| Raised {
                alert: alert.id.clone(),
                kpi: one.kpi.clone(),
                person: None,
                message: message(one),
            })
            .collect()
    }

    fn turned_red(&self, alert: &Alert, period: Period, model: &Model) -> Vec<Raised> {
        let before = model.company.calendar.previous(period);
        let red = |of: Option<Period>| -> BTreeMap<(&PersonId, &KpiId), bool> {
            let all = self.outcomes.iter().filter(|one| Some(one.period) == of);
            all.filter_map(|one| Some(((&one.person, &one.kpi), one.is_red()?)))
                .collect()
        };
        let (was, is) = (red(before), red(Some(period)));
        let turned = is
            .into_iter()
            .filter(|(key, red)| *red && was.get(key) == Some(&false));
        turned
            .map(|((person, kpi), _)| Raised {
                alert: alert.id.clone(),
                kpi: kpi.clone(),
                person: Some(person.clone()),
                message: format!("{person} is red in {period}, and was not in the period before"),
            })
            .collect()
    }

    fn ill(&self, alert: &Alert) -> Vec<Raised> {
        let ill = |one: &Health| {
            let names = one.ailments.iter().filter(|one| **one != Ailment::Stale);
            let names: Vec<&str> = names.map(|one| one.name()).collect();
            (!names.is_empty()).then(|| Raised {
                alert: alert.id.clone(),
                kpi: one.kpi.clone(),
                person: None,
                message: format!("the KPI is {}", names.join(" and ")),
            })
        };
        self.health.iter().filter_map(ill).collect()
    }
}

/// What is raised, as a table.
#[must_use]
pub fn report(period: Period, at: Date, model: &Model, raised: &[Raised]) -> Report {
    let to = |alert: &str| {
        let alert = model.alerts.get(alert);
        let mail = alert.into_iter().flat_map(|alert| &alert.mail);
        let hook = alert.and_then(|alert| alert.webhook.as_ref());
        let all: Vec<&str> = mail.chain(hook).map(|one| one.value.as_str()).collect();
        all.join(" ")
    };
    let row = |one: &Raised| {
        vec![
            Cell::text(&one.alert),
            Cell::text(&one.kpi),
            one.person.as_ref().map_or(Cell::Missing, Cell::text),
            Cell::text(&one.message),
            Cell::text(to(&one.alert)),
        ]
    };
    let mut notes = Vec::new();
    if model.alerts.is_empty() {
        notes.push("The model has no alerts; write some into model/alerts.toml.".to_owned());
    }
    Report {
        title: format!("Alerts of {period} from the facts up to {at}"),
        columns: vec!["alert", "kpi", "person", "message", "to"],
        rows: raised.iter().map(row).collect(),
        notes,
    }
}
