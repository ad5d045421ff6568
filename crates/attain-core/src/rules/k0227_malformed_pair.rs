//! # K0227 MalformedPair
//!
//! **What it finds.** A step, point or anchor that is not a list of two.
//!
//! **Why it matters.** With one number, or three, it is not clear what is given for what.
//!
//! **Example.**
//! ```toml
//! [scale.sales]
//! kind = "step"
//! steps = [["80 %"]]
//! ```
//!
//! **Instead.** Write the position and what it gives: `["80 %", "50 %"]`.

use crate::diag::Code;

/// A step, point or anchor is not a pair.
pub const MALFORMED_PAIR: Code = Code::new("K0227", "MalformedPair");
