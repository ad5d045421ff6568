use super::{translate, unique_rule};
use crate::migrate::MIGRATIONS;
use crate::sql::Backend;

const SAMPLE: &str = "-- A comment.
CREATE TABLE pots (
    id TEXT NOT NULL,
    size INTEGER,
    body BLOB,
    CONSTRAINT pots_key PRIMARY KEY (id)
) STRICT;
--@final pots WHEN OLD.size = 3
";

#[test]
fn sqlite_keeps_its_words() {
    let sql = translate(SAMPLE, Backend::Sqlite);
    assert!(
        sql.contains("size INTEGER,") && sql.contains(") STRICT;"),
        "{sql}"
    );
    let trigger = "CREATE TRIGGER pots_final_update BEFORE UPDATE ON pots WHEN (OLD.size = 3) \
                   BEGIN SELECT RAISE(ABORT, 'pots_final'); END;";
    assert!(sql.contains(trigger), "{sql}");
    assert!(!sql.contains("--"), "{sql}");
}

#[test]
fn postgres_gets_its_own() {
    let sql = translate(SAMPLE, Backend::Postgres);
    for part in [
        "id TEXT COLLATE \"C\" NOT NULL,",
        "size BIGINT,",
        "body BYTEA,",
        "\n);\n",
        "pots_final_delete BEFORE DELETE ON pots FOR EACH ROW WHEN (OLD.size = 3) EXECUTE",
        "BEFORE TRUNCATE ON pots",
    ] {
        assert!(sql.contains(part), "{part} in {sql}");
    }
}

#[test]
fn what_sqlite_describes_by_columns_has_a_name() {
    for (columns, name) in [
        ("batches.id", "batches_key"),
        (
            "batches.dataset, batches.content_sha256",
            "batches_content_once",
        ),
        ("audit.previous_hash", "audit_previous_once"),
        (
            "batch_files.batch_id, batch_files.position",
            "batch_files_key",
        ),
    ] {
        assert_eq!(unique_rule(columns, MIGRATIONS).as_deref(), Some(name));
    }
    assert_eq!(unique_rule("batches.rows", MIGRATIONS), None);
    assert_eq!(unique_rule("batches_known_kind", MIGRATIONS), None);
}

#[test]
fn every_rule_is_named_for_its_table_once() {
    let mut names = std::collections::BTreeSet::new();
    let mut table = "";
    for line in MIGRATIONS.iter().flat_map(|migration| migration.lines()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["CREATE", "TABLE", name, ..] => table = name,
            ["CREATE", "UNIQUE", "INDEX", name, "ON", table, ..]
            | ["CREATE", "INDEX", name, "ON", table, ..] => {
                assert!(name.starts_with(&format!("{table}_")), "{name}");
                assert!(names.insert(*name), "{name} twice");
            }
            ["CONSTRAINT", name, ..] => {
                assert!(name.starts_with(&format!("{table}_")), "{name}");
                assert!(names.insert(*name), "{name} twice");
            }
            _ => assert!(
                !line.contains(" UNIQUE") && !line.contains("REFERENCES ")
                    || line.contains("FOREIGN KEY"),
                "unnamed rule: {line}"
            ),
        }
    }
    assert!(names.len() > 20);
}
