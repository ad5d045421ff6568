//! Accounts: the first user, invitations, passwords, the second factor.

use super::secret::totp_step;
use super::session::sign_out_everywhere;
use super::{Cost, Secret, refused};
use crate::access::UseCase;
use crate::caller::Caller;
use crate::error::AppError;
use attain_core::id::PersonId;
use attain_core::rules;
use attain_store::credential::Credential;
use attain_store::user::{Role, User};
use attain_store::{Ctx, Store};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// An invitation is good for a week.
const INVITATION: SignedDuration = SignedDuration::from_hours(7 * 24);
const SHORTEST: usize = 12;
const LONGEST: usize = 200;

/// A user to be made.
#[derive(Debug, Clone)]
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

pub(super) fn without_secrets(user: &str, now: Timestamp) -> Credential {
    Credential {
        id: user.to_owned(),
        password_hash: None,
        totp_secret: None,
        totp_step: None,
        invitation: None,
        sessions_from: now,
    }
}

/// Whether there is no user yet.
///
/// # Errors
/// If the records cannot be read.
pub async fn needs_set_up(store: &Store) -> Result<bool, AppError> {
    Ok(store.user_list().await?.is_empty())
}

/// Makes the first user, an administrator, with his password.
///
/// # Errors
/// If there is a user already, or name or password are not good enough.
pub async fn first_user(
    store: &Store,
    cost: Cost,
    now: Timestamp,
    new: &NewUser,
    password: &Secret,
) -> Result<(), AppError> {
    if !needs_set_up(store).await? {
        return Err(refused(
            rules::SET_UP_DONE,
            "there are users already",
            "sign in, or ask an administrator to invite you",
        ));
    }
    check_user(new)?;
    check_password(&new.id, password)?;
    let hash = cost.hash(password)?;
    let ctx = Ctx::new(&new.id, now);
    store.user_insert(&ctx, &user_of(new)).await?;
    let credential = Credential {
        password_hash: Some(hash),
        ..without_secrets(&new.id, now)
    };
    store.credential_insert(&ctx, &credential).await?;
    Ok(())
}

fn user_of(new: &NewUser) -> User {
    User {
        id: new.id.trim().to_owned(),
        name: new.name.trim().to_owned(),
        person: new.person.clone(),
        roles: new.roles.clone(),
        active: true,
    }
}

fn check_user(new: &NewUser) -> Result<(), AppError> {
    let good = |c: char| c.is_alphanumeric() || ".-_@+".contains(c);
    let id = new.id.trim();
    if id.is_empty() || id.chars().count() > 100 || !id.chars().all(good) {
        return Err(refused(
            rules::USER_NAME_REFUSED,
            format!("`{id}` cannot be the name of a user"),
            "use letters, digits and . - _ @ +, at most 100 of them",
        ));
    }
    if new.name.trim().is_empty() || new.name.chars().count() > 200 {
        return Err(refused(
            rules::USER_NAME_REFUSED,
            "the user's full name is missing or longer than 200 characters",
            "write what he is called",
        ));
    }
    Ok(())
}

fn check_password(user: &str, password: &Secret) -> Result<(), AppError> {
    let text = password.reveal();
    let length = text.chars().count();
    let different: BTreeSet<char> = text.chars().collect();
    let why = if length < SHORTEST {
        format!("the password has {length} characters, expected at least {SHORTEST}")
    } else if length > LONGEST {
        format!("the password has {length} characters, expected at most {LONGEST}")
    } else if different.len() < 5 {
        "the password repeats the same few characters".to_owned()
    } else if user.len() > 3 && text.to_lowercase().contains(&user.to_lowercase()) {
        "the password contains the user's name".to_owned()
    } else {
        return Ok(());
    };
    let help = "take a sentence that you can remember, or let a password manager make one";
    Err(refused(rules::PASSWORD_REFUSED, why, help))
}

/// Makes a user, or renews the invitation of one, and gives the code with which he sets his
/// password.
///
/// # Errors
/// If he may not, the name is not good, or the records cannot be written.
pub async fn invite(caller: &Caller, new: &NewUser) -> Result<Secret, AppError> {
    caller.may(UseCase::UserWrite)?;
    let (store, ctx) = (&caller.store, &caller.ctx);
    check_user(new)?;
    let user = user_of(new);
    let known = store.user_list().await?;
    if !known.iter().any(|kept| kept.value.id == user.id) {
        store.user_insert(ctx, &user).await?;
    }
    let code = Secret::random()?;
    let until = ctx.now.saturating_add(INVITATION).unwrap_or(ctx.now);
    let invitation = Some((code.sha256(), until));
    match store.credential_find(&user.id).await? {
        Some(kept) => {
            let changed = Credential {
                invitation,
                ..kept.value.clone()
            };
            store
                .credential_update(ctx, kept.revision, &changed)
                .await?;
        }
        None => {
            let credential = Credential {
                invitation,
                ..without_secrets(&user.id, ctx.now)
            };
            store.credential_insert(ctx, &credential).await?;
        }
    }
    Ok(code)
}

/// Sets a password with the code of an invitation, which is used up; gives the user's name.
/// Sessions from before are over.
///
/// # Errors
/// If the code is not good (any more), or the password is not good enough.
pub async fn accept_invitation(
    store: &Store,
    cost: Cost,
    now: Timestamp,
    code: &Secret,
    password: &Secret,
) -> Result<String, AppError> {
    let found = store.credential_invited(&code.sha256()).await?;
    let good = |until: &Timestamp| now < *until;
    let kept = found
        .filter(|kept| {
            kept.value
                .invitation
                .as_ref()
                .is_some_and(|(_, until)| good(until))
        })
        .ok_or_else(|| {
            refused(
                rules::CODE_REFUSED,
                "this invitation is used up or has ended",
                "ask an administrator for a new one",
            )
        })?;
    let user = kept.value.id.clone();
    check_password(&user, password)?;
    let changed = Credential {
        password_hash: Some(cost.hash(password)?),
        invitation: None,
        sessions_from: now,
        ..kept.value.clone()
    };
    let ctx = Ctx::new(&user, now);
    store
        .credential_update(&ctx, kept.revision, &changed)
        .await?;
    Ok(user)
}

/// Changes the password of the user of `ctx`; all his sessions end.
///
/// # Errors
/// If the old password is wrong, or the new one is not good enough.
pub async fn change_password(
    store: &Store,
    cost: Cost,
    ctx: &Ctx,
    old: &Secret,
    new: &Secret,
) -> Result<(), AppError> {
    let credential = store.credential_find(&ctx.user).await?;
    let hash = credential
        .as_ref()
        .and_then(|kept| kept.value.password_hash.clone());
    let right = cost.matches(old, hash.as_deref())?;
    let (Some(kept), true) = (credential, right) else {
        return Err(refused(
            rules::SIGN_IN_REFUSED,
            "the old password is not right",
            "try again; if you have forgotten it, ask an administrator for a new invitation",
        ));
    };
    check_password(&ctx.user, new)?;
    let changed = Credential {
        password_hash: Some(cost.hash(new)?),
        ..kept.value.clone()
    };
    store
        .credential_update(ctx, kept.revision, &changed)
        .await?;
    sign_out_everywhere(store, ctx, &ctx.user).await
}

/// Sets the second factor of the user of `ctx` once a code of it is right; no secret: takes the
/// second factor away, which needs a right code of it too.
///
/// # Errors
/// If the code is wrong.
pub async fn set_totp(
    store: &Store,
    ctx: &Ctx,
    secret: Option<&Secret>,
    code: &str,
) -> Result<(), AppError> {
    let kept = store.credential_find(&ctx.user).await?;
    let current = kept
        .as_ref()
        .and_then(|kept| kept.value.totp_secret.clone());
    let checked = secret.map(|secret| secret.reveal().to_owned()).or(current);
    let step = checked.and_then(|secret| totp_step(&secret, code, ctx.now.as_second()));
    let Some(step) = step else {
        return Err(refused(
            rules::CODE_REFUSED,
            "this is not the code that the second factor shows now",
            "look at the clock of the device; it must be right to half a minute",
        ));
    };
    let base = kept.as_ref().map(|kept| kept.value.clone());
    let changed = Credential {
        totp_secret: secret.map(|secret| secret.reveal().to_owned()),
        totp_step: secret.map(|_| step),
        ..base.unwrap_or_else(|| without_secrets(&ctx.user, ctx.now))
    };
    match kept {
        Some(kept) => {
            store
                .credential_update(ctx, kept.revision, &changed)
                .await?
        }
        None => store.credential_insert(ctx, &changed).await?,
    };
    Ok(())
}
