//! # K0709 NotAllowedTo
//!
//! **What it finds.** Somebody who asks for what none of his roles may do.
//!
//! **Why it matters.** Pay is a matter between few people. Who may do what stands in one table, and both the command line and the pages ask it.
//!
//! **Example.**
//! ```text
//! $ attain period approve 2012-Q3    # as somebody who is only an employee
//! ```
//!
//! **Instead.** Ask somebody who has one of the roles that the message names, or an administrator to give you one: `attain user roles NAME ROLE...`.

use crate::diag::Code;

/// The user has no role that may do this.
pub const NOT_ALLOWED_TO: Code = Code::new("K0709", "NotAllowedTo");
