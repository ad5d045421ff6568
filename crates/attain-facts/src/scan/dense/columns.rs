//! The columns of a record batch, as the operator reads them: texts as dictionaries, numbers as
//! 64-bit whole numbers of their column's smallest steps.

use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch, RecordBatchOptions};
use datafusion::arrow::buffer::{NullBuffer, ScalarBuffer};
use datafusion::arrow::compute::{CastOptions, cast_with_options};
use datafusion::arrow::datatypes::{
    DataType, Date32Type, Decimal64Type, Decimal128Type, Int64Type, SchemaRef,
};
use datafusion::common::{DataFusionError, Result};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// One number a row.
#[derive(Debug, Clone)]
pub(super) struct Numbers {
    /// Where a row has no value, any number.
    pub values: ScalarBuffer<i64>,
    pub nulls: Option<NullBuffer>,
}

/// That a value was found which 64 bits do not hold: the query is then DataFusion's.
#[derive(Debug, Clone, Default)]
pub(super) struct TooWide(Arc<AtomicBool>);

impl TooWide {
    pub(super) fn was_found(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    fn error(&self) -> DataFusionError {
        self.0.store(true, Ordering::Relaxed);
        DataFusionError::Execution("a value needs more than 64 bits".to_owned())
    }

    /// The numbers of a column or an expression.
    pub(super) fn numbers(&self, array: &ArrayRef) -> Result<Numbers> {
        let nulls = array.nulls().cloned();
        let values = match array.data_type() {
            DataType::Int64 => array.as_primitive::<Int64Type>().values().clone(),
            DataType::Decimal64(_, _) => array.as_primitive::<Decimal64Type>().values().clone(),
            DataType::Decimal128(_, _) => self.narrow(array)?,
            DataType::Date32 => {
                let days = array.as_primitive::<Date32Type>().values();
                days.iter().map(|day| i64::from(*day)).collect()
            }
            other => {
                let message = format!("{other} is no number");
                return Err(DataFusionError::Internal(message));
            }
        };
        Ok(Numbers { values, nulls })
    }

    fn narrow(&self, array: &ArrayRef) -> Result<ScalarBuffer<i64>> {
        let wide = array.as_primitive::<Decimal128Type>();
        let mut narrow = Vec::with_capacity(wide.len());
        for (row, value) in wide.values().iter().enumerate() {
            match i64::try_from(*value) {
                Ok(value) => narrow.push(value),
                Err(_) if wide.is_null(row) => narrow.push(0),
                Err(_) => return Err(self.error()),
            }
        }
        Ok(narrow.into())
    }
}

/// The columns of one record batch.
#[derive(Debug)]
pub(super) struct Batch {
    /// As they were read.
    pub columns: Vec<ArrayRef>,
    pub rows: usize,
    /// As the table has them, for DataFusion's expressions.
    plain: Option<RecordBatch>,
}

impl Batch {
    pub(super) fn new(columns: Vec<ArrayRef>, rows: usize) -> Self {
        Self {
            columns,
            rows,
            plain: None,
        }
    }

    pub(super) fn column(&self, place: usize) -> Result<&ArrayRef> {
        self.columns
            .get(place)
            .ok_or_else(|| DataFusionError::Internal(format!("no column {place} was read")))
    }

    /// The batch with the table's types.
    pub(super) fn plain(&mut self, schema: &SchemaRef) -> Result<RecordBatch> {
        if let Some(plain) = &self.plain {
            return Ok(plain.clone());
        }
        let columns: Result<Vec<ArrayRef>> = self
            .columns
            .iter()
            .zip(schema.fields())
            .map(|(array, field)| to_type(array, field.data_type()))
            .collect();
        let options = RecordBatchOptions::new().with_row_count(Some(self.rows));
        let plain = RecordBatch::try_new_with_options(Arc::clone(schema), columns?, &options)?;
        self.plain = Some(plain.clone());
        Ok(plain)
    }
}

/// A cast that fails where a digit would be lost.
pub(super) fn to_type(array: &ArrayRef, wanted: &DataType) -> Result<ArrayRef> {
    if array.data_type() == wanted {
        return Ok(Arc::clone(array));
    }
    let options = CastOptions {
        safe: false,
        ..CastOptions::default()
    };
    Ok(cast_with_options(array, wanted, &options)?)
}
