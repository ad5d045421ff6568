//! The engine against a slow and obvious one: scales and attainments written anew from the design,
//! in rationals, sharing no code with the core.
//!
//! `ATTAIN_ORACLE_PAIRS=100000` sets how many pairs of a scale and an input are compared.

mod attainments;
mod plans;
mod scales;
pub(crate) mod sketch;

pub(crate) use scales::inputs;

use attain_core::diag::Diagnostics;
use attain_core::num::Exact;
use attain_core::scale::{Scale, parse_scales};
use attain_core::text::{Document, Table};
use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::test_runner::{Config, RngSeed, TestRunner};

/// An exact number.
pub(crate) type Q = BigRational;

/// A number of thousandths, as scales are made of here.
pub(crate) fn thousandths(count: i64) -> Q {
    Q::new(BigInt::from(count), BigInt::from(1000))
}

/// The number as the core has it.
pub(crate) fn exact(q: &Q) -> Exact {
    let divisor = Exact::from_integer(q.denom().clone());
    Exact::from_integer(q.numer().clone())
        .checked_div(&divisor)
        .unwrap()
}

/// The only scale of a text, which must be right.
pub(crate) fn parse(text: &str) -> Scale {
    let document = Document::new("scales.toml", text);
    let diagnostics = Diagnostics::new();
    let root = document.parse(&diagnostics);
    let scales = parse_scales(&Table::root(&document, &root, &diagnostics));
    let found = diagnostics.into_sorted();
    assert!(found.is_empty(), "{found:?}\n{text}");
    scales.into_values().next().unwrap()
}

/// How many pairs are compared.
#[expect(clippy::disallowed_methods, reason = "the long run asks for more")]
pub(crate) fn pairs() -> u32 {
    std::env::var("ATTAIN_ORACLE_PAIRS").map_or(2_000, |count| count.parse().unwrap())
}

/// Runs `cases` cases, the same ones each time.
pub(crate) fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(7),
        ..Config::default()
    })
}
