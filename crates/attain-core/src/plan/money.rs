//! Currencies and what is the smallest amount that is paid in them.

use crate::num::{RoundMode, Rounding};
use crate::text::Table;

/// Currencies of ISO 4217 without a minor unit.
const WITHOUT_DECIMALS: [&str; 16] = [
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND",
    "VUV", "XAF", "XOF",
];

/// Currencies of ISO 4217 with thousandths.
const WITH_THREE_DECIMALS: [&str; 7] = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

/// How many decimals amounts of a currency have, by ISO 4217.
///
/// ```
/// use attain_core::plan::minor_decimals;
/// assert_eq!([minor_decimals("EUR"), minor_decimals("JPY"), minor_decimals("KWD")], [2, 0, 3]);
/// ```
#[must_use]
pub fn minor_decimals(currency: &str) -> u32 {
    match currency {
        "XPF" => 0,
        "CLF" | "UYW" => 4,
        code if WITHOUT_DECIMALS.contains(&code) => 0,
        code if WITH_THREE_DECIMALS.contains(&code) => 3,
        _ => 2,
    }
}

/// How a plan rounds, as far as it says so itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RoundingRule {
    /// The smallest amount; none: the currency's minor unit.
    pub step: Option<crate::num::Decimal>,
    /// What happens in between.
    pub mode: RoundMode,
}

impl RoundingRule {
    /// The rounding in a currency.
    #[must_use]
    pub fn in_currency(&self, currency: &str) -> Rounding {
        let minor = Rounding::decimals(minor_decimals(currency));
        Rounding {
            step: self.step.unwrap_or(minor.step),
            mode: self.mode,
        }
    }

    /// Reads `rounding = { step, decimals, mode }`.
    pub(super) fn parse(table: &Table<'_>) -> Self {
        let Some(table) = table.table("rounding") else {
            return Self::default();
        };
        let mode = table.choice("mode", &RoundMode::NAMES).unwrap_or_default();
        let step = table.number("step");
        let decimals = table.number("decimals");
        table.finish(&[]);
        let step = match (step, decimals) {
            (Some(step), None) if step.value > crate::num::Decimal::ZERO => Some(step.value),
            (Some(step), _) => {
                super::report::rounding_step(&table, &step.span);
                None
            }
            (None, Some(decimals)) => {
                let found = u32::try_from(decimals.value)
                    .ok()
                    .filter(|count| *count <= 12);
                let whole = decimals.value.is_integer();
                if found.is_none() || !whole {
                    super::report::rounding_step(&table, &decimals.span);
                }
                found
                    .filter(|_| whole)
                    .map(|count| Rounding::decimals(count).step)
            }
            (None, None) => None,
        };
        Self { step, mode }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_step_is_the_currencys_unless_the_plan_says_otherwise() {
        for (currency, step) in [
            ("EUR", "0.01"),
            ("JPY", "1"),
            ("KWD", "0.001"),
            ("XPF", "1"),
        ] {
            let rounding = RoundingRule::default().in_currency(currency);
            assert_eq!(rounding.step.to_string(), step, "{currency}");
            assert_eq!(rounding.mode, RoundMode::HalfAwayFromZero);
        }
    }
}
