//! # K0710 NobodyInSight
//!
//! **What it finds.** A person who is not there, or whom the user may not see. Both are answered alike.
//!
//! **Why it matters.** If the answers differed, anybody could find out who works here and who belongs to whom.
//!
//! **Example.**
//! ```text
//! $ attain explain 281 2012-Q1    # as somebody whose team 281 was not in
//! ```
//!
//! **Instead.** Check the key. A manager sees those who reported to him in that period; an employee sees himself.

use crate::diag::Code;

/// There is nobody of this key whom the user may see.
pub const NOBODY_IN_SIGHT: Code = Code::new("K0710", "NobodyInSight");
