//! # K0420 NoRows
//!
//! **What it finds.** A file without any row below its header, where the import does not say which days it covers.
//!
//! **Why it matters.** An empty export looks exactly like a month in which nothing happened.
//!
//! **Example.**
//! ```text
//! order_number,order_date,sales_amount
//! ```
//!
//! **Instead.** If nothing happened, say so: `--covers 2012-07-01..2012-07-31`.

use crate::diag::Code;

/// The file has no rows.
pub const NO_ROWS: Code = Code::new("K0420", "NoRows");
