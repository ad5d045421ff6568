//! # K0351 AmbiguousTask
//!
//! **What it finds.** A responsibility that names a task by a name that several tasks of the process have.
//!
//! **Why it matters.** It would be held against the wrong one.
//!
//! **Example.**
//! ```toml
//! [responsibility.check]
//! process = "order"
//! task = "Check"        # there are two
//! ```
//!
//! **Instead.** Write the id of the task in the diagram.

use crate::diag::Code;

/// Several tasks have the name that is meant.
pub const AMBIGUOUS_TASK: Code = Code::new("K0351", "AmbiguousTask");
