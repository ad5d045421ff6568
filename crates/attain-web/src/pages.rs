//! A file for each page.

pub(crate) mod account;
pub(crate) mod batches;
pub(crate) mod cascade;
pub(crate) mod catalogue;
pub(crate) mod changes;
pub(crate) mod company;
pub(crate) mod corrections;
pub(crate) mod disputes;
pub(crate) mod edit;
pub(crate) mod explain;
pub(crate) mod facts;
pub(crate) mod home;
pub(crate) mod import;
pub(crate) mod periods;
pub(crate) mod preference;
pub(crate) mod processes;
pub(crate) mod results;
pub(crate) mod scale;
pub(crate) mod scorecard;
pub(crate) mod search;
pub(crate) mod set_up;
pub(crate) mod sign_in;
pub(crate) mod statement;
pub(crate) mod strategy;
pub(crate) mod trail;
pub(crate) mod users;
