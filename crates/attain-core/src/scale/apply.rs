//! Applying a scale: the value, exactly, and the account of it.

mod lines;
mod tiers;

pub(super) use lines::level_places;

use super::{Account, Applies, Basis, Gives, Levels, Scale, ScaleError, ScaleProblem, Shape};
use crate::num::{Decimal, Exact, RATIO_DECIMALS, RoundMode};

/// What a scale may be applied to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScaleInput {
    /// The attainment, rounded to 12 decimals.
    pub attainment: Option<Decimal>,
    /// The actual, exact.
    pub actual: Option<Exact>,
    /// Where the levels of the target lie, in the terms of what the scale takes; only scales of
    /// kind `levels` look at it. See [`crate::attainment::AttainmentRule::levels`].
    pub levels: Levels,
}

/// What a scale gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScaleResult {
    /// What the scale was applied to; of rows, their sum.
    pub input: Exact,
    /// The value, before any rounding.
    pub value: Exact,
    /// How it came about.
    pub account: Account,
}

impl ScaleResult {
    /// The score: the value rounded to 12 decimals, half to even. `None` if it does not fit.
    #[must_use]
    pub fn score(&self) -> Option<Decimal> {
        self.value.round(RATIO_DECIMALS, RoundMode::HalfEven)
    }
}

impl Scale {
    /// Applies the scale to whichever of attainment and actual it takes.
    ///
    /// # Errors
    /// If that is missing, or see [`Scale::at`].
    pub fn apply(&self, input: &ScaleInput) -> Result<ScaleResult, ScaleError> {
        let value = match self.on {
            Basis::Attainment => input.attainment.map(Exact::from),
            Basis::Actual => input.actual.clone(),
        };
        match value {
            Some(value) => self.at(&value, &input.levels),
            None => Err(ScaleError::new(
                self,
                ScaleProblem::InputMissing(self.on.name()),
                &self.span,
            )),
        }
    }

    /// What the scale gives at a value of what it takes.
    ///
    /// # Errors
    /// If tiers do not say what the value gives, if a level is missing or out of order, or if a
    /// score does not fit.
    pub fn at(&self, value: &Exact, levels: &Levels) -> Result<ScaleResult, ScaleError> {
        let (given, account) = match &self.shape {
            Shape::Linear(linear) => lines::linear(linear, value),
            Shape::Step(steps) => lines::step(steps, value),
            Shape::Points(points) => lines::points(points, value),
            Shape::Levels(scores) => lines::levels(self, scores, levels, value)?,
            Shape::Tiers(tiers) => tiers::tiers(self, tiers, value)?,
        };
        self.result(value.clone(), given, account)
    }

    /// What the scale gives for rows, each by itself, added up. Meant for
    /// [`Applies::Row`](super::Applies::Row).
    ///
    /// # Errors
    /// As [`Scale::at`], for the first row that has no value.
    pub fn rows<'r>(
        &self,
        rows: impl IntoIterator<Item = &'r Exact>,
    ) -> Result<ScaleResult, ScaleError> {
        let mut sum = tiers::RowSum::default();
        for row in rows {
            sum.add(row, self.at(row, &Levels::default())?);
        }
        let (input, value, account) = sum.finish();
        self.result(input, value, account)
    }

    /// What is due now, where the scale runs over the year to date: what the year so far gives,
    /// less what was already paid for it. Meant for
    /// [`Applies::YearToDate`](super::Applies::YearToDate).
    ///
    /// ```
    /// # use attain_core::{diag::Diagnostics, num::Exact, scale, text::{Document, Table}};
    /// # let text = "scale.a = { kind = 'tiers', on = 'actual', gives = 'amount', \
    /// #   applies = 'year_to_date', tiers = [{ up_to = '10', rate = '5' }, { rate = '3' }] }";
    /// # let (document, diagnostics) = (Document::new("a.toml", text), Diagnostics::new());
    /// # let root = document.parse(&diagnostics);
    /// # let scales = scale::parse_scales(&Table::root(&document, &root, &diagnostics));
    /// # let scale = &scales[&"a".into()];
    /// // Tiers: to 10 rate 5, then rate 3. January brought 8 and was paid 40; now 12 are reached.
    /// let february = scale
    ///     .year_to_date(&Exact::from_integer(12), &Exact::from_integer(40))
    ///     .unwrap();
    /// assert_eq!(february.total.value, Exact::from_integer(56));
    /// assert_eq!(february.due, Exact::from_integer(16));
    /// ```
    ///
    /// # Errors
    /// As [`Scale::at`].
    pub fn year_to_date(&self, so_far: &Exact, paid: &Exact) -> Result<YearToDate, ScaleError> {
        let total = self.at(so_far, &Levels::default())?;
        let due = &total.value - paid;
        Ok(YearToDate {
            total,
            paid: paid.clone(),
            due,
        })
    }

    /// What a period adds to the year, by itself: from the year before it (`None`: it is the first
    /// period) to the year with it, as if the earlier periods had been paid exactly.
    ///
    /// # Errors
    /// As [`Scale::at`].
    pub fn year_to_date_between(
        &self,
        before: Option<&Exact>,
        after: &Exact,
    ) -> Result<YearToDate, ScaleError> {
        let paid = match before {
            Some(before) => self.at(before, &Levels::default())?.value,
            None => Exact::zero(),
        };
        self.year_to_date(after, &paid)
    }

    /// Whether the scale is applied to single rows.
    #[must_use]
    pub fn applies_to_rows(&self) -> bool {
        self.applies == Applies::Row
    }

    fn result(
        &self,
        input: Exact,
        value: Exact,
        account: Account,
    ) -> Result<ScaleResult, ScaleError> {
        let result = ScaleResult {
            input,
            value,
            account,
        };
        // An amount is rounded later, by the plan, and may have any number of digits here.
        if self.gives == Gives::Score && result.score().is_none() {
            let problem = ScaleProblem::TooLarge(result.value);
            return Err(ScaleError::new(self, problem, &self.span));
        }
        Ok(result)
    }
}

/// What a scale over the year to date gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearToDate {
    /// What the year so far gives.
    pub total: ScaleResult,
    /// What was already paid for it.
    pub paid: Exact,
    /// `total - paid`: what is due now. Below zero, too much was paid.
    pub due: Exact,
}
