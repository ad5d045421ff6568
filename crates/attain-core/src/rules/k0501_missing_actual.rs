//! # K0501 MissingActual
//!
//! **What it finds.** A KPI without an actual: no rows on days that no import covers, a zero denominator, nothing to average.
//!
//! **Why it matters.** A missing value is not a zero: it may be a file that was not imported. The person is blocked until somebody looks, unless the KPI says otherwise.
//!
//! **Example.**
//! ```toml
//! missing = "block"   # the default
//! ```
//!
//! **Instead.** Import the facts, declare with `--covers` that there were none, or write `missing = "zero"`, `"ignore"` or `"carry"`.

use crate::diag::Code;

/// A KPI has no actual.
pub const MISSING_ACTUAL: Code = Code::new("K0501", "MissingActual");
