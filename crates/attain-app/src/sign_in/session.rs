//! Sessions: begun with a password, ended by their owner or by time.

use super::secret::totp_step;
use super::{Cost, Secret, refused};
use crate::error::AppError;
use attain_core::rules;
use attain_store::credential::Credential;
use attain_store::session::Session;
use attain_store::user::User;
use attain_store::{Ctx, Kept, Store};
use jiff::{SignedDuration, Timestamp};

/// A session ends by itself after a working day.
const LASTS: SignedDuration = SignedDuration::from_hours(12);

/// What somebody brings who wants to sign in.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// Who he says that he is.
    pub user: String,
    /// His password.
    pub password: Secret,
    /// The code of his second factor; empty: he has none.
    pub code: String,
    /// What his machine says that it is.
    pub agent: String,
}

/// Who is there.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// The user.
    pub user: User,
    /// The session, or the token that stands for it.
    pub session: String,
    /// What the token may be used for; none: a session, for everything that the user may.
    pub scopes: Option<Vec<String>>,
}

/// Signs in, and gives the secret of the new session.
///
/// # Errors
/// [`AppError::Refused`] with the same words whatever was wrong.
pub async fn sign_in(
    store: &Store,
    cost: Cost,
    now: Timestamp,
    attempt: &Attempt,
) -> Result<Secret, AppError> {
    let user = store.user_fetch(&attempt.user).await.ok();
    let user = user.filter(|user| user.value.active);
    let credential = match &user {
        Some(user) => store.credential_find(&user.value.id).await?,
        None => None,
    };
    let hash = credential
        .as_ref()
        .and_then(|kept| kept.value.password_hash.clone());
    let right = cost.matches(&attempt.password, hash.as_deref())?;
    let (Some(credential), true) = (credential, right) else {
        return Err(not_so());
    };
    let ctx = Ctx::new(&credential.value.id, now);
    if let Some(secret) = &credential.value.totp_secret {
        let step = totp_step(secret, &attempt.code, now.as_second())
            .filter(|step| credential.value.totp_step.is_none_or(|last| *step > last));
        let Some(step) = step else {
            return Err(not_so());
        };
        let changed = Credential {
            totp_step: Some(step),
            ..credential.value.clone()
        };
        store
            .credential_update(&ctx, credential.revision, &changed)
            .await?;
    }
    begin_session(store, &ctx, &attempt.agent).await
}

fn not_so() -> AppError {
    refused(
        rules::SIGN_IN_REFUSED,
        "name, password or code is not right",
        "try again; if you have a second factor, add the code that it shows now",
    )
}

/// Begins a session of the user of `ctx`, and gives its secret.
///
/// # Errors
/// If the records cannot be written.
pub async fn begin_session(store: &Store, ctx: &Ctx, agent: &str) -> Result<Secret, AppError> {
    let secret = Secret::random()?;
    let session = Session {
        id: secret.sha256(),
        user: ctx.user.clone(),
        until: ctx.now.saturating_add(LASTS).unwrap_or(ctx.now),
        agent: agent
            .chars()
            .filter(|c| !c.is_control())
            .take(200)
            .collect(),
        ended_at: None,
    };
    store.session_insert(ctx, &session).await?;
    Ok(secret)
}

/// Whose session a secret is of; none: it has ended, or never was.
///
/// # Errors
/// If the records cannot be read.
pub async fn visitor(
    store: &Store,
    now: Timestamp,
    secret: &Secret,
) -> Result<Option<Visitor>, AppError> {
    let Some(session) = store.session_find(&secret.sha256()).await? else {
        return Ok(None);
    };
    let user = store.user_fetch(&session.value.user).await?.value;
    let credential = store.credential_find(&user.id).await?;
    let void = credential.is_some_and(|kept| session.created.at < kept.value.sessions_from);
    let alive = session.value.ended_at.is_none() && now < session.value.until && !void;
    Ok((alive && user.active).then(|| Visitor {
        user,
        session: session.value.id.clone(),
        scopes: None,
    }))
}

/// The sessions of a user that are alive.
///
/// # Errors
/// If the records cannot be read.
pub async fn sessions(
    store: &Store,
    now: Timestamp,
    user: &str,
) -> Result<Vec<Kept<Session>>, AppError> {
    let credential = store.credential_find(user).await?;
    let from = credential.map(|kept| kept.value.sessions_from);
    let mut sessions = store.session_list(user).await?;
    sessions.retain(|session| {
        now < session.value.until && from.is_none_or(|from| session.created.at >= from)
    });
    Ok(sessions)
}

/// Ends one session of the user of `ctx`; that of somebody else is left alone.
///
/// # Errors
/// If the records cannot be written.
pub async fn sign_out(store: &Store, ctx: &Ctx, session: &str) -> Result<(), AppError> {
    if let Some(kept) = store.session_find(session).await?
        && kept.value.user == ctx.user
        && kept.value.ended_at.is_none()
    {
        store.session_end(ctx, session, kept.revision).await?;
    }
    Ok(())
}

/// Ends all sessions of a user.
///
/// # Errors
/// If the records cannot be written.
pub async fn sign_out_everywhere(store: &Store, ctx: &Ctx, user: &str) -> Result<(), AppError> {
    let after = ctx.now.saturating_add(SignedDuration::from_micros(1));
    let from = after.unwrap_or(ctx.now);
    match store.credential_find(user).await? {
        Some(kept) => {
            let changed = Credential {
                sessions_from: from,
                ..kept.value.clone()
            };
            store
                .credential_update(ctx, kept.revision, &changed)
                .await?;
        }
        None => {
            let credential = super::account::without_secrets(user, from);
            store.credential_insert(ctx, &credential).await?;
        }
    }
    Ok(())
}
