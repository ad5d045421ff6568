//! From an actual and a target to an attainment.
