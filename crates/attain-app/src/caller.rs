//! Who calls a use-case, on which records, and when.

use crate::access::{Actor, Scope, UseCase, Via};
use crate::error::AppError;
use attain_core::organisation::Organisation;
use attain_core::period::Period;
use attain_store::{Ctx, Store};

/// Records, and somebody who asks something of them.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The records.
    pub store: Store,
    /// The stamp of what he writes.
    pub ctx: Ctx,
    /// What he may do.
    pub actor: Actor,
}

impl Caller {
    /// Somebody who stands at the machine. Whoever has left the company is told apart by `on`.
    ///
    /// # Errors
    /// If the records cannot be read.
    pub async fn new(store: &Store, ctx: Ctx, via: Via) -> Result<Self, AppError> {
        let actor = Actor::fetch(store, &ctx.user, via).await?;
        Ok(Self {
            store: store.clone(),
            ctx,
            actor,
        })
    }

    /// The same, once the organisation is known: he may have left by now.
    #[must_use]
    pub fn in_organisation(mut self, organisation: &Organisation) -> Self {
        let today = jiff::tz::Offset::UTC.to_datetime(self.ctx.now).date();
        self.actor = self.actor.on(organisation, today);
        self
    }

    /// See [`Actor::may`].
    ///
    /// # Errors
    /// If he may not.
    pub fn may(&self, use_case: UseCase) -> Result<(), AppError> {
        self.actor.may(use_case)
    }

    /// Whether he may do it for everybody: for what tells of all together.
    ///
    /// # Errors
    /// If he may not, or only for some.
    pub fn everybody(&self, use_case: UseCase) -> Result<(), AppError> {
        self.actor.everybody(use_case)
    }

    /// See [`Actor::scope`].
    ///
    /// # Errors
    /// If he may not.
    pub fn scope(
        &self,
        use_case: UseCase,
        organisation: &Organisation,
        period: Period,
    ) -> Result<Scope, AppError> {
        self.actor.scope(use_case, organisation, period)
    }
}
