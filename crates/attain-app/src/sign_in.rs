//! Signing in: passwords, a second factor, sessions, invitations, tokens for programs.
//!
//! There is no default account. The first user is made with a code that the program prints on its
//! console, and only while there is no user; everybody else is invited by an administrator.
//! Secrets are kept as hashes. Nothing here tells a wrong name from a wrong password.

mod account;
mod limit;
mod secret;
mod session;
mod token;

pub use account::{
    NewUser, accept_invitation, change_password, first_user, invite, needs_set_up, set_totp,
};
pub use limit::{Limiter, Verdict};
pub use secret::{Cost, Secret, otpauth};
pub use session::{
    Attempt, Visitor, begin_session, sessions, sign_in, sign_out, sign_out_everywhere, visitor,
};
pub use token::{NewToken, SCOPES, bearer, new_token, revoke_token, tokens};

use crate::error::AppError;
use attain_core::diag::{Code, Diagnostic};

/// A form that cannot be taken as it is.
pub(crate) fn refused(code: Code, message: impl Into<String>, help: &str) -> AppError {
    AppError::Refused(vec![Diagnostic::error(code, message).with_help(help)])
}

#[cfg(test)]
mod tests;
