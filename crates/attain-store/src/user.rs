//! Users and what they may do. Who may use which role where is decided elsewhere; here it is kept.

use crate::ctx::{Ctx, Written};
use crate::error::{Result, StoreError};
use crate::record::{Columns, Edit, Kept, Record, edit_body, full_json, select};
use crate::sql::{Row, Value};
use crate::store::Store;
use crate::write::Begun;
use attain_core::id::PersonId;
use std::collections::BTreeSet;

/// What a user is to the company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Users, roles, settings.
    Administrator,
    /// Drafts models and proposes targets.
    Designer,
    /// Approves models, adjustments and periods.
    Approver,
    /// Sees his part of the organisation.
    Manager,
    /// Sees himself.
    Employee,
    /// Takes closed periods to payroll.
    Payroll,
    /// Reads everything.
    Auditor,
}

impl Role {
    /// The words that records use.
    pub const NAMES: [(&'static str, Self); 7] = [
        ("administrator", Self::Administrator),
        ("designer", Self::Designer),
        ("approver", Self::Approver),
        ("manager", Self::Manager),
        ("employee", Self::Employee),
        ("payroll", Self::Payroll),
        ("auditor", Self::Auditor),
    ];

    /// Its word.
    #[must_use]
    pub fn name(self) -> &'static str {
        let found = Self::NAMES.iter().find(|(_, role)| *role == self);
        found.map_or("", |(name, _)| name)
    }
}

/// Somebody who signs in. A user is never deleted, only made inactive: the trail names him.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// How he signs in; stays in the audit trail for ever.
    pub id: String,
    /// What he is called.
    pub name: String,
    /// The person whose results are his own.
    pub person: Option<PersonId>,
    /// What he may be.
    pub roles: BTreeSet<Role>,
    /// Whether he can sign in.
    pub active: bool,
}

impl User {
    fn administers(&self) -> bool {
        self.active && self.roles.contains(&Role::Administrator)
    }
}

impl Store {
    /// Adds a user.
    ///
    /// # Errors
    /// If there is one of this name.
    pub async fn user_insert(&self, ctx: &Ctx, user: &User) -> Result<Written> {
        self.record_insert(ctx, "user_insert", user).await
    }

    /// Changes name, person, roles or activity of the user `user.id`.
    ///
    /// # Errors
    /// If he has changed since `revision`, or no active administrator would be left.
    pub async fn user_update(&self, ctx: &Ctx, revision: u64, user: &User) -> Result<Written> {
        let edit = Edit::new(&user.id, revision);
        let asked = full_json(&user.columns()?);
        let body = edit_body(edit, &asked);
        let mut write = match self.write(ctx, "user_update", &body).await? {
            Begun::Done(answer) => return Ok(answer),
            Begun::New(write) => write,
        };
        let kept = write.load_fresh::<User>(edit, asked).await?;
        let revision = write.update(&kept, user).await?;
        if kept.value.administers() && !user.administers() {
            let users = select::<User>(write.tx(), "active = 1", &[]).await?;
            if !users.iter().any(|kept| kept.value.administers()) {
                return Err(StoreError::State {
                    entity: User::ENTITY,
                    id: user.id.clone(),
                    state: "the last active administrator".to_owned(),
                    action: "user_update",
                    needed: "not to be the only one",
                });
            }
        }
        write.finish((User::ENTITY, &user.id), revision).await
    }

    /// A user.
    ///
    /// # Errors
    /// If there is none of this name.
    pub async fn user_fetch(&self, id: &str) -> Result<Kept<User>> {
        self.record_fetch(id).await
    }

    /// All users, inactive ones too.
    ///
    /// # Errors
    /// If the records cannot be read.
    pub async fn user_list(&self) -> Result<Vec<Kept<User>>> {
        self.record_list("id <> ''", &[]).await
    }
}

impl Record for User {
    const ENTITY: &'static str = "user";
    const TABLE: &'static str = "users";
    const EDITABLE: bool = true;
    const PERSONAL: &'static [&'static str] = &["name"];

    fn id(&self) -> &str {
        &self.id
    }

    fn columns(&self) -> Result<Columns> {
        let roles: Vec<&str> = self.roles.iter().map(|role| role.name()).collect();
        Ok(vec![
            ("id", Value::from(self.id.as_str())),
            ("name", Value::from(self.name.as_str())),
            (
                "person",
                Value::from(self.person.as_ref().map(PersonId::as_str)),
            ),
            ("roles", Value::from(roles.join(" "))),
            ("active", Value::from(i64::from(self.active))),
        ])
    }

    fn read(row: &Row) -> Result<Self> {
        let mut roles = BTreeSet::new();
        for word in row.text("roles")?.split_whitespace() {
            match Role::NAMES.iter().find(|(name, _)| *name == word) {
                Some((_, role)) => roles.insert(*role),
                None => return Err(StoreError::Damaged(format!("a role `{word}`"))),
            };
        }
        Ok(Self {
            id: row.text("id")?,
            name: row.text("name")?,
            person: row.maybe_text("person")?.map(PersonId::from),
            roles,
            active: row.integer("active")? == 1,
        })
    }
}
