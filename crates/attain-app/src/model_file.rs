//! The texts of a model, read and written through pages: with the same diagnostics as `check`, and
//! never over what somebody else wrote meanwhile.

use crate::error::AppError;
use crate::workspace::Workspace;
use attain_core::diag::render::Sources;
use attain_core::diag::{Diagnostic, sort};
use attain_core::hash::sha256;
use attain_core::model::{self, Model};
use attain_core::plan::check_plans;
use attain_core::rules;
use attain_core::text::Document;
use std::io::Write as _;
use std::path::Path;

/// A model with one text as it would be.
#[derive(Debug)]
pub struct Draft {
    /// All texts, for diagnostics that point into them.
    pub sources: Sources,
    /// The model, where it could be read.
    pub model: Option<Model>,
    /// All that would be wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

impl Draft {
    /// Whether it could be computed with.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        !self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// Whether a name is that of a text of the model that pages may read and write.
#[must_use]
pub fn is_text(file: &str) -> bool {
    let good = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
    };
    let ending = |end: &str| file.len() > end.len() && file.ends_with(end);
    let place = file == "attain.toml"
        || (file.starts_with("model/") && ending(".toml"))
        || ["data/people.csv", "data/units.csv", "data/targets.csv"].contains(&file);
    place && file.split('/').all(good)
}

fn no_text(file: &str) -> AppError {
    let message = format!("`{file}` is no text of the model");
    let help = "name a file under model/ that ends in .toml, or people, units, targets in data/";
    AppError::Refused(vec![
        Diagnostic::error(rules::FILE_REFUSED, message).with_help(help),
    ])
}

/// A text and its hash; of a file that is not there yet, nothing.
///
/// # Errors
/// If the name is not that of a text of the model.
pub fn read(workspace: &Workspace, file: &str) -> Result<(String, String), AppError> {
    if !is_text(file) {
        return Err(no_text(file));
    }
    let found = workspace
        .documents
        .iter()
        .find(|document| &*document.file == file);
    let text = found
        .map(|document| document.text.to_string())
        .unwrap_or_default();
    let hash = sha256(&text);
    Ok((text, hash))
}

/// Checks the model as it would be with this text.
///
/// # Errors
/// If the name is not that of a text of the model.
pub fn check(workspace: &Workspace, file: &str, text: &str) -> Result<Draft, AppError> {
    if !is_text(file) {
        return Err(no_text(file));
    }
    let mut documents: Vec<Document> = workspace
        .documents
        .iter()
        .filter(|document| &*document.file != file)
        .cloned()
        .collect();
    documents.push(Document::new(file, text));
    documents.sort_by(|a, b| a.file.cmp(&b.file));
    let (model, mut diagnostics) = model::load(&documents);
    if let Some(model) = &model
        && !diagnostics.iter().any(Diagnostic::is_error)
    {
        diagnostics.extend(check_plans(model));
        sort(&mut diagnostics);
    }
    let mut sources = Sources::new();
    for document in documents {
        sources.insert(document.file, document.text);
    }
    Ok(Draft {
        sources,
        model,
        diagnostics,
    })
}

/// Writes a text if the model has no errors with it, and nobody has written it since `hash`.
///
/// # Errors
/// [`AppError::Refused`] with all diagnostics otherwise.
pub fn save(workspace: &Workspace, file: &str, text: &str, hash: &str) -> Result<(), AppError> {
    let draft = check(workspace, file, text)?;
    if !draft.is_sound() {
        return Err(AppError::Refused(draft.diagnostics));
    }
    let (_, now) = read(workspace, file)?;
    if now != hash {
        let message = format!("`{file}` has changed since you opened it");
        return Err(AppError::Refused(vec![
            Diagnostic::error(rules::FILE_CHANGED, message)
                .with_help("open it again, and make your change in the newer text"),
        ]));
    }
    write(&workspace.root.join(file), text)
}

/// Writes beside, then renames: a crash leaves the old text or the new one.
fn write(path: &Path, text: &str) -> Result<(), AppError> {
    let failed = |source| AppError::File {
        action: "write",
        path: path.to_owned(),
        source,
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    let beside = path.with_extension("new");
    let mut file = std::fs::File::create(&beside).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    file.sync_all().map_err(failed)?;
    std::fs::rename(&beside, path).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_texts_of_the_model() {
        for (file, is) in [
            ("attain.toml", true),
            ("model/kpis/sales.toml", true),
            ("model/a-b_c.toml", true),
            ("data/people.csv", true),
            ("data/sales.csv", false),
            ("model/../attain.toml", false),
            ("model/.hidden.toml", false),
            ("model//a.toml", false),
            ("model/.toml", false),
            ("/etc/passwd", false),
            ("model/kpis/a.csv", false),
            ("records/attain.db", false),
            ("", false),
        ] {
            assert_eq!(is_text(file), is, "{file}");
        }
    }

    #[test]
    fn what_somebody_else_wrote_stays() {
        let folder = tempfile::tempdir().unwrap();
        let text = "[company]\nname = \"A\"\ncurrency = \"EUR\"\n";
        std::fs::write(folder.path().join("attain.toml"), text).unwrap();
        let workspace = Workspace::open(folder.path()).unwrap();
        let (read_text, hash) = read(&workspace, "attain.toml").unwrap();
        assert_eq!(read_text, text);
        save(&workspace, "attain.toml", "[company", &hash).unwrap_err();
        save(&workspace, "attain.toml", text, "another").unwrap_err();
        let other = text.replace("\"A\"", "\"B\"");
        save(&workspace, "attain.toml", &other, &hash).unwrap();
        let again = Workspace::open(folder.path()).unwrap();
        assert_eq!(read(&again, "attain.toml").unwrap().0, other);
    }
}
