//! # K0305 ForbiddenSign
//!
//! **What it finds.** A sign that has no meaning in a measure: `;`, a comment, a typographic quote, `|`, `:`.
//!
//! **Why it matters.** A measure is one expression; comments and second statements are how SQL is smuggled in, and typographic quotes look right and are not.
//!
//! **Example.**
//! ```toml
//! where = ["city = ‘Moscow’"]
//! ```
//!
//! **Instead.** Write straight quotes, `city = 'Moscow'`; put comments into the TOML file, after `#`.

use crate::diag::Code;

/// A sign has no meaning in an expression.
pub const FORBIDDEN_SIGN: Code = Code::new("K0305", "ForbiddenSign");
