//! Incentive plans: from scores to money.
