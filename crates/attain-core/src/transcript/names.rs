//! Who is who in a transcript.

use crate::id::PersonId;
use crate::organisation::Organisation;
use std::collections::{BTreeMap, BTreeSet};

/// Aliases of people, in the order of people.
#[derive(Debug, Clone, Default)]
pub struct Names {
    pub(super) aliases: BTreeMap<PersonId, PersonId>,
}

/// What stands where a text should name a person and names nobody.
const NOBODY: &str = "nobody";

impl Names {
    /// Gives everybody of an organisation, and whoever else has a key, an alias from his random
    /// key. Whoever has no key gets none, and is `nobody` in the transcript.
    #[must_use]
    pub fn new(organisation: &Organisation, keys: &BTreeMap<PersonId, String>) -> Self {
        let mut people: BTreeSet<&PersonId> = organisation.people().map(|one| &one.id).collect();
        people.extend(keys.keys());
        let ranked = people.into_iter().zip(1_u64..);
        let aliases = ranked.filter_map(|(person, rank)| {
            let key = keys.get(person)?;
            Some((person.clone(), format!("{rank:06}-{key}").into()))
        });
        Self {
            aliases: aliases.collect(),
        }
    }

    /// The alias of a person.
    #[must_use]
    pub fn alias(&self, person: &PersonId) -> PersonId {
        let found = self.aliases.get(person);
        found.cloned().unwrap_or_else(|| NOBODY.into())
    }

    /// The alias of whoever a text names by any of his keys.
    pub(super) fn named(&self, organisation: &Organisation, key: &str) -> PersonId {
        match organisation.person(key) {
            Some(person) => self.alias(&person.id),
            None => NOBODY.into(),
        }
    }
}

/// The random key in an alias: the same person has it in every transcript.
#[must_use]
pub fn key_of(alias: &str) -> &str {
    alias.split_once('-').map_or(alias, |(_, key)| key)
}
