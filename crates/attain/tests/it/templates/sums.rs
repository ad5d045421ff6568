//! What the program computes is what plain sums over the sample files give.

use super::Company;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

type Row = BTreeMap<String, String>;

/// The rows of a sample file in a period, by the day in a column.
struct Sample {
    rows: Vec<Row>,
}

impl Sample {
    fn read(company: &Company, dataset: &str, date: &str, period: &str) -> Self {
        let path = company.path().join(format!("samples/{dataset}.csv"));
        let mut reader = csv::Reader::from_path(path).unwrap();
        let rows = reader.deserialize::<Row>().map(Result::unwrap);
        let rows = rows.filter(|row| is_in(&row[date], period)).collect();
        Self { rows }
    }

    fn only(mut self, keep: impl Fn(&Row) -> bool) -> Self {
        self.rows.retain(keep);
        self
    }

    fn sum(&self, column: &str) -> Decimal {
        self.rows.iter().map(|row| number(row, column)).sum()
    }

    fn count(&self, keep: impl Fn(&Row) -> bool) -> Decimal {
        Decimal::from(self.rows.iter().filter(|row| keep(row)).count())
    }
}

fn number(row: &Row, column: &str) -> Decimal {
    row[column].parse().unwrap()
}

/// Whether a day lies in a month or a calendar quarter.
fn is_in(day: &str, period: &str) -> bool {
    let mut parts = day.split('-');
    let (year, month) = (parts.next().unwrap(), parts.next().unwrap());
    match period.split_once("-Q") {
        Some((of, quarter)) => {
            let number: u32 = month.parse().unwrap();
            of == year && quarter.parse::<u32>().unwrap() == number.div_ceil(3)
        }
        None => period == format!("{year}-{month}"),
    }
}

/// Some figures of a role in a period, held against rows as they were printed.
pub(super) fn hold(company: &Company, role: &str, period: &str, rows: &[String]) {
    let mut figures = BTreeMap::new();
    for row in rows {
        let cells: Vec<&str> = row.split(',').collect();
        figures.insert(cells[2], cells[3]);
    }
    for (kpi, expected) in expected(company, role, period) {
        let actual: Decimal = figures[kpi].parse().unwrap();
        let expected = expected.round_dp(12).normalize();
        assert_eq!(actual, expected, "{kpi} in {period}");
    }
}

/// Reads the rows of a dataset in the period, by the column of their day.
type Read<'a> = &'a dyn Fn(&str, &str) -> Sample;

type Figures = Vec<(&'static str, Decimal)>;

fn expected(company: &Company, role: &str, period: &str) -> Figures {
    let read = |dataset: &str, date: &str| Sample::read(company, dataset, date, period);
    match role {
        "general-director" => general_director(&read),
        "head-of-finance" => head_of_finance(&read),
        "head-of-commercial" => head_of_commercial(&read),
        "head-of-commercial-marketing" => head_of_commercial_marketing(&read),
        "project-manager" => project_manager(&read),
        "sales" => sales(&read),
        "advertising" => advertising(&read),
        "hr-specialist" => hr_specialist(&read),
        "production-manager" => production_manager(&read),
        other => panic!("{other} has no sums"),
    }
}

fn general_director(read: Read<'_>) -> Figures {
    let clients = read("director_clients", "answered_on");
    let promoters = clients.count(|row| number(row, "score") >= Decimal::from(9));
    let detractors = clients.count(|row| number(row, "score") <= Decimal::from(6));
    let market = read("director_market", "month_end");
    vec![
        ("director_profit", profit(&read("accounts", "month_end"))),
        (
            "director_market_share",
            market.sum("own_sales") / market.sum("market"),
        ),
        (
            "director_recommendation",
            (promoters - detractors) / clients.count(|_| true),
        ),
    ]
}

fn head_of_finance(read: Read<'_>) -> Figures {
    let receivables = read("receivables", "as_of");
    let cash = read("finance_cash", "week_ending");
    vec![
        ("finance_profit", profit(&read("accounts", "month_end"))),
        (
            "finance_overdue_share",
            receivables.sum("overdue") / receivables.sum("amount"),
        ),
        (
            "finance_cost_of_debt",
            cash.sum("interest") * Decimal::from(52) / cash.sum("debt"),
        ),
    ]
}

fn head_of_commercial(read: Read<'_>) -> Figures {
    let orders = read("orders", "sold_on");
    let new = read("orders", "sold_on").only(|row| row["new_customer"] == "true");
    let outlets = read("commercial_outlets", "opened_on");
    vec![
        ("commercial_turnover", orders.sum("amount")),
        (
            "commercial_new_share",
            new.sum("amount") / orders.sum("amount"),
        ),
        (
            "commercial_new_outlets",
            outlets.count(|row| row["bought_again"] == "true"),
        ),
    ]
}

fn head_of_commercial_marketing(read: Read<'_>) -> Figures {
    let sales = read("brand_sales", "sold_on");
    let campaigns = read("brand_campaigns", "month_end");
    vec![
        ("brand_turnover", sales.sum("amount")),
        (
            "brand_margin",
            (sales.sum("amount") - sales.sum("cost")) / sales.sum("amount"),
        ),
        (
            "brand_marketing_return",
            campaigns.sum("contribution") / campaigns.sum("spend"),
        ),
    ]
}

fn project_manager(read: Read<'_>) -> Figures {
    let own = |row: &Row| row["manager"] == "mara";
    let milestones = read("project_milestones", "due_on").only(own);
    let done = milestones.count(|row| row["done_on"] <= row["due_on"]);
    let costs = read("project_costs", "month_end").only(own);
    vec![
        ("project_time", done / milestones.count(|_| true)),
        ("project_budget", costs.sum("actual") / costs.sum("earned")),
    ]
}

fn sales(read: Read<'_>) -> Figures {
    let own = read("orders", "sold_on").only(|row| row["seller"] == "anna");
    vec![
        ("sales_turnover", own.sum("amount")),
        (
            "sales_margin",
            (own.sum("amount") - own.sum("cost")) / own.sum("amount"),
        ),
        (
            "sales_unit_turnover",
            read("orders", "sold_on").sum("amount"),
        ),
    ]
}

fn advertising(read: Read<'_>) -> Figures {
    let leads = read("advertising_leads", "arrived_on");
    let good = |row: &Row| row["qualified"] == "true" && row["region"] != "elsewhere";
    let spent = read("advertising_spend", "month_end").sum("spent");
    vec![
        ("advertising_qualified", leads.count(good)),
        ("advertising_cost_of_lead", spent / leads.count(good)),
    ]
}

fn hr_specialist(read: Read<'_>) -> Figures {
    let vacancies = read("hr_vacancies", "closed_on");
    let right = |row: &Row| row["fits_profile"] == "true" && row["stayed"] == "true";
    vec![
        (
            "hr_right_hires",
            vacancies.count(right) / vacancies.count(|_| true),
        ),
        (
            "hr_cost_of_hire",
            vacancies.sum("cost") / vacancies.count(right),
        ),
        (
            "hr_interview_time",
            vacancies.sum("minutes") / vacancies.sum("interviews"),
        ),
    ]
}

fn profit(accounts: &Sample) -> Decimal {
    let sign = |row: &Row| match row["kind"].as_str() {
        "revenue" => Decimal::ONE,
        "transfer" => Decimal::ZERO,
        _ => -Decimal::ONE,
    };
    let rows = accounts.rows.iter();
    rows.map(|row| number(row, "actual") * sign(row)).sum()
}

fn production_manager(read: Read<'_>) -> Figures {
    let output = read("production_output", "finished_on");
    let rows = output.rows.iter();
    let kept: Decimal = rows
        .map(|row| number(row, "good").min(number(row, "planned")))
        .sum();
    let costs = read("accounts", "month_end")
        .only(|row| row["unit"] == "production" && row["kind"] != "transfer");
    let fixed: Decimal = costs
        .rows
        .iter()
        .filter(|row| row["kind"] == "fixed")
        .map(|row| number(row, "actual"))
        .sum();
    vec![
        ("production_volume", output.sum("good")),
        ("production_plan", kept / output.sum("planned")),
        (
            "production_scrap",
            output.sum("scrap") / (output.sum("good") + output.sum("scrap")),
        ),
        (
            "production_budget",
            costs.sum("actual") / costs.sum("budget"),
        ),
        ("production_fixed_share", fixed / costs.sum("actual")),
    ]
}
