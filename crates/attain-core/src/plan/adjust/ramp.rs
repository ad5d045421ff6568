//! `ramp = { months = ["100 %", "75 %"], as = "guarantee" }`: the first months of employment. The
//! first entry is for the first month, and so on; after the last the ramp is over.

use crate::diag::Span;
use crate::num::{Decimal, Exact};
use crate::plan::entrant::Case;
use crate::plan::method::Earned;
use crate::plan::{Checked, refuse, report};
use crate::text::{Table, Value};

/// What new people get.
#[derive(Debug, Clone)]
pub struct Ramp {
    months: Vec<Decimal>,
    kind: RampKind,
    span: Span,
}

/// What the shares of a ramp mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum RampKind {
    /// They multiply the pay.
    #[default]
    Factor,
    /// At least that share of the bonus at 100 % is paid.
    Guarantee,
}

impl RampKind {
    const NAMES: [(&'static str, Self); 2] =
        [("factor", Self::Factor), ("guarantee", Self::Guarantee)];
}

pub(super) fn parse(table: &Table<'_>) -> Option<Ramp> {
    let span = table.key_span("ramp");
    let table = table.table("ramp")?;
    let months = table.required("months")?.list()?;
    let months = months
        .iter()
        .filter_map(Value::number)
        .map(|month| month.value)
        .collect();
    let kind = table.choice("as", &RampKind::NAMES).unwrap_or_default();
    table.finish(&["note"]);
    Some(Ramp { months, kind, span })
}

impl Ramp {
    /// What it does, for documents.
    pub(in crate::plan) fn words(&self) -> String {
        let shares: Vec<String> = self
            .months
            .iter()
            .map(|share| crate::explain::percent(*share))
            .collect();
        let shares = shares.join(", ");
        match self.kind {
            RampKind::Factor => {
                format!("In the first months of employment these parts are paid: {shares}.")
            }
            RampKind::Guarantee => format!(
                "In the first months of employment at least these parts of the bonus at 100 % are \
                 paid: {shares}."
            ),
        }
    }

    pub(super) fn apply(&self, case: &Case<'_>, earned: &mut Earned) -> Checked<()> {
        let month = self.month(case)?;
        let index = usize::try_from(month.saturating_sub(1)).ok();
        let Some(share) = index.and_then(|index| self.months.get(index)) else {
            return Ok(());
        };
        let share = Exact::from(*share);
        let remark = format!("month {month} of employment");
        match self.kind {
            RampKind::Factor => {
                earned.scale_by(&share);
                earned.note("ramp", share.plain(), remark, Some(&self.span));
            }
            RampKind::Guarantee if earned.shut => {
                let remark = "nothing may be paid: see above";
                earned.note("ramp", "no guarantee", remark, Some(&self.span));
            }
            RampKind::Guarantee => {
                let Some(bonus) = &earned.bonus else {
                    return refuse(report::no_bonus(case, &share.plain(), &self.span));
                };
                let least = bonus * &share;
                let total = earned.total();
                if total < least {
                    earned.push("guarantee", &least - &total);
                    earned.note("ramp", least.plain(), remark, Some(&self.span));
                }
            }
        }
        Ok(())
    }

    /// The month of employment: stated as `tenure`, or counted from the day of hire.
    fn month(&self, case: &Case<'_>) -> Checked<i64> {
        let stated = case
            .entrant
            .amount("tenure")
            .and_then(|month| i64::try_from(month).ok());
        match stated.or_else(|| case.entrant.time.month_of_employment()) {
            Some(month) => Ok(month),
            None => refuse(report::no_hire(case, "ramp", &self.span)),
        }
    }
}
