//! The rows of a file of JSON lines: an object a line. Read here rather than by a library, so
//! that numbers keep their digits and a key that comes twice is a fault.

use super::decode::decode;
use super::refusal::Fault;
use super::rows::{Cell, Row, RowStream};
use attain_core::num::Decimal;
use attain_core::rules;
use std::borrow::Cow;

/// Different keys that a file may have.
const MOST_KEYS: usize = 1_000;

/// A file of JSON lines with its keys collected.
#[derive(Debug)]
pub(super) struct JsonRows {
    text: String,
    headers: Vec<String>,
}

impl JsonRows {
    /// Collects the keys of all lines.
    pub(super) fn open(bytes: Vec<u8>) -> Result<Self, Fault> {
        let text = decode(bytes, Some("utf-8"))?.text;
        let mut headers: Vec<String> = Vec::new();
        let mut broken = None;
        for (number, line) in (1_u64..).zip(text.lines()) {
            let pairs = match object(line) {
                Ok(pairs) => pairs,
                // A line that cannot be read is reported as a row.
                Err(problem) if !line.trim().is_empty() => {
                    broken.get_or_insert((number, problem));
                    continue;
                }
                Err(_) => continue,
            };
            for (key, _) in pairs {
                if !headers.contains(&key) {
                    headers.push(key);
                }
            }
            if headers.len() > MOST_KEYS {
                return Err(Fault::new(
                    rules::UNREADABLE_FILE,
                    format!("the lines have more than {MOST_KEYS} different keys"),
                    "export one object a line, all with the same keys",
                ));
            }
        }
        match broken {
            // Nothing could be read: that is what is wrong, and not the keys.
            Some((number, problem)) if headers.is_empty() => Err(not_json(problem).in_row(number)),
            _ => Ok(Self { text, headers }),
        }
    }

    fn row(&self, number: u64, line: &str, done: usize) -> Row<'static> {
        let mut cells = vec![Cell::Empty; self.headers.len()];
        let mut fault = None;
        match object(line) {
            Err(problem) => fault = Some(not_json(problem)),
            Ok(pairs) => {
                let mut seen = vec![false; cells.len()];
                for (key, value) in pairs {
                    let Some(place) = self.headers.iter().position(|header| *header == key) else {
                        continue;
                    };
                    if seen.get(place) == Some(&true) {
                        fault.get_or_insert(twice(&key));
                    }
                    if let (Some(cell), Some(seen)) = (cells.get_mut(place), seen.get_mut(place)) {
                        (*cell, *seen) = (value, true);
                    }
                }
            }
        }
        Row {
            number,
            cells,
            fault,
            done: done.try_into().unwrap_or(u64::MAX),
        }
    }
}

impl RowStream for JsonRows {
    fn headers(&self) -> &[String] {
        &self.headers
    }

    fn is_text(&self) -> bool {
        true
    }

    fn read(&self, visit: &mut dyn FnMut(Row<'_>)) -> Result<(), Fault> {
        let mut done = 0_usize;
        for (number, line) in (1_u64..).zip(self.text.split_inclusive('\n')) {
            done = done.saturating_add(line.len());
            if !line.trim().is_empty() {
                visit(self.row(number, line, done));
            }
        }
        Ok(())
    }
}

/// Where a line stops being JSON, and what was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Problem {
    at: usize,
    expected: &'static str,
}

fn not_json(problem: Problem) -> Fault {
    Fault::new(
        rules::UNREADABLE_FILE,
        format!(
            "the line is no JSON object: at character {} there should be {}",
            problem.at.saturating_add(1),
            problem.expected
        ),
        "write one object a line: {\"employee\": 285, \"amount\": \"10.50\"}",
    )
}

fn twice(key: &str) -> Fault {
    let message = format!("the key `{key}` comes twice");
    Fault::new(rules::DUPLICATE_HEADER, message, "remove one of them").in_column(key)
}

type Pairs = Vec<(String, Cell<'static>)>;

/// The pairs of a line that holds one object.
fn object(line: &str) -> Result<Pairs, Problem> {
    let mut parser = Parser {
        chars: line.chars().collect(),
        at: 0,
    };
    parser.object()
}

struct Parser {
    chars: Vec<char>,
    at: usize,
}

impl Parser {
    fn object(&mut self) -> Result<Pairs, Problem> {
        let mut pairs = Vec::new();
        self.expect('{', "`{`")?;
        if self.peek() == Some('}') {
            self.at = self.at.saturating_add(1);
        } else {
            loop {
                let key = match self.peek() {
                    Some('"') => self.string()?,
                    _ => return Err(self.problem("a key in quotes")),
                };
                self.expect(':', "`:`")?;
                pairs.push((key, self.value()?));
                match self.take() {
                    Some(',') => {}
                    Some('}') => break,
                    _ => return Err(self.before("`,` or `}`")),
                }
            }
        }
        match self.peek() {
            None => Ok(pairs),
            Some(_) => Err(self.problem("the end of the line")),
        }
    }

    fn value(&mut self) -> Result<Cell<'static>, Problem> {
        match self.peek() {
            Some('"') => Ok(Cell::Text(Cow::Owned(self.string()?))),
            Some('-' | '0'..='9') => self.number(),
            Some('t') => self.word("true", Cell::Boolean(true)),
            Some('f') => self.word("false", Cell::Boolean(false)),
            Some('n') => self.word("null", Cell::Empty),
            Some('{' | '[') => self.nested(),
            _ => Err(self.problem("a value")),
        }
    }

    fn word(&mut self, word: &'static str, cell: Cell<'static>) -> Result<Cell<'static>, Problem> {
        for letter in word.chars() {
            if self.chars.get(self.at) != Some(&letter) {
                return Err(self.problem(word));
            }
            self.at = self.at.saturating_add(1);
        }
        Ok(cell)
    }

    /// Exact if it has only digits and a dot; with an exponent it is a float.
    fn number(&mut self) -> Result<Cell<'static>, Problem> {
        let start = self.at;
        while self
            .chars
            .get(self.at)
            .is_some_and(|c| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E'))
        {
            self.at = self.at.saturating_add(1);
        }
        let digits: String = self
            .chars
            .get(start..self.at)
            .unwrap_or(&[])
            .iter()
            .collect();
        if !is_number(&digits) {
            self.at = start;
            return Err(self.problem("a number"));
        }
        Ok(match Decimal::from_str_exact(&digits) {
            Ok(exact) => Cell::Number(exact),
            Err(_) => Cell::Float(digits),
        })
    }

    fn string(&mut self) -> Result<String, Problem> {
        self.expect('"', "`\"`")?;
        let mut text = String::new();
        loop {
            match self.chars.get(self.at).copied() {
                None => return Err(self.problem("a closing quote")),
                Some('"') => break,
                Some('\\') => text.push(self.escape()?),
                Some(c) if c < ' ' => return Err(self.problem("an escape for a control character")),
                Some(c) => {
                    text.push(c);
                    self.at = self.at.saturating_add(1);
                }
            }
        }
        self.at = self.at.saturating_add(1);
        Ok(text)
    }

    fn escape(&mut self) -> Result<char, Problem> {
        self.at = self.at.saturating_add(1);
        let escaped = self.chars.get(self.at).copied();
        self.at = self.at.saturating_add(1);
        match escaped {
            Some(c @ ('"' | '\\' | '/')) => Ok(c),
            Some('b') => Ok('\u{8}'),
            Some('f') => Ok('\u{c}'),
            Some('n') => Ok('\n'),
            Some('r') => Ok('\r'),
            Some('t') => Ok('\t'),
            Some('u') => self.unicode(),
            _ => Err(self.before("an escape")),
        }
    }

    /// Four hexadecimal digits; two times four for characters above U+FFFF.
    fn unicode(&mut self) -> Result<char, Problem> {
        let high = self.four_digits()?;
        if !(0xd800..0xdc00).contains(&high) {
            return char::from_u32(high).ok_or_else(|| self.before("a character"));
        }
        if self.chars.get(self.at) != Some(&'\\') {
            return Err(self.problem("the second half of a character"));
        }
        self.at = self.at.saturating_add(2);
        let low = self.four_digits()?;
        let low = low.checked_sub(0xdc00).filter(|low| *low < 0x400);
        let code = low.map(|low| ((high & 0x3ff) << 10 | low).saturating_add(0x1_0000));
        code.and_then(char::from_u32)
            .ok_or_else(|| self.before("the second half of a character"))
    }

    fn four_digits(&mut self) -> Result<u32, Problem> {
        let mut code = 0_u32;
        for _ in 0..4 {
            let digit = self.chars.get(self.at).and_then(|c| c.to_digit(16));
            let digit = digit.ok_or_else(|| self.problem("four hexadecimal digits"))?;
            code = code << 4 | digit;
            self.at = self.at.saturating_add(1);
        }
        Ok(code)
    }

    /// Skips an object or a list, which no column holds.
    fn nested(&mut self) -> Result<Cell<'static>, Problem> {
        let mut depth = 0_usize;
        loop {
            match self.peek() {
                None => return Err(self.problem("`}` or `]`")),
                Some('"') => {
                    self.string()?;
                    continue;
                }
                Some('{' | '[') => depth = depth.saturating_add(1),
                Some('}' | ']') => depth = depth.saturating_sub(1),
                Some(_) => {}
            }
            self.at = self.at.saturating_add(1);
            if depth == 0 {
                return Ok(Cell::Other("a list or an object".to_owned()));
            }
        }
    }

    /// The next character that is no space.
    fn peek(&mut self) -> Option<char> {
        while matches!(self.chars.get(self.at), Some(' ' | '\t' | '\r' | '\n')) {
            self.at = self.at.saturating_add(1);
        }
        self.chars.get(self.at).copied()
    }

    fn take(&mut self) -> Option<char> {
        let next = self.peek();
        self.at = self.at.saturating_add(1);
        next
    }

    fn expect(&mut self, wanted: char, words: &'static str) -> Result<(), Problem> {
        if self.take() == Some(wanted) {
            Ok(())
        } else {
            Err(self.before(words))
        }
    }

    fn problem(&self, expected: &'static str) -> Problem {
        Problem {
            at: self.at,
            expected,
        }
    }

    fn before(&self, expected: &'static str) -> Problem {
        Problem {
            at: self.at.saturating_sub(1),
            expected,
        }
    }
}

/// Whether it is a number of JSON: no zero in front, a digit on both sides of a dot.
fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let no_zero_in_front = whole == "0" || !whole.starts_with('0');
    digits(whole)
        && no_zero_in_front
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|text| digits(text.strip_prefix(['-', '+']).unwrap_or(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_and_what_is_none() {
        let text = |text: &str| Cell::Text(Cow::Owned(text.to_owned()));
        let exact = |text: &str| Cell::Number(text.parse().unwrap());
        let table = [
            (r#"{}"#, vec![]),
            (
                r#" { "a" : 1 , "b" : "x" } "#,
                vec![("a", exact("1")), ("b", text("x"))],
            ),
            (r#"{"a":-0.10}"#, vec![("a", exact("-0.10"))]),
            (r#"{"a":1e5}"#, vec![("a", Cell::Float("1e5".to_owned()))]),
            (
                r#"{"a":true,"b":false,"c":null}"#,
                vec![
                    ("a", Cell::Boolean(true)),
                    ("b", Cell::Boolean(false)),
                    ("c", Cell::Empty),
                ],
            ),
            (
                r#"{"a":"\"\\\/\n\u00e9\ud83d\ude00"}"#,
                vec![("a", text("\"\\/\né😀"))],
            ),
            (
                r#"{"a":[1,{"b":"]"}]}"#,
                vec![("a", Cell::Other("a list or an object".to_owned()))],
            ),
        ];
        for (line, expected) in table {
            let expected: Pairs = expected
                .into_iter()
                .map(|(k, v)| (k.to_owned(), v))
                .collect();
            assert_eq!(object(line), Ok(expected), "{line}");
        }
        let broken = [
            ("", 0),
            ("[1]", 0),
            ("{", 1),
            (r#"{"a"}"#, 4),
            (r#"{"a":}"#, 5),
            (r#"{"a":01}"#, 5),
            (r#"{"a":1.}"#, 5),
            (r#"{"a":NaN}"#, 5),
            (r#"{"a":"x}"#, 8),
            (r#"{"a":1,}"#, 7),
            (r#"{"a":1} x"#, 8),
            (r#"{"a":"\ud83d"}"#, 12),
            (r#"{"a":[1}"#, 8),
            (r#"{'a':1}"#, 1),
        ];
        for (line, at) in broken {
            assert_eq!(
                object(line).map_err(|problem| problem.at),
                Err(at),
                "{line}"
            );
        }
    }
}
