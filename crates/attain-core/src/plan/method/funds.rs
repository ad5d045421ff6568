//! `method = "funds"`: bonus = X x sum(f x C x D) x D of the whole.
//!
//! A fund has a share f of the bonus and a KPI with the score C. Its own blocking factor D is made
//! of the fund's `block` conditions, the one of the whole of the plan's; both lie in 0..1.

use super::Earned;
use crate::diag::Spanned;
use crate::num::{Decimal, Exact};
use crate::plan::bonus::BonusAmount;
use crate::plan::entrant::{Case, EntrantLine};
use crate::plan::gate::{Gate, factor_of};
use crate::plan::{Checked, WeightRule, report, score};
use crate::text::{Table, Value};

/// The funds of a plan.
#[derive(Debug, Clone, Default)]
pub struct Funds {
    /// The funds; none: each part is a fund of its weight.
    pub funds: Vec<Fund>,
    /// What blocks everything.
    pub block: Vec<Gate>,
}

/// A share of the bonus.
#[derive(Debug, Clone)]
pub struct Fund {
    /// Its name.
    pub name: Spanned<String>,
    /// Its share of the bonus.
    pub share: Decimal,
    /// The KPI that it pays for.
    pub kpi: String,
    /// What blocks it.
    pub block: Vec<Gate>,
}

/// A fund of a person, with the numbers.
struct Term<'a> {
    name: &'a str,
    share: Exact,
    line: &'a EntrantLine,
    block: &'a [Gate],
}

pub(super) fn parse(table: &Table<'_>) -> Funds {
    let funds: Vec<Fund> = table.tables("funds").iter().filter_map(fund).collect();
    let sum: Exact = funds.iter().map(|fund| Exact::from(fund.share)).sum();
    let normalize = table.has("weights");
    if !funds.is_empty() && !normalize && sum != Exact::one() {
        table
            .diagnostics()
            .push(report::shares_do_not_sum(&sum, &table.key_span("funds")));
    }
    Funds {
        funds,
        block: blocks(table, None),
    }
}

fn fund(table: &Table<'_>) -> Option<Fund> {
    let name = table.required_text("name");
    let share = table.required_number("share");
    let kpi = table.text("kpi").map(|kpi| kpi.value);
    let kpi = kpi.or_else(|| name.as_ref().map(|name| name.value.clone()));
    let block = blocks(table, kpi.as_deref());
    table.finish(&["note"]);
    Some(Fund {
        name: name?,
        share: share?.value,
        kpi: kpi?,
        block,
    })
}

/// `block = {…}` or a list of such tables.
fn blocks(table: &Table<'_>, kpi: Option<&str>) -> Vec<Gate> {
    let Some(value) = table.value("block") else {
        return Vec::new();
    };
    let tables: Vec<Table<'_>> = if value.is_table() {
        value.table().into_iter().collect()
    } else {
        value
            .list()
            .unwrap_or_default()
            .iter()
            .filter_map(Value::table)
            .collect()
    };
    tables
        .iter()
        .filter_map(|table| Gate::parse(table, kpi))
        .collect()
}

pub(super) fn earn(funds: &Funds, case: &Case<'_>, bonus: &BonusAmount) -> Checked<Earned> {
    let x = super::bonus_of(case, bonus)?;
    let terms = terms(funds, case)?;
    let sum: Exact = match case.plan.weights {
        WeightRule::Normalize => terms.iter().map(|term| term.share.clone()).sum(),
        WeightRule::Exact => Exact::one(),
    };
    let mut earned = Earned::default();
    let mut found = Vec::new();
    let mut score = Exact::zero();
    let mut counted = Exact::zero();
    for term in &terms {
        match one(case, term, &mut earned) {
            Ok(Some((c, d))) => {
                counted = counted + term.share.clone();
                score = score + &(&term.share * &c) * &d;
                earned.push(term.name, &(&(&x * &term.share) * &c) * &d);
            }
            Ok(None) => {}
            Err(problems) => found.extend(problems),
        }
    }
    let whole = whole(funds, case, &mut earned).unwrap_or_else(|problems| {
        found.extend(problems);
        Exact::zero()
    });
    // A fund that is dropped leaves its share to the others.
    let all: Exact = terms.iter().map(|term| term.share.clone()).sum();
    let divisor = if counted == all { sum } else { counted };
    let Some(factor) = whole.checked_div(&divisor) else {
        found.push(report::nothing_counts(case));
        return Err(found);
    };
    if !found.is_empty() {
        return Err(found);
    }
    earned.scale_by(&factor);
    earned.score = Some(&score * &factor);
    Ok(earned)
}

fn terms<'a>(funds: &'a Funds, case: &Case<'a>) -> Checked<Vec<Term<'a>>> {
    if funds.funds.is_empty() {
        let lines = score::weights(case)?;
        let equal = lines.iter().all(|(line, _)| line.weight.is_none());
        let count = Exact::from(u64::try_from(lines.len()).unwrap_or(u64::MAX));
        return Ok(lines
            .into_iter()
            .map(|(line, share)| Term {
                name: &line.kpi,
                share: if equal {
                    share.checked_div(&count).unwrap_or(share)
                } else {
                    share
                },
                line,
                block: &[],
            })
            .collect());
    }
    let entrant: &'a crate::plan::Entrant = case.entrant;
    let mut terms = Vec::new();
    let mut found = Vec::new();
    for fund in &funds.funds {
        match entrant.line(&fund.kpi) {
            Some(line) => terms.push(Term {
                name: &fund.name.value,
                share: Exact::from(fund.share),
                line,
                block: &fund.block,
            }),
            None => found.push(report::unknown_part(case, &fund.kpi, &fund.name.span)),
        }
    }
    if found.is_empty() {
        Ok(terms)
    } else {
        Err(found)
    }
}

/// C and D of a fund; none: it is dropped.
fn one(case: &Case<'_>, term: &Term<'_>, earned: &mut Earned) -> Checked<Option<(Exact, Exact)>> {
    let Some(c) = score::score_of(case, term.line)? else {
        return Ok(None);
    };
    let mut d = factor_of(case, term.block, None)?;
    if let Some(given) = term.line.factor {
        d = d * super::blocking(case, given, term.name)?;
    }
    let remark = format!(
        "f {} x C {} x D {}",
        term.share.plain(),
        c.plain(),
        d.plain()
    );
    earned.note(term.name, (&(&term.share * &c) * &d).plain(), remark, None);
    Ok(Some((c, d)))
}

/// The D of the whole.
fn whole(funds: &Funds, case: &Case<'_>, earned: &mut Earned) -> Checked<Exact> {
    let mut d = factor_of(case, &funds.block, None)?;
    if let Some(given) = case.entrant.amount("factor_all") {
        d = d * super::blocking(case, given, "factor_all")?;
    }
    earned.note("D of the whole", d.plain(), "blocks every fund", None);
    Ok(d)
}
