//! # K0271 EvidenceMissing
//!
//! **What it finds.** A decision to go on with the next stage while evidence of this one is missing, or an earlier stage is not decided.
//!
//! **Why it matters.** What is skipped comes back as a dispute about pay.
//!
//! **Example.**
//! ```toml
//! stage,outcome,by,on,note
//! pilot,go,Ann,2026-03-01,three differences nobody can explain
//! ```
//!
//! **Instead.** Give what the notes name, or decide `--outcome stay` and say what is to be done.

use crate::diag::Code;

/// A stage is decided without its evidence.
pub const EVIDENCE_MISSING: Code = Code::new("K0271", "EvidenceMissing");
