//! # K0703 WrongState
//!
//! **What it finds.** Something that cannot be done in the state in which a record is: closing a period that nobody approved, changing a target of a period in review, answering a dispute that is decided.
//!
//! **Why it matters.** The steps are in this order so that nobody is paid what nobody has looked at.
//!
//! **Example.**
//! ```text
//! $ attain close 2012-Q3    # the period is calculated, not approved
//! ```
//!
//! **Instead.** Take the steps that are missing. A period in review or approved can be reopened, for a reason; a closed one cannot: book a correction.

use crate::diag::Code;

/// The record is in another state than this needs.
pub const WRONG_STATE: Code = Code::new("K0703", "WrongState");
