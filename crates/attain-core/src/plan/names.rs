//! Which amounts of a person a plan looks at.

use super::{Adjustment, BonusSource, Limit, Method, Plan};
use crate::diag::Spanned;
use std::collections::BTreeSet;

impl Plan {
    /// The names of all amounts of a person that the plan takes shares of: `salary` in
    /// `"20 % of salary"`.
    #[must_use]
    pub fn amount_names(&self) -> BTreeSet<String> {
        let mut names: BTreeSet<String> = self
            .limits()
            .into_iter()
            .filter_map(|limit| name(&limit.value))
            .collect();
        if let Method::Pool(pool) = &self.method {
            names.extend(pool.points_of.as_ref().map(|name| name.value.clone()));
        }
        names
    }

    fn limits(&self) -> Vec<&Spanned<Limit>> {
        let mut limits: Vec<&Spanned<Limit>> = match &self.bonus.source {
            BonusSource::Stated(limit) => vec![limit],
            BonusSource::Mix(mix) => vec![&mix.income],
            BonusSource::Person(_) => Vec::new(),
        };
        if let Method::Pool(pool) = &self.method {
            limits.push(&pool.amount);
        }
        for rule in self
            .parts
            .each
            .iter()
            .map(|(_, rule)| rule)
            .chain([&self.parts.all])
        {
            limits.extend([&rule.amount, &rule.cap, &rule.floor].into_iter().flatten());
        }
        for adjustment in &self.adjustments.0 {
            match adjustment {
                Adjustment::Cap(cap) => limits.extend(cap.limit()),
                Adjustment::Floor(floor) => limits.extend(floor.limit()),
                _ => {}
            }
        }
        if let Some(draw) = &self.settlement.draw {
            limits.push(&draw.minimum);
            limits.extend(&draw.limit);
        }
        limits.extend(&self.settlement.advance);
        limits
    }
}

fn name(limit: &Limit) -> Option<String> {
    match limit {
        Limit::Of(_, name) => Some(name.clone()),
        Limit::Amount(_) | Limit::Share(_) => None,
    }
}
