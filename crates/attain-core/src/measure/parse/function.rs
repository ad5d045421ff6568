//! What functions are called with.

use super::place::Problem;
use super::{Names, Reader};
use crate::dataset::Column;
use crate::diag::closest;
use crate::rules;
use sqlparser::ast::{
    DuplicateTreatment, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, Ident,
    ObjectNamePart,
};
use std::ops::Range;

/// The most columns that a help text lists.
const LISTED_COLUMNS: usize = 12;

/// The arguments of a function.
#[derive(Debug)]
pub(super) struct Arguments<'e> {
    pub(super) distinct: bool,
    /// `count(*)`.
    pub(super) star: bool,
    pub(super) values: Vec<&'e Expr>,
}

impl Reader<'_> {
    /// A function's name in lower case.
    pub(super) fn function_name(&mut self, function: &Function) -> Option<String> {
        match function.name.0.as_slice() {
            [ObjectNamePart::Identifier(name)] => Some(name.value.to_ascii_lowercase()),
            _ => {
                let place = self
                    .source
                    .range(sqlparser::ast::Spanned::span(&function.name));
                let message = format!("`{}` is not a function of measures", function.name);
                self.refuse(
                    Problem::new(rules::UNKNOWN_FUNCTION, place, message)
                        .help("write the function's name alone: `sum(…)`"),
                )
            }
        }
    }

    /// The arguments of a function that takes nothing but values.
    pub(super) fn plain_arguments<'e>(
        &mut self,
        function: &'e Function,
        expr: &Expr,
    ) -> Option<Vec<&'e Expr>> {
        if function.filter.is_some() || !function.within_group.is_empty() {
            return self.wrong_arguments(
                expr,
                "only an aggregate has a `filter`",
                "move the filter to the aggregates inside",
            );
        }
        let arguments = self.arguments(function, expr)?;
        if arguments.distinct || arguments.star {
            return self.wrong_arguments(
                expr,
                "this function takes values only",
                "take `distinct` or `*` away",
            );
        }
        Some(arguments.values)
    }

    /// The arguments, without anything that aggregates of SQL have and measures do not.
    pub(super) fn arguments<'e>(
        &mut self,
        function: &'e Function,
        expr: &Expr,
    ) -> Option<Arguments<'e>> {
        if function.over.is_some() {
            let place = self.with_word(expr, "over");
            let message = "window functions (`over`) are not allowed; a measure is one number";
            return self.refuse(
                Problem::new(rules::NOT_ALLOWED, place, message)
                    .help("take `over` away; a KPI's period and owner say which rows count"),
            );
        }
        let list = match &function.args {
            FunctionArguments::List(list) => list,
            FunctionArguments::None | FunctionArguments::Subquery(_) => {
                return self.not_allowed(self.place(expr));
            }
        };
        let more = function.null_treatment.is_some()
            || function.uses_odbc_syntax
            || !matches!(function.parameters, FunctionArguments::None)
            || !list.clauses.is_empty();
        if more {
            return self.wrong_arguments(
                expr,
                "there is more here than values",
                "use values, and for aggregates `distinct` and `filter (where …)`",
            );
        }
        let mut arguments = Arguments {
            distinct: list.duplicate_treatment == Some(DuplicateTreatment::Distinct),
            star: false,
            values: Vec::new(),
        };
        for argument in &list.args {
            match argument {
                FunctionArg::Unnamed(FunctionArgExpr::Expr(value)) => arguments.values.push(value),
                FunctionArg::Unnamed(FunctionArgExpr::Wildcard) => arguments.star = true,
                _ => {
                    return self.wrong_arguments(
                        expr,
                        "arguments have no names here",
                        "write the values alone",
                    );
                }
            }
        }
        Some(arguments)
    }

    pub(super) fn wrong_arguments<T>(
        &mut self,
        expr: &Expr,
        message: &str,
        help: &str,
    ) -> Option<T> {
        let place = self.place(expr);
        self.refuse(Problem::new(rules::WRONG_ARGUMENTS, place, message).help(help))
    }

    /// The place from a part's start to the first such word after its beginning.
    fn with_word(&self, expr: &Expr, word: &str) -> Range<usize> {
        let place = self.place(expr);
        let rest = self
            .source
            .text()
            .get(place.end..)
            .unwrap_or("")
            .to_ascii_lowercase();
        match rest.find(word) {
            Some(at) => {
                let start = place.end.saturating_add(at);
                start..start.saturating_add(word.len())
            }
            None => place,
        }
    }

    /// A name that is no column.
    pub(super) fn unknown_column<T>(&mut self, name: &Ident, place: Range<usize>) -> Option<T> {
        let Names::Columns(dataset) = self.names else {
            return None;
        };
        let known = || {
            dataset
                .columns
                .iter()
                .map(|column: &Column| column.name.as_str())
        };
        let message = format!("dataset `{}` has no column `{}`", dataset.id, name.value);
        let help = if let Some(close) = closest(&name.value, known()) {
            format!("did you mean `{close}`?")
        } else if name.quote_style.is_some() {
            format!("a text stands in single quotes: '{}'", name.value)
        } else {
            let names: Vec<&str> = known().take(LISTED_COLUMNS).collect();
            let more = if dataset.columns.len() > LISTED_COLUMNS {
                ", …"
            } else {
                ""
            };
            format!("its columns are {}{more}", names.join(", "))
        };
        self.refuse(Problem::new(rules::UNKNOWN_COLUMN, place, message).help(help))
    }
}
