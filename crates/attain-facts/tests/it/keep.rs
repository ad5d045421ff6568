//! Verifying files and collecting what no batch names.

use crate::support::*;
use attain_core::dataset::Dataset;
use attain_facts::{FactsError, discard, keep};
use std::time::{Duration, SystemTime};

fn visits() -> Dataset {
    dataset("visits", None, vec![required("day", DATE)])
}

const TEXT: &str = "day\n2012-01-01\n";
const WEEK: Duration = Duration::from_secs(7 * 86_400);

#[test]
fn only_old_files_that_no_batch_names_are_collected() {
    let root = tempfile::tempdir().unwrap();
    let named = accepted(root.path(), &visits(), TEXT).batch("b1".into());
    let orphan = accepted(root.path(), &visits(), TEXT);
    let folder = root.path().join("visits");
    std::fs::write(folder.join(".importing-killed"), "half").unwrap();
    std::fs::write(folder.join("notes.txt"), "a person's own").unwrap();
    std::fs::write(
        root.path().join("readme.parquet"),
        "not in a folder of a dataset",
    )
    .unwrap();
    let batches = [named.clone()];
    let now = SystemTime::now();
    let unnamed = |now| keep::unnamed(root.path(), &batches, WEEK, now).unwrap();
    assert_eq!(unnamed(now), [], "an import may be under way");
    let found = unnamed(now + WEEK + WEEK);
    let mut paths: Vec<&str> = found.iter().map(|file| file.path.as_str()).collect();
    paths.sort_unstable();
    assert_eq!(paths, ["visits/.importing-killed", orphan.path.as_str()]);
    keep::delete(root.path(), &found).unwrap();
    keep::delete(root.path(), &found).unwrap();
    assert_eq!(
        files(root.path()),
        ["readme.parquet", named.path.as_str(), "visits/notes.txt"]
    );
}

#[test]
fn every_damaged_batch_is_reported() {
    let root = tempfile::tempdir().unwrap();
    let prepared = [TEXT, TEXT, TEXT].map(|text| accepted(root.path(), &visits(), text));
    let batches: Vec<_> = (0..)
        .zip(&prepared)
        .map(|(index, prepared)| prepared.batch(format!("b{index}").into()))
        .collect();
    assert!(keep::verify_all(root.path(), &batches).is_empty());
    discard(root.path(), &prepared[0]).unwrap();
    std::fs::write(root.path().join(&prepared[2].path), "x").unwrap();
    let damaged: Vec<String> = keep::verify_all(root.path(), &batches)
        .into_iter()
        .map(|error| match error {
            FactsError::Damaged { batch, .. } => batch.to_string(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(damaged, ["b0", "b2"]);
}
