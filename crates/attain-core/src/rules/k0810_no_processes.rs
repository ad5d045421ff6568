//! # K0810 NoProcesses
//!
//! **What it finds.** A model with scorecards and without any process or responsibility.
//!
//! **Why it matters.** Nothing shows whether people control what they are measured on.
//!
//! **Example.**
//! ```toml
//! # no model/processes/, no [process.…], no [responsibility.…]
//! ```
//!
//! **Instead.** Draw the processes, or list them with their owners.

use crate::diag::Code;

/// The model has no processes.
pub const NO_PROCESSES: Code = Code::new("K0810", "NoProcesses");
