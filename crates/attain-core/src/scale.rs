//! Scales: from an attainment or an actual to a score or an amount.
