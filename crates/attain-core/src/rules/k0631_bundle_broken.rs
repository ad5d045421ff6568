//! # K0631 BundleBroken
//!
//! **What it finds.** A closing bundle that has not the form of one, or whose hashes, proofs, signature or links do not hold.
//!
//! **Why it matters.** A bundle is evidence. What was changed in it after the close shows here.
//!
//! **Example.**
//! ```text
//! $ attain verify closes/0001-2012-Q3
//! ```
//!
//! **Instead.** Take the bundle from another copy; the manifest hash stands in the records and on every slip.

use crate::diag::Code;

/// A bundle was changed or damaged.
pub const BUNDLE_BROKEN: Code = Code::new("K0631", "BundleBroken");
