//! The manifest: what is signed.

use super::Hash;
use crate::json::{Json, JsonError};
use crate::num::{Decimal, plain};
use thiserror::Error;

/// The name of the form that is written down in `docs/reference/bundle.md`.
pub const FORMAT: &str = "attain-bundle-1";

/// What the first close names as the manifest before it.
pub const START: Hash = Hash([0; 32]);

/// The head of a bundle. Its canonical text is what is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// The period: `2012-Q3`.
    pub period: String,
    /// Its place among all closes, from 1.
    pub number: u64,
    /// The hash of the manifest before; [`START`] for the first.
    pub previous: Hash,
    /// How many leaves there are.
    pub leaves: u64,
    /// The root of their tree.
    pub root: Hash,
    /// What all statements add up to, by currency, in the order of currencies.
    pub totals: Vec<Total>,
    /// The run that was closed, by the hash of its result.
    pub result: Hash,
    /// The model, by the hash of its files.
    pub model: Hash,
    /// When it was closed, and by whom; as the records say.
    pub closed_at: String,
    /// The user who closed it.
    pub closed_by: String,
    /// The users who approved it, in the order in which they did.
    pub approved_by: Vec<String>,
}

/// What is paid in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    /// The currency.
    pub currency: String,
    /// The sum of the statements' totals.
    pub total: Decimal,
    /// How many statements.
    pub statements: u64,
}

/// A text that has not the form of a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FormError {
    /// It is not JSON.
    #[error("{0}")]
    Json(#[from] JsonError),
    /// It is JSON, but not written as we write it.
    #[error("it is not canonical JSON")]
    NotCanonical,
    /// A field is missing, or is not what it should be.
    #[error("the field `{0}` is missing or malformed")]
    Field(&'static str),
    /// It has fields that the form does not know.
    #[error("it has a field that {FORMAT} does not know")]
    Unknown,
}

impl Manifest {
    /// The canonical text, which is signed. No newline at the end.
    #[must_use]
    pub fn text(&self) -> String {
        let totals = self.totals.iter().map(|total| {
            Json::object([
                ("currency", Json::from(total.currency.as_str())),
                ("statements", Json::count(total.statements)),
                ("total", Json::from(plain(total.total))),
            ])
        });
        Json::object([
            ("approved_by", Json::from(self.approved_by.clone())),
            ("closed_at", Json::from(self.closed_at.as_str())),
            ("closed_by", Json::from(self.closed_by.as_str())),
            ("format", Json::from(FORMAT)),
            ("leaves", Json::count(self.leaves)),
            ("model", Json::text(self.model)),
            ("number", Json::count(self.number)),
            ("period", Json::from(self.period.as_str())),
            ("previous", Json::text(self.previous)),
            ("result", Json::text(self.result)),
            ("root", Json::text(self.root)),
            ("totals", Json::List(totals.collect())),
        ])
        .to_string()
    }

    /// The hash of the canonical text: what the next close names.
    #[must_use]
    pub fn hash(&self) -> Hash {
        Hash::of(self.text().as_bytes())
    }

    /// Whether this is the close right after another.
    #[must_use]
    pub fn follows(&self, before: &Self) -> bool {
        before.number.checked_add(1) == Some(self.number) && self.previous == before.hash()
    }

    /// Reads a manifest from its canonical text.
    ///
    /// # Errors
    /// If the text is not exactly what [`Manifest::text`] writes.
    pub fn parse(text: &str) -> Result<Self, FormError> {
        let json = Json::parse(text)?;
        if json.to_string() != text {
            return Err(FormError::NotCanonical);
        }
        let manifest = read(&json)?;
        // Whatever was not read is not written either.
        if manifest.text() != text {
            return Err(FormError::Unknown);
        }
        Ok(manifest)
    }
}

fn read(json: &Json) -> Result<Manifest, FormError> {
    if json.get("format").and_then(Json::as_text) != Some(FORMAT) {
        return Err(FormError::Field("format"));
    }
    Ok(Manifest {
        period: text(json, "period")?,
        number: count(json, "number")?,
        previous: hash(json, "previous")?,
        leaves: count(json, "leaves")?,
        root: hash(json, "root")?,
        totals: list(json, "totals")?
            .iter()
            .map(total)
            .collect::<Result<_, _>>()?,
        result: hash(json, "result")?,
        model: hash(json, "model")?,
        closed_at: text(json, "closed_at")?,
        closed_by: text(json, "closed_by")?,
        approved_by: list(json, "approved_by")?
            .iter()
            .map(|item| {
                item.as_text()
                    .map(str::to_owned)
                    .ok_or(FormError::Field("approved_by"))
            })
            .collect::<Result<_, _>>()?,
    })
}

fn total(json: &Json) -> Result<Total, FormError> {
    Ok(Total {
        currency: text(json, "currency")?,
        total: number(json, "total")?,
        statements: count(json, "statements")?,
    })
}

pub(super) fn text(json: &Json, name: &'static str) -> Result<String, FormError> {
    let found = json.get(name).and_then(Json::as_text);
    found.map(str::to_owned).ok_or(FormError::Field(name))
}

pub(super) fn count(json: &Json, name: &'static str) -> Result<u64, FormError> {
    let found = json.get(name).and_then(Json::as_integer);
    found
        .and_then(|value| u64::try_from(value).ok())
        .ok_or(FormError::Field(name))
}

pub(super) fn hash(json: &Json, name: &'static str) -> Result<Hash, FormError> {
    let found = text(json, name)?;
    found.parse().map_err(|_| FormError::Field(name))
}

pub(super) fn list<'j>(json: &'j Json, name: &'static str) -> Result<&'j [Json], FormError> {
    let found = json.get(name).and_then(Json::as_list);
    found.ok_or(FormError::Field(name))
}

/// A plain decimal, written the one way in which [`plain`] writes it.
pub(super) fn number(json: &Json, name: &'static str) -> Result<Decimal, FormError> {
    let found = text(json, name)?;
    let value = Decimal::from_str_exact(&found).map_err(|_| FormError::Field(name))?;
    if plain(value) == found {
        Ok(value)
    } else {
        Err(FormError::Field(name))
    }
}
