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
    k0201_unknown_field::UNKNOWN_FIELD,
    k0202_missing_field::MISSING_FIELD,
    k0203_unknown_choice::UNKNOWN_CHOICE,
    k0204_duplicate_name::DUPLICATE_NAME,
    k0205_dates_reversed::DATES_REVERSED,
    k0206_assignments_overlap::ASSIGNMENTS_OVERLAP,
    k0341_unknown_name::UNKNOWN_NAME,
    k0342_cycle::CYCLE,
    k0401_unreadable_file::UNREADABLE_FILE,
    k0402_missing_column::MISSING_COLUMN,
    k0403_duplicate_header::DUPLICATE_HEADER,
    k0404_ignored_column::IGNORED_COLUMN,
    k0405_ragged_row::RAGGED_ROW,
    k0406_unclosed_quote::UNCLOSED_QUOTE,
    k0407_stray_quote::STRAY_QUOTE,
    k0408_invisible_character::INVISIBLE_CHARACTER,
    k0410_not_a_number::NOT_A_NUMBER,
    k0411_too_many_digits::TOO_MANY_DIGITS,
    k0412_ambiguous_number::AMBIGUOUS_NUMBER,
    k0413_not_a_date::NOT_A_DATE,
    k0414_ambiguous_date::AMBIGUOUS_DATE,
    k0415_not_true_or_false::NOT_TRUE_OR_FALSE,
    k0416_missing_value::MISSING_VALUE,
    k0417_out_of_range::OUT_OF_RANGE,
    k0418_value_not_listed::VALUE_NOT_LISTED,
    k0419_duplicate_key::DUPLICATE_KEY,
    k0420_no_rows::NO_ROWS,
    k0421_unknown_format::UNKNOWN_FORMAT,
    k0422_detected_form::DETECTED_FORM,
    k0423_blank_rows::BLANK_ROWS,
    k0424_inexact_float::INEXACT_FLOAT,
    k0425_outside_covered_days::OUTSIDE_COVERED_DAYS,
}
