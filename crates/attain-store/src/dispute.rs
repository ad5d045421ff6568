//! Disputes on a line of a statement: raised, answered, decided.

use crate::ctx::{Ctx, Written};
use crate::error::{Result, StoreError};
use crate::record::{Columns, Edit, Kept, Record};
use crate::sql::{Row, Value};
use crate::store::Store;
use attain_core::id::PersonId;
use attain_core::json::Json;
use jiff::civil::Date;

/// How far a dispute is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisputeState {
    /// Waits for an answer.
    Raised,
    /// Has an answer, and waits for a decision.
    Answered,
    /// Is decided.
    Decided,
}

impl DisputeState {
    const NAMES: [(&'static str, Self); 3] = [
        ("raised", Self::Raised),
        ("answered", Self::Answered),
        ("decided", Self::Decided),
    ];

    /// Its word.
    #[must_use]
    pub fn name(self) -> &'static str {
        let found = Self::NAMES.iter().find(|(_, state)| *state == self);
        found.map_or("", |(name, _)| name)
    }
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Who was right.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
    /// The correction that follows from it.
    pub correction: Option<String>,
}

/// Who was right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The person who asked.
    Accepted,
    /// The statement.
    Rejected,
}

impl Verdict {
    const NAMES: [(&'static str, Self); 2] =
        [("accepted", Self::Accepted), ("rejected", Self::Rejected)];

    /// Its word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
        }
    }
}

/// A dispute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    /// Its name.
    pub id: String,
    /// The period of the statement.
    pub period: String,
    /// Whose statement.
    pub person: PersonId,
    /// The line.
    pub line: String,
    /// The run that the statement came from.
    pub run: String,
    /// What is doubted.
    pub question: String,
    /// The day by which it is to be decided.
    pub deadline: Date,
    /// How far it is.
    pub state: DisputeState,
    /// What was answered.
    pub answer: Option<String>,
    /// What was decided.
    pub decision: Option<Decision>,
}

/// A dispute to raise.
#[derive(Debug, Clone, Copy)]
pub struct NewDispute<'a> {
    /// Its name.
    pub id: &'a str,
    /// The period of the statement.
    pub period: &'a str,
    /// Whose statement.
    pub person: &'a PersonId,
    /// The line.
    pub line: &'a str,
    /// The run that the statement came from.
    pub run: &'a str,
    /// What is doubted.
    pub question: &'a str,
    /// The day by which it is to be decided.
    pub deadline: Date,
}

impl Store {
    /// Raises a dispute.
    ///
    /// # Errors
    /// If there is one of this name, or no such period or run; or without a question.
    pub async fn dispute_raise(&self, ctx: &Ctx, new: NewDispute<'_>) -> Result<Written> {
        let dispute = Dispute {
            id: new.id.to_owned(),
            period: new.period.to_owned(),
            person: new.person.clone(),
            line: new.line.to_owned(),
            run: new.run.to_owned(),
            question: new.question.to_owned(),
            deadline: new.deadline,
            state: DisputeState::Raised,
            answer: None,
            decision: None,
        };
        self.record_insert(ctx, "dispute_raise", &dispute).await
    }

    /// Answers a dispute; as often as needed before it is decided.
    ///
    /// # Errors
    /// If it has changed since the edit began, or is decided.
    pub async fn dispute_answer(&self, ctx: &Ctx, edit: Edit<'_>, answer: &str) -> Result<Written> {
        let asked = Json::object([("answer", Json::from(answer))]);
        let change = |kept: &Kept<Dispute>| {
            must_be_open(&kept.value, "dispute_answer")?;
            Ok(Dispute {
                state: DisputeState::Answered,
                answer: Some(answer.to_owned()),
                ..kept.value.clone()
            })
        };
        self.record_edit(ctx, "dispute_answer", edit, asked, change)
            .await
    }

    /// Decides a dispute, once.
    ///
    /// # Errors
    /// If it has changed since the edit began, or is decided; or without a reason.
    pub async fn dispute_decide(
        &self,
        ctx: &Ctx,
        edit: Edit<'_>,
        decision: &Decision,
    ) -> Result<Written> {
        let asked = Json::object([
            ("correction", Json::from(decision.correction.as_deref())),
            ("reason", Json::from(decision.reason.as_str())),
            ("verdict", Json::from(decision.verdict.name())),
        ]);
        let change = |kept: &Kept<Dispute>| {
            must_be_open(&kept.value, "dispute_decide")?;
            Ok(Dispute {
                state: DisputeState::Decided,
                decision: Some(decision.clone()),
                ..kept.value.clone()
            })
        };
        self.record_edit(ctx, "dispute_decide", edit, asked, change)
            .await
    }

    /// A dispute.
    ///
    /// # Errors
    /// If it is not there.
    pub async fn dispute_fetch(&self, id: &str) -> Result<Kept<Dispute>> {
        self.record_fetch(id).await
    }

    /// The disputes of a period.
    ///
    /// # Errors
    /// If the records cannot be read.
    pub async fn dispute_list(&self, period: &str) -> Result<Vec<Kept<Dispute>>> {
        self.record_list("period = $1", &[Value::from(period)])
            .await
    }
}

fn must_be_open(dispute: &Dispute, action: &'static str) -> Result<()> {
    if dispute.state != DisputeState::Decided {
        return Ok(());
    }
    Err(StoreError::State {
        entity: Dispute::ENTITY,
        id: dispute.id.clone(),
        state: dispute.state.name().to_owned(),
        action,
        needed: "not decided",
    })
}

impl Record for Dispute {
    const ENTITY: &'static str = "dispute";
    const TABLE: &'static str = "disputes";
    const EDITABLE: bool = true;

    fn id(&self) -> &str {
        &self.id
    }

    fn columns(&self) -> Result<Columns> {
        let decision = self.decision.as_ref();
        let correction = decision.and_then(|decision| decision.correction.as_deref());
        Ok(vec![
            ("id", Value::from(self.id.as_str())),
            ("period", Value::from(self.period.as_str())),
            ("person", Value::from(self.person.as_str())),
            ("line", Value::from(self.line.as_str())),
            ("run_id", Value::from(self.run.as_str())),
            ("question", Value::from(self.question.as_str())),
            ("deadline", Value::from(self.deadline.to_string())),
            ("state", Value::from(self.state.name())),
            ("answer", Value::from(self.answer.as_deref())),
            (
                "decision",
                Value::from(decision.map(|decision| decision.verdict.name())),
            ),
            (
                "decision_reason",
                Value::from(decision.map(|decision| decision.reason.as_str())),
            ),
            ("correction_id", Value::from(correction)),
        ])
    }

    fn read(row: &Row) -> Result<Self> {
        let decision = match row.maybe_text("decision")? {
            None => None,
            Some(_) => Some(Decision {
                verdict: row.choice("decision", &Verdict::NAMES)?,
                reason: row.text("decision_reason")?,
                correction: row.maybe_text("correction_id")?,
            }),
        };
        Ok(Self {
            id: row.text("id")?,
            period: row.text("period")?,
            person: PersonId::from(row.text("person")?),
            line: row.text("line")?,
            run: row.text("run_id")?,
            question: row.text("question")?,
            deadline: row.parsed("deadline")?,
            state: row.choice("state", &DisputeState::NAMES)?,
            answer: row.maybe_text("answer")?,
            decision,
        })
    }
}
