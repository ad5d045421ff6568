//! The close of a period: computed once more, sealed, signed, linked to the close before.

use crate::access::UseCase;
use crate::caller::Caller;
use crate::error::AppError;
use crate::identity::Identities;
use crate::kept::replay;
use crate::random::random;
use attain_core::diag::Diagnostic;
use attain_core::json::Json;
use attain_core::organisation::Organisation;
use attain_core::rules;
use attain_core::seal::{Bundle, Hash, Leaf, LeafKind, Manifest, START};
use attain_core::transcript::Transcript;
use attain_store::bundle::{Key, Seal, bundle_read, bundle_write, slip_text};
use attain_store::period::{APPROVALS, Close, PeriodRecord, PeriodState};
use attain_store::record::Edit;
use attain_store::{Kept, StoreError};
use std::path::{Path, PathBuf};

/// Where bundles lie, and what signs them.
#[derive(Debug, Clone, Copy)]
pub struct Sealing<'a> {
    /// The key.
    pub key: &'a Key,
    /// The folder of all bundles.
    pub folder: &'a Path,
}

/// A period that was closed.
#[derive(Debug, Clone)]
pub struct Closed {
    /// Its manifest.
    pub manifest: Manifest,
    /// The folder of its bundle.
    pub bundle: PathBuf,
    /// The folder of its slips.
    pub slips: PathBuf,
    /// The key that checks it.
    pub public_key: String,
}

/// Reads the key that signs, or makes it.
///
/// # Errors
/// If others can read it, or it cannot be written.
pub fn key(path: &Path) -> Result<(Key, bool), AppError> {
    if path.exists() {
        return Ok((Key::open(path)?, false));
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|source| AppError::File {
            action: "make the folder",
            path: folder.to_owned(),
            source,
        })?;
    }
    Ok((Key::create(path, random::<32>()?)?, true))
}

/// The folder of a bundle among all bundles.
#[must_use]
pub fn bundle_folder(folder: &Path, number: u64, period: &str) -> PathBuf {
    folder.join(format!("{number:04}-{period}"))
}

/// The folder of its slips.
#[must_use]
pub fn slip_folder(bundle: &Path) -> PathBuf {
    let mut name = bundle.as_os_str().to_owned();
    name.push("-slips");
    PathBuf::from(name)
}

/// Closes an approved period. Its pay is computed once more before it is sealed.
///
/// # Errors
/// If the caller may not, the period is not approved, or what comes out is not what was approved.
pub async fn close(
    caller: &Caller,
    sealing: Sealing<'_>,
    organisation: &Organisation,
    period: &str,
) -> Result<Closed, AppError> {
    caller.may(UseCase::PeriodClose)?;
    let record = caller.store.period_fetch(period).await?;
    let run = approved_run(&record.value)?;
    let (run, transcript, replayed) = replay(&caller.store, &run).await?;
    if let Some(difference) = replayed.first_difference() {
        let message = format!(
            "run `{}` is not what comes out of its inputs: {difference}",
            run.id
        );
        return Err(refused(Diagnostic::error(rules::PAY_DIFFERS, message)));
    }
    let manifest = manifest(caller, &record, &transcript).await?;
    let folder = bundle_folder(sealing.folder, manifest.number, period);
    let (bundle, seal) = match left_over(&folder, &manifest, sealing.key) {
        Some(found) => found,
        None => {
            sealed(
                caller,
                sealing.key,
                manifest,
                transcript,
                organisation,
                &folder,
            )
            .await?
        }
    };
    let close = Close {
        manifest_sha256: bundle.manifest.hash().to_string(),
        root: bundle.manifest.root.to_string(),
        previous_sha256: bundle.manifest.previous.to_string(),
        signature: seal.signature.clone(),
        public_key: seal.public_key.clone(),
    };
    let edit = Edit::new(period, record.revision);
    caller.store.period_close(&caller.ctx, edit, &close).await?;
    let slips = slip_folder(&folder);
    write_slips(&slips, &bundle, &seal)?;
    Ok(Closed {
        manifest: bundle.manifest,
        bundle: folder,
        slips,
        public_key: seal.public_key,
    })
}

fn refused(diagnostic: Diagnostic) -> AppError {
    AppError::Refused(vec![diagnostic])
}

/// The run of a period that can be closed.
fn approved_run(period: &PeriodRecord) -> Result<String, AppError> {
    let frozen = if period.frozen { ", frozen" } else { "" };
    match &period.run {
        Some(run) if period.state == PeriodState::Approved && !period.frozen => Ok(run.clone()),
        _ => Err(StoreError::State {
            entity: "period",
            id: period.id.clone(),
            state: format!("{}{frozen}", period.state.name()),
            action: "period_close",
            needed: "approved, and not frozen",
        }
        .into()),
    }
}

/// The manifest but for root, totals and number of leaves.
async fn manifest(
    caller: &Caller,
    record: &Kept<PeriodRecord>,
    transcript: &Transcript,
) -> Result<Manifest, AppError> {
    let store = &caller.store;
    let before = store.close_list().await?.pop();
    let previous = match &before {
        None => START,
        Some(close) => close
            .value
            .close
            .manifest_sha256
            .parse()
            .map_err(|_| StoreError::Damaged("the hash of a close".to_owned()))?,
    };
    let round = record.value.round;
    let approvals = store.period_approval_list(&record.value.id).await?;
    let approved_by: Vec<String> = approvals
        .into_iter()
        .filter(|one| one.value.round == round)
        .map(|one| one.value.approver)
        .collect();
    debug_assert!(approved_by.len() >= APPROVALS);
    Ok(Manifest {
        period: record.value.id.clone(),
        number: before.map_or(1, |close| close.value.number.saturating_add(1)),
        previous,
        leaves: 0,
        root: START,
        totals: Vec::new(),
        result: Hash::of(transcript.text().as_bytes()),
        model: transcript.model_hash(),
        closed_at: caller.ctx.now.to_string(),
        closed_by: caller.ctx.user.clone(),
        approved_by,
    })
}

/// What a close left that stopped between the bundle and the records: the same bundle is used.
fn left_over(folder: &Path, wanted: &Manifest, key: &Key) -> Option<(Bundle, Seal)> {
    let (bundle, seal) = bundle_read(folder).ok()?;
    let found = &bundle.manifest;
    let same = found.result == wanted.result
        && found.previous == wanted.previous
        && found.number == wanted.number
        && found.approved_by == wanted.approved_by
        && seal.public_key == key.public_key();
    (same && seal.is_of(found) && attain_core::seal::check(&bundle).is_empty())
        .then_some((bundle, seal))
}

async fn sealed(
    caller: &Caller,
    key: &Key,
    manifest: Manifest,
    transcript: Transcript,
    organisation: &Organisation,
    folder: &Path,
) -> Result<(Bundle, Seal), AppError> {
    let identities = Identities::fetch(&caller.store).await?;
    let mut entries = transcript.entries;
    let people = entries.iter().filter_map(|(_, content)| {
        let about = content.get("about").and_then(Json::as_text) == Some("person");
        let statement = content.get("lines").is_some();
        let person = content.get("person").and_then(Json::as_text)?;
        (about || statement).then(|| person.to_owned())
    });
    let people: std::collections::BTreeSet<String> = people.collect();
    for alias in people {
        if let Some(identity) = identity(&identities, organisation, &alias) {
            entries.push((LeafKind::Identity, identity));
        }
    }
    let mut leaves = Vec::new();
    for (kind, content) in entries {
        leaves.push(Leaf {
            kind,
            salt: random::<32>()?,
            content,
        });
    }
    let bundle = Bundle::new(manifest, leaves).map_err(|problem| {
        let message = format!("the statements cannot be sealed: {problem}");
        refused(Diagnostic::error(rules::BUNDLE_BROKEN, message))
    })?;
    let seal = key.sign(&bundle.manifest);
    bundle_write(folder, &bundle, &seal)?;
    Ok((bundle, seal))
}

/// Who an alias stands for: the one leaf that can be erased.
fn identity(identities: &Identities, organisation: &Organisation, alias: &str) -> Option<Json> {
    let person = identities.person(alias)?;
    let keys = organisation.person(person.as_str());
    let keys = keys.map(|person| person.keys.clone()).unwrap_or_default();
    Some(Json::object([
        ("key", Json::from(alias)),
        ("keys", Json::from(keys)),
        (
            "name",
            Json::from(identities.name(alias).unwrap_or_default()),
        ),
        ("person", Json::text(person)),
    ]))
}

/// Writes a slip for each statement; those that are there already stay.
fn write_slips(folder: &Path, bundle: &Bundle, seal: &Seal) -> Result<(), AppError> {
    let failed = |source| AppError::File {
        action: "write into",
        path: folder.to_owned(),
        source,
    };
    std::fs::create_dir_all(folder).map_err(failed)?;
    for slip in bundle.slips() {
        let person = slip.leaf.content.get("person").and_then(Json::as_text);
        let name = format!("{}.json", person.unwrap_or_default());
        std::fs::write(folder.join(name), slip_text(&slip, seal)).map_err(failed)?;
    }
    Ok(())
}
