//! Acknowledgements: a person has seen a text, in exactly these words.

use crate::ctx::{Ctx, Written};
use crate::error::Result;
use crate::record::{Columns, Kept, Record};
use crate::sql::{Row, Value};
use crate::store::Store;
use attain_core::id::PersonId;

/// A person has seen a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledgement {
    /// Its name.
    pub id: String,
    /// Who has seen it.
    pub person: PersonId,
    /// What: `plan:sales-2012`, `statement:2012-Q3`.
    pub subject: String,
    /// SHA-256 of the words that were shown.
    pub sha256: String,
}

impl Store {
    /// Keeps that a person has seen a text.
    ///
    /// # Errors
    /// If he has acknowledged the same words before.
    pub async fn acknowledgement_insert(
        &self,
        ctx: &Ctx,
        acknowledgement: &Acknowledgement,
    ) -> Result<Written> {
        self.record_insert(ctx, "acknowledgement_insert", acknowledgement)
            .await
    }

    /// Who has seen a text, in whatever words.
    ///
    /// # Errors
    /// If the records cannot be read.
    pub async fn acknowledgement_list(&self, subject: &str) -> Result<Vec<Kept<Acknowledgement>>> {
        self.record_list("subject = $1", &[Value::from(subject)])
            .await
    }
}

impl Record for Acknowledgement {
    const ENTITY: &'static str = "acknowledgement";
    const TABLE: &'static str = "acknowledgements";
    const EDITABLE: bool = false;

    fn id(&self) -> &str {
        &self.id
    }

    fn columns(&self) -> Result<Columns> {
        Ok(vec![
            ("id", Value::from(self.id.as_str())),
            ("person", Value::from(self.person.as_str())),
            ("subject", Value::from(self.subject.as_str())),
            ("sha256", Value::from(self.sha256.as_str())),
        ])
    }

    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.text("id")?,
            person: PersonId::from(row.text("person")?),
            subject: row.text("subject")?,
            sha256: row.text("sha256")?,
        })
    }
}
