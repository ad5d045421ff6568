//! The words of pages, in two languages. A message is one line of a file: `name = text`, where
//! `{ $word }` stands for what a page puts there.

use std::collections::BTreeMap;

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Language {
    #[default]
    English,
    Russian,
}

impl Language {
    pub(crate) const NAMES: [(&'static str, Self, &'static str); 2] = [
        ("en", Self::English, "English"),
        ("ru", Self::Russian, "Русский"),
    ];

    pub(crate) fn name(self) -> &'static str {
        let found = Self::NAMES
            .iter()
            .find(|(_, language, _)| *language == self);
        found.map_or("en", |(name, ..)| name)
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        let found = Self::NAMES.iter().find(|(known, ..)| *known == name);
        found.map(|(_, language, _)| *language)
    }

    /// The first language of an `Accept-Language` header that is known.
    pub(crate) fn accepted(header: &str) -> Self {
        let names = header
            .split(',')
            .filter_map(|part| part.split([';', '-']).next());
        names
            .filter_map(|name| Self::from_name(name.trim()))
            .next()
            .unwrap_or_default()
    }
}

/// All messages.
#[derive(Debug)]
pub(crate) struct Messages {
    english: BTreeMap<&'static str, &'static str>,
    russian: BTreeMap<&'static str, &'static str>,
}

impl Default for Messages {
    fn default() -> Self {
        Self {
            english: parse(include_str!("../messages/en.ftl")),
            russian: parse(include_str!("../messages/ru.ftl")),
        }
    }
}

fn parse(text: &'static str) -> BTreeMap<&'static str, &'static str> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(" = "))
        .map(|(name, text)| (name.trim(), text.trim()))
        .collect()
}

impl Messages {
    /// A message; a missing one shows its name, so that it is seen.
    pub(crate) fn text<'a>(&'a self, language: Language, name: &'a str) -> &'a str {
        let own = match language {
            Language::English => self.english.get(name),
            Language::Russian => self.russian.get(name),
        };
        own.or_else(|| self.english.get(name))
            .copied()
            .unwrap_or(name)
    }
}

/// Puts values in the places of a message.
pub(crate) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(text.to_owned(), |text, (name, value)| {
        text.replace(&format!("{{ ${name} }}"), value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn both_languages_say_the_same() {
        let messages = Messages::default();
        let names = |map: &BTreeMap<&'static str, &'static str>| -> BTreeSet<&'static str> {
            map.keys().copied().collect()
        };
        assert_eq!(names(&messages.english), names(&messages.russian));
        let places = |text: &str| -> BTreeSet<String> {
            let parts = text.split("{ $").skip(1);
            parts
                .filter_map(|part| Some(part.split_once(" }")?.0.to_owned()))
                .collect()
        };
        for (name, text) in &messages.english {
            let other = messages.russian.get(name).unwrap();
            assert_eq!(places(text), places(other), "{name}");
        }
    }

    /// Every message that a page asks for is there, and every one that is there is asked for.
    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test reads our own source")]
    fn every_message_is_used() {
        let mut source = String::new();
        let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    source.push_str(&std::fs::read_to_string(&path).unwrap());
                }
            }
        }
        let messages = Messages::default();
        for name in messages.english.keys() {
            assert!(
                source.contains(&format!("\"{name}\"")),
                "{name} is not used"
            );
        }
        let asked = source
            .split(".t(\"")
            .skip(1)
            .chain(source.split(".tv(\"").skip(1));
        for name in asked.filter_map(|part| part.split('"').next()) {
            assert!(messages.english.contains_key(name), "{name} is missing");
        }
    }

    #[test]
    fn the_language_is_the_first_that_is_known() {
        for (header, language) in [
            ("ru-RU,ru;q=0.9,en;q=0.8", Language::Russian),
            ("de, en-GB;q=0.7", Language::English),
            ("de", Language::English),
            ("", Language::English),
        ] {
            assert_eq!(Language::accepted(header), language, "{header}");
        }
    }
}
