//! The rules, one file each. A file's doc comment is the rule's page in the manual:
//! *What it finds, Why it matters, Example, Instead*.

/// Declares the rule files and lists their codes.
macro_rules! rules {
    ($($file:ident :: $code:ident,)*) => {
        $(mod $file;)*
        $(pub use $file::$code;)*

        /// Every code, in the order of the list.
        pub const ALL: &[crate::diag::Code] = &[$($code,)*];
    };
}

// Sorted by code; a line each, so that branches merge without conflict.
rules! {
    k0101_syntax::SYNTAX,
    k0102_wrong_kind_of_value::WRONG_KIND_OF_VALUE,
    k0103_malformed_number::MALFORMED_NUMBER,
    k0104_malformed_date::MALFORMED_DATE,
    k0105_malformed_period::MALFORMED_PERIOD,
    k0201_unknown_field::UNKNOWN_FIELD,
    k0202_missing_field::MISSING_FIELD,
    k0203_unknown_choice::UNKNOWN_CHOICE,
    k0204_duplicate_name::DUPLICATE_NAME,
    k0205_dates_reversed::DATES_REVERSED,
    k0206_assignments_overlap::ASSIGNMENTS_OVERLAP,
    k0221_not_ascending::NOT_ASCENDING,
    k0222_duplicate_position::DUPLICATE_POSITION,
    k0223_too_few_parts::TOO_FEW_PARTS,
    k0224_open_tier_not_last::OPEN_TIER_NOT_LAST,
    k0225_only_for_tiers::ONLY_FOR_TIERS,
    k0226_limits_cross::LIMITS_CROSS,
    k0227_malformed_pair::MALFORMED_PAIR,
    k0228_needs_actual::NEEDS_ACTUAL,
    k0229_bound_below_zero::BOUND_BELOW_ZERO,
    k0230_tier_without_pay::TIER_WITHOUT_PAY,
    k0231_field_of_another_kind::FIELD_OF_ANOTHER_KIND,
    k0232_band_impossible::BAND_IMPOSSIBLE,
    k0233_unknown_scale::UNKNOWN_SCALE,
    k0234_too_many_parts::TOO_MANY_PARTS,
    k0235_levels_impossible::LEVELS_IMPOSSIBLE,
    k0341_unknown_name::UNKNOWN_NAME,
    k0342_cycle::CYCLE,
    k0501_missing_actual::MISSING_ACTUAL,
    k0502_missing_target::MISSING_TARGET,
    k0503_duplicate_target::DUPLICATE_TARGET,
    k0504_target_on_other_dates::TARGET_ON_OTHER_DATES,
    k0505_implausible_attainment::IMPLAUSIBLE_ATTAINMENT,
    k0506_overflow::OVERFLOW,
    k0507_no_participants::NO_PARTICIPANTS,
    k0509_cascade_without_shares::CASCADE_WITHOUT_SHARES,
    k0521_input_missing::INPUT_MISSING,
    k0522_below_zero::BELOW_ZERO,
    k0523_above_last_tier::ABOVE_LAST_TIER,
    k0524_level_missing::LEVEL_MISSING,
    k0525_levels_out_of_order::LEVELS_OUT_OF_ORDER,
    k0526_score_too_large::SCORE_TOO_LARGE,
    k0527_zero_denominator::ZERO_DENOMINATOR,
    k0528_target_not_above_baseline::TARGET_NOT_ABOVE_BASELINE,
    k0529_target_not_below_baseline::TARGET_NOT_BELOW_BASELINE,
    k0530_target_missing::TARGET_MISSING,
    k0531_unknown_rating::UNKNOWN_RATING,
    k0532_wrong_kind_of_actual::WRONG_KIND_OF_ACTUAL,
    k0533_deadline_missing::DEADLINE_MISSING,
    k0534_negative_ratio::NEGATIVE_RATIO,
    k0821_more_pays_less::MORE_PAYS_LESS,
    k0822_zero_pays::ZERO_PAYS,
    k0823_last_tier_bounded::LAST_TIER_BOUNDED,
    k0824_flat_stretch::FLAT_STRETCH,
    k0825_part_never_reached::PART_NEVER_REACHED,
    k0826_pay_jumps::PAY_JUMPS,
}
