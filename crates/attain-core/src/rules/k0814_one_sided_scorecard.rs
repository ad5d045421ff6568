//! # K0814 OneSidedScorecard
//!
//! **What it finds.** A scorecard of three or more KPIs that all serve goals of one perspective.
//!
//! **Why it matters.** People reach their numbers at the cost of what is not on the scorecard.
//!
//! **Example.**
//! ```toml
//! # turnover, profit and margin: all of them finance
//! ```
//!
//! **Instead.** Add what customers, processes or people see of this work.

use crate::diag::Code;

/// A scorecard looks at one side only.
pub const ONE_SIDED_SCORECARD: Code = Code::new("K0814", "OneSidedScorecard");
