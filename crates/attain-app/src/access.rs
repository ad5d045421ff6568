//! Who may do what, and whose results he sees by it: one table, which the command line and the
//! pages both ask.
//!
//! 1. An [`Actor`] is who asks: a user with his roles, an API token of his, or nobody.
//! 2. [`Actor::may`] asks whether he may do something at all.
//! 3. [`Actor::scope`] asks whose results he sees by it. The answer is a [`Scope`], and whatever
//!    reads results takes one: nothing can be read without.
//! 4. Whom a scope does not see is as if he were not there: [`Scope::find`] answers `None` for
//!    both, and callers say the same of both ([`absent`]).
//!
//! A new use-case is one variant of [`UseCase`] and one line of `table.rs`.
//!
//! ```
//! use attain_app::access::{Actor, Reach, Role, UseCase, reach};
//! assert_eq!(reach(UseCase::StatementRead, Role::Employee), Reach::Own);
//! assert_eq!(reach(UseCase::StatementRead, Role::Payroll), Reach::Closed);
//! assert!(Actor::anonymous().may(UseCase::StatementRead).is_err());
//! ```

mod actor;
mod scope;
mod scoped_facts;
mod table;

pub use actor::{Actor, Standing, Via};
pub use attain_store::user::Role;
pub use scope::{SMALLEST_GROUP, Scope, absent, comparable, limit};
pub use scoped_facts::ScopedFacts;
pub use table::{Reach, UseCase, by_token, reach, when_left};

#[cfg(test)]
mod tests;
