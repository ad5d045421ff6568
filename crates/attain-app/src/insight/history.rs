//! Values of KPIs over many stretches of days at once, as the insights need them.
//!
//! One scan of a dataset answers all stretches: a fact may be credited to several groups, and each
//! subject and stretch is a group of its own. Only KPIs of the company as a whole need a scan for
//! each stretch.

use crate::error::AppError;
use crate::source::FactSource;
use attain_core::calculate::{Subject, Window, credits_of};
use attain_core::facts::{Cell, Credit, FactAnswer, FactQuery, Group, MeasureQuery, is_covered};
use attain_core::id::{DatasetId, KpiId};
use attain_core::measure::{AggregateFunction, Measure, evaluate, evaluate_formula};
use attain_core::model::{Kpi, KpiSource, Model};
use attain_core::num::{Decimal, Exact, RATIO_DECIMALS, RoundMode};
use attain_core::organisation::Organisation;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A KPI of a subject over some days.
pub type Need = (KpiId, Subject, Window);

/// What was asked for and is known.
#[derive(Debug, Clone, Default)]
pub struct Values(BTreeMap<Need, Exact>);

impl Values {
    /// A value; `None` if it is missing.
    #[must_use]
    pub fn get(&self, need: &Need) -> Option<f64> {
        self.0.get(need).and_then(float)
    }
}

/// An exact number as a float.
#[must_use]
pub fn float(value: &Exact) -> Option<f64> {
    // A number too large for so many decimals has more digits than a float anyway.
    let rounded = [RATIO_DECIMALS, 2].map(|decimals| value.round(decimals, RoundMode::HalfEven));
    rounded.into_iter().flatten().next().and_then(float_of)
}

/// A decimal as a float.
#[must_use]
pub fn float_of(value: Decimal) -> Option<f64> {
    f64::try_from(value).ok()
}

/// What facts there are about a KPI, whoever they are credited to.
#[derive(Debug, Clone, Default)]
pub struct Traces {
    /// The days on which rows qualify.
    pub dates: BTreeSet<Date>,
    /// The days that imports cover.
    pub covered: Vec<(Date, Date)>,
}

impl Traces {
    /// The first day of which anything is known.
    #[must_use]
    pub fn first(&self) -> Option<Date> {
        let covered = self.covered.first().map(|(from, _)| *from);
        covered.into_iter().chain(self.dates.first().copied()).min()
    }

    /// The last day of which anything is known.
    #[must_use]
    pub fn last(&self) -> Option<Date> {
        let covered = self.covered.last().map(|(_, to)| *to);
        covered.into_iter().chain(self.dates.last().copied()).max()
    }
}

/// The KPIs with facts that a KPI is computed from: itself, or what its formula uses.
#[must_use]
pub fn measured_inputs<'a>(model: &'a Model, kpi: &'a Kpi) -> Vec<&'a Kpi> {
    let mut open = vec![kpi];
    let mut seen: BTreeSet<&KpiId> = [&kpi.id].into();
    let mut found = Vec::new();
    while let Some(kpi) = open.pop() {
        match &kpi.source {
            KpiSource::Measure { .. } => found.push(kpi),
            KpiSource::Formula(formula) => {
                let inputs = formula.kpis().into_iter();
                let inputs = inputs.filter_map(|id| model.kpis.get(id));
                open.extend(inputs.filter(|input| seen.insert(&input.id)));
            }
        }
    }
    found.sort_by(|a, b| a.id.cmp(&b.id));
    found
}

/// On which days facts of some KPIs lie, within some days. For a formula: of its inputs.
///
/// # Errors
/// If the facts cannot be read.
pub async fn traces(
    model: &Model,
    source: &dyn FactSource,
    kpis: &[&Kpi],
    days: Window,
) -> Result<BTreeMap<KpiId, Traces>, AppError> {
    let mut by_dataset: BTreeMap<DatasetId, BTreeMap<KpiId, &Kpi>> = BTreeMap::new();
    for input in kpis.iter().flat_map(|kpi| measured_inputs(model, kpi)) {
        if let KpiSource::Measure { dataset, .. } = &input.source {
            let of = by_dataset.entry(dataset.clone()).or_default();
            of.insert(input.id.clone(), input);
        }
    }
    let mut found: BTreeMap<KpiId, Traces> = BTreeMap::new();
    for (dataset, inputs) in by_dataset {
        let measures = inputs.values().filter_map(|kpi| measure_query(kpi, true));
        let query = FactQuery {
            dataset,
            from: days.from,
            to: days.to,
            credited_by: None,
            credits: Vec::new(),
            known: BTreeSet::new(),
            everything: Some(Group(0)),
            measures: measures.collect(),
        };
        let mut answer = source.scan(&query).await?;
        for (index, id) in inputs.into_keys().enumerate() {
            let cell = answer.cells.remove(&(Group(0), index));
            let traces = Traces {
                dates: cell.unwrap_or_default().dates,
                covered: answer.covered.clone(),
            };
            found.insert(id, traces);
        }
    }
    let of_kpi = |kpi: &&Kpi| (kpi.id.clone(), joined(&found, &measured_inputs(model, kpi)));
    Ok(kpis.iter().map(of_kpi).collect())
}

/// The days of all inputs together; covered is what the first of them covers.
fn joined(found: &BTreeMap<KpiId, Traces>, inputs: &[&Kpi]) -> Traces {
    let mut all = Traces::default();
    for traces in inputs.iter().filter_map(|kpi| found.get(&kpi.id)) {
        all.dates.extend(&traces.dates);
        if all.covered.is_empty() {
            all.covered.clone_from(&traces.covered);
        }
    }
    all
}

/// The values of all needs.
///
/// # Errors
/// If the facts cannot be read.
pub async fn values(
    model: &Model,
    organisation: &Organisation,
    source: &dyn FactSource,
    needs: &BTreeSet<Need>,
) -> Result<Values, AppError> {
    let mut by_dataset: BTreeMap<DatasetId, BTreeSet<Need>> = BTreeMap::new();
    for (id, subject, window) in needs {
        let Some(kpi) = model.kpis.get(id) else {
            continue;
        };
        for input in measured_inputs(model, kpi) {
            if let KpiSource::Measure { dataset, .. } = &input.source {
                let need = (input.id.clone(), subject.clone(), *window);
                by_dataset.entry(dataset.clone()).or_default().insert(need);
            }
        }
    }
    let mut known = BTreeMap::new();
    for (dataset, needs) in by_dataset {
        for scan in scans(model, organisation, &dataset, &needs) {
            let answer = source.scan(&scan.query).await?;
            scan.read(model, &answer, &mut known);
        }
    }
    for need in needs {
        let formula = model.kpis.get(&need.0).map(|kpi| &kpi.source);
        if let Some(KpiSource::Formula(_)) = formula
            && let Some(value) = computed(model, &known, need, 0)
        {
            known.insert(need.clone(), value);
        }
    }
    Ok(Values(known))
}

/// A formula is never deeper; a deeper one is a loop, which the check reports.
const MAX_DEPTH: usize = 32;

fn computed(
    model: &Model,
    known: &BTreeMap<Need, Exact>,
    need: &Need,
    depth: usize,
) -> Option<Exact> {
    let kpi = model.kpis.get(&need.0).filter(|_| depth < MAX_DEPTH)?;
    let KpiSource::Formula(formula) = &kpi.source else {
        return known.get(need).cloned();
    };
    let value = |id: &&KpiId| {
        let input = ((*id).clone(), need.1.clone(), need.2);
        let value = computed(model, known, &input, depth.saturating_add(1));
        ((*id).clone(), value)
    };
    evaluate_formula(formula, &formula.kpis().iter().map(value).collect())
}

/// One scan and where its answers belong.
struct Scan {
    query: FactQuery,
    kpis: Vec<KpiId>,
    groups: BTreeMap<(Subject, Window), Group>,
    needs: BTreeSet<Need>,
}

/// One scan for all subjects to whom facts are credited, and one for each stretch of the company.
fn scans(
    model: &Model,
    organisation: &Organisation,
    dataset: &DatasetId,
    needs: &BTreeSet<Need>,
) -> Vec<Scan> {
    let company = |need: &&Need| need.1 == Subject::Company;
    let credited: BTreeSet<Need> = needs
        .iter()
        .filter(|need| !company(need))
        .cloned()
        .collect();
    let mut stretches: BTreeMap<Window, BTreeSet<Need>> = BTreeMap::new();
    for need in needs.iter().filter(company) {
        stretches.entry(need.2).or_default().insert(need.clone());
    }
    let all = std::iter::once(credited).chain(stretches.into_values());
    all.filter_map(|needs| Scan::new(model, organisation, dataset, needs))
        .collect()
}

impl Scan {
    fn new(
        model: &Model,
        organisation: &Organisation,
        dataset: &DatasetId,
        needs: BTreeSet<Need>,
    ) -> Option<Self> {
        let from = needs.iter().map(|need| need.2.from).min()?;
        let to = needs.iter().map(|need| need.2.to).max()?;
        let ids: BTreeSet<&KpiId> = needs.iter().map(|need| &need.0).collect();
        let kpis: Vec<&Kpi> = ids
            .into_iter()
            .filter_map(|id| model.kpis.get(id))
            .collect();
        let measures = kpis.iter().filter_map(|kpi| measure_query(kpi, false));
        let pairs: BTreeSet<(Subject, Window)> = needs
            .iter()
            .map(|(_, subject, window)| (subject.clone(), *window))
            .collect();
        let groups: BTreeMap<(Subject, Window), Group> =
            pairs.into_iter().zip((0..).map(Group)).collect();
        let whole = groups
            .iter()
            .find(|((subject, _), _)| *subject == Subject::Company);
        Some(Self {
            query: FactQuery {
                dataset: dataset.clone(),
                from,
                to,
                // Shares and overlays are left out: what is advised looks at a person's own facts.
                credited_by: None,
                credits: credits(organisation, &groups),
                known: BTreeSet::new(),
                everything: whole.map(|(_, group)| *group),
                measures: measures.collect(),
            },
            kpis: kpis.iter().map(|kpi| kpi.id.clone()).collect(),
            groups,
            needs,
        })
    }

    /// Enters the values of an answer.
    fn read(&self, model: &Model, answer: &FactAnswer, known: &mut BTreeMap<Need, Exact>) {
        for need in &self.needs {
            let (id, subject, window) = need;
            let group = self.groups.get(&(subject.clone(), *window)).copied();
            let index = self.kpis.iter().position(|kpi| kpi == id);
            let (Some(group), Some(index)) = (group, index) else {
                continue;
            };
            let Some(KpiSource::Measure { measure, .. }) =
                model.kpis.get(id).map(|kpi| &kpi.source)
            else {
                continue;
            };
            let cell = answer.cells.get(&(group, index));
            let covered = is_covered(&answer.covered, window.from, window.to);
            if let Some(value) = value(measure, cell, covered) {
                known.insert(need.clone(), value);
            }
        }
    }
}

fn credits(
    organisation: &Organisation,
    groups: &BTreeMap<(Subject, Window), Group>,
) -> Vec<Credit> {
    let windows: BTreeSet<Window> = groups.keys().map(|(_, window)| *window).collect();
    let mut credits = Vec::new();
    for window in windows {
        let teams = organisation.teams(window.from, window.to);
        for ((subject, of), group) in groups {
            if *of == window {
                credits.extend(credits_of(organisation, &teams, subject, window, *group));
            }
        }
    }
    credits
}

/// A measure's value. Where nothing qualifies, what adds up is 0 on days that imports cover and
/// missing on others.
fn value(measure: &Measure, cell: Option<&Cell>, covered: bool) -> Option<Exact> {
    if cell.is_none_or(|cell| cell.rows == 0) && !covered {
        return None;
    }
    let found = |index: usize| cell.and_then(|cell| cell.values.get(index).copied().flatten());
    let values: Vec<Option<Decimal>> = measure
        .aggregates
        .iter()
        .enumerate()
        .map(|(index, aggregate)| {
            let nothing = Decimal::ZERO;
            let counts = matches!(aggregate.function, AggregateFunction::CountDistinct(_));
            let zero = counts || aggregate.function.adds_up();
            found(index).or_else(|| zero.then_some(nothing))
        })
        .collect();
    evaluate(measure, &values)
}

fn measure_query(kpi: &Kpi, dates: bool) -> Option<MeasureQuery> {
    let KpiSource::Measure {
        conditions,
        measure,
        ..
    } = &kpi.source
    else {
        return None;
    };
    Some(MeasureQuery {
        conditions: conditions.clone(),
        aggregates: measure.aggregates.clone(),
        dates,
    })
}
