//! # K0632 NoOpenPeriod
//!
//! **What it finds.** A correction for which there is no open period of the same length that could pay it.
//!
//! **Why it matters.** A closed period never changes. What was wrong in it is paid in a later one.
//!
//! **Example.**
//! ```text
//! $ attain correct 2012-Q1    # and no later quarter is open
//! ```
//!
//! **Instead.** Open one: `attain period open 2012-Q2`; or name it: `--into 2012-Q2`.

use crate::diag::Code;

/// No open period can pay the correction.
pub const NO_OPEN_PERIOD: Code = Code::new("K0632", "NoOpenPeriod");
