//! Manual adjustments: an amount that no rule gives, for a reason, approved by another person.

use crate::ctx::{Ctx, Written};
use crate::error::{Result, StoreError};
use crate::record::{Columns, Edit, Kept, Record};
use crate::sql::{Row, Value};
use crate::store::Store;
use attain_core::id::PersonId;
use attain_core::json::Json;
use attain_core::num::{Decimal, plain};

/// How far an adjustment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdjustmentState {
    /// Waits for another person.
    Proposed,
    /// Is paid.
    Approved,
    /// Is not paid.
    Withdrawn,
}

impl AdjustmentState {
    const NAMES: [(&'static str, Self); 3] = [
        ("proposed", Self::Proposed),
        ("approved", Self::Approved),
        ("withdrawn", Self::Withdrawn),
    ];

    /// Its word.
    #[must_use]
    pub fn name(self) -> &'static str {
        let found = Self::NAMES.iter().find(|(_, state)| *state == self);
        found.map_or("", |(name, _)| name)
    }
}

/// An amount that no rule gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjustment {
    /// Its name.
    pub id: String,
    /// The period in which it is paid.
    pub period: String,
    /// Whose pay.
    pub person: PersonId,
    /// More, or less than 0: less.
    pub amount: Decimal,
    /// The currency.
    pub currency: String,
    /// Why.
    pub reason: String,
    /// How far it is.
    pub state: AdjustmentState,
    /// Who wrote it last.
    pub proposed_by: String,
    /// Who approved it.
    pub approved_by: Option<String>,
}

/// An adjustment to propose.
#[derive(Debug, Clone, Copy)]
pub struct NewAdjustment<'a> {
    /// Its name.
    pub id: &'a str,
    /// The period in which it is paid.
    pub period: &'a str,
    /// Whose pay.
    pub person: &'a PersonId,
    /// How much.
    pub amount: Decimal,
    /// The currency.
    pub currency: &'a str,
    /// Why.
    pub reason: &'a str,
}

impl Store {
    /// Proposes an adjustment.
    ///
    /// # Errors
    /// If there is one of this name, or the period takes no changes; or without a reason.
    pub async fn adjustment_propose(&self, ctx: &Ctx, new: NewAdjustment<'_>) -> Result<Written> {
        let adjustment = Adjustment {
            id: new.id.to_owned(),
            period: new.period.to_owned(),
            person: new.person.clone(),
            amount: new.amount,
            currency: new.currency.to_owned(),
            reason: new.reason.to_owned(),
            state: AdjustmentState::Proposed,
            proposed_by: ctx.user.clone(),
            approved_by: None,
        };
        self.record_insert(ctx, "adjustment_propose", &adjustment)
            .await
    }

    /// Changes amount and reason; it has to be approved again.
    ///
    /// # Errors
    /// If it has changed since the edit began, or was withdrawn, or the period takes no changes.
    pub async fn adjustment_update(
        &self,
        ctx: &Ctx,
        edit: Edit<'_>,
        amount: Decimal,
        reason: &str,
    ) -> Result<Written> {
        let asked = Json::object([
            ("amount", Json::from(plain(amount))),
            ("reason", Json::from(reason)),
        ]);
        let change = |kept: &Kept<Adjustment>| {
            must_stand(&kept.value, "adjustment_update")?;
            Ok(Adjustment {
                amount,
                reason: reason.to_owned(),
                state: AdjustmentState::Proposed,
                proposed_by: ctx.user.clone(),
                approved_by: None,
                ..kept.value.clone()
            })
        };
        self.record_edit(ctx, "adjustment_update", edit, asked, change)
            .await
    }

    /// Approves an adjustment.
    ///
    /// # Errors
    /// [`StoreError::SamePerson`] for the one who wrote it last.
    pub async fn adjustment_approve(&self, ctx: &Ctx, edit: Edit<'_>) -> Result<Written> {
        let change = |kept: &Kept<Adjustment>| {
            let old = &kept.value;
            if old.state != AdjustmentState::Proposed {
                return Err(wrong(old, "adjustment_approve", "proposed"));
            }
            if old.proposed_by == ctx.user {
                return Err(StoreError::SamePerson {
                    user: ctx.user.clone(),
                    action: "adjustment_approve",
                });
            }
            Ok(Adjustment {
                state: AdjustmentState::Approved,
                approved_by: Some(ctx.user.clone()),
                ..old.clone()
            })
        };
        self.record_edit(ctx, "adjustment_approve", edit, Json::Null, change)
            .await
    }

    /// Takes an adjustment back.
    ///
    /// # Errors
    /// If it has changed since the edit began, or was withdrawn before; or without a reason.
    pub async fn adjustment_withdraw(
        &self,
        ctx: &Ctx,
        edit: Edit<'_>,
        reason: &str,
    ) -> Result<Written> {
        let asked = Json::object([("reason", Json::from(reason))]);
        let change = |kept: &Kept<Adjustment>| {
            must_stand(&kept.value, "adjustment_withdraw")?;
            Ok(Adjustment {
                reason: reason.to_owned(),
                state: AdjustmentState::Withdrawn,
                approved_by: None,
                ..kept.value.clone()
            })
        };
        self.record_edit(ctx, "adjustment_withdraw", edit, asked, change)
            .await
    }

    /// An adjustment.
    ///
    /// # Errors
    /// If it is not there.
    pub async fn adjustment_fetch(&self, id: &str) -> Result<Kept<Adjustment>> {
        self.record_fetch(id).await
    }

    /// The adjustments of a period, whatever their state.
    ///
    /// # Errors
    /// If the records cannot be read.
    pub async fn adjustment_list(&self, period: &str) -> Result<Vec<Kept<Adjustment>>> {
        self.record_list("period = $1", &[Value::from(period)])
            .await
    }
}

fn wrong(adjustment: &Adjustment, action: &'static str, needed: &'static str) -> StoreError {
    StoreError::State {
        entity: Adjustment::ENTITY,
        id: adjustment.id.clone(),
        state: adjustment.state.name().to_owned(),
        action,
        needed,
    }
}

fn must_stand(adjustment: &Adjustment, action: &'static str) -> Result<()> {
    match adjustment.state {
        AdjustmentState::Withdrawn => Err(wrong(adjustment, action, "proposed or approved")),
        _ => Ok(()),
    }
}

impl Record for Adjustment {
    const ENTITY: &'static str = "adjustment";
    const TABLE: &'static str = "adjustments";
    const EDITABLE: bool = true;

    fn id(&self) -> &str {
        &self.id
    }

    fn columns(&self) -> Result<Columns> {
        Ok(vec![
            ("id", Value::from(self.id.as_str())),
            ("period", Value::from(self.period.as_str())),
            ("person", Value::from(self.person.as_str())),
            ("amount", Value::from(plain(self.amount))),
            ("currency", Value::from(self.currency.as_str())),
            ("reason", Value::from(self.reason.as_str())),
            ("state", Value::from(self.state.name())),
            ("proposed_by", Value::from(self.proposed_by.as_str())),
            ("approved_by", Value::from(self.approved_by.as_deref())),
        ])
    }

    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.text("id")?,
            period: row.text("period")?,
            person: PersonId::from(row.text("person")?),
            amount: row.parsed("amount")?,
            currency: row.text("currency")?,
            reason: row.text("reason")?,
            state: row.choice("state", &AdjustmentState::NAMES)?,
            proposed_by: row.text("proposed_by")?,
            approved_by: row.maybe_text("approved_by")?,
        })
    }

    fn period(&self) -> Option<&str> {
        Some(&self.period)
    }
}
