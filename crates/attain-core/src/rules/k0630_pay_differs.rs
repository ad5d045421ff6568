//! # K0630 PayDiffers
//!
//! **What it finds.** Pay that does not come out of the model, people, targets and facts that it is said to come from.
//!
//! **Why it matters.** A closed period can be computed again from its bundle by anybody. If another amount comes out, either the bundle was changed or it was made by another version of Attain; nobody should be paid by it.
//!
//! **Example.**
//! ```text
//! $ attain verify 2012-Q3
//! ```
//!
//! **Instead.** The message names the first statement and line that differ. Compare with the slips of employees and with an earlier copy; before a close, calculate the period again.

use crate::diag::Code;

/// What comes out again is not what is written.
pub const PAY_DIFFERS: Code = Code::new("K0630", "PayDiffers");
