//! Attain's pure core: text and facts in, payouts and reasons out.
//!
//! The core never reads a file, a clock or a database, never uses floats, and never lets hash
//! order reach a result: the same model, facts and period give the same bytes on every machine.
//!
//! Reading order: [`num`] (exact numbers and the only rounding), [`diag`] (what is wrong with the
//! user's input), [`text`] (TOML with places), [`id`], [`period`], [`dataset`], [`measure`],
//! [`facts`] (what the core asks for and is given), [`attainment`], [`scale`], [`plan`].
#![deny(missing_docs)]
#![deny(
    clippy::float_arithmetic,
    clippy::float_cmp,
    clippy::as_conversions,
    clippy::iter_over_hash_type,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the core is exact, deterministic and free of IO"
)]

pub mod attainment;
pub mod batch;
pub mod calculate;
pub mod cascade;
pub mod dataset;
pub mod diag;
pub mod document;
pub mod explain;
pub mod facts;
pub mod hash;
pub mod id;
pub mod json;
pub mod measure;
pub mod model;
pub mod num;
pub mod organisation;
pub mod period;
pub mod plan;
pub mod principle;
pub mod process;
pub mod rules;
pub mod scale;
pub mod seal;
pub mod stage;
pub mod survey;
pub mod text;
pub mod transcript;
pub mod watch;
