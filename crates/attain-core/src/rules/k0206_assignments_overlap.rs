//! # K0206 AssignmentsOverlap
//!
//! **What it finds.** Two lines of one person that hold on the same days. (Sharing one boundary day is fine: the later line has it.)
//!
//! **Why it matters.** A person would be in two teams at once, and his results would count in both.
//!
//! **Example.**
//! ```toml
//! person,name,manager,from,to
//! 7,Ann,1,2024-01-01,2024-06-30
//! 7,Ann,2,2024-06-01,
//! ```
//!
//! **Instead.** End the earlier line on the day before the later one starts.

use crate::diag::Code;

/// Two assignments of one person overlap.
pub const ASSIGNMENTS_OVERLAP: Code = Code::new("K0206", "AssignmentsOverlap");
