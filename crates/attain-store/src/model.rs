//! Versions of the model: `draft → checked → approved → published`.
//!
//! Any edit leads back to draft. Another person than the last editor approves. What is published
//! never changes; from its effective date on it holds, until the next one does.

use crate::ctx::{Ctx, Written};
use crate::error::{Result, StoreError};
use crate::record::{Columns, Edit, Kept, Record};
use crate::sql::{Row, Value};
use crate::store::Store;
use attain_core::hash::sha256;
use attain_core::json::Json;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// How far a version is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ModelState {
    /// Being written.
    Draft,
    /// Checked, without errors.
    Checked,
    /// Approved by another person than its editor.
    Approved,
    /// In force from its effective date.
    Published,
}

impl ModelState {
    const NAMES: [(&'static str, Self); 4] = [
        ("draft", Self::Draft),
        ("checked", Self::Checked),
        ("approved", Self::Approved),
        ("published", Self::Published),
    ];

    /// Its word.
    #[must_use]
    pub fn name(self) -> &'static str {
        let found = Self::NAMES.iter().find(|(_, state)| *state == self);
        found.map_or("", |(name, _)| name)
    }
}

/// A version of the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelVersion {
    /// Its name.
    pub id: String,
    /// What it is about, for people.
    pub title: String,
    /// Its files: path to text.
    pub files: BTreeMap<String, String>,
    /// How far it is.
    pub state: ModelState,
    /// Who edited it last.
    pub edited_by: String,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// The first day on which it holds, once published.
    pub effective_from: Option<Date>,
}

impl ModelVersion {
    /// The hash of the files: SHA-256 of the canonical JSON of an object from path to text.
    #[must_use]
    pub fn files_sha256(&self) -> String {
        sha256(self.files_json())
    }

    fn files_json(&self) -> String {
        let files = self.files.iter();
        Json::object(files.map(|(path, text)| (path.as_str(), Json::from(text.as_str()))))
            .to_string()
    }
}

impl Store {
    /// Starts a draft.
    ///
    /// # Errors
    /// If there is a version of this name.
    pub async fn model_insert(
        &self,
        ctx: &Ctx,
        id: &str,
        title: &str,
        files: BTreeMap<String, String>,
    ) -> Result<Written> {
        let version = ModelVersion {
            id: id.to_owned(),
            title: title.to_owned(),
            files,
            state: ModelState::Draft,
            edited_by: ctx.user.clone(),
            approved_by: None,
            effective_from: None,
        };
        self.record_insert(ctx, "model_insert", &version).await
    }

    /// Replaces the files of a version that is not published; it is a draft again.
    ///
    /// # Errors
    /// If it has changed since the edit began, or is published.
    pub async fn model_update(
        &self,
        ctx: &Ctx,
        edit: Edit<'_>,
        title: &str,
        files: BTreeMap<String, String>,
    ) -> Result<Written> {
        let listed = files.iter();
        let asked = Json::object([
            (
                "files",
                Json::object(listed.map(|(path, text)| (path.as_str(), Json::from(text.as_str())))),
            ),
            ("title", Json::from(title)),
        ]);
        let change = |kept: &Kept<ModelVersion>| {
            must_not_be_published(&kept.value, "model_update")?;
            Ok(ModelVersion {
                title: title.to_owned(),
                files,
                state: ModelState::Draft,
                edited_by: ctx.user.clone(),
                approved_by: None,
                ..kept.value.clone()
            })
        };
        self.record_edit(ctx, "model_update", edit, asked, change)
            .await
    }

    /// Says that a draft was checked and has no errors.
    ///
    /// # Errors
    /// If it has changed since the edit began, or is no draft.
    pub async fn model_check(&self, ctx: &Ctx, edit: Edit<'_>) -> Result<Written> {
        let change = |kept: &Kept<ModelVersion>| {
            must_be(&kept.value, ModelState::Draft, "model_check")?;
            Ok(ModelVersion {
                state: ModelState::Checked,
                ..kept.value.clone()
            })
        };
        self.record_edit(ctx, "model_check", edit, Json::Null, change)
            .await
    }

    /// Approves a version that was checked.
    ///
    /// # Errors
    /// [`StoreError::SamePerson`] for the one who edited it last.
    pub async fn model_approve(&self, ctx: &Ctx, edit: Edit<'_>) -> Result<Written> {
        let change = |kept: &Kept<ModelVersion>| {
            must_be(&kept.value, ModelState::Checked, "model_approve")?;
            if kept.value.edited_by == ctx.user {
                return Err(StoreError::SamePerson {
                    user: ctx.user.clone(),
                    action: "model_approve",
                });
            }
            Ok(ModelVersion {
                state: ModelState::Approved,
                approved_by: Some(ctx.user.clone()),
                ..kept.value.clone()
            })
        };
        self.record_edit(ctx, "model_approve", edit, Json::Null, change)
            .await
    }

    /// Publishes an approved version, for ever.
    ///
    /// # Errors
    /// If it has changed since the edit began, or is not approved.
    pub async fn model_publish(&self, ctx: &Ctx, edit: Edit<'_>, from: Date) -> Result<Written> {
        let asked = Json::object([("effective_from", Json::text(from))]);
        let change = |kept: &Kept<ModelVersion>| {
            must_be(&kept.value, ModelState::Approved, "model_publish")?;
            Ok(ModelVersion {
                state: ModelState::Published,
                effective_from: Some(from),
                ..kept.value.clone()
            })
        };
        self.record_edit(ctx, "model_publish", edit, asked, change)
            .await
    }

    /// A version.
    ///
    /// # Errors
    /// If it is not there, or is damaged.
    pub async fn model_fetch(&self, id: &str) -> Result<Kept<ModelVersion>> {
        self.record_fetch(id).await
    }

    /// All versions, in the order in which they were begun.
    ///
    /// # Errors
    /// If the records cannot be read.
    pub async fn model_list(&self) -> Result<Vec<Kept<ModelVersion>>> {
        self.record_list("id <> ''", &[]).await
    }

    /// The published version that holds on a day: the latest effective date, and of two with the
    /// same date the one published later.
    ///
    /// # Errors
    /// If the records cannot be read.
    pub async fn model_at(&self, day: Date) -> Result<Option<Kept<ModelVersion>>> {
        let condition = "state = 'published' AND effective_from <= $1";
        let values = [Value::from(day.to_string())];
        let versions = self.record_list::<ModelVersion>(condition, &values).await?;
        Ok(versions
            .into_iter()
            .max_by_key(|kept| (kept.value.effective_from, kept.changed.sequence)))
    }
}

fn wrong(version: &ModelVersion, action: &'static str, needed: &'static str) -> StoreError {
    StoreError::State {
        entity: ModelVersion::ENTITY,
        id: version.id.clone(),
        state: version.state.name().to_owned(),
        action,
        needed,
    }
}

fn must_be(version: &ModelVersion, state: ModelState, action: &'static str) -> Result<()> {
    if version.state == state {
        return Ok(());
    }
    Err(wrong(version, action, state.name()))
}

fn must_not_be_published(version: &ModelVersion, action: &'static str) -> Result<()> {
    if version.state != ModelState::Published {
        return Ok(());
    }
    Err(wrong(version, action, "not published: start a new version"))
}

impl Record for ModelVersion {
    const ENTITY: &'static str = "model_version";
    const TABLE: &'static str = "model_versions";
    const EDITABLE: bool = true;

    fn id(&self) -> &str {
        &self.id
    }

    fn columns(&self) -> Result<Columns> {
        let effective_from = self.effective_from.map(|date| date.to_string());
        Ok(vec![
            ("id", Value::from(self.id.as_str())),
            ("title", Value::from(self.title.as_str())),
            ("files", Value::from(self.files_json().into_bytes())),
            ("files_sha256", Value::from(self.files_sha256())),
            ("state", Value::from(self.state.name())),
            ("edited_by", Value::from(self.edited_by.as_str())),
            ("approved_by", Value::from(self.approved_by.as_deref())),
            ("effective_from", Value::from(effective_from)),
        ])
    }

    fn read(row: &Row) -> Result<Self> {
        let id = row.text("id")?;
        let damaged = || StoreError::Damaged(format!("the files of model version `{id}`"));
        let bytes = row.bytes("files")?;
        if sha256(&bytes) != row.text("files_sha256")? {
            return Err(damaged());
        }
        let text = String::from_utf8(bytes).map_err(|_| damaged())?;
        let Ok(Json::Object(fields)) = Json::parse(&text) else {
            return Err(damaged());
        };
        let mut files = BTreeMap::new();
        for (path, text) in &fields {
            let text = text.as_text().ok_or_else(damaged)?;
            files.insert(path.clone(), text.to_owned());
        }
        Ok(Self {
            title: row.text("title")?,
            files,
            state: row.choice("state", &ModelState::NAMES)?,
            edited_by: row.text("edited_by")?,
            approved_by: row.maybe_text("approved_by")?,
            effective_from: row.maybe_parsed("effective_from")?,
            id,
        })
    }
}
