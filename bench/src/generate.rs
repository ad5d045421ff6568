//! The facts: made by a generator without chance, the same on every machine.
//!
//! | column | values |
//! |---|---|
//! | day | 2023-01-01 to 2025-12-31, rising: facts come in the order in which they happen |
//! | owner | 1 to 10,000; the product of two uniform numbers, so few have many facts |
//! | region, product, status | 20, 50 and 5 texts |
//! | amount | `decimal(18,2)`, up to 100,000; the product of three uniform numbers |
//! | qty | 1 to 20 |
//! | customer | 1 to 1,000,000 |
//!
//! The second file has 0.1 % more facts, of the last day.

use crate::Failure;
use attain_core::batch::Batch;
use attain_core::dataset::{Column, ColumnKind, Dataset};
use attain_core::diag::Span;
use datafusion::arrow::array::{
    ArrayRef, Date32Array, Decimal128Array, Int64Array, RecordBatch, StringArray, UInt32Array,
    UInt64Array,
};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::basic::{Compression, ZstdLevel};
use datafusion::parquet::file::properties::WriterProperties;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Owners.
pub(crate) const OWNERS: u64 = 10_000;
/// Days from 2023-01-01 to 2025-12-31.
const DAYS: u64 = 1_096;
/// 2023-01-01, in days since 1970-01-01.
const FIRST_DAY: u64 = 19_358;
const ROWS_AT_A_TIME: u64 = 65_536;

/// The facts on disk.
#[derive(Debug)]
pub(crate) struct Facts {
    pub(crate) root: PathBuf,
    pub(crate) dataset: Dataset,
    /// The first import, and 0.1 % new facts.
    pub(crate) batches: Vec<Batch>,
}

/// The dataset.
pub(crate) fn dataset() -> Dataset {
    let span = Span::new(&"bench".into(), 0..0);
    let mut dataset = Dataset::events("sales", &span);
    let mut add = |name: &str, kind| {
        let mut column = Column::new(name, &span);
        column.kind = kind;
        dataset.columns.push(column);
    };
    let money = ColumnKind::Decimal {
        precision: 18,
        scale: 2,
    };
    add("day", ColumnKind::Date);
    add("owner", ColumnKind::Integer);
    add("region", ColumnKind::Text);
    add("product", ColumnKind::Text);
    add("status", ColumnKind::Text);
    add("amount", money);
    add("qty", ColumnKind::Integer);
    add("customer", ColumnKind::Integer);
    dataset.owner = Some("owner".to_owned());
    dataset.date = Some("day".to_owned());
    dataset
}

/// The facts of a size, made if they are not there.
pub(crate) fn facts(dir: &Path, rows: u64) -> Result<Facts, Failure> {
    let root = std::path::absolute(dir.join(rows.to_string()))?;
    std::fs::create_dir_all(root.join("sales"))?;
    let mut batches = Vec::new();
    for (number, rows, first) in [(1_u64, rows, 0), (2, rows.div_ceil(1_000), DAYS - 1)] {
        let path = format!("sales/facts-{number}.parquet");
        let place = root.join(&path);
        if !place.exists() {
            eprintln!("making {rows} facts in {}", place.display());
            write(&place, number, rows, first)?;
        }
        let content = std::fs::read(&place)?;
        let hash = Sha256::digest(&content);
        let sha256 = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        batches.push(Batch {
            id: format!("sales-{number}").into(),
            dataset: "sales".into(),
            path,
            bytes: content.len().try_into()?,
            sha256,
            content_sha256: String::new(),
            rows,
            covers: None,
            files: Vec::new(),
            totals: Vec::new(),
        });
    }
    Ok(Facts {
        root,
        dataset: dataset(),
        batches,
    })
}

fn schema() -> SchemaRef {
    let field = |name: &str, kind| Field::new(name, kind, true);
    Arc::new(Schema::new(vec![
        field("day", DataType::Date32),
        field("owner", DataType::Int64),
        field("region", DataType::Utf8),
        field("product", DataType::Utf8),
        field("status", DataType::Utf8),
        field("amount", DataType::Decimal128(18, 2)),
        field("qty", DataType::Int64),
        field("customer", DataType::Int64),
        Field::new("_file", DataType::UInt32, false),
        Field::new("_row", DataType::UInt64, false),
    ]))
}

/// As an import writes its batch.
fn write(path: &Path, seed: u64, rows: u64, first_day: u64) -> Result<(), Failure> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(524_288))
        .build();
    let file = File::create(path)?;
    let mut writer = ArrowWriter::try_new(file, schema(), Some(properties))?;
    let mut numbers = Numbers(seed);
    let mut start = 0;
    while start < rows {
        let end = rows.min(start.saturating_add(ROWS_AT_A_TIME));
        writer.write(&some(&mut numbers, start..end, rows, first_day)?)?;
        start = end;
    }
    writer.close()?;
    Ok(())
}

fn some(
    numbers: &mut Numbers,
    rows: std::ops::Range<u64>,
    of: u64,
    first_day: u64,
) -> Result<RecordBatch, Failure> {
    let mut columns = Columns::default();
    for row in rows {
        let days = DAYS.saturating_sub(first_day);
        let day = row.saturating_mul(days).checked_div(of).unwrap_or(0);
        let day = FIRST_DAY.saturating_add(first_day).saturating_add(day);
        columns.days.push(i32::try_from(day)?);
        let owner = numbers.skewed(OWNERS, 2).saturating_add(1);
        columns.owners.push(i64::try_from(owner)?);
        columns.regions.push(format!("R{:02}", numbers.below(20)));
        columns.products.push(format!("P{:02}", numbers.below(50)));
        columns.status.push(match numbers.below(100) {
            0..40 => "won",
            40..65 => "open",
            65..90 => "lost",
            90..96 => "returned",
            _ => "void",
        });
        columns
            .amounts
            .push(i128::from(numbers.skewed(10_000_000, 3)));
        columns
            .qty
            .push(i64::try_from(numbers.below(20))?.saturating_add(1));
        columns
            .customers
            .push(i64::try_from(numbers.below(1_000_000))?.saturating_add(1));
        columns.rows.push(row);
    }
    columns.finish()
}

#[derive(Default)]
struct Columns {
    days: Vec<i32>,
    owners: Vec<i64>,
    regions: Vec<String>,
    products: Vec<String>,
    status: Vec<&'static str>,
    amounts: Vec<i128>,
    qty: Vec<i64>,
    customers: Vec<i64>,
    rows: Vec<u64>,
}

impl Columns {
    fn finish(self) -> Result<RecordBatch, Failure> {
        let files = UInt32Array::from(vec![0; self.rows.len()]);
        let amounts = Decimal128Array::from(self.amounts).with_precision_and_scale(18, 2)?;
        let columns: Vec<ArrayRef> = vec![
            Arc::new(Date32Array::from(self.days)),
            Arc::new(Int64Array::from(self.owners)),
            Arc::new(StringArray::from(self.regions)),
            Arc::new(StringArray::from(self.products)),
            Arc::new(StringArray::from(self.status)),
            Arc::new(amounts),
            Arc::new(Int64Array::from(self.qty)),
            Arc::new(Int64Array::from(self.customers)),
            Arc::new(files),
            Arc::new(UInt64Array::from(self.rows)),
        ];
        Ok(RecordBatch::try_new(schema(), columns)?)
    }
}

/// SplitMix64.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below a bound.
    fn below(&mut self, bound: u64) -> u64 {
        (self.next() >> 32).wrapping_mul(bound) >> 32
    }

    /// The product of some uniform numbers, below a bound.
    fn skewed(&mut self, bound: u64, factors: u32) -> u64 {
        (0..factors).fold(bound, |bound, _| self.below(bound.max(1)))
    }
}
