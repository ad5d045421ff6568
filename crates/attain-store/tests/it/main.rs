//! The conformance suite: every test runs on SQLite and on PostgreSQL.
//!
//! SQLite needs nothing. For PostgreSQL, `ATTAIN_TEST_POSTGRES` is the URL of a server in which
//! the tests may create databases; `.ci/postgres COMMAND` starts one for as long as a command
//! runs. Without it the PostgreSQL tests fail, unless `ATTAIN_TEST_SKIP_POSTGRES=1` says that this
//! is meant.

#[cfg(test)]
mod backups;
#[cfg(test)]
mod batches;
#[cfg(test)]
mod bundles;
#[cfg(test)]
mod checks;
#[cfg(test)]
mod concurrency;
#[cfg(test)]
mod histories;
#[cfg(test)]
mod lost_commit;
#[cfg(test)]
mod opening;
#[cfg(test)]
mod periods;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod script;
#[cfg(test)]
mod sign_in;
#[cfg(test)]
mod surveys;
#[cfg(test)]
mod world;
#[cfg(test)]
mod writes;
