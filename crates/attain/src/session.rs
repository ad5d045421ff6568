//! A workspace with its records and facts, opened for a command.

use crate::failure::Failure;
use crate::who;
use crate::wire::Engine;
use attain_app::access::{Scope, UseCase, Via, absent};
use attain_app::caller::Caller;
use attain_app::run::PeriodRun;
use attain_app::versions::in_force;
use attain_app::{AppError, Workspace};
use attain_core::batch::Batch;
use attain_core::dataset::Dataset;
use attain_core::diag::render::Sources;
use attain_core::model::Model;
use attain_core::organisation::Organisation;
use attain_core::period::Period;
use attain_facts::{Facts, ScanOptions};
use attain_store::batch::BatchesAt;
use attain_store::{Ctx, Store};
use std::path::{Path, PathBuf};

/// A workspace whose model has no errors, with its records.
pub(crate) struct Session {
    pub(crate) workspace: Workspace,
    pub(crate) sources: Sources,
    pub(crate) store: Store,
}

/// Opens and checks the model of a workspace.
pub(crate) fn open_workspace(given: Option<&Path>) -> Result<Workspace, Failure> {
    let start = match given {
        Some(folder) => folder.to_owned(),
        None => std::env::current_dir()
            .map_err(|error| Failure::program("cannot tell the current folder", error))?,
    };
    let root = match given {
        Some(_) => start.clone(),
        None => Workspace::find(&start).unwrap_or(start),
    };
    if !root.join("attain.toml").is_file() {
        return Err(Failure::Usage(format!(
            "`{}` is no workspace: it has no attain.toml; make one with `attain init DIR`, or \
             name the folder with `-C DIR`",
            root.display()
        )));
    }
    Workspace::open(&root).map_err(|error| Failure::from_app(error, &Sources::new()))
}

impl Session {
    /// Opens a workspace whose model has no errors.
    pub(crate) async fn open(given: Option<&Path>) -> Result<Self, Failure> {
        let workspace = open_workspace(given)?;
        let sources = workspace.sources();
        let database = match workspace.checked() {
            Ok(model) => database_url(&workspace.root, &model.company.database)?,
            Err(error) => return Err(Failure::from_app(error, &sources)),
        };
        let store = Store::open(&database).await.map_err(|error| {
            Failure::program(format!("cannot open the records `{database}`"), error)
        })?;
        Ok(Self {
            workspace,
            sources,
            store,
        })
    }

    /// The same with what counts for a period: the model that was published for it, and the
    /// targets that were agreed.
    pub(crate) async fn for_period(self, period: &str) -> Result<Self, Failure> {
        let period = self.period(period)?;
        let found = in_force(&self.store, &self.workspace, period).await;
        let found = found.map_err(|error| self.failure(error))?;
        if let Some(version) = found.version.filter(|_| found.differs) {
            eprintln!(
                "the model is version `{}`, in force for {period}; the files here differ: attain \
                 model diff {}",
                version.id, version.id
            );
        }
        Ok(Self {
            sources: found.workspace.sources(),
            workspace: found.workspace,
            store: self.store,
        })
    }

    /// The organisation, and who calls in it.
    pub(crate) async fn organisation(&self) -> Result<(Organisation, Caller), Failure> {
        let engine = self.engine(2).await?;
        let organisation = attain_app::run::organisation(self.model()?, &engine).await;
        let organisation = organisation.map_err(|error| self.failure(error))?;
        let caller = self.caller().await?.in_organisation(&organisation);
        Ok((organisation, caller))
    }

    /// The model.
    pub(crate) fn model(&self) -> Result<&Model, Failure> {
        self.workspace
            .checked()
            .map_err(|error| Failure::from_app(error, &self.sources))
    }

    /// The folder of facts.
    pub(crate) fn facts_root(&self) -> Result<PathBuf, Failure> {
        Ok(self.workspace.root.join(&self.model()?.company.facts))
    }

    /// The batches that count now, of datasets that the model has.
    pub(crate) async fn batches(&self) -> Result<Vec<Batch>, Failure> {
        let model = self.model()?;
        let records = self.store.batch_list(None, BatchesAt::Now).await;
        let batches = records
            .map_err(|error| Failure::program("cannot list the imports", error))?
            .into_iter()
            .map(|record| record.batch)
            .filter(|batch| model.datasets.contains_key(&batch.dataset));
        Ok(batches.collect())
    }

    /// The fact engine over all committed batches.
    pub(crate) async fn engine(&self, partitions: usize) -> Result<Engine, Failure> {
        let datasets = self.model()?.datasets.values().cloned().collect();
        let batches = self.batches().await?;
        engine(self.facts_root()?, batches, datasets, options(partitions))
    }

    /// The fact engine over some batches. It keeps what it counts for the next time; closing,
    /// verifying and explaining count everything again.
    pub(crate) fn engine_of(
        &self,
        batches: Vec<Batch>,
        partitions: usize,
    ) -> Result<Engine, Failure> {
        let datasets = self.model()?.datasets.values().cloned().collect();
        let options = ScanOptions {
            keep_states: true,
            ..options(partitions)
        };
        engine(self.facts_root()?, batches, datasets, options)
    }

    /// The folder of closing bundles.
    pub(crate) fn closes(&self) -> PathBuf {
        self.workspace.root.join("closes")
    }

    /// Who acts on these records.
    pub(crate) async fn caller(&self) -> Result<Caller, Failure> {
        let caller = Caller::new(&self.store, who::ctx()?, Via::CommandLine).await;
        caller.map_err(|error| self.failure(error))
    }

    /// The stamp of somebody who may do this.
    pub(crate) async fn allowed(&self, use_case: UseCase) -> Result<Ctx, Failure> {
        let caller = self.caller().await?;
        caller.may(use_case).map_err(|error| self.failure(error))?;
        Ok(caller.ctx)
    }

    /// Refuses whoever does not see everybody: for what tells of all together.
    pub(crate) async fn everybody(&self, use_case: UseCase) -> Result<(), Failure> {
        let caller = self.caller().await?;
        caller
            .everybody(use_case)
            .map_err(|error| self.failure(error))
    }

    /// Whose results of a run the caller sees by a use-case.
    pub(crate) async fn scope(&self, use_case: UseCase, run: &PeriodRun) -> Result<Scope, Failure> {
        let caller = self.caller().await?.in_organisation(&run.organisation);
        caller
            .scope(use_case, &run.organisation, run.calculation.period)
            .map_err(|error| self.failure(error))
    }

    /// The answer about somebody who is not there or not in sight.
    pub(crate) fn absent(&self, scope: &Scope, key: &str) -> Failure {
        if scope.sees_everybody() {
            return Failure::Usage(format!("there is no person `{key}`"));
        }
        Failure::Refused(vec![absent(key)], self.sources.clone())
    }

    /// Why a use-case was not done, with the texts that it points into.
    pub(crate) fn failure(&self, error: AppError) -> Failure {
        Failure::from_app(error, &self.sources)
    }

    /// The period of a name.
    pub(crate) fn period(&self, name: &str) -> Result<Period, Failure> {
        let calendar = self.model()?.company.calendar;
        calendar
            .parse(name)
            .map_err(|error| Failure::Usage(error.to_string()))
    }
}

/// An address stays as it is; a path is relative to the workspace.
pub(crate) fn database_url(root: &Path, database: &str) -> Result<String, Failure> {
    if database.starts_with("postgres://") || database.starts_with("postgresql://") {
        return Ok(database.to_owned());
    }
    let path = root.join(database.strip_prefix("sqlite:").unwrap_or(database));
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| {
            Failure::program(
                format!("cannot make the folder `{}`", folder.display()),
                error,
            )
        })?;
    }
    Ok(path.display().to_string())
}

/// So many parts at once.
pub(crate) fn options(partitions: usize) -> ScanOptions {
    ScanOptions {
        partitions: partitions.max(1),
        ..ScanOptions::default()
    }
}

/// The fact engine over a folder.
pub(crate) fn engine(
    root: PathBuf,
    batches: Vec<Batch>,
    datasets: Vec<Dataset>,
    options: ScanOptions,
) -> Result<Engine, Failure> {
    Facts::open(root, batches, datasets, options)
        .map(Engine)
        .map_err(|error| Failure::program("cannot open the facts", error))
}

/// Today, by universal time.
pub(crate) fn today() -> jiff::civil::Date {
    jiff::tz::TimeZone::UTC
        .to_datetime(jiff::Timestamp::now())
        .date()
}
