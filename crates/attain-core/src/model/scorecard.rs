//! `model/scorecards/*.toml`: which KPIs a position is measured by, with which weights.
//!
//! ```toml
//! [scorecard.representative]
//! positions = ["Sales Representative"]
//! plan = "representative"
//! every = "quarter"
//! kpis = [
//!   { kpi = "quota_attainment", weight = "60 %", scale = "sales" },
//!   { kpi = "gross_margin", weight = "40 %", scale = "margin" },
//!   { kpi = "orders" },              # no weight: shown beside, not paid
//! ]
//! ```

use super::reference::{id, required_id};
use crate::diag::{Diagnostic, Span, Spanned};
use crate::id::{KpiId, PlanId, PositionId, ScaleId, ScorecardId};
use crate::num::Decimal;
use crate::period::PeriodKind;
use crate::rules;
use crate::text::Table;

/// The KPIs of one or more positions.
#[derive(Debug, Clone)]
pub struct Scorecard {
    /// Its name in the model.
    pub id: ScorecardId,
    /// For people.
    pub title: String,
    /// The positions that it holds for.
    pub positions: Vec<PositionId>,
    /// Where the positions are written.
    pub position_spans: Vec<Span>,
    /// The plan that pays by it; none: nothing is paid.
    pub plan: Option<Spanned<PlanId>>,
    /// The period that it is computed for.
    pub every: PeriodKind,
    /// The lines, in order.
    pub lines: Vec<ScorecardLine>,
    /// Where it is declared.
    pub span: Span,
}

/// One KPI of a scorecard.
#[derive(Debug, Clone)]
pub struct ScorecardLine {
    /// The KPI.
    pub kpi: Spanned<KpiId>,
    /// Its weight; none: it is shown, not paid.
    pub weight: Option<Spanned<Decimal>>,
    /// The scale from attainment to score; none: the score is the attainment.
    pub scale: Option<Spanned<ScaleId>>,
    /// Where the line is written.
    pub span: Span,
}

/// Reads one `[scorecard.NAME]`.
pub(super) fn parse(name: &Spanned<String>, table: &Table<'_>) -> Option<Scorecard> {
    let positions = table.texts("positions");
    let every = table.required_choice("every", &PeriodKind::NAMES);
    let mut lines: Vec<ScorecardLine> = Vec::new();
    for line in table.tables("kpis") {
        let Some(line) = parse_line(&line) else {
            continue;
        };
        if let Some(first) = lines.iter().find(|other| other.kpi.value == line.kpi.value) {
            let message = format!(
                "KPI `{}` stands twice in scorecard `{}`",
                line.kpi.value, name.value
            );
            table.diagnostics().push(
                Diagnostic::error(rules::DUPLICATE_NAME, message)
                    .at(&line.kpi.span, "again here")
                    .at(&first.kpi.span, "first here"),
            );
            continue;
        }
        lines.push(line);
    }
    if lines.is_empty() && !table.has("kpis") {
        let _ = table.required("kpis");
    }
    let scorecard = Scorecard {
        id: name.value.as_str().into(),
        title: table
            .text("title")
            .map_or_else(|| name.value.clone(), |title| title.value),
        position_spans: positions
            .iter()
            .map(|position| position.span.clone())
            .collect(),
        positions: positions
            .into_iter()
            .map(|position| position.value.into())
            .collect(),
        plan: id(table, "plan"),
        every: every.unwrap_or(PeriodKind::Quarter),
        lines,
        span: name.span.clone(),
    };
    table.finish(&["note"]);
    Some(scorecard)
}

fn parse_line(table: &Table<'_>) -> Option<ScorecardLine> {
    let kpi = required_id(table, "kpi");
    let weight = table.number("weight");
    let scale = id(table, "scale");
    table.finish(&["note"]);
    if let Some(weight) = weight
        .as_ref()
        .filter(|weight| weight.value.is_sign_negative())
    {
        let message = format!("weight is {}, expected 0 or more", weight.value);
        table
            .diagnostics()
            .push(Diagnostic::error(rules::MALFORMED_NUMBER, message).at(&weight.span, ""));
    }
    Some(ScorecardLine {
        kpi: kpi?,
        weight,
        scale,
        span: table.span().clone(),
    })
}
