//! # K0836 TargetAboveBenchmark
//!
//! **What it finds.** A target that is more than 30 % harder than its benchmark.
//!
//! **Why it matters.** A target that nobody reaches is given up early in the period.
//!
//! **Example.**
//! ```toml
//! kpi,target,benchmark
//! sales,140,100
//! ```
//!
//! **Instead.** Set a target that somebody has reached, or correct the benchmark.

use crate::diag::Code;

/// A target is far above its benchmark.
pub const TARGET_ABOVE_BENCHMARK: Code = Code::new("K0836", "TargetAboveBenchmark");
