//! The files of the repository, read once, so that every check is a function of values.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// What is never looked into: other people's files, and what tools write.
const SKIPPED: &[&str] = &[".git", "target", "node_modules"];

/// Endings of files whose text is checked. The rest are known by name only.
const TEXTS: &[&str] = &[
    "css", "html", "js", "json", "md", "mjs", "rs", "sh", "sql", "toml", "txt", "ts", "yml",
];

/// Paths from the root of the repository, with `/`, and the text of those that hold text.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    texts: BTreeMap<String, String>,
    paths: BTreeSet<String>,
}

impl Tree {
    /// Reads the folder `root`.
    ///
    /// # Errors
    /// When a folder or file cannot be read, or a text file is not UTF-8.
    pub fn read(root: &Path) -> io::Result<Self> {
        let mut tree = Self::default();
        let mut folders: Vec<(PathBuf, String)> = vec![(root.to_owned(), String::new())];
        while let Some((folder, prefix)) = folders.pop() {
            for entry in fs::read_dir(&folder)? {
                let entry = entry?;
                let name = entry.file_name().to_string_lossy().into_owned();
                let path = format!("{prefix}{name}");
                let kind = entry.file_type()?;
                if kind.is_symlink() || SKIPPED.contains(&name.as_str()) {
                    continue;
                }
                if kind.is_dir() {
                    folders.push((entry.path(), format!("{path}/")));
                    tree.paths.insert(path);
                } else {
                    tree.add_file(&entry.path(), path)?;
                }
            }
        }
        Ok(tree)
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "checking files is what xtask is for"
    )]
    fn add_file(&mut self, file: &Path, path: String) -> io::Result<()> {
        let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
        if TEXTS.contains(&ending) || path.starts_with(".ci/") {
            let text = fs::read_to_string(file)
                .map_err(|error| io::Error::new(error.kind(), format!("{path}: {error}")))?;
            self.texts.insert(path.clone(), text);
        }
        self.paths.insert(path);
        Ok(())
    }

    /// The same tree with one more file, and the folders above it. Tests build trees with it.
    #[must_use]
    pub fn with(mut self, path: &str, text: &str) -> Self {
        for (at, _) in path.match_indices('/') {
            self.paths.extend(path.get(..at).map(str::to_owned));
        }
        self.paths.insert(path.to_owned());
        self.texts.insert(path.to_owned(), text.to_owned());
        self
    }

    /// The text of one file.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    /// Whether a file or folder is there.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    /// Every path, folders too, in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.paths.iter().map(String::as_str)
    }

    /// Text files whose path ends so, in order.
    pub fn ending<'a>(&'a self, end: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.texts
            .iter()
            .filter(move |(path, _)| path.ends_with(end))
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Names of what lies directly in a folder; `""` is the root.
    #[must_use]
    pub fn children(&self, folder: &str) -> BTreeSet<&str> {
        let prefix = if folder.is_empty() {
            String::new()
        } else {
            format!("{folder}/")
        };
        self.paths
            .iter()
            .filter_map(|path| path.strip_prefix(prefix.as_str()))
            .filter(|rest| !rest.is_empty() && !rest.contains('/'))
            .collect()
    }

    /// Whether the path is a folder of this tree.
    #[must_use]
    pub fn is_folder(&self, path: &str) -> bool {
        self.has(path) && !self.children(path).is_empty()
    }
}
