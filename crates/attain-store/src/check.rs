//! Is all as it was written? Named checks over the records, each of which names what it finds.
//!
//! The audit trail is a chain, and each line holds what the records were after it. So a change
//! past the program shows, unless the whole trail was written anew from that point on. Against
//! that helps only what lies elsewhere: a [`Witness`] kept from an earlier day.

mod frozen;
mod tables;
mod trail;

use crate::error::Result;
use crate::sql::{Backend, Tx};
use crate::store::Store;

/// A check, by what holds if it finds nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// The database itself finds no damage in its file.
    Intact,
    /// Each line of the audit trail follows from the one before.
    AuditChain,
    /// Lines of the trail that were kept elsewhere are still in it.
    Witnesses,
    /// Each record is as the trail says it was last written, and none is missing.
    Unchanged,
    /// A batch has no more rows than its files.
    Balanced,
    /// What may be there once is there once.
    Unique,
    /// What a record refers to is there.
    NoOrphan,
    /// Closed periods have the run, the model and the result that were closed, in one chain.
    FrozenUnchanged,
    /// Approved and closed periods were approved by two people.
    ApprovalsComplete,
}

impl Check {
    /// All, in the order in which they are made.
    pub const ALL: [(&'static str, Self); 9] = [
        ("intact", Self::Intact),
        ("audit chain", Self::AuditChain),
        ("witnesses", Self::Witnesses),
        ("unchanged", Self::Unchanged),
        ("balanced", Self::Balanced),
        ("unique", Self::Unique),
        ("no orphan", Self::NoOrphan),
        ("frozen unchanged", Self::FrozenUnchanged),
        ("approvals complete", Self::ApprovalsComplete),
    ];

    /// Its name: `frozen unchanged`.
    #[must_use]
    pub fn name(self) -> &'static str {
        let found = Self::ALL.iter().find(|(_, check)| *check == self);
        found.map_or("", |(name, _)| name)
    }
}

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The check that found it.
    pub check: Check,
    /// Where: `period:2012-Q3`.
    pub subject: String,
    /// What, in words.
    pub message: String,
}

impl Finding {
    fn new(check: Check, subject: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            check,
            subject: subject.into(),
            message: message.into(),
        }
    }
}

/// A line of the audit trail that was kept elsewhere: on a statement, in a backup, on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// Its number.
    pub sequence: u64,
    /// Its hash.
    pub hash: String,
}

impl Store {
    /// Makes all checks on one moment of the records. Nothing found: an empty list.
    ///
    /// # Errors
    /// If the database cannot be asked. Damage is a finding, not an error.
    pub async fn records_check(&self, witnesses: &[Witness]) -> Result<Vec<Finding>> {
        let mut tx = self.read().await?;
        let mut findings = Vec::new();
        intact(&mut tx, &mut findings).await?;
        let trail = trail::check(&mut tx, witnesses, &mut findings).await?;
        tables::unchanged(&mut tx, trail, &mut findings).await?;
        tables::balanced(&mut tx, &mut findings).await?;
        tables::unique(&mut tx, &mut findings).await?;
        tables::no_orphan(&mut tx, &mut findings).await?;
        frozen::check(&mut tx, &mut findings).await?;
        frozen::approvals_complete(&mut tx, &mut findings).await?;
        Ok(findings)
    }
}

async fn intact(tx: &mut Tx, findings: &mut Vec<Finding>) -> Result<()> {
    if tx.backend() == Backend::Postgres {
        // PostgreSQL checks pages when it reads them, and the other checks read all of them.
        return Ok(());
    }
    for row in tx.rows("PRAGMA integrity_check", &[]).await? {
        let said = row.only();
        if said != "ok" {
            findings.push(Finding::new(Check::Intact, "database", said));
        }
    }
    Ok(())
}
