//! # K0269 TaskNotConnected
//!
//! **What it finds.** A task of a diagram that no flow leads to or from, in a process that has flows.
//!
//! **Why it matters.** It is outside the process, or the flow was forgotten.
//!
//! **Example.**
//! ```toml
//! # <task id="pack"/> without a sequenceFlow
//! ```
//!
//! **Instead.** Draw the flow, or take the task out.

use crate::diag::Code;

/// A task is not connected with its process.
pub const TASK_NOT_CONNECTED: Code = Code::new("K0269", "TaskNotConnected");
