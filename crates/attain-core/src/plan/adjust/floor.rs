//! `floor = "20 %"`: no less is paid; what is missing becomes a line `floor`.

use crate::diag::Spanned;
use crate::plan::{Checked, Limit};
use crate::plan::entrant::Case;
use crate::plan::method::Earned;
use crate::text::Table;

/// The least that is paid.
#[derive(Debug, Clone)]
pub struct Floor(Spanned<Limit>);

pub(super) fn parse(table: &Table<'_>) -> Option<Floor> {
    Limit::parse(table, "floor").map(Floor)
}

impl Floor {
    pub(super) fn apply(&self, case: &Case<'_>, earned: &mut Earned) -> Checked<()> {
        let floor = self.0.value.resolve(case, earned.bonus.as_ref(), &self.0.span)?;
        let total = earned.total();
        if total >= floor {
            return Ok(());
        }
        earned.push("floor", &floor - &total);
        let remark = format!("{} is below {}", total.plain(), self.0.value);
        earned.note("floor", floor.plain(), remark, Some(&self.0.span));
        Ok(())
    }
}
