//! A workspace in use by a program that goes on running: read again when a file changes, computed
//! once for each state of model and facts.

use crate::error::AppError;
use crate::import::{Commit, Committed, commit};
use crate::kept::booked_in;
use crate::run::{PeriodRun, compute_with, organisation};
use crate::source::{Answer, FactSource, SourceError};
use crate::workspace::Workspace;
use attain_core::batch::Batch;
use attain_core::dataset::Dataset;
use attain_core::diag::render::Sources;
use attain_core::diag::{Code, Severity};
use attain_core::id::DatasetId;
use attain_core::model::Model;
use attain_core::organisation::Organisation;
use attain_core::period::{Calendar, Period, PeriodKind};
use attain_store::batch::BatchesAt;
use attain_store::{Ctx, Store};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Opens facts and prepares imports. The program wires it to the fact engine.
pub trait FactPort: Send + Sync {
    /// The facts of these batches.
    ///
    /// # Errors
    /// If a file is not there.
    fn open(
        &self,
        root: &Path,
        model: &Model,
        batches: Vec<Batch>,
    ) -> Result<Arc<dyn FactSource>, SourceError>;

    /// Reads an uploaded file; what it answers is not committed yet.
    fn prepare<'a>(
        &'a self,
        root: &'a Path,
        dataset: &'a Dataset,
        calendar: Calendar,
        upload: Upload,
    ) -> Answer<'a, Intake>;
}

/// A file that somebody sent.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Its name, without folders.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// The days that it covers, `FROM..TO`, where that is said.
    pub covers: Option<(jiff::civil::Date, jiff::civil::Date)>,
}

/// What was found in an upload.
#[derive(Debug, Clone, Default)]
pub struct Intake {
    /// The batch, to be committed; none: something is wrong.
    pub batch: Option<Batch>,
    /// Rows read.
    pub rows: u64,
    /// Rows with faults.
    pub rejected: u64,
    /// All faults; not all are listed.
    pub faults: u64,
    /// What is wrong.
    pub refusals: Vec<Refusal>,
    /// The rows that were refused with their reasons, as CSV, to be corrected.
    pub refused: String,
    /// The first rows: their names, numbers and values.
    pub preview: (Vec<String>, Vec<(u64, Vec<String>)>),
}

/// One fault of an upload.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// The rule.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// The file, with its sheet.
    pub file: String,
    /// The row.
    pub row: Option<u64>,
    /// The column.
    pub column: Option<String>,
    /// What stands there.
    pub value: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// Workspace, records and facts of a company.
pub struct Office {
    root: PathBuf,
    store: Store,
    port: Box<dyn FactPort>,
    latest: Mutex<Option<Arc<Snapshot>>>,
}

impl std::fmt::Debug for Office {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Office")
            .field("root", &self.root)
            .finish_non_exhaustive()
    }
}

/// Model and facts as they were at one moment, with what was computed from them.
pub struct Snapshot {
    /// The workspace.
    pub workspace: Workspace,
    /// Its texts.
    pub sources: Sources,
    /// Which model it is.
    pub hash: String,
    /// The batches that count.
    pub batches: Vec<Batch>,
    store: Store,
    stamp: String,
    source: Option<Arc<dyn FactSource>>,
    organisation: tokio::sync::OnceCell<Arc<Organisation>>,
    runs: tokio::sync::Mutex<BTreeMap<String, Arc<PeriodRun>>>,
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Snapshot")
            .field("hash", &self.hash)
            .finish_non_exhaustive()
    }
}

impl Office {
    /// The office of a workspace.
    #[must_use]
    pub fn new(root: PathBuf, store: Store, port: Box<dyn FactPort>) -> Self {
        Self {
            root,
            store,
            port,
            latest: Mutex::new(None),
        }
    }

    /// The records.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The folder of the bundles of closed periods.
    #[must_use]
    pub fn closes(&self) -> PathBuf {
        self.root.join("closes")
    }

    /// The folder of the workspace.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Model and facts as they are now.
    ///
    /// # Errors
    /// If files or records cannot be read.
    pub async fn snapshot(&self) -> Result<Arc<Snapshot>, AppError> {
        let batches: Vec<Batch> = self
            .store
            .batch_list(None, BatchesAt::Now)
            .await?
            .into_iter()
            .map(|record| record.batch)
            .collect();
        let mut stamp = stamp_of(&self.root);
        for batch in &batches {
            stamp.push_str(batch.id.as_str());
            stamp.push('\n');
        }
        let known = self
            .latest
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if let Some(known) = known.filter(|known| known.stamp == stamp) {
            return Ok(known);
        }
        let fresh = Arc::new(self.read(batches, stamp)?);
        *self.latest.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&fresh));
        Ok(fresh)
    }

    fn read(&self, batches: Vec<Batch>, stamp: String) -> Result<Snapshot, AppError> {
        let workspace = Workspace::open(&self.root)?;
        let source = match workspace.checked() {
            Ok(model) => {
                let known: Vec<Batch> = batches
                    .iter()
                    .filter(|batch| model.datasets.contains_key(&batch.dataset))
                    .cloned()
                    .collect();
                let facts = self.root.join(&model.company.facts);
                Some(self.port.open(&facts, model, known)?)
            }
            Err(_) => None,
        };
        Ok(Snapshot {
            sources: workspace.sources(),
            hash: workspace.hash(),
            workspace,
            batches,
            store: self.store.clone(),
            stamp,
            source,
            organisation: tokio::sync::OnceCell::new(),
            runs: tokio::sync::Mutex::new(BTreeMap::new()),
        })
    }

    /// Reads an upload for a dataset.
    ///
    /// # Errors
    /// If it cannot be read or written.
    pub async fn prepare(
        &self,
        snapshot: &Snapshot,
        dataset: &Dataset,
        upload: Upload,
    ) -> Result<Intake, AppError> {
        let model = snapshot.model()?;
        let facts = self.root.join(&model.company.facts);
        let calendar = model.company.calendar;
        Ok(self.port.prepare(&facts, dataset, calendar, upload).await?)
    }

    /// Commits what [`Office::prepare`] answered.
    ///
    /// # Errors
    /// If the records cannot be written.
    pub async fn commit(
        &self,
        ctx: &Ctx,
        dataset: &Dataset,
        batch: Batch,
    ) -> Result<Committed, AppError> {
        let request = Commit {
            batch,
            kind: dataset.kind,
            distinct: None,
        };
        commit(&self.store, ctx, request).await
    }
}

impl Snapshot {
    /// The model, if it has no errors.
    ///
    /// # Errors
    /// [`AppError::Refused`] with what is wrong.
    pub fn model(&self) -> Result<&Model, AppError> {
        self.workspace.checked()
    }

    /// The facts.
    ///
    /// # Errors
    /// If the model has errors.
    pub fn facts(&self) -> Result<&dyn FactSource, AppError> {
        match &self.source {
            Some(source) => Ok(source.as_ref()),
            None => Err(AppError::Refused(self.workspace.diagnostics.clone())),
        }
    }

    /// The organisation.
    ///
    /// # Errors
    /// If the people contradict themselves.
    pub async fn organisation(&self) -> Result<Arc<Organisation>, AppError> {
        let built = self.organisation.get_or_try_init(|| async {
            organisation(self.model()?, self.facts()?)
                .await
                .map(Arc::new)
        });
        built.await.cloned()
    }

    /// A period, computed once.
    ///
    /// # Errors
    /// If the facts cannot be read, or the people contradict themselves.
    pub async fn run(&self, period: Period) -> Result<Arc<PeriodRun>, AppError> {
        // Corrections that were booked into it belong to it.
        let booked = booked_in(&self.store, period).await?;
        let name = format!("{period} {booked:?}");
        let mut runs = self.runs.lock().await;
        if let Some(run) = runs.get(&name) {
            return Ok(Arc::clone(run));
        }
        let run = compute_with(self.model()?, self.facts()?, period, booked, &|_| {}).await?;
        let run = Arc::new(run);
        runs.insert(name, Arc::clone(&run));
        Ok(run)
    }

    /// How often results are made: by the scorecards, the most frequent one.
    ///
    /// # Errors
    /// If the model has errors.
    pub fn rhythm(&self) -> Result<PeriodKind, AppError> {
        let mut counts: BTreeMap<PeriodKind, usize> = BTreeMap::new();
        for card in self.model()?.scorecards.values() {
            let count = counts.entry(card.every).or_default();
            *count = count.saturating_add(1);
        }
        let most = counts.into_iter().max_by_key(|(_, count)| *count);
        Ok(most.map_or(PeriodKind::Quarter, |(kind, _)| kind))
    }

    /// The last period that facts cover.
    ///
    /// # Errors
    /// If the model has errors.
    pub fn current(&self) -> Result<Option<Period>, AppError> {
        let model = self.model()?;
        let measured = |id: &DatasetId| {
            model.kpis.values().any(|kpi| match &kpi.source {
                attain_core::model::KpiSource::Measure { dataset, .. } => dataset == id,
                attain_core::model::KpiSource::Formula(_) => false,
            })
        };
        let kind = self.rhythm()?;
        let last = self
            .batches
            .iter()
            .filter(|batch| measured(&batch.dataset))
            .filter_map(|batch| batch.covers.map(|(_, to)| to))
            .max();
        Ok(last.and_then(|day| model.company.calendar.containing(kind, day)))
    }
}

/// What tells one state of the workspace's texts from another: names, lengths, times.
fn stamp_of(root: &Path) -> String {
    let mut stamp = String::new();
    stamp_file(&root.join("attain.toml"), &mut stamp);
    stamp_folder(&root.join("model"), &mut stamp);
    stamp_folder(&root.join("data"), &mut stamp);
    stamp
}

fn stamp_folder(folder: &Path, stamp: &mut String) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            stamp_folder(&path, stamp);
        } else {
            stamp_file(&path, stamp);
        }
    }
}

fn stamp_file(path: &Path, stamp: &mut String) {
    if let Ok(data) = std::fs::metadata(path) {
        let time = data.modified().ok();
        stamp.push_str(&format!("{} {} {time:?}\n", path.display(), data.len()));
    }
}
