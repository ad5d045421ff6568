//! Conditions on a result: `{ kpi = "margin", on = "attainment", at_least = "80 %" }`.

use super::entrant::{Case, EntrantLine};
use super::{Checked, MissingPolicy, refuse, report};
use crate::diag::{Span, Spanned};
use crate::num::{Decimal, Exact, plain};
use crate::text::Table;

/// Which number of a KPI is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum On {
    /// How far the target was reached.
    #[default]
    Attainment,
    /// What that is worth.
    Score,
    /// What happened, in the KPI's unit.
    Actual,
}

impl On {
    /// The words that models write.
    pub const NAMES: [(&'static str, Self); 3] = [
        ("attainment", Self::Attainment),
        ("score", Self::Score),
        ("actual", Self::Actual),
    ];

    /// `attainment`, `score`, `actual`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Attainment => "attainment",
            Self::Score => "score",
            Self::Actual => "actual",
        }
    }

    /// The number of a line. A line that says `missing = "zero"` has 0.
    pub(super) fn of(self, line: &EntrantLine) -> Option<Exact> {
        let found = match self {
            Self::Attainment => line.attainment.map(Exact::from),
            Self::Score => line.score.map(Exact::from),
            Self::Actual => line.actual.clone(),
        };
        found.or_else(|| (line.missing == MissingPolicy::Zero).then(Exact::zero))
    }
}

/// How a number is compared with a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test {
    /// `>=`
    AtLeast,
    /// `>`
    Above,
    /// `<=`
    AtMost,
    /// `<`
    Below,
}

impl Test {
    const FIELDS: [(&'static str, Self); 4] = [
        ("at_least", Self::AtLeast),
        ("above", Self::Above),
        ("at_most", Self::AtMost),
        ("below", Self::Below),
    ];

    fn holds(self, value: &Exact, bound: &Exact) -> bool {
        match self {
            Self::AtLeast => value >= bound,
            Self::Above => value > bound,
            Self::AtMost => value <= bound,
            Self::Below => value < bound,
        }
    }

    pub(super) fn words(self) -> &'static str {
        match self {
            Self::AtLeast => "at least",
            Self::Above => "above",
            Self::AtMost => "at most",
            Self::Below => "below",
        }
    }
}

/// A bound on a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// How it is compared.
    pub test: Test,
    /// With what.
    pub value: Decimal,
    /// Where it is written.
    pub span: Span,
}

impl Bound {
    /// At least so much.
    pub(super) fn at_least(number: &Spanned<Decimal>) -> Self {
        Self {
            test: Test::AtLeast,
            value: number.value,
            span: number.span.clone(),
        }
    }

    /// Reads the one field of `at_least`, `above`, `at_most`, `below`, if there is one.
    pub(super) fn parse(table: &Table<'_>) -> Option<Self> {
        let mut found = Vec::new();
        for (field, test) in Test::FIELDS {
            if let Some(number) = table.number(field) {
                found.push(Self {
                    test,
                    value: number.value,
                    span: number.span,
                });
            }
        }
        if found.len() > 1 {
            table.diagnostics().push(report::two_bounds(table.span()));
        }
        found.into_iter().next()
    }

    pub(super) fn holds(&self, value: &Exact) -> bool {
        self.test.holds(value, &Exact::from(self.value))
    }
}

impl std::fmt::Display for Bound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.test.words(), plain(self.value))
    }
}

/// A KPI's number and a bound on it.
#[derive(Debug, Clone)]
pub struct Condition {
    /// The KPI; none: the weighted score of the plan.
    pub kpi: Option<String>,
    /// Which of its numbers.
    pub on: On,
    /// The bound.
    pub bound: Bound,
}

impl Condition {
    /// Reads `kpi`, `on` and a bound. Without `kpi` it looks at `default_kpi`, or else at the
    /// weighted score.
    pub(super) fn parse(table: &Table<'_>, default_kpi: Option<&str>) -> Option<Self> {
        let kpi = table
            .text("kpi")
            .map(|kpi| kpi.value)
            .or_else(|| default_kpi.map(Into::into));
        let on = table.choice("on", &On::NAMES).unwrap_or_default();
        let bound = Bound::parse(table);
        if bound.is_none() {
            table.diagnostics().push(report::no_bound(table.span()));
        }
        Some(Self {
            kpi,
            on,
            bound: bound?,
        })
    }

    /// Whether it holds, and the value that was looked at.
    pub(super) fn check(&self, case: &Case<'_>, score: Option<&Exact>) -> Checked<(bool, Exact)> {
        let value = number_of(case, self.kpi.as_deref(), self.on, score, &self.bound.span)?;
        Ok((self.bound.holds(&value), value))
    }

    /// `margin attainment`.
    pub(super) fn subject(&self) -> String {
        subject(self.kpi.as_deref(), self.on)
    }
}

/// `margin attainment`, or `score` where no KPI is named.
pub(super) fn subject(kpi: Option<&str>, on: On) -> String {
    kpi.map_or_else(|| "score".to_owned(), |kpi| format!("{kpi} {}", on.name()))
}

/// A number of a KPI, or the weighted score where no KPI is named.
pub(super) fn number_of(
    case: &Case<'_>,
    kpi: Option<&str>,
    on: On,
    score: Option<&Exact>,
    span: &Span,
) -> Checked<Exact> {
    let Some(kpi) = kpi else {
        return score
            .cloned()
            .ok_or_else(|| vec![report::needs_score(case, "condition", span)]);
    };
    let Some(line) = case.entrant.line(kpi) else {
        return refuse(report::unknown_part(case, kpi, span));
    };
    on.of(line)
        .ok_or_else(|| vec![report::number_missing(case, kpi, on.name(), span)])
}
