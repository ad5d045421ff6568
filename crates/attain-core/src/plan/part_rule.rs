//! What a plan says of one part: `[plan.NAME.kpi.KPI]`.

use super::condition::{Bound, On, Test};
use super::{Limit, report};
use crate::diag::{Span, Spanned};
use crate::id::ScaleId;
use crate::num::Decimal;
use crate::text::{Table, Value};
use jiff::civil::Date;

/// What a plan says of a part, or of all parts.
#[derive(Debug, Clone, Default)]
pub struct PartRule {
    /// Its weight, where the scorecard has none.
    pub weight: Option<Decimal>,
    /// What one unit pays.
    pub rate: Option<Spanned<Decimal>>,
    /// The scale that pays.
    pub scale: Option<Spanned<ScaleId>>,
    /// What a rate or a score multiplies.
    pub of: Option<Spanned<Base>>,
    /// Units that pay nothing yet.
    pub above: Option<Decimal>,
    /// Units beyond which nothing more is paid.
    pub up_to: Option<Decimal>,
    /// Only whole units count.
    pub whole: bool,
    /// Which number the conditions look at.
    pub on: Option<On>,
    /// The full condition.
    pub full: Option<Bound>,
    /// Partial conditions and what they pay, the best first.
    pub partial: Vec<(Bound, Decimal)>,
    /// The most that the part pays.
    pub cap: Option<Spanned<Limit>>,
    /// The least that the part pays.
    pub floor: Option<Spanned<Limit>>,
    /// What a milestone pays.
    pub amount: Option<Spanned<Limit>>,
    /// The last good day of a milestone.
    pub deadline: Option<Date>,
    /// What a late milestone pays.
    pub late: Option<Decimal>,
}

/// What a rate multiplies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Base {
    /// The actual.
    #[default]
    Actual,
    /// The target.
    Target,
    /// The bonus at 100 %.
    Bonus,
}

impl Base {
    /// The words that models write.
    pub const NAMES: [(&'static str, Self); 3] = [
        ("actual", Self::Actual),
        ("target", Self::Target),
        ("bonus", Self::Bonus),
    ];
}

impl PartRule {
    /// Reads the fields; the caller finishes the table.
    pub(super) fn parse(table: &Table<'_>) -> Self {
        let number = |field: &str| table.number(field).map(|number| number.value);
        let of_span = table.key_span("of");
        Self {
            weight: number("weight"),
            rate: table.number("rate"),
            scale: table.text("scale").map(|name| name.map(ScaleId::from)),
            of: table.choice("of", &Base::NAMES).map(|value| Spanned {
                value,
                span: of_span,
            }),
            above: number("above"),
            up_to: number("up_to"),
            whole: table.boolean("whole").is_some_and(|whole| whole.value),
            on: table.choice("on", &On::NAMES),
            full: table.value("full").and_then(|value| bound(&value)),
            partial: partials(table),
            cap: None,
            floor: None,
            amount: Limit::parse(table, "amount"),
            deadline: table.date("deadline").map(|date| date.value),
            late: number("late"),
        }
    }

    /// These rules, with those of `other` where one is missing.
    pub(super) fn or(&self, other: &Self) -> Self {
        Self {
            weight: self.weight.or(other.weight),
            rate: self.rate.clone().or_else(|| other.rate.clone()),
            scale: self.scale.clone().or_else(|| other.scale.clone()),
            of: self.of.clone().or_else(|| other.of.clone()),
            above: self.above.or(other.above),
            up_to: self.up_to.or(other.up_to),
            whole: self.whole || other.whole,
            on: self.on.or(other.on),
            full: self.full.clone().or_else(|| other.full.clone()),
            partial: match self.partial.is_empty() {
                true => other.partial.clone(),
                false => self.partial.clone(),
            },
            cap: self.cap.clone(),
            floor: self.floor.clone(),
            amount: self.amount.clone().or_else(|| other.amount.clone()),
            deadline: self.deadline.or(other.deadline),
            late: self.late.or(other.late),
        }
    }

    /// Where the rate or scale is written.
    pub(super) fn span(&self) -> Option<&Span> {
        let rate = self.rate.as_ref().map(|rate| &rate.span);
        rate.or_else(|| self.scale.as_ref().map(|scale| &scale.span))
    }
}

/// `"100 %"`, which means at least, or a table with a bound.
fn bound(value: &Value<'_>) -> Option<Bound> {
    if !value.is_table() {
        return value.number().map(|number| Bound::at_least(&number));
    }
    let table = value.table()?;
    let bound = Bound::parse(&table);
    if bound.is_none() {
        table.diagnostics().push(report::no_bound(table.span()));
    }
    table.finish(&[]);
    bound
}

impl PartRule {
    /// Whether a better number may fulfil less: a looser condition pays more, or a condition holds
    /// only below a bound.
    pub(super) fn partial_may_fall(&self) -> bool {
        let upper = |bound: &Bound| matches!(bound.test, Test::AtMost | Test::Below);
        let bounds = || {
            self.partial
                .iter()
                .map(|(bound, _)| bound)
                .chain(&self.full)
        };
        if self.on != Some(On::Actual) && bounds().any(upper) {
            return true;
        }
        let pays = || self.partial.iter().map(|(_, pays)| *pays);
        let ranked = std::iter::once(Decimal::ONE).chain(pays());
        let falls = ranked.zip(pays()).any(|(better, worse)| worse > better);
        falls || pays().any(|pays| pays < Decimal::ZERO)
    }
}

/// `partial = { at_least = "80 %", pays = "50 %" }`, or a list of them.
fn partials(table: &Table<'_>) -> Vec<(Bound, Decimal)> {
    let Some(value) = table.value("partial") else {
        return Vec::new();
    };
    let tables: Vec<Table<'_>> = if value.is_table() {
        value.table().into_iter().collect()
    } else {
        value
            .list()
            .unwrap_or_default()
            .iter()
            .filter_map(Value::table)
            .collect()
    };
    tables.iter().filter_map(partial).collect()
}

fn partial(table: &Table<'_>) -> Option<(Bound, Decimal)> {
    let bound = Bound::parse(table);
    if bound.is_none() {
        table.diagnostics().push(report::no_bound(table.span()));
    }
    let pays = table.required_number("pays");
    table.finish(&[]);
    Some((bound?, pays?.value))
}
