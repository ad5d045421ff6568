//! Who writes, when, and what a write answers.

use attain_core::json::Json;
use jiff::Timestamp;

/// Who writes, and when. The caller says so; the store never asks a clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ctx {
    /// The user, by id.
    pub user: String,
    /// The moment of the write.
    pub now: Timestamp,
    /// Names this write. The same key with the same content answers again what it answered the
    /// first time and writes nothing; with other content it is an error.
    pub idempotency_key: Option<String>,
    /// The account of the machine that acts in the user's name, where that is another one. It
    /// stands in the audit trail.
    pub account: Option<String>,
}

impl Ctx {
    /// A write without an idempotency key.
    pub fn new(user: impl Into<String>, now: Timestamp) -> Self {
        let user = user.into();
        Self {
            user,
            now,
            idempotency_key: None,
            account: None,
        }
    }

    /// The same with an idempotency key.
    #[must_use]
    pub fn with_key(mut self, key: impl Into<String>) -> Self {
        self.idempotency_key = Some(key.into());
        self
    }
}

/// What a write answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// What was written.
    pub id: String,
    /// Its revision now: what the next edit must name. 1 for what is never edited.
    pub revision: u64,
    /// The number of its line in the audit trail: the order in which everything happened.
    pub sequence: u64,
}

impl Written {
    pub(crate) fn to_json(&self) -> Json {
        Json::object([
            ("id", Json::from(self.id.as_str())),
            ("revision", Json::count(self.revision)),
            ("sequence", Json::count(self.sequence)),
        ])
    }

    pub(crate) fn from_json(json: &Json) -> Option<Self> {
        let count = |name| u64::try_from(json.get(name)?.as_integer()?).ok();
        Some(Self {
            id: json.get("id")?.as_text()?.to_owned(),
            revision: count("revision")?,
            sequence: count("sequence")?,
        })
    }
}

/// Who did something, when, and as which line of the audit trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// The line of the audit trail.
    pub sequence: u64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
}

/// The one form in which moments are kept: their order as text is their order in time.
pub(crate) fn moment(at: Timestamp) -> String {
    format!("{at:.6}")
}
