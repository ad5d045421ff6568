//! # K0531 UnknownRating
//!
//! **What it finds.** A rating that the anchor table does not have.
//!
//! **Why it matters.** Only the anchors say what a rating is worth; between them nothing is agreed.
//!
//! **Example.**
//! ```toml
//! [kpi.reviews]
//! direction = "rating"
//! anchors = [["A", "120 %"], ["B", "100 %"]]  # and the rating C
//! ```
//!
//! **Instead.** Add the anchor, correct the rating, or use a scale of kind `points` to draw lines between ratings.

use crate::diag::Code;

/// The rating has no anchor.
pub const UNKNOWN_RATING: Code = Code::new("K0531", "UnknownRating");
