//! # K0753 CodeRefused
//!
//! **What it finds.** A one-time code is wrong, used up, or too old.
//!
//! **Why it matters.** A code that stays good can be found by others later.
//!
//! **Example.**
//! ```toml
//! # the invitation of last month
//! ```
//!
//! **Instead.** Ask for a new code; for a second factor look at the clock of the device.

use crate::diag::Code;

/// A one-time code is not good.
pub const CODE_REFUSED: Code = Code::new("K0753", "CodeRefused");
