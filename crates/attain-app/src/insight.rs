//! Whether the system of KPIs and pay works: advice, never pay.
//!
//! Everything here looks at what is computed elsewhere and says something about it. Nothing here
//! is ever paid, so numbers may be floats; the core has none.
//!
//! - [`forecast`]: where a KPI will end;
//! - [`health`]: KPIs that are stale, always red, never red, or no longer move;
//! - [`alerts`]: rules of the model, evaluated;
//! - [`effectiveness`]: whether pay follows results;
//! - [`signals`]: patterns that an independent reader should look at;
//! - [`survey`]: what people say, without telling who said it.
//!
//! Each gives plain structs, and a [`Report`] of them: a table that prints as text, CSV or JSON.
//! Where chance is needed it comes from a fixed seed ([`chance::Chance`]): the same input gives
//! the same answer.

pub mod alerts;
pub mod chance;
pub mod effectiveness;
pub mod forecast;
pub mod health;
pub mod history;
pub mod past;
pub mod report;
pub mod signals;
pub mod statistics;
pub mod survey;
pub mod workdays;

pub use report::{Cell, Report};
