//! # K0265 DanglingReference
//!
//! **What it finds.** A flow or a lane of a diagram that refers to an element that the file does not have.
//!
//! **Why it matters.** A task may be missing from the diagram, or lead nowhere.
//!
//! **Example.**
//! ```toml
//! # <sequenceFlow id="f" sourceRef="a" targetRef="gone"/>
//! ```
//!
//! **Instead.** Draw the line anew in the editor, and save the file.

use crate::diag::Code;

/// A diagram refers to an element that it does not have.
pub const DANGLING_REFERENCE: Code = Code::new("K0265", "DanglingReference");
