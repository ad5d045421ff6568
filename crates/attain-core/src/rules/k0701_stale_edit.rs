//! # K0701 StaleEdit
//!
//! **What it finds.** An edit of something that somebody else has changed since it was opened.
//!
//! **Why it matters.** Saving would overwrite a change that the one who saves has never seen.
//!
//! **Example.**
//! ```text
//! revision 3: target = "3,000"    # yours, opened at revision 2
//! revision 3: target = "2,500"    # stored meanwhile
//! ```
//!
//! **Instead.** Compare both versions, which the answer holds, and save again what should stay.

use crate::diag::Code;

/// The record has changed since it was read.
pub const STALE_EDIT: Code = Code::new("K0701", "StaleEdit");
