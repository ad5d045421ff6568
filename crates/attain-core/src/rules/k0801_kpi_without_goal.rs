//! # K0801 KpiWithoutGoal
//!
//! **What it finds.** A KPI on a scorecard that serves no goal of the strategy.
//!
//! **Why it matters.** Somebody works for it, and nobody knows what for.
//!
//! **Example.**
//! ```toml
//! [kpi.calls]
//! kind = "volume"
//! # goal = "…" is missing
//! ```
//!
//! **Instead.** Add `goal`, or leave the KPI out. `attain aggregate` proposes goals for KPIs that have none.

use crate::diag::Code;

/// A KPI serves no goal.
pub const KPI_WITHOUT_GOAL: Code = Code::new("K0801", "KpiWithoutGoal");
