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
//! Reading order: [`store`] (open), [`ctx`], [`error`], [`batch`], [`audit`]. Private: `sql` (one
//! language for both drivers), `dialect` (the schema in each one's words), `write`.

pub mod audit;
pub mod batch;
pub mod ctx;
mod dialect;
pub mod error;
mod hash;
mod migrate;
mod sql;
pub mod store;
mod write;

pub use ctx::{Ctx, Stamp, Written};
pub use error::StoreError;
pub use store::Store;
