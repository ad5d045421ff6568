//! The conformance suite: every test runs on SQLite and on PostgreSQL.
//!
//! SQLite needs nothing. For PostgreSQL, `ATTAIN_TEST_POSTGRES` is the URL of a server in which
//! the tests may create databases (`.ci/postgres cargo test …` starts one). Without it the
//! PostgreSQL tests fail, unless `ATTAIN_TEST_SKIP_POSTGRES=1` says that this is meant.

#[cfg(test)]
mod batches;
#[cfg(test)]
mod opening;
#[cfg(test)]
mod world;
