//! Sessions: a user has signed in on a machine. Kept under the hash of what the machine holds.

use crate::ctx::{Ctx, Written, moment};
use crate::error::Result;
use crate::record::{Columns, Edit, Kept, Record};
use crate::sql::{Row, Value};
use crate::store::Store;
use attain_core::json::Json;
use jiff::Timestamp;

/// A user has signed in on a machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the secret that the machine holds.
    pub id: String,
    /// Who.
    pub user: String,
    /// When it ends by itself.
    pub until: Timestamp,
    /// What the machine says that it is.
    pub agent: String,
    /// When it was ended.
    pub ended_at: Option<Timestamp>,
}

impl Store {
    /// Begins a session.
    ///
    /// # Errors
    /// If there is no such user.
    pub async fn session_insert(&self, ctx: &Ctx, session: &Session) -> Result<Written> {
        self.record_insert(ctx, "session_insert", session).await
    }

    /// Ends a session.
    ///
    /// # Errors
    /// If there is none of this name.
    pub async fn session_end(&self, ctx: &Ctx, id: &str, revision: u64) -> Result<Written> {
        let change = |kept: &Kept<Session>| {
            let mut session = kept.value.clone();
            session.ended_at = Some(ctx.now);
            Ok(session)
        };
        let edit = Edit::new(id, revision);
        self.record_edit(ctx, "session_end", edit, Json::Null, change)
            .await
    }

    /// A session, if there is one.
    ///
    /// # Errors
    /// If the records cannot be read.
    pub async fn session_find(&self, id: &str) -> Result<Option<Kept<Session>>> {
        self.record_find(id).await
    }

    /// The sessions of a user that have not been ended.
    ///
    /// # Errors
    /// If the records cannot be read.
    pub async fn session_list(&self, user: &str) -> Result<Vec<Kept<Session>>> {
        self.record_list("user_id = $1 AND ended_at IS NULL", &[Value::from(user)])
            .await
    }
}

impl Record for Session {
    const ENTITY: &'static str = "session";
    const TABLE: &'static str = "sessions";
    const EDITABLE: bool = true;
    const PERSONAL: &'static [&'static str] = &["agent"];

    fn id(&self) -> &str {
        &self.id
    }

    fn columns(&self) -> Result<Columns> {
        Ok(vec![
            ("id", Value::from(self.id.as_str())),
            ("user_id", Value::from(self.user.as_str())),
            ("until", Value::from(moment(self.until))),
            ("agent", Value::from(self.agent.as_str())),
            ("ended_at", Value::from(self.ended_at.map(moment))),
        ])
    }

    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.text("id")?,
            user: row.text("user_id")?,
            until: row.parsed("until")?,
            agent: row.text("agent")?,
            ended_at: row.maybe_parsed("ended_at")?,
        })
    }
}
