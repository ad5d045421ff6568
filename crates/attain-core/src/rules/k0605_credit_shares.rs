//! # K0605 CreditShares
//!
//! **What it finds.** A fact that is credited to several people, in shares that do not add up to 100 %.
//!
//! **Why it matters.** It would be paid twice, or in part not at all.
//!
//! **Example.**
//! ```toml
//! person,kpi,actual,credit,fact
//! ann,sales,1000,60 %,deal-1
//! bob,sales,1000,60 %,deal-1
//! ```
//!
//! **Instead.** Correct the shares. Who is credited on top of the 100 %, as a specialist, has `overlay` = yes.

use crate::diag::Code;

/// Shares of a fact do not add up.
pub const CREDIT_SHARES: Code = Code::new("K0605", "CreditShares");
