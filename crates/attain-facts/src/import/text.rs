//! Characters that cannot be seen.

/// Whether a character cannot be seen, or makes others seem to stand elsewhere. Line breaks and
/// tabs are not among them, and neither are the joiners that some scripts need inside words.
pub(super) fn is_invisible(c: char) -> bool {
    match c {
        '\n' | '\r' | '\t' => false,
        // Soft hyphen, grapheme joiner, Arabic letter mark, Hangul fillers, Mongolian separators.
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}'
        | '\u{180b}'..='\u{180f}'
        // Zero-width space, direction marks; direction embeddings, overrides and isolates.
        | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        // Byte order mark, annotations, the sign of a lost character, tags.
        | '\u{feff}' | '\u{fff9}'..='\u{fffd}' | '\u{e0000}'..='\u{e0fff}' => true,
        _ => c.is_control(),
    }
}

/// Joiners without width: needed in Persian and in many Indian scripts, but two names that differ
/// only in them look the same.
pub(super) fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// The first invisible character.
pub(super) fn find_invisible(text: &str, in_name: bool) -> Option<char> {
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return None;
    }
    text.chars()
        .find(|c| is_invisible(*c) || (in_name && (is_joiner(*c) || matches!(c, '\n' | '\r'))))
}

/// An alphabet with letters that look like those of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Alphabet {
    Latin,
    Cyrillic,
    Greek,
}

fn alphabet(c: char) -> Option<Alphabet> {
    if !c.is_alphabetic() {
        return None;
    }
    match c {
        '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{ff21}'..='\u{ff5a}' => {
            Some(Alphabet::Latin)
        }
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Some(Alphabet::Greek),
        '\u{400}'..='\u{52f}' => Some(Alphabet::Cyrillic),
        _ => None,
    }
}

/// The first letter that is of another alphabet than the letters before it in the same word.
pub(super) fn find_mixed(text: &str) -> Option<char> {
    if text.is_ascii() {
        return None;
    }
    let mut word: Option<Alphabet> = None;
    for c in text.chars() {
        match (alphabet(c), word) {
            (Some(this), Some(word)) if this != word => return Some(c),
            (Some(this), _) => word = Some(this),
            // Digits belong to the word: `CO1` is one.
            (None, _) if c.is_alphanumeric() => {}
            (None, _) => word = None,
        }
    }
    None
}

/// What a character is, in words.
pub(super) fn describe(c: char) -> String {
    let name = match c {
        '\0' => "NUL",
        '\u{fffd}' => "the sign of a lost character",
        '\u{feff}' => "a byte order mark",
        '\u{200b}' => "a zero-width space",
        '\u{200c}' | '\u{200d}' => "a zero-width joiner",
        '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            "a mark that changes the reading direction"
        }
        '\n' | '\r' => "a line break",
        c if c.is_control() => "a control character",
        _ => "an invisible character",
    };
    format!("{name} (U+{:04X})", u32::from(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_two_alphabets() {
        let table = [
            ("Ivanov", None),
            ("Иванов", None),
            ("Müller-Lüdenscheidt", None),
            ("Отдел A", None),
            ("Отдел-B2", None),
            ("Ив\u{61}нов", Some('a')),
            ("\u{421}O1", Some('O')),
            ("1\u{421}2O", Some('O')),
            ("\u{391}lpha", Some('l')),
        ];
        for (text, expected) in table {
            assert_eq!(find_mixed(text), expected, "{text}");
        }
    }
}
