//! # K0551 SplitByAnotherColumn
//!
//! **What it finds.** A line of `data/credits.csv` that splits facts by a column that is not the dataset's owner.
//!
//! **Why it matters.** The same fact would be credited by its owner and by the other column: twice the whole.
//!
//! **Example.**
//! ```toml
//! dataset,column,value,person,share
//! sales,customer,ACME,ann,60 %
//! ```
//!
//! **Instead.** Leave \`column\` empty, which means the owner, or write \`overlay\` as the kind of a credit that comes on top of the whole.

use crate::diag::Code;

/// A split by a column that is not the owner.
pub const SPLIT_BY_ANOTHER_COLUMN: Code = Code::new("K0551", "SplitByAnotherColumn");
