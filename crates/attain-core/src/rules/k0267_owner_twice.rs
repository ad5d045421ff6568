//! # K0267 OwnerTwice
//!
//! **What it finds.** A process whose diagram names another owner than the model.
//!
//! **Why it matters.** A process has one owner; here are two answers to who that is.
//!
//! **Example.**
//! ```toml
//! [process.order]
//! owner = "sales_manager"   # and the diagram says: logistics_manager
//! ```
//!
//! **Instead.** Take one of them out.

use crate::diag::Code;

/// A process has two owners.
pub const OWNER_TWICE: Code = Code::new("K0267", "OwnerTwice");
