//! A workspace in which several people work: each command is somebody's.

use crate::copy_folder;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

pub(crate) struct Desk(TempDir);

/// What a command said, and how it ended.
pub(crate) struct Told {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Desk {
    /// The company whose people move, with its facts imported.
    pub(crate) fn new() -> Self {
        let desk = Self::unfilled();
        desk.by("boss", "import sales data/sales.csv").ends(0);
        desk
    }

    /// The same without facts.
    pub(crate) fn unfilled() -> Self {
        let folder = TempDir::new().unwrap();
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/reorganisation");
        copy_folder(&from, folder.path());
        Self(folder)
    }

    /// A folder with nothing in it.
    pub(crate) fn empty() -> Self {
        Self(TempDir::new().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub(crate) fn replace(&self, file: &str, from: &str, to: &str) {
        let text = self.read(file);
        assert!(text.contains(from), "{file} has no `{from}`");
        fs::write(self.path(file), text.replacen(from, to, 1)).unwrap();
    }

    /// A command line; words in quotation marks stay together.
    pub(crate) fn by(&self, user: &str, line: &str) -> Told {
        self.with(user, line, &[])
    }

    pub(crate) fn with(&self, user: &str, line: &str, env: &[(&str, &str)]) -> Told {
        let mut words: Vec<String> = Vec::new();
        for (index, part) in line.split('"').enumerate() {
            if index % 2 == 1 {
                words.push(part.to_owned());
            } else {
                words.extend(part.split_whitespace().map(str::to_owned));
            }
        }
        let output = Command::new(env!("CARGO_BIN_EXE_attain"))
            .args(words)
            .current_dir(self.0.path())
            .env("ATTAIN_USER", user)
            .envs(env.iter().copied())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        Told {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Told {
    /// Fails with all that was said unless the command ended with this code.
    pub(crate) fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "\n{}\n{}", self.out, self.err);
        self
    }

    /// Fails unless all of this was said, on either stream.
    pub(crate) fn says(self, lines: &[&str]) -> Self {
        let all = format!("{}\n{}", self.out, self.err);
        for line in lines {
            assert!(all.contains(line), "`{line}` is missing in\n{all}");
        }
        self
    }
}
