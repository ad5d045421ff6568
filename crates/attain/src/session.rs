//! A workspace with its records and facts, opened for a command.

use crate::failure::Failure;
use crate::wire::Engine;
use attain_app::Workspace;
use attain_core::diag::render::Sources;
use attain_core::model::Model;
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

    /// The fact engine over all committed batches.
    pub(crate) async fn engine(&self, partitions: usize) -> Result<Engine, Failure> {
        let model = self.model()?;
        let batches = self
            .store
            .batch_list(None, BatchesAt::Now)
            .await
            .map_err(|error| Failure::program("cannot list the imports", error))?
            .into_iter()
            .map(|record| record.batch)
            .filter(|batch| model.datasets.contains_key(&batch.dataset))
            .collect();
        let datasets = model.datasets.values().cloned().collect();
        let options = ScanOptions {
            partitions: partitions.max(1),
            keep_states: true,
            ..ScanOptions::default()
        };
        Facts::open(self.facts_root()?, batches, datasets, options)
            .map(Engine)
            .map_err(|error| Failure::program("cannot open the facts", error))
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
fn database_url(root: &Path, database: &str) -> Result<String, Failure> {
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

/// Who acts on the command line: the user of the machine, now.
#[expect(clippy::disallowed_methods, reason = "user and time enter here")]
pub(crate) fn ctx() -> Ctx {
    let user = ["ATTAIN_USER", "USER", "LOGNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|user| !user.is_empty()))
        .or_else(machine_user)
        .unwrap_or_else(|| "unknown".to_owned());
    Ctx::new(user, jiff::Timestamp::now())
}

/// The name of the user whose process this is, where the environment does not say it.
#[cfg(unix)]
fn machine_user() -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    let id = std::fs::metadata("/proc/self").ok()?.uid().to_string();
    let users = read_users()?;
    let users = String::from_utf8_lossy(&users);
    let mut lines = users.lines().map(|line| line.split(':'));
    lines.find_map(|mut fields| {
        let name = fields.next()?.to_owned();
        (fields.nth(1)? == id).then_some(name)
    })
}

#[cfg(unix)]
#[expect(
    clippy::disallowed_methods,
    reason = "the user of the machine enters here"
)]
fn read_users() -> Option<Vec<u8>> {
    std::fs::read("/etc/passwd").ok()
}

#[cfg(not(unix))]
fn machine_user() -> Option<String> {
    None
}
