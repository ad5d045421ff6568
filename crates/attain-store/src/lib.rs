//! Attain.
