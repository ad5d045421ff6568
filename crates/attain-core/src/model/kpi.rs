//! `model/kpis/*.toml`: KPIs and plan indicators.
//!
//! ```toml
//! [kpi.quota_attainment]
//! title = "Own sales against own quota"
//! kind = "result"
//! dataset = "reseller_sales"
//! measure = "sum(sales_amount)"
//! where = ["quantity > 0"]
//! credit = "own"
//! target = { dataset = "sales_quotas", column = "quota", on_duplicate = "refuse" }
//! ```

use super::reference::{check_name, id, required_id};
use super::rollup::{self, Rollup};
use super::target::{self, TargetMean, TargetSource};
use crate::attainment::{AttainmentRule, parse_rule};
use crate::dataset::Dataset;
use crate::diag::{Diagnostic, Diagnostics, Span, Spanned};
use crate::id::{DatasetId, GoalId, KpiId, PositionId, ProcessId, ResponsibilityId};
use crate::measure::{Condition, Formula, Measure, parse_conditions, parse_formula, parse_measure};
use crate::num::Decimal;
use crate::period::PeriodKind;
use crate::plan::MissingPolicy;
use crate::rules;
use crate::text::Table;
use std::collections::{BTreeMap, BTreeSet};

/// A KPI or a plan indicator.
#[derive(Debug, Clone)]
pub struct Kpi {
    /// Its name in the model.
    pub id: KpiId,
    /// For people.
    pub title: String,
    /// What it says: how much, or how well.
    pub kind: KpiKind,
    /// Where its actual comes from.
    pub source: KpiSource,
    /// Whose facts count.
    pub credit: CreditScope,
    /// The unit of its actual, for people.
    pub unit: Option<String>,
    /// The period that it is measured for, where it is not the scorecard's.
    pub every: Option<PeriodKind>,
    /// How the actuals of shorter periods make up the scorecard's, where `every` is shorter.
    pub rollup: Rollup,
    /// How the actual is held against the target.
    pub rule: AttainmentRule,
    /// Where its target comes from.
    pub target: TargetSource,
    /// What a target that changes in the middle of a period makes of it.
    pub target_mean: TargetMean,
    /// What a missing actual or target does.
    pub missing: MissingPolicy,
    /// Whether it is a personal result: own certificates, own projects.
    pub personal: bool,
    /// The goal that it serves.
    pub goal: Option<Spanned<GoalId>>,
    /// The position that answers for it.
    pub owner: Option<Spanned<PositionId>>,
    /// The process that it measures.
    pub process: Option<Spanned<ProcessId>>,
    /// The responsibility that it measures.
    pub measures: Option<Spanned<ResponsibilityId>>,
    /// Whether it shows what will come, or what came.
    pub timing: Timing,
    /// What it costs to measure it for one period, where it is stated.
    pub measuring_cost: Option<Spanned<Decimal>>,
    /// The plan indicator that is shown beside it.
    pub indicator: Option<Spanned<KpiId>>,
    /// Where it is declared.
    pub span: Span,
}

/// What a KPI says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KpiKind {
    /// How much: a plan indicator.
    Volume,
    /// What came of it.
    Result,
    /// What came of it for what was put in.
    Efficiency,
    /// What was put in.
    Cost,
    /// What people say or do.
    Indirect,
}

impl KpiKind {
    /// The words that models write.
    pub const NAMES: [(&'static str, Self); 5] = [
        ("volume", Self::Volume),
        ("result", Self::Result),
        ("efficiency", Self::Efficiency),
        ("cost", Self::Cost),
        ("indirect", Self::Indirect),
    ];
}

/// Whether a KPI shows what will come, or what came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timing {
    /// It moves before the result does.
    Leading,
    /// It is known when all is over.
    Lagging,
}

impl Timing {
    /// The words that models write.
    pub const NAMES: [(&'static str, Self); 2] =
        [("leading", Self::Leading), ("lagging", Self::Lagging)];

    /// What a kind of KPI is where nothing is stated: volumes and what people say come first.
    fn of(kind: KpiKind) -> Self {
        match kind {
            KpiKind::Volume | KpiKind::Indirect => Self::Leading,
            KpiKind::Result | KpiKind::Efficiency | KpiKind::Cost => Self::Lagging,
        }
    }
}

/// Where an actual comes from.
#[derive(Debug, Clone)]
pub enum KpiSource {
    /// Facts.
    Measure {
        /// The dataset.
        dataset: DatasetId,
        /// What a row must meet to qualify, in order.
        conditions: Vec<Condition>,
        /// What is computed from the rows that qualify.
        measure: Measure,
    },
    /// Arithmetic over other KPIs.
    Formula(Formula),
}

/// Whose facts count for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CreditScope {
    /// His own.
    Own,
    /// His own and those of everybody below him, on the days on which they were below him.
    Team,
    /// Those of his unit and of the units that are part of it.
    Unit,
    /// All of them.
    Company,
}

impl CreditScope {
    /// The words that models write.
    pub const NAMES: [(&'static str, Self); 4] = [
        ("own", Self::Own),
        ("team", Self::Team),
        ("unit", Self::Unit),
        ("company", Self::Company),
    ];

    /// `own`, `team`, `unit`, `company`.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, scope)| *scope == self)
            .map_or("", |(name, _)| name)
    }
}

/// What a KPI's text may refer to.
pub(super) struct KpiContext<'a> {
    pub(super) datasets: &'a BTreeMap<DatasetId, Dataset>,
    pub(super) kpis: &'a BTreeSet<KpiId>,
}

/// Reads one `[kpi.NAME]`.
pub(super) fn parse(
    name: &Spanned<String>,
    table: &Table<'_>,
    context: &KpiContext<'_>,
) -> Option<Kpi> {
    let title = table
        .text("title")
        .map_or_else(|| name.value.clone(), |title| title.value);
    let kind = table.required_choice("kind", &KpiKind::NAMES);
    let source = source(table, context);
    let credit = table.choice("credit", &CreditScope::NAMES);
    let rule = parse_rule(table);
    let target = target::parse_source(table, context.datasets);
    let kpi = Kpi {
        id: name.value.as_str().into(),
        title,
        kind: kind.unwrap_or(KpiKind::Result),
        credit: credit.unwrap_or_else(|| default_credit(source.as_ref(), context)),
        rollup: rollup::parse(table, source.as_ref()),
        source: source?,
        unit: table.text("unit").map(|unit| unit.value),
        every: table.choice("every", &PeriodKind::NAMES),
        rule: rule?,
        target,
        target_mean: table
            .choice("target_by", &TargetMean::NAMES)
            .unwrap_or_default(),
        missing: table
            .choice("missing", &MissingPolicy::NAMES)
            .unwrap_or(MissingPolicy::Block),
        personal: table
            .boolean("personal")
            .is_some_and(|personal| personal.value),
        goal: id(table, "goal"),
        owner: id(table, "owner"),
        process: id(table, "process"),
        measures: id(table, "measures"),
        timing: table
            .choice("timing", &Timing::NAMES)
            .unwrap_or_else(|| Timing::of(kind.unwrap_or(KpiKind::Result))),
        measuring_cost: table.number("measuring_cost"),
        indicator: id(table, "indicator"),
        span: name.span.clone(),
    };
    table.finish(&["note"]);
    check_credit(&kpi, context.datasets, table);
    kind.map(|_| kpi)
}

/// Own facts where the dataset names an owner, else all of them.
fn default_credit(source: Option<&KpiSource>, context: &KpiContext<'_>) -> CreditScope {
    match source {
        Some(KpiSource::Measure { dataset, .. }) => match context.datasets.get(dataset) {
            Some(dataset) if dataset.owner.is_none() => CreditScope::Company,
            _ => CreditScope::Own,
        },
        _ => CreditScope::Own,
    }
}

/// Facts without an owner can only be credited to the company.
fn check_credit(kpi: &Kpi, datasets: &BTreeMap<DatasetId, Dataset>, table: &Table<'_>) {
    let KpiSource::Measure { dataset, .. } = &kpi.source else {
        return;
    };
    let owned = datasets
        .get(dataset)
        .is_none_or(|dataset| dataset.owner.is_some());
    if owned || kpi.credit == CreditScope::Company {
        return;
    }
    let message = format!(
        "KPI `{}` credits facts by `{}`, but dataset `{dataset}` names no owner",
        kpi.id,
        kpi.credit.name()
    );
    table.diagnostics().push(
        Diagnostic::error(rules::MISSING_FIELD, message)
            .at(&table.key_span("credit"), "")
            .with_help("write `credit = \"company\"`, or name the dataset's `owner` column"),
    );
}

fn source(table: &Table<'_>, context: &KpiContext<'_>) -> Option<KpiSource> {
    if table.has("formula") {
        return formula(table, context.kpis);
    }
    let dataset_id: Option<Spanned<DatasetId>> = required_id(table, "dataset");
    let measure_value = table.required("measure");
    let condition_values = table.value("where");
    let dataset_id = dataset_id?;
    let known = context.datasets.keys().map(DatasetId::as_str);
    let name = dataset_id.value.as_str();
    if !check_name(
        "dataset",
        name,
        &dataset_id.span,
        known,
        table.diagnostics(),
    ) {
        return None;
    }
    let dataset = context.datasets.get(&dataset_id.value)?;
    let conditions = condition_values.map_or_else(
        || Some(Vec::new()),
        |value| conditions(&value, dataset, table.diagnostics()),
    );
    let value = measure_value?;
    let measure = match parse_measure(&value.text()?, &value.content_span(), dataset) {
        Ok(measure) => measure,
        Err(problems) => {
            table.diagnostics().extend(problems);
            return None;
        }
    };
    Some(KpiSource::Measure {
        dataset: dataset_id.value,
        conditions: conditions?,
        measure,
    })
}

/// The conditions of a `where` field: a text, or a list of texts.
pub(super) fn conditions(
    value: &crate::text::Value<'_>,
    dataset: &Dataset,
    diagnostics: &Diagnostics,
) -> Option<Vec<Condition>> {
    let values = if value.is_text() {
        vec![*value]
    } else {
        value.list()?
    };
    let mut conditions = Vec::new();
    let mut complete = true;
    for value in values {
        let Some(text) = value.text() else {
            complete = false;
            continue;
        };
        match parse_conditions(&text, &value.content_span(), dataset) {
            Ok(found) => conditions.extend(found),
            Err(problems) => {
                diagnostics.extend(problems);
                complete = false;
            }
        }
    }
    complete.then_some(conditions)
}

fn formula(table: &Table<'_>, kpis: &BTreeSet<KpiId>) -> Option<KpiSource> {
    let value = table.value("formula")?;
    for field in ["dataset", "measure", "where"] {
        if table.value(field).is_some() {
            let message = format!("a KPI has either `formula` or `{field}`, not both");
            table.diagnostics().push(
                Diagnostic::error(rules::UNKNOWN_FIELD, message).at(&table.key_span(field), ""),
            );
        }
    }
    match parse_formula(&value.text()?, &value.content_span(), kpis) {
        Ok(formula) => Some(KpiSource::Formula(formula)),
        Err(problems) => {
            table.diagnostics().extend(problems);
            None
        }
    }
}
