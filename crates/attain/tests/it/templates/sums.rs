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
    let (year, month) = (&day[..4], day[5..7].parse::<u32>().unwrap());
    match period.split_once("-Q") {
        Some((of, quarter)) => of == year && quarter.parse::<u32>().unwrap() == month.div_ceil(3),
        None => period == &day[..7],
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

fn expected(company: &Company, role: &str, period: &str) -> Vec<(&'static str, Decimal)> {
    let read = |dataset: &str, date: &str| Sample::read(company, dataset, date, period);
    match role {
        "general-director" => {
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
        "production-manager" => production(&read),
        "head-of-finance" => {
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
        "head-of-commercial" => {
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
        "head-of-commercial-marketing" => {
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
        "project-manager" => {
            let own = |row: &Row| row["manager"] == "mara";
            let milestones = read("project_milestones", "due_on").only(own);
            let done = milestones.count(|row| row["done_on"] <= row["due_on"]);
            let costs = read("project_costs", "month_end").only(own);
            vec![
                ("project_time", done / milestones.count(|_| true)),
                ("project_budget", costs.sum("actual") / costs.sum("earned")),
            ]
        }
        "sales" => {
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
        "advertising" => {
            let leads = read("advertising_leads", "arrived_on");
            let good = |row: &Row| row["qualified"] == "true" && row["region"] != "elsewhere";
            let spent = read("advertising_spend", "month_end").sum("spent");
            vec![
                ("advertising_qualified", leads.count(good)),
                ("advertising_cost_of_lead", spent / leads.count(good)),
            ]
        }
        "hr-specialist" => {
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
        other => panic!("{other} has no sums"),
    }
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

fn production(read: &dyn Fn(&str, &str) -> Sample) -> Vec<(&'static str, Decimal)> {
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
