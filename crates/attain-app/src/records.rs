//! The records as a whole: checked, copied, brought back; and the one thing that is taken out of
//! them, who somebody was.

use crate::access::UseCase;
use crate::caller::Caller;
use crate::close::bundle_folder;
use crate::error::AppError;
use crate::identity::Identities;
use crate::verify::{Against, Outcome, verify};
use attain_core::id::PersonId;
use attain_core::json::Json;
use attain_core::transcript::key_of;
use attain_store::backup::Backup;
use attain_store::bundle::{bundle_read, bundle_rewrite};
use attain_store::check::{Finding, Witness};
use attain_store::record::Edit;
use std::path::{Path, PathBuf};

/// What the checks found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// In the database.
    pub records: Vec<Finding>,
    /// In the bundles: the period, and what.
    pub bundles: Vec<(String, String)>,
    /// The newest line of the trail: to be kept elsewhere.
    pub witness: Option<Witness>,
    /// Bundles that were looked at.
    pub closes: usize,
}

impl Findings {
    /// Whether nothing was found.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.records.is_empty() && self.bundles.is_empty()
    }
}

/// Makes all checks: of the database, and of every bundle against it.
///
/// # Errors
/// If the caller may not, or the database cannot be asked.
pub async fn check(
    caller: &Caller,
    witnesses: &[Witness],
    folder: &Path,
) -> Result<Findings, AppError> {
    caller.may(UseCase::TrailRead)?;
    let store = &caller.store;
    let mut findings = Findings {
        records: store.records_check(witnesses).await?,
        ..Findings::default()
    };
    // A record that cannot be read is among the findings already.
    let closes = store.close_list().await.unwrap_or_default();
    findings.closes = closes.len();
    let identities = Identities::fetch(store).await.unwrap_or_default();
    for close in closes {
        let record = close.value;
        let path = bundle_folder(folder, record.number, &record.period);
        let against = Against {
            record: Some(&record),
            ..Against::default()
        };
        match verify(&path, against) {
            Err(error) => {
                let why = std::error::Error::source(&error);
                let why = why.map_or_else(|| error.to_string(), ToString::to_string);
                findings.bundles.push((record.period.clone(), why));
            }
            Ok(verified) => {
                let sealed = Identities::of_bundle(&verified.bundle);
                for (key, person) in sealed.people() {
                    let known = identities.person(key);
                    if known.is_none_or(|known| known != person) {
                        let known = known.map_or("nobody", PersonId::as_str);
                        let message = format!(
                            "key {key} stands for `{person}` in it, and for `{known}` in the records"
                        );
                        findings.bundles.push((record.period.clone(), message));
                    }
                }
                let broken = verified.verdict.checks.into_iter();
                findings
                    .bundles
                    .extend(broken.filter_map(|one| match one.outcome {
                        Outcome::Broken(why) => {
                            Some((record.period.clone(), format!("{}: {why}", one.what)))
                        }
                        _ => None,
                    }));
            }
        }
    }
    findings.witness = store.audit_head().await.ok().flatten().map(|line| Witness {
        sequence: line.stamp.sequence,
        hash: line.hash,
    });
    Ok(findings)
}

/// Copies the records into a new file, while others write.
///
/// # Errors
/// If the caller may not, the file is there, or the records are in PostgreSQL.
pub async fn backup(caller: &Caller, to: &Path) -> Result<Backup, AppError> {
    caller.may(UseCase::BackupMake)?;
    Ok(caller.store.backup(to).await?)
}

/// What erasing somebody did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    /// The key that stays.
    pub key: String,
    /// Bundles in which he was named.
    pub bundles: Vec<PathBuf>,
}

/// Forgets who somebody was: in the records, and in every bundle. Amounts, hashes, roots and
/// signatures stay as they are.
///
/// # Errors
/// If the caller may not, nobody of this name has a key, or a bundle cannot be written.
pub async fn erase(
    caller: &Caller,
    folder: &Path,
    person: &str,
    reason: &str,
) -> Result<Erased, AppError> {
    caller.may(UseCase::PersonErase)?;
    let store = &caller.store;
    let identities = Identities::fetch(store).await?;
    let key = identities.key(&PersonId::from(person));
    let key = key.ok_or_else(|| {
        AppError::from(attain_store::StoreError::NotFound {
            entity: "person",
            id: person.to_owned(),
        })
    })?;
    let kept = store.person_fetch(&key.into()).await?;
    let mut bundles = Vec::new();
    for close in store.close_list().await? {
        let path = bundle_folder(folder, close.value.number, &close.value.period);
        let (mut bundle, _) = bundle_read(&path)?;
        let before = bundle.leaves.clone();
        bundle.erase(|content| {
            let alias = content.get("key").and_then(Json::as_text);
            alias.is_some_and(|alias| key_of(alias) == key)
        });
        if bundle.leaves != before {
            bundle_rewrite(&path, &bundle)?;
            bundles.push(path);
        }
    }
    // Last: a stop before here can be repeated, for the mapping is still known.
    let edit = Edit::new(key, kept.revision);
    store.person_erase(&caller.ctx, edit, reason).await?;
    Ok(Erased {
        key: key.to_owned(),
        bundles,
    })
}
