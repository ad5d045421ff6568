//! Lanes: for each row a small code, and for each code the filters that it lets through.
//!
//! ```text
//! city     code   filters that `city` lets through
//! Moscow   0      1 1 0 1
//! Saratov  1      0 1 1 1
//! (none)   2      0 0 0 1
//! ```
//! The conditions on one text column make one lane: they are evaluated over the dictionary, once
//! a row group. Other conditions are evaluated over all rows, and eight of them make a lane with
//! 256 codes. The bits of a row are those of all its lanes, taken together with *and*.

use super::columns::{Batch, Numbers};
use super::shape::{Predicate, Shape};
use crate::scan::expression::{Columns, Problem};
use attain_core::measure::{Comparison, Literal, Scalar, Test};
use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, RecordBatch, new_null_array,
};
use datafusion::arrow::compute::concat;
use datafusion::arrow::datatypes::{DataType, Int32Type, Schema, SchemaRef};
use datafusion::common::{DFSchema, DataFusionError, Result};
use datafusion::logical_expr::Expr;
use datafusion::logical_expr::simplify::SimplifyContext;
use datafusion::optimizer::simplify_expressions::ExprSimplifier;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::prelude::SessionContext;
use std::collections::BTreeSet;
use std::sync::Arc;

/// How a condition is evaluated over rows.
#[derive(Debug)]
enum Kernel {
    /// A column compared with a whole number of its smallest steps.
    Compare {
        column: usize,
        comparison: Comparison,
        with: i64,
    },
    /// Whether a column has a value.
    Present { column: usize },
    /// By DataFusion.
    Rows(Arc<dyn PhysicalExpr>),
}

/// A lane.
#[derive(Debug)]
enum Lane {
    /// The conditions on one text column: each with the filters that need it.
    Text {
        column: usize,
        schema: SchemaRef,
        conditions: Vec<(Arc<dyn PhysicalExpr>, Vec<u64>)>,
    },
    /// At most eight conditions over rows, and the bits of each of the 256 codes.
    Rows {
        kernels: Vec<Kernel>,
        bits: Vec<u64>,
    },
}

/// All lanes of a query.
#[derive(Debug)]
pub(super) struct Lanes {
    lanes: Vec<Lane>,
    words: usize,
    /// The bits of all filters.
    all: Vec<u64>,
    schema: SchemaRef,
    /// Columns that are read as numbers by conditions.
    pub numbers: BTreeSet<usize>,
}

/// What a lane remembers of the last dictionary.
#[derive(Debug, Default)]
pub(super) struct Remembered {
    /// Kept, so that no other dictionary can lie at its place in memory.
    values: Option<ArrayRef>,
    bits: Vec<u64>,
}

impl Lanes {
    /// The lanes of a shape over the columns that are read.
    pub(super) fn new(
        shape: &Shape,
        columns: &Columns,
        schema: &SchemaRef,
        context: &SessionContext,
    ) -> Result<Self> {
        let words = shape.filters.len().div_ceil(64);
        let mut lanes: Vec<Lane> = Vec::new();
        let mut over_rows = Vec::new();
        let mut numbers = BTreeSet::new();
        for (number, predicate) in shape.predicates.iter().enumerate() {
            let needed_by = filters_with(shape, number, words);
            let expr = expression(predicate, columns).map_err(problem)?;
            if let Some(column) = only_text(predicate, schema) {
                let field = schema.field(column).clone().with_nullable(true);
                let own = Arc::new(Schema::new(vec![field]));
                let condition = (physical(expr, &own, context)?, needed_by);
                add_text(&mut lanes, column, own, condition);
                continue;
            }
            let kernel = match native(predicate, schema) {
                Some(kernel) => kernel,
                None => Kernel::Rows(physical(expr, schema, context)?),
            };
            if let Kernel::Compare { column, .. } = &kernel {
                numbers.insert(*column);
            }
            over_rows.push((kernel, needed_by));
        }
        let mut all = vec![0; words];
        (0..shape.filters.len()).for_each(|filter| set_bit(&mut all, filter));
        while !over_rows.is_empty() {
            let rest = over_rows.split_off(over_rows.len().min(8));
            lanes.push(rows_lane(over_rows, &all));
            over_rows = rest;
        }
        Ok(Self {
            lanes,
            words,
            all,
            schema: Arc::clone(schema),
            numbers,
        })
    }

    /// Nothing remembered yet, a place for each lane.
    pub(super) fn fresh(&self) -> Vec<Remembered> {
        self.lanes.iter().map(|_| Remembered::default()).collect()
    }

    /// For each row, the bits of the filters that let it through.
    pub(super) fn masks(
        &self,
        batch: &mut Batch,
        numbers: &[Option<Numbers>],
        remembered: &mut [Remembered],
        masks: &mut Vec<u64>,
    ) -> Result<()> {
        masks.clear();
        match self.all.as_slice() {
            [all] => masks.resize(batch.rows, *all),
            all => (0..batch.rows).for_each(|_| masks.extend_from_slice(all)),
        }
        let mut codes: Vec<u32> = Vec::with_capacity(batch.rows);
        for (lane, remembered) in self.lanes.iter().zip(remembered) {
            codes.clear();
            match lane {
                Lane::Text {
                    column,
                    schema,
                    conditions,
                } => {
                    let array = batch.column(*column)?;
                    let values = text_codes(array, &mut codes)?;
                    remembered.bits_of(&values, |values| {
                        text_bits(values, schema, conditions, &self.all)
                    })?;
                    narrow(masks, self.words, &codes, &remembered.bits);
                }
                Lane::Rows { kernels, bits } => {
                    codes.resize(batch.rows, 0);
                    for (number, kernel) in kernels.iter().enumerate() {
                        kernel.evaluate(batch, &self.schema, numbers, &mut codes, number)?;
                    }
                    narrow(masks, self.words, &codes, bits);
                }
            }
        }
        Ok(())
    }
}

/// Keeps the bits that the codes of a lane let through.
fn narrow(masks: &mut [u64], words: usize, codes: &[u32], bits: &[u64]) {
    if words == 1 {
        for (mask, code) in masks.iter_mut().zip(codes) {
            *mask &= bits.get(*code as usize).copied().unwrap_or(0);
        }
        return;
    }
    for (mask, code) in masks.chunks_exact_mut(words.max(1)).zip(codes) {
        let first = (*code as usize).wrapping_mul(words);
        let own = bits.get(first..first.wrapping_add(words)).unwrap_or(&[]);
        for (mask, own) in mask.iter_mut().zip(own) {
            *mask &= own;
        }
    }
}

impl Remembered {
    /// The bits of a dictionary, computed if it is another one than before.
    fn bits_of(
        &mut self,
        values: &ArrayRef,
        compute: impl FnOnce(&ArrayRef) -> Result<Vec<u64>>,
    ) -> Result<()> {
        if !self
            .values
            .as_ref()
            .is_some_and(|known| is_same_text(known, values))
        {
            self.bits = compute(values)?;
            self.values = Some(Arc::clone(values));
        }
        Ok(())
    }
}

/// Whether two arrays of text lie at the same place in memory.
pub(super) fn is_same_text(a: &ArrayRef, b: &ArrayRef) -> bool {
    let (Some(a), Some(b)) = (a.as_string_opt::<i32>(), b.as_string_opt::<i32>()) else {
        return false;
    };
    a.len() == b.len()
        && a.offsets().as_ptr() == b.offsets().as_ptr()
        && a.values().as_ptr() == b.values().as_ptr()
}

/// The codes of a text column, and the texts that they are places in. A missing text has the
/// code after the last.
pub(super) fn text_codes(array: &ArrayRef, codes: &mut Vec<u32>) -> Result<ArrayRef> {
    let DataType::Dictionary(_, _) = array.data_type() else {
        codes.extend((0_u32..).take(array.len()));
        return Ok(Arc::clone(array));
    };
    let dictionary = array.as_dictionary::<Int32Type>();
    let missing = u32::try_from(dictionary.values().len())
        .map_err(|_| DataFusionError::Internal("a dictionary is too long".to_owned()))?;
    let keys = dictionary.keys();
    if keys.null_count() == 0 {
        codes.extend(keys.values().iter().map(|key| key.cast_unsigned()));
    } else {
        let key = |key: Option<i32>| key.map_or(missing, i32::cast_unsigned);
        codes.extend(keys.iter().map(key));
    }
    Ok(Arc::clone(dictionary.values()))
}

/// The bits of each text of a dictionary, and of a missing one.
fn text_bits(
    values: &ArrayRef,
    schema: &SchemaRef,
    conditions: &[(Arc<dyn PhysicalExpr>, Vec<u64>)],
    all: &[u64],
) -> Result<Vec<u64>> {
    let missing = new_null_array(values.data_type(), 1);
    let values = concat(&[values.as_ref(), missing.as_ref()])?;
    let rows = values.len();
    let batch = RecordBatch::try_new(Arc::clone(schema), vec![values])?;
    let mut bits = all.repeat(rows);
    for (condition, needed_by) in conditions {
        let holds = evaluate(condition, &batch)?;
        let own = bits.chunks_exact_mut(all.len().max(1));
        for (row, own) in own.enumerate() {
            if !is_true(&holds, row) {
                take_away(own, needed_by);
            }
        }
    }
    Ok(bits)
}

fn is_true(holds: &BooleanArray, row: usize) -> bool {
    holds.is_valid(row) && holds.value(row)
}

fn take_away(bits: &mut [u64], needed_by: &[u64]) {
    for (bits, needed) in bits.iter_mut().zip(needed_by) {
        *bits &= !needed;
    }
}

fn evaluate(condition: &Arc<dyn PhysicalExpr>, batch: &RecordBatch) -> Result<BooleanArray> {
    let array = condition.evaluate(batch)?.into_array(batch.num_rows())?;
    match array.as_boolean_opt() {
        Some(holds) => Ok(holds.clone()),
        // A condition that is null for every row.
        None if array.null_count() == array.len() => Ok(BooleanArray::new_null(array.len())),
        None => {
            let message = format!("a condition came back as {}", array.data_type());
            Err(DataFusionError::Internal(message))
        }
    }
}

impl Kernel {
    /// Sets a bit of the code of each row for which the condition is true.
    fn evaluate(
        &self,
        batch: &mut Batch,
        schema: &SchemaRef,
        numbers: &[Option<Numbers>],
        codes: &mut [u32],
        bit: usize,
    ) -> Result<()> {
        match self {
            Self::Compare {
                column,
                comparison,
                with,
            } => {
                let found = numbers.get(*column).and_then(Option::as_ref);
                let found = found
                    .ok_or_else(|| DataFusionError::Internal("a column was not read".to_owned()))?;
                compare(found, *comparison, *with, codes, bit);
            }
            Self::Present { column } => {
                let array = batch.column(*column)?;
                let nulls = array.logical_nulls();
                for (row, code) in codes.iter_mut().enumerate() {
                    let present = nulls.as_ref().is_none_or(|nulls| nulls.is_valid(row));
                    *code |= u32::from(present) << bit;
                }
            }
            Self::Rows(condition) => {
                let holds = evaluate(condition, &batch.plain(schema)?)?;
                for (row, code) in codes.iter_mut().enumerate() {
                    *code |= u32::from(is_true(&holds, row)) << bit;
                }
            }
        }
        Ok(())
    }
}

fn compare(found: &Numbers, comparison: Comparison, with: i64, codes: &mut [u32], bit: usize) {
    let values = codes.iter_mut().zip(found.values.iter());
    match comparison {
        Comparison::Equal => values.for_each(|(c, v)| *c |= u32::from(*v == with) << bit),
        Comparison::NotEqual => values.for_each(|(c, v)| *c |= u32::from(*v != with) << bit),
        Comparison::Less => values.for_each(|(c, v)| *c |= u32::from(*v < with) << bit),
        Comparison::LessOrEqual => values.for_each(|(c, v)| *c |= u32::from(*v <= with) << bit),
        Comparison::Greater => values.for_each(|(c, v)| *c |= u32::from(*v > with) << bit),
        Comparison::GreaterOrEqual => values.for_each(|(c, v)| *c |= u32::from(*v >= with) << bit),
    }
    let Some(nulls) = &found.nulls else {
        return;
    };
    for (row, code) in codes.iter_mut().enumerate() {
        if nulls.is_null(row) {
            *code &= !(1 << bit);
        }
    }
}

fn filters_with(shape: &Shape, predicate: usize, words: usize) -> Vec<u64> {
    let mut bits = vec![0; words];
    for (filter, predicates) in shape.filters.iter().enumerate() {
        if predicates.contains(&predicate) {
            set_bit(&mut bits, filter);
        }
    }
    bits
}

fn set_bit(bits: &mut [u64], bit: usize) {
    if let Some(word) = bits.get_mut(bit >> 6) {
        *word |= 1 << (bit & 63);
    }
}

fn rows_lane(conditions: Vec<(Kernel, Vec<u64>)>, all: &[u64]) -> Lane {
    let codes = 1_usize << conditions.len();
    let mut bits = all.repeat(codes);
    for (number, (_, needed_by)) in conditions.iter().enumerate() {
        let own = bits.chunks_exact_mut(all.len().max(1));
        for (code, own) in own.enumerate() {
            if code & (1 << number) == 0 {
                take_away(own, needed_by);
            }
        }
    }
    let kernels = conditions.into_iter().map(|(kernel, _)| kernel).collect();
    Lane::Rows { kernels, bits }
}

fn add_text(
    lanes: &mut Vec<Lane>,
    wanted: usize,
    own: SchemaRef,
    condition: (Arc<dyn PhysicalExpr>, Vec<u64>),
) {
    for lane in lanes.iter_mut() {
        if let Lane::Text {
            column, conditions, ..
        } = lane
            && *column == wanted
        {
            conditions.push(condition);
            return;
        }
    }
    lanes.push(Lane::Text {
        column: wanted,
        schema: own,
        conditions: vec![condition],
    });
}

fn expression(predicate: &Predicate, columns: &Columns) -> Result<Expr, Problem> {
    match predicate {
        Predicate::True(test) => columns.test(test),
        Predicate::Present(value) => Ok(columns.scalar(value)?.expr.is_not_null()),
    }
}

/// An expression over the columns of a schema.
pub(super) fn physical(
    expr: Expr,
    schema: &SchemaRef,
    context: &SessionContext,
) -> Result<Arc<dyn PhysicalExpr>> {
    let schema = Arc::new(DFSchema::try_from(schema.as_ref().clone())?);
    let about = SimplifyContext::builder().with_schema(Arc::clone(&schema));
    let simplifier = ExprSimplifier::new(about.build());
    // Some functions exist only until they are simplified: `coalesce` becomes `case`.
    let expr = simplifier.coerce(expr, &schema)?;
    let expr = simplifier.simplify(expr)?;
    context.create_physical_expr(expr, &schema)
}

pub(super) fn problem(problem: Problem) -> DataFusionError {
    DataFusionError::External(Box::new(problem.error()))
}

/// The text column that a condition is about, if it is about nothing else.
fn only_text(predicate: &Predicate, schema: &SchemaRef) -> Option<usize> {
    let mut names = BTreeSet::new();
    match predicate {
        Predicate::True(test) => columns_of_test(test, &mut names),
        Predicate::Present(value) => columns_of(value, &mut names),
    }
    let name = names.pop_first().filter(|_| names.is_empty())?;
    let (place, field) = schema.column_with_name(name)?;
    (*field.data_type() == DataType::Utf8).then_some(place)
}

/// A condition that needs no expression.
fn native(predicate: &Predicate, schema: &SchemaRef) -> Option<Kernel> {
    match predicate {
        Predicate::Present(Scalar::Column { name, .. }) => {
            let column = schema.index_of(name).ok()?;
            Some(Kernel::Present { column })
        }
        Predicate::True(Test::Compare(
            comparison,
            Scalar::Column { name, .. },
            Scalar::Literal(literal),
        )) => {
            let column = schema.index_of(name).ok()?;
            let with = steps(literal, schema.field(column).data_type())?;
            Some(Kernel::Compare {
                column,
                comparison: *comparison,
                with,
            })
        }
        _ => None,
    }
}

/// A constant as a whole number of a column's smallest steps, where it is one.
fn steps(literal: &Literal, of: &DataType) -> Option<i64> {
    match (literal, of) {
        (Literal::Date(day), DataType::Date32) => {
            Some(i64::from(crate::batch_file::days_since_epoch(*day)))
        }
        (Literal::Number(number), DataType::Int64) => {
            i64::try_from(crate::batch_file::mantissa(*number, 0)?).ok()
        }
        (Literal::Number(number), DataType::Decimal128(_, scale)) => {
            let scale = u8::try_from(*scale).ok()?;
            i64::try_from(crate::batch_file::mantissa(*number, scale)?).ok()
        }
        _ => None,
    }
}

fn columns_of_test<'a>(test: &'a Test, names: &mut BTreeSet<&'a str>) {
    match test {
        Test::Compare(_, a, b) => {
            columns_of(a, names);
            columns_of(b, names);
        }
        Test::In(x, _) | Test::IsNull(x) | Test::Like(x, _) | Test::Is(x) => columns_of(x, names),
        Test::And(tests) | Test::Or(tests) => {
            tests.iter().for_each(|test| columns_of_test(test, names));
        }
        Test::Not(test) => columns_of_test(test, names),
    }
}

/// The columns that a value is made of.
pub(super) fn columns_of<'a>(value: &'a Scalar, names: &mut BTreeSet<&'a str>) {
    match value {
        Scalar::Column { name, .. } => {
            names.insert(name);
        }
        Scalar::Literal(_) => {}
        Scalar::Negate(x) | Scalar::Abs(x) => columns_of(x, names),
        Scalar::Binary(_, a, b) | Scalar::DaysBetween(a, b) => {
            columns_of(a, names);
            columns_of(b, names);
        }
        Scalar::Coalesce(all) => all.iter().for_each(|x| columns_of(x, names)),
        Scalar::Case {
            branches,
            otherwise,
        } => {
            for (condition, value) in branches {
                columns_of_test(&condition.test, names);
                columns_of(value, names);
            }
            otherwise.iter().for_each(|x| columns_of(x, names));
        }
    }
}

impl Predicate {
    /// The columns that it is about.
    pub(super) fn columns<'a>(&'a self, names: &mut BTreeSet<&'a str>) {
        match self {
            Self::True(test) => columns_of_test(test, names),
            Self::Present(value) => columns_of(value, names),
        }
    }
}
