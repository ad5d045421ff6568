//! Whatever form a number is kept in, it is the same as a rational of any size.

use super::{Exact, Form};
use crate::num::{Decimal, RoundMode, Rounding};
use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;

/// Numbers at the borders of each form: small ones, long ones, quotients, giants.
fn number() -> impl Strategy<Value = Exact> {
    let mantissa = prop_oneof![
        -1_000_000..1_000_000i128,
        any::<i64>().prop_map(i128::from),
        any::<i128>(),
        Just(i128::MAX),
        Just(i128::MIN),
        Just(0i128),
    ];
    let finite = (mantissa.clone(), 0..38u32)
        .prop_map(|(mantissa, decimals)| Exact(Form::Finite { mantissa, decimals }));
    let quotient = (mantissa, prop_oneof![1..100i128, 1..i128::MAX])
        .prop_map(|(over, under)| Exact(Form::Quotient { over, under }));
    let large = (finite.clone(), finite.clone())
        .prop_map(|(a, b)| Exact(Form::Large(a.rational() * b.rational())));
    prop_oneof![4 => finite, 2 => quotient, 1 => large]
}

/// The same number in the largest form.
fn giant(number: &Exact) -> Exact {
    Exact(Form::Large(number.rational()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn forms_do_not_matter(a in number(), b in number(), decimals in 0..29u32, mode in 0..7usize) {
        let (x, y) = (a.rational(), b.rational());
        prop_assert_eq!((&a + &b).rational(), &x + &y);
        prop_assert_eq!((&a - &b).rational(), &x - &y);
        prop_assert_eq!((&a * &b).rational(), &x * &y);
        prop_assert_eq!((-a.clone()).rational(), -x.clone());
        prop_assert_eq!(a.floor().rational(), x.floor());
        prop_assert_eq!(a.cmp(&b), x.cmp(&y));
        prop_assert_eq!(&a, &giant(&a));
        let quotient = a.checked_div(&b).map(|quotient| quotient.rational());
        let expected = (!b.is_zero()).then(|| &x / &y);
        prop_assert_eq!(quotient, expected);
        let (_, mode) = RoundMode::NAMES[mode];
        let big = giant(&a);
        prop_assert_eq!(a.round(decimals, mode), big.round(decimals, mode));
        prop_assert_eq!(a.to_decimal(decimals), big.to_decimal(decimals));
        prop_assert_eq!(a.exact_decimal(), big.exact_decimal());
        prop_assert_eq!(a.plain(), big.plain());
        prop_assert_eq!(a.to_string(), big.to_string());
        for step in ["0.05", "0.01", "1", "3"] {
            let step: Decimal = step.parse().unwrap();
            let rounding = Rounding { step, mode };
            let (found, expected) = (rounding.round(&a), rounding.round(&big));
            prop_assert_eq!(found, expected);
            let scales = (found.map(|one| one.scale()), expected.map(|one| one.scale()));
            prop_assert_eq!(scales.0, scales.1);
        }
    }
}

#[test]
fn what_does_not_fit_grows() {
    let most = Exact::from_integer(BigInt::from(i128::MAX));
    let product = &most * &most;
    let expected = BigRational::from_integer(BigInt::from(i128::MAX) * BigInt::from(i128::MAX));
    assert_eq!(product.rational(), expected);
    assert_eq!(product.checked_div(&most), Some(most));
}
