//! Incentive plans: from scores to money.
//!
//! A plan has a *method*, which says what is earned for each part, and *adjustments*, which change
//! it in an order that is fixed or that the plan states. Everything is exact until the total is
//! rounded, once; the parts then share the rounded total. All fields, defaults and the order
//! are in `docs/reference/plan.md`, whose examples are run as tests.
//!
//! ```
//! use attain_core::plan::{TryFormat, try_plan};
//! use attain_core::text::Document;
//!
//! let plan = Document::new("plan.toml", r#"
//! [plan.manager]
//! currency = "EUR"
//! income = "60000"
//! fixed = "30 %"
//! "#);
//! let inputs = Document::new("inputs.csv", "person,kpi,weight,score\nann,profit,100 %,90 %\n");
//! let paid = try_plan(&plan, "manager", &inputs, TryFormat::Csv).unwrap();
//! assert_eq!(paid, "person,line,amount\n\
//!     ann,profit,37800.00\nann,fixed,18000.00\nann,variable,37800.00\nann,total,55800.00\n");
//! ```

mod adjust;
mod bonus;
mod check;
mod condition;
mod describe;
mod entrant;
mod gate;
mod kernel;
mod limit;
mod method;
mod money;
mod names;
mod parse;
mod part_rule;
mod parts;
mod pay;
mod payment;
mod prepare;
mod report;
mod reward;
mod score;
mod settle;
mod timeline;
mod try_plan;

pub use adjust::{Adjustment, Adjustments, Counting, Eligibility, ORDER, Proration};
pub use bonus::{Bonus, BonusSource, PayMix};
pub use check::{Cost, check_plans, maximum_cost};
pub(crate) use check::{above_benchmark, too_many_kpis};
pub use condition::{Bound, Condition, On, Test};
pub use entrant::{Correction, Entrant, EntrantLine};
pub use gate::{Gate, GateRule};
pub use kernel::{Kernel, Reached};
pub use limit::Limit;
pub use method::{Axis, Between, Fund, Funds, Matrix, Method, Pool};
pub use money::{RoundingRule, minor_decimals};
pub use parse::parse_plans;
pub use part_rule::{Base, PartRule};
pub use parts::PartRules;
pub use pay::{Paid, pay_plan};
pub use payment::PaymentDay;
pub use reward::Reward;
pub use score::WeightRule;
pub use settle::{Draw, Overpaid, Settlement};
pub(crate) use timeline::days as days_between;
pub use timeline::{Stretch, Timeline};
pub use try_plan::{TryFormat, try_plan};

use crate::diag::{Diagnostic, Span};
use crate::id::PlanId;
use crate::num::Decimal;

/// A value, or everything that stands in its way.
type Checked<T> = Result<T, Vec<Diagnostic>>;

/// One problem that stands in the way.
fn refuse<T>(problem: Diagnostic) -> Checked<T> {
    Err(vec![problem])
}

/// An incentive plan.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Its name in the model.
    pub id: PlanId,
    /// For people.
    pub title: String,
    /// The currency of the plan; none: the company's.
    pub currency: Option<String>,
    /// What is paid at 100 %.
    pub bonus: Bonus,
    /// What is earned.
    pub method: Method,
    /// What it says of parts.
    pub parts: PartRules,
    /// What weights that do not add up to 1 mean.
    pub weights: WeightRule,
    /// What changes the earned amount, in order.
    pub adjustments: Adjustments,
    /// How the total is rounded.
    pub rounding: RoundingRule,
    /// Draws, advances, clawbacks.
    pub settlement: Settlement,
    /// The day of payment, where the plan states it.
    pub pays_on: Option<PaymentDay>,
    /// Rewards that are not money.
    pub rewards: Vec<Reward>,
    /// Where it is declared.
    pub span: Span,
}

impl Plan {
    /// Whether the plan says what a KPI pays, by name.
    #[must_use]
    pub fn pays(&self, kpi: &str) -> bool {
        self.parts.names(kpi)
    }

    /// The KPI that a line of a payout is for: a fund's own, and the rows of a matrix.
    #[must_use]
    pub fn kpi_of_line<'a>(&'a self, line: &'a str) -> &'a str {
        match &self.method {
            Method::Funds(funds) => {
                let fund = funds.funds.iter().find(|fund| fund.name.value == line);
                fund.map_or(line, |fund| fund.kpi.as_str())
            }
            Method::Matrix(matrix) if line == "matrix" => &matrix.rows.kpi,
            _ => line,
        }
    }

    /// What the plan says of a KPI: by name, or of all.
    #[must_use]
    pub fn part(&self, kpi: &str) -> PartRule {
        self.parts.of(kpi)
    }
}

/// What a missing value does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MissingPolicy {
    /// It blocks the person.
    #[default]
    Block,
    /// It counts as a score of 0.
    Zero,
    /// Its part is dropped, and the other weights are scaled to 1.
    Ignore,
    /// The previous period's value is taken; without one it blocks.
    Carry,
}

impl MissingPolicy {
    /// The words that models write.
    pub const NAMES: [(&'static str, Self); 4] = [
        ("block", Self::Block),
        ("zero", Self::Zero),
        ("ignore", Self::Ignore),
        ("carry", Self::Carry),
    ];
}

/// What a plan pays to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payout {
    /// The parts; they add up to the total.
    pub lines: Vec<PayoutLine>,
    /// What is paid by the plan, rounded.
    pub total: Decimal,
    /// The weighted score, rounded to 12 decimals, where the method has one.
    pub score: Option<Decimal>,
    /// The fixed part of the income, where the plan states a pay mix. It is not in the total.
    pub fixed: Option<Decimal>,
    /// What is shown beside the pay: balances, and rewards that are not money.
    pub beside: Vec<PayoutLine>,
    /// How it came about, step by step.
    pub account: Vec<Step>,
}

/// A part of what is paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayoutLine {
    /// The KPI, the fund, or what the adjustment is called.
    pub id: String,
    /// The amount, rounded so that all lines add up to the total.
    pub amount: Decimal,
}

/// One step of how a payout came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What was computed: `score`, `bonus at 100 %`, `cap`.
    pub name: String,
    /// Its value, plainly.
    pub value: String,
    /// The formula with its numbers, or the rule that applied.
    pub remark: String,
    /// The place of that rule.
    pub span: Option<Span>,
}

#[cfg(test)]
mod tests;
