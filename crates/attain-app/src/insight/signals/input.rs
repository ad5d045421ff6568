//! What the tests of signals look at.

use jiff::civil::Date;

/// An amount of a person on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Booking {
    /// Who.
    pub person: String,
    /// When.
    pub day: Date,
    /// How much; below 0: a reversal.
    pub amount: f64,
    /// With whom: customer, supplier; empty where it is not known.
    pub party: String,
}

/// Somebody changed what others are paid by.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    /// Who changed it.
    pub by: String,
    /// Whose pay it touches.
    pub about: String,
    /// What was changed, in words.
    pub what: String,
    /// When.
    pub day: Date,
    /// By how much his pay rose, where it is known.
    pub gain: Option<f64>,
}

/// A target that was changed.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetChange {
    /// Whose.
    pub person: String,
    /// Of which KPI.
    pub kpi: String,
    /// The first and last day of the period that it is for.
    pub period: (Date, Date),
    /// When it was changed.
    pub day: Date,
    /// Whether it became easier to reach.
    pub easier: bool,
}

/// A result that was adjusted by hand.
#[derive(Debug, Clone, PartialEq)]
pub struct Adjusted {
    /// Whose.
    pub person: String,
    /// What: a KPI, a payout.
    pub what: String,
    /// Before.
    pub before: f64,
    /// After.
    pub after: f64,
    /// Where more is paid.
    pub tiers: Vec<f64>,
}

/// A ratio of a person over periods, oldest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Ratio {
    /// Whose.
    pub person: String,
    /// Of which KPI.
    pub kpi: String,
    /// What is divided, and by what, in each period.
    pub parts: Vec<(f64, f64)>,
}
