//! Formulas: arithmetic over other KPIs.

use super::Arithmetic;
use crate::diag::Spanned;
use crate::id::KpiId;
use std::collections::BTreeSet;

/// A derived KPI: `profit / nullif(turnover, 0)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula {
    /// As it is written.
    pub text: Spanned<String>,
    /// The KPIs that it uses, without repetition, in the order of their first use.
    pub inputs: Vec<KpiId>,
    /// What is computed; [`Arithmetic::Aggregate`] stands for an input, by its index.
    pub expression: Arithmetic,
}

impl Formula {
    /// The KPIs that it uses.
    #[must_use]
    pub fn kpis(&self) -> BTreeSet<&KpiId> {
        self.inputs.iter().collect()
    }
}
