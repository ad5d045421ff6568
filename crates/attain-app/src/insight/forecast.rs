//! Where a KPI will end, from what is known on a day and from earlier periods.
//!
//! The value at the end is what there is, plus what is still to come. Two things say how much
//! comes: the *pace* (what there is, divided by the share of a period that earlier periods had
//! reached by then) and the *habit* (what came after that day in earlier periods of the same
//! subject, later ones counting more). A candidate is a mix of both; each candidate is tried on
//! the earlier periods, and the third of them that erred least there is averaged. With no earlier
//! period the forecast is the run rate by working days.
//!
//! Nothing after the day is looked at: [`Panel`] holds, of the current period, only values up to
//! that day.

mod interval;
mod method;
mod panel;
mod prepare;

pub use interval::{Interval, LEVEL};
pub use method::{Candidate, Judged, Method, candidates};
pub use panel::{Panel, Part, Series};
pub use prepare::{Asked, Forecast, Outlook, Row, forecast};

#[cfg(test)]
mod tests;
