//! The SQL parser, held to expressions of the kind that measures are.

use super::place::{Problem, Source};
use crate::rules;
use sqlparser::ast::{Expr, Spanned as _};
use sqlparser::dialect::Dialect;
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Span, Token, TokenWithSpan};
use std::ops::Range;

/// Frames that the parser may use; the scan before it limits the nesting that people see.
const RECURSION_LIMIT: usize = 80;

/// Plain SQL with `filter (where …)`, and nothing of any product.
#[derive(Debug)]
struct MeasureDialect;

impl Dialect for MeasureDialect {
    fn is_delimited_identifier_start(&self, c: char) -> bool {
        c == '"'
    }

    fn is_identifier_start(&self, c: char) -> bool {
        c.is_ascii_alphabetic() || c == '_'
    }

    fn is_identifier_part(&self, c: char) -> bool {
        c.is_ascii_alphanumeric() || c == '_'
    }

    fn supports_filter_during_aggregation(&self) -> bool {
        true
    }

    /// Words that begin an expression of their own. If such an expression cannot be read, the
    /// parser does not try again with the word as a name: that would double the work with each
    /// level of nesting.
    fn is_reserved_for_identifier(&self, keyword: Keyword) -> bool {
        matches!(
            keyword,
            Keyword::ARRAY
                | Keyword::CASE
                | Keyword::CAST
                | Keyword::CEIL
                | Keyword::CONVERT
                | Keyword::EXISTS
                | Keyword::EXTRACT
                | Keyword::FLOOR
                | Keyword::INTERVAL
                | Keyword::NOT
                | Keyword::NULL
                | Keyword::OVERLAY
                | Keyword::POSITION
                | Keyword::SAFE_CAST
                | Keyword::STRUCT
                | Keyword::SUBSTR
                | Keyword::SUBSTRING
                | Keyword::TRIM
                | Keyword::TRY_CAST
        )
    }
}

/// Reads the whole text as one expression.
pub(super) fn parse(source: &Source<'_>) -> Result<Expr, Problem> {
    let parser = Parser::new(&MeasureDialect).with_recursion_limit(RECURSION_LIMIT);
    let mut parser = parser
        .try_with_sql(source.text())
        .map_err(|error| problem(source, &error))?;
    if parser.peek_token_ref().token == Token::EOF {
        let message = "nothing is written here; an expression is expected";
        return Err(Problem::new(
            rules::MEASURE_SYNTAX,
            0..source.text().len(),
            message,
        ));
    }
    let expr = parser
        .parse_expr()
        .map_err(|error| problem(source, &error))?;
    match parser.peek_token_ref() {
        TokenWithSpan {
            token: Token::EOF, ..
        } => Ok(expr),
        rest => Err(leftover(source, rest)),
    }
}

fn leftover(source: &Source<'_>, rest: &TokenWithSpan) -> Problem {
    let found = &rest.token;
    let message = format!("the expression ends before `{found}`");
    let help = match found {
        Token::Comma => "one expression is expected; a second one needs a KPI of its own",
        Token::RParen => "take the parenthesis away, or open it before",
        _ => "write an operator before it, or take it away",
    };
    Problem::new(rules::MEASURE_SYNTAX, source.range(rest.span), message).help(help)
}

/// The parser's error in our words, at its place.
fn problem(source: &Source<'_>, error: &ParserError) -> Problem {
    let text = match error {
        ParserError::RecursionLimitExceeded => {
            let message = "nested too deep";
            return Problem::new(rules::MEASURE_TOO_DEEP, 0..source.text().len(), message)
                .help("take away what does nothing, or split it into several KPIs");
        }
        ParserError::TokenizerError(text) | ParserError::ParserError(text) => text,
    };
    let (what, place) = split_place(source, text);
    let what = what
        .replace("Expected: ", "expected ")
        .replace("found: ", "found ");
    let what = what
        .replace("found EOF", "found its end")
        .replace("an expression", "a value");
    let message = format!("this cannot be read: {what}");
    Problem::new(rules::MEASURE_SYNTAX, place, message)
}

/// Splits `… at Line: 1, Column: 5` into the message and the place of the word there.
fn split_place<'t>(source: &Source<'_>, message: &'t str) -> (&'t str, Range<usize>) {
    let text = source.text();
    let end = text.trim_end().len();
    let last = text
        .trim_end()
        .char_indices()
        .next_back()
        .map_or(0, |(at, _)| at);
    let Some((what, numbers)) = message.rsplit_once(" at Line: ") else {
        return (message, last..end);
    };
    let start = numbers.split_once(", Column: ").and_then(|(line, column)| {
        source.byte(line.trim().parse().ok()?, column.trim().parse().ok()?)
    });
    let Some(start) = start.filter(|start| *start < end) else {
        return (what, last..end);
    };
    let rest = text.get(start..).unwrap_or("");
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let length = match rest.find(|c: char| !word(c)) {
        Some(0) => rest.chars().next().map_or(0, char::len_utf8),
        Some(length) => length,
        None => rest.len(),
    };
    (what, start..start.saturating_add(length))
}

/// Where a part stands. The parser's own marks leave out what it does not keep: a sign before, a
/// closing parenthesis.
pub(super) fn place(source: &Source<'_>, expr: &Expr) -> Range<usize> {
    let range = source.range(mark(expr));
    match expr {
        Expr::UnaryOp { .. }
        | Expr::Cast { .. }
        | Expr::Ceil { .. }
        | Expr::Convert { .. }
        | Expr::Exists { .. }
        | Expr::Extract { .. }
        | Expr::Floor { .. }
        | Expr::Interval(_)
        | Expr::Overlay { .. }
        | Expr::Position { .. }
        | Expr::Prefixed { .. }
        | Expr::Substring { .. }
        | Expr::Trim { .. }
        | Expr::TypedString(_) => source.with_before(range),
        Expr::Function(_) => source.with_parentheses(range),
        Expr::IsNull(_)
        | Expr::IsNotNull(_)
        | Expr::IsTrue(_)
        | Expr::IsNotTrue(_)
        | Expr::IsFalse(_)
        | Expr::IsNotFalse(_) => source.with_words(range, &["is", "not", "null", "true", "false"]),
        _ => range,
    }
}

/// The parser's mark. Chains (`a + b + c + …`) lean to the left and may be long, so they are
/// walked, not called into.
fn mark(expr: &Expr) -> Span {
    let mut first = expr;
    let mut end: Option<Span> = None;
    loop {
        let (left, right) = match first {
            Expr::BinaryOp { left, right, .. } => (left, Some(right)),
            Expr::IsNull(left)
            | Expr::IsNotNull(left)
            | Expr::IsTrue(left)
            | Expr::IsNotTrue(left)
            | Expr::IsFalse(left)
            | Expr::IsNotFalse(left)
            | Expr::IsUnknown(left)
            | Expr::IsNotUnknown(left)
            | Expr::Collate { expr: left, .. } => (left, None),
            Expr::Like {
                expr: left,
                pattern: right,
                ..
            }
            | Expr::ILike {
                expr: left,
                pattern: right,
                ..
            }
            | Expr::SimilarTo {
                expr: left,
                pattern: right,
                ..
            }
            | Expr::Between {
                expr: left,
                high: right,
                ..
            } => (left, Some(right)),
            _ => break,
        };
        if let (None, Some(right)) = (&end, right) {
            end = Some(mark(right));
        }
        first = left;
    }
    let start = match first {
        Expr::InList { expr, list, .. } => {
            let last = list.last().map_or_else(|| mark(expr), mark);
            mark(expr).union(&last)
        }
        other => other.span(),
    };
    end.map_or(start, |end| start.union(&end))
}
