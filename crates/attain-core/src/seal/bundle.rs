//! Bundles and slips: written, read, and checked as far as that needs no key.

use super::manifest::{count, hash, list, number, text};
use super::{
    FormError, Hash, Leaf, LeafKind, Manifest, START, Total, Tree, is_included, leaf_hash,
};
use crate::json::Json;
use crate::num::{Decimal, plain};
use std::collections::BTreeMap;
use std::fmt;

/// A close: its manifest and all its leaves.
#[derive(Debug, Clone)]
pub struct Bundle {
    /// The head, which is signed.
    pub manifest: Manifest,
    /// The leaves, in the order of the tree.
    pub leaves: Vec<Entry>,
}

/// A leaf in a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A leaf, as it was closed.
    Whole(Leaf),
    /// A leaf whose content and salt were erased; its hash is what is left of it.
    Erased(Hash),
}

impl Entry {
    /// Its hash in the tree.
    #[must_use]
    pub fn hash(&self) -> Hash {
        match self {
            Self::Whole(leaf) => leaf.hash(),
            Self::Erased(hash) => *hash,
        }
    }

    /// A line of `leaves.jsonl`.
    fn text(&self) -> String {
        match self {
            Self::Whole(leaf) => leaf.text(),
            Self::Erased(hash) => Json::object([
                ("erased", Json::text(hash)),
                ("kind", Json::from(LeafKind::Identity.name())),
            ])
            .to_string(),
        }
    }
}

impl Bundle {
    /// Makes a bundle: counts the leaves, adds up the statements and computes the root. The rest
    /// of the manifest is as given.
    ///
    /// # Errors
    /// If a statement has not the form of one, or does not add up.
    pub fn new(mut manifest: Manifest, leaves: Vec<Leaf>) -> Result<Self, Problem> {
        let leaves: Vec<Entry> = leaves.into_iter().map(Entry::Whole).collect();
        manifest.leaves = u64::try_from(leaves.len()).unwrap_or(u64::MAX);
        manifest.root = tree(&leaves).root();
        manifest.totals = totals(&leaves)?;
        Ok(Self { manifest, leaves })
    }

    /// The text of `leaves.jsonl`: one leaf a line, each line ended.
    #[must_use]
    pub fn leaves_text(&self) -> String {
        let mut lines = String::new();
        for leaf in &self.leaves {
            lines.push_str(&leaf.text());
            lines.push('\n');
        }
        lines
    }

    /// Takes who somebody is out of the bundle. All hashes stay.
    pub fn erase(&mut self, is_his: impl Fn(&Json) -> bool) {
        for entry in &mut self.leaves {
            let Entry::Whole(leaf) = entry else { continue };
            if leaf.kind == LeafKind::Identity && is_his(&leaf.content) {
                *entry = Entry::Erased(leaf.hash());
            }
        }
    }

    /// The slips of all statements, with their places among the leaves.
    #[must_use]
    pub fn slips(&self) -> Vec<Slip> {
        let tree = tree(&self.leaves);
        let mut slips = Vec::new();
        for (index, entry) in self.leaves.iter().enumerate() {
            let Entry::Whole(leaf) = entry else { continue };
            if leaf.kind == LeafKind::Statement
                && let Some(proof) = tree.proof(index)
            {
                slips.push(Slip {
                    manifest: self.manifest.clone(),
                    leaf: leaf.clone(),
                    index: u64::try_from(index).unwrap_or(u64::MAX),
                    proof,
                });
            }
        }
        slips
    }
}

/// What an employee gets beside his statement: proof that it is in the close that was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// The head of the bundle, which is signed.
    pub manifest: Manifest,
    /// The statement.
    pub leaf: Leaf,
    /// Its place among the leaves, from 0.
    pub index: u64,
    /// The hashes that lead from it to the root.
    pub proof: Vec<Hash>,
}

impl Slip {
    /// The canonical text, without the signature.
    #[must_use]
    pub fn to_json(&self) -> Json {
        let proof = self.proof.iter().map(Json::text).collect();
        Json::object([
            ("index", Json::count(self.index)),
            ("leaf", Json::from(self.leaf.text())),
            ("manifest", Json::from(self.manifest.text())),
            ("proof", Json::List(proof)),
        ])
    }

    /// Reads a slip.
    ///
    /// # Errors
    /// If a field is missing or malformed.
    pub fn parse(json: &Json) -> Result<Self, FormError> {
        let proof = list(json, "proof")?.iter().map(|item| {
            let text = item.as_text().ok_or(FormError::Field("proof"))?;
            text.parse().map_err(|_| FormError::Field("proof"))
        });
        let leaf = match entry(&text(json, "leaf")?)? {
            Entry::Whole(leaf) if leaf.kind == LeafKind::Statement => leaf,
            _ => return Err(FormError::Field("leaf")),
        };
        Ok(Self {
            manifest: Manifest::parse(&text(json, "manifest")?)?,
            leaf,
            index: count(json, "index")?,
            proof: proof.collect::<Result<_, _>>()?,
        })
    }
}

/// What is wrong with a bundle, in words, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// `manifest`, or `leaf 7` (from 1, as lines are counted).
    pub place: String,
    /// What.
    pub message: String,
}

impl Problem {
    fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            message: message.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// Reads a bundle from the texts of its files.
///
/// # Errors
/// The first place that has not the form of a bundle.
pub fn read(manifest: &str, leaves: &str) -> Result<Bundle, Problem> {
    let manifest =
        Manifest::parse(manifest).map_err(|error| Problem::new("manifest", error.to_string()))?;
    if !leaves.is_empty() && !leaves.ends_with('\n') {
        return Err(Problem::new("leaves", "the last line does not end"));
    }
    let mut entries = Vec::new();
    for (line, number) in leaves.split_terminator('\n').zip(1_u64..) {
        let place = || format!("leaf {number}");
        entries.push(entry(line).map_err(|error| Problem::new(place(), error.to_string()))?);
    }
    Ok(Bundle {
        manifest,
        leaves: entries,
    })
}

fn entry(line: &str) -> Result<Entry, FormError> {
    let json = Json::parse(line)?;
    if json.to_string() != line {
        return Err(FormError::NotCanonical);
    }
    let kind = LeafKind::parse(&text(&json, "kind")?).ok_or(FormError::Field("kind"))?;
    let entry = if json.get("erased").is_some() {
        if kind != LeafKind::Identity {
            return Err(FormError::Field("erased"));
        }
        Entry::Erased(hash(&json, "erased")?)
    } else {
        Entry::Whole(Leaf {
            kind,
            salt: hash(&json, "salt")?.0,
            content: json
                .get("content")
                .cloned()
                .ok_or(FormError::Field("content"))?,
        })
    };
    if entry.text() == line {
        Ok(entry)
    } else {
        Err(FormError::Unknown)
    }
}

/// Checks all that needs neither key nor rules: count, place, root, sums.
#[must_use]
pub fn check(bundle: &Bundle) -> Vec<Problem> {
    let manifest = &bundle.manifest;
    let mut problems = Vec::new();
    if u64::try_from(bundle.leaves.len()) != Ok(manifest.leaves) {
        let message = format!(
            "it counts {} leaves, there are {}",
            manifest.leaves,
            bundle.leaves.len()
        );
        problems.push(Problem::new("manifest", message));
    }
    if manifest.number == 0 || (manifest.number == 1) != (manifest.previous == START) {
        let message = "the first close, and no other, names no close before it";
        problems.push(Problem::new("manifest", message));
    }
    let root = tree(&bundle.leaves).root();
    if root != manifest.root {
        let message = format!(
            "its root is {}, that of the leaves is {root}",
            manifest.root
        );
        problems.push(Problem::new("manifest", message));
    }
    match totals(&bundle.leaves) {
        Err(problem) => problems.push(problem),
        Ok(totals) if totals != manifest.totals => {
            problems.push(Problem::new(
                "manifest",
                "the statements do not add up to its totals",
            ));
        }
        Ok(_) => {}
    }
    problems
}

/// Checks a slip against its own manifest: the proof, and the sum of its lines.
#[must_use]
pub fn check_slip(slip: &Slip) -> Vec<Problem> {
    let mut problems = Vec::new();
    let hash = leaf_hash(slip.leaf.text().as_bytes());
    let (index, count) = (slip.index, slip.manifest.leaves);
    if !is_included(hash, index, count, &slip.proof, slip.manifest.root) {
        problems.push(Problem::new(
            "proof",
            "it does not lead from the statement to the root",
        ));
    }
    problems.extend(statement(&slip.leaf.content, || "statement".to_owned()).err());
    problems
}

fn tree(leaves: &[Entry]) -> Tree {
    Tree::new(leaves.iter().map(Entry::hash).collect())
}

/// What the statements add up to.
fn totals(leaves: &[Entry]) -> Result<Vec<Total>, Problem> {
    let mut sums: BTreeMap<String, (Decimal, u64)> = BTreeMap::new();
    for (entry, number) in leaves.iter().zip(1_u64..) {
        let Entry::Whole(leaf) = entry else { continue };
        if leaf.kind != LeafKind::Statement {
            continue;
        }
        let place = || format!("leaf {number}");
        let (currency, total) = statement(&leaf.content, place)?;
        let (sum, count) = sums.entry(currency).or_default();
        *sum = add(*sum, total).ok_or_else(|| Problem::new(place(), "the sum is too large"))?;
        *count += 1;
    }
    let total = |(currency, (total, statements))| Total {
        currency,
        total,
        statements,
    };
    Ok(sums.into_iter().map(total).collect())
}

/// Currency and total of a statement, whose lines must add up to it.
fn statement(json: &Json, place: impl Fn() -> String) -> Result<(String, Decimal), Problem> {
    let malformed = |error: FormError| Problem::new(place(), error.to_string());
    text(json, "person").map_err(malformed)?;
    let currency = text(json, "currency").map_err(malformed)?;
    let total = number(json, "total").map_err(malformed)?;
    let mut sum = Decimal::ZERO;
    for line in list(json, "lines").map_err(malformed)? {
        let payout = number(line, "payout").map_err(malformed)?;
        sum = add(sum, payout).ok_or_else(|| Problem::new(place(), "the sum is too large"))?;
    }
    if sum != total {
        let message = format!(
            "its lines add up to {}, its total is {}",
            plain(sum),
            plain(total)
        );
        return Err(Problem::new(place(), message));
    }
    Ok((currency, total))
}

/// An exact sum; `None` if it has more digits than are kept exactly.
fn add(a: Decimal, b: Decimal) -> Option<Decimal> {
    let sum = a.checked_add(b)?;
    // A sum that was rounded to fit does not lead back.
    (sum.checked_sub(a)? == b && sum.checked_sub(b)? == a).then_some(sum)
}
