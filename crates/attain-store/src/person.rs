//! Who a person's key stands for. Facts, results and the audit trail hold only the key; erasing a
//! person empties this one row, and all hashes stay as they are.

use crate::ctx::{Ctx, Written};
use crate::error::{Result, StoreError};
use crate::record::{Columns, Edit, Kept, Record, full_json};
use crate::sql::{Row, Value};
use crate::store::Store;
use crate::write::Begun;
use attain_core::id::PersonId;
use attain_core::json::Json;

/// A person behind a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The key that stands for him everywhere else. Random: it tells nothing.
    pub key: PersonId,
    /// What the company calls him in its files: a personnel number.
    pub identifier: Option<String>,
    /// His name.
    pub name: Option<String>,
    /// Why he was erased.
    pub erased_reason: Option<String>,
}

impl Store {
    /// Gives a person a key.
    ///
    /// # Errors
    /// If the key or the identifier is taken.
    pub async fn person_insert(&self, ctx: &Ctx, person: &Person) -> Result<Written> {
        self.record_insert(ctx, "person_insert", person).await
    }

    /// Gives several people their keys at once, all or none.
    ///
    /// # Errors
    /// If a key or an identifier is taken, or nobody is named.
    pub async fn person_insert_all(&self, ctx: &Ctx, people: &[Person]) -> Result<Written> {
        let Some(first) = people.first() else {
            return Err(StoreError::NotFound {
                entity: Person::ENTITY,
                id: String::new(),
            });
        };
        let mut listed = Vec::new();
        for person in people {
            listed.push(full_json(&person.columns()?));
        }
        let body = Json::List(listed);
        let mut write = match self.write(ctx, "person_insert_all", &body).await? {
            Begun::Done(answer) => return Ok(answer),
            Begun::New(write) => write,
        };
        for person in people {
            write.insert(person).await?;
        }
        write.finish((Person::ENTITY, first.key.as_str()), 1).await
    }

    /// Changes identifier or name.
    ///
    /// # Errors
    /// If he has changed since `revision`, or was erased.
    pub async fn person_update(
        &self,
        ctx: &Ctx,
        edit: Edit<'_>,
        identifier: Option<&str>,
        name: Option<&str>,
    ) -> Result<Written> {
        let asked = Json::object([
            ("identifier", Json::from(identifier)),
            ("name", Json::from(name)),
        ]);
        let change = |kept: &Kept<Person>| {
            must_be_known(&kept.value)?;
            Ok(Person {
                identifier: identifier.map(str::to_owned),
                name: name.map(str::to_owned),
                ..kept.value.clone()
            })
        };
        self.record_edit(ctx, "person_update", edit, asked, change)
            .await
    }

    /// Forgets who a key stands for. What he achieved and was paid stays under the key.
    ///
    /// # Errors
    /// If he has changed since `revision`, or was erased before; or without a reason.
    pub async fn person_erase(&self, ctx: &Ctx, edit: Edit<'_>, reason: &str) -> Result<Written> {
        let asked = Json::object([("reason", Json::from(reason))]);
        let change = |kept: &Kept<Person>| {
            must_be_known(&kept.value)?;
            Ok(Person {
                key: kept.value.key.clone(),
                identifier: None,
                name: None,
                erased_reason: Some(reason.to_owned()),
            })
        };
        self.record_edit(ctx, "person_erase", edit, asked, change)
            .await
    }

    /// A person.
    ///
    /// # Errors
    /// If there is no such key.
    pub async fn person_fetch(&self, key: &PersonId) -> Result<Kept<Person>> {
        self.record_fetch(key.as_str()).await
    }

    /// All people, erased ones too.
    ///
    /// # Errors
    /// If the records cannot be read.
    pub async fn person_list(&self) -> Result<Vec<Kept<Person>>> {
        self.record_list("id <> ''", &[]).await
    }
}

fn must_be_known(person: &Person) -> Result<()> {
    match person.erased_reason {
        None => Ok(()),
        Some(_) => Err(StoreError::State {
            entity: Person::ENTITY,
            id: person.key.to_string(),
            state: "erased".to_owned(),
            action: "a change",
            needed: "known",
        }),
    }
}

impl Record for Person {
    const ENTITY: &'static str = "person";
    const TABLE: &'static str = "people";
    const EDITABLE: bool = true;
    const PERSONAL: &'static [&'static str] = &["identifier", "name"];

    fn id(&self) -> &str {
        self.key.as_str()
    }

    fn columns(&self) -> Result<Columns> {
        Ok(vec![
            ("id", Value::from(self.key.as_str())),
            ("identifier", Value::from(self.identifier.as_deref())),
            ("name", Value::from(self.name.as_deref())),
            ("erased_reason", Value::from(self.erased_reason.as_deref())),
        ])
    }

    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            key: PersonId::from(row.text("id")?),
            identifier: row.maybe_text("identifier")?,
            name: row.maybe_text("name")?,
            erased_reason: row.maybe_text("erased_reason")?,
        })
    }
}
