//! Tokens with which programs act for a user.

use super::{Secret, Visitor, refused};
use crate::error::AppError;
use attain_core::rules;
use attain_store::token::Token;
use attain_store::{Ctx, Kept, Store};
use jiff::{SignedDuration, Timestamp};

/// What a token may be used for.
pub const SCOPES: [&str; 3] = ["read", "write", "metrics"];
/// The longest life of a token, in days.
const DAYS: i64 = 366;

/// A token to be made.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// What it is for.
    pub title: String,
    /// What it may be used for.
    pub scopes: Vec<String>,
    /// How many days it lasts.
    pub days: i64,
}

/// Makes a token of the user of `ctx`, and gives its secret: `atn_NAME_SECRET`.
///
/// # Errors
/// If it has no title, no scope that is known, or lasts too long.
pub async fn new_token(store: &Store, ctx: &Ctx, new: &NewToken) -> Result<Secret, AppError> {
    let known = |scope: &String| SCOPES.contains(&scope.as_str());
    let title = new.title.trim();
    if title.is_empty() || title.chars().count() > 100 {
        let help = "write which program it is for, in at most 100 characters";
        return Err(refused(
            rules::TOKEN_REFUSED,
            "the token has no title",
            help,
        ));
    }
    if new.scopes.is_empty() || !new.scopes.iter().all(known) {
        let help = "choose among read, write and metrics";
        return Err(refused(
            rules::TOKEN_REFUSED,
            "the token has no scope",
            help,
        ));
    }
    if !(1..=DAYS).contains(&new.days) {
        let message = format!(
            "the token would last {} days, expected 1 to {DAYS}",
            new.days
        );
        return Err(refused(rules::TOKEN_REFUSED, message, "choose fewer days"));
    }
    let name: String = Secret::random()?.reveal().chars().take(12).collect();
    let secret = Secret::random()?;
    let lasts = SignedDuration::from_hours(new.days.saturating_mul(24));
    let token = Token {
        id: name.clone(),
        user: ctx.user.clone(),
        title: title.to_owned(),
        secret_sha256: secret.sha256(),
        scopes: new.scopes.clone(),
        until: ctx.now.saturating_add(lasts).unwrap_or(ctx.now),
        revoked: false,
    };
    store.token_insert(ctx, &token).await?;
    Ok(Secret::given(format!("atn_{name}_{}", secret.reveal())))
}

/// For whom a token acts; none: it is revoked, has ended, or never was.
///
/// # Errors
/// If the records cannot be read.
pub async fn bearer(
    store: &Store,
    now: Timestamp,
    shown: &Secret,
) -> Result<Option<Visitor>, AppError> {
    let parts = shown
        .reveal()
        .strip_prefix("atn_")
        .and_then(|rest| rest.split_once('_'));
    let Some((name, secret)) = parts else {
        return Ok(None);
    };
    let Some(token) = store.token_find(name).await? else {
        return Ok(None);
    };
    let token = token.value;
    // Hashes of secrets are compared, so the time that this takes tells nothing about a secret.
    let right = Secret::given(secret).sha256() == token.secret_sha256;
    if !right || token.revoked || now >= token.until {
        return Ok(None);
    }
    let user = store.user_fetch(&token.user).await?.value;
    Ok(user.active.then(|| Visitor {
        user,
        session: token.id.clone(),
        scopes: Some(token.scopes),
    }))
}

/// The tokens of a user, revoked ones too.
///
/// # Errors
/// If the records cannot be read.
pub async fn tokens(store: &Store, user: &str) -> Result<Vec<Kept<Token>>, AppError> {
    Ok(store.token_list(user).await?)
}

/// Revokes a token of the user of `ctx`; that of somebody else is left alone.
///
/// # Errors
/// If the records cannot be written.
pub async fn revoke_token(store: &Store, ctx: &Ctx, id: &str) -> Result<(), AppError> {
    if let Some(kept) = store.token_find(id).await?
        && kept.value.user == ctx.user
        && !kept.value.revoked
    {
        store.token_revoke(ctx, id, kept.revision).await?;
    }
    Ok(())
}
