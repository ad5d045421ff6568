//! Use-cases: load, compute, save. The command line and the pages share them.
//!
//! - [`workspace`]: a folder with a model as text, read and checked;
//! - [`source`]: the one trait through which facts come in ([`FactSource`]);
//! - [`import`]: the commit of a batch; [`mapping`]: the headers of its files;
//! - [`run`](mod@run): a period computed and kept;
//! - [`insight`]: forecast, health, effectiveness, signals, surveys: advice, never pay;
//! - [`explain`](mod@explain): one person's period, followed down to the rows;
//! - [`table`]: a run as CSV; [`json`]: everything as JSON.
//!
//! The app never names Arrow or DataFusion, and never sees the crate that does.
#![deny(missing_docs)]

pub mod access;
pub mod caller;
pub mod cascade;
pub mod close;
pub mod correct;
pub mod disputes;
pub mod error;
pub mod explain;
pub mod identity;
pub mod import;
pub mod insight;
pub mod json;
pub mod kept;
pub mod mapping;
pub mod method;
pub mod model_file;
pub mod office;
pub mod papers;
pub mod payroll;
pub mod periods;
mod random;
pub mod records;
pub mod run;
pub mod sheet;
pub mod sign_in;
pub mod source;
pub mod stages;
pub mod statement;
pub mod table;
pub mod targets;
pub mod users;
pub mod verify;
pub mod versions;
pub mod what_if;
pub mod workspace;

pub use attain_store as store;
pub use error::AppError;
pub use source::{FactSource, SourceError};
pub use workspace::Workspace;
