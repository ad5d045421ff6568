//! What is watched: alerts, and limits below which things are split.
//!
//! ```toml
//! [alert.sales]
//! when = "forecast_below_minimum"   # or forecast_below_target, facts_stale, turned_red, ill
//! kpi = "sales"                     # none: every KPI
//! mail = ["head-of-sales@example.com"]
//! webhook = "https://example.com/hooks/attain"
//!
//! [alert.late_files]
//! when = "facts_stale"
//! days = "10"                       # the last known day is older
//!
//! [limit.purchases]                 # signals look for purchases that are split below it
//! dataset = "purchases"
//! amount = "amount"
//! party = "supplier"
//! limit = "5000"
//! ```

use crate::diag::{Diagnostic, Diagnostics, Span, Spanned};
use crate::id::{DatasetId, KpiId};
use crate::model::Model;
use crate::num::Decimal;
use crate::rules;
use crate::text::Table;

/// When an alert is raised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AlertWhen {
    /// Somebody's KPI will end below its minimum.
    ForecastBelowMinimum,
    /// Somebody's KPI will end below its target.
    ForecastBelowTarget,
    /// The last known day of a KPI's facts is old.
    FactsStale,
    /// Somebody's KPI is red that was not in the period before.
    TurnedRed,
    /// A KPI is always red, never red, or no longer moves.
    Ill,
}

impl AlertWhen {
    /// The words that models write.
    pub const NAMES: [(&'static str, Self); 5] = [
        ("forecast_below_minimum", Self::ForecastBelowMinimum),
        ("forecast_below_target", Self::ForecastBelowTarget),
        ("facts_stale", Self::FactsStale),
        ("turned_red", Self::TurnedRed),
        ("ill", Self::Ill),
    ];

    /// The word that models write.
    #[must_use]
    pub fn name(self) -> &'static str {
        let found = Self::NAMES.iter().find(|(_, one)| *one == self);
        found.map_or("", |(name, _)| name)
    }
}

/// A rule of `model/alerts.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Its name.
    pub id: String,
    /// When it is raised.
    pub when: AlertWhen,
    /// For which KPI; none: for every one.
    pub kpi: Option<Spanned<KpiId>>,
    /// After how many days facts are stale; none: after half of a period.
    pub days: Option<u32>,
    /// Who gets a message.
    pub mail: Vec<Spanned<String>>,
    /// What address is called.
    pub webhook: Option<Spanned<String>>,
    /// Where it is declared.
    pub span: Span,
}

/// A limit below which one thing may be split into parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitLimit {
    /// Its name.
    pub id: String,
    /// The dataset.
    pub dataset: Spanned<DatasetId>,
    /// The column of the amount.
    pub amount: Spanned<String>,
    /// The column of the other party.
    pub party: Spanned<String>,
    /// The limit.
    pub limit: Decimal,
    /// Where it is declared.
    pub span: Span,
}

/// Reads one `[alert.NAME]`.
pub(crate) fn parse_alert(name: &Spanned<String>, table: &Table<'_>) -> Option<Alert> {
    let when = table.required_choice("when", &AlertWhen::NAMES);
    let days = table.number("days");
    let days = days.and_then(|days| whole(&days, table.diagnostics()));
    let alert = Alert {
        id: name.value.clone(),
        when: when.unwrap_or(AlertWhen::FactsStale),
        kpi: table
            .text("kpi")
            .map(|kpi| kpi.map(|id| id.as_str().into())),
        days,
        mail: table.texts("mail"),
        webhook: table.text("webhook"),
        span: name.span.clone(),
    };
    table.finish(&["note"]);
    check_addresses(&alert, table.diagnostics());
    when.map(|_| alert)
}

fn whole(days: &Spanned<Decimal>, diagnostics: &Diagnostics) -> Option<u32> {
    let normal = days.value.normalize();
    let found = u32::try_from(normal.mantissa()).ok();
    let found = found.filter(|days| normal.scale() == 0 && *days > 0);
    if found.is_none() {
        let message = format!("`days` is {}, expected a whole number from 1", days.value);
        diagnostics.push(Diagnostic::error(rules::MALFORMED_NUMBER, message).at(&days.span, ""));
    }
    found
}

fn check_addresses(alert: &Alert, diagnostics: &Diagnostics) {
    for mail in &alert.mail {
        let parts = mail.value.split_once('@');
        if parts.is_none_or(|(user, host)| user.is_empty() || !host.contains('.')) {
            let message = format!("`{}` is no address for mail", mail.value);
            let diagnostic = Diagnostic::error(rules::ALERT_ADDRESS, message).at(&mail.span, "");
            diagnostics.push(diagnostic.with_help("write it as name@example.com"));
        }
    }
    if let Some(hook) = &alert.webhook
        && !hook.value.starts_with("https://")
        && !hook.value.starts_with("http://localhost")
        && !hook.value.starts_with("http://127.0.0.1")
    {
        let message = format!("`{}` is no address that can be called safely", hook.value);
        let diagnostic = Diagnostic::error(rules::ALERT_ADDRESS, message).at(&hook.span, "");
        diagnostics.push(diagnostic.with_help("write an address that starts with https://"));
    }
}

/// Reads one `[limit.NAME]`.
pub(crate) fn parse_limit(name: &Spanned<String>, table: &Table<'_>) -> Option<SplitLimit> {
    let dataset = table.required_text("dataset");
    let amount = table.required_text("amount");
    let party = table.required_text("party");
    let limit = table.required_number("limit");
    table.finish(&["note"]);
    Some(SplitLimit {
        id: name.value.clone(),
        dataset: dataset?.map(|id| id.as_str().into()),
        amount: amount?,
        party: party?,
        limit: limit?.value,
        span: name.span.clone(),
    })
}

/// Checks what alerts and limits refer to.
pub(crate) fn check(model: &Model, diagnostics: &Diagnostics) {
    for alert in model.alerts.values() {
        if let Some(kpi) = &alert.kpi {
            let known = model.kpis.keys().map(KpiId::as_str);
            let name = kpi.value.as_str();
            crate::model::check_name("KPI", name, &kpi.span, known, diagnostics);
        }
    }
    for limit in model.limits.values() {
        let known = model.datasets.keys().map(DatasetId::as_str);
        let (name, span) = (limit.dataset.value.as_str(), &limit.dataset.span);
        if !crate::model::check_name("dataset", name, span, known, diagnostics) {
            continue;
        }
        let Some(dataset) = model.datasets.get(&limit.dataset.value) else {
            continue;
        };
        for column in [&limit.amount, &limit.party] {
            let known = dataset.columns.iter().map(|column| column.name.as_str());
            crate::model::check_name("column", &column.value, &column.span, known, diagnostics);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::load;
    use crate::text::Document;

    const COMPANY: &str = "[company]\nname = \"A\"\ncurrency = \"EUR\"\n";
    const RIGHT: &str = r#"
[alert.low]
when = "facts_stale"
days = "10"
mail = ["a@example.com"]
webhook = "https://example.com/x"
[dataset.buys]
date = "day"
[dataset.buys.columns]
day = "date"
amount = "decimal(12,2)"
supplier = "text"
[limit.buys]
dataset = "buys"
amount = "amount"
party = "supplier"
limit = "5000"
"#;

    fn messages(model: &str) -> Vec<String> {
        let files = [
            Document::new("attain.toml", COMPANY),
            Document::new("model/watch.toml", model),
        ];
        let (_, diagnostics) = load(&files);
        diagnostics.iter().map(|one| one.message.clone()).collect()
    }

    #[test]
    fn a_right_one_is_read_and_each_mistake_has_its_message() {
        assert_eq!(messages(RIGHT), Vec::<String>::new());
        let table = [
            (
                "a@example.com",
                "example",
                "`example` is no address for mail",
            ),
            (
                "https:",
                "http:",
                "`http://example.com/x` is no address that can be called safely",
            ),
            (
                "days = \"10\"",
                "days = \"0.5\"",
                "`days` is 0.5, expected a whole number from 1",
            ),
            (
                "facts_stale",
                "stale",
                "`stale` is no value of `when`; expected one of",
            ),
            (
                "party = \"supplier\"",
                "party = \"suplier\"",
                "unknown column `suplier`",
            ),
            (
                "dataset = \"buys\"",
                "dataset = \"byus\"",
                "unknown dataset `byus`",
            ),
            ("when = ", "kpi = \"x\"\nwhen = ", "unknown KPI `x`"),
        ];
        for (from, to, message) in table {
            let found = messages(&RIGHT.replacen(from, to, 1));
            assert!(
                found.iter().any(|one| one.starts_with(message)),
                "{message}\n{found:?}"
            );
        }
    }
}
