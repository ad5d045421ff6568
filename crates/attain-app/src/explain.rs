//! One person's period, followed down to the rows.

use crate::error::AppError;
use crate::run::PeriodRun;
use crate::source::FactSource;
use attain_core::explain::{Explanation, explain, questions};
use attain_core::id::PersonId;
use attain_core::model::Model;

/// The explanation of a person's result. `None` if he takes no part in the period.
///
/// # Errors
/// If the facts cannot be read.
pub async fn explanation<'a>(
    model: &'a Model,
    run: &'a PeriodRun,
    source: &dyn FactSource,
    person: &PersonId,
) -> Result<Option<Explanation<'a>>, AppError> {
    let mut answers = Vec::new();
    for question in questions(model, &run.requirement, &run.calculation, person) {
        let detail = source.detail(&question.query).await?;
        answers.push((question, detail));
    }
    Ok(explain(model, &run.calculation, person, answers))
}
