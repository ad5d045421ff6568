//! The core from outside: the pages of the specification, and laws on random input.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may fail"
)]

mod company;
mod crediting;
mod oracle;
mod periods;
mod plan_laws;
mod plan_page;
mod props;
mod reorganisation;
mod spec;
