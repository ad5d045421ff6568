//! `method = "given"`: the amounts are known; the plan only adjusts and settles them.

use super::{Amount, missing};
use crate::plan::Checked;
use crate::plan::entrant::{Case, EntrantLine};

pub(super) fn amount(case: &Case<'_>, line: &EntrantLine) -> Checked<Amount> {
    match line.amount.clone().or_else(|| line.actual.clone()) {
        Some(amount) => Ok(Some((amount, "given".to_owned()))),
        None => missing(case, line, "amount"),
    }
}
