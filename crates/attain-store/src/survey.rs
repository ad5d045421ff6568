//! Rounds of surveys: who was asked, that he answered, and, apart from it, what was answered.
//!
//! A token is used once. Using it writes the answers and marks the token in one transaction, and
//! leaves nothing that joins the two: answers have ids of chance and no time, the line in the audit
//! trail names only the round, and SQLite keeps the rows in the order of their ids. PostgreSQL
//! keeps rows in the order in which they came until the round is closed, which writes them anew in
//! the order of their ids.

use crate::ctx::{Ctx, Written};
use crate::error::{Result, StoreError};
use crate::record::{Columns, Edit, Kept, Record, load};
use crate::sql::{Row, Value};
use crate::store::Store;
use crate::write::Begun;
use attain_core::id::{PersonId, UnitId};
use attain_core::json::Json;
use jiff::Timestamp;

/// The user in whose name answers are written: nobody's.
const NOBODY: &str = "survey";

/// How far a round is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoundState {
    /// Tokens can be used.
    Open,
    /// Results can be read.
    Closed,
}

impl RoundState {
    const NAMES: [(&'static str, Self); 2] = [("open", Self::Open), ("closed", Self::Closed)];

    /// Its word.
    #[must_use]
    pub fn name(self) -> &'static str {
        let found = Self::NAMES.iter().find(|(_, state)| *state == self);
        found.map_or("", |(name, _)| name)
    }
}

/// A survey of a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyRound {
    /// Its name: `climate:2024-Q1`.
    pub id: String,
    /// The survey, as the model names it.
    pub survey: String,
    /// The period.
    pub period: String,
    /// How far it is.
    pub state: RoundState,
}

/// Somebody who is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// SHA-256 of his token; the token itself is kept nowhere.
    pub sha256: String,
    /// Who.
    pub person: PersonId,
    /// The group that his answers are kept under; `None`: the company.
    pub unit: Option<UnitId>,
    /// Whether he has answered.
    pub used: bool,
}

/// One answer to one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenAnswer {
    /// A number of chance; it must tell nothing.
    pub id: String,
    /// The unit that is rated, where the survey rates units.
    pub rated: Option<UnitId>,
    /// The question.
    pub question: String,
    /// The answer.
    pub answer: i64,
}

/// How often an answer was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// The group of those who gave it; `None`: the company.
    pub unit: Option<UnitId>,
    /// The unit that is rated.
    pub rated: Option<UnitId>,
    /// The question.
    pub question: String,
    /// The answer.
    pub answer: i64,
    /// How many gave it.
    pub count: u64,
}

impl Store {
    /// Opens a round.
    ///
    /// # Errors
    /// If the survey has a round of this period.
    pub async fn survey_open(&self, ctx: &Ctx, survey: &str, period: &str) -> Result<Written> {
        let round = SurveyRound {
            id: format!("{survey}:{period}"),
            survey: survey.to_owned(),
            period: period.to_owned(),
            state: RoundState::Open,
        };
        self.record_insert(ctx, "survey_open", &round).await
    }

    /// Closes a round: no token can be used any more, and results can be read.
    ///
    /// # Errors
    /// If it is closed, or has changed since the edit began.
    pub async fn survey_close(&self, ctx: &Ctx, edit: Edit<'_>) -> Result<Written> {
        let change = |kept: &Kept<SurveyRound>| {
            must_be_open(&kept.value, "survey_close")?;
            Ok(SurveyRound {
                state: RoundState::Closed,
                ..kept.value.clone()
            })
        };
        let written = self
            .record_edit(ctx, "survey_close", edit, Json::Null, change)
            .await?;
        self.survey_answers_sort(edit.id).await?;
        Ok(written)
    }

    /// Writes the answers of a round anew in the order of their ids, which is chance.
    async fn survey_answers_sort(&self, round: &str) -> Result<()> {
        let mut tx = self.begin().await?;
        let values = [Value::from(round)];
        let sql = "SELECT * FROM survey_answers WHERE round = $1 ORDER BY id";
        let rows = tx.rows(sql, &values).await?;
        tx.execute("DELETE FROM survey_answers WHERE round = $1", &values)
            .await?;
        for row in &rows {
            let values = [
                Value::from(row.text("id")?),
                Value::from(round),
                Value::from(row.text("unit")?),
                Value::from(row.text("rated")?),
                Value::from(row.text("question")?),
                Value::from(row.integer("answer")?),
            ];
            tx.execute(INSERT_ANSWER, &values).await?;
        }
        tx.commit().await
    }

    /// Adds people who are asked.
    ///
    /// # Errors
    /// If the round is closed, or somebody is asked twice.
    pub async fn survey_invite(
        &self,
        ctx: &Ctx,
        round: &str,
        invited: &[Invited],
    ) -> Result<Written> {
        let people = invited.iter().map(|one| Json::from(one.person.as_str()));
        let body = Json::object([
            ("people", Json::List(people.collect())),
            ("round", Json::from(round)),
        ]);
        let mut write = match self.write(ctx, "survey_invite", &body).await? {
            Begun::Done(answer) => return Ok(answer),
            Begun::New(write) => write,
        };
        let kept = load::<SurveyRound>(write.tx(), round).await?;
        must_be_open(&kept.value, "survey_invite")?;
        for one in invited {
            let sql = "INSERT INTO survey_tokens (sha256, round, person, unit, used)
                       VALUES ($1, $2, $3, $4, $5)";
            let values = [
                Value::from(one.sha256.as_str()),
                Value::from(round),
                Value::from(one.person.as_str()),
                Value::from(word(one.unit.as_ref())),
                Value::from(0_i64),
            ];
            write.tx().execute(sql, &values).await?;
        }
        write.finish((SurveyRound::ENTITY, round), 1).await
    }

    /// Uses a token: marks it, and keeps the answers apart from it.
    ///
    /// # Errors
    /// If there is no such token, it was used, or its round is closed.
    pub async fn survey_answer(
        &self,
        now: Timestamp,
        token_sha256: &str,
        answers: &[GivenAnswer],
    ) -> Result<Written> {
        let (round, invited) = self.survey_token_fetch(token_sha256).await?;
        let ctx = Ctx::new(NOBODY, now);
        // The trail keeps a hash of the body: it must say nothing about token or answers.
        let body = Json::object([("round", Json::from(round.as_str()))]);
        let mut write = match self.write(&ctx, "survey_answer", &body).await? {
            Begun::Done(answer) => return Ok(answer),
            Begun::New(write) => write,
        };
        let kept = load::<SurveyRound>(write.tx(), &round).await?;
        must_be_open(&kept.value, "survey_answer")?;
        let mark = "UPDATE survey_tokens SET used = 1 WHERE sha256 = $1 AND used = 0";
        let marked = write
            .tx()
            .execute(mark, &[Value::from(token_sha256)])
            .await?;
        if marked != 1 {
            return Err(StoreError::State {
                entity: "survey token",
                id: round,
                state: "used".to_owned(),
                action: "survey_answer",
                needed: "unused",
            });
        }
        for one in answers {
            let values = [
                Value::from(one.id.as_str()),
                Value::from(round.as_str()),
                Value::from(word(invited.unit.as_ref())),
                Value::from(word(one.rated.as_ref())),
                Value::from(one.question.as_str()),
                Value::from(one.answer),
            ];
            write.tx().execute(INSERT_ANSWER, &values).await?;
        }
        write.finish((SurveyRound::ENTITY, &round), 1).await
    }

    /// The round of a token, and who has it.
    ///
    /// # Errors
    /// If there is no such token.
    pub async fn survey_token_fetch(&self, sha256: &str) -> Result<(String, Invited)> {
        let sql = "SELECT * FROM survey_tokens WHERE sha256 = $1";
        let row = self.read().await?.row(sql, &[Value::from(sha256)]).await?;
        let row = row.ok_or_else(|| StoreError::NotFound {
            entity: "survey token",
            id: "as given".to_owned(),
        })?;
        Ok((row.text("round")?, read_invited(&row)?))
    }

    /// Who is asked in a round, and who has answered.
    ///
    /// # Errors
    /// If the records cannot be read.
    pub async fn survey_invited_list(&self, round: &str) -> Result<Vec<Invited>> {
        let sql = "SELECT * FROM survey_tokens WHERE round = $1 ORDER BY person";
        let rows = self.read().await?.rows(sql, &[Value::from(round)]).await?;
        rows.iter().map(read_invited).collect()
    }

    /// A round.
    ///
    /// # Errors
    /// If it is not there.
    pub async fn survey_round_fetch(&self, id: &str) -> Result<Kept<SurveyRound>> {
        self.record_fetch(id).await
    }

    /// All rounds, in the order in which they were opened.
    ///
    /// # Errors
    /// If the records cannot be read.
    pub async fn survey_round_list(&self) -> Result<Vec<Kept<SurveyRound>>> {
        self.record_list("1 = 1", &[]).await
    }

    /// How often each answer was given in a round that is closed. It is not to be published:
    /// small groups must be suppressed first.
    ///
    /// # Errors
    /// If the round is open: two looks at a growing round would tell who answered between them.
    pub async fn survey_tally(&self, round: &str) -> Result<Vec<Tally>> {
        let kept = self.survey_round_fetch(round).await?;
        if kept.value.state != RoundState::Closed {
            return Err(wrong(&kept.value, "survey_tally", "closed"));
        }
        let sql = "SELECT unit, rated, question, answer, COUNT(*) AS given FROM survey_answers
                   WHERE round = $1 GROUP BY unit, rated, question, answer
                   ORDER BY rated, question, unit, answer";
        let rows = self.read().await?.rows(sql, &[Value::from(round)]).await?;
        let tally = |row: &Row| {
            Ok(Tally {
                unit: unit(row, "unit")?,
                rated: unit(row, "rated")?,
                question: row.text("question")?,
                answer: row.integer("answer")?,
                count: row.count("given")?,
            })
        };
        rows.iter().map(tally).collect()
    }
}

const INSERT_ANSWER: &str = "INSERT INTO survey_answers
    (id, round, unit, rated, question, answer) VALUES ($1, $2, $3, $4, $5, $6)";

/// The company has no name of its own.
fn word(unit: Option<&UnitId>) -> &str {
    unit.map_or("", UnitId::as_str)
}

fn unit(row: &Row, column: &str) -> Result<Option<UnitId>> {
    let text = row.text(column)?;
    Ok((!text.is_empty()).then(|| UnitId::from(text)))
}

fn read_invited(row: &Row) -> Result<Invited> {
    Ok(Invited {
        sha256: row.text("sha256")?,
        person: PersonId::from(row.text("person")?),
        unit: unit(row, "unit")?,
        used: row.integer("used")? == 1,
    })
}

fn must_be_open(round: &SurveyRound, action: &'static str) -> Result<()> {
    match round.state {
        RoundState::Open => Ok(()),
        RoundState::Closed => Err(wrong(round, action, "open")),
    }
}

fn wrong(round: &SurveyRound, action: &'static str, needed: &'static str) -> StoreError {
    StoreError::State {
        entity: SurveyRound::ENTITY,
        id: round.id.clone(),
        state: round.state.name().to_owned(),
        action,
        needed,
    }
}

impl Record for SurveyRound {
    const ENTITY: &'static str = "survey_round";
    const TABLE: &'static str = "survey_rounds";
    const EDITABLE: bool = true;

    fn id(&self) -> &str {
        &self.id
    }

    fn columns(&self) -> Result<Columns> {
        Ok(vec![
            ("id", Value::from(self.id.as_str())),
            ("survey", Value::from(self.survey.as_str())),
            ("period", Value::from(self.period.as_str())),
            ("state", Value::from(self.state.name())),
        ])
    }

    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.text("id")?,
            survey: row.text("survey")?,
            period: row.text("period")?,
            state: row.choice("state", &RoundState::NAMES)?,
        })
    }
}
