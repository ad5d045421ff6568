//! What people say, without telling who said it.
//!
//! 1. [`open`] opens a round of a survey for a period.
//! 2. [`invite`] makes a one-use token for everybody who is asked, which is kept nowhere.
//! 3. [`answer`] uses a token.
//! 4. `Store::survey_close` ends the round; only then can [`results`] be read.
//!
//! Nothing is published of fewer people than the survey's group, and no difference of published
//! results is: see [`published`].

mod answer;
mod groups;
mod index;
mod results;

pub use answer::{Answered, Invitation, answer, invite, open};
pub use groups::{Node, Tree, groups, published};
pub use index::{
    Disagreement, IndexValue, disagreements, disagreements_report, index, index_report,
};
pub use results::{Published, facts, matrix_report, results, results_report};
