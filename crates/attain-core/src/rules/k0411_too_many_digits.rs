//! # K0411 TooManyDigits
//!
//! **What it finds.** A number with more digits than its column keeps. Zeros at the end do not count.
//!
//! **Why it matters.** Attain never rounds what it imports: the cents would be gone, and totals would not agree.
//!
//! **Example.**
//! ```text
//! amount            # decimal(19,2)
//! 10.005
//! ```
//!
//! **Instead.** Correct the value, or declare more digits in the dataset: `decimal(19,3)`.

use crate::diag::Code;

/// The number has more digits than the column keeps.
pub const TOO_MANY_DIGITS: Code = Code::new("K0411", "TooManyDigits");
