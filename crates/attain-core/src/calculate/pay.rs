//! From scores to money: each plan pays its participants together.

use super::{Context, PersonResult};
use crate::diag::Diagnostic;

/// Pays everybody who is not blocked. Gives the diagnostics that concern no single person.
pub(crate) fn pay(_context: &Context<'_>, _results: &mut [PersonResult]) -> Vec<Diagnostic> {
    Vec::new()
}
