//! The Parquet files of a dataset's batches as one table. The files of the batches only: no
//! folder is ever listed.

use crate::FactsError;
use crate::batch_file::{data_type, schema};
use async_trait::async_trait;
use attain_core::batch::Batch;
use attain_core::dataset::Dataset;
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::{Result, ScalarValue};
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{
    FileGroup, FileGroupPartitioner, FileScanConfigBuilder, ParquetSource,
};
use datafusion::datasource::source::DataSourceExec;
use datafusion::datasource::table_schema::TableSchema;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::object_store::path::Path as ObjectPath;
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use datafusion::physical_plan::ExecutionPlan;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// The column with the index of the batch, among those of the dataset.
pub(super) const BATCH: &str = "_batch";

/// Files smaller than this are not split between partitions.
const SMALLEST_PART: usize = 1 << 20;

/// The table of a dataset.
#[derive(Debug)]
pub(super) struct FactTable {
    files: Vec<PartitionedFile>,
    table: TableSchema,
}

impl FactTable {
    /// The files of these batches, which must be of the dataset.
    pub(super) fn open(
        root: &Path,
        dataset: &Dataset,
        batches: &[&Batch],
    ) -> Result<Self, FactsError> {
        let mut types: Vec<DataType> = dataset.columns.iter().map(|c| data_type(c.kind)).collect();
        let mut files = Vec::with_capacity(batches.len());
        for (index, batch) in (0_u32..).zip(batches) {
            let path = root.join(&batch.path);
            let path = path
                .canonicalize()
                .map_err(FactsError::file("read", &path))?;
            widen(&mut types, dataset, batch, &path)?;
            let mut file = PartitionedFile::new(String::new(), batch.bytes)
                .with_partition_values(vec![ScalarValue::UInt32(Some(index))]);
            file.object_meta.location =
                ObjectPath::from_absolute_path(&path).map_err(FactsError::engine("read"))?;
            files.push(file);
        }
        let fields = schema(dataset).fields().clone();
        let fields: Vec<Field> = fields
            .iter()
            .enumerate()
            .map(|(place, field)| {
                let own = types.get(place).unwrap_or(field.data_type());
                Field::new(field.name(), own.clone(), field.is_nullable())
            })
            .collect();
        let batch = Arc::new(Field::new(BATCH, DataType::UInt32, false));
        Ok(Self {
            files,
            table: TableSchema::builder(Arc::new(Schema::new(fields)))
                .with_table_partition_cols(vec![batch])
                .build(),
        })
    }
}

/// A dataset may have changed since a batch was imported. A decimal column is read with enough
/// digits for every batch, so that none is rounded; a column that was of another kind is refused.
fn widen(
    types: &mut [DataType],
    dataset: &Dataset,
    batch: &Batch,
    path: &Path,
) -> Result<(), FactsError> {
    let file = File::open(path).map_err(FactsError::file("read", path))?;
    let reader =
        ParquetRecordBatchReaderBuilder::try_new(file).map_err(FactsError::engine("read"))?;
    let rows = reader.metadata().file_metadata().num_rows();
    if u64::try_from(rows) != Ok(batch.rows) {
        return Err(FactsError::Damaged {
            batch: batch.id.clone(),
            path: path.to_owned(),
            reason: format!("has {rows} rows, its record says {}", batch.rows),
        });
    }
    for (own, column) in types.iter_mut().zip(&dataset.columns) {
        let Ok(field) = reader.schema().field_with_name(&column.name) else {
            continue;
        };
        *own = wider(own, field.data_type()).ok_or_else(|| {
            FactsError::Query(format!(
                "batch `{}` holds `{}` as {}, which dataset `{}` declares as {}",
                batch.id,
                column.name,
                field.data_type(),
                dataset.id,
                column.kind
            ))
        })?;
    }
    Ok(())
}

fn wider(a: &DataType, b: &DataType) -> Option<DataType> {
    let decimal = |kind: &DataType| match kind {
        DataType::Int64 => Some((18_u8, 0_i8)),
        DataType::Decimal128(precision, scale) => Some((*precision, *scale)),
        _ => None,
    };
    if a == b {
        return Some(a.clone());
    }
    let ((pa, sa), (pb, sb)) = (decimal(a)?, decimal(b)?);
    let whole = |p: u8, s: i8| i16::from(p).saturating_sub(i16::from(s));
    let scale = sa.max(sb);
    let precision = whole(pa, sa)
        .max(whole(pb, sb))
        .saturating_add(i16::from(scale));
    let precision = u8::try_from(precision).ok().filter(|p| *p <= 38)?;
    Some(DataType::Decimal128(precision, scale))
}

#[async_trait]
impl TableProvider for FactTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(self.table.table_schema())
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    /// Filters only let row groups be skipped; rows are filtered above.
    fn supports_filters_pushdown(
        &self,
        filters: &[&Expr],
    ) -> Result<Vec<TableProviderFilterPushDown>> {
        Ok(vec![TableProviderFilterPushDown::Inexact; filters.len()])
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        _filters: &[Expr],
        _limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let options = state.table_options().parquet.clone();
        let source = ParquetSource::new(self.table.clone()).with_table_parquet_options(options);
        let partitions = state.config().target_partitions();
        let whole = vec![FileGroup::new(self.files.clone())];
        let groups = FileGroupPartitioner::new()
            .with_target_partitions(partitions)
            .with_repartition_file_min_size(SMALLEST_PART)
            .repartition_file_groups(&whole)
            .unwrap_or_else(|| FileGroup::new(self.files.clone()).split_files(partitions));
        let config =
            FileScanConfigBuilder::new(ObjectStoreUrl::local_filesystem(), Arc::new(source))
                .with_file_groups(groups)
                .with_projection_indices(projection.cloned())?
                .build();
        Ok(DataSourceExec::from_data_source(config))
    }
}
