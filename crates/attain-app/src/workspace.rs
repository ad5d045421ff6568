//! A workspace: a folder with `attain.toml`, `model/` and `data/`.

use crate::error::AppError;
use attain_core::diag::render::Sources;
use attain_core::diag::{Diagnostic, sort};
use attain_core::hash::hex;
use attain_core::model::{self, Model};
use attain_core::plan::check_plans;
use attain_core::principle;
use attain_core::rules;
use attain_core::text::Document;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// Files of a model that are larger are refused: nobody writes them by hand.
const MAX_FILE_BYTES: u64 = 16 * 1024 * 1024;

/// Records that stand as text beside the model, and do not make it another model.
const RECORDS: [&str; 2] = ["data/decisions.csv", "data/pilots.csv"];
/// The tables of a workspace, a line each.
const TABLES: [&str; 8] = [
    "people.csv",
    "units.csv",
    "targets.csv",
    "credits.csv",
    "amounts.csv",
    "corrections.csv",
    "decisions.csv",
    "pilots.csv",
];

/// A workspace, read and checked.
#[derive(Debug)]
pub struct Workspace {
    /// Its folder.
    pub root: PathBuf,
    /// Its texts, in the order of their names.
    pub documents: Vec<Document>,
    /// The model, where it could be read.
    pub model: Option<Model>,
    /// All that is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

impl Workspace {
    /// Reads and checks the workspace in a folder.
    ///
    /// # Errors
    /// If a file cannot be read. A model with mistakes is not an error: it is in the diagnostics.
    pub fn open(root: &Path) -> Result<Self, AppError> {
        let (documents, unreadable) = read_documents(root)?;
        Ok(Self::of_documents(root, documents, unreadable))
    }

    /// A workspace of these texts, checked; `found` is what is wrong with them already.
    #[must_use]
    pub fn of_documents(root: &Path, documents: Vec<Document>, found: Vec<Diagnostic>) -> Self {
        let (model, mut diagnostics) = model::load(&documents);
        diagnostics.extend(found);
        if let Some(model) = &model
            && !diagnostics.iter().any(Diagnostic::is_error)
        {
            // What a plan would do is only worth a look once everything it refers to is right.
            diagnostics.extend(principle::levelled(model, check_plans(model)));
            diagnostics.extend(principle::check(model));
            sort(&mut diagnostics);
        }
        Self {
            root: root.to_owned(),
            documents,
            model,
            diagnostics,
        }
    }

    /// The workspace that a folder lies in: the folder itself or the nearest one above that has an
    /// `attain.toml`.
    #[must_use]
    pub fn find(start: &Path) -> Option<PathBuf> {
        start
            .ancestors()
            .find(|folder| folder.join("attain.toml").is_file())
            .map(Path::to_owned)
    }

    /// The model, if it has no errors.
    ///
    /// # Errors
    /// [`AppError::Refused`] with all diagnostics otherwise.
    pub fn checked(&self) -> Result<&Model, AppError> {
        let errors = self.diagnostics.iter().any(Diagnostic::is_error);
        match &self.model {
            Some(model) if !errors => Ok(model),
            _ => Err(AppError::Refused(self.diagnostics.clone())),
        }
    }

    /// The texts, for diagnostics that point into them.
    #[must_use]
    pub fn sources(&self) -> Sources {
        let mut sources = Sources::new();
        for document in &self.documents {
            sources.insert(document.file.clone(), document.text.clone());
        }
        sources
    }

    /// SHA-256 over names and texts of all files, in lower-case hexadecimal: which model it is.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut hash = Sha256::new();
        // What was decided and what pilots showed is no rule of the model.
        let is_rule = |document: &&Document| !RECORDS.contains(&&*document.file);
        for document in self.documents.iter().filter(is_rule) {
            for part in [document.file.as_bytes(), document.text.as_bytes()] {
                let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
                hash.update(length.to_be_bytes());
                hash.update(part);
            }
        }
        hex(&hash.finalize())
    }
}

/// `attain.toml`, `model/**/*.toml` and `data/*.csv`, by name.
fn read_documents(root: &Path) -> Result<(Vec<Document>, Vec<Diagnostic>), AppError> {
    let mut paths = Vec::new();
    let main = root.join("attain.toml");
    if main.is_file() {
        paths.push(main);
    }
    collect(&root.join("model"), "toml", true, &mut paths)?;
    collect(&root.join("model"), "bpmn", true, &mut paths)?;
    for name in TABLES {
        let path = root.join("data").join(name);
        if path.is_file() {
            paths.push(path);
        }
    }
    let mut documents = Vec::new();
    let mut diagnostics = Vec::new();
    for path in &paths {
        let (document, diagnostic) = read_document(root, path)?;
        documents.push(document);
        diagnostics.extend(diagnostic);
    }
    documents.sort_by(|a, b| a.file.cmp(&b.file));
    Ok((documents, diagnostics))
}

fn collect(
    folder: &Path,
    ending: &str,
    deep: bool,
    paths: &mut Vec<PathBuf>,
) -> Result<(), AppError> {
    if !folder.is_dir() {
        return Ok(());
    }
    let failed = |source| AppError::File {
        action: "list",
        path: folder.to_owned(),
        source,
    };
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() && deep {
            collect(&path, ending, deep, paths)?;
        } else if path.extension().is_some_and(|found| found == ending) {
            paths.push(path);
        }
    }
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the app reads the workspace for the pure core"
)]
fn read_document(root: &Path, path: &Path) -> Result<(Document, Option<Diagnostic>), AppError> {
    let failed = |source| AppError::File {
        action: "read",
        path: path.to_owned(),
        source,
    };
    let length = std::fs::metadata(path).map_err(failed)?.len();
    if length > MAX_FILE_BYTES {
        return Err(failed(std::io::Error::other(format!(
            "it has {length} bytes; a file of the model has at most {MAX_FILE_BYTES}"
        ))));
    }
    let text = std::fs::read(path).map_err(failed)?;
    let name = path.strip_prefix(root).unwrap_or(path);
    let name: Vec<String> = name
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    // What is not UTF-8 is reported at its place, like any other mistake of the text.
    let broken = std::str::from_utf8(&text)
        .err()
        .map(|error| error.valid_up_to());
    let document = Document::new(name.join("/"), String::from_utf8_lossy(&text));
    let diagnostic = broken.map(|byte| {
        let message = format!("`{}` is not UTF-8 text", document.file);
        Diagnostic::error(rules::SYNTAX, message)
            .at(
                &document.span(byte..byte.saturating_add(1)),
                "the first byte that is not",
            )
            .with_help("save the file as UTF-8")
    });
    Ok((document, diagnostic))
}
