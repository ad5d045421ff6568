//! A whole company in memory: the texts of a workspace, its facts as CSV, and its periods computed.

use attain_core::calculate::{
    Calculation, FactInput, Opening, Requirement, calculate, earlier_periods, require,
};
use attain_core::dataset::{ColumnKind, Dataset};
use attain_core::diag::{Diagnostic, Diagnostics};
use attain_core::explain::{explain, questions, text};
use attain_core::facts::memory::{MemoryBatch, MemoryFacts};
use attain_core::facts::{FactAnswer, FactRow, FactValue, RowQuery};
use attain_core::model::{Model, load};
use attain_core::num::parse_number;
use attain_core::organisation::Organisation;
use attain_core::text::{Document, parse_date};

/// A company with its facts.
pub(crate) struct Company {
    pub(crate) model: Model,
    pub(crate) facts: MemoryFacts,
}

/// What every company of a test has, unless it brings its own.
const ATTAIN: &str = "[company]\nname = \"A\"\ncurrency = \"EUR\"\n";

impl Company {
    /// Files by name; `facts/DATASET.csv` are facts, the first of the days that they cover is the
    /// first of their year, the last its last. Errors are all diagnostics of the model.
    pub(crate) fn new(files: &[(&str, &str)]) -> Result<Self, Vec<Diagnostic>> {
        let is_facts = |name: &str| name.starts_with("facts/");
        let mut documents: Vec<Document> = files
            .iter()
            .filter(|(name, _)| !is_facts(name))
            .map(|(name, text)| Document::new(*name, *text))
            .collect();
        if !files.iter().any(|(name, _)| *name == "attain.toml") {
            documents.push(Document::new("attain.toml", ATTAIN));
        }
        let (model, found) = load(&documents);
        let errors: Vec<Diagnostic> = found.into_iter().filter(Diagnostic::is_error).collect();
        let Some(model) = model.filter(|_| errors.is_empty()) else {
            return Err(errors);
        };
        let mut facts = MemoryFacts::new(model.datasets.values().cloned());
        for (name, text) in files.iter().filter(|(name, _)| is_facts(name)) {
            let dataset = name.trim_start_matches("facts/").trim_end_matches(".csv");
            facts.add(batch(&model.datasets[&dataset.into()], text));
        }
        Ok(Self { model, facts })
    }

    pub(crate) fn organisation(&self) -> Organisation {
        let diagnostics = Diagnostics::new();
        let organisation = self.model.organisation(&diagnostics);
        assert!(!diagnostics.has_errors());
        organisation
    }

    /// A period computed.
    pub(crate) fn run(&self, period: &str) -> Calculation {
        self.computed(period).1
    }

    pub(crate) fn computed(&self, period: &str) -> (Requirement, Calculation) {
        let organisation = self.organisation();
        let period = self.model.company.calendar.parse(period).unwrap();
        let one = |period, opening| {
            let requirement = require(&self.model, &organisation, period);
            let input = self.answer(&requirement, opening);
            let calculation = calculate(&self.model, &organisation, &requirement, &input);
            let closing = calculation.closing(&input.opening);
            (requirement, calculation, closing)
        };
        let mut opening = Opening::default();
        for earlier in earlier_periods(&self.model, period) {
            opening = one(earlier, opening).2;
        }
        let (requirement, calculation, _) = one(period, opening);
        (requirement, calculation)
    }

    fn answer(&self, requirement: &Requirement, opening: Opening) -> FactInput {
        let rows = |query: &RowQuery| -> Vec<FactRow> { self.facts.rows(query).unwrap() };
        let answers = requirement.queries.iter();
        FactInput {
            opening,
            booked: std::collections::BTreeMap::new(),
            answers: answers
                .map(|query| -> FactAnswer { self.facts.answer(query).unwrap() })
                .collect(),
            target_rows: requirement
                .target_rows
                .iter()
                .map(|asked| rows(&asked.query))
                .collect(),
            scaled_rows: requirement
                .scaled_rows
                .iter()
                .map(|asked| rows(&asked.query))
                .collect(),
            shares: requirement
                .shares
                .iter()
                .map(|asked| rows(&asked.query))
                .collect(),
        }
    }

    /// The explanation of somebody's period.
    pub(crate) fn explanation(&self, person: &str, period: &str) -> String {
        let (requirement, calculation) = self.computed(period);
        let person = person.into();
        let answers = questions(&self.model, &requirement, &calculation, &person)
            .into_iter()
            .map(|question| {
                let detail = self.facts.detail(&question.query).unwrap();
                (question, detail)
            })
            .collect();
        let explained = explain(&self.model, &calculation, &person, answers).unwrap();
        text(&explained, &Default::default())
    }
}

/// One import: the rows of a CSV text, which cover whole years.
fn batch(dataset: &Dataset, text: &str) -> MemoryBatch {
    let mut lines = text.lines();
    let headers: Vec<&str> = lines.next().unwrap().split(',').collect();
    let mut batch = MemoryBatch::new("1", dataset.id.clone());
    let mut days = Vec::new();
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        let values: Vec<FactValue> = dataset
            .columns
            .iter()
            .map(|column| {
                let place = headers.iter().position(|header| *header == column.name);
                place.map_or(FactValue::Missing, |place| value(cells[place], column.kind))
            })
            .collect();
        days.extend(values.iter().filter_map(|value| match value {
            FactValue::Date(date) => Some(*date),
            _ => None,
        }));
        batch.push(values);
    }
    if let (Some(first), Some(last)) = (days.iter().min(), days.iter().max()) {
        batch.covers = Some((first.first_of_year(), last.last_of_year()));
    }
    batch
}

fn value(text: &str, kind: ColumnKind) -> FactValue {
    match kind {
        _ if text.is_empty() => FactValue::Missing,
        ColumnKind::Text => FactValue::Text(text.to_owned()),
        ColumnKind::Integer | ColumnKind::Decimal { .. } => {
            FactValue::Number(parse_number(text).unwrap())
        }
        ColumnKind::Boolean => FactValue::Boolean(text == "true"),
        ColumnKind::Date => FactValue::Date(parse_date(text).unwrap()),
    }
}
