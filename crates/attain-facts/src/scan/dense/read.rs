//! Reading the Parquet files of batches: only the columns that are needed, and only row groups
//! that have a day that is asked for.

use super::columns::{Batch, to_type};
use super::state::Named;
use crate::FactsError;
use attain_core::batch::Batch as Committed;
use datafusion::arrow::array::{ArrayRef, RecordBatch, new_null_array};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::common::{DataFusionError, Result};
use datafusion::parquet::arrow::ProjectionMask;
use datafusion::parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder,
};
use datafusion::parquet::basic::Encoding;
use datafusion::parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData, RowGroupMetaData};
use datafusion::parquet::file::statistics::Statistics;
use std::fs::File;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file with its footer.
#[derive(Debug)]
pub(super) struct FactFile {
    path: PathBuf,
    metadata: ArrowReaderMetadata,
}

impl FactFile {
    pub(super) fn open(root: &Path, batch: &Committed) -> Result<Self, FactsError> {
        let path = root.join(&batch.path);
        let file = File::open(&path).map_err(FactsError::file("read", &path))?;
        let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())
            .map_err(FactsError::engine("read"))?;
        Ok(Self { path, metadata })
    }

    /// A file that a state names, if it is still what it was.
    pub(super) fn open_named(root: &Path, named: &Named) -> Option<Self> {
        let path = root.join(&named.path);
        let found = crate::hash::of_file(&path).ok()?;
        if found != (named.bytes, named.sha256.clone()) {
            return None;
        }
        let file = File::open(&path).ok()?;
        let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()).ok()?;
        Some(Self { path, metadata })
    }

    fn place(&self, column: &str) -> Option<usize> {
        let fields = self.metadata.schema().fields();
        fields.iter().position(|field| field.name() == column)
    }

    /// Whether a value may be missing in a column.
    pub(super) fn may_miss(&self, column: &str) -> bool {
        let Some(place) = self.place(column) else {
            return true;
        };
        let mut groups = self.metadata.metadata().row_groups().iter();
        groups.any(|group| {
            let statistics = group.columns().get(place).and_then(|c| c.statistics());
            statistics.and_then(Statistics::null_count_opt) != Some(0)
        })
    }

    /// The row groups that have a day within some days, with their rows.
    pub(super) fn groups(
        &self,
        date: Option<&str>,
        days: &RangeInclusive<i32>,
    ) -> Vec<(usize, i64)> {
        let place = date.and_then(|date| self.place(date));
        let groups = self.metadata.metadata().row_groups().iter().enumerate();
        groups
            .filter(|(_, group)| place.is_none_or(|place| may_have(group, place, days)))
            .map(|(number, group)| (number, group.num_rows()))
            .collect()
    }

    /// Reads some columns of a row group.
    pub(super) fn read(
        &self,
        group: usize,
        wanted: &SchemaRef,
        batch_size: usize,
    ) -> Result<GroupReader> {
        let mut hinted = self.metadata.schema().fields().to_vec();
        let mut places = Vec::with_capacity(wanted.fields().len());
        for field in wanted.fields() {
            let place = self.place(field.name());
            places.push(place);
            let Some(own) = place.and_then(|place| hinted.get_mut(place)) else {
                continue;
            };
            let chunk = chunk(self.metadata.metadata(), group, place);
            if let Some(hint) = chunk.and_then(|chunk| hint(own.data_type(), chunk)) {
                *own = Arc::new(own.as_ref().clone().with_data_type(hint));
            }
        }
        let schema = Schema::new_with_metadata(hinted, self.metadata.schema().metadata().clone());
        let options = ArrowReaderOptions::new().with_schema(Arc::new(schema));
        let metadata = ArrowReaderMetadata::try_new(Arc::clone(self.metadata.metadata()), options)?;
        let file = File::open(&self.path)?;
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata);
        let mask =
            ProjectionMask::roots(builder.parquet_schema(), places.iter().flatten().copied());
        let reader = builder
            .with_projection(mask)
            .with_row_groups(vec![group])
            .with_batch_size(batch_size)
            .build()?;
        Ok(GroupReader {
            reader,
            wanted: Arc::clone(wanted),
        })
    }
}

fn chunk(
    metadata: &ParquetMetaData,
    group: usize,
    place: Option<usize>,
) -> Option<&ColumnChunkMetaData> {
    metadata.row_groups().get(group)?.columns().get(place?)
}

/// A type that is faster to read and loses nothing.
fn hint(own: &DataType, chunk: &ColumnChunkMetaData) -> Option<DataType> {
    match own {
        DataType::Utf8 if is_dictionary(chunk) => Some(DataType::Dictionary(
            Box::new(DataType::Int32),
            Box::new(DataType::Utf8),
        )),
        DataType::Decimal128(precision, scale) if *precision <= 18 => {
            Some(DataType::Decimal64(*precision, *scale))
        }
        _ => None,
    }
}

/// Whether all values of a column are places in one dictionary.
fn is_dictionary(chunk: &ColumnChunkMetaData) -> bool {
    if let Some(mask) = chunk.page_encoding_stats_mask() {
        return mask.is_only(Encoding::RLE_DICTIONARY);
    }
    chunk.page_encoding_stats().is_some_and(|pages| {
        use datafusion::parquet::basic::PageType;
        let mut data = pages
            .iter()
            .filter(|page| matches!(page.page_type, PageType::DATA_PAGE | PageType::DATA_PAGE_V2));
        data.all(|page| page.encoding == Encoding::RLE_DICTIONARY)
    })
}

/// Whether a row group may have a day within some days, by its smallest and largest.
fn may_have(group: &RowGroupMetaData, place: usize, days: &RangeInclusive<i32>) -> bool {
    let statistics = group.columns().get(place).and_then(|c| c.statistics());
    let Some(Statistics::Int32(found)) = statistics else {
        return true;
    };
    match (found.min_opt(), found.max_opt()) {
        (Some(min), Some(max)) => min <= days.end() && days.start() <= max,
        _ => true,
    }
}

/// The record batches of a row group.
pub(super) struct GroupReader {
    reader: ParquetRecordBatchReader,
    wanted: SchemaRef,
}

impl GroupReader {
    fn arrange(&self, batch: &RecordBatch) -> Result<Batch> {
        let rows = batch.num_rows();
        let columns: Result<Vec<ArrayRef>> = self
            .wanted
            .fields()
            .iter()
            .map(|field| match batch.column_by_name(field.name()) {
                Some(array) if is_same(array.data_type(), field) => Ok(Arc::clone(array)),
                Some(array) => to_type(array, field.data_type()),
                None => Ok(new_null_array(field.data_type(), rows)),
            })
            .collect();
        Ok(Batch::new(columns?, rows))
    }
}

/// Whether values of a type are those of a field, in another form perhaps.
fn is_same(found: &DataType, field: &Field) -> bool {
    match (found, field.data_type()) {
        (DataType::Dictionary(_, values), wanted) => values.as_ref() == wanted,
        (DataType::Decimal64(_, found), DataType::Decimal128(_, wanted)) => found == wanted,
        (found, wanted) => found == wanted,
    }
}

impl Iterator for GroupReader {
    type Item = Result<Batch>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = self.reader.next()?;
        Some(
            batch
                .map_err(DataFusionError::from)
                .and_then(|batch| self.arrange(&batch)),
        )
    }
}
