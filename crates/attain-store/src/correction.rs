//! Corrections: differences to closed periods, booked into one that is open. A correction is never
//! changed; a wrong one is put right by another.

use crate::ctx::{Ctx, Written};
use crate::error::{Result, StoreError};
use crate::period::must_take_changes;
use crate::record::{Columns, Kept, Record, full_json, load};
use crate::run::RunSummary;
use crate::sql::{Row, Value};
use crate::store::Store;
use crate::write::Begun;
use attain_core::id::PersonId;
use attain_core::json::Json;
use attain_core::num::{Decimal, plain};

/// A difference for one person and line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Its name.
    pub id: String,
    /// The closed period that it is about.
    pub corrects: String,
    /// The open period in which it is paid.
    pub booked_in: String,
    /// Whose pay.
    pub person: PersonId,
    /// The line of the statement.
    pub line: String,
    /// New minus old.
    pub amount: Decimal,
    /// The currency.
    pub currency: String,
    /// Why: late facts, changed target, changed rules, a dispute.
    pub cause: String,
    /// The run that computed it.
    pub run: String,
}

impl Store {
    /// Books corrections, all or none.
    ///
    /// # Errors
    /// If a period that is corrected is not closed, one that is booked into takes no changes, or
    /// the same run has booked the same line before.
    pub async fn correction_insert(
        &self,
        ctx: &Ctx,
        run: &str,
        corrections: &[Correction],
    ) -> Result<Written> {
        let mut listed = Vec::new();
        for correction in corrections {
            listed.push(full_json(&correction.columns()?));
        }
        let body = Json::object([
            ("corrections", Json::List(listed)),
            ("run", Json::from(run)),
        ]);
        let mut write = match self.write(ctx, "correction_insert", &body).await? {
            Begun::Done(answer) => return Ok(answer),
            Begun::New(write) => write,
        };
        load::<RunSummary>(write.tx(), run).await?;
        for correction in corrections {
            if correction.run != run {
                return Err(StoreError::State {
                    entity: Correction::ENTITY,
                    id: correction.id.clone(),
                    state: format!("computed by run `{}`", correction.run),
                    action: "correction_insert",
                    needed: "computed by the run that is booked",
                });
            }
            // The closed period has a close, or the correction corrects nothing.
            load::<crate::period::CloseRecord>(write.tx(), &correction.corrects).await?;
            must_take_changes(write.tx(), &correction.booked_in).await?;
            write.insert(correction).await?;
        }
        write.finish(("run", run), 1).await
    }

    /// A correction.
    ///
    /// # Errors
    /// If it is not there.
    pub async fn correction_fetch(&self, id: &str) -> Result<Kept<Correction>> {
        self.record_fetch(id).await
    }

    /// What is booked into a period.
    ///
    /// # Errors
    /// If the records cannot be read.
    pub async fn correction_list(&self, booked_in: &str) -> Result<Vec<Kept<Correction>>> {
        self.record_list("booked_in = $1", &[Value::from(booked_in)])
            .await
    }

    /// What corrects a closed period, wherever it is booked.
    ///
    /// # Errors
    /// If the records cannot be read.
    pub async fn correction_list_of(&self, corrects: &str) -> Result<Vec<Kept<Correction>>> {
        self.record_list("corrects = $1", &[Value::from(corrects)])
            .await
    }
}

impl Record for Correction {
    const ENTITY: &'static str = "correction";
    const TABLE: &'static str = "corrections";
    const EDITABLE: bool = false;

    fn id(&self) -> &str {
        &self.id
    }

    fn columns(&self) -> Result<Columns> {
        Ok(vec![
            ("id", Value::from(self.id.as_str())),
            ("corrects", Value::from(self.corrects.as_str())),
            ("booked_in", Value::from(self.booked_in.as_str())),
            ("person", Value::from(self.person.as_str())),
            ("line", Value::from(self.line.as_str())),
            ("amount", Value::from(plain(self.amount))),
            ("currency", Value::from(self.currency.as_str())),
            ("cause", Value::from(self.cause.as_str())),
            ("run_id", Value::from(self.run.as_str())),
        ])
    }

    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.text("id")?,
            corrects: row.text("corrects")?,
            booked_in: row.text("booked_in")?,
            person: PersonId::from(row.text("person")?),
            line: row.text("line")?,
            amount: row.parsed("amount")?,
            currency: row.text("currency")?,
            cause: row.text("cause")?,
            run: row.text("run_id")?,
        })
    }
}
