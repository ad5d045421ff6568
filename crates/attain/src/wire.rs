//! The one place where the fact engine meets the use-cases.

use attain_app::office::{FactPort, Intake, Refusal, Upload};
use attain_app::source::Answer;
use attain_app::{FactSource, SourceError};
use attain_core::batch::Batch;
use attain_core::dataset::Dataset;
use attain_core::facts::{DetailQuery, FactAnswer, FactDetail, FactQuery, FactRow, RowQuery};
use attain_core::model::{Model, text_of};
use attain_core::period::Calendar;
use attain_facts::import::{self, Options, Source};
use attain_facts::{Facts, FactsError, Worker};
use std::path::Path;
use std::sync::Arc;

/// The fact engine as the use-cases see it.
#[derive(Debug)]
pub(crate) struct Engine(pub(crate) Facts);

fn source_error(error: FactsError) -> SourceError {
    SourceError {
        message: "the fact engine failed".to_owned(),
        source: Some(Box::new(error)),
    }
}

impl FactSource for Engine {
    fn scan<'a>(&'a self, query: &'a FactQuery) -> Answer<'a, FactAnswer> {
        Box::pin(async move { self.0.scan(query).await.map_err(source_error) })
    }

    fn detail<'a>(&'a self, query: &'a DetailQuery) -> Answer<'a, FactDetail> {
        Box::pin(async move { self.0.detail(query).await.map_err(source_error) })
    }

    fn rows<'a>(&'a self, query: &'a RowQuery) -> Answer<'a, Vec<FactRow>> {
        Box::pin(async move { self.0.rows(query).await.map_err(source_error) })
    }
}

/// The fact engine as running pages see it.
#[derive(Debug)]
pub(crate) struct Port;

impl FactPort for Port {
    fn open(
        &self,
        root: &Path,
        model: &Model,
        batches: Vec<Batch>,
    ) -> Result<Arc<dyn FactSource>, SourceError> {
        let datasets = model.datasets.values().cloned().collect();
        let facts = Facts::open(root, batches, datasets, crate::session::options(2))
            .map_err(source_error)?;
        Ok(Arc::new(Engine(facts)))
    }

    fn prepare<'a>(
        &'a self,
        root: &'a Path,
        dataset: &'a Dataset,
        calendar: Calendar,
        upload: Upload,
    ) -> Answer<'a, Intake> {
        let (root, dataset) = (root.to_owned(), dataset.clone());
        Box::pin(async move {
            let work = move || prepared(&root, &dataset, calendar, upload);
            match tokio::task::spawn_blocking(work).await {
                Ok(intake) => intake,
                Err(error) => Err(SourceError {
                    message: "reading the file was broken off".to_owned(),
                    source: Some(Box::new(error)),
                }),
            }
        })
    }
}

/// Reads an upload in a process of its own, within limits.
fn prepared(
    root: &Path,
    dataset: &Dataset,
    calendar: Calendar,
    upload: Upload,
) -> Result<Intake, SourceError> {
    let mut options = Options::new(calendar);
    options.covers = upload.covers;
    let program = std::env::current_exe().map_err(|error| SourceError {
        message: "cannot tell where this program is".to_owned(),
        source: Some(Box::new(error)),
    })?;
    options.apart = Some(Worker::new(program, [crate::READ_FILE.into()]));
    let source = Source::bytes(upload.name, upload.bytes);
    let found = import::prepare(root, dataset, &[source], &options, &|_| {});
    let found = found.map_err(source_error)?;
    let report = &found.report;
    let refused = report.refused.iter().map(import::RefusedRows::csv);
    let mut intake = Intake {
        rows: report.rows,
        rejected: report.rejected,
        faults: report.faults,
        refusals: report.refusals.iter().map(refusal).collect(),
        refused: refused.collect(),
        ..Intake::default()
    };
    if let Some(prepared) = found.prepared {
        let first = prepared.preview.rows.iter().map(|(row, values)| {
            let values = values.iter().map(text_of).collect();
            (*row, values)
        });
        intake.preview = (prepared.preview.columns.clone(), first.collect());
        intake.batch = Some(prepared.batch("".into()));
    }
    Ok(intake)
}

fn refusal(refusal: &import::Refusal) -> Refusal {
    let sheet = refusal.sheet.as_ref().map(|sheet| format!(", {sheet}"));
    Refusal {
        code: refusal.code,
        severity: refusal.severity,
        file: format!("{}{}", refusal.file, sheet.unwrap_or_default()),
        row: refusal.row,
        column: refusal.column.clone(),
        value: refusal.value.clone(),
        message: refusal.message.clone(),
        help: refusal.help.clone(),
    }
}
