//! Checks of a closed period, by anybody who has its bundle: hashes, proofs, signature, links, and
//! the pay itself, computed again. Nothing here needs the records.

use crate::error::AppError;
use crate::source::FactSource;
use attain_core::diag::Diagnostics;
use attain_core::facts::{Cell, Credit, FactAnswer, FactQuery};
use attain_core::json::Json;
use attain_core::model::{drafts_from_rows, people_query};
use attain_core::organisation::Organisation;
use attain_core::seal::{self, Bundle, Entry, Hash, LeafKind};
use attain_core::transcript::{Replay, Transcript};
use attain_store::bundle::{Seal, bundle_read, slip_read};
use attain_store::period::CloseRecord;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

/// One thing that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// What: `root`, `signature`, `pay`.
    pub what: &'static str,
    /// What came out.
    pub outcome: Outcome,
}

/// What came out of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It holds; in words.
    Holds(String),
    /// It does not; the first difference.
    Broken(String),
    /// It could not be checked, and why.
    Open(String),
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Holds(words) => write!(f, "ok      {words}"),
            Self::Broken(words) => write!(f, "BROKEN  {words}"),
            Self::Open(words) => write!(f, "open    {words}"),
        }
    }
}

/// All that was checked of a bundle.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// The checks, in order.
    pub checks: Vec<Checked>,
}

impl Verdict {
    /// Whether nothing is broken.
    #[must_use]
    pub fn is_good(&self) -> bool {
        !self
            .checks
            .iter()
            .any(|one| matches!(one.outcome, Outcome::Broken(_)))
    }

    fn add(&mut self, what: &'static str, outcome: Outcome) {
        self.checks.push(Checked { what, outcome });
    }

    fn check(
        &mut self,
        what: &'static str,
        problem: Option<String>,
        holds: impl FnOnce() -> String,
    ) {
        self.add(
            what,
            problem.map_or_else(|| Outcome::Holds(holds()), Outcome::Broken),
        );
    }
}

/// What a bundle is held against, besides itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Against<'a> {
    /// The bundle before it, or the folder in which all are.
    pub folder: Option<&'a Path>,
    /// The close as the records have it.
    pub record: Option<&'a CloseRecord>,
    /// The key that the company has published.
    pub public_key: Option<&'a str>,
    /// Texts of slips that employees kept.
    pub slips: &'a [String],
}

/// A bundle that was read, for further checks.
#[derive(Debug, Clone)]
pub struct Verified {
    /// The bundle.
    pub bundle: Bundle,
    /// Its transcript, if it can be computed again.
    pub replay: Option<Replay>,
    /// What was checked.
    pub verdict: Verdict,
}

/// Checks a bundle.
///
/// # Errors
/// If its files cannot be read. A bundle that is wrong is not an error: see [`Verdict`].
pub fn verify(path: &Path, against: Against<'_>) -> Result<Verified, AppError> {
    let mut verdict = Verdict::default();
    let (bundle, seal) = match bundle_read(path) {
        Ok(read) => read,
        Err(attain_store::StoreError::Damaged(what)) => {
            verdict.add("form", Outcome::Broken(what.clone()));
            return Err(broken(&what));
        }
        Err(error) => return Err(error.into()),
    };
    hashes(&bundle, &mut verdict);
    signature(&bundle, &seal, against.public_key, &mut verdict);
    links(path, &bundle, against, &mut verdict);
    if let Some(record) = against.record {
        let problem = differs_from_record(&bundle, &seal, record);
        verdict.check("records", problem, || {
            "the close in the records is this one".to_owned()
        });
    }
    for slip in against.slips {
        let problem = slip_problem(&bundle, &seal, slip);
        verdict.check("slip", problem, || "it is of this close".to_owned());
    }
    let replay = pay(&bundle, &mut verdict);
    Ok(Verified {
        bundle,
        replay,
        verdict,
    })
}

fn broken(what: &str) -> AppError {
    let message = format!("the bundle has not the form of one: {what}");
    let code = attain_core::rules::BUNDLE_BROKEN;
    AppError::Refused(vec![attain_core::diag::Diagnostic::error(code, message)])
}

fn hashes(bundle: &Bundle, verdict: &mut Verdict) {
    let manifest = &bundle.manifest;
    let problem = seal::check(bundle).first().map(ToString::to_string);
    verdict.check("root", problem, || {
        format!("{} leaves hash to {}", manifest.leaves, manifest.root)
    });
    let slips = bundle.slips();
    let mut problems = slips.iter().flat_map(seal::check_slip);
    let problem = problems.next().map(|one| one.to_string());
    verdict.check("proofs", problem, || {
        format!("{} statements, each in the root", slips.len())
    });
    let transcript = Transcript::of_bundle(bundle);
    let result = Hash::of(transcript.text().as_bytes());
    let problem = (result != manifest.result).then(|| {
        format!(
            "the run that was approved has the hash {}, this one {result}",
            manifest.result
        )
    });
    verdict.check("result", problem, || {
        "it is the run that was approved".to_owned()
    });
    let model = transcript.model_hash();
    let problem = (model != manifest.model).then(|| {
        format!(
            "the manifest names the model {}, the files are {model}",
            manifest.model
        )
    });
    verdict.check("model", problem, || format!("model {model}"));
}

fn signature(bundle: &Bundle, seal: &Seal, published: Option<&str>, verdict: &mut Verdict) {
    let problem = (!seal.is_of(&bundle.manifest))
        .then(|| format!("key {} has not signed this manifest", seal.public_key));
    let signed = problem.is_none();
    verdict.check("signature", problem, || {
        format!("signed by key {}", seal.public_key)
    });
    match published {
        Some(key) if key != seal.public_key => {
            let message = format!(
                "it is signed by {}, the published key is {key}",
                seal.public_key
            );
            verdict.add("key", Outcome::Broken(message));
        }
        Some(_) => verdict.add("key", Outcome::Holds("it is the published key".to_owned())),
        None if signed => {
            let message = "compare the key with the one that was published (--public-key)";
            verdict.add("key", Outcome::Open(message.to_owned()));
        }
        None => {}
    }
}

/// The bundle before this one, where it lies beside it.
fn links(path: &Path, bundle: &Bundle, against: Against<'_>, verdict: &mut Verdict) {
    let manifest = &bundle.manifest;
    if manifest.number == 1 {
        verdict.add("link", Outcome::Holds("the first close".to_owned()));
        return;
    }
    let wanted = manifest.number.saturating_sub(1);
    let folder = against.folder.or_else(|| path.parent());
    let before = folder.and_then(|folder| bundle_of_number(folder, wanted));
    let outcome = match before {
        None => Outcome::Open(format!("the bundle of close {wanted} is not beside it")),
        Some(before) if manifest.follows(&before.manifest) => Outcome::Holds(format!(
            "it follows the close of {}",
            before.manifest.period
        )),
        Some(before) => Outcome::Broken(format!(
            "it names {} as the close before, that of {} is {}",
            manifest.previous,
            before.manifest.period,
            before.manifest.hash()
        )),
    };
    verdict.add("link", outcome);
}

fn bundle_of_number(folder: &Path, number: u64) -> Option<Bundle> {
    let start = format!("{number:04}-");
    let entries = std::fs::read_dir(folder).ok()?;
    let mut paths: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    paths.sort();
    let named = |path: &std::path::PathBuf| {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        name.is_some_and(|name| name.starts_with(&start))
    };
    let found = paths.into_iter().filter(named);
    found
        .filter_map(|path| Some(bundle_read(&path).ok()?.0))
        .next()
}

fn differs_from_record(bundle: &Bundle, seal: &Seal, record: &CloseRecord) -> Option<String> {
    let manifest = &bundle.manifest;
    let pairs = [
        ("period", manifest.period.clone(), record.period.clone()),
        (
            "number",
            manifest.number.to_string(),
            record.number.to_string(),
        ),
        (
            "manifest",
            manifest.hash().to_string(),
            record.close.manifest_sha256.clone(),
        ),
        ("root", manifest.root.to_string(), record.close.root.clone()),
        (
            "model",
            manifest.model.to_string(),
            record.model_sha256.clone(),
        ),
        (
            "result",
            manifest.result.to_string(),
            record.result_sha256.clone(),
        ),
        (
            "signature",
            seal.signature.clone(),
            record.close.signature.clone(),
        ),
        (
            "key",
            seal.public_key.clone(),
            record.close.public_key.clone(),
        ),
    ];
    let mut pairs = pairs.into_iter();
    pairs
        .find(|(_, bundle, record)| bundle != record)
        .map(|(what, bundle, record)| {
            format!("the {what} is {bundle} in the bundle and {record} in the records")
        })
}

fn slip_problem(bundle: &Bundle, seal: &Seal, text: &str) -> Option<String> {
    let (slip, its_seal) = match slip_read(text) {
        Ok(read) => read,
        Err(error) => return Some(format!("it has not the form of a slip: {error}")),
    };
    if !its_seal.is_of(&slip.manifest) {
        return Some("its signature is not one of its manifest".to_owned());
    }
    if let Some(problem) = seal::check_slip(&slip).first() {
        return Some(problem.to_string());
    }
    if its_seal.public_key != seal.public_key {
        return Some("it is signed by another key than the bundle".to_owned());
    }
    if slip.manifest.period != bundle.manifest.period {
        return Some(format!("it is of {}", slip.manifest.period));
    }
    (slip.manifest != bundle.manifest).then(|| {
        format!(
            "this key has signed two closes of {}: {} and {}",
            bundle.manifest.period,
            slip.manifest.hash(),
            bundle.manifest.hash()
        )
    })
}

/// The pay, computed again from the bundle alone.
fn pay(bundle: &Bundle, verdict: &mut Verdict) -> Option<Replay> {
    match Replay::new(&Transcript::of_bundle(bundle)) {
        Err(error) => {
            verdict.add("pay", Outcome::Broken(error.to_string()));
            None
        }
        Ok(replay) => {
            let problem = replay.first_difference().map(|one| one.to_string());
            verdict.check("pay", problem, || {
                format!(
                    "{} statements computed again, all the same",
                    replay.statements.len()
                )
            });
            Some(replay)
        }
    }
}

/// Checks the aggregates too, against the facts themselves: each query is asked again.
///
/// # Errors
/// If the facts cannot be read.
pub async fn verify_facts(
    verified: &mut Verified,
    source: &dyn FactSource,
) -> Result<(), AppError> {
    let Some(replay) = &verified.replay else {
        return Ok(());
    };
    let keys = match all_keys(&verified.bundle, replay, source).await? {
        Ok(keys) => keys,
        Err(open) => {
            verified.verdict.add("facts", Outcome::Open(open));
            return Ok(());
        }
    };
    let mut cells = 0_usize;
    for (index, query) in replay.requirement.queries.iter().enumerate() {
        let found = source.scan(&real_query(query, &keys)).await?;
        let Some(written) = replay.facts.answers.get(index) else {
            continue;
        };
        cells = cells.saturating_add(written.cells.len());
        if let Some(problem) = answer_differs(query, written, &found) {
            verified.verdict.add("facts", Outcome::Broken(problem));
            return Ok(());
        }
    }
    let words = format!("{cells} aggregates computed again from the facts, all the same");
    verified.verdict.add("facts", Outcome::Holds(words));
    Ok(())
}

fn answer_differs(query: &FactQuery, written: &FactAnswer, found: &FactAnswer) -> Option<String> {
    let dataset = &query.dataset;
    for (place, cell) in &written.cells {
        if found.cells.get(place) != Some(cell) {
            let told = |cell: Option<&Cell>| {
                cell.map_or_else(
                    || "nothing".to_owned(),
                    |cell| {
                        let values = cell.values.iter().map(|value| {
                            value.map_or_else(|| "none".to_owned(), attain_core::num::plain)
                        });
                        let values: Vec<String> = values.collect();
                        format!("{} rows, {}", cell.rows, values.join(", "))
                    },
                )
            };
            return Some(format!(
                "`{dataset}`, group {}, measure {}: the bundle has {}, the facts give {}",
                place.0.0,
                place.1,
                told(Some(cell)),
                told(found.cells.get(place))
            ));
        }
    }
    let more = found
        .cells
        .keys()
        .find(|place| !written.cells.contains_key(place));
    let more = more.map(|place| {
        format!(
            "`{dataset}`: group {} has facts that the bundle has not",
            place.0.0
        )
    });
    let days = (written.covered != found.covered)
        .then(|| format!("`{dataset}`: other days are covered by the facts"));
    more.or(days)
}

/// A question about aliases as a question about the keys by which facts name them.
pub(crate) fn real_query(query: &FactQuery, keys: &BTreeMap<String, Vec<String>>) -> FactQuery {
    let known = query.known.iter().flat_map(|owner| match keys.get(owner) {
        Some(keys) => keys.clone(),
        None => vec![owner.clone()],
    });
    FactQuery {
        credits: real_credits(&query.credits, keys),
        known: known.collect(),
        ..query.clone()
    }
}

/// Credits of aliases as credits of the keys by which facts name them.
pub(crate) fn real_credits(
    credits: &[Credit],
    keys: &BTreeMap<String, Vec<String>>,
) -> Vec<Credit> {
    let mut real = Vec::new();
    for credit in credits {
        match keys.get(&credit.owner) {
            None => real.push(credit.clone()),
            Some(keys) => real.extend(keys.iter().map(|key| Credit {
                owner: key.clone(),
                ..credit.clone()
            })),
        }
    }
    real.sort();
    real
}

/// The keys by which facts name each alias; or why they are not known.
async fn all_keys(
    bundle: &Bundle,
    replay: &Replay,
    source: &dyn FactSource,
) -> Result<Result<BTreeMap<String, Vec<String>>, String>, AppError> {
    let mut keys = BTreeMap::new();
    for entry in &bundle.leaves {
        let leaf = match entry {
            Entry::Erased(_) => {
                return Ok(Err(
                    "somebody was erased: his facts cannot be told apart".to_owned()
                ));
            }
            Entry::Whole(leaf) if leaf.kind == LeafKind::Identity => leaf,
            Entry::Whole(_) => continue,
        };
        let text = |name| leaf.content.get(name).and_then(Json::as_text);
        let listed = leaf.content.get("keys").and_then(Json::as_list);
        let listed = listed.unwrap_or_default().iter().filter_map(Json::as_text);
        let mut listed: Vec<String> = listed.map(str::to_owned).collect();
        if listed.is_empty() {
            listed.extend(text("person").map(str::to_owned));
        }
        keys.insert(text("key").unwrap_or_default().to_owned(), listed);
    }
    if let Some(people) = &replay.model.company.people
        && let Some(dataset) = replay.model.datasets.get(&people.dataset)
    {
        let rows = source.rows(&people_query(people, dataset)).await?;
        let drafts = drafts_from_rows(people, &replay.model.positions, &rows);
        let now = Organisation::build(drafts, Vec::new(), &Diagnostics::new());
        for listed in keys.values_mut() {
            let known = listed.first().and_then(|key| now.person(key));
            if let Some(known) = known {
                listed.clone_from(&known.keys);
            }
        }
    }
    Ok(Ok(keys))
}
