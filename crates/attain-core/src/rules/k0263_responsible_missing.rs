//! # K0263 ResponsibleMissing
//!
//! **What it finds.** A responsibility, or a task of a diagram, that no position does.
//!
//! **Why it matters.** A task of nobody is done by chance.
//!
//! **Example.**
//! ```toml
//! [responsibility.leads]
//! process = "lead_to_order"
//! accountable = "sales_manager"  # and who does it?
//! ```
//!
//! **Instead.** Add `responsible`, or put the task into the lane of a position.

use crate::diag::Code;

/// Nobody is responsible for doing something.
pub const RESPONSIBLE_MISSING: Code = Code::new("K0263", "ResponsibleMissing");
