//! # K0223 TooFewParts
//!
//! **What it finds.** A scale without steps or tiers, a scale of fewer than two points, or a rating without anchors.
//!
//! **Why it matters.** A scale without parts would give nothing to everybody, silently.
//!
//! **Example.**
//! ```toml
//! [scale.sales]
//! kind = "step"
//! steps = []
//! ```
//!
//! **Instead.** Write at least one step or tier, or two points.

use crate::diag::Code;

/// A scale has too few parts to mean something.
pub const TOO_FEW_PARTS: Code = Code::new("K0223", "TooFewParts");
