//! The Parquet file of a batch: written beside its final place, synced, renamed, and the folders
//! synced after it. The same rows give the same bytes.

use crate::FactsError;
use attain_core::dataset::{ColumnKind, Dataset};
use attain_core::facts::FactValue;
use attain_core::hash::hex;
use attain_core::id::DatasetId;
use attain_core::num::Decimal;
use datafusion::arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Decimal128Builder, Int64Builder, RecordBatch,
    StringBuilder, UInt32Builder, UInt64Builder,
};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::basic::{Compression, ZstdLevel};
use datafusion::parquet::file::properties::WriterProperties;
use jiff::civil::{Date, date};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::NamedTempFile;

/// The column with the index of the imported file.
pub(crate) const FILE: &str = "_file";
/// The column with the number of the row in its file.
pub(crate) const ROW: &str = "_row";

/// Rows that are turned into Arrow arrays at a time.
const ROWS_AT_A_TIME: usize = 65_536;
/// Rows in a row group: what a scan can skip.
const ROWS_IN_A_GROUP: usize = 524_288;

/// How a column is kept.
pub(crate) fn data_type(kind: ColumnKind) -> DataType {
    match kind {
        ColumnKind::Text => DataType::Utf8,
        ColumnKind::Integer => DataType::Int64,
        ColumnKind::Decimal { precision, scale } => {
            DataType::Decimal128(precision, i8::try_from(scale).unwrap_or(i8::MAX))
        }
        ColumnKind::Date => DataType::Date32,
        ColumnKind::Boolean => DataType::Boolean,
    }
}

/// The schema of a dataset's files.
pub(crate) fn schema(dataset: &Dataset) -> SchemaRef {
    let mut fields: Vec<Field> = dataset
        .columns
        .iter()
        .map(|column| Field::new(&column.name, data_type(column.kind), true))
        .collect();
    fields.push(Field::new(FILE, DataType::UInt32, false));
    fields.push(Field::new(ROW, DataType::UInt64, false));
    Arc::new(Schema::new(fields))
}

/// The folder of a dataset's files: its name, with every byte that is not a letter, a digit, `-`
/// or `_` in hexadecimal, so that no name leads out of the facts folder.
pub(crate) fn folder(dataset: &DatasetId) -> String {
    let mut folder = String::new();
    for byte in dataset.as_str().bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') {
            folder.push(char::from(byte));
        } else {
            let _ = write!(folder, "={byte:02x}");
        }
    }
    folder
}

/// Days since 1970-01-01.
pub(crate) fn days_since_epoch(day: Date) -> i32 {
    let epoch: Date = date(1970, 1, 1);
    epoch.until(day).map_or(0, |span| span.get_days())
}

/// A number as a whole number of its column's smallest steps; `None` if it has more digits after
/// the dot.
pub(crate) fn mantissa(number: Decimal, scale: u8) -> Option<i128> {
    let number = number.normalize();
    let missing = u32::from(scale).checked_sub(number.scale())?;
    number.mantissa().checked_mul(10_i128.checked_pow(missing)?)
}

/// A column while it is filled.
enum Building {
    Text(StringBuilder),
    Integer(Int64Builder),
    Decimal(Decimal128Builder, u8),
    Date(Date32Builder),
    Boolean(BooleanBuilder),
}

impl Building {
    fn new(kind: ColumnKind) -> Self {
        match kind {
            ColumnKind::Text => Self::Text(StringBuilder::new()),
            ColumnKind::Integer => Self::Integer(Int64Builder::new()),
            ColumnKind::Decimal { scale, .. } => {
                let builder = Decimal128Builder::new().with_data_type(data_type(kind));
                Self::Decimal(builder, scale)
            }
            ColumnKind::Date => Self::Date(Date32Builder::new()),
            ColumnKind::Boolean => Self::Boolean(BooleanBuilder::new()),
        }
    }

    /// Whether the value is of the column's kind; checked values always are.
    fn push(&mut self, value: &FactValue) -> bool {
        match (self, value) {
            (Self::Text(builder), FactValue::Text(text)) => builder.append_value(text),
            (Self::Integer(builder), FactValue::Number(number)) => {
                let Some(whole) = mantissa(*number, 0).and_then(|m| i64::try_from(m).ok()) else {
                    return false;
                };
                builder.append_value(whole);
            }
            (Self::Decimal(builder, scale), FactValue::Number(number)) => {
                let Some(mantissa) = mantissa(*number, *scale) else {
                    return false;
                };
                builder.append_value(mantissa);
            }
            (Self::Date(builder), FactValue::Date(day)) => {
                builder.append_value(days_since_epoch(*day));
            }
            (Self::Boolean(builder), FactValue::Boolean(value)) => builder.append_value(*value),
            (building, FactValue::Missing) => building.push_missing(),
            _ => return false,
        }
        true
    }

    fn push_missing(&mut self) {
        match self {
            Self::Text(builder) => builder.append_null(),
            Self::Integer(builder) => builder.append_null(),
            Self::Decimal(builder, _) => builder.append_null(),
            Self::Date(builder) => builder.append_null(),
            Self::Boolean(builder) => builder.append_null(),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(builder) => Arc::new(builder.finish()),
            Self::Integer(builder) => Arc::new(builder.finish()),
            Self::Decimal(builder, _) => Arc::new(builder.finish()),
            Self::Date(builder) => Arc::new(builder.finish()),
            Self::Boolean(builder) => Arc::new(builder.finish()),
        }
    }
}

/// Writes and hashes at once.
struct Hashing {
    file: BufWriter<NamedTempFile>,
    hasher: Sha256,
    bytes: u64,
}

impl Write for Hashing {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let count = self.file.write(buffer)?;
        self.hasher.update(buffer.get(..count).unwrap_or(&[]));
        self.bytes = self.bytes.saturating_add(count.try_into().unwrap_or(0));
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// A file of a batch while it is written. Dropped before [`finish`](Self::finish), it leaves
/// nothing behind but, perhaps, an empty folder.
pub(crate) struct BatchFile {
    root: PathBuf,
    folder: String,
    schema: SchemaRef,
    writer: ArrowWriter<Hashing>,
    columns: Vec<Building>,
    files: UInt32Builder,
    rows: UInt64Builder,
    waiting: usize,
    count: u64,
}

/// A file that is written, synced and at its place.
#[derive(Debug)]
pub(crate) struct Written {
    /// Relative to the facts folder.
    pub path: String,
    pub bytes: u64,
    pub sha256: String,
    pub rows: u64,
}

impl BatchFile {
    /// Starts a file in the dataset's folder.
    pub(crate) fn create(root: &Path, dataset: &Dataset) -> Result<Self, FactsError> {
        let folder = folder(&dataset.id);
        let place = root.join(&folder);
        create_folders(&place)?;
        let file = tempfile::Builder::new()
            .prefix(".importing-")
            .tempfile_in(&place)
            .map_err(FactsError::file("write in", &place))?;
        let hashing = Hashing {
            file: BufWriter::with_capacity(1 << 20, file),
            hasher: Sha256::new(),
            bytes: 0,
        };
        let schema = schema(dataset);
        let writer = ArrowWriter::try_new(hashing, Arc::clone(&schema), Some(properties()))
            .map_err(FactsError::engine("written"))?;
        Ok(Self {
            root: root.to_owned(),
            folder,
            schema,
            writer,
            columns: dataset
                .columns
                .iter()
                .map(|c| Building::new(c.kind))
                .collect(),
            files: UInt32Builder::new(),
            rows: UInt64Builder::new(),
            waiting: 0,
            count: 0,
        })
    }

    /// Adds a row, with the index of its file and its number there.
    pub(crate) fn push(
        &mut self,
        file: u32,
        row: u64,
        values: &[FactValue],
    ) -> Result<(), FactsError> {
        for (column, value) in self.columns.iter_mut().zip(values) {
            if !column.push(value) {
                let message = format!("row {row} holds {value:?} in a column of another kind");
                return Err(FactsError::Query(message));
            }
        }
        self.files.append_value(file);
        self.rows.append_value(row);
        self.count = self.count.saturating_add(1);
        self.waiting = self.waiting.saturating_add(1);
        if self.waiting >= ROWS_AT_A_TIME {
            self.write_waiting()?;
        }
        Ok(())
    }

    fn write_waiting(&mut self) -> Result<(), FactsError> {
        let mut arrays: Vec<ArrayRef> = self.columns.iter_mut().map(Building::finish).collect();
        arrays.push(Arc::new(self.files.finish()));
        arrays.push(Arc::new(self.rows.finish()));
        self.waiting = 0;
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), arrays)
            .map_err(FactsError::engine("written"))?;
        self.writer
            .write(&batch)
            .map_err(FactsError::engine("written"))
    }

    /// Syncs the file, moves it to its place, and syncs the folder.
    ///
    /// The name is made of the content's hash and a part that no other import has: so an import
    /// that is discarded can never take away the file of another with the same content.
    pub(crate) fn finish(mut self) -> Result<Written, FactsError> {
        self.write_waiting()?;
        let hashing = self
            .writer
            .into_inner()
            .map_err(FactsError::engine("written"))?;
        let sha256 = hex(&hashing.hasher.finalize());
        let place = self.root.join(&self.folder);
        let file = hashing
            .file
            .into_inner()
            .map_err(|error| FactsError::file("write in", &place)(error.into_error()))?;
        file.as_file()
            .sync_all()
            .map_err(FactsError::file("sync", file.path()))?;
        let unique = unique_part(file.path());
        let name = format!("{}-{unique}.parquet", sha256.get(..16).unwrap_or(&sha256));
        let target = place.join(&name);
        file.persist_noclobber(&target)
            .map_err(|error| FactsError::file("write", &target)(error.error))?;
        sync_folder(&place)?;
        Ok(Written {
            path: format!("{}/{name}", self.folder),
            bytes: hashing.bytes,
            sha256,
            rows: self.count,
        })
    }
}

/// What `tempfile` made unique in the name.
fn unique_part(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.trim_start_matches(".importing-").to_owned()
}

fn properties() -> WriterProperties {
    WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(ROWS_IN_A_GROUP))
        .set_created_by("attain".to_owned())
        .build()
}

/// Creates a folder with its ancestors; each new one is synced into its parent.
fn create_folders(folder: &Path) -> Result<(), FactsError> {
    let mut missing: Vec<&Path> = folder
        .ancestors()
        .take_while(|path| !path.as_os_str().is_empty() && !path.exists())
        .collect();
    missing.reverse();
    for path in missing {
        match std::fs::create_dir(path) {
            // Another import was faster.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            other => other.map_err(FactsError::file("create", path))?,
        }
        let parent = path
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty());
        sync_folder(parent.unwrap_or(Path::new(".")))?;
    }
    Ok(())
}

/// Syncs a folder, so that the names in it survive a power cut.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), FactsError> {
    File::open(folder)
        .and_then(|file| file.sync_all())
        .map_err(FactsError::file("sync", folder))
}
