//! The core from outside: the pages of the specification, and laws on random input.

mod spec;
