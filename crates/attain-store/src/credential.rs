//! How a user proves who he is. The audit trail names that a credential changed, never a secret.

use crate::ctx::{Ctx, Written, moment};
use crate::error::Result;
use crate::record::{Columns, Edit, Kept, Record, full_json};
use crate::sql::{Row, Value};
use crate::store::Store;
use jiff::Timestamp;

/// What a user proves himself by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// The user.
    pub id: String,
    /// His password, as an argon2id hash; none: he has not set one yet.
    pub password_hash: Option<String>,
    /// The secret of his second factor in base 32; none: he has no second factor.
    pub totp_secret: Option<String>,
    /// The last step of the second factor that was used: none is good twice.
    pub totp_step: Option<u64>,
    /// The code with which he may set a password, hashed, and until when.
    pub invitation: Option<(String, Timestamp)>,
    /// Sessions that began before this moment are over.
    pub sessions_from: Timestamp,
}

impl Store {
    /// Adds the credential of a user.
    ///
    /// # Errors
    /// If he has one, or there is no such user.
    pub async fn credential_insert(&self, ctx: &Ctx, credential: &Credential) -> Result<Written> {
        self.record_insert(ctx, "credential_insert", credential)
            .await
    }

    /// Changes the credential `credential.id`.
    ///
    /// # Errors
    /// If it has changed since `revision`.
    pub async fn credential_update(
        &self,
        ctx: &Ctx,
        revision: u64,
        credential: &Credential,
    ) -> Result<Written> {
        let edit = Edit::new(&credential.id, revision);
        let asked = full_json(&credential.columns()?);
        let changed = credential.clone();
        let change = |_: &Kept<Credential>| Ok(changed);
        self.record_edit(ctx, "credential_update", edit, asked, change)
            .await
    }

    /// The credential of a user, if he has one.
    ///
    /// # Errors
    /// If the records cannot be read.
    pub async fn credential_find(&self, user: &str) -> Result<Option<Kept<Credential>>> {
        self.record_find(user).await
    }

    /// The credential whose invitation has this hash.
    ///
    /// # Errors
    /// If the records cannot be read.
    pub async fn credential_invited(&self, sha256: &str) -> Result<Option<Kept<Credential>>> {
        let values = [Value::from(sha256)];
        let found = self.record_list("invitation_sha256 = $1", &values).await?;
        Ok(found.into_iter().next())
    }
}

impl Record for Credential {
    const ENTITY: &'static str = "credential";
    const TABLE: &'static str = "credentials";
    const EDITABLE: bool = true;
    const PERSONAL: &'static [&'static str] =
        &["password_hash", "totp_secret", "invitation_sha256"];

    fn id(&self) -> &str {
        &self.id
    }

    fn columns(&self) -> Result<Columns> {
        let step = self.totp_step.map(crate::sql::count).transpose()?;
        let invitation = self.invitation.as_ref();
        let until = invitation.map(|(_, until)| moment(*until));
        Ok(vec![
            ("id", Value::from(self.id.as_str())),
            ("password_hash", Value::from(self.password_hash.as_deref())),
            ("totp_secret", Value::from(self.totp_secret.as_deref())),
            ("totp_step", Value::Integer(step)),
            (
                "invitation_sha256",
                Value::from(invitation.map(|(sha256, _)| sha256.as_str())),
            ),
            ("invitation_until", Value::from(until)),
            ("sessions_from", Value::from(moment(self.sessions_from))),
        ])
    }

    fn read(row: &Row) -> Result<Self> {
        let sha256 = row.maybe_text("invitation_sha256")?;
        let until = row.maybe_parsed("invitation_until")?;
        Ok(Self {
            id: row.text("id")?,
            password_hash: row.maybe_text("password_hash")?,
            totp_secret: row.maybe_text("totp_secret")?,
            totp_step: row.maybe_count("totp_step")?,
            invitation: sha256.zip(until),
            sessions_from: row.parsed("sessions_from")?,
        })
    }
}
