//! Tokens: programs act for a user, in what the token allows.

use crate::ctx::{Ctx, Written, moment};
use crate::error::Result;
use crate::record::{Columns, Edit, Kept, Record};
use crate::sql::{Row, Value};
use crate::store::Store;
use attain_core::json::Json;
use jiff::Timestamp;

/// A program may act for a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its name, the first part of what the program shows.
    pub id: String,
    /// For whom it acts.
    pub user: String,
    /// What it is for.
    pub title: String,
    /// SHA-256 of the secret, the second part.
    pub secret_sha256: String,
    /// What it may be used for, in words: `read`, `write`.
    pub scopes: Vec<String>,
    /// When it ends by itself.
    pub until: Timestamp,
    /// Whether it was revoked.
    pub revoked: bool,
}

impl Store {
    /// Adds a token.
    ///
    /// # Errors
    /// If there is one of this name, or no such user.
    pub async fn token_insert(&self, ctx: &Ctx, token: &Token) -> Result<Written> {
        self.record_insert(ctx, "token_insert", token).await
    }

    /// Revokes a token.
    ///
    /// # Errors
    /// If there is none of this name.
    pub async fn token_revoke(&self, ctx: &Ctx, id: &str, revision: u64) -> Result<Written> {
        let change = |kept: &Kept<Token>| {
            let mut token = kept.value.clone();
            token.revoked = true;
            Ok(token)
        };
        let edit = Edit::new(id, revision);
        self.record_edit(ctx, "token_revoke", edit, Json::Null, change)
            .await
    }

    /// A token, if there is one.
    ///
    /// # Errors
    /// If the records cannot be read.
    pub async fn token_find(&self, id: &str) -> Result<Option<Kept<Token>>> {
        self.record_find(id).await
    }

    /// The tokens of a user, revoked ones too.
    ///
    /// # Errors
    /// If the records cannot be read.
    pub async fn token_list(&self, user: &str) -> Result<Vec<Kept<Token>>> {
        self.record_list("user_id = $1", &[Value::from(user)]).await
    }
}

impl Record for Token {
    const ENTITY: &'static str = "token";
    const TABLE: &'static str = "tokens";
    const EDITABLE: bool = true;
    const PERSONAL: &'static [&'static str] = &["title", "secret_sha256"];

    fn id(&self) -> &str {
        &self.id
    }

    fn columns(&self) -> Result<Columns> {
        Ok(vec![
            ("id", Value::from(self.id.as_str())),
            ("user_id", Value::from(self.user.as_str())),
            ("title", Value::from(self.title.as_str())),
            ("secret_sha256", Value::from(self.secret_sha256.as_str())),
            ("scopes", Value::from(self.scopes.join(" "))),
            ("until", Value::from(moment(self.until))),
            ("revoked", Value::from(i64::from(self.revoked))),
        ])
    }

    fn read(row: &Row) -> Result<Self> {
        let scopes = row.text("scopes")?;
        Ok(Self {
            id: row.text("id")?,
            user: row.text("user_id")?,
            title: row.text("title")?,
            secret_sha256: row.text("secret_sha256")?,
            scopes: scopes.split_whitespace().map(str::to_owned).collect(),
            until: row.parsed("until")?,
            revoked: row.integer("revoked")? == 1,
        })
    }
}
