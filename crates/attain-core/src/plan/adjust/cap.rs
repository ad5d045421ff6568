//! `cap = "150 %"`: no more is paid; the parts share the cap in proportion.

use crate::diag::Spanned;
use crate::num::Exact;
use crate::plan::{Checked, Limit};
use crate::plan::entrant::Case;
use crate::plan::method::Earned;
use crate::text::Table;

/// The most that is paid.
#[derive(Debug, Clone)]
pub struct Cap(Spanned<Limit>);

pub(super) fn parse(table: &Table<'_>) -> Option<Cap> {
    Limit::parse(table, "cap").map(Cap)
}

impl Cap {
    pub(super) fn apply(&self, case: &Case<'_>, earned: &mut Earned) -> Checked<()> {
        let cap = self.0.value.resolve(case, earned.bonus.as_ref(), &self.0.span)?;
        let total = earned.total();
        if total <= cap {
            return Ok(());
        }
        earned.scale_by(&cap.checked_div(&total).unwrap_or_else(Exact::zero));
        let remark = format!("{} is above {}", total.plain(), self.0.value);
        earned.note("cap", cap.plain(), remark, Some(&self.0.span));
        Ok(())
    }
}
