//! Surveys: what people are asked, and the indexes that are made of the answers.
//!
//! ```toml
//! [survey.climate]
//! title = "How it is to work here"
//! every = "quarter"
//! units = ["sales", "production"]        # who is asked; none: everybody
//! group = "6"                            # results only of so many people; at least 5
//!
//! [survey.climate.questions]
//! recommend = { text = "Would you recommend us as an employer?", kind = "enps" }
//! clear = { text = "I know what is expected of me", from = "1", to = "5" }
//! pressed = { text = "I often work late", from = "1", to = "5", reverse = true }
//!
//! [survey.service]
//! title = "How others serve us"
//! every = "quarter"
//! rates = ["logistics", "it"]            # each of these units is rated by everybody outside it
//!
//! [survey.service.questions]
//! speed = { text = "They answer in time", from = "1", to = "5" }
//! quality = { text = "What they deliver can be used", from = "1", to = "5" }
//! friendliness = { text = "They are pleasant to work with", from = "1", to = "5" }
//!
//! [index.climate]
//! title = "Climate"
//! parts = [
//!     { survey = "climate", question = "recommend", weight = "50 %" },
//!     { survey = "climate", question = "clear", weight = "30 %" },
//!     { turnover = true, worst = "30 %", best = "0 %", weight = "20 %" },
//!     { kpi = "absence", worst = "10 %", best = "2 %", weight = "0 %" },
//! ]
//! ```

use crate::diag::{Diagnostic, Diagnostics, Span, Spanned};
use crate::id::{KpiId, UnitId};
use crate::model::Model;
use crate::num::Decimal;
use crate::period::PeriodKind;
use crate::rules;
use crate::text::{Table, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Results are given of so many people or more, never of fewer.
pub const SMALLEST_GROUP: u32 = 5;

/// A questionnaire.
#[derive(Debug, Clone)]
pub struct Survey {
    /// Its name.
    pub id: String,
    /// For people.
    pub title: String,
    /// How often it is asked.
    pub every: PeriodKind,
    /// The units whose people are asked; empty: everybody.
    pub units: Vec<Spanned<UnitId>>,
    /// The units that are rated; empty: it asks about the company.
    pub rates: Vec<Spanned<UnitId>>,
    /// The questions, by name.
    pub questions: BTreeMap<String, Question>,
    /// The smallest group of which a result is given.
    pub group: u32,
    /// Where it is declared.
    pub span: Span,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// As people read it.
    pub text: String,
    /// How it is answered.
    pub answers: Answers,
}

/// How a question is answered: with whole numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answers {
    /// From 0 to 10: 9 and 10 promote, 0 to 6 detract.
    Enps,
    /// From one number to another.
    Scale {
        /// The lowest.
        from: i64,
        /// The highest.
        to: i64,
        /// Whether the lowest is the best.
        reverse: bool,
    },
}

impl Answers {
    /// The lowest and the highest answer.
    #[must_use]
    pub fn bounds(self) -> (i64, i64) {
        match self {
            Self::Enps => (0, 10),
            Self::Scale { from, to, .. } => (from, to),
        }
    }

    /// Whether a number is an answer.
    #[must_use]
    pub fn admits(self, answer: i64) -> bool {
        let (from, to) = self.bounds();
        (from..=to).contains(&answer)
    }
}

/// Several indirect indicators as one number from 0 to 100.
#[derive(Debug, Clone)]
pub struct Index {
    /// Its name.
    pub id: String,
    /// For people.
    pub title: String,
    /// What it is made of.
    pub parts: Vec<IndexPart>,
    /// Where it is declared.
    pub span: Span,
}

/// A part of an index.
#[derive(Debug, Clone)]
pub struct IndexPart {
    /// What is taken.
    pub source: IndexSource,
    /// Its weight.
    pub weight: Decimal,
    /// What stands for 0 and for 100; none: the ends of the question's scale.
    pub range: Option<(Decimal, Decimal)>,
    /// Where it is written.
    pub span: Span,
}

/// What a part of an index takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IndexSource {
    /// The answers to a question.
    Question {
        /// The survey.
        survey: String,
        /// The question.
        question: String,
    },
    /// Who left in the period, as a part of those who were there.
    Turnover,
    /// A KPI, measured for the unit.
    Kpi(KpiId),
}

/// Reads one `[survey.NAME]`.
pub(crate) fn parse_survey(name: &Spanned<String>, table: &Table<'_>) -> Option<Survey> {
    let title = table.required_text("title");
    let every = table.required_choice("every", &PeriodKind::NAMES);
    let ids = |field: &str| -> Vec<Spanned<UnitId>> {
        let texts = table.texts(field).into_iter();
        texts
            .map(|text| text.map(|id| id.as_str().into()))
            .collect()
    };
    let (units, rates) = (ids("units"), ids("rates"));
    let group = group(table);
    let questions = questions(table);
    table.finish(&["note"]);
    Some(Survey {
        id: name.value.clone(),
        title: title?.value,
        every: every?,
        units,
        rates,
        questions: questions?,
        group,
        span: name.span.clone(),
    })
}

fn group(table: &Table<'_>) -> u32 {
    let Some(stated) = table.number("group") else {
        return SMALLEST_GROUP;
    };
    let size = u32::try_from(stated.value.normalize().mantissa()).ok();
    let size = size.filter(|_| stated.value.normalize().scale() == 0);
    match size.filter(|size| *size >= SMALLEST_GROUP) {
        Some(size) => size,
        None => {
            let message = format!(
                "`group` is {}, expected a whole number from {SMALLEST_GROUP}",
                stated.value
            );
            table.diagnostics().push(
                Diagnostic::error(rules::GROUP_TOO_SMALL, message)
                    .at(&stated.span, "")
                    .with_help("results of fewer people would tell who said what"),
            );
            SMALLEST_GROUP
        }
    }
}

fn questions(table: &Table<'_>) -> Option<BTreeMap<String, Question>> {
    let group = table.required("questions")?.table()?;
    let mut questions = BTreeMap::new();
    for key in group.keys() {
        let Some(one) = group.table(&key.value) else {
            continue;
        };
        let text = one.required_text("text");
        let answers = answers(&one, &key);
        one.finish(&[]);
        if let (Some(text), Some(answers)) = (text, answers) {
            let text = text.value;
            questions.insert(key.value, Question { text, answers });
        }
    }
    if group.keys().is_empty() {
        let message = "a survey needs at least one question";
        let diagnostic = Diagnostic::error(rules::MISSING_FIELD, message).at(group.span(), "");
        table.diagnostics().push(diagnostic);
    }
    Some(questions)
}

fn answers(table: &Table<'_>, key: &Spanned<String>) -> Option<Answers> {
    let kinds = [("enps", true), ("scale", false)];
    if table.choice("kind", &kinds) == Some(true) {
        return Some(Answers::Enps);
    }
    let whole = |field: &str| {
        let stated = table.required_number(field)?;
        let normal = stated.value.normalize();
        i64::try_from(normal.mantissa())
            .ok()
            .filter(|_| normal.scale() == 0)
    };
    let (from, to) = (whole("from"), whole("to"));
    let reverse = table
        .boolean("reverse")
        .is_some_and(|reverse| reverse.value);
    let (from, to) = (from?, to?);
    if from >= to || to.checked_sub(from).is_none_or(|steps| steps > 100) {
        let message = format!("question `{}` is answered from {from} to {to}", key.value);
        table.diagnostics().push(
            Diagnostic::error(rules::ANSWER_SCALE, message)
                .at(&key.span, "")
                .with_help("`from` must be below `to`, by at most 100"),
        );
        return None;
    }
    Some(Answers::Scale { from, to, reverse })
}

/// Reads one `[index.NAME]`.
pub(crate) fn parse_index(name: &Spanned<String>, table: &Table<'_>) -> Option<Index> {
    let title = table.required_text("title");
    let parts = table.required("parts").and_then(|parts| parts.list());
    table.finish(&["note"]);
    let parts: Vec<IndexPart> = parts?.iter().filter_map(part).collect();
    let sum = parts
        .iter()
        .try_fold(Decimal::ZERO, |sum, part| sum.checked_add(part.weight));
    if sum != Some(Decimal::ONE) {
        let sum = sum.map_or_else(|| "too much".to_owned(), crate::explain::percent);
        let message = format!(
            "the weights of index `{}` add up to {sum}, not 100 %",
            name.value
        );
        table
            .diagnostics()
            .push(Diagnostic::error(rules::INDEX_WEIGHTS, message).at(&name.span, ""));
    }
    Some(Index {
        id: name.value.clone(),
        title: title?.value,
        parts,
        span: name.span.clone(),
    })
}

fn part(value: &Value<'_>) -> Option<IndexPart> {
    let table = value.table()?;
    let weight = table.required_number("weight");
    let survey = table.text("survey");
    let question = table.text("question");
    let kpi = table.text("kpi");
    let turnover = table
        .boolean("turnover")
        .is_some_and(|turnover| turnover.value);
    let range = table.number("worst").zip(table.number("best"));
    table.finish(&[]);
    let source = match (survey, question, kpi, turnover) {
        (Some(survey), Some(question), None, false) => IndexSource::Question {
            survey: survey.value,
            question: question.value,
        },
        (None, None, Some(kpi), false) => IndexSource::Kpi(kpi.value.as_str().into()),
        (None, None, None, true) => IndexSource::Turnover,
        _ => {
            let message = "a part takes either `survey` and `question`, or `kpi`, or `turnover`";
            let diagnostic = Diagnostic::error(rules::MISSING_FIELD, message);
            table.diagnostics().push(diagnostic.at(table.span(), ""));
            return None;
        }
    };
    let bounded = matches!(source, IndexSource::Question { .. });
    let range = range.map(|(worst, best)| (worst.value, best.value));
    if (range.is_none() && !bounded) || range.is_some_and(|(worst, best)| worst == best) {
        let message = "`worst` and `best` say which values stand for 0 and for 100";
        table.diagnostics().push(
            Diagnostic::error(rules::MISSING_FIELD, message)
                .at(table.span(), "")
                .with_help("add both, and make them differ"),
        );
    }
    Some(IndexPart {
        source,
        weight: weight?.value,
        range,
        span: table.span().clone(),
    })
}

/// Checks what surveys and indexes refer to.
pub(crate) fn check(model: &Model, diagnostics: &Diagnostics) {
    // Units of a people dataset are units without being declared.
    let units: BTreeSet<&str> = model.units.iter().map(|unit| unit.id.as_str()).collect();
    if model.company.people.is_none() {
        for survey in model.surveys.values() {
            for unit in survey.units.iter().chain(&survey.rates) {
                let known = units.iter().copied();
                let name = unit.value.as_str();
                crate::model::check_name("unit", name, &unit.span, known, diagnostics);
            }
        }
    }
    for part in model.indexes.values().flat_map(|index| &index.parts) {
        match &part.source {
            IndexSource::Question { survey, question } => {
                let known = model.surveys.keys().map(String::as_str);
                if crate::model::check_name("survey", survey, &part.span, known, diagnostics)
                    && let Some(survey) = model.surveys.get(survey)
                {
                    let known = survey.questions.keys().map(String::as_str);
                    crate::model::check_name("question", question, &part.span, known, diagnostics);
                }
            }
            IndexSource::Kpi(kpi) => {
                let known = model.kpis.keys().map(KpiId::as_str);
                crate::model::check_name("KPI", kpi.as_str(), &part.span, known, diagnostics);
            }
            IndexSource::Turnover => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::load;
    use crate::text::Document;

    const COMPANY: &str = "[company]\nname = \"A\"\ncurrency = \"EUR\"\n";

    fn messages(model: &str) -> Vec<String> {
        let files = [
            Document::new("attain.toml", COMPANY),
            Document::new("model/surveys.toml", model),
        ];
        let (_, diagnostics) = load(&files);
        diagnostics.iter().map(|one| one.message.clone()).collect()
    }

    const RIGHT: &str = r#"
[survey.climate]
title = "Climate"
every = "quarter"
[survey.climate.questions]
recommend = { text = "?", kind = "enps" }
clear = { text = "?", from = "1", to = "5" }
[index.climate]
title = "Climate"
parts = [
    { survey = "climate", question = "recommend", weight = "60 %" },
    { turnover = true, worst = "30 %", best = "0 %", weight = "40 %" },
]
"#;

    #[test]
    fn a_right_one_is_read_and_each_mistake_has_its_message() {
        assert_eq!(messages(RIGHT), Vec::<String>::new());
        let table = [
            (
                "every = \"quarter\"",
                "every = \"quarter\"\ngroup = \"4\"",
                "`group` is 4, expected a whole number from 5",
            ),
            (
                "from = \"1\"",
                "from = \"5\"",
                "question `clear` is answered from 5 to 5",
            ),
            (
                "\"40 %\"",
                "\"30 %\"",
                "the weights of index `climate` add up to 90 %, not 100 %",
            ),
            (
                "question = \"recommend\"",
                "question = \"recomend\"",
                "unknown question `recomend`",
            ),
            (
                "survey = \"climate\", ",
                "",
                "a part takes either `survey` and `question`, or `kpi`, or `turnover`",
            ),
            (
                "every = \"quarter\"",
                "every = \"quarter\"\nunits = [\"x\"]",
                "unknown unit `x`",
            ),
            (
                "worst = \"30 %\", ",
                "",
                "`worst` and `best` say which values stand for 0 and for 100",
            ),
        ];
        for (from, to, message) in table {
            let found = messages(&RIGHT.replacen(from, to, 1));
            assert!(
                found.iter().any(|one| one == message),
                "{message}\n{found:?}"
            );
        }
    }
}
