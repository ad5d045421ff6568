//! Who stands behind a key: records and bundles hold keys, the table of people says whose.

use crate::caller::Caller;
use crate::error::AppError;
use crate::random::random;
use attain_core::hash::hex;
use attain_core::id::PersonId;
use attain_core::json::Json;
use attain_core::organisation::Organisation;
use attain_core::seal::{Bundle, Entry, LeafKind};
use attain_core::transcript::{Names, key_of};
use attain_store::Store;
use attain_store::person::Person;
use std::collections::BTreeMap;

/// Keys and people, as the records have them.
#[derive(Debug, Clone, Default)]
pub struct Identities {
    keys: BTreeMap<PersonId, String>,
    people: BTreeMap<String, (PersonId, String)>,
}

impl Identities {
    /// As the records have them.
    ///
    /// # Errors
    /// If the records cannot be read.
    pub async fn fetch(store: &Store) -> Result<Self, AppError> {
        let mut identities = Self::default();
        for kept in store.person_list().await? {
            let Person {
                key,
                identifier,
                name,
                ..
            } = kept.value;
            if let Some(identifier) = identifier {
                identities.add(
                    key.as_str(),
                    &identifier,
                    name.as_deref().unwrap_or_default(),
                );
            }
        }
        Ok(identities)
    }

    /// As a bundle has them, sealed: whoever was erased is missing.
    #[must_use]
    pub fn of_bundle(bundle: &Bundle) -> Self {
        let mut identities = Self::default();
        for entry in &bundle.leaves {
            let Entry::Whole(leaf) = entry else { continue };
            let text = |name| leaf.content.get(name).and_then(Json::as_text);
            if leaf.kind == LeafKind::Identity
                && let Some((key, person)) = text("key").zip(text("person"))
            {
                identities.add(key_of(key), person, text("name").unwrap_or_default());
            }
        }
        identities
    }

    /// Everybody, by key.
    pub fn people(&self) -> impl Iterator<Item = (&str, &PersonId)> {
        let people = self.people.iter();
        people.map(|(key, (person, _))| (key.as_str(), person))
    }

    fn add(&mut self, key: &str, identifier: &str, name: &str) {
        let person = PersonId::from(identifier);
        self.keys.insert(person.clone(), key.to_owned());
        self.people
            .insert(key.to_owned(), (person, name.to_owned()));
    }

    /// The same, after everybody of an organisation has a key.
    ///
    /// # Errors
    /// If the records cannot be written, or the system gives no random numbers.
    pub async fn ensure(caller: &Caller, organisation: &Organisation) -> Result<Self, AppError> {
        let mut identities = Self::fetch(&caller.store).await?;
        let mut new = Vec::new();
        for person in organisation.people() {
            if !identities.keys.contains_key(&person.id) {
                let key = random_key()?;
                identities.add(&key, person.id.as_str(), &person.name);
                new.push(Person {
                    key: key.as_str().into(),
                    identifier: Some(person.id.to_string()),
                    name: Some(person.name.clone()),
                    erased_reason: None,
                });
            }
        }
        if !new.is_empty() {
            caller.store.person_insert_all(&caller.ctx, &new).await?;
        }
        Ok(identities)
    }

    /// The key of a person.
    #[must_use]
    pub fn key(&self, person: &PersonId) -> Option<&str> {
        self.keys.get(person).map(String::as_str)
    }

    /// Who an alias or a key stands for; `None`: he was erased.
    #[must_use]
    pub fn person(&self, alias: &str) -> Option<&PersonId> {
        self.people.get(key_of(alias)).map(|(person, _)| person)
    }

    /// What an alias or a key is shown as: the person, or the key of somebody who was erased.
    #[must_use]
    pub fn shown(&self, alias: &str) -> String {
        let person = self.person(alias);
        person.map_or_else(|| format!("erased:{}", key_of(alias)), ToString::to_string)
    }

    /// The name behind an alias or a key.
    #[must_use]
    pub fn name(&self, alias: &str) -> Option<&str> {
        self.people
            .get(key_of(alias))
            .map(|(_, name)| name.as_str())
    }

    /// Aliases for a transcript.
    #[must_use]
    pub fn names(&self, organisation: &Organisation) -> Names {
        Names::new(organisation, &self.keys)
    }
}

fn random_key() -> Result<String, AppError> {
    Ok(hex(&random::<8>()?))
}
