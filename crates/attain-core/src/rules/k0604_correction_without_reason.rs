//! # K0604 CorrectionWithoutReason
//!
//! **What it finds.** A correction by hand without a reason.
//!
//! **Why it matters.** Whoever reads the statement must learn why the rule did not hold.
//!
//! **Example.**
//! ```toml
//! person,kpi,score,correction,correction_reason
//! ann,sales,1,100,
//! ```
//!
//! **Instead.** Write the reason in the column `correction_reason`.

use crate::diag::Code;

/// A correction has no reason.
pub const CORRECTION_WITHOUT_REASON: Code = Code::new("K0604", "CorrectionWithoutReason");
