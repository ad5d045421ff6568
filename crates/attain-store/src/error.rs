//! What can go wrong with the records.

use crate::batch::BatchRecord;
use crate::dialect::unique_rule;
use crate::migrate::MIGRATIONS;
use attain_core::diag::{Code, Diagnostic};
use attain_core::json::Json;
use attain_core::rules;
use std::path::PathBuf;
use thiserror::Error;

/// Why the records could not be read or written. The first group is about what the caller asked
/// for, the second about the database.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no such record.
    #[error("there is no {entity} `{id}`")]
    NotFound {
        /// What was looked for.
        entity: &'static str,
        /// By which name.
        id: String,
    },
    /// A record with this name is there already.
    #[error("there is a {entity} `{id}` already")]
    Exists {
        /// What was to be added.
        entity: &'static str,
        /// Its name.
        id: String,
    },
    /// The same content was committed before.
    #[error(
        "the same content is in batch `{}` of `{}` already, committed by {} at {}",
        .earlier.batch.id, .earlier.batch.dataset, .earlier.committed.by, .earlier.committed.at
    )]
    SameContent {
        /// The earlier import.
        earlier: Box<BatchRecord>,
    },
    /// Somebody else has changed the record since it was read.
    #[error(
        "{entity} `{id}` has changed since revision {yours_from}: it is at revision {revision}"
    )]
    Stale {
        /// What was to be changed.
        entity: &'static str,
        /// Its name.
        id: String,
        /// The revision that the edit started from.
        yours_from: u64,
        /// The revision that is stored.
        revision: u64,
        /// What the edit wanted to store.
        yours: Json,
        /// What is stored.
        theirs: Json,
    },
    /// The idempotency key has been used for something else.
    #[error("the idempotency key `{key}` was used for another write (`{action}`)")]
    KeyReused {
        /// The key.
        key: String,
        /// What it was used for.
        action: String,
    },
    /// The record is in a state in which this cannot be done.
    #[error("{entity} `{id}` is {state}; {action} needs it {needed}")]
    State {
        /// What it is about.
        entity: &'static str,
        /// Its name.
        id: String,
        /// How it is.
        state: String,
        /// What was to be done.
        action: &'static str,
        /// How it should be.
        needed: &'static str,
    },
    /// Two people are needed, and this is the same one again.
    #[error("`{user}` cannot do this too: {action} needs another person")]
    SamePerson {
        /// Who.
        user: String,
        /// What was to be done.
        action: &'static str,
    },
    /// A rule of the records forbids the write; the rule is a constraint of the schema.
    #[error("the records refuse this write: {rule}")]
    Refused {
        /// The name of the constraint: `<table>_<rule>`.
        rule: String,
    },
    /// A text that cannot be stored: with a NUL character, say.
    #[error("{what} cannot be stored: {why}")]
    Unstorable {
        /// Which value.
        what: String,
        /// Why.
        why: &'static str,
    },

    /// The database has its own way to do this.
    #[error("PostgreSQL: {action} is not for it; {instead}")]
    NotHere {
        /// What was to be done.
        action: &'static str,
        /// What to do.
        instead: &'static str,
    },

    /// The database cannot be found from this text.
    #[error("`{url}` names no database: {why}")]
    Url {
        /// The text, without a password.
        url: String,
        /// Why.
        why: &'static str,
    },
    /// The SQLite library in this program has a known fault that damages files.
    #[error("SQLite {found} damages databases (fixed in 3.51.3); build Attain with its own SQLite")]
    OldSqlite {
        /// The version of the library.
        found: String,
    },
    /// A setting that keeps records safe did not take effect.
    #[error("the database setting `{setting}` is `{found}`, and must be `{needed}`")]
    Setting {
        /// The setting.
        setting: &'static str,
        /// What it is.
        found: String,
        /// What it must be.
        needed: &'static str,
    },
    /// The database was written by a newer Attain.
    #[error("the database has schema {found}, this Attain knows {known}; use a newer Attain")]
    NewerSchema {
        /// The schema of the database.
        found: u64,
        /// The newest one that this program knows.
        known: u64,
    },
    /// A migration that ran on this database is not the one in this program.
    #[error("migration {version} of the database is not the one in this Attain")]
    ChangedMigration {
        /// Its number.
        version: u64,
    },
    /// Others are writing, and did not finish in time. Nothing was written.
    #[error("the records are busy; try again")]
    Busy(#[source] sqlx::Error),
    /// The connection broke while the write was being confirmed: it may be stored or not. Retry
    /// with the same idempotency key to find out.
    #[error("the connection broke at the end of a write, which may be stored or not")]
    CommitUnknown(#[source] sqlx::Error),
    /// What is stored cannot be what was written.
    #[error("the records are damaged: {0}")]
    Damaged(String),
    /// A file or folder of the database could not be used.
    #[error("cannot use {}", .path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The database said no.
    #[error("the database failed")]
    Database(#[source] sqlx::Error),
}

/// What methods of the store return.
pub type Result<T> = std::result::Result<T, StoreError>;

impl StoreError {
    /// Whether the same write, with the same idempotency key, may succeed when it is tried again.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Busy(_) | Self::CommitUnknown(_) => true,
            Self::Database(error) => matches!(
                error,
                sqlx::Error::Io(_)
                    | sqlx::Error::PoolTimedOut
                    | sqlx::Error::Protocol(_)
                    | sqlx::Error::WorkerCrashed
            ),
            _ => false,
        }
    }
}

impl StoreError {
    /// What the user can do about it, if it is about what was asked for; `None`: the program could
    /// not do its work.
    #[must_use]
    pub fn diagnostic(&self) -> Option<Diagnostic> {
        let (code, help) = self.rule()?;
        let mut diagnostic = Diagnostic::error(code, self.to_string()).with_help(help);
        if let Self::Stale { yours, theirs, .. } = self {
            diagnostic = diagnostic
                .with_note(format!("yours: {yours}"))
                .with_note(format!("stored: {theirs}"));
        }
        Some(diagnostic)
    }

    fn rule(&self) -> Option<(Code, &'static str)> {
        Some(match self {
            Self::SameContent { .. } => (
                rules::SAME_CONTENT,
                "nothing to do if it is the same file; if both really happened, give a reason",
            ),
            Self::NotFound { entity, .. } if entity.starts_with("batch") => {
                (rules::UNKNOWN_BATCH, "name a batch of the list of imports")
            }
            Self::State {
                entity: "batch", ..
            } => (
                rules::BATCH_ENDED,
                "look at what became of it; to undo that, import the file again",
            ),
            Self::NotFound { .. } => (rules::UNKNOWN_RECORD, "check the name"),
            Self::Exists { .. } => (
                rules::RECORD_EXISTS,
                "change the one that is there, or choose another name",
            ),
            Self::Stale { .. } => (
                rules::STALE_EDIT,
                "compare both versions, and save again what should stay",
            ),
            Self::KeyReused { .. } => (rules::KEY_REUSED, "use a new key for each write"),
            Self::State { .. } => (rules::WRONG_STATE, "take the steps that are missing first"),
            Self::SamePerson { .. } => (rules::SAME_PERSON, "ask another person to do it"),
            Self::Refused { .. } => (
                rules::AGAINST_A_RULE,
                "the rule says what is missing or wrong: `<table>_<rule>`",
            ),
            Self::Unstorable { .. } => (rules::UNSTORABLE, "write it differently"),
            _ => return None,
        })
    }
}

impl From<sqlx::Error> for StoreError {
    /// Names the constraint that was broken and tells busy from broken.
    fn from(error: sqlx::Error) -> Self {
        let Some(database) = error.as_database_error() else {
            return match error {
                sqlx::Error::PoolTimedOut => Self::Busy(error),
                _ => Self::Database(error),
            };
        };
        if let Some(rule) = database.constraint() {
            return Self::Refused {
                rule: rule.to_owned(),
            };
        }
        let (code, message) = (database.code().unwrap_or_default(), database.message());
        if let Some(rule) = sqlite_rule(message) {
            return Self::Refused { rule };
        }
        match code.as_ref() {
            // Raised by our own triggers; the message is the rule.
            "AT001" | "1811" => Self::Refused {
                rule: message.to_owned(),
            },
            // lock_timeout, deadlock, serialization failure; SQLITE_BUSY and its kinds.
            "55P03" | "40P01" | "40001" | "5" | "261" | "517" | "773" | "6" | "262" => {
                Self::Busy(error)
            }
            _ => Self::Database(error),
        }
    }
}

/// The rule in a message of SQLite, which names checks, describes unique indexes by their columns,
/// and of foreign keys says only that one was broken.
fn sqlite_rule(message: &str) -> Option<String> {
    let (_, rule) = message.split_once(" constraint failed")?;
    let rule = rule.trim_start_matches([':', ' ']);
    let name = match rule {
        "" => Some("foreign_key".to_owned()),
        columns => unique_rule(columns, MIGRATIONS),
    };
    Some(name.unwrap_or_else(|| rule.to_owned()))
}
