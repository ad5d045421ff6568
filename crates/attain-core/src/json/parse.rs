//! Reading JSON.

use super::Json;
use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::CharIndices;
use thiserror::Error;

/// Levels of lists and objects that are read.
const MAX_DEPTH: usize = 64;

/// Why a text is not JSON as we write it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not JSON at byte {at}: expected {expected}")]
pub struct JsonError {
    /// The byte at which reading stopped.
    pub at: usize,
    /// What should stand there.
    pub expected: &'static str,
}

pub(super) fn parse(text: &str) -> Result<Json, JsonError> {
    let mut reader = Reader {
        chars: text.char_indices().peekable(),
        end: text.len(),
    };
    let value = reader.value(0)?;
    reader.skip_spaces();
    match reader.chars.peek() {
        None => Ok(value),
        Some(_) => reader.fail("the end"),
    }
}

struct Reader<'t> {
    chars: Peekable<CharIndices<'t>>,
    end: usize,
}

impl Reader<'_> {
    fn fail<T>(&mut self, expected: &'static str) -> Result<T, JsonError> {
        let at = self.chars.peek().map_or(self.end, |(at, _)| *at);
        Err(JsonError { at, expected })
    }

    fn skip_spaces(&mut self) {
        while self
            .chars
            .next_if(|(_, c)| matches!(c, ' ' | '\t' | '\n' | '\r'))
            .is_some()
        {}
    }

    fn take(&mut self, wanted: char) -> bool {
        self.chars.next_if(|(_, c)| *c == wanted).is_some()
    }

    fn word(&mut self, word: &str, value: Json) -> Result<Json, JsonError> {
        for wanted in word.chars() {
            if !self.take(wanted) {
                return self.fail("`true`, `false` or `null`");
            }
        }
        Ok(value)
    }

    fn value(&mut self, depth: usize) -> Result<Json, JsonError> {
        if depth >= MAX_DEPTH {
            return self.fail("fewer levels");
        }
        self.skip_spaces();
        match self.chars.peek().map(|(_, c)| *c) {
            Some('n') => self.word("null", Json::Null),
            Some('t') => self.word("true", Json::Bool(true)),
            Some('f') => self.word("false", Json::Bool(false)),
            Some('"') => self.text().map(Json::Text),
            Some('[') => self.list(depth),
            Some('{') => self.object(depth),
            Some(c) if c == '-' || c.is_ascii_digit() => self.integer(),
            _ => self.fail("a value"),
        }
    }

    fn integer(&mut self) -> Result<Json, JsonError> {
        let mut digits = String::new();
        if self.take('-') {
            digits.push('-');
        }
        while let Some((_, digit)) = self.chars.next_if(|(_, c)| c.is_ascii_digit()) {
            digits.push(digit);
        }
        let unsigned = digits.trim_start_matches('-');
        let canonical = unsigned == "0" || !unsigned.starts_with('0');
        match digits.parse() {
            Ok(value) if canonical && digits != "-0" => Ok(Json::Integer(value)),
            _ => self.fail("a whole number"),
        }
    }

    fn text(&mut self) -> Result<String, JsonError> {
        if !self.take('"') {
            return self.fail("a text");
        }
        let mut text = String::new();
        loop {
            match self.chars.next_if(|(_, c)| *c >= ' ') {
                Some((_, '"')) => return Ok(text),
                Some((_, '\\')) => text.push(self.escape()?),
                Some((_, c)) => text.push(c),
                None => return self.fail("a closing quote"),
            }
        }
    }

    fn escape(&mut self) -> Result<char, JsonError> {
        let c = match self.chars.next() {
            Some((_, c @ ('"' | '\\' | '/'))) => c,
            Some((_, 'b')) => '\u{8}',
            Some((_, 't')) => '\t',
            Some((_, 'n')) => '\n',
            Some((_, 'f')) => '\u{c}',
            Some((_, 'r')) => '\r',
            Some((_, 'u')) => return self.unicode(),
            _ => return self.fail("an escape"),
        };
        Ok(c)
    }

    fn unicode(&mut self) -> Result<char, JsonError> {
        let high = self.hex4()?;
        if !(0xd800..0xdc00).contains(&high) {
            return char::from_u32(high).map_or_else(|| self.fail("a character"), Ok);
        }
        if !(self.take('\\') && self.take('u')) {
            return self.fail("the second half of a surrogate pair");
        }
        let low = self.hex4()?;
        let code = 0x1_0000 + ((high - 0xd800) << 10);
        match (0xdc00..0xe000)
            .contains(&low)
            .then(|| code + (low - 0xdc00))
        {
            Some(code) => char::from_u32(code).map_or_else(|| self.fail("a character"), Ok),
            None => self.fail("the second half of a surrogate pair"),
        }
    }

    fn hex4(&mut self) -> Result<u32, JsonError> {
        let mut code = 0;
        for _ in 0..4 {
            match self.chars.next().and_then(|(_, c)| c.to_digit(16)) {
                Some(digit) => code = code * 16 + digit,
                None => return self.fail("four hexadecimal digits"),
            }
        }
        Ok(code)
    }

    fn list(&mut self, depth: usize) -> Result<Json, JsonError> {
        let mut items = Vec::new();
        self.take('[');
        self.skip_spaces();
        if self.take(']') {
            return Ok(Json::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.skip_spaces();
            if self.take(']') {
                return Ok(Json::List(items));
            }
            if !self.take(',') {
                return self.fail("`,` or `]`");
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Json, JsonError> {
        let mut fields = BTreeMap::new();
        self.take('{');
        self.skip_spaces();
        if self.take('}') {
            return Ok(Json::Object(fields));
        }
        loop {
            self.skip_spaces();
            let name = self.text()?;
            self.skip_spaces();
            if !self.take(':') {
                return self.fail("`:`");
            }
            let value = self.value(depth + 1)?;
            if fields.insert(name, value).is_some() {
                return self.fail("each name once");
            }
            self.skip_spaces();
            if self.take('}') {
                return Ok(Json::Object(fields));
            }
            if !self.take(',') {
                return self.fail("`,` or `}`");
            }
        }
    }
}
