//! Planted faults, each by somebody with full rights on the database, and what finds them.

use crate::histories::Dice;
use crate::script::{Act, How, script, told};
use crate::world::{World, both, ctx};
use attain_store::audit::AuditLine;
use attain_store::check::{Check, Witness};
use std::collections::BTreeSet;

both!(
    an_honest_story_has_no_findings,
    honest_histories_raise_no_alarm,
    every_planted_fault_is_found,
    a_line_that_was_forged_well_is_found_by_the_next,
    a_trail_that_was_written_anew_needs_a_witness,
    a_trail_that_was_cut_short_needs_a_witness,
);

async fn an_honest_story_has_no_findings(world: World) {
    let store = world.open().await;
    assert_eq!(store.records_check(&[]).await.unwrap(), []);
    let mut witnesses = Vec::new();
    for (second, Act { name, user, run }) in (1..).zip(script()) {
        run(&store, &ctx(user, second), How::default())
            .await
            .unwrap();
        let head = store.audit_head().await.unwrap().unwrap();
        witnesses.push(Witness {
            sequence: head.stamp.sequence,
            hash: head.hash,
        });
        assert_eq!(
            store.records_check(&witnesses).await.unwrap(),
            [],
            "{name} {second}"
        );
    }
}

/// Acts of the story in many orders, some left out, some twice, some refused: nothing is found.
async fn honest_histories_raise_no_alarm(world: World) {
    let many = option_env!("ATTAIN_SWEEP") == Some("full");
    let histories = match (many, world.is_sqlite) {
        (true, true) => 10_000,
        (true, false) => 300,
        (false, _) => 6,
    };
    for seed in 0..histories {
        let mut dice = Dice(seed);
        let other = world.another().await;
        let store = other.open().await;
        let (mut written, mut witnesses) = (0, Vec::new());
        for (second, act) in (1..).zip(script()) {
            let times = [0, 1, 1, 1, 1, 1, 1, 2][usize::try_from(dice.roll(8)).unwrap()];
            let user = if dice.roll(16) == 0 {
                "mallory"
            } else {
                act.user
            };
            let how = How {
                shift: u64::from(dice.roll(16) == 0),
                ..How::default()
            };
            for _ in 0..times {
                let done = (act.run)(&store, &ctx(user, second), how).await;
                written += usize::from(done.is_ok());
            }
            if let Some(head) = store.audit_head().await.unwrap() {
                witnesses.push(Witness {
                    sequence: head.stamp.sequence,
                    hash: head.hash,
                });
            }
        }
        let found = store.records_check(&witnesses).await.unwrap();
        assert_eq!(found, [], "seed {seed}");
        // Refused writes alone would be no history.
        assert!(written > 10, "seed {seed}: {written}");
        store.close().await;
        other.remove().await;
    }
}

/// All tables that records are in.
const TABLES: [&str; 22] = [
    "acknowledgements",
    "adjustments",
    "audit",
    "batch_files",
    "batch_totals",
    "batches",
    "closes",
    "corrections",
    "credentials",
    "disputes",
    "idempotency_keys",
    "model_versions",
    "people",
    "period_approvals",
    "periods",
    "run_stops",
    "runs",
    "sessions",
    "stop_reasons",
    "targets",
    "tokens",
    "users",
];

/// What an administrator of the database can do to triggers, foreign keys and checks.
fn without_triggers(world: &World, sql: &str) -> String {
    if !world.is_sqlite {
        return format!("SET session_replication_role = replica; {sql}");
    }
    let mut all = "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;".to_owned();
    for table in TABLES {
        for kind in [
            "immutable_update",
            "immutable_delete",
            "kept_delete",
            "final_update",
            "final_delete",
        ] {
            all.push_str(&format!("DROP TRIGGER IF EXISTS {table}_{kind};"));
        }
    }
    all + sql
}

/// Statements that keep all records beside themselves, and bring them back.
fn save_and_restore() -> (String, String) {
    let (mut save, mut restore) = (String::new(), String::new());
    for table in TABLES {
        save.push_str(&format!(
            "CREATE TABLE saved_{table} AS SELECT * FROM {table};"
        ));
        restore.push_str(&format!(
            "DELETE FROM {table}; INSERT INTO {table} SELECT * FROM saved_{table};"
        ));
    }
    (save, restore)
}

/// What is done, and the checks that must find it.
const FAULTS: [(&str, &[Check]); 43] = [
    (
        "UPDATE audit SET user_id = 'zoe' WHERE sequence = 5",
        &[Check::AuditChain],
    ),
    (
        "UPDATE audit SET at = '2023-01-01T00:00:00.000000Z' WHERE sequence = 5",
        &[Check::AuditChain],
    ),
    (
        "UPDATE audit SET action = 'x' WHERE sequence = 5",
        &[Check::AuditChain],
    ),
    (
        "UPDATE audit SET subject = 'x' WHERE sequence = 5",
        &[Check::AuditChain],
    ),
    (
        "UPDATE audit SET details = '{}' WHERE sequence = 5",
        &[Check::AuditChain],
    ),
    (
        "UPDATE audit SET details = 'x' WHERE sequence = 5",
        &[Check::AuditChain],
    ),
    (
        "UPDATE audit SET hash = previous_hash WHERE sequence = 5",
        &[Check::AuditChain],
    ),
    (
        "UPDATE audit SET at = 'yesterday' WHERE sequence = 5",
        &[Check::AuditChain],
    ),
    ("DELETE FROM audit WHERE sequence = 1", &[Check::AuditChain]),
    ("DELETE FROM audit WHERE sequence = 9", &[Check::AuditChain]),
    // The end cut off: what the records say has no line any more.
    ("DELETE FROM audit WHERE sequence > 30", &[Check::Unchanged]),
    (
        "UPDATE audit SET sequence = 1000 WHERE sequence = 5",
        &[Check::AuditChain],
    ),
    (
        "UPDATE batches SET bytes = 1 WHERE id = 'b2'",
        &[Check::Unchanged],
    ),
    (
        "UPDATE batches SET sha256 = content_sha256 WHERE id = 'b2'",
        &[Check::Unchanged],
    ),
    (
        "UPDATE batches SET row_count = 4 WHERE id = 'b2'",
        &[Check::Unchanged, Check::Balanced],
    ),
    (
        "UPDATE batches SET committed_by = 'zoe' WHERE id = 'b2'",
        &[Check::Unchanged],
    ),
    (
        "UPDATE batches SET status = 'committed', ended_sequence = NULL, ended_at = NULL, ended_by = NULL, ended_reason = NULL, superseded_by = NULL WHERE id = 'b1'",
        &[Check::Unchanged],
    ),
    (
        "DELETE FROM batches WHERE id = 'p1'",
        &[Check::Unchanged, Check::NoOrphan],
    ),
    (
        "UPDATE batch_totals SET total = '1' WHERE batch_id = 'b2'",
        &[Check::Unchanged],
    ),
    (
        "UPDATE batch_totals SET total = 'much' WHERE batch_id = 'b2'",
        &[Check::Unchanged],
    ),
    (
        "DELETE FROM batch_files WHERE batch_id = 'b2'",
        &[Check::Unchanged, Check::Balanced],
    ),
    (
        "UPDATE runs SET result = (SELECT files FROM model_versions) WHERE id = 'r1'",
        &[Check::Unchanged, Check::FrozenUnchanged],
    ),
    (
        "UPDATE runs SET result = (SELECT files FROM model_versions), result_sha256 = (SELECT files_sha256 FROM model_versions) WHERE id = 'r1'",
        &[Check::Unchanged, Check::FrozenUnchanged],
    ),
    (
        "UPDATE runs SET model_sha256 = result_sha256 WHERE id = 'r1'",
        &[Check::Unchanged, Check::FrozenUnchanged],
    ),
    (
        "UPDATE runs SET batches = '[]' WHERE id = 'r1'",
        &[Check::Unchanged],
    ),
    (
        "DELETE FROM runs WHERE id = 'r1'",
        &[Check::Unchanged, Check::NoOrphan, Check::FrozenUnchanged],
    ),
    (
        "DELETE FROM run_stops",
        &[Check::Unchanged, Check::NoOrphan],
    ),
    (
        "UPDATE stop_reasons SET reason = 'fine'",
        &[Check::Unchanged],
    ),
    (
        "UPDATE periods SET state = 'approved' WHERE id = '2012-Q3'",
        &[Check::Unchanged, Check::FrozenUnchanged],
    ),
    (
        "UPDATE periods SET run_id = 'r2' WHERE id = '2012-Q3'",
        &[
            Check::Unchanged,
            Check::FrozenUnchanged,
            Check::ApprovalsComplete,
        ],
    ),
    (
        "UPDATE periods SET state = 'closed', run_id = 'r1' WHERE id = '2012-Q4'",
        &[
            Check::Unchanged,
            Check::FrozenUnchanged,
            Check::ApprovalsComplete,
        ],
    ),
    (
        "DELETE FROM period_approvals WHERE approver = 'ben'",
        &[Check::Unchanged, Check::ApprovalsComplete],
    ),
    (
        "UPDATE period_approvals SET approver = 'zoe' WHERE approver = 'ben'",
        &[Check::Unchanged, Check::ApprovalsComplete],
    ),
    (
        "DROP INDEX period_approvals_person_once;
         UPDATE period_approvals SET approver = 'anna', created_by = 'anna'",
        &[Check::Unchanged, Check::Unique, Check::ApprovalsComplete],
    ),
    (
        "UPDATE closes SET root = previous_sha256",
        &[Check::Unchanged],
    ),
    (
        "UPDATE closes SET previous_sha256 = root",
        &[Check::Unchanged, Check::FrozenUnchanged],
    ),
    (
        "DELETE FROM closes",
        &[Check::Unchanged, Check::NoOrphan, Check::FrozenUnchanged],
    ),
    (
        "UPDATE model_versions SET effective_from = '2012-01-01'",
        &[Check::Unchanged],
    ),
    (
        "UPDATE targets SET target = '1', changed_by = 'mia'",
        &[Check::Unchanged],
    ),
    ("UPDATE targets SET revision = 1", &[Check::Unchanged]),
    ("UPDATE corrections SET person = 'k2'", &[Check::Unchanged]),
    (
        "UPDATE users SET roles = 'administrator auditor'",
        &[Check::Unchanged],
    ),
    (
        "INSERT INTO users SELECT 'zoe', name, person, roles, active, created_sequence, created_at, created_by, changed_sequence, changed_at, changed_by, revision FROM users",
        &[Check::Unchanged],
    ),
];

async fn every_planted_fault_is_found(world: World) {
    let store = told(&world).await;
    let (save, restore) = save_and_restore();
    world.tamper(&save).await;
    for (sql, expected) in FAULTS {
        world.tamper(&without_triggers(&world, sql)).await;
        let findings = store.records_check(&[]).await.unwrap();
        let found: BTreeSet<Check> = findings.iter().map(|finding| finding.check).collect();
        for check in expected {
            assert!(
                found.contains(check),
                "{sql}: no {} in {findings:#?}",
                check.name()
            );
        }
        world.tamper(&without_triggers(&world, &restore)).await;
    }
    assert_eq!(
        store.records_check(&[]).await.unwrap(),
        [],
        "each fault was taken back"
    );
}

/// One line is written anew, with a hash that is right for it: the next line gives it away.
async fn a_line_that_was_forged_well_is_found_by_the_next(world: World) {
    let store = told(&world).await;
    let mut line = store.audit_list(4, 1).await.unwrap().remove(0);
    line.stamp.by = "zoe".to_owned();
    let sql = format!(
        "UPDATE audit SET user_id = 'zoe', hash = '{}' WHERE sequence = 5;",
        line.expected_hash().unwrap()
    );
    world.tamper(&without_triggers(&world, &sql)).await;
    let findings = store.records_check(&[]).await.unwrap();
    let chain: Vec<&str> = findings
        .iter()
        .filter(|finding| finding.check == Check::AuditChain)
        .map(|finding| finding.subject.as_str())
        .collect();
    assert_eq!(chain, ["audit:6"], "{findings:?}");
}

/// The strongest attack: the trail is written anew from a line on, with all hashes right.
async fn a_trail_that_was_written_anew_needs_a_witness(world: World) {
    let store = told(&world).await;
    let mut lines = store.audit_list(0, 1_000).await.unwrap();
    let witness = |line: &AuditLine| Witness {
        sequence: line.stamp.sequence,
        hash: line.hash.clone(),
    };
    let kept = [witness(&lines[3]), witness(lines.last().unwrap())];
    let mut sql = String::new();
    for at in 4..lines.len() {
        if at == 4 {
            lines[at].details = lines[at].details.replace("1234", "1235");
        }
        lines[at].previous_hash = lines[at - 1].hash.clone();
        lines[at].hash = lines[at].expected_hash().unwrap();
        let line = &lines[at];
        sql.push_str(&format!(
            "UPDATE audit SET details = '{}', previous_hash = '{}', hash = '{}' WHERE sequence = {};",
            line.details.replace('\'', "''"),
            line.previous_hash,
            line.hash,
            line.stamp.sequence
        ));
    }
    sql.push_str("UPDATE batches SET bytes = 1235 WHERE id = 'b1';");
    // Line by line the index would be in the way.
    sql.insert_str(0, "DROP INDEX audit_previous_once;");
    world.tamper(&without_triggers(&world, &sql)).await;
    let inside: Vec<Check> = store
        .records_check(&kept[..1])
        .await
        .unwrap()
        .iter()
        .map(|finding| finding.check)
        .collect();
    assert_eq!(
        inside,
        [Check::Unchanged],
        "b1 was superseded later, with the old bytes"
    );
    let findings = store.records_check(&kept).await.unwrap();
    assert!(
        findings
            .iter()
            .any(|finding| finding.check == Check::Witnesses),
        "{findings:?}"
    );
}

/// An old backup put back, or an end cut off together with its records.
async fn a_trail_that_was_cut_short_needs_a_witness(world: World) {
    let store = world.open().await;
    let insert = |id: &'static str, second| {
        let user = crate::script::user(id, id, &[]);
        let (store, ctx) = (store.clone(), ctx("root", second));
        async move { store.user_insert(&ctx, &user).await.unwrap() }
    };
    insert("anna", 1).await;
    insert("ben", 2).await;
    let head = store.audit_head().await.unwrap().unwrap();
    let kept = [Witness {
        sequence: head.stamp.sequence,
        hash: head.hash,
    }];
    let sql = "DELETE FROM audit WHERE sequence = 2; DELETE FROM users WHERE id = 'ben';";
    world.tamper(&without_triggers(&world, sql)).await;
    assert_eq!(
        store.records_check(&[]).await.unwrap(),
        [],
        "nothing inside shows it"
    );
    let findings = store.records_check(&kept).await.unwrap();
    assert_eq!(findings.len(), 1);
    assert_eq!(
        (findings[0].check, findings[0].subject.as_str()),
        (Check::Witnesses, "audit:2")
    );
    // Other lines in its place do not help.
    insert("cleo", 3).await;
    let findings = store.records_check(&kept).await.unwrap();
    assert_eq!(findings[0].check, Check::Witnesses);
}
