//! What is refused before anything is parsed: too long, too deep, signs and words that no
//! expression may have.

use super::place::{Problem, Source};
use crate::rules;
use std::ops::Range;

/// The longest text, in bytes.
pub(super) const MAX_BYTES: usize = 8_192;
/// The deepest nesting of parentheses and `case`.
pub(super) const MAX_DEPTH: usize = 32;

/// The most operators.
const MAX_OPERATORS: usize = 1_000;
/// After so many problems, nothing more is looked for.
const MAX_PROBLEMS: usize = 20;

/// Words that begin a query or a statement.
const STATEMENT_WORDS: [&str; 23] = [
    "alter", "call", "copy", "create", "delete", "drop", "exec", "execute", "exists", "explain",
    "grant", "insert", "interval", "into", "join", "lateral", "pragma", "select", "truncate",
    "union", "update", "values", "with",
];
/// Functions that SQL has a syntax of their own for.
const SPECIAL_FUNCTIONS: [&str; 17] = [
    "array",
    "cast",
    "ceil",
    "convert",
    "extract",
    "floor",
    "map",
    "overlay",
    "position",
    "safe_cast",
    "struct",
    "substr",
    "substring",
    "trim",
    "try_cast",
    "try_convert",
    "tuple",
];

/// Looks over the text. Returns whether it may be parsed.
pub(super) fn scan(source: &mut Source<'_>) -> bool {
    let text = source.text();
    if text.len() > MAX_BYTES {
        let message = format!(
            "this is {} bytes long, at most {MAX_BYTES} are read",
            text.len()
        );
        source.report(
            Problem::new(rules::MEASURE_TOO_LONG, 0..text.len(), message)
                .help("import a column that says it, or split it into several KPIs and a formula"),
        );
        return false;
    }
    let mut scan = Scan {
        text,
        source,
        depth: 0,
        operators: 0,
        position: 0,
        fine: true,
    };
    while scan.step() {}
    scan.fine
}

struct Scan<'s, 'a> {
    text: &'a str,
    source: &'s mut Source<'a>,
    depth: usize,
    operators: usize,
    position: usize,
    fine: bool,
}

impl<'a> Scan<'_, 'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.position..).unwrap_or("")
    }

    /// Takes the next word, text or sign; `false` at the end.
    fn step(&mut self) -> bool {
        let start = self.position;
        let Some(first) = self.rest().chars().next() else {
            return false;
        };
        match first {
            '\'' | '"' => self.quoted(first),
            c if c.is_ascii_alphabetic() || c == '_' => self.word(),
            _ => {
                self.position = self.position.saturating_add(first.len_utf8());
                self.sign(first, start..self.position);
            }
        }
        self.fine || (self.depth <= MAX_DEPTH && self.operators <= MAX_OPERATORS)
    }

    /// Chains of operators become deep trees, which are kept shallow enough for any stack.
    fn operator(&mut self) {
        self.operators = self.operators.saturating_add(1);
        if self.operators > MAX_OPERATORS {
            let message = format!("this has more than {MAX_OPERATORS} operators");
            self.refuse(
                Problem::new(rules::MEASURE_TOO_LARGE, 0..self.text.len(), message)
                    .help("use a list, `city in ('A', 'B')`, or import a column that says it"),
            );
        }
    }

    /// A text `'…'` or a quoted name `"…"`. Two quotes in a row inside stand for one, which needs
    /// no care here: they end one piece and begin the next.
    fn quoted(&mut self, quote: char) {
        let start = self.position;
        let inside = self.text.get(start.saturating_add(1)..).unwrap_or("");
        if let Some(length) = inside.find(quote) {
            self.position = start.saturating_add(length).saturating_add(2);
            if quote == '"' {
                self.path(start);
            }
            return;
        }
        self.position = self.text.len();
        self.refuse(
            Problem::new(
                rules::MEASURE_SYNTAX,
                start..self.text.len(),
                "a quote is not closed",
            )
            .help(format!("write {quote} at its end; inside, write it twice")),
        );
    }

    fn word(&mut self) {
        let start = self.position;
        let rest = self.rest();
        let length = rest
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .unwrap_or(rest.len());
        self.position = start.saturating_add(length);
        let word = rest.get(..length).unwrap_or("").to_ascii_lowercase();
        match word.as_str() {
            "case" => self.deeper(start..self.position),
            "and" | "or" | "not" | "in" | "is" | "like" | "between" => self.operator(),
            "end" => self.depth = self.depth.saturating_sub(1),
            word if STATEMENT_WORDS.contains(&word) => self.refuse(
                Problem::new(
                    rules::NOT_ALLOWED,
                    start..self.position,
                    format!("`{word}` is not allowed; this is one expression, not a query"),
                )
                .help(format!(
                    "take it away; if it is a column, write \"{word}\" in quotes"
                )),
            ),
            _ if self.rest().starts_with('.') => self.path(start),
            word if SPECIAL_FUNCTIONS.contains(&word)
                && self.rest().trim_start().starts_with('(') =>
            {
                self.refuse(special(word, start..self.position));
            }
            _ => {}
        }
    }

    /// `table.column`: a name with dots after it.
    fn path(&mut self, start: usize) {
        let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '"' | '*');
        let rest = self.rest();
        if !rest.starts_with('.') {
            return;
        }
        let length = rest.find(|c| !part(c)).unwrap_or(rest.len());
        self.position = self.position.saturating_add(length);
        let range = start..self.position;
        let found = self.text.get(range.clone()).unwrap_or("");
        let message = format!("`{found}` names a table, there is only one dataset here");
        self.refuse(
            Problem::new(rules::NOT_ALLOWED, range, message)
                .help("write the column's name alone, in quotes if it has a dot"),
        );
    }

    /// Whether a dot just read belongs to a number.
    fn in_number(&self) -> bool {
        let before = self
            .text
            .get(..self.position.saturating_sub(1))
            .unwrap_or("");
        let digit = |c: char| c.is_ascii_digit();
        before.ends_with(digit) || self.rest().starts_with(digit)
    }

    fn sign(&mut self, sign: char, range: Range<usize>) {
        match sign {
            '(' => self.deeper(range),
            ')' => self.depth = self.depth.saturating_sub(1),
            '-' if self.rest().starts_with('-') => self.comment(range, "--"),
            '/' if self.rest().starts_with('*') => self.comment(range, "/*"),
            '+' | '-' | '*' | '/' | '=' | '<' | '>' | '!' | '%' => self.operator(),
            '.' if self.in_number() => {}
            c if c.is_ascii_digit() || " \t\r\n,".contains(c) => {}
            c => {
                // A run of one sign, `::`, is one mistake.
                let run = self
                    .rest()
                    .len()
                    .saturating_sub(self.rest().trim_start_matches(c).len());
                self.position = self.position.saturating_add(run);
                self.refuse(forbidden(c, range.start..self.position));
            }
        }
    }

    fn deeper(&mut self, range: Range<usize>) {
        self.depth = self.depth.saturating_add(1);
        if self.depth > MAX_DEPTH {
            let message = format!("nested more than {MAX_DEPTH} deep");
            self.refuse(
                Problem::new(rules::MEASURE_TOO_DEEP, range, message)
                    .help("take away parentheses that do nothing, or split it into several KPIs"),
            );
        }
    }

    /// The rest of the line, or of the text, is not looked at.
    fn comment(&mut self, range: Range<usize>, opening: &str) {
        let rest = self.rest();
        let length = match opening {
            "--" => rest.find('\n').unwrap_or(rest.len()),
            _ => rest
                .find("*/")
                .map_or(rest.len(), |at| at.saturating_add(2)),
        };
        self.position = self.position.saturating_add(length);
        let range = range.start..range.end.saturating_add(1);
        let message = format!("`{opening}` begins a comment; an expression has none");
        self.refuse(
            Problem::new(rules::FORBIDDEN_SIGN, range, message)
                .help("write comments in the file, after `#`"),
        );
    }

    fn refuse(&mut self, problem: Problem) {
        self.fine = false;
        self.source.report(problem);
        if self.source.problems() >= MAX_PROBLEMS {
            self.position = self.text.len();
        }
    }
}

/// The parser would try several readings of these, one inside the other, so they never reach it.
fn special(word: &str, range: Range<usize>) -> Problem {
    let help = match word {
        "cast" | "convert" | "safe_cast" | "try_cast" | "try_convert" => {
            "nothing is converted in a measure; declare the column's type in the dataset"
        }
        "ceil" | "floor" => "a measure is exact; a plan rounds what is paid",
        "extract" => "compare dates: `sold_on between '2024-01-01' and '2024-03-31'`",
        _ => "use `like` for parts of a text, or import a column that says it",
    };
    Problem::new(
        rules::UNKNOWN_FUNCTION,
        range,
        format!("measures have no function `{word}`"),
    )
    .help(help)
}

fn forbidden(sign: char, range: Range<usize>) -> Problem {
    let help = match sign {
        ';' => "write one expression; take the `;` away",
        '‘' | '’' | '‚' | '‛' | '`' | '´' => "write a straight quote: '",
        '“' | '”' | '„' | '«' | '»' => {
            "write a straight quote: ' around a text, \" around a name"
        }
        '−' | '–' | '—' => "write a plain minus: -",
        '×' | '·' => "write `*` to multiply",
        '÷' => "write `/` to divide",
        '≤' => "write `<=`",
        '≥' => "write `>=`",
        '≠' => "write `<>`",
        ':' => "take it away; nothing is converted in a measure, the column's type is declared",
        '|' => "take it away; texts are not joined in a measure",
        c if c.is_alphabetic() => "write names that are not plain a-z in quotes: \"größe\"",
        c if c.is_whitespace() || c.is_control() => "write a plain space",
        _ => "take it away",
    };
    let shown = if sign.is_control() || sign.is_whitespace() {
        format!("U+{:04X}", u32::from(sign))
    } else {
        sign.to_string()
    };
    let message = format!("`{shown}` has no meaning here");
    Problem::new(rules::FORBIDDEN_SIGN, range, message).help(help)
}
