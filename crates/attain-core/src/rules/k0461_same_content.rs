//! # K0461 SameContent
//!
//! **What it finds.** A file whose rows are, all of them, in a batch that was committed earlier, whatever the file is called or how it is formatted.
//!
//! **Why it matters.** Counted twice, every sum over it is twice too large, and so is the pay.
//!
//! **Example.**
//! ```text
//! $ attain import reseller_sales july.csv
//! $ attain import reseller_sales july-again.csv
//! ```
//!
//! **Instead.** Nothing, if it is the same file. If both really happened (two tills with equal sales), say so: `--distinct "two tills"`.

use crate::diag::Code;

/// The same content was imported before.
pub const SAME_CONTENT: Code = Code::new("K0461", "SameContent");
