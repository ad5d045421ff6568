//! Who asks, in which language, from which page.

use crate::error::PageError;
use crate::messages::{Language, fill};
use crate::site::Site;
use attain_app::access::{Actor, UseCase};
use attain_app::caller::Caller;
use attain_app::sign_in::Secret;
use attain_app::store::Ctx;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use std::net::IpAddr;
use std::sync::Arc;

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the machine has it.
    System,
    Light,
    Dark,
}

impl Theme {
    pub(crate) fn from_name(name: &str) -> Self {
        match name {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// One request by somebody. Made by `guard`, before any handler runs.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    pub(crate) site: Arc<Site>,
    pub(crate) actor: Actor,
    /// What the user is called; none: nobody is signed in.
    pub(crate) user: Option<String>,
    /// The session, as it is kept.
    pub(crate) session: String,
    /// What a token may be used for.
    pub(crate) scopes: Option<Vec<String>>,
    pub(crate) language: Language,
    pub(crate) theme: Theme,
    /// What forms of this visit carry.
    pub(crate) form: String,
    /// The path with its query.
    pub(crate) path: String,
    pub(crate) address: Option<IpAddr>,
    pub(crate) agent: String,
}

impl Visit {
    /// A message.
    pub(crate) fn t<'a>(&'a self, name: &'a str) -> &'a str {
        self.site.messages.text(self.language, name)
    }

    /// A message with values.
    pub(crate) fn tv(&self, name: &str, values: &[(&str, &str)]) -> String {
        fill(self.t(name), values)
    }

    /// Whether he may do something at all.
    pub(crate) fn may(&self, use_case: UseCase) -> bool {
        self.actor.may(use_case).is_ok()
    }

    /// Who writes, and when.
    pub(crate) fn ctx(&self) -> Ctx {
        Ctx::new(self.actor.name(), self.site.now())
    }

    /// Who calls a use-case.
    pub(crate) fn caller(&self) -> Caller {
        Caller {
            store: self.site.office.store().clone(),
            ctx: self.ctx(),
            actor: self.actor.clone(),
        }
    }

    /// The name by which failures to sign in are counted besides the user's.
    pub(crate) fn machine(&self) -> String {
        self.address
            .map_or_else(String::new, |address| format!("machine {address}"))
    }
}

/// What forms carry that belong to a secret which only this browser has.
pub(crate) fn form_token(secret: &str) -> String {
    Secret::given(format!("form {secret}")).sha256()
}

impl FromRequestParts<Arc<Site>> for Visit {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Site>) -> Result<Self, PageError> {
        let found = parts.extensions.get::<Self>().cloned();
        found.ok_or_else(|| PageError::program("a route without a guard"))
    }
}
