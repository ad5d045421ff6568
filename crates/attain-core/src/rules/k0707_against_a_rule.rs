//! # K0707 AgainstARule
//!
//! **What it finds.** A write that breaks a rule of the records: a reason is missing, a name is empty or taken, a hash has the wrong length.
//!
//! **Why it matters.** The rules stand in the database itself, so that no part of the program can forget them.
//!
//! **Example.**
//! ```text
//! retract b-17, reason ""
//! ```
//!
//! **Instead.** The message names the rule, as `<table>_<rule>`: `batches_end_has_reason` wants a reason. Give what is missing.

use crate::diag::Code;

/// The records refuse the write.
pub const AGAINST_A_RULE: Code = Code::new("K0707", "AgainstARule");
