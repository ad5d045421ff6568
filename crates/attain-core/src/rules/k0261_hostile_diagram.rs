//! # K0261 HostileDiagram
//!
//! **What it finds.** A process file that declares a document type or entities of its own, nests deeper than 100 elements, or has more than 100,000 of them.
//!
//! **Why it matters.** Such files are made to exhaust or spy out the machine that reads them; no editor of diagrams writes one.
//!
//! **Example.**
//! ```toml
//! # <!DOCTYPE definitions [<!ENTITY x SYSTEM "file:///etc/passwd">]>
//! ```
//!
//! **Instead.** Find out where the file comes from, and export the diagram again.

use crate::diag::Code;

/// A process file that no editor writes.
pub const HOSTILE_DIAGRAM: Code = Code::new("K0261", "HostileDiagram");
