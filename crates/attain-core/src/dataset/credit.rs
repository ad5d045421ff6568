//! Whom a fact of a dataset is credited to, where that is not its owner alone.

use super::Dataset;
use crate::diag::Span;
use crate::id::DatasetId;
use crate::num::Decimal;
use jiff::civil::Date;

/// Whom the facts of a dataset are credited to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum CreditRule {
    /// Each to its owner.
    #[default]
    Owner,
    /// Each to the people that several of its columns name, by the share of each column.
    Columns(Vec<CreditColumn>),
    /// A row is one person's credit of a fact: the rows of a fact state the shares.
    Rows(CreditRows),
}

/// A column that names a person whom a fact is credited to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditColumn {
    /// The column.
    pub column: String,
    /// The share of the fact.
    pub share: Decimal,
    /// Credited on top of the whole, to the person alone: not to his team or unit.
    pub overlay: bool,
    /// Where it is written.
    pub span: Span,
}

/// The columns of a dataset with a row for each credit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditRows {
    /// The columns that together name the fact.
    pub fact: Vec<String>,
    /// The column with the share.
    pub share: String,
    /// The column that says whether it is an overlay.
    pub overlay: Option<String>,
    /// Where it is written.
    pub span: Span,
}

/// A line of `data/credits.csv`: the facts in whose `column` stands `value` are credited to a
/// person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditLine {
    /// The dataset.
    pub dataset: DatasetId,
    /// The column; none: the dataset's owner.
    pub column: Option<String>,
    /// What stands in it: a customer, a territory, a key of a person.
    pub value: String,
    /// A key of the person.
    pub person: String,
    /// The share of the fact.
    pub share: Decimal,
    /// Credited on top of the whole, to the person alone.
    pub overlay: bool,
    /// First day; none: since ever.
    pub from: Option<Date>,
    /// Last day; none: still.
    pub to: Option<Date>,
    /// The line.
    pub span: Span,
}

impl CreditLine {
    /// First and last day.
    #[must_use]
    pub fn days(&self) -> (Date, Date) {
        (self.from.unwrap_or(Date::MIN), self.to.unwrap_or(Date::MAX))
    }
}

impl Dataset {
    /// Whether several people may share one fact by the dataset itself.
    #[must_use]
    pub fn shares_facts(&self) -> bool {
        self.credit != CreditRule::Owner
    }
}
