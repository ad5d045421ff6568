//! Queries on made data.
