//! `proration = { by = "days" }`: only part of the period. Days count on both ends.

use crate::diag::{Span, Spanned};
use crate::num::{Decimal, Exact, RoundMode, plain};
use crate::plan::entrant::Case;
use crate::plan::method::Earned;
use crate::plan::timeline::{Stretch, by_month, days, days_30_360, workdays};
use crate::plan::{Checked, refuse, report};
use crate::scale::pairs;
use crate::text::{Table, Value};
use jiff::civil::Date;

/// How time in a plan is counted.
#[derive(Debug, Clone)]
pub struct Proration {
    /// In what it is counted.
    pub by: Counting,
    /// From how many days of a month which part of it counts, rising; only for months.
    pub months: Vec<(Decimal, Decimal)>,
    /// Whether the part of full time counts.
    pub share: bool,
    /// How many units the period has, where it is not its own.
    pub of: Option<Spanned<Decimal>>,
    /// Days that are no workdays.
    pub holidays: Vec<Date>,
    /// Decimals that the factor is rounded to; none: it is exact.
    pub decimals: Option<u32>,
    /// How the factor is rounded.
    pub mode: RoundMode,
    /// Where it is written.
    pub span: Span,
}

/// In what time is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counting {
    /// Calendar days.
    Days,
    /// Calendar months, by how many days of them.
    Months,
    /// Months of 30 days.
    Thirty,
    /// Mondays to Fridays.
    Workdays,
}

impl Counting {
    const NAMES: [(&'static str, Self); 4] = [
        ("days", Self::Days),
        ("months", Self::Months),
        ("30/360", Self::Thirty),
        ("workdays", Self::Workdays),
    ];

    fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, one)| *one == self)
            .map_or("", |(name, _)| name)
    }
}

pub(super) fn parse(table: &Table<'_>) -> Option<Proration> {
    let span = table.key_span("proration");
    let table = table.table("proration")?;
    let by = table.required_choice("by", &Counting::NAMES)?;
    let decimals = table.number("decimals");
    let places = decimals
        .as_ref()
        .and_then(|number| u32::try_from(number.value).ok());
    if let Some(number) = decimals
        .as_ref()
        .filter(|number| !number.value.is_integer() || places.is_none_or(|places| places > 12))
    {
        table
            .diagnostics()
            .push(report::out_of_range("decimals", number, "0 to 12"));
    }
    let of = table.number("of");
    if let Some(of) = of.as_ref().filter(|of| of.value <= Decimal::ZERO) {
        table
            .diagnostics()
            .push(report::out_of_range("of", of, "above 0"));
    }
    let proration = Proration {
        by,
        months: if by == Counting::Months {
            months(&table)
        } else {
            Vec::new()
        },
        share: table.boolean("share").is_none_or(|share| share.value),
        of,
        holidays: table
            .list("holidays")
            .unwrap_or_default()
            .iter()
            .filter_map(Value::date)
            .map(|date| date.value)
            .collect(),
        decimals: places,
        mode: table.choice("mode", &RoundMode::NAMES).unwrap_or_default(),
        span,
    };
    table.finish(&["note"]);
    Some(proration)
}

/// `months = [["10", "50 %"], ["16", "100 %"]]`: from how many days which part counts.
fn months(table: &Table<'_>) -> Vec<(Decimal, Decimal)> {
    let Some((_, pairs)) = pairs(table, "months", 1) else {
        return Vec::new();
    };
    let found: Vec<(Decimal, Decimal)> = pairs
        .iter()
        .filter_map(|[days, part]| Some((days.number()?.value, part.number()?.value)))
        .collect();
    let rising = found.windows(2).all(|pair| pair.first() < pair.last());
    if !rising {
        table
            .diagnostics()
            .push(report::months_order(&table.key_span("months")));
    }
    found
}

impl Proration {
    pub(super) fn apply(&self, case: &Case<'_>, earned: &mut Earned) -> Checked<()> {
        let (factor, remark) = self.factor(case)?;
        earned.scale_by(&factor);
        earned.note("proration", factor.plain(), remark, Some(&self.span));
        Ok(())
    }

    /// The part of the period, and the formula.
    pub(in crate::plan) fn factor(&self, case: &Case<'_>) -> Checked<(Exact, String)> {
        let period = self.period(case)?;
        let whole = self.whole(period);
        let mut there = Exact::zero();
        let mut terms = Vec::new();
        for (stretch, from, to) in case.entrant.time.within(period) {
            let units = self.units(case, &stretch, from, to)?;
            let share = if self.share {
                stretch.share
            } else {
                Decimal::ONE
            };
            there = there + &units * &Exact::from(share);
            terms.push(match share == Decimal::ONE {
                true => units.plain(),
                false => format!("{} x {}", units.plain(), plain(share)),
            });
        }
        let terms = if terms.is_empty() {
            "0".to_owned()
        } else {
            terms.join(" + ")
        };
        let remark = format!("({terms}) / {} {}", whole.plain(), self.by.name());
        let Some(factor) = there.checked_div(&whole) else {
            return refuse(report::no_time(case, &self.span));
        };
        let rounded = self
            .decimals
            .map(|decimals| factor.round(decimals, self.mode));
        match rounded {
            None => Ok((factor, remark)),
            Some(Some(rounded)) => Ok((Exact::from(rounded), remark)),
            Some(None) => refuse(report::no_time(case, &self.span)),
        }
    }

    /// What is paid at 100 % where the bonus changed on the way: each bonus by its time.
    pub(in crate::plan) fn mean_bonus(&self, case: &Case<'_>) -> Checked<Option<Exact>> {
        let stretches = &case.entrant.time.stretches;
        if stretches.iter().all(|stretch| stretch.bonus.is_none()) {
            return Ok(None);
        }
        let period = self.period(case)?;
        let (mut sum, mut time) = (Exact::zero(), Exact::zero());
        for (stretch, from, to) in case.entrant.time.within(period) {
            let Some(bonus) = stretch.bonus.or_else(|| case.entrant.amount("bonus")) else {
                return refuse(report::amount_missing(case, "bonus", &self.span));
            };
            let share = if self.share {
                stretch.share
            } else {
                Decimal::ONE
            };
            let units = self.units(case, &stretch, from, to)? * Exact::from(share);
            sum = sum + &units * &Exact::from(bonus);
            time = time + units;
        }
        Ok(sum.checked_div(&time))
    }

    fn period(&self, case: &Case<'_>) -> Checked<(Date, Date)> {
        match case.entrant.time.period {
            Some(period) => Ok(period),
            None => refuse(report::no_time(case, &self.span)),
        }
    }

    /// How many units the period has.
    fn whole(&self, (from, to): (Date, Date)) -> Exact {
        match (&self.of, self.by) {
            (Some(of), _) => Exact::from(of.value),
            (None, Counting::Days) => days(from, to),
            (None, Counting::Thirty) => days_30_360(from, to),
            (None, Counting::Workdays) => workdays(from, to, &self.holidays),
            (None, Counting::Months) => {
                Exact::from(u64::try_from(by_month(from, to).len()).unwrap_or(u64::MAX))
            }
        }
    }

    /// How many units a stretch has, less its leave.
    fn units(&self, case: &Case<'_>, stretch: &Stretch, from: Date, to: Date) -> Checked<Exact> {
        let leave = Exact::from(stretch.leave);
        let units = match self.by {
            Counting::Days => days(from, to),
            Counting::Thirty => days_30_360(from, to),
            Counting::Workdays => workdays(from, to, &self.holidays),
            Counting::Months if !leave.is_zero() => {
                return refuse(report::leave_in_months(case, &self.span));
            }
            Counting::Months => by_month(from, to).iter().map(|days| self.month(days)).sum(),
        };
        if leave > units {
            return refuse(report::leave_too_long(case, &leave, &units, &self.span));
        }
        Ok(units - leave)
    }

    /// The part of a month that some days of it count for.
    fn month(&self, days: &Exact) -> Exact {
        let reached = self
            .months
            .iter()
            .rfind(|(from, _)| Exact::from(*from) <= *days);
        reached.map_or_else(Exact::zero, |(_, part)| Exact::from(*part))
    }
}
