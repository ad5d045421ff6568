//! Users: who may sign in or act at the machine, and as what.

use crate::access::{Role, UseCase};
use crate::caller::Caller;
use crate::error::AppError;
use attain_core::id::PersonId;
use attain_store::Kept;
use attain_store::user::User;
use std::collections::BTreeSet;

/// A user to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUser {
    /// How he signs in.
    pub id: String,
    /// What he is called.
    pub name: String,
    /// The person whose results are his own.
    pub person: Option<PersonId>,
    /// What he may be.
    pub roles: BTreeSet<Role>,
}

/// Adds a user. The first of all becomes an administrator: somebody must add the second.
///
/// # Errors
/// If the caller may not, or there is one of this name.
pub async fn add(caller: &Caller, new: NewUser) -> Result<User, AppError> {
    caller.may(UseCase::UserWrite)?;
    let mut roles = new.roles;
    if caller.store.user_list().await?.is_empty() {
        roles.insert(Role::Administrator);
    }
    let user = User {
        id: new.id,
        name: new.name,
        person: new.person,
        roles,
        active: true,
    };
    caller.store.user_insert(&caller.ctx, &user).await?;
    Ok(user)
}

/// Gives a user exactly these roles.
///
/// # Errors
/// If the caller may not, there is no such user, or no administrator would be left.
pub async fn set_roles(caller: &Caller, id: &str, roles: BTreeSet<Role>) -> Result<User, AppError> {
    change(caller, id, |user| user.roles = roles).await
}

/// Says which person's results are a user's own.
///
/// # Errors
/// If the caller may not, or there is no such user.
pub async fn set_person(
    caller: &Caller,
    id: &str,
    person: Option<PersonId>,
) -> Result<User, AppError> {
    change(caller, id, |user| user.person = person).await
}

/// Disables a user, or lets him in again.
///
/// # Errors
/// If the caller may not, there is no such user, or no administrator would be left.
pub async fn set_active(caller: &Caller, id: &str, active: bool) -> Result<User, AppError> {
    change(caller, id, |user| user.active = active).await
}

/// All users.
///
/// # Errors
/// If the caller may not.
pub async fn list(caller: &Caller) -> Result<Vec<Kept<User>>, AppError> {
    caller.may(UseCase::UserRead)?;
    Ok(caller.store.user_list().await?)
}

async fn change(caller: &Caller, id: &str, edit: impl FnOnce(&mut User)) -> Result<User, AppError> {
    caller.may(UseCase::UserWrite)?;
    let kept = caller.store.user_fetch(id).await?;
    let mut user = kept.value;
    edit(&mut user);
    caller
        .store
        .user_update(&caller.ctx, kept.revision, &user)
        .await?;
    Ok(user)
}
