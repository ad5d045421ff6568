//! The figures of the AdventureWorks example, worked out the slow and obvious way: read all rows,
//! and for each person and quarter add up those that belong. Nothing of Attain is used.

use rust_decimal::{Decimal, RoundingStrategy};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::Path;

/// Whether a fact dated before its person is employed (or after) counts for the managers whom the
/// person has on the nearest day. As it was on that date, the person was in nobody's team, so no.
/// One row is concerned: person 293 has a quota dated 2012-03-30 and starts on 2012-04-30.
pub(crate) const COUNT_FACTS_OUTSIDE_EMPLOYMENT: bool = false;

/// Whether a team's target adds up two quotas that one person has in one quarter. The model says
/// `on_duplicate = "refuse"`: as long as nobody says which one counts, the team's is not known too.
const TEAM_ADDS_DOUBLE_QUOTAS: bool = false;

/// The sales imports declare the whole of their period, so no sales are sales of 0.
const NO_SALES: Amount = Amount::Known(Decimal::ZERO);

/// The decimals to which attainment is rounded. An actual that is a ratio is shown with as many,
/// but attainment is made from all of its digits.
const DECIMALS: u32 = 12;

/// One side of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Amount {
    /// The number.
    Known(Decimal),
    /// There is nothing to make it from.
    Missing,
    /// There is something, but it does not say one number.
    Refused,
    /// It stands in the model, so the rows do not tell it.
    FromModel,
}

impl Amount {
    /// The number as it is shown.
    pub(crate) fn shown(self) -> Option<Decimal> {
        self.known().map(rounded)
    }

    pub(crate) fn known(self) -> Option<Decimal> {
        match self {
            Self::Known(value) => Some(value),
            Self::Missing | Self::Refused | Self::FromModel => None,
        }
    }
}

/// What a person has reached in one KPI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Figure {
    pub(crate) actual: Amount,
    pub(crate) target: Amount,
}

/// A quarter of a calendar year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Quarter {
    pub(crate) year: u16,
    pub(crate) number: u8,
}

impl Quarter {
    /// As on the command line: `2012-Q3`.
    pub(crate) fn name(self) -> String {
        format!("{}-Q{}", self.year, self.number)
    }

    /// Dates are `YYYY-MM-DD`, so they compare as texts.
    fn holds(self, date: &str) -> bool {
        self.first_day().as_str() <= date && date <= self.last_day().as_str()
    }

    fn first_day(self) -> String {
        format!("{}-{:02}-01", self.year, (self.number - 1) * 3 + 1)
    }

    /// The 31st also of a shorter month: no date lies beyond.
    fn last_day(self) -> String {
        format!("{}-{:02}-31", self.year, self.number * 3)
    }
}

type Person = u32;
type Row = BTreeMap<String, String>;

/// All rows of all files, with the people that the employee keys stand for.
pub(crate) struct Company {
    employments: Vec<Employment>,
    sales: Vec<Sale>,
    quotas: Vec<Quota>,
    spending: Vec<Spending>,
    person_of: BTreeMap<Person, Person>,
}

struct Sale {
    person: Person,
    date: String,
    reseller: String,
    amount: Decimal,
    cost: Decimal,
}

struct Quota {
    person: Person,
    date: String,
    amount: Decimal,
}

/// A row of `finance.csv` whose account is an expenditure.
struct Spending {
    date: String,
    scenario: String,
    amount: Decimal,
}

struct Employment {
    person: Person,
    manager_key: Option<Person>,
    title: String,
    from: String,
    /// The last day; a later version of the same person that begins on it goes first.
    to: String,
}

impl Company {
    /// Reads the raw files of `folder`.
    pub(crate) fn read(folder: &Path) -> Self {
        let employees = rows(&folder.join("employees.csv"));
        // A key stands for a version of a row. Versions with one name and one hiring date are one
        // person, whose id is the first of the keys.
        let mut first_key: BTreeMap<[&str; 3], Person> = BTreeMap::new();
        let mut person_of = BTreeMap::new();
        for row in &employees {
            let identity = ["first_name", "last_name", "hired_on"].map(|name| text(row, name));
            let key = number(row, "employee_key");
            person_of.insert(key, *first_key.entry(identity).or_insert(key));
        }
        let person = |row: &Row| person_of[&number(row, "employee_key")];
        let sale = |row: &Row| Sale {
            person: person(row),
            date: text(row, "order_date").to_owned(),
            reseller: text(row, "reseller_key").to_owned(),
            amount: decimal(row, "sales_amount"),
            cost: decimal(row, "product_cost"),
        };
        let quota = |row: &Row| Quota {
            person: person(row),
            date: text(row, "quota_date").to_owned(),
            amount: decimal(row, "quota"),
        };
        let finance = rows(&folder.join("finance.csv"));
        let expenditures = finance
            .iter()
            .filter(|row| text(row, "account_type") == "Expenditures");
        Self {
            employments: employees
                .iter()
                .map(|row| employment(row, person(row)))
                .collect(),
            sales: rows(&folder.join("reseller_sales.csv"))
                .iter()
                .map(sale)
                .collect(),
            quotas: rows(&folder.join("sales_quotas.csv"))
                .iter()
                .map(quota)
                .collect(),
            spending: expenditures.map(spending).collect(),
            person_of,
        }
    }

    /// The employment of a person on a day: of two that share it, the later.
    fn employment(&self, person: Person, date: &str) -> Option<&Employment> {
        let own = || self.employments.iter().filter(|e| e.person == person);
        let on_date = own().filter(|e| e.from.as_str() <= date && date <= e.to.as_str());
        let found = on_date.max_by(|a, b| a.from.cmp(&b.from));
        if found.is_none() && COUNT_FACTS_OUTSIDE_EMPLOYMENT {
            return own().min_by(|a, b| a.from.cmp(&b.from));
        }
        found
    }

    /// Whether a fact of `person` on `date` is one of the manager's team, the manager included.
    fn in_team(&self, manager: Person, person: Person, date: &str) -> bool {
        let mut current = person;
        // No company has as many levels; a circle of managers ends here.
        for _ in 0..50 {
            let Some(employment) = self.employment(current, date) else {
                return false;
            };
            if current == manager {
                return true;
            }
            let Some(key) = employment.manager_key else {
                return false;
            };
            current = self.person_of[&key];
        }
        panic!("managers of {person} run in a circle on {date}");
    }

    /// The title that a person holds last in a quarter; none when not employed in it.
    fn title(&self, person: Person, quarter: Quarter) -> Option<&str> {
        let (first, last) = (quarter.first_day(), quarter.last_day());
        let own = self.employments.iter().filter(|e| e.person == person);
        own.filter(|e| e.from <= last && first <= e.to)
            .max_by(|a, b| a.from.cmp(&b.from))
            .map(|employment| employment.title.as_str())
    }
}

fn spending(row: &Row) -> Spending {
    Spending {
        date: text(row, "date").to_owned(),
        scenario: text(row, "scenario").to_owned(),
        amount: decimal(row, "amount"),
    }
}

fn employment(row: &Row, person: Person) -> Employment {
    let to = text(row, "valid_to");
    Employment {
        person,
        manager_key: text(row, "manager_key").parse().ok(),
        title: text(row, "title").to_owned(),
        from: text(row, "valid_from").to_owned(),
        to: if to.is_empty() { "9999-12-31" } else { to }.to_owned(),
    }
}

fn rows(file: &Path) -> Vec<Row> {
    let file = File::open(file).unwrap();
    csv::Reader::from_reader(file)
        .deserialize()
        .collect::<Result<_, _>>()
        .unwrap()
}

fn text<'a>(row: &'a Row, column: &str) -> &'a str {
    &row[column]
}

fn number(row: &Row, column: &str) -> Person {
    text(row, column).parse().unwrap()
}

fn decimal(row: &Row, column: &str) -> Decimal {
    text(row, column).parse().unwrap()
}

/// The sum; none of nothing.
fn total(amounts: impl Iterator<Item = Decimal>) -> Option<Decimal> {
    amounts.reduce(|sum, amount| sum.checked_add(amount).unwrap())
}

/// To 12 decimals, half to even.
pub(crate) fn rounded(value: Decimal) -> Decimal {
    value.round_dp_with_strategy(DECIMALS, RoundingStrategy::MidpointNearestEven)
}

/// What each title is measured by, in the order of its scorecard.
fn kpis(title: &str) -> &'static [&'static str] {
    match title {
        "Sales Representative" => &["quota_attainment", "gross_margin", "resellers_served"],
        "Vice President of Sales" => &["team_quota_attainment"],
        "Chief Financial Officer" => &["budget_execution"],
        _ if title.ends_with("Sales Manager") => &["quota_attainment", "team_quota_attainment"],
        _ => &[],
    }
}

/// Every figure of a quarter, by person and KPI.
pub(crate) fn reference(
    company: &Company,
    quarter: Quarter,
) -> BTreeMap<(Person, &'static str), Figure> {
    let people: BTreeSet<Person> = company.person_of.values().copied().collect();
    let mut figures = BTreeMap::new();
    for person in people {
        let title = company.title(person, quarter).unwrap_or("");
        for kpi in kpis(title) {
            figures.insert((person, *kpi), figure(company, quarter, person, kpi));
        }
    }
    figures
}

fn figure(company: &Company, quarter: Quarter, person: Person, kpi: &str) -> Figure {
    let own_sales = || sales(company, quarter).filter(|sale| sale.person == person);
    match kpi {
        "quota_attainment" => Figure {
            actual: total(own_sales().map(|sale| sale.amount)).map_or(NO_SALES, Amount::Known),
            target: own_quota(company, quarter, person),
        },
        "gross_margin" => Figure {
            actual: gross_margin(own_sales()),
            target: Amount::FromModel,
        },
        "resellers_served" => Figure {
            actual: resellers(own_sales()),
            target: Amount::FromModel,
        },
        "team_quota_attainment" => team(company, quarter, person),
        "budget_execution" => budget(company, quarter),
        other => panic!("no such KPI: {other}"),
    }
}

fn sales(company: &Company, quarter: Quarter) -> impl Iterator<Item = &Sale> {
    company
        .sales
        .iter()
        .filter(move |sale| quarter.holds(&sale.date))
}

fn quotas(company: &Company, quarter: Quarter) -> impl Iterator<Item = &Quota> {
    company
        .quotas
        .iter()
        .filter(move |quota| quarter.holds(&quota.date))
}

fn own_quota(company: &Company, quarter: Quarter, person: Person) -> Amount {
    let own = quotas(company, quarter).filter(|quota| quota.person == person);
    match own.collect::<Vec<_>>().as_slice() {
        [] => Amount::Missing,
        [quota] => Amount::Known(quota.amount),
        _ => Amount::Refused,
    }
}

/// Σ(sales − cost) / Σ sales. Both columns are per order line, not per piece: `product_cost` of a
/// product grows with `quantity` (product 349: 1,898.0944 for 1 piece, 3,796.1888 for 2), while
/// `unit_price` is per piece, and `sales_amount` is `unit_price` × `quantity` less the discount.
fn gross_margin<'a>(sales: impl Iterator<Item = &'a Sale>) -> Amount {
    let sales: Vec<&Sale> = sales.collect();
    let revenue = total(sales.iter().map(|sale| sale.amount)).unwrap_or_default();
    let cost = total(sales.iter().map(|sale| sale.cost)).unwrap_or_default();
    let ratio = (revenue - cost).checked_div(revenue);
    ratio.map_or(Amount::Missing, Amount::Known)
}

fn resellers<'a>(sales: impl Iterator<Item = &'a Sale>) -> Amount {
    let keys: BTreeSet<&str> = sales.map(|sale| sale.reseller.as_str()).collect();
    match keys.len() {
        0 => NO_SALES,
        count => Amount::Known(Decimal::from(count)),
    }
}

/// Sales and quotas of a manager and everybody below, as it was on the date of each row.
fn team(company: &Company, quarter: Quarter, manager: Person) -> Figure {
    let sold = sales(company, quarter)
        .filter(|sale| company.in_team(manager, sale.person, &sale.date))
        .map(|sale| sale.amount);
    let asked: Vec<&Quota> = quotas(company, quarter)
        .filter(|quota| company.in_team(manager, quota.person, &quota.date))
        .collect();
    let people: BTreeSet<Person> = asked.iter().map(|quota| quota.person).collect();
    let is_double = people.len() < asked.len() && !TEAM_ADDS_DOUBLE_QUOTAS;
    Figure {
        actual: total(sold).map_or(NO_SALES, Amount::Known),
        target: match total(asked.iter().map(|quota| quota.amount)) {
            Some(_) if is_double => Amount::Refused,
            sum => sum.map_or(Amount::Missing, Amount::Known),
        },
    }
}

/// Expenditures of the whole company, actual against budget. They compare only when both have the
/// same dates: in 2011-Q4 the budget has no December.
fn budget(company: &Company, quarter: Quarter) -> Figure {
    let of = |scenario: &'static str| {
        let rows = company.spending.iter();
        rows.filter(move |row| quarter.holds(&row.date) && row.scenario == scenario)
    };
    let dates = |scenario| of(scenario).map(|row| &row.date).collect::<BTreeSet<_>>();
    let target = match total(of("Budget").map(|row| row.amount)) {
        None => Amount::Missing,
        Some(_) if dates("Budget") != dates("Actual") => Amount::Refused,
        Some(sum) => Amount::Known(sum),
    };
    Figure {
        actual: total(of("Actual").map(|row| row.amount)).map_or(Amount::Missing, Amount::Known),
        target,
    }
}

/// Actual against target, as the design defines it, to 12 decimals.
pub(crate) fn attainment(kpi: &str, actual: Decimal, target: Decimal) -> Option<Decimal> {
    let ratio = actual.checked_div(target)?;
    Some(rounded(if kpi == "budget_execution" {
        Decimal::TWO - ratio
    } else {
        ratio
    }))
}
