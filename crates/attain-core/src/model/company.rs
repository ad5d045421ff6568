//! `attain.toml`: the company, its calendar, and where things are kept.

use super::reference::required_id;
use crate::diag::{Diagnostic, Span, Spanned};
use crate::id::DatasetId;
use crate::num::Decimal;
use crate::period::Calendar;
use crate::principle::{self, Level};
use crate::rules;
use crate::text::Table;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The company.
#[derive(Debug, Clone)]
pub struct Company {
    /// Its name.
    pub name: String,
    /// The currency of its pay, by ISO 4217: `EUR`.
    pub currency: String,
    /// The fiscal calendar.
    pub calendar: Calendar,
    /// Weekdays on which nobody works; forecasts count working days.
    pub holidays: BTreeSet<Date>,
    /// The records: a path in the workspace, or a `postgres://` address.
    pub database: String,
    /// The folder of facts in the workspace.
    pub facts: String,
    /// Where people come from, if not from `data/people.csv`.
    pub people: Option<PeopleSource>,
    /// How loudly the company wants to hear of each principle, where it says so.
    pub principles: BTreeMap<String, Level>,
    /// What needs a reason before a period is approved.
    pub approval: Approval,
}

/// What is implausible in a run, and needs a reason before anybody approves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// Pay above so many times somebody's median of closed periods.
    pub times_median: Decimal,
    /// Pay of all together above this.
    pub fund: Option<Decimal>,
}

impl Default for Approval {
    fn default() -> Self {
        Self {
            times_median: Decimal::from(3),
            fund: None,
        }
    }
}

/// People come from a snapshot dataset: which column says what.
#[derive(Debug, Clone)]
pub struct PeopleSource {
    /// The dataset.
    pub dataset: DatasetId,
    /// The key by which facts name a person.
    pub key: String,
    /// Columns that are equal in two rows of one person, though the key differs.
    pub same_person: Vec<String>,
    /// Columns of the name, joined by a space.
    pub name: Vec<String>,
    /// The manager's key.
    pub manager: Option<String>,
    /// The position.
    pub position: Option<String>,
    /// The unit.
    pub unit: Option<String>,
    /// First day of the row.
    pub from: Option<String>,
    /// Last day of the row.
    pub to: Option<String>,
    /// First day of employment.
    pub hired: Option<String>,
    /// Last day of employment.
    pub left: Option<String>,
    /// Part of full time.
    pub share: Option<String>,
    /// Number columns that plans may use, by the name they have there.
    pub amounts: Vec<String>,
    /// Where it is declared.
    pub span: Span,
}

impl PeopleSource {
    /// All columns it names, in a fixed order.
    pub(super) fn columns(&self) -> Vec<&str> {
        let single = [
            &self.manager,
            &self.position,
            &self.unit,
            &self.from,
            &self.to,
            &self.hired,
            &self.left,
            &self.share,
        ];
        let lists = [&self.same_person, &self.name, &self.amounts];
        std::iter::once(self.key.as_str())
            .chain(single.into_iter().flatten().map(String::as_str))
            .chain(lists.into_iter().flatten().map(String::as_str))
            .collect()
    }
}

/// Reads `attain.toml`. What is missing or wrong is reported and stands empty, so that the rest of
/// the model can be checked with it; nothing is computed then.
pub(super) fn parse(root: &Table<'_>) -> Company {
    let company = root.required("company").and_then(|value| value.table());
    let (name, currency) = company.as_ref().map_or((None, None), |table| {
        let found = (table.required_text("name"), table.required_text("currency"));
        table.finish(&[]);
        found
    });
    let (calendar, holidays) = calendar(root);
    let (database, facts) = storage(root);
    let people = root.table("people").and_then(|table| people_source(&table));
    let principles = principles(root);
    let approval = root.table("approval").map(|table| approval(&table));
    root.finish(&[]);
    Company {
        name: name.map(|name| name.value).unwrap_or_default(),
        currency: currency
            .and_then(|code| check_currency(root, code))
            .unwrap_or_default(),
        calendar,
        holidays,
        database,
        facts,
        people,
        principles,
        approval: approval.unwrap_or_default(),
    }
}

/// `[approval]`: `times_median`, `fund`.
fn approval(table: &Table<'_>) -> Approval {
    let default = Approval::default();
    let times = table.number("times_median").map(|number| number.value);
    let fund = table.number("fund").map(|number| number.value);
    table.finish(&[]);
    Approval {
        times_median: times.unwrap_or(default.times_median),
        fund,
    }
}

/// `[principles]`: a word for each principle that is to be louder or quieter than usual.
fn principles(root: &Table<'_>) -> BTreeMap<String, Level> {
    let Some(table) = root.table("principles") else {
        return BTreeMap::new();
    };
    let stated = principle::ALL.iter().filter_map(|one| {
        let level = table.choice(one.name, &Level::NAMES)?;
        Some((one.name.to_owned(), level))
    });
    let stated = stated.collect();
    table.finish(&[]);
    stated
}

fn check_currency(root: &Table<'_>, code: Spanned<String>) -> Option<String> {
    if code.value.len() == 3 && code.value.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Some(code.value);
    }
    root.diagnostics().push(
        Diagnostic::error(
            rules::UNKNOWN_CHOICE,
            format!(
                "`{}` is not a currency code; expected three capital letters",
                code.value
            ),
        )
        .at(&code.span, "")
        .with_help("write the ISO 4217 code, such as `EUR`"),
    );
    None
}

fn calendar(root: &Table<'_>) -> (Calendar, BTreeSet<Date>) {
    let Some(table) = root.table("calendar") else {
        return (Calendar::default(), BTreeSet::new());
    };
    let start = table.number("fiscal_year_start");
    let days = table.list("holidays").unwrap_or_default();
    let holidays = days
        .iter()
        .filter_map(|day| day.date())
        .map(|day| day.value)
        .collect();
    table.finish(&[]);
    (
        start.map_or_else(Calendar::default, |start| starting(root, &start)),
        holidays,
    )
}

fn starting(root: &Table<'_>, start: &Spanned<Decimal>) -> Calendar {
    let month = i8::try_from(start.value.normalize().mantissa()).ok();
    let month = month.filter(|_| start.value.normalize().scale() == 0);
    month.and_then(Calendar::new).unwrap_or_else(|| {
        let message = format!(
            "`fiscal_year_start` is {}, expected a month from 1 to 12",
            start.value
        );
        root.diagnostics()
            .push(Diagnostic::error(rules::MALFORMED_NUMBER, message).at(&start.span, ""));
        Calendar::default()
    })
}

fn storage(root: &Table<'_>) -> (String, String) {
    let table = root.table("storage");
    let text = |name: &str, default: &str| {
        let found = table.as_ref().and_then(|table| table.text(name));
        found.map_or_else(|| default.to_owned(), |text| text.value)
    };
    let found = (
        text("database", "records/attain.db"),
        text("facts", "facts"),
    );
    if let Some(table) = &table {
        table.finish(&[]);
    }
    found
}

fn people_source(table: &Table<'_>) -> Option<PeopleSource> {
    let text = |name: &str| table.text(name).map(|text| text.value);
    let texts = |name: &str| {
        table
            .texts(name)
            .into_iter()
            .map(|text| text.value)
            .collect()
    };
    let dataset = required_id(table, "dataset");
    let key = table.required_text("key");
    let source = PeopleSource {
        dataset: dataset
            .as_ref()
            .map_or_else(|| "".into(), |id: &Spanned<DatasetId>| id.value.clone()),
        key: key
            .as_ref()
            .map(|key| key.value.clone())
            .unwrap_or_default(),
        same_person: texts("same_person"),
        name: texts("name"),
        manager: text("manager"),
        position: text("position"),
        unit: text("unit"),
        from: text("from"),
        to: text("to"),
        hired: text("hired"),
        left: text("left"),
        share: text("share"),
        amounts: texts("amounts"),
        span: table.span().clone(),
    };
    table.finish(&[]);
    let _ = (dataset?, key?);
    Some(source)
}
