//! # K0311 WrongArguments
//!
//! **What it finds.** A function with too few, too many or unsuitable arguments.
//!
//! **Why it matters.** It is not clear what is to be computed.
//!
//! **Example.**
//! ```toml
//! measure = "sum(amount, tax)"
//! ```
//!
//! **Instead.** Give what the function takes: `sum(amount + tax)`.

use crate::diag::Code;

/// A function has the wrong arguments.
pub const WRONG_ARGUMENTS: Code = Code::new("K0311", "WrongArguments");
