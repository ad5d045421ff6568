//! # K0260 MalformedDiagram
//!
//! **What it finds.** A process file that is no well-formed XML.
//!
//! **Why it matters.** What cannot be read may be half a file.
//!
//! **Example.**
//! ```toml
//! # model/processes/order.bpmn ends in the middle of an element
//! ```
//!
//! **Instead.** Save the file again with the program that made it.

use crate::diag::Code;

/// A process file is no well-formed XML.
pub const MALFORMED_DIAGRAM: Code = Code::new("K0260", "MalformedDiagram");
