//! `threshold = "70 %"`: below this weighted score nothing is paid.

use crate::diag::Spanned;
use crate::num::{Decimal, Exact, plain};
use crate::plan::entrant::Case;
use crate::plan::method::Earned;
use crate::plan::{Checked, refuse, report};
use crate::text::Table;

/// Below a score nothing is paid; at it all of it.
#[derive(Debug, Clone)]
pub struct Threshold(Spanned<Decimal>);

pub(super) fn parse(table: &Table<'_>) -> Option<Threshold> {
    table.number("threshold").map(Threshold)
}

impl Threshold {
    /// What it does, for documents.
    pub(in crate::plan) fn words(&self) -> String {
        let bound = crate::explain::percent(self.0.value);
        format!("Below a score of {bound} nothing is paid.")
    }

    pub(super) fn apply(&self, case: &Case<'_>, earned: &mut Earned) -> Checked<()> {
        let Some(score) = earned.score.clone() else {
            return refuse(report::needs_score(case, "threshold", &self.0.span));
        };
        if score < Exact::from(self.0.value) {
            earned.scale_by(&Exact::zero());
            let remark = format!("score {} is below {}", score.plain(), plain(self.0.value));
            earned.note("threshold", "0", remark, Some(&self.0.span));
        }
        Ok(())
    }
}
