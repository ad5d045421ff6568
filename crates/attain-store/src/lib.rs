//! Operational records: what was imported, computed, approved and closed, by whom and when.
//!
//! One [`Store`], two databases: SQLite in a file by default, PostgreSQL by its URL. Both have the
//! same schema, the same rules and the same test suite.
//!
//! A write is one transaction, and transactions that write go one after another. It appends to the
//! audit trail, whose rows are linked by hashes, and remembers the answer under the caller's
//! idempotency key, so that a retry after a lost answer changes nothing. Who, when and under which
//! id enter as arguments ([`Ctx`]); nothing here reads a clock.
//!
//! Reading order: [`store`] (open), [`ctx`], [`error`], [`record`] (what can be edited), then one
//! file for each noun: [`batch`], [`run`], [`period`], [`model`], [`user`], [`person`], [`target`],
//! [`correction`], [`adjustment`], [`dispute`], [`acknowledgement`], [`credential`], [`session`],
//! [`token`], [`survey`]; then [`audit`] and [`check`]
//! (is all as it was written?), [`backup`] and [`bundle`]. Private: `sql` (one language for both
//! drivers), `dialect` (the schema in each one's words), `write` (a turn, a key, a line in the
//! trail).

pub mod acknowledgement;
pub mod adjustment;
pub mod audit;
pub mod backup;
pub mod batch;
pub mod bundle;
pub mod check;
pub mod correction;
pub mod credential;
pub mod ctx;
mod dialect;
pub mod dispute;
pub mod error;
mod migrate;
pub mod model;
pub mod period;
pub mod person;
pub mod record;
pub mod run;
pub mod session;
mod sql;
pub mod store;
pub mod survey;
pub mod target;
pub mod token;
pub mod user;
mod write;

pub use ctx::{Ctx, Stamp, Written};
pub use error::StoreError;
pub use record::Kept;
pub use store::Store;
