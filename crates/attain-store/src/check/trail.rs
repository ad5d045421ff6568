//! The audit trail: is the chain whole, and what does it say each record is?

use super::{Check, Finding, Witness};
use crate::audit::{self, AuditLine, START};
use crate::ctx::Stamp;
use crate::error::Result;
use crate::sql::Tx;
use attain_core::json::Json;
use std::collections::BTreeMap;

/// What the trail says, by `entity:id`.
pub(super) type Trail = BTreeMap<String, Last>;

/// What the trail says of a record.
#[derive(Debug)]
pub(super) struct Last {
    pub(super) record: Json,
    pub(super) created: Stamp,
    pub(super) changed: Stamp,
}

/// Lines that are read at a time.
const PAGE: u64 = 500;

/// Follows the chain from its start.
pub(super) async fn check(
    tx: &mut Tx,
    witnesses: &[Witness],
    findings: &mut Vec<Finding>,
) -> Result<Trail> {
    let mut trail = Trail::new();
    let mut wanted: BTreeMap<u64, &str> = witnesses
        .iter()
        .map(|witness| (witness.sequence, witness.hash.as_str()))
        .collect();
    let mut before = (0_u64, START.to_owned());
    loop {
        let (lines, unreadable) = audit::page(tx, before.0, PAGE).await?;
        findings.extend(unreadable.into_iter().map(|(sequence, why)| {
            Finding::new(Check::AuditChain, format!("audit:{sequence}"), why)
        }));
        if lines.is_empty() {
            break;
        }
        for line in &lines {
            link(line, &before, findings);
            before = (line.stamp.sequence, line.hash.clone());
            if let Some(hash) = wanted.remove(&line.stamp.sequence)
                && hash != line.hash
            {
                let message = "the line is not the one that was kept elsewhere";
                findings.push(finding(Check::Witnesses, line, message));
            }
            collect(line, &mut trail, findings);
        }
    }
    for sequence in wanted.into_keys() {
        let subject = format!("audit:{sequence}");
        let message = "the line was kept elsewhere and is not in the trail: it was cut short";
        findings.push(Finding::new(Check::Witnesses, subject, message));
    }
    Ok(trail)
}

fn finding(check: Check, line: &AuditLine, message: &str) -> Finding {
    Finding::new(check, format!("audit:{}", line.stamp.sequence), message)
}

fn link(line: &AuditLine, before: &(u64, String), findings: &mut Vec<Finding>) {
    if line.stamp.sequence != before.0.saturating_add(1) {
        findings.push(finding(
            Check::AuditChain,
            line,
            "a line before it is missing",
        ));
    }
    if line.previous_hash != before.1 {
        let message = "it does not follow from the line before";
        findings.push(finding(Check::AuditChain, line, message));
    }
    match line.expected_hash() {
        Ok(hash) if hash == line.hash => {}
        Ok(_) => findings.push(finding(Check::AuditChain, line, "its hash is not its own")),
        Err(error) => findings.push(finding(Check::AuditChain, line, &error.to_string())),
    }
}

/// Keeps what a line says of records.
fn collect(line: &AuditLine, trail: &mut Trail, findings: &mut Vec<Finding>) {
    let details = Json::parse(&line.details).ok();
    let Some(Json::Object(records)) = details.and_then(|json| json.get("records").cloned()) else {
        findings.push(finding(
            Check::AuditChain,
            line,
            "it does not say what was written",
        ));
        return;
    };
    for (subject, record) in records {
        let created = trail.get(&subject).map(|last| last.created.clone());
        let last = Last {
            record,
            created: created.unwrap_or_else(|| line.stamp.clone()),
            changed: line.stamp.clone(),
        };
        trail.insert(subject, last);
    }
}
