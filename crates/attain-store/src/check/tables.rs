//! The tables: as the trail says, balanced, unique, and without loose ends.

use super::trail::{Last, Trail};
use super::{Check, Finding};
use crate::acknowledgement::Acknowledgement;
use crate::adjustment::Adjustment;
use crate::batch;
use crate::correction::Correction;
use crate::credential::Credential;
use crate::dispute::Dispute;
use crate::error::{Result, StoreError};
use crate::model::ModelVersion;
use crate::period::{Approval, CloseRecord, PeriodRecord};
use crate::person::Person;
use crate::record::{Record, audit_json, load};
use crate::run::{Run, StopReason, StopRow};
use crate::session::Session;
use crate::sql::Tx;
use crate::survey::SurveyRound;
use crate::target::Target;
use crate::token::Token;
use crate::user::User;
use attain_core::id::BatchId;

/// Every record is as it was last written.
pub(super) async fn unchanged(
    tx: &mut Tx,
    mut trail: Trail,
    findings: &mut Vec<Finding>,
) -> Result<()> {
    batches(tx, &mut trail, findings).await?;
    records::<Run>(tx, &mut trail, findings).await?;
    records::<StopRow>(tx, &mut trail, findings).await?;
    records::<StopReason>(tx, &mut trail, findings).await?;
    records::<PeriodRecord>(tx, &mut trail, findings).await?;
    records::<Approval>(tx, &mut trail, findings).await?;
    records::<CloseRecord>(tx, &mut trail, findings).await?;
    records::<User>(tx, &mut trail, findings).await?;
    records::<Person>(tx, &mut trail, findings).await?;
    records::<ModelVersion>(tx, &mut trail, findings).await?;
    records::<Target>(tx, &mut trail, findings).await?;
    records::<Correction>(tx, &mut trail, findings).await?;
    records::<Adjustment>(tx, &mut trail, findings).await?;
    records::<Dispute>(tx, &mut trail, findings).await?;
    records::<Acknowledgement>(tx, &mut trail, findings).await?;
    records::<Credential>(tx, &mut trail, findings).await?;
    records::<Session>(tx, &mut trail, findings).await?;
    records::<Token>(tx, &mut trail, findings).await?;
    records::<SurveyRound>(tx, &mut trail, findings).await?;
    for subject in trail.into_keys() {
        let message = "it is in the audit trail, and gone from the records";
        findings.push(Finding::new(Check::Unchanged, subject, message));
    }
    Ok(())
}

async fn ids(tx: &mut Tx, table: &str) -> Result<Vec<String>> {
    let sql = format!("SELECT id FROM {table} ORDER BY id");
    let rows = tx.rows(&sql, &[]).await?;
    rows.iter().map(|row| row.text("id")).collect()
}

async fn records<T: Record>(
    tx: &mut Tx,
    trail: &mut Trail,
    findings: &mut Vec<Finding>,
) -> Result<()> {
    for id in ids(tx, T::TABLE).await? {
        let subject = format!("{}:{id}", T::ENTITY);
        let last = trail.remove(&subject);
        let kept = match load::<T>(tx, &id).await {
            Ok(kept) => kept,
            Err(StoreError::Damaged(what)) => {
                findings.push(Finding::new(Check::Unchanged, subject, what));
                continue;
            }
            Err(error) => return Err(error),
        };
        let record = audit_json::<T>(&kept.value.columns()?, kept.revision);
        let same = last.as_ref().is_some_and(|last| {
            last.record == record && last.created == kept.created && last.changed == kept.changed
        });
        compare(&subject, last.as_ref(), same, findings);
    }
    Ok(())
}

async fn batches(tx: &mut Tx, trail: &mut Trail, findings: &mut Vec<Finding>) -> Result<()> {
    for id in ids(tx, "batches").await? {
        let subject = format!("batch:{id}");
        let last = trail.remove(&subject);
        match batch::fetch(tx, &BatchId::from(id)).await {
            Ok(record) => {
                let record = batch::record_json(&record);
                let same = last.as_ref().is_some_and(|last| last.record == record);
                compare(&subject, last.as_ref(), same, findings);
            }
            Err(StoreError::Damaged(what)) => {
                findings.push(Finding::new(Check::Unchanged, subject, what));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn compare(subject: &str, last: Option<&Last>, same: bool, findings: &mut Vec<Finding>) {
    let message = match last {
        None => "no line of the audit trail has written it".to_owned(),
        Some(_) if same => return,
        Some(last) => format!(
            "it is not as {} wrote it at {} (line {} of the audit trail)",
            last.changed.by, last.changed.at, last.changed.sequence
        ),
    };
    findings.push(Finding::new(Check::Unchanged, subject, message));
}

/// Batches have no more rows than the files that they came from.
pub(super) async fn balanced(tx: &mut Tx, findings: &mut Vec<Finding>) -> Result<()> {
    let sql = "SELECT batches.id AS id FROM batches LEFT JOIN batch_files ON batch_id = batches.id
               GROUP BY batches.id, batches.row_count
               HAVING batches.row_count > COALESCE(SUM(batch_files.row_count), 0)
               ORDER BY batches.id";
    for row in tx.rows(sql, &[]).await? {
        let message = "it has more rows than its files";
        let subject = format!("batch:{}", row.text("id")?);
        findings.push(Finding::new(Check::Balanced, subject, message));
    }
    Ok(())
}

/// What may be there once: a table, its columns, and which rows count. The schema forbids twins,
/// but an index can be dropped.
const UNIQUE: [(&str, &str, &str); 12] = [
    ("audit", "previous_hash", "1 = 1"),
    (
        "batches",
        "dataset, content_sha256",
        "status = 'committed' AND distinct_reason IS NULL",
    ),
    ("batches", "path", "1 = 1"),
    ("batch_totals", "batch_id, column_name", "1 = 1"),
    ("run_stops", "run_id, position", "1 = 1"),
    ("period_approvals", "period, round, approver", "1 = 1"),
    ("closes", "number", "1 = 1"),
    ("closes", "previous_sha256", "1 = 1"),
    ("people", "identifier", "identifier IS NOT NULL"),
    ("targets", "subject, kpi, period", "1 = 1"),
    ("corrections", "run_id, corrects, person, line", "1 = 1"),
    ("acknowledgements", "person, subject, sha256", "1 = 1"),
];

pub(super) async fn unique(tx: &mut Tx, findings: &mut Vec<Finding>) -> Result<()> {
    for (table, columns, counts) in UNIQUE {
        let sql = format!(
            "SELECT {columns} FROM {table} WHERE {counts} GROUP BY {columns}
             HAVING COUNT(*) > 1 ORDER BY {columns}"
        );
        for row in tx.rows(&sql, &[]).await? {
            let message = format!("rows have the same {columns}: {}", row.in_words());
            findings.push(Finding::new(Check::Unique, table, message));
        }
    }
    Ok(())
}

/// Columns that refer to another table, which foreign keys promise as long as they are switched on.
const REFERENCES: [(&str, &str, &str); 20] = [
    ("batches", "superseded_by", "batches"),
    ("batch_files", "batch_id", "batches"),
    ("batch_totals", "batch_id", "batches"),
    ("run_stops", "run_id", "runs"),
    ("stop_reasons", "id", "run_stops"),
    ("periods", "run_id", "runs"),
    ("period_approvals", "period", "periods"),
    ("period_approvals", "run_id", "runs"),
    ("closes", "id", "periods"),
    ("closes", "run_id", "runs"),
    ("targets", "period", "periods"),
    ("corrections", "corrects", "closes"),
    ("corrections", "booked_in", "periods"),
    ("corrections", "run_id", "runs"),
    ("adjustments", "period", "periods"),
    ("disputes", "run_id", "runs"),
    ("disputes", "correction_id", "corrections"),
    ("credentials", "id", "users"),
    ("sessions", "user_id", "users"),
    ("tokens", "user_id", "users"),
];

pub(super) async fn no_orphan(tx: &mut Tx, findings: &mut Vec<Finding>) -> Result<()> {
    for (table, column, parent) in REFERENCES {
        let sql = format!(
            "SELECT DISTINCT child.{column} AS missing FROM {table} child
             LEFT JOIN {parent} parent ON parent.id = child.{column}
             WHERE child.{column} IS NOT NULL AND parent.id IS NULL ORDER BY missing"
        );
        for row in tx.rows(&sql, &[]).await? {
            let missing = row.text("missing")?;
            let message = format!("`{column}` names `{missing}`, which is not in {parent}");
            findings.push(Finding::new(Check::NoOrphan, table, message));
        }
    }
    Ok(())
}
