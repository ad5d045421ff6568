//! `cap = "150 %"`: no more is paid; the parts share the cap in proportion. A cap of one part,
//! `[plan.NAME.kpi.KPI] cap = …`, comes before the cap of the whole.

use crate::diag::Spanned;
use crate::num::Exact;
use crate::plan::entrant::Case;
use crate::plan::method::Earned;
use crate::plan::{Checked, Limit};
use crate::text::Table;

/// The most that is paid.
#[derive(Debug, Clone)]
pub struct Cap(Option<Spanned<Limit>>);

pub(super) fn parse(table: &Table<'_>) -> Option<Cap> {
    let whole = Limit::parse(table, "cap");
    let parts = table
        .named_tables("kpi")
        .iter()
        .any(|(_, table)| table.has("cap"));
    (whole.is_some() || parts).then_some(Cap(whole))
}

impl Cap {
    /// The cap of the whole.
    pub(in crate::plan) fn limit(&self) -> Option<&Spanned<Limit>> {
        self.0.as_ref()
    }

    pub(super) fn apply(&self, case: &Case<'_>, earned: &mut Earned) -> Checked<()> {
        let bonus = earned.bonus.clone();
        let mut notes = Vec::new();
        for part in &mut earned.parts {
            let Some(limit) = case.plan.part(&part.id).cap else {
                continue;
            };
            let cap = limit.value.resolve(case, bonus.as_ref(), &limit.span)?;
            if part.amount > cap {
                let remark = format!("{} is above {}", part.amount.plain(), limit.value);
                notes.push((part.id.clone(), cap.plain(), remark, limit.span));
                part.amount = cap;
            }
        }
        for (part, cap, remark, span) in notes {
            earned.note(&format!("cap of {part}"), cap, remark, Some(&span));
        }
        let Some(limit) = &self.0 else { return Ok(()) };
        let cap = limit.value.resolve(case, bonus.as_ref(), &limit.span)?;
        let total = earned.total();
        if total > cap {
            earned.scale_by(&cap.checked_div(&total).unwrap_or_else(Exact::zero));
            let remark = format!("{} is above {}", total.plain(), limit.value);
            earned.note("cap", cap.plain(), remark, Some(&limit.span));
        }
        Ok(())
    }
}
