//! Text with a delimiter, read strictly (RFC 4180): a quote where none can be is a fault with its
//! line, never a guess. A record with a fault is given up at its first line, so that the rows
//! below it are still read and checked.

use std::borrow::Cow;

/// One record of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Record<'a> {
    /// The line that it starts on; the first is 1.
    pub line: u64,
    /// Its fields.
    pub fields: Vec<Cow<'a, str>>,
    /// What is wrong with its quotes.
    pub fault: Option<QuoteFault>,
}

impl Record<'_> {
    /// Whether it is an empty line.
    fn is_blank(&self) -> bool {
        self.fault.is_none() && matches!(self.fields.as_slice(), [only] if only.is_empty())
    }
}

/// A quote that is where it cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum QuoteFault {
    /// Opened on this line, never closed.
    Unclosed {
        /// The line.
        line: u64,
        /// The field, from 0.
        field: usize,
    },
    /// Inside an unquoted field, or text after a closing quote.
    Stray {
        /// The line.
        line: u64,
        /// The field, from 0.
        field: usize,
    },
}

/// The records of a text, empty lines left out.
#[derive(Debug)]
pub(super) struct Records<'a> {
    text: &'a str,
    delimiter: u8,
    at: usize,
    line: u64,
    /// Bytes that may still be read a second time after a fault. Without a limit, quotes could be
    /// laid so that reading takes quadratic time.
    second_readings: usize,
}

impl<'a> Records<'a> {
    /// The records of `text`, whose first line is line `line`.
    pub(super) fn new(text: &'a str, delimiter: u8, line: u64) -> Self {
        Self {
            text,
            delimiter,
            at: 0,
            line,
            second_readings: text.len().saturating_mul(4),
        }
    }

    /// Bytes read so far.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn slice(&self, from: usize) -> &'a str {
        self.text.get(from..self.at).unwrap_or("")
    }

    /// Moves to the next byte for which `stop` holds, or to the end.
    fn skip_until(&mut self, stop: impl Fn(u8) -> bool) {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or(&[]);
        let count = rest
            .iter()
            .position(|byte| stop(*byte))
            .unwrap_or(rest.len());
        self.at = self.at.saturating_add(count);
    }

    fn step(&mut self) {
        self.at = self.at.saturating_add(1);
    }

    fn record(&mut self) -> Record<'a> {
        let (start, line) = (self.at, self.line);
        let mut fields = Vec::new();
        let mut fault = None;
        loop {
            let field = self.field(fields.len(), &mut fault);
            fields.push(field);
            match self.peek() {
                Some(byte) if byte == self.delimiter => self.step(),
                _ => break,
            }
        }
        self.end_of_line();
        if fault.is_some() && self.line > line.saturating_add(1) {
            self.go_back_to_line_after(start, line);
        }
        Record {
            line,
            fields,
            fault,
        }
    }

    /// A quoted or unquoted field; stops at a delimiter, a line break or the end.
    fn field(&mut self, index: usize, fault: &mut Option<QuoteFault>) -> Cow<'a, str> {
        if self.peek() == Some(b'"') {
            return self.quoted(index, fault);
        }
        let start = self.at;
        let delimiter = self.delimiter;
        self.skip_until(|byte| byte == delimiter || byte == b'\n' || byte == b'\r');
        let text = self.slice(start);
        if text.contains('"') {
            let line = self.line;
            fault.get_or_insert(QuoteFault::Stray { line, field: index });
        }
        Cow::Borrowed(text)
    }

    fn quoted(&mut self, index: usize, fault: &mut Option<QuoteFault>) -> Cow<'a, str> {
        let opened = self.line;
        self.step();
        let start = self.at;
        let mut doubled = false;
        loop {
            self.skip_until(|byte| matches!(byte, b'"' | b'\n' | b'\r'));
            match self.peek() {
                None => {
                    let unclosed = QuoteFault::Unclosed {
                        line: opened,
                        field: index,
                    };
                    fault.get_or_insert(unclosed);
                    return Cow::Borrowed(self.slice(start));
                }
                Some(b'"')
                    if self.text.as_bytes().get(self.at.saturating_add(1)) == Some(&b'"') =>
                {
                    doubled = true;
                    self.at = self.at.saturating_add(2);
                }
                Some(b'"') => break,
                Some(_) => self.end_of_line(),
            }
        }
        let text = self.slice(start);
        self.step();
        self.after_quote(index, fault);
        if doubled {
            Cow::Owned(text.replace("\"\"", "\""))
        } else {
            Cow::Borrowed(text)
        }
    }

    /// After a closing quote only spaces may follow in a field.
    fn after_quote(&mut self, index: usize, fault: &mut Option<QuoteFault>) {
        let start = self.at;
        let delimiter = self.delimiter;
        self.skip_until(|byte| byte == delimiter || byte == b'\n' || byte == b'\r');
        if !self.slice(start).trim_matches(' ').is_empty() {
            let line = self.line;
            fault.get_or_insert(QuoteFault::Stray { line, field: index });
        }
    }

    /// Takes a line break: `\n`, `\r\n` or `\r`.
    fn end_of_line(&mut self) {
        match self.peek() {
            Some(b'\r') => {
                self.step();
                if self.peek() == Some(b'\n') {
                    self.step();
                }
            }
            Some(b'\n') => self.step(),
            _ => return,
        }
        self.line = self.line.saturating_add(1);
    }

    /// Continues on the line after the one where a faulty record started.
    fn go_back_to_line_after(&mut self, start: usize, line: u64) {
        let read = self.at.saturating_sub(start);
        let Some(left) = self.second_readings.checked_sub(read) else {
            return;
        };
        self.second_readings = left;
        self.at = start;
        self.line = line;
        self.skip_until(|byte| matches!(byte, b'\n' | b'\r'));
        self.end_of_line();
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        while self.at < self.text.len() {
            let record = self.record();
            if !record.is_blank() {
                return Some(record);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests;
