//! `floor = "20 %"`: no less is paid; what is missing becomes a line `floor`. A floor of one part
//! raises that part, and comes before the floor of the whole.

use crate::diag::Spanned;
use crate::plan::entrant::Case;
use crate::plan::method::Earned;
use crate::plan::{Checked, Limit};
use crate::text::Table;

/// The least that is paid.
#[derive(Debug, Clone)]
pub struct Floor(Option<Spanned<Limit>>);

pub(super) fn parse(table: &Table<'_>) -> Option<Floor> {
    let whole = Limit::parse(table, "floor");
    let parts = table
        .named_tables("kpi")
        .iter()
        .any(|(_, table)| table.has("floor"));
    (whole.is_some() || parts).then_some(Floor(whole))
}

impl Floor {
    /// The floor of the whole.
    pub(in crate::plan) fn limit(&self) -> Option<&Spanned<Limit>> {
        self.0.as_ref()
    }

    pub(super) fn apply(&self, case: &Case<'_>, earned: &mut Earned) -> Checked<()> {
        if earned.shut {
            let span = self.0.as_ref().map(|limit| &limit.span);
            earned.note("floor", "none", "nothing may be paid: see above", span);
            return Ok(());
        }
        let bonus = earned.bonus.clone();
        let mut notes = Vec::new();
        for part in &mut earned.parts {
            let Some(limit) = case.plan.part(&part.id).floor else {
                continue;
            };
            let floor = limit.value.resolve(case, bonus.as_ref(), &limit.span)?;
            if part.amount < floor {
                let remark = format!("{} is below {}", part.amount.plain(), limit.value);
                notes.push((part.id.clone(), floor.plain(), remark, limit.span));
                part.amount = floor;
            }
        }
        for (part, floor, remark, span) in notes {
            earned.note(&format!("floor of {part}"), floor, remark, Some(&span));
        }
        let Some(limit) = &self.0 else { return Ok(()) };
        let floor = limit.value.resolve(case, bonus.as_ref(), &limit.span)?;
        let total = earned.total();
        if total < floor {
            earned.push("floor", &floor - &total);
            let remark = format!("{} is below {}", total.plain(), limit.value);
            earned.note("floor", floor.plain(), remark, Some(&limit.span));
        }
        Ok(())
    }
}
