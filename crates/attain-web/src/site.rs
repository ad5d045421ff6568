//! What all requests share.

use crate::messages::Messages;
use crate::metrics::Metrics;
use attain_app::AppError;
use attain_app::office::Office;
use attain_app::sign_in::{Cost, Limiter, Secret, needs_set_up};
use attain_core::batch::Batch;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// What the program says when it starts.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The clock.
    pub clock: fn() -> Timestamp,
    /// What hashing a password costs.
    pub cost: Cost,
    /// Whether TLS is ended in front of the program: cookies are then for HTTPS only.
    pub https: bool,
    /// Where the key lies that closes are signed with.
    pub key: PathBuf,
}

/// What all requests share: the office, the clock, and what lives only as long as the program.
#[derive(Debug)]
pub struct Site {
    pub(crate) office: Office,
    pub(crate) settings: Settings,
    pub(crate) limiter: Limiter,
    pub(crate) metrics: Metrics,
    pub(crate) messages: Messages,
    set_up_code: Mutex<Option<String>>,
    links: Mutex<BTreeMap<String, String>>,
    pending: Mutex<BTreeMap<String, Pending>>,
}

/// An upload that was read and waits to be committed.
#[derive(Debug, Clone)]
pub(crate) struct Pending {
    pub(crate) user: String,
    pub(crate) dataset: String,
    pub(crate) batch: Batch,
}

/// Uploads that wait at once; the rest are forgotten, and their files are orphans to collect.
const PENDING: usize = 100;

impl Site {
    /// A site over an office.
    #[must_use]
    pub fn new(office: Office, settings: Settings) -> Self {
        Self {
            office,
            settings,
            limiter: Limiter::default(),
            metrics: Metrics::default(),
            messages: Messages::default(),
            set_up_code: Mutex::new(None),
            links: Mutex::new(BTreeMap::new()),
            pending: Mutex::new(BTreeMap::new()),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.settings.clock)()
    }

    /// The code for the set-up, if there is no user yet. It is good until the first user is made
    /// or the program ends.
    ///
    /// # Errors
    /// If the records cannot be read.
    pub async fn set_up_code(&self) -> Result<Option<Secret>, AppError> {
        if !needs_set_up(self.office.store()).await? {
            return Ok(None);
        }
        let code = Secret::code()?;
        *self.code() = Some(code.sha256());
        Ok(Some(code))
    }

    fn code(&self) -> std::sync::MutexGuard<'_, Option<String>> {
        self.set_up_code
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn is_set_up_code(&self, given: &str) -> bool {
        let given = Secret::given(given.trim().to_uppercase()).sha256();
        self.code().as_deref() == Some(given.as_str())
    }

    pub(crate) fn set_up_is_done(&self) {
        *self.code() = None;
    }

    /// A code that signs a user in once, for who started the program.
    ///
    /// # Errors
    /// If the system has no randomness.
    pub fn sign_in_code(&self, user: &str) -> Result<Secret, AppError> {
        let code = Secret::random()?;
        let mut links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        links.insert(code.sha256(), user.to_owned());
        Ok(code)
    }

    /// The user of such a code, which is then used up.
    pub(crate) fn take_sign_in_code(&self, given: &str) -> Option<String> {
        let mut links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        links.remove(&Secret::given(given).sha256())
    }

    /// Keeps an upload until it is committed, under a code.
    pub(crate) fn keep_pending(&self, pending: Pending) -> Result<String, AppError> {
        let code = Secret::random()?.reveal().to_owned();
        let mut all = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= PENDING {
            all.clear();
        }
        all.insert(code.clone(), pending);
        Ok(code)
    }

    pub(crate) fn take_pending(&self, code: &str) -> Option<Pending> {
        let mut all = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        all.remove(code)
    }
}
