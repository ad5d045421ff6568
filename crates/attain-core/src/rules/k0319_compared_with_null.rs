//! # K0319 ComparedWithNull
//!
//! **What it finds.** A comparison with `null`, or `null` as a value.
//!
//! **Why it matters.** A comparison with `null` is never true, so no row would qualify.
//!
//! **Example.**
//! ```toml
//! where = ["closed_on = null"]
//! ```
//!
//! **Instead.** Write `closed_on is null`.

use crate::diag::Code;

/// Something is compared with null.
pub const COMPARED_WITH_NULL: Code = Code::new("K0319", "ComparedWithNull");
