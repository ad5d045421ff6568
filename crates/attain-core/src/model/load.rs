//! From the texts of a workspace to a checked model.

use super::company::Company;
use super::kpi::{Kpi, KpiContext, KpiSource};
use super::reference::{check_name, define};
use super::scorecard::Scorecard;
use super::{Model, company, credit, dataset, goal, kpi, people, scorecard, settlement, target};
use crate::cascade::parse_cascade;
use crate::dataset::Dataset;
use crate::diag::{Diagnostic, Diagnostics, Span};
use crate::id::{DatasetId, KpiId, PlanId, PositionId, ProcessId, ScaleId, ScorecardId};
use crate::plan::parse_plans;
use crate::process::{
    Process, check_processes, merge_processes, parse_process, parse_responsibility, read_diagram,
};
use crate::rules;
use crate::scale::{check_all, parse_scales};
use crate::stage::{
    Stage, StageSettings, check_stages, parse_decisions, parse_pilots, parse_stage,
};
use crate::text::{Document, RawTable, Table};
use std::collections::{BTreeMap, BTreeSet};

/// Reads and checks all files of a workspace: `attain.toml`, `model/**.toml`, `data/*.csv`.
///
/// Gives the model where it could be read well enough to look at, and all diagnostics in the
/// order of their places. Nothing may be computed with it if any of them is an error.
///
/// ```
/// use attain_core::{model::load, text::Document};
/// let (model, diagnostics) = load(&[Document::new("attain.toml", "[company]\nname = \"A\"\n")]);
/// assert_eq!(model.unwrap().company.name, "A");
/// assert_eq!(diagnostics[0].message, "field `currency` is missing");
/// ```
#[must_use]
pub fn load(documents: &[Document]) -> (Option<Model>, Vec<Diagnostic>) {
    let diagnostics = Diagnostics::new();
    let parsed: Vec<(&Document, RawTable<'_>)> = documents
        .iter()
        .filter(|document| document.file.ends_with(".toml"))
        .map(|document| (document, document.parse(&diagnostics)))
        .collect();
    let files = Files {
        documents,
        parsed,
        diagnostics: &diagnostics,
    };
    let model = files.model();
    drop(files);
    (model, diagnostics.into_sorted())
}

/// The parsed files.
struct Files<'a> {
    documents: &'a [Document],
    parsed: Vec<(&'a Document, RawTable<'a>)>,
    diagnostics: &'a Diagnostics,
}

impl Files<'_> {
    fn model(&self) -> Option<Model> {
        let company = self.company()?;
        self.check_top_level();
        let datasets = self.datasets();
        let goals = self.collect("goal", goal::parse);
        let positions = self.positions();
        let kpis = self.kpis(&datasets);
        let scales = self.scales();
        self.diagnostics.extend(check_all(&scales));
        let plans = self.plans();
        let scorecards = self.collect("scorecard", scorecard::parse);
        let cascades = self.collect("cascade", parse_cascade);
        let processes = self.processes(&positions, &scorecards);
        let responsibilities = self.collect("responsibility", parse_responsibility);
        let units = self.csv("data/units.csv", people::parse_units);
        let people = self.csv("data/people.csv", people::parse_people);
        people::check_people(&people, &units, &positions, self.diagnostics);
        let calendar = company.calendar;
        let targets = self.csv("data/targets.csv", |document, diagnostics| {
            target::parse_table(document, calendar, diagnostics)
        });
        let credits = self.csv("data/credits.csv", credit::parse_lines);
        let amounts = self.csv("data/amounts.csv", |document, diagnostics| {
            settlement::parse_amounts(document, calendar, diagnostics)
        });
        let corrections = self.csv("data/corrections.csv", |document, diagnostics| {
            settlement::parse_corrections(document, calendar, diagnostics)
        });
        let model = Model {
            credits,
            amounts,
            corrections,
            company,
            goals,
            datasets,
            kpis,
            scales,
            plans,
            scorecards,
            positions,
            units,
            people,
            targets,
            cascades,
            processes,
            responsibilities,
            stages: self.stages(),
            decisions: self.csv("data/decisions.csv", parse_decisions),
            pilots: self.csv("data/pilots.csv", |document, diagnostics| {
                parse_pilots(document, calendar, diagnostics)
            }),
            alerts: self.collect("alert", crate::watch::parse_alert),
            limits: self.collect("limit", crate::watch::parse_limit),
            surveys: self.collect("survey", crate::survey::parse_survey),
            indexes: self.collect("index", crate::survey::parse_index),
        };
        check_references(&model, &self.declared(), self.diagnostics);
        let known = model.positions.keys().cloned().collect();
        check_processes(&model, &known, self.diagnostics);
        check_stages(&model, self.diagnostics);
        if model.company.people.is_none() {
            // Problems of the organisation show at every check, not only when it is used.
            let _ = model.organisation(self.diagnostics);
        }
        Some(model)
    }

    /// Everything that has a name, also what could not be read: it is reported once, not again
    /// by everybody who refers to it.
    fn declared(&self) -> Declared {
        let names = |kind: &str| {
            let groups = self.model_files().flat_map(|root| root.named_tables(kind));
            groups.map(|(name, _)| name.value).collect()
        };
        Declared {
            goals: names("goal"),
            kpis: names("kpi"),
            scales: names("scale"),
            plans: names("plan"),
            datasets: names("dataset"),
        }
    }

    fn company(&self) -> Option<Company> {
        let Some((document, raw)) = self
            .parsed
            .iter()
            .find(|(document, _)| &*document.file == "attain.toml")
        else {
            self.diagnostics.push(
                Diagnostic::error(
                    rules::MISSING_FIELD,
                    "there is no `attain.toml` in the workspace",
                )
                .with_help("make a workspace with `attain init DIR`, or name its folder"),
            );
            return None;
        };
        Some(company::parse(&Table::root(
            document,
            raw,
            self.diagnostics,
        )))
    }

    /// Every model file, as a table.
    fn model_files(&self) -> impl Iterator<Item = Table<'_>> {
        self.parsed
            .iter()
            .filter(|(document, _)| &*document.file != "attain.toml")
            .map(|(document, raw)| Table::root(document, raw, self.diagnostics))
    }

    /// At the top of a model file stand only groups of definitions.
    fn check_top_level(&self) {
        for root in self.model_files() {
            root.finish(&[
                "goal",
                "dataset",
                "kpi",
                "scorecard",
                "scale",
                "plan",
                "position",
                "cascade",
                "process",
                "responsibility",
                "stage",
                "alert",
                "limit",
                "survey",
                "index",
            ]);
        }
    }

    /// All `[kind.NAME]` of all files.
    fn collect<K, V>(
        &self,
        kind: &str,
        parse: impl Fn(&crate::diag::Spanned<String>, &Table<'_>) -> Option<V>,
    ) -> BTreeMap<K, V>
    where
        K: Ord + Clone + std::fmt::Display + for<'a> From<&'a str>,
    {
        let mut map: BTreeMap<K, (V, Span)> = BTreeMap::new();
        for root in self.model_files() {
            for (name, table) in root.named_tables(kind) {
                let Some(value) = parse(&name, &table) else {
                    continue;
                };
                let key = K::from(name.value.as_str());
                define(kind, &mut map, key, value, &name.span, self.diagnostics);
            }
        }
        map.into_iter()
            .map(|(key, (value, _))| (key, value))
            .collect()
    }

    /// Diagrams joined with what the model says of their processes.
    fn processes(
        &self,
        positions: &BTreeMap<PositionId, String>,
        scorecards: &BTreeMap<ScorecardId, Scorecard>,
    ) -> BTreeMap<ProcessId, Process> {
        let files = self.documents.iter();
        let diagrams = files
            .filter(|document| document.file.ends_with(".bpmn"))
            .filter_map(|document| read_diagram(document, self.diagnostics))
            .collect();
        // Titles of a people dataset are positions without being declared.
        let mut names = positions.clone();
        for position in scorecards.values().flat_map(|card| &card.positions) {
            let title = position.to_string();
            let _ = names.entry(position.clone()).or_insert(title);
        }
        let entries = self.collect("process", parse_process);
        merge_processes(diagrams, entries, &names, self.diagnostics)
    }

    fn stages(&self) -> BTreeMap<Stage, StageSettings> {
        let mut stages = BTreeMap::new();
        for root in self.model_files() {
            for (name, table) in root.named_tables("stage") {
                let Some((stage, settings)) = parse_stage(&name, &table) else {
                    continue;
                };
                define(
                    "stage",
                    &mut stages,
                    stage,
                    settings,
                    &name.span,
                    self.diagnostics,
                );
            }
        }
        stages
            .into_iter()
            .map(|(stage, (settings, _))| (stage, settings))
            .collect()
    }

    fn datasets(&self) -> BTreeMap<DatasetId, Dataset> {
        self.collect("dataset", dataset::parse)
    }

    fn positions(&self) -> BTreeMap<PositionId, String> {
        self.collect("position", |name, table| {
            Some(people::parse_position(name, table).1)
        })
    }

    fn kpis(&self, datasets: &BTreeMap<DatasetId, Dataset>) -> BTreeMap<KpiId, Kpi> {
        let names: BTreeSet<KpiId> = self
            .model_files()
            .flat_map(|root| root.named_tables("kpi"))
            .map(|(name, _)| KpiId::from(name.value))
            .collect();
        let context = KpiContext {
            datasets,
            kpis: &names,
        };
        self.collect("kpi", |name, table| kpi::parse(name, table, &context))
    }

    fn scales(&self) -> BTreeMap<ScaleId, crate::scale::Scale> {
        self.merge("scale", parse_scales)
    }

    fn plans(&self) -> BTreeMap<PlanId, crate::plan::Plan> {
        self.merge("plan", parse_plans)
    }

    /// Definitions that are parsed a file at a time.
    fn merge<K: Ord + Clone + std::fmt::Display, V>(
        &self,
        kind: &str,
        parse: impl Fn(&Table<'_>) -> BTreeMap<K, V>,
    ) -> BTreeMap<K, V> {
        let mut map: BTreeMap<K, (V, Span)> = BTreeMap::new();
        for root in self.model_files().filter(|root| root.has(kind)) {
            let keys = root
                .table(kind)
                .map(|group| group.keys())
                .unwrap_or_default();
            for (key, value) in parse(&root) {
                let span = keys.iter().find(|name| name.value == key.to_string());
                let span = span.map_or_else(|| root.span().clone(), |name| name.span.clone());
                define(kind, &mut map, key, value, &span, self.diagnostics);
            }
        }
        map.into_iter()
            .map(|(key, (value, _))| (key, value))
            .collect()
    }

    fn csv<T>(&self, file: &str, parse: impl Fn(&Document, &Diagnostics) -> Vec<T>) -> Vec<T> {
        let document = self
            .documents
            .iter()
            .find(|document| &*document.file == file);
        document.map_or_else(Vec::new, |document| parse(document, self.diagnostics))
    }
}

/// The names of all definitions, by kind.
struct Declared {
    goals: BTreeSet<String>,
    kpis: BTreeSet<String>,
    scales: BTreeSet<String>,
    plans: BTreeSet<String>,
    datasets: BTreeSet<String>,
}

/// Names that definitions use of each other.
fn check_references(model: &Model, declared: &Declared, diagnostics: &Diagnostics) {
    for scorecard in model.scorecards.values() {
        check_scorecard(model, declared, scorecard, diagnostics);
    }
    for kpi in model.kpis.values() {
        check_kpi(declared, kpi, diagnostics);
    }
    for goal in model.goals.values() {
        let Some(parent) = &goal.parent else { continue };
        let known = declared.goals.iter().map(String::as_str);
        check_name(
            "goal",
            parent.value.as_str(),
            &parent.span,
            known,
            diagnostics,
        );
    }
    for cascade in model.cascades.values() {
        for kpi in [&cascade.whole, &cascade.part] {
            let known = declared.kpis.iter().map(String::as_str);
            check_name("KPI", kpi.value.as_str(), &kpi.span, known, diagnostics);
        }
        if let Some(goal) = &cascade.goal {
            let known = declared.goals.iter().map(String::as_str);
            check_name("goal", goal.value.as_str(), &goal.span, known, diagnostics);
        }
    }
    for row in &model.targets {
        let known = declared.kpis.iter().map(String::as_str);
        check_name("KPI", row.kpi.as_str(), &row.span, known, diagnostics);
    }
    check_people_source(model, declared, diagnostics);
    credit::check_lines(model, diagnostics);
    settlement::check(model, diagnostics);
    check_one_scorecard_a_position(model, diagnostics);
    check_formula_cycles(model, diagnostics);
    crate::watch::check(model, diagnostics);
    crate::survey::check(model, diagnostics);
}

fn check_scorecard(
    model: &Model,
    declared: &Declared,
    scorecard: &Scorecard,
    diagnostics: &Diagnostics,
) {
    let kpis = || declared.kpis.iter().map(String::as_str);
    for line in &scorecard.lines {
        check_name(
            "KPI",
            line.kpi.value.as_str(),
            &line.kpi.span,
            kpis(),
            diagnostics,
        );
        if let Some(scale) = &line.scale {
            let known = declared.scales.iter().map(String::as_str);
            check_name(
                "scale",
                scale.value.as_str(),
                &scale.span,
                known,
                diagnostics,
            );
        }
    }
    if let Some(plan) = &scorecard.plan {
        let known = declared.plans.iter().map(String::as_str);
        check_name("plan", plan.value.as_str(), &plan.span, known, diagnostics);
    }
    // Titles of a people dataset are positions without being declared.
    if model.company.people.is_none() {
        for (position, span) in scorecard.positions.iter().zip(&scorecard.position_spans) {
            let known = model.positions.keys().map(PositionId::as_str);
            check_name("position", position.as_str(), span, known, diagnostics);
        }
    }
}

fn check_kpi(declared: &Declared, kpi: &Kpi, diagnostics: &Diagnostics) {
    if let Some(goal) = &kpi.goal {
        let known = declared.goals.iter().map(String::as_str);
        check_name("goal", goal.value.as_str(), &goal.span, known, diagnostics);
    }
    if let Some(weight) = kpi.rollup.weight() {
        let known = declared.kpis.iter().map(String::as_str);
        check_name(
            "KPI",
            weight.value.as_str(),
            &weight.span,
            known,
            diagnostics,
        );
    }
    if let Some(indicator) = &kpi.indicator {
        let known = declared.kpis.iter().map(String::as_str);
        check_name(
            "KPI",
            indicator.value.as_str(),
            &indicator.span,
            known,
            diagnostics,
        );
    }
}

fn check_people_source(model: &Model, declared: &Declared, diagnostics: &Diagnostics) {
    let Some(source) = &model.company.people else {
        return;
    };
    let known = declared.datasets.iter().map(String::as_str);
    if check_name(
        "dataset",
        source.dataset.as_str(),
        &source.span,
        known,
        diagnostics,
    ) && let Some(dataset) = model.datasets.get(&source.dataset)
    {
        people::check_source(source, dataset, diagnostics);
    }
}

/// A position is measured by one scorecard for one length of period.
fn check_one_scorecard_a_position(model: &Model, diagnostics: &Diagnostics) {
    let mut seen: BTreeMap<(&PositionId, crate::period::PeriodKind), &Span> = BTreeMap::new();
    for scorecard in model.scorecards.values() {
        for (position, span) in scorecard.positions.iter().zip(&scorecard.position_spans) {
            if let Some(first) = seen.insert((position, scorecard.every), span) {
                let message = format!(
                    "position `{position}` has two scorecards for every {}",
                    scorecard.every.name()
                );
                diagnostics.push(
                    Diagnostic::error(rules::DUPLICATE_NAME, message)
                        .at(span, "again here")
                        .at(first, "first here"),
                );
            }
        }
    }
}

/// A derived KPI may not depend on itself.
fn check_formula_cycles(model: &Model, diagnostics: &Diagnostics) {
    for kpi in model.kpis.values() {
        let mut seen: BTreeSet<&KpiId> = BTreeSet::new();
        let mut open = vec![&kpi.id];
        while let Some(id) = open.pop() {
            let Some(KpiSource::Formula(formula)) = model.kpis.get(id).map(|kpi| &kpi.source)
            else {
                continue;
            };
            for used in formula.kpis() {
                if *used == kpi.id {
                    let message = format!("the formula of KPI `{}` depends on itself", kpi.id);
                    diagnostics.push(Diagnostic::error(rules::CYCLE, message).at(&kpi.span, ""));
                    open.clear();
                    break;
                }
                if seen.insert(used) {
                    open.push(used);
                }
            }
        }
    }
}
