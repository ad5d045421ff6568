//! `attain survey`: rounds of surveys, answers, results.

use crate::cli::{Import, TableFormat, TextFormat, UnknownOwners};
use crate::failure::Failure;
use crate::output::print_report;
use crate::session::Session;
use attain_app::AppError;
use attain_app::access::UseCase;
use attain_app::insight::past::Past;
use attain_app::insight::survey::{
    Answered, Tree, answer, disagreements, disagreements_report, facts, index, index_report,
    invite, matrix_report, open, results, results_report,
};
use attain_app::insight::{Cell, Report};
use attain_core::organisation::Organisation;
use attain_core::period::Period;
use attain_core::survey::{Index, Survey as Questionnaire};
use attain_store::StoreError;
use attain_store::record::{Edit, Kept};
use attain_store::survey::{RoundState, SurveyRound};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Survey {
    /// Open a round of a survey for a period.
    Open(Round),
    /// Make a one-use token for everybody who is asked and has none. They are shown only once.
    Tokens(Round),
    /// Who was asked and has not answered yet.
    Remind(Round),
    /// Answer with a token, or read sheets of answers from a file.
    Answer(Answer),
    /// Close a round: no more answers, results can be read.
    Close(Close),
    /// The results of a closed round, for groups of five and more.
    Results(Round),
    /// Who rates whom how, of a survey that rates units.
    Matrix(Round),
    /// An index of indirect indicators by unit.
    Index(Indexed),
    /// Units whose direct KPIs and index say different things.
    Disagreement(Indexed),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Round {
    /// The survey, as the model names it.
    survey: String,
    /// The period.
    period: String,
    #[arg(long, value_enum, default_value = "text")]
    format: TableFormat,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Answer {
    /// The token.
    #[arg(required_unless_present = "file")]
    token: Option<String>,
    /// Answers as QUESTION=NUMBER, or UNIT.QUESTION=NUMBER where units are rated.
    answers: Vec<String>,
    /// A CSV file with the columns token, question, answer and, where units are rated, rated.
    #[arg(long, value_name = "FILE.csv", conflicts_with_all = ["token", "answers"])]
    file: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Close {
    /// The survey, as the model names it.
    survey: String,
    /// The period.
    period: String,
    /// Import the published results into this dataset, which KPIs of kind `indirect` can measure.
    #[arg(long, value_name = "DATASET")]
    into: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Indexed {
    /// The index, as the model names it.
    index: String,
    /// The period.
    period: String,
    #[arg(long, value_enum, default_value = "text")]
    format: TableFormat,
}

pub(super) async fn run(command: &Survey, workspace: Option<&Path>) -> Result<ExitCode, Failure> {
    let here = Here {
        session: Session::open(workspace).await?,
        workspace,
    };
    match command {
        Survey::Open(round) => here.open(round).await,
        Survey::Tokens(round) => here.tokens(round).await,
        Survey::Remind(round) => here.remind(round).await,
        Survey::Answer(given) => here.answer(given).await,
        Survey::Close(close) => here.close(close).await,
        Survey::Results(round) => here.results(round, false).await,
        Survey::Matrix(round) => here.results(round, true).await,
        Survey::Index(asked) => here.index(asked, false).await,
        Survey::Disagreement(asked) => here.index(asked, true).await,
    }?;
    Ok(super::code(false))
}

/// The workspace that a command works in.
struct Here<'a> {
    session: Session,
    workspace: Option<&'a Path>,
}

impl Here<'_> {
    fn failed(&self, error: AppError) -> Failure {
        match error {
            AppError::Store(
                error @ (StoreError::NotFound { .. }
                | StoreError::Exists { .. }
                | StoreError::State { .. }),
            ) => Failure::Usage(error.to_string()),
            other => Failure::from_app(other, &self.session.sources),
        }
    }

    fn store(&self, error: StoreError) -> Failure {
        self.failed(AppError::Store(error))
    }

    fn survey(&self, name: &str) -> Result<&Questionnaire, Failure> {
        let unknown = || Failure::Usage(format!("the model has no survey `{name}`"));
        self.session.model()?.surveys.get(name).ok_or_else(unknown)
    }

    fn period(&self, name: &str) -> Result<Period, Failure> {
        self.session.period(name)
    }

    async fn organisation(&self) -> Result<Organisation, Failure> {
        self.session.organisation().await.map(|(found, _)| found)
    }

    async fn open(&self, round: &Round) -> Result<(), Failure> {
        let period = self.period(&round.period)?;
        let model = self.session.model()?;
        let store = &self.session.store;
        let ctx = self.session.allowed(UseCase::SurveyRun).await?;
        let id = open(model, store, &ctx, &round.survey, period)
            .await
            .map_err(|error| self.failed(error))?;
        println!("{id} is open");
        Ok(())
    }

    async fn tokens(&self, round: &Round) -> Result<(), Failure> {
        let period = self.period(&round.period)?;
        let organisation = self.organisation().await?;
        let model = self.session.model()?;
        let store = &self.session.store;
        let ctx = self.session.allowed(UseCase::SurveyRun).await?;
        let told = invite(model, &organisation, store, &ctx, &round.survey, period)
            .await
            .map_err(|error| self.failed(error))?;
        let row = |one: &attain_app::insight::survey::Invitation| {
            vec![
                Cell::text(&one.person),
                Cell::text(&one.name),
                Cell::text(&one.token),
            ]
        };
        let report = Report {
            title: format!("Tokens for {}, {period}", round.survey),
            columns: vec!["person", "name", "token"],
            rows: told.iter().map(row).collect(),
            notes: vec![
                "Each can be used once. They are kept nowhere: pass them on now. Who has one \
                 already gets no second."
                    .to_owned(),
            ],
        };
        print_report(&report, round.format);
        Ok(())
    }

    async fn remind(&self, round: &Round) -> Result<(), Failure> {
        let _ = self.session.allowed(UseCase::SurveyRun).await?;
        let id = format!("{}:{}", round.survey, self.period(&round.period)?);
        let store = &self.session.store;
        let _ = store
            .survey_round_fetch(&id)
            .await
            .map_err(|error| self.store(error))?;
        let all = store
            .survey_invited_list(&id)
            .await
            .map_err(|error| self.store(error))?;
        let organisation = self.organisation().await?;
        let waiting = all.iter().filter(|one| !one.used).map(|one| {
            let person = organisation.person(one.person.as_str());
            let name = person.map_or(Cell::Missing, |person| Cell::text(&person.name));
            vec![Cell::text(&one.person), name]
        });
        let used = all.iter().filter(|one| one.used).count();
        let report = Report {
            title: format!("Not answered yet: {id}"),
            columns: vec!["person", "name"],
            rows: waiting.collect(),
            notes: vec![format!("{used} of {} have answered", all.len())],
        };
        print_report(&report, round.format);
        Ok(())
    }

    async fn answer(&self, given: &Answer) -> Result<(), Failure> {
        let sheets = match &given.file {
            Some(file) => sheets(file)?,
            None => {
                let answers: Result<Vec<Answered>, Failure> =
                    given.answers.iter().map(|text| typed(text)).collect();
                [(given.token.clone().unwrap_or_default(), answers?)].into()
            }
        };
        let (model, store) = (self.session.model()?, &self.session.store);
        let tree = Tree::new(&self.organisation().await?);
        // Whoever has a token may answer; who sits at the machine is not kept.
        let now = self.session.caller().await?.ctx.now;
        for (token, answers) in &sheets {
            answer(model, &tree, store, now, token, answers)
                .await
                .map_err(|error| self.failed(error))?;
        }
        println!("{} answered", sheets.len());
        Ok(())
    }

    async fn close(&self, close: &Close) -> Result<(), Failure> {
        let survey = self.survey(&close.survey)?;
        let period = self.period(&close.period)?;
        let id = format!("{}:{period}", survey.id);
        let store = &self.session.store;
        let kept = store
            .survey_round_fetch(&id)
            .await
            .map_err(|error| self.store(error))?;
        let edit = Edit::new(&id, kept.revision);
        let ctx = self.session.allowed(UseCase::SurveyRun).await?;
        let _ = store
            .survey_close(&ctx, edit)
            .await
            .map_err(|error| self.store(error))?;
        println!("{id} is closed");
        match &close.into {
            Some(dataset) => self.import(survey, period, &id, dataset).await,
            None => Ok(()),
        }
    }

    /// Imports the published results as any other file.
    async fn import(
        &self,
        survey: &Questionnaire,
        period: Period,
        id: &str,
        dataset: &str,
    ) -> Result<(), Failure> {
        let tree = Tree::new(&self.organisation().await?);
        let facts = facts(survey, &tree, &self.session.store, id, period.to)
            .await
            .map_err(|error| self.failed(error))?;
        if facts.rows.is_empty() {
            println!("nothing to import: too few answers to publish any result");
            return Ok(());
        }
        let name = format!("{}-{period}.csv", survey.id);
        let file = std::env::temp_dir().join(format!("attain-{}-{name}", std::process::id()));
        let failed = |error| Failure::program("cannot write the results", error);
        std::fs::write(&file, facts.csv()).map_err(failed)?;
        let import = Import {
            dataset: dataset.to_owned(),
            files: vec![file.clone()],
            covers: Some(format!("{}..{}", period.from, period.to)),
            distinct: None,
            expect_rows: None,
            expect_totals: Vec::new(),
            map: Vec::new(),
            save_mapping: false,
            sheet: None,
            // The company's own row belongs to nobody.
            unknown_owners: UnknownOwners::Admit,
            allowed: None,
            refused: None,
            in_process: false,
            preview: false,
            format: TextFormat::Text,
        };
        let done = super::import::run(&import, self.workspace).await;
        std::fs::remove_file(&file).map_err(failed)?;
        done.map(|_| ())
    }

    async fn results(&self, round: &Round, matrix: bool) -> Result<(), Failure> {
        let _ = self.session.allowed(UseCase::SurveyRead).await?;
        let survey = self.survey(&round.survey)?;
        let period = self.period(&round.period)?;
        let id = format!("{}:{period}", survey.id);
        let tree = Tree::new(&self.organisation().await?);
        let found = results(survey, &tree, &self.session.store, &id)
            .await
            .map_err(|error| self.failed(error))?;
        let report = if matrix {
            matrix_report(survey, &found)
        } else {
            results_report(survey, period.to, &found)
        };
        print_report(&report, round.format);
        Ok(())
    }

    async fn index(&self, asked: &Indexed, disagreement: bool) -> Result<(), Failure> {
        let _ = self.session.allowed(UseCase::SurveyRead).await?;
        if disagreement {
            let _ = self.session.allowed(UseCase::ComparisonRead).await?;
        }
        let model = self.session.model()?;
        let unknown = || Failure::Usage(format!("the model has no index `{}`", asked.index));
        let of: &Index = model.indexes.get(&asked.index).ok_or_else(unknown)?;
        let period = self.period(&asked.period)?;
        let engine = self.session.engine(2).await?;
        let organisation = self.organisation().await?;
        let tree = Tree::new(&organisation);
        let rounds = self.session.store.survey_round_list().await;
        let rounds = rounds.map_err(|error| self.store(error))?;
        let mut answered = BTreeMap::new();
        for survey in model.surveys.values() {
            let id = format!("{}:{period}", survey.id);
            // A round that is not there or not closed tells nothing yet.
            let closed = |kept: &Kept<SurveyRound>| {
                kept.value.id == id && kept.value.state == RoundState::Closed
            };
            if rounds.iter().any(closed) {
                let found = results(survey, &tree, &self.session.store, &id).await;
                let found = found.map_err(|error| self.failed(error))?;
                let _ = answered.insert(survey.id.clone(), found);
            }
        }
        let found = index(model, &organisation, &engine, of, &answered, period)
            .await
            .map_err(|error| self.failed(error))?;
        if !disagreement {
            print_report(&index_report(of, period, &found), asked.format);
            return Ok(());
        }
        let past = Past::compute(model, &engine, period, 1, &|_| {})
            .await
            .map_err(|error| self.failed(error))?;
        let outcomes = past.outcomes(model);
        let differ = disagreements(model, &organisation, &outcomes, &found);
        let title = format!("Where results and {} disagree, {period}", of.title);
        print_report(&disagreements_report(title, &differ), asked.format);
        Ok(())
    }
}

/// `QUESTION=NUMBER` or `UNIT.QUESTION=NUMBER`.
fn typed(text: &str) -> Result<Answered, Failure> {
    let wrong = || {
        Failure::Usage(format!(
            "`{text}` is no answer; write QUESTION=NUMBER or UNIT.QUESTION=NUMBER"
        ))
    };
    let (name, number) = text.split_once('=').ok_or_else(wrong)?;
    let (rated, question) = match name.rsplit_once('.') {
        Some((unit, question)) => (Some(unit.into()), question),
        None => (None, name),
    };
    Ok(Answered {
        rated,
        question: question.to_owned(),
        answer: number.trim().parse().map_err(|_| wrong())?,
    })
}

/// Sheets of a CSV file, by token.
#[expect(clippy::disallowed_methods, reason = "a file of the user enters here")]
fn sheets(file: &Path) -> Result<BTreeMap<String, Vec<Answered>>, Failure> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::program(format!("cannot read `{}`", file.display()), error))?;
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let header: Vec<&str> = lines
        .next()
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
        .collect();
    let place = |name: &str| header.iter().position(|column| *column == name);
    let (Some(token), Some(question), Some(number)) =
        (place("token"), place("question"), place("answer"))
    else {
        return Err(Failure::Usage(format!(
            "`{}` needs the columns token, question, answer",
            file.display()
        )));
    };
    let rated = place("rated");
    let mut sheets: BTreeMap<String, Vec<Answered>> = BTreeMap::new();
    for (line, row) in (2..).zip(lines) {
        let cells: Vec<&str> = row.split(',').map(str::trim).collect();
        let cell = |place: usize| cells.get(place).copied().unwrap_or_default();
        let answer = cell(number).parse().map_err(|_| {
            let found = cell(number);
            Failure::Usage(format!("line {line}: `{found}` is no whole number"))
        })?;
        let unit = rated.map(cell).filter(|unit| !unit.is_empty());
        sheets
            .entry(cell(token).to_owned())
            .or_default()
            .push(Answered {
                rated: unit.map(Into::into),
                question: cell(question).to_owned(),
                answer,
            });
    }
    Ok(sheets)
}
