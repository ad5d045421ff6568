//! `model/goals.toml`: the strategy map in four perspectives.

use super::reference::id;
use crate::diag::{Span, Spanned};
use crate::id::{GoalId, UnitId};
use crate::text::Table;

/// A goal of the strategy.
#[derive(Debug, Clone)]
pub struct Goal {
    /// Its name in the model.
    pub id: GoalId,
    /// For people.
    pub title: String,
    /// The perspective that it belongs to.
    pub perspective: Perspective,
    /// The goal above that it serves.
    pub parent: Option<Spanned<GoalId>>,
    /// The unit whose goal it is; none: the company's.
    pub unit: Option<Spanned<UnitId>>,
    /// Where it is declared.
    pub span: Span,
}

/// The four perspectives of a strategy map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Perspective {
    /// Money.
    Finance,
    /// Those who buy.
    Customers,
    /// How work is done.
    Processes,
    /// What people and systems learn.
    Learning,
}

impl Perspective {
    /// The words that models write.
    pub const NAMES: [(&'static str, Self); 4] = [
        ("finance", Self::Finance),
        ("customers", Self::Customers),
        ("processes", Self::Processes),
        ("learning", Self::Learning),
    ];

    /// `finance`, `customers`, `processes`, `learning`.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, one)| *one == self)
            .map_or("", |(name, _)| name)
    }
}

/// Reads one `[goal.NAME]`.
pub(super) fn parse(name: &Spanned<String>, table: &Table<'_>) -> Option<Goal> {
    let title = table.required_text("title");
    let perspective = table.required_choice("perspective", &Perspective::NAMES);
    let parent = id(table, "parent");
    let unit = id(table, "unit");
    table.finish(&["note"]);
    Some(Goal {
        id: name.value.as_str().into(),
        title: title?.value,
        perspective: perspective?,
        parent,
        unit,
        span: name.span.clone(),
    })
}
