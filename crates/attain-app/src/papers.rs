//! The documents of a company in its workspace: `documents/`, with a register of their versions.
//!
//! Each document is written as Markdown, text and HTML under its own name; every version stays in
//! `documents/archive/`. `documents/register.csv` has a line for each version that was written.

use crate::error::AppError;
use crate::run::organisation;
use crate::source::FactSource;
use crate::workspace::Workspace;
use attain_core::document::{Paper, papers};
use attain_core::model::Model;
use attain_core::stage::Documents;
use attain_core::text::csv_quoted;
use attain_store::{Ctx, Store};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The folder of the documents.
pub const FOLDER: &str = "documents";
const HEADER: &str = "document,version,model,on,by\n";

/// Everybody's documents on a day.
///
/// # Errors
/// If people come from facts that cannot be read, or contradict themselves.
pub async fn fetch(
    model: &Model,
    source: &dyn FactSource,
    on: Date,
) -> Result<Vec<Paper>, AppError> {
    let organisation = organisation(model, source).await?;
    Ok(papers(model, &organisation, on))
}

/// What is written and acknowledged of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperState {
    /// The version as the model is now.
    pub version: String,
    /// Whether this version is written.
    pub written: bool,
    /// When this version was acknowledged and by whose account, if it is for one person.
    pub acknowledged: Option<(String, String)>,
    /// Whether an earlier version was acknowledged.
    pub outdated: bool,
}

/// How far each document is, in their order.
///
/// # Errors
/// If the register or the records cannot be read.
pub async fn states(
    root: &Path,
    store: &Store,
    papers: &[Paper],
) -> Result<Vec<PaperState>, AppError> {
    let written = register(root)?;
    let mut states = Vec::new();
    for paper in papers {
        let version = paper.version();
        let file = root.join(FOLDER).join(format!("{}.md", paper.id));
        let kept = match &paper.person {
            Some(_) => store.acknowledgement_list(&paper.subject()).await?,
            None => Vec::new(),
        };
        let mine = kept
            .iter()
            .filter(|one| Some(&one.value.person) == paper.person.as_ref());
        let current = mine.clone().find(|one| one.value.sha256 == version);
        states.push(PaperState {
            written: written.get(&paper.id) == Some(&version) && file.is_file(),
            acknowledged: current.map(|one| (one.created.at.to_string(), one.created.by.clone())),
            outdated: current.is_none() && mine.count() > 0,
            version,
        });
    }
    Ok(states)
}

/// The counts that stages ask for.
#[must_use]
pub fn counted(papers: &[Paper], states: &[PaperState]) -> Documents {
    let both = || papers.iter().zip(states);
    Documents {
        all: papers.len(),
        current: states.iter().filter(|state| state.written).count(),
        personal: papers.iter().filter(|paper| paper.person.is_some()).count(),
        acknowledged: both()
            .filter(|(paper, state)| paper.person.is_some() && state.acknowledged.is_some())
            .count(),
    }
}

/// Writes all documents that are not written as they are now. Gives the names of those it wrote.
///
/// # Errors
/// If a file cannot be written.
pub fn write(workspace: &Workspace, papers: &[Paper], ctx: &Ctx) -> Result<Vec<String>, AppError> {
    let folder = workspace.root.join(FOLDER);
    make(&folder.join("archive"))?;
    let written = register(&workspace.root)?;
    let model = workspace.hash();
    let today = jiff::tz::Offset::UTC.to_datetime(ctx.now).date();
    let mut lines = String::new();
    let mut names = Vec::new();
    for paper in papers {
        let version = paper.version();
        let main = folder.join(format!("{}.md", paper.id));
        if written.get(&paper.id) == Some(&version) && main.is_file() {
            continue;
        }
        let short: String = version.chars().take(12).collect();
        let archive = folder
            .join("archive")
            .join(format!("{}.{short}.md", paper.id));
        for (path, text) in [
            (archive, paper.markdown()),
            (folder.join(format!("{}.txt", paper.id)), paper.text()),
            (folder.join(format!("{}.html", paper.id)), paper.html()),
            (main, paper.markdown()),
        ] {
            put(&path, &text)?;
        }
        lines.push_str(&format!(
            "{},{version},{model},{today},{}\n",
            paper.id,
            csv_quoted(&ctx.user)
        ));
        names.push(paper.id.clone());
    }
    append(&folder.join("register.csv"), HEADER, &lines)?;
    Ok(names)
}

/// The last written version of each document.
#[expect(clippy::disallowed_methods, reason = "the app reads the workspace")]
fn register(root: &Path) -> Result<BTreeMap<String, String>, AppError> {
    let path = root.join(FOLDER).join("register.csv");
    if !path.is_file() {
        return Ok(BTreeMap::new());
    }
    let text = std::fs::read_to_string(&path).map_err(failed("read", &path))?;
    let line = |line: &str| {
        let mut cells = line.split(',');
        Some((cells.next()?.to_owned(), cells.next()?.to_owned()))
    };
    Ok(text.lines().skip(1).filter_map(line).collect())
}

/// Adds lines to a text of the workspace, with its header if it is new.
///
/// # Errors
/// If the file cannot be written.
#[expect(clippy::disallowed_methods, reason = "the app writes the workspace")]
pub fn append(path: &Path, header: &str, lines: &str) -> Result<(), AppError> {
    if lines.is_empty() {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        make(folder)?;
    }
    let before = match std::fs::read_to_string(path) {
        Ok(text) if text.is_empty() || text.ends_with('\n') => text,
        Ok(text) => text + "\n",
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => header.to_owned(),
        Err(error) => return Err(failed("read", path)(error)),
    };
    put(path, &format!("{before}{lines}"))
}

/// Writes a text beside its place and moves it there, so that nobody ever reads half of it.
///
/// # Errors
/// If the file cannot be written.
pub fn put(path: &Path, text: &str) -> Result<(), AppError> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let beside = path.with_file_name(name);
    std::fs::write(&beside, text).map_err(failed("write", &beside))?;
    std::fs::rename(&beside, path).map_err(failed("write", path))
}

fn make(folder: &Path) -> Result<(), AppError> {
    std::fs::create_dir_all(folder).map_err(failed("make", folder))
}

fn failed(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> AppError {
    let path: PathBuf = path.to_owned();
    move |source| AppError::File {
        action,
        path,
        source,
    }
}
