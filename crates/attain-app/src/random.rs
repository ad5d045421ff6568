//! The one place where chance enters.

use crate::error::AppError;

/// Random bytes of the system.
///
/// # Errors
/// If the system has no randomness.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], AppError> {
    let mut bytes = [0_u8; N];
    getrandom::fill(&mut bytes).map_err(|error| AppError::Secret(error.to_string()))?;
    Ok(bytes)
}
