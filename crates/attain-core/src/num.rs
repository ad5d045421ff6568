//! Exact numbers.
//!
//! Values at rest are [`Decimal`]s; whatever happens between two rounding points is an [`Exact`]
//! rational, so nothing is lost on the way. Rounding lives in [`round`](mod@round) and nowhere
//! else.
//!
//! ```
//! use attain_core::num::{parse_number, Exact, RoundMode};
//!
//! let actual = Exact::from(parse_number("2000").unwrap());
//! let target = Exact::from(parse_number("3000").unwrap());
//! let attainment = actual.checked_div(&target).unwrap();
//! assert_eq!(attainment.round(12, RoundMode::HalfEven).unwrap().to_string(), "0.666666666667");
//! ```

pub mod allocate;
mod exact;
mod parse;
pub mod round;

pub use exact::Exact;
pub use parse::{NumberError, parse_number, plain};
pub use round::{RoundMode, Rounding};
pub use rust_decimal::Decimal;

/// Decimals that an attainment and a score are rounded to (half to even).
pub const RATIO_DECIMALS: u32 = 12;
