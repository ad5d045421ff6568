//! # K0270 EvidenceIncomplete
//!
//! **What it finds.** Evidence of a stage that says who gave it and not when, or a document of a stage that is no file of the workspace.
//!
//! **Why it matters.** Evidence that nobody can look up is none.
//!
//! **Example.**
//! ```toml
//! [stage.goals]
//! evidence = [{ text = "Minutes of the board", by = "Ann" }]   # and when?
//! ```
//!
//! **Instead.** Write `by` and `on` together; name files by their path from the folder of `attain.toml`.

use crate::diag::Code;

/// Evidence of a stage is incomplete.
pub const EVIDENCE_INCOMPLETE: Code = Code::new("K0270", "EvidenceIncomplete");
