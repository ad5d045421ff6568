//! Where the three levels of a target lie, in the terms of what a scale takes.

use super::{Actual, AttainmentError, AttainmentRule, Target};
use crate::num::{Decimal, Exact};
use crate::scale::{Basis, Levels};

impl AttainmentRule {
    /// The levels of a target as a scale of kind `levels` needs them: as they are if it takes the
    /// actual; if it takes the attainment, the attainment that each level would have as an actual.
    /// An attainment is rounded, so an actual that is exactly at a level lies exactly on it.
    ///
    /// ```
    /// use attain_core::attainment::{AttainmentRule, Target};
    /// use attain_core::scale::Basis;
    /// let target = Target {
    ///     minimum: Some(80.into()),
    ///     target: Some(100.into()),
    ///     ..Target::default()
    /// };
    /// let levels = AttainmentRule::Higher.levels(&target, Basis::Attainment).unwrap();
    /// assert_eq!(levels.minimum.unwrap().to_string(), "0.8");
    /// assert_eq!(levels.target, Some(1.into()));
    /// assert_eq!(levels.desired, None);
    /// ```
    ///
    /// # Errors
    /// If a level has no attainment. Bands, milestones and ratings have no levels.
    pub fn levels(&self, target: &Target, on: Basis) -> Result<Levels, AttainmentError> {
        if on == Basis::Actual {
            return Ok(Levels {
                minimum: target.minimum,
                target: target.target,
                desired: target.desired,
            });
        }
        if !self.needs_target() {
            return Ok(Levels {
                target: Some(Decimal::ONE),
                ..Levels::default()
            });
        }
        Ok(Levels {
            minimum: self.level(target.minimum, target)?,
            target: self.level(target.target, target)?,
            desired: self.level(target.desired, target)?,
        })
    }

    fn level(
        &self,
        level: Option<Decimal>,
        target: &Target,
    ) -> Result<Option<Decimal>, AttainmentError> {
        let Some(level) = level else { return Ok(None) };
        let attained = self.attain(&Actual::Number(Exact::from(level)), target)?;
        Ok(Some(attained.attainment))
    }
}
