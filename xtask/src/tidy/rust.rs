//! Rust source as words, strings and comments: enough to measure and to search it.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An identifier, keyword or number.
    Word,
    /// What stands between the quotes of a string.
    Text,
    /// A comment, with its slashes.
    Comment,
    /// One character of punctuation.
    Mark,
}

/// A piece of source and the line on which it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    /// What it is.
    pub kind: Kind,
    /// Its text.
    pub text: &'a str,
    /// Its first line, from 1.
    pub line: usize,
}

impl Token<'_> {
    fn is(&self, text: &str) -> bool {
        matches!(self.kind, Kind::Word | Kind::Mark) && self.text == text
    }

    /// The line on which it ends.
    #[must_use]
    pub fn last_line(&self) -> usize {
        self.line + self.text.matches('\n').count()
    }
}

/// Splits source into tokens. Source that does not lex gives some tokens, never a failure.
#[must_use]
pub fn lex(source: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = source;
    let mut line = 1;
    while let Some(first) = rest.chars().next() {
        let (skipped, kind, length, after) = piece(rest, first);
        let whole = rest.get(..skipped + length + after).unwrap_or(rest);
        if let (Some(kind), Some(text)) = (kind, rest.get(skipped..skipped + length)) {
            tokens.push(Token { kind, text, line });
        }
        line += whole.matches('\n').count();
        rest = rest.get(whole.len()..).unwrap_or("");
    }
    tokens
}

/// Bytes before the token (a quote), its kind, its bytes, and bytes after (a quote).
fn piece(rest: &str, first: char) -> (usize, Option<Kind>, usize, usize) {
    if rest.starts_with("//") {
        return (
            0,
            Some(Kind::Comment),
            rest.find('\n').unwrap_or(rest.len()),
            0,
        );
    }
    if rest.starts_with("/*") {
        return (0, Some(Kind::Comment), block_comment(rest), 0);
    }
    if let Some((open, close)) = raw_quotes(rest) {
        let body = rest.get(open..).unwrap_or("");
        let length = body.find(&close).unwrap_or(body.len());
        return (open, Some(Kind::Text), length, close.len());
    }
    if let Some(open) = plain_quote(rest) {
        let body = rest.get(open..).unwrap_or("");
        return (open, Some(Kind::Text), until_quote(body, '"'), 1);
    }
    match first {
        '\'' => (0, None, quote_mark(rest), 0),
        _ if word_char(first) => {
            let length = rest.find(|c| !word_char(c)).unwrap_or(rest.len());
            (0, Some(Kind::Word), length, 0)
        }
        _ if first.is_whitespace() => (0, None, first.len_utf8(), 0),
        _ => (0, Some(Kind::Mark), first.len_utf8(), 0),
    }
}

fn word_char(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

fn block_comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(here) = rest.get(at..).filter(|here| !here.is_empty()) {
        if here.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if here.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += here.chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// `r#"` and its relatives: bytes up to the text, and what closes it.
fn raw_quotes(rest: &str) -> Option<(usize, String)> {
    let prefix = ["br", "cr", "r"]
        .into_iter()
        .find(|p| rest.starts_with(p))?;
    let after = rest.strip_prefix(prefix)?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    after.trim_start_matches('#').strip_prefix('"')?;
    Some((
        prefix.len() + hashes + 1,
        format!("\"{}", "#".repeat(hashes)),
    ))
}

fn plain_quote(rest: &str) -> Option<usize> {
    ["\"", "b\"", "c\""]
        .into_iter()
        .find(|quote| rest.starts_with(quote))
        .map(str::len)
}

fn until_quote(body: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in body.char_indices() {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == quote {
            return at;
        }
    }
    body.len()
}

/// A character literal as a whole, or only the quote of a lifetime.
fn quote_mark(rest: &str) -> usize {
    let body = rest.get(1..).unwrap_or("");
    let mut chars = body.chars();
    match (chars.next(), chars.next()) {
        (Some('\\'), _) => until_quote(body, '\'') + 2,
        (Some(c), Some('\'')) => c.len_utf8() + 2,
        _ => 1,
    }
}

/// Splits off the modules under `#[cfg(test)]`: the tokens that ship, and the lines that do not.
#[must_use]
pub fn without_tests<'a>(tokens: &[Token<'a>]) -> (Vec<Token<'a>>, usize) {
    let code: Vec<Token<'a>> = tokens.to_vec();
    let mut shipped = Vec::new();
    let mut test_lines = 0;
    let mut at = 0;
    while let Some(token) = code.get(at) {
        let rest = code.get(at..).unwrap_or_default();
        if let Some(length) = test_module(rest) {
            let last = rest.get(length - 1).map_or(token.line, Token::last_line);
            test_lines += last - token.line + 1;
            at += length;
        } else {
            shipped.push(*token);
            at += 1;
        }
    }
    (shipped, test_lines)
}

/// How many tokens the test module takes that starts here, if one does.
fn test_module(tokens: &[Token<'_>]) -> Option<usize> {
    let head = ["#", "[", "cfg", "(", "test", ")", "]"];
    let starts = head
        .iter()
        .zip(tokens)
        .filter(|(want, got)| got.is(want))
        .count();
    if starts < head.len() {
        return None;
    }
    let body = tokens
        .iter()
        .position(|token| token.is("{") || token.is(";"))?;
    let is_module = tokens.iter().take(body).any(|token| token.is("mod"));
    is_module.then(|| match tokens.get(body) {
        Some(token) if token.is("{") => body + matching(tokens.get(body..).unwrap_or_default()),
        _ => body + 1,
    })
}

/// The number of tokens from an opening bracket to its partner, both counted.
fn matching(tokens: &[Token<'_>]) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        if token.kind != Kind::Mark {
            continue;
        }
        match token.text {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth = depth.saturating_sub(1),
            _ => continue,
        }
        if depth == 0 {
            return at + 1;
        }
    }
    tokens.len()
}

/// A function with a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Function<'a> {
    /// Its name.
    pub name: &'a str,
    /// The line of `fn`.
    pub line: usize,
    /// Lines from `fn` to the closing brace.
    pub lines: usize,
}

/// The functions in these tokens, nested ones too.
#[must_use]
pub fn functions<'a>(tokens: &[Token<'a>]) -> Vec<Function<'a>> {
    let mut found = Vec::new();
    for (at, pair) in tokens.windows(2).enumerate() {
        let [keyword, name] = pair else { continue };
        if !keyword.is("fn") || name.kind != Kind::Word {
            continue;
        }
        let rest = tokens.get(at..).unwrap_or_default();
        let Some(body) = body_start(rest) else {
            continue;
        };
        let length = matching(rest.get(body..).unwrap_or_default());
        if let Some(last) = rest.get(body + length - 1) {
            found.push(Function {
                name: name.text,
                line: keyword.line,
                lines: last.line - keyword.line + 1,
            });
        }
    }
    found
}

/// Where the body's brace is; none for a declaration that ends in `;`.
fn body_start(tokens: &[Token<'_>]) -> Option<usize> {
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if token.is("(") || token.is("[") {
            at += matching(tokens.get(at..)?);
        } else if token.is("{") {
            return Some(at);
        } else if token.is(";") {
            return None;
        } else {
            at += 1;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<(Kind, &str)> {
        lex(source).iter().map(|t| (t.kind, t.text)).collect()
    }

    #[test]
    fn tells_strings_comments_and_words_apart() {
        let table: &[(&str, &[(Kind, &str)])] = &[
            ("a\"b\\\"c\"", &[(Kind::Word, "a"), (Kind::Text, "b\\\"c")]),
            ("r#\"x\"y\"#", &[(Kind::Text, "x\"y")]),
            (
                "// it's\nb",
                &[(Kind::Comment, "// it's"), (Kind::Word, "b")],
            ),
            (
                "/* /* */ x */b",
                &[(Kind::Comment, "/* /* */ x */"), (Kind::Word, "b")],
            ),
            ("'a' '\\'' b", &[(Kind::Word, "b")]),
            (
                "&'a str",
                &[(Kind::Mark, "&"), (Kind::Word, "a"), (Kind::Word, "str")],
            ),
            (
                "r#fn",
                &[(Kind::Word, "r"), (Kind::Mark, "#"), (Kind::Word, "fn")],
            ),
            ("'é'é", &[(Kind::Word, "é")]),
            ("\"open", &[(Kind::Text, "open")]),
        ];
        for (source, want) in table {
            assert_eq!(&texts(source), want, "{source}");
        }
    }

    #[test]
    fn measures_functions_to_their_last_brace() {
        let source =
            "trait T { fn a(); }\nfn b<const N: usize>(x: [u8; 3]) -> u8 {\n  '{';\n  \"}\";\n}\n";
        let tokens = lex(source);
        let want = [Function {
            name: "b",
            line: 2,
            lines: 4,
        }];
        assert_eq!(functions(&tokens), want);
    }

    #[test]
    fn leaves_out_test_modules() {
        let source = "fn a() {}\n#[cfg(test)]\nmod tests {\n  fn b() {}\n}\nfn c() {}\n\
            #[cfg(test)]\nmod more;\n";
        let tokens = lex(source);
        let (shipped, lines) = without_tests(&tokens);
        let names: Vec<_> = functions(&shipped).iter().map(|f| f.name).collect();
        assert_eq!((names, lines), (vec!["a", "c"], 6));
    }
}
