//! `method = "per_unit"`: so much for each unit, above some and up to some.

use super::{Amount, missing, only_looked_at};
use crate::num::{Exact, plain};
use crate::plan::entrant::{Case, EntrantLine};
use crate::plan::{Checked, refuse, report};

pub(super) fn amount(case: &Case<'_>, line: &EntrantLine) -> Checked<Amount> {
    let rule = case.plan.part(&line.kpi);
    let Some(rate) = &rule.rate else {
        return match only_looked_at(case, line) {
            true => Ok(None),
            false => refuse(report::no_rate(case, &line.kpi)),
        };
    };
    let Some(actual) = &line.actual else {
        return missing(case, line, "actual");
    };
    if actual.is_negative() {
        return refuse(report::negative_units(case, &line.kpi, actual, &rate.span));
    }
    let mut units = if rule.whole {
        actual.floor()
    } else {
        actual.clone()
    };
    if let Some(up_to) = rule.up_to {
        units = units.min(Exact::from(up_to));
    }
    if let Some(above) = rule.above {
        units = (units - Exact::from(above)).max(Exact::zero());
    }
    let remark = format!(
        "{} x {} of {} units",
        plain(rate.value),
        units.plain(),
        actual.plain()
    );
    Ok(Some((&Exact::from(rate.value) * &units, remark)))
}
