//! # K0241 MalformedAmount
//!
//! **What it finds.** A text that is no amount: neither a number, nor a share of the bonus, nor a share of a named amount.
//!
//! **Why it matters.** What is paid must be written so that there is one way to read it.
//!
//! **Example.**
//! ```toml
//! [plan.sales]
//! bonus = "20 % salary"
//! ```
//!
//! **Instead.** Write an amount `"5000"`, a share `"150 %"`, or a share of an amount of the person `"20 % of salary"`.

use crate::diag::Code;

/// A text is no amount.
pub const MALFORMED_AMOUNT: Code = Code::new("K0241", "MalformedAmount");
