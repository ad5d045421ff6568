//! # K0436 SheetNotChosen
//!
//! **What it finds.** A workbook with several sheets of which none was chosen, or without the chosen one.
//!
//! **Why it matters.** The first sheet is not always the right one.
//!
//! **Example.**
//! ```text
//! attain import sales july.xlsx        # Sheets: Sales, Budget
//! ```
//!
//! **Instead.** Choose one: `--sheet Sales`.

use crate::diag::Code;

/// It is not clear which sheet of the workbook is meant.
pub const SHEET_NOT_CHOSEN: Code = Code::new("K0436", "SheetNotChosen");
