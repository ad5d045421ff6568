//! Names of things in the model. Each kind has its own type, so they cannot be mixed up.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The name as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl<T: Into<Arc<str>>> From<T> for $name {
            fn from(text: T) -> Self {
                Self(text.into())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", &*self.0)
            }
        }

        impl Ord for $name {
            /// Whole numbers by value and before words; everything else as text.
            fn cmp(&self, other: &Self) -> Ordering {
                natural(&self.0, &other.0)
            }
        }

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }
    )*};
}

ids! {
    /// A dataset: `reseller_sales`.
    DatasetId
    /// A KPI: `quota_attainment`.
    KpiId
    /// A scale: `sales`.
    ScaleId
    /// A scorecard: `representative`.
    ScorecardId
    /// An incentive plan: `sales-2012`.
    PlanId
    /// A goal of the strategy.
    GoalId
    /// A business process.
    ProcessId
    /// Who does what in a process.
    ResponsibilityId
    /// A unit of the organisation.
    UnitId
    /// A position, held by people.
    PositionId
    /// A person. Numbers order by value: 9 before 10.
    PersonId
    /// One import, as the records name it.
    BatchId
}

/// Orders whole numbers by value and before words, the rest as text.
fn natural(a: &str, b: &str) -> Ordering {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match (number(a), number(b)) {
        (true, true) => {
            let (x, y) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
            (x.len(), x, a).cmp(&(y.len(), y, b))
        }
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
        (false, false) => a.cmp(b),
    }
}

#[cfg(test)]
mod tests {
    use super::PersonId;

    #[test]
    fn numbers_order_by_value_and_before_words() {
        let mut ids: Vec<PersonId> = ["b", "10", "9", "a", "009", "9"]
            .into_iter()
            .map(PersonId::from)
            .collect();
        ids.sort();
        let texts: Vec<&str> = ids.iter().map(PersonId::as_str).collect();
        assert_eq!(texts, ["009", "9", "9", "10", "a", "b"]);
    }
}
