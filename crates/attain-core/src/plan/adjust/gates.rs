//! `gates = [{ kpi = "margin", at_least = "80 %", otherwise = "0", for = ["sales"] }]`.

use crate::num::Exact;
use crate::plan::entrant::Case;
use crate::plan::gate::Gate;
use crate::plan::method::Earned;
use crate::plan::{Checked, refuse, report};
use crate::text::Table;

/// Conditions that must hold; each takes something away where it does not.
#[derive(Debug, Clone)]
pub struct Gates(Vec<Gate>);

pub(super) fn parse(table: &Table<'_>) -> Option<Gates> {
    let gates: Vec<Gate> = table
        .tables("gates")
        .iter()
        .filter_map(|table| Gate::parse(table, None))
        .collect();
    (!gates.is_empty()).then_some(Gates(gates))
}

impl Gates {
    /// The gates.
    pub(in crate::plan) fn list(&self) -> &[Gate] {
        &self.0
    }

    pub(super) fn apply(&self, case: &Case<'_>, earned: &mut Earned) -> Checked<()> {
        for gate in &self.0 {
            let (factor, remark) = gate.factor(case, earned.score.as_ref())?;
            for part in &gate.parts {
                let known = earned.parts.iter().any(|one| one.id == part.value)
                    || case.entrant.line(&part.value).is_some();
                if !known {
                    return refuse(report::unknown_part(case, &part.value, &part.span));
                }
            }
            earned.shut |= factor.is_zero() && gate.parts.is_empty();
            if factor != Exact::one() {
                let holds_for = |id: &str| {
                    gate.parts.is_empty() || gate.parts.iter().any(|part| part.value == id)
                };
                for part in earned.parts.iter_mut().filter(|part| holds_for(&part.id)) {
                    part.amount = &part.amount * &factor;
                }
            }
            earned.note("gate", factor.plain(), remark, Some(&gate.span));
        }
        Ok(())
    }
}
