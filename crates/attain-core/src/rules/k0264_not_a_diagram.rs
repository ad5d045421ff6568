//! # K0264 NotADiagram
//!
//! **What it finds.** A `.bpmn` file whose first element is not `definitions` of BPMN 2.0.
//!
//! **Why it matters.** It is another format, or BPMN 1, and none of it would be seen.
//!
//! **Example.**
//! ```toml
//! # <mxfile host="app.diagrams.net">
//! ```
//!
//! **Instead.** Export the diagram as BPMN 2.0 XML.

use crate::diag::Code;

/// A process file is no BPMN 2.0.
pub const NOT_A_DIAGRAM: Code = Code::new("K0264", "NotADiagram");
