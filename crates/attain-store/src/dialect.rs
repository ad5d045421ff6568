//! The schema in each database's words.
//!
//! Migrations are written once, in SQLite's types. For PostgreSQL: `INTEGER` → `BIGINT`, `TEXT` →
//! `TEXT COLLATE "C"` (text then orders by its bytes, as in SQLite), `BLOB` → `BYTEA`, and
//! `STRICT` goes. A line `--@immutable TABLE` makes triggers that refuse every UPDATE and DELETE;
//! `--@kept TABLE` refuses DELETE only; `--@final TABLE WHEN CONDITION` refuses both once a row
//! meets the condition (with `OLD.` before its columns). Inside a table, `--@made` stands for the
//! columns of a row's [`crate::Stamp`], and `--@editable` for those of [`crate::Kept`].

use crate::sql::Backend;
use std::fmt::Write as _;

const MADE: &str = "    created_sequence INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
";

const CHANGED: &str = "    changed_sequence INTEGER NOT NULL,
    changed_at TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    revision INTEGER NOT NULL,
";

/// The statements of a migration for one database.
pub(crate) fn translate(migration: &str, backend: Backend) -> String {
    let mut sql = String::new();
    for line in migration.lines() {
        if let Some(directive) = line.trim_start().strip_prefix("--@") {
            sql.push_str(&match directive {
                "made" => words(MADE, backend),
                "editable" => words(&format!("{MADE}{CHANGED}"), backend),
                _ => triggers(directive, backend),
            });
        } else if !line.trim_start().starts_with("--") {
            sql.push_str(&words(line, backend));
            sql.push('\n');
        }
    }
    sql
}

fn words(line: &str, backend: Backend) -> String {
    match backend {
        Backend::Sqlite => line.to_owned(),
        Backend::Postgres => line
            .replace(" INTEGER", " BIGINT")
            .replace(" TEXT", " TEXT COLLATE \"C\"")
            .replace(" BLOB", " BYTEA")
            .replace(") STRICT, WITHOUT ROWID;", ");")
            .replace(") STRICT;", ");"),
    }
}

fn triggers(directive: &str, backend: Backend) -> String {
    let (kind, rest) = directive.split_once(' ').unwrap_or((directive, ""));
    let (table, condition) = rest.split_once(" WHEN ").unwrap_or((rest, ""));
    let events: &[&str] = match kind {
        "kept" => &["DELETE"],
        _ => &["UPDATE", "DELETE"],
    };
    let mut sql = String::new();
    for event in events {
        let name = format!("{table}_{kind}_{}", event.to_lowercase());
        let rule = format!("{table}_{kind}");
        sql.push_str(&trigger(&name, &rule, event, table, condition, backend));
    }
    if backend == Backend::Postgres {
        truncation(&mut sql, table, kind);
    }
    sql
}

/// A statement trigger of PostgreSQL; TRUNCATE would go past the row triggers.
fn truncation(sql: &mut String, table: &str, kind: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(
        sql,
        "CREATE TRIGGER {table}_{kind}_truncate BEFORE TRUNCATE ON {table} \
         FOR EACH STATEMENT EXECUTE FUNCTION refuse('{table}_{kind}');"
    );
}

fn trigger(
    name: &str,
    rule: &str,
    event: &str,
    table: &str,
    condition: &str,
    backend: Backend,
) -> String {
    let when = match condition {
        "" => String::new(),
        condition => format!("WHEN ({condition}) "),
    };
    match backend {
        Backend::Sqlite => format!(
            "CREATE TRIGGER {name} BEFORE {event} ON {table} {when}\
             BEGIN SELECT RAISE(ABORT, '{rule}'); END;\n"
        ),
        Backend::Postgres => format!(
            "CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {when}\
             EXECUTE FUNCTION refuse('{rule}');\n"
        ),
    }
}

/// What the triggers of PostgreSQL call. `AT001` is our own error code.
pub(crate) const POSTGRES_PRELUDE: &str = "
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'AT001', MESSAGE = TG_ARGV[0];
END $$;
";

/// The name of the rule that SQLite describes as `table.column, table.column`: it names checks,
/// but not primary keys and unique indexes.
pub(crate) fn unique_rule(columns: &str, migrations: &[&str]) -> Option<String> {
    let (table, _) = columns.split_once('.')?;
    let wanted = columns.replace(&format!("{table}."), "");
    let mut current = "";
    for line in migrations.iter().flat_map(|migration| migration.lines()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (name, on) = match words.as_slice() {
            ["CREATE", "TABLE", name, ..] => {
                current = name;
                continue;
            }
            ["CONSTRAINT", name, "PRIMARY", "KEY", ..] => (name, current),
            ["CREATE", "UNIQUE", "INDEX", name, "ON", on, ..] => (name, *on),
            _ => continue,
        };
        let listed = line
            .split_once('(')
            .and_then(|(_, rest)| rest.split_once(')'));
        if on == table && listed.is_some_and(|(listed, _)| listed == wanted) {
            return Some((*name).to_owned());
        }
    }
    None
}

#[cfg(test)]
mod tests;
