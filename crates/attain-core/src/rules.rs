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
}
