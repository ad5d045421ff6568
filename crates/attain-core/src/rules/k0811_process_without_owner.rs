//! # K0811 ProcessWithoutOwner
//!
//! **What it finds.** A process that no position owns.
//!
//! **Why it matters.** Nobody improves it, and nobody is accountable where no responsibility says so.
//!
//! **Example.**
//! ```toml
//! [process.hiring]
//! tasks = ["Choose", "Sign"]
//! ```
//!
//! **Instead.** Add an owner, in the model or in the diagram.

use crate::diag::Code;

/// A process has no owner.
pub const PROCESS_WITHOUT_OWNER: Code = Code::new("K0811", "ProcessWithoutOwner");
