//! Our own operator: all measures of a dataset in one pass over its record batches.
//!
//! DataFusion evaluates each filtered aggregate by itself and hashes every row's group. Here
//!
//! - each distinct condition of all measures is evaluated once: over the few texts of a
//!   dictionary instead of every row, or as one vectorised expression;
//! - the conditions of a row become a set of bits, one for each distinct filter;
//! - owner and day lead to a dense [slot](slots) by two table look-ups;
//! - counts and sums lie in dense arrays, slot by slot, so one more KPI costs little more than an
//!   addition on the rows that it counts.
//!
//! A row is counted once, in the slot of its owner and stretch of days; persons, teams and units
//! are added up from slots at the end. Sums are exact: 64-bit additions are checked, what does
//! not fit is carried into 128 bits, and fewer than 2^32 values below 2^63 stay below 2^95.
//!
//! Count, sum (with average and ratio, which are made of them), minimum and maximum are computed
//! here. Count distinct, median and the days of a measure are left to DataFusion's path, as is a
//! value with more digits than 64 bits hold: the [choice](choose) says which, and why.

mod choose;
mod columns;
mod emit;
mod exec;
mod lanes;
mod read;
mod shape;
mod slots;
mod state;
mod tally;

pub(super) use choose::{Choice, Dense, Question, choose};
pub(super) use shape::Wanted;
