//! Documents that people sign, written from the model: the bonus regulation, the KPI sheet of each
//! position, the memo of each person.
//!
//! [`papers`] gives all of them. A [`Paper`] is made of [`Block`]s and renders as Markdown, plain
//! text and HTML. Its [`version`](Paper::version) is the SHA-256 of its words, so it changes when,
//! and only when, what people read changes.
//!
//! ```
//! use attain_core::document::{Block, Paper, PaperKind};
//! let paper = Paper::new(PaperKind::Regulation, "regulation", "Rules", vec![
//!     Block::Heading(2, "Pay".into()),
//!     Block::Table { header: vec!["KPI".into()], rows: vec![vec!["a | b".into()]] },
//! ]);
//! assert!(paper.markdown().contains("| a \\| b |"));
//! assert!(paper.html().contains("<td>a | b</td>"));
//! assert_eq!(paper.version().len(), 64);
//! ```

mod memo;
mod regulation;
mod render;
mod sheet;
mod words;

use crate::hash::sha256;
use crate::id::{PersonId, PositionId};
use crate::model::{Model, Scorecard};
use crate::organisation::{Organisation, Person};
use jiff::civil::Date;

/// A document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// What it is.
    pub kind: PaperKind,
    /// Its name: `regulation`, `sheet-sales_manager`, `memo-anna`. It can be a file's name.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Whom it is for, if it is for one person.
    pub person: Option<PersonId>,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PaperKind {
    /// The rules for everybody.
    Regulation,
    /// The KPIs of a position.
    Sheet,
    /// What one person is told.
    Memo,
}

impl PaperKind {
    /// The words that the command line writes.
    pub const NAMES: [(&'static str, Self); 3] = [
        ("regulation", Self::Regulation),
        ("sheet", Self::Sheet),
        ("memo", Self::Memo),
    ];

    /// `regulation`, `sheet`, `memo`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Regulation => "regulation",
            Self::Sheet => "sheet",
            Self::Memo => "memo",
        }
    }
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading of a level from 2 on.
    Heading(u8, String),
    /// A paragraph.
    Paragraph(String),
    /// A list.
    List(Vec<String>),
    /// A table.
    Table {
        /// The heads of its columns.
        header: Vec<String>,
        /// Its rows.
        rows: Vec<Vec<String>>,
    },
}

impl Block {
    fn paragraph(text: impl Into<String>) -> Self {
        Self::Paragraph(text.into())
    }

    fn heading(level: u8, text: impl Into<String>) -> Self {
        Self::Heading(level, text.into())
    }

    fn table(header: &[&str], rows: Vec<Vec<String>>) -> Self {
        Self::Table {
            header: header.iter().map(|head| (*head).to_owned()).collect(),
            rows,
        }
    }
}

impl Paper {
    /// A document for everybody.
    #[must_use]
    pub fn new(kind: PaperKind, id: &str, title: &str, blocks: Vec<Block>) -> Self {
        Self {
            kind,
            id: id.to_owned(),
            title: title.to_owned(),
            person: None,
            blocks,
        }
    }

    /// As Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        render::markdown(self)
    }

    /// As text with lines of at most 80 letters, tables apart.
    #[must_use]
    pub fn text(&self) -> String {
        render::text(self)
    }

    /// As a page of HTML that prints well and needs nothing else.
    #[must_use]
    pub fn html(&self) -> String {
        render::html(self)
    }

    /// SHA-256 of its words, in lower-case hexadecimal.
    #[must_use]
    pub fn version(&self) -> String {
        sha256(self.markdown())
    }

    /// What acknowledgements call it.
    #[must_use]
    pub fn subject(&self) -> String {
        format!("document:{}", self.id)
    }
}

/// All documents of a company on a day: the regulation, a sheet for each position that a scorecard
/// holds for, a memo for each person in such a position.
#[must_use]
pub fn papers(model: &Model, organisation: &Organisation, on: Date) -> Vec<Paper> {
    let regulation = regulation::write(model);
    let mut sheets: Vec<Paper> = Vec::new();
    for card in model.scorecards.values() {
        for position in &card.positions {
            let paper = sheet::write(model, card, position);
            if !sheets.iter().any(|one| one.id == paper.id) {
                sheets.push(paper);
            }
        }
    }
    let memos: Vec<Paper> = holders(model, organisation, on)
        .into_iter()
        .map(|holder| memo::write(model, &holder, &regulation, &sheets))
        .collect();
    std::iter::once(regulation)
        .chain(sheets)
        .chain(memos)
        .collect()
}

/// A person who holds a position with a scorecard.
struct Holder<'a> {
    person: &'a Person,
    position: PositionId,
    unit: Option<String>,
    cards: Vec<&'a Scorecard>,
}

fn holders<'a>(model: &'a Model, organisation: &'a Organisation, on: Date) -> Vec<Holder<'a>> {
    let of = |person: &'a Person| {
        if person.left.is_some_and(|left| left < on) {
            return None;
        }
        let last = person.last_assignment(on, on)?;
        let position = last.position.clone()?;
        let cards: Vec<&Scorecard> = model
            .scorecards
            .values()
            .filter(|card| card.positions.contains(&position))
            .collect();
        let unit = last.unit.as_ref().map(|unit| {
            let known = organisation.unit(unit);
            known.map_or_else(|| unit.to_string(), |unit| unit.name.clone())
        });
        (!cards.is_empty()).then_some(Holder {
            person,
            position,
            unit,
            cards,
        })
    };
    organisation.people().filter_map(of).collect()
}

/// A name that is safe as a part of a file's name on every system.
fn file_name(name: &str) -> String {
    name.chars()
        .map(|c| {
            if c.is_alphanumeric() || "-_".contains(c) {
                c
            } else {
                '-'
            }
        })
        .collect()
}

#[cfg(test)]
mod tests;
