//! # K0266 DuplicateElement
//!
//! **What it finds.** Two elements of a diagram with one id.
//!
//! **Why it matters.** Nobody can say which of them a flow, a lane or a responsibility means.
//!
//! **Example.**
//! ```toml
//! # <task id="t" name="Pack"/> <task id="t" name="Send"/>
//! ```
//!
//! **Instead.** Give one of them another id in the editor.

use crate::diag::Code;

/// Two elements of a diagram have one id.
pub const DUPLICATE_ELEMENT: Code = Code::new("K0266", "DuplicateElement");
