//! Files that are read in a child process, and files that are made to take it down.

use crate::support::*;
use crate::workbook::{parts, row, workbook, zipped};
use attain_core::dataset::Dataset;
use attain_facts::worker::{Limits, Worker};
use attain_facts::{Import, Source};
use std::time::Duration;

fn worker() -> Worker {
    let mut worker = Worker::new(env!("CARGO_BIN_EXE_attain-import"), []);
    worker.limits = Limits {
        memory: 256 << 20,
        cpu_seconds: 20,
        wall: Duration::from_secs(120),
        output: 64 << 20,
    };
    worker
}

fn visits() -> Dataset {
    dataset(
        "visits",
        Some("person"),
        vec![required("person", TEXT), required("day", DATE)],
    )
}

fn apart_with(worker: Worker, source: Source) -> Import {
    let root = tempfile::tempdir().unwrap();
    let mut options = options();
    options.apart = Some(worker);
    let import = import_with(root.path(), &visits(), &[source], &options);
    if import.prepared.is_none() {
        assert_eq!(files(root.path()), [""; 0]);
    }
    import
}

fn apart(source: Source) -> Import {
    apart_with(worker(), source)
}

/// The code of the only refusal, and its message.
fn refused(import: Import) -> (String, String) {
    assert!(import.prepared.is_none());
    assert_eq!(
        import.report.refusals.len(),
        1,
        "{:?}",
        import.report.refusals
    );
    let first = import.report.refusals.into_iter().next().unwrap();
    (first.code.id.to_owned(), first.message)
}

#[test]
fn a_child_reads_what_this_process_reads() {
    let root = tempfile::tempdir().unwrap();
    let rows = row(1, &["person", "day"]) + &row(2, &["=285", "=d:41091"]);
    let parquet = accepted(root.path(), &visits(), "person,day\nann,2012-01-01\n");
    let sources = [
        Source::bytes(
            "a.csv",
            "person;day;x\nann;2012-01-01;\n;2012-01-02\nbob;13.01.2012;\n",
        ),
        Source::bytes(
            "a.csv",
            "person,day\nann,2012-01-01\n\"bob\nb\",2012-01-02\n",
        ),
        Source::bytes("a.csv", "person,day\nM\u{fc}ller,2012-01-01\n"),
        Source::bytes(
            "a.csv",
            b"person,day\nM\xfcller-L\xfcdenscheid,2012-01-01\n".to_vec(),
        ),
        Source::bytes("a.csv", ""),
        Source::bytes("a.xlsx", workbook(&[("Visits", &rows)])),
        Source::bytes("a.jsonl", "{\"person\":285,\"day\":\"2012-01-01\"}\n{\n"),
        Source::file(root.path().join(parquet.path)),
    ];
    for source in sources {
        let here = import(root.path(), &visits(), std::slice::from_ref(&source));
        let there = apart(source.clone());
        assert_eq!(here.report, there.report, "{source:?}");
        let content = |import: Import| import.prepared.map(|prepared| prepared.content_sha256);
        assert_eq!(content(here), content(there));
    }
}

/// A member of a ZIP file that unpacks to so many bytes.
fn bomb(name: &str, start: &str, filler: u8, mebibytes: usize) -> Vec<u8> {
    let mut parts = parts(&[("Visits", "")]);
    parts.retain(|(part, _)| part != name);
    let mut content = start.as_bytes().to_vec();
    content.resize(start.len() + (mebibytes << 20), filler);
    parts.push((name.to_owned(), content));
    zipped(&parts)
}

#[test]
fn a_zip_bomb_stops_the_child_and_not_this_process() {
    let start = r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>"#;
    let bytes = bomb("xl/worksheets/sheet1.xml", start, b'x', 70);
    assert!(bytes.len() < 1 << 20, "{} bytes", bytes.len());
    let mut little = worker();
    little.limits.memory = 100 << 20;
    let (code, message) = refused(apart_with(little, Source::bytes("bomb.xlsx", bytes)));
    assert_eq!(code, "K0440", "{message}");
    assert!(message.contains("100 MiB of memory"), "{message}");
}

#[test]
fn a_cell_in_the_last_corner_costs_nothing() {
    let corner = r#"<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#;
    let rows = row(1, &["person", "day"]) + &row(2, &["ann", "=d:41091"]) + corner;
    let import = apart(Source::bytes("corner.xlsx", workbook(&[("Visits", &rows)])));
    assert!(import.prepared.is_none());
    let found: Vec<(&str, Option<u64>)> = import
        .report
        .refusals
        .iter()
        .map(|r| (r.code.id, r.row))
        .collect();
    assert_eq!(
        found,
        [("K0405", Some(1_048_576)), ("K0430", Some(1_048_576))]
    );
}

#[test]
fn a_lying_parquet_footer_is_refused() {
    let root = tempfile::tempdir().unwrap();
    let good = accepted(root.path(), &visits(), "person,day\nann,2012-01-01\n");
    let good = std::fs::read(root.path().join(good.path)).unwrap();
    let end = good.len();
    let mut cases: Vec<Vec<u8>> = Vec::new();
    // The length of the footer: too long, negative, zero.
    for length in [u32::MAX, 0x7fff_ffff, 0, 1, u32::try_from(end).unwrap()] {
        let mut bytes = good.clone();
        bytes[end - 8..end - 4].copy_from_slice(&length.to_le_bytes());
        cases.push(bytes);
    }
    // Each byte of the footer changed: counts, offsets, types.
    let footer = usize::try_from(u32::from_le_bytes(
        good[end - 8..end - 4].try_into().unwrap(),
    ))
    .unwrap();
    for at in (end - 8 - footer..end - 8).step_by(23) {
        let mut bytes = good.clone();
        bytes[at] ^= 0x7f;
        cases.push(bytes);
    }
    cases.push(good[..end - 1].to_vec());
    cases.push(b"PAR1".to_vec());
    for bytes in cases {
        let import = apart(Source::bytes("lie.parquet", bytes));
        // Some bytes do not matter; the rows are right then, or the file is refused.
        match import.prepared {
            Some(prepared) => assert_eq!(prepared.rows, 1),
            None => assert!(!import.report.refusals.is_empty()),
        }
    }
}

#[test]
fn time_and_output_are_limited() {
    let rows = "ann,2012-01-01\n".repeat(3_000_000);
    let text = format!("person,day\n{rows}");
    let mut little = worker();
    little.limits.output = 1 << 20;
    let (code, message) = refused(apart_with(little, Source::bytes("a.csv", text.clone())));
    assert_eq!(code, "K0440");
    assert!(message.contains("1048576 bytes"), "{message}");
    let mut slow = worker();
    slow.limits.cpu_seconds = 1;
    slow.limits.output = 1 << 40;
    let (code, message) = refused(apart_with(slow, Source::bytes("a.csv", text)));
    assert_eq!(code, "K0440");
    assert!(message.contains("1 seconds of computing"), "{message}");
}

#[test]
fn a_child_that_answers_nonsense_is_no_harm() {
    for program in ["/bin/true", "/bin/false", "/bin/cat", "/bin/echo"] {
        let mut other = worker();
        other.program = program.into();
        let (code, message) = refused(apart_with(
            other,
            Source::bytes("a.csv", "person,day\nann,2012-01-01\n"),
        ));
        assert_eq!(code, "K0440", "{program}: {message}");
    }
}

#[test]
fn hundreds_of_megabytes_in_one_cell_stops_the_child_and_not_this_process() {
    let folder = tempfile::tempdir().unwrap();
    for (name, start) in [
        ("cell.csv", "person,day\n\"ann"),
        ("cell.jsonl", "{\"person\": \"ann"),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, start).unwrap();
        let file = std::fs::File::options().write(true).open(&path).unwrap();
        // The rest is a hole: it takes no room on the disk. A third of it is too much already.
        let full = std::env::var("ATTAIN_SWEEP").is_ok_and(|sweep| sweep == "full");
        file.set_len(if full { 1 << 30 } else { 1 << 28 }).unwrap();
        let (code, message) = refused(apart(Source::file(path)));
        assert_eq!(code, "K0440", "{name}: {message}");
        assert!(message.contains("MiB of memory"), "{name}: {message}");
    }
}

#[test]
fn deeply_nested_json_is_refused_at_its_row() {
    let deep = "[".repeat(200_000) + &"]".repeat(200_000);
    let objects = "{\"a\":".repeat(50_000) + "1" + &"}".repeat(50_000);
    for nested in [deep, objects, "[".repeat(200_000)] {
        let line = format!("{{\"person\":{nested},\"day\":\"2012-01-01\"}}\n");
        let import = apart(Source::bytes("deep.jsonl", line));
        assert!(import.prepared.is_none());
        let refusal = import.report.refusals.first().unwrap();
        assert!(
            refusal.row == Some(1) || refusal.code.id == "K0440",
            "{refusal:?}"
        );
        assert!(!refusal.help.is_empty());
    }
}
