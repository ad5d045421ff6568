//! Cascades: the target of a whole split over its parts.

use crate::error::AppError;
use crate::run::organisation;
use crate::source::FactSource;
use attain_core::cascade::{
    Cascade, Split, SplitMethod, history_query, split_cascade, whole_target,
};
use attain_core::diag::Diagnostic;
use attain_core::facts::{FactAnswer, Group};
use attain_core::measure::evaluate;
use attain_core::model::{KpiSource, Model};
use attain_core::num::{Decimal, RATIO_DECIMALS, RoundMode};
use attain_core::period::Period;
use attain_core::rules;

/// Splits the target of a cascade's whole for a period.
///
/// # Errors
/// [`AppError::Refused`] if there is no target or no share to split by.
pub async fn cascaded(
    model: &Model,
    source: &dyn FactSource,
    cascade: &Cascade,
    period: Period,
) -> Result<Split, AppError> {
    let whole = whole_target(model, &cascade.whole.value, period).ok_or_else(|| {
        let message = format!(
            "`{}` has no target in {period} to split",
            cascade.whole.value
        );
        refused(
            Diagnostic::error(rules::MISSING_TARGET, message)
                .at(&cascade.whole.span, "")
                .with_help("add a line for everybody to `data/targets.csv`"),
        )
    })?;
    let history = match cascade.method {
        SplitMethod::History => history(model, source, cascade, period).await?,
        _ => Vec::new(),
    };
    let split = split_cascade(cascade, whole, &history).map_err(|error| {
        let message = format!("cascade `{}`: {error}", cascade.id);
        refused(Diagnostic::error(rules::CASCADE_WITHOUT_SHARES, message).at(&cascade.span, ""))
    })?;
    Ok(split)
}

fn refused(diagnostic: Diagnostic) -> AppError {
    AppError::Refused(vec![diagnostic])
}

/// What each part reached in the year before.
async fn history(
    model: &Model,
    source: &dyn FactSource,
    cascade: &Cascade,
    period: Period,
) -> Result<Vec<Decimal>, AppError> {
    let organisation = organisation(model, source).await?;
    let Some(query) = history_query(model, &organisation, cascade, period) else {
        let message = format!(
            "`{}` is not measured on facts, so it has no history",
            cascade.part.value
        );
        return Err(refused(
            Diagnostic::error(rules::CASCADE_WITHOUT_SHARES, message).at(&cascade.part.span, ""),
        ));
    };
    let answer = source.scan(&query).await?;
    let numbers = cascade.parts.iter().zip(0u32..);
    Ok(numbers
        .map(|(_, number)| reached(model, cascade, &answer, Group(number)))
        .collect())
}

/// A part's result; 0 if there is none: it then gets no share.
fn reached(model: &Model, cascade: &Cascade, answer: &FactAnswer, group: Group) -> Decimal {
    let measure = match model.kpis.get(&cascade.part.value).map(|kpi| &kpi.source) {
        Some(KpiSource::Measure { measure, .. }) => measure,
        _ => return Decimal::ZERO,
    };
    answer
        .cells
        .get(&(group, 0))
        .and_then(|cell| evaluate(measure, &cell.values))
        .and_then(|value| value.round(RATIO_DECIMALS, RoundMode::HalfEven))
        .unwrap_or(Decimal::ZERO)
}
