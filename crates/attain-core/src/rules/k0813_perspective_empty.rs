//! # K0813 PerspectiveEmpty
//!
//! **What it finds.** A perspective (finance, customers, processes, learning) that nothing that is paid serves.
//!
//! **Why it matters.** A company that only looks at money runs down what it earns the money with.
//!
//! **Example.**
//! ```toml
//! [goal.profit]
//! perspective = "finance"     # the only goal
//! ```
//!
//! **Instead.** Add a goal and a KPI of the perspective, or decide that it waits.

use crate::diag::Code;

/// A perspective is not measured.
pub const PERSPECTIVE_EMPTY: Code = Code::new("K0813", "PerspectiveEmpty");
