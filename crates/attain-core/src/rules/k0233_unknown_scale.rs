//! # K0233 UnknownScale
//!
//! **What it finds.** The name of a scale that the file does not have.
//!
//! **Why it matters.** Another scale, or none, would be tried instead.
//!
//! **Example.**
//! ```toml
//! attain try scale model/scales.toml slaes --at 80
//! ```
//!
//! **Instead.** Use one of the names that the message lists.

use crate::diag::Code;

/// There is no scale of this name.
pub const UNKNOWN_SCALE: Code = Code::new("K0233", "UnknownScale");
