//! A plan in plain sentences, for the documents that people sign.

use super::adjust::{Adjustment, Counting, Eligibility, Proration};
use super::gate::{Gate, GateRule};
use super::part_rule::Base;
use super::{BonusSource, Bound, Limit, Method, On, Overpaid, PartRule, Plan, WeightRule};
use crate::explain::percent;
use crate::num::{Decimal, plain};
use crate::period::PeriodKind;

impl Plan {
    /// What the plan pays and what changes it, a sentence each, in the order in which it applies.
    /// `currency` is the company's; the plan's own goes first.
    #[must_use]
    pub fn describe(&self, currency: &str) -> Vec<String> {
        let currency = self.currency.as_deref().unwrap_or(currency);
        let mut out = vec![self.bonus_words(currency)];
        out.extend(method_words(&self.method, currency));
        if self.weights == WeightRule::Normalize {
            out.push("Weights are points: each counts in proportion to their sum.".to_owned());
        }
        for (kpi, rule) in &self.parts.each {
            out.extend(part_words(&format!("KPI `{kpi}`"), rule, currency));
        }
        out.extend(part_words("Every KPI", &self.parts.all, currency));
        out.extend(
            self.adjustments
                .0
                .iter()
                .flat_map(|one| adjustment_words(one, currency)),
        );
        out.push(self.rounding_words(currency));
        out.extend(self.settlement_words(currency));
        for reward in &self.rewards {
            out.push(format!(
                "Who reaches {} {} also gets {} x {}.",
                reward.condition.subject(),
                bound_words(reward.condition.on, &reward.condition.bound),
                plain(reward.quantity),
                reward.name
            ));
        }
        out
    }

    fn bonus_words(&self, currency: &str) -> String {
        let paid = |kind: PeriodKind| format!("a {}", kind.name());
        let part = match self.bonus.part {
            Some((stated, each)) => {
                format!(", stated for {} and paid for {}", paid(stated), paid(each))
            }
            None => String::new(),
        };
        match &self.bonus.source {
            BonusSource::Stated(limit) => {
                format!(
                    "The bonus at 100 % is {}{part}.",
                    limit_words(&limit.value, currency)
                )
            }
            BonusSource::Mix(mix) => format!(
                "The income at 100 % is {}: {} of it is fixed, {} is the bonus at 100 %{part}.",
                limit_words(&mix.income.value, currency),
                percent(mix.fixed),
                percent(Decimal::ONE.saturating_sub(mix.fixed)),
            ),
            BonusSource::Person(_) => {
                format!("The bonus at 100 % is agreed with each person{part}.")
            }
        }
    }

    fn rounding_words(&self, currency: &str) -> String {
        let step = self.rounding.in_currency(currency).step;
        format!(
            "The total is rounded once, to {} {currency}; its parts add up to it.",
            plain(step)
        )
    }

    fn settlement_words(&self, currency: &str) -> Vec<String> {
        let mut out = Vec::new();
        if let Some(draw) = &self.settlement.draw {
            let back = if draw.recoverable {
                "; it is paid back out of later earnings"
            } else {
                "; it is not paid back"
            };
            out.push(format!(
                "At least {} is paid{back}.",
                limit_words(&draw.minimum.value, currency)
            ));
        }
        if let Some(advance) = &self.settlement.advance {
            out.push(format!(
                "{} were paid in advance and are taken off.",
                limit_words(&advance.value, currency)
            ));
        }
        if let Some(overpaid) = self.settlement.overpaid {
            out.push(
                match overpaid {
                    Overpaid::Carry => "What was paid too much is carried to the next period.",
                    Overpaid::Claim => "What was paid too much is paid back at once.",
                    Overpaid::Waive => "What was paid too much is forgiven.",
                }
                .to_owned(),
            );
        }
        if let Some(limit) = self.settlement.clawback_limit {
            out.push(format!(
                "No more than {} of a payout is taken back.",
                percent(limit)
            ));
        }
        out
    }
}

fn method_words(method: &Method, currency: &str) -> Vec<String> {
    let one = |text: &str| vec![text.to_owned()];
    match method {
        Method::Weighted => one("Bonus = bonus at 100 % x the sum of weight x score of the KPIs."),
        Method::Multiplier => one(
            "Bonus = bonus at 100 % x the sum of weight x score of the KPIs x the factors below.",
        ),
        Method::Funds(funds) => {
            let mut out = one(
                "The bonus is divided into funds: each pays its share x the score of its KPI, \
                 unless it is blocked.",
            );
            for fund in &funds.funds {
                out.push(format!(
                    "Fund `{}`: {} of the bonus, by `{}`.",
                    fund.name.value,
                    percent(fund.share),
                    fund.kpi
                ));
                out.extend(fund.block.iter().map(|gate| gate_words(gate, "this fund")));
            }
            out.extend(
                funds
                    .block
                    .iter()
                    .map(|gate| gate_words(gate, "everything")),
            );
            out
        }
        Method::HeadOn => one(
            "Each KPI pays its weight of the bonus if its full condition holds, a part of it if a \
             partial one does, and else nothing.",
        ),
        Method::Commission => one("Each KPI pays an amount by its scale or rate."),
        Method::PerUnit => one("Each KPI pays its rate for every unit."),
        Method::Pool(pool) => vec![format!(
            "A pool of {} is shared in proportion to points x weight x score.",
            limit_words(&pool.amount.value, currency)
        )],
        Method::Matrix(matrix) => vec![format!(
            "A table with `{}` in its rows and `{}` in its columns says what is paid.",
            matrix.rows.kpi, matrix.columns.kpi
        )],
        Method::Milestones => one("Each milestone pays its amount when it is reached."),
        Method::Given => one("The amounts are stated for each person."),
    }
}

fn gate_words(gate: &Gate, what: &str) -> String {
    let parts: Vec<&str> = gate.parts.iter().map(|part| part.value.as_str()).collect();
    let what = if parts.is_empty() {
        what.to_owned()
    } else {
        parts.join(", ")
    };
    match &gate.rule {
        GateRule::Condition(condition, otherwise) => format!(
            "Unless {} is {}, {what} is multiplied by {}.",
            condition.subject(),
            bound_words(condition.on, &condition.bound),
            percent(*otherwise)
        ),
        GateRule::Steps { kpi, on, steps } => {
            let subject = super::condition::subject(kpi.as_deref(), *on);
            let steps: Vec<String> = steps
                .iter()
                .map(|(at, factor)| format!("{} from {}", percent(*factor), at_words(*on, *at)))
                .collect();
            format!(
                "{what} is multiplied by {} of {subject}, and by 0 % below.",
                steps.join(", ")
            )
        }
        GateRule::Scale { kpi, on, scale } => format!(
            "{what} is multiplied by what scale `{}` gives for {}.",
            scale.value,
            super::condition::subject(kpi.as_deref(), *on)
        ),
    }
}

fn part_words(whom: &str, rule: &PartRule, currency: &str) -> Vec<String> {
    let mut out = Vec::new();
    let on = rule.on.unwrap_or_default();
    if let Some(rate) = &rule.rate {
        let of = match rule.of.as_ref().map(|of| of.value) {
            Some(Base::Target) => "of its target",
            Some(Base::Bonus) => "of the bonus at 100 %",
            _ => "for each unit of its actual",
        };
        out.push(format!(
            "{whom} pays {} {currency} {of}.",
            plain(rate.value)
        ));
    }
    if let Some(scale) = &rule.scale {
        out.push(format!("{whom} pays by scale `{}`.", scale.value));
    }
    if let Some(above) = rule.above {
        out.push(format!(
            "{whom} pays nothing for the first {} units.",
            plain(above)
        ));
    }
    if let Some(up_to) = rule.up_to {
        out.push(format!(
            "{whom} pays nothing beyond {} units.",
            plain(up_to)
        ));
    }
    if let Some(full) = &rule.full {
        out.push(format!("{whom} is fulfilled at {}.", bound_words(on, full)));
    }
    for (bound, pays) in &rule.partial {
        out.push(format!(
            "{whom} pays {} of its weight at {}.",
            percent(*pays),
            bound_words(on, bound)
        ));
    }
    if let Some(amount) = &rule.amount {
        let late = rule.late.map_or_else(String::new, |late| {
            format!(", {} of it if late", percent(late))
        });
        let by = rule
            .deadline
            .map_or_else(String::new, |day| format!(" by {day}"));
        out.push(format!(
            "{whom} pays {} when it is reached{by}{late}.",
            limit_words(&amount.value, currency)
        ));
    }
    if let Some(cap) = &rule.cap {
        out.push(format!(
            "{whom} pays at most {}.",
            limit_words(&cap.value, currency)
        ));
    }
    if let Some(floor) = &rule.floor {
        out.push(format!(
            "{whom} pays at least {}.",
            limit_words(&floor.value, currency)
        ));
    }
    out
}

fn adjustment_words(adjustment: &Adjustment, currency: &str) -> Vec<String> {
    match adjustment {
        Adjustment::Eligibility(rule) => vec![eligibility_words(rule)],
        Adjustment::Threshold(threshold) => vec![threshold.words()],
        Adjustment::Gates(gates) => gates
            .list()
            .iter()
            .map(|gate| gate_words(gate, "everything"))
            .collect(),
        Adjustment::Accelerator(accelerator) => accelerator.words(),
        Adjustment::Multipliers(multipliers) => multipliers.words(),
        Adjustment::Proration(proration) => vec![proration_words(proration)],
        Adjustment::Ramp(ramp) => vec![ramp.words()],
        Adjustment::Cap(cap) => {
            let words =
                |limit: &Limit| format!("No more than {} is paid.", limit_words(limit, currency));
            cap.limit()
                .map(|limit| words(&limit.value))
                .into_iter()
                .collect()
        }
        Adjustment::Floor(floor) => {
            let words =
                |limit: &Limit| format!("No less than {} is paid.", limit_words(limit, currency));
            floor
                .limit()
                .map(|limit| words(&limit.value))
                .into_iter()
                .collect()
        }
        Adjustment::Exchange(exchange) => vec![exchange.words(currency)],
    }
}

fn eligibility_words(rule: &Eligibility) -> String {
    let mut conditions = Vec::new();
    if let Some(day) = &rule.hired_by {
        conditions.push(format!("was hired by {}", day.words()));
    }
    if let Some(day) = &rule.employed_on {
        let leavers = if rule.good_leavers {
            " or left on good terms"
        } else {
            ""
        };
        conditions.push(format!("is employed on {}{leavers}", day.words()));
    }
    if let Some(days) = rule.minimum_days {
        conditions.push(format!("took part for at least {} days", plain(days)));
    }
    match conditions.as_slice() {
        [] => "Everybody is paid.".to_owned(),
        conditions => format!("Paid is who {}.", conditions.join(" and ")),
    }
}

fn proration_words(rule: &Proration) -> String {
    let counted = match rule.by {
        Counting::Days => "calendar days",
        Counting::Months => "calendar months",
        Counting::Thirty => "months of 30 days",
        Counting::Workdays => "working days",
    };
    let share = if rule.share {
        ", and of the part of full time"
    } else {
        ""
    };
    format!("Who took part for a part of the period gets that part, counted in {counted}{share}.")
}

/// A bound: a percentage, unless it is one of actuals.
fn bound_words(on: On, bound: &Bound) -> String {
    format!("{} {}", bound.test.words(), at_words(on, bound.value))
}

/// A percentage, unless it is an actual.
fn at_words(on: On, value: Decimal) -> String {
    match on {
        On::Actual => plain(value),
        On::Attainment | On::Score => percent(value),
    }
}

/// An amount with its currency; a share says of what.
fn limit_words(limit: &Limit, currency: &str) -> String {
    match limit {
        Limit::Amount(_) => format!("{limit} {currency}"),
        Limit::Share(_) => format!("{limit} of the bonus at 100 %"),
        Limit::Of(..) => limit.to_string(),
    }
}
