//! Bytes become text.

use super::refusal::Fault;
use attain_core::rules;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

/// The text of a file, and its encoding where that was guessed.
#[derive(Debug)]
pub(super) struct Decoded {
    /// The text. A character that could not be read is U+FFFD, which is refused in its cell.
    pub text: String,
    /// The encoding, if it was guessed.
    pub guessed: Option<&'static str>,
}

/// Reads bytes as text: by byte order mark, by what is declared, as UTF-8, or else by a guess.
pub(super) fn decode(bytes: Vec<u8>, declared: Option<&str>) -> Result<Decoded, Fault> {
    let certain = |text: String| Decoded {
        text,
        guessed: None,
    };
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        let rest = bytes.get(mark..).unwrap_or(&[]);
        return Ok(certain(encoding.decode_without_bom_handling(rest).0.into()));
    }
    let declared = match declared {
        Some(label) => Some(Encoding::for_label(label.as_bytes()).ok_or_else(|| unknown(label))?),
        None => None,
    };
    if let Some(encoding) = declared.filter(|encoding| *encoding != UTF_8) {
        return Ok(certain(
            encoding.decode_without_bom_handling(&bytes).0.into(),
        ));
    }
    if declared.is_none() && looks_like_utf16(&bytes) {
        return Err(Fault::new(
            rules::UNREADABLE_FILE,
            "the file looks like UTF-16 without a byte order mark",
            "save it as UTF-8, or declare csv = { encoding = \"utf-16le\" } in the dataset",
        ));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(certain(text)),
        // What is UTF-8 but for a few bytes is broken UTF-8, not another encoding.
        Err(error) if declared.is_some() || is_mostly_utf8(error.as_bytes()) => {
            let text = UTF_8.decode_without_bom_handling(error.as_bytes()).0;
            Ok(certain(text.into()))
        }
        Err(error) => Ok(guess(error.as_bytes())),
    }
}

fn guess(bytes: &[u8]) -> Decoded {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    Decoded {
        text: encoding.decode_without_bom_handling(bytes).0.into(),
        guessed: Some(encoding.name()),
    }
}

fn unknown(label: &str) -> Fault {
    Fault::new(
        rules::UNREADABLE_FILE,
        format!("`{label}` is not an encoding"),
        "declare one by its WHATWG label: `utf-8`, `windows-1251`, `latin1`",
    )
}

/// Every other byte of western text in UTF-16 is zero.
fn looks_like_utf16(bytes: &[u8]) -> bool {
    let start = bytes.get(..bytes.len().min(1_024)).unwrap_or(&[]);
    let zeros = start.iter().filter(|byte| **byte == 0).count();
    zeros > start.len() / 4
}

/// Whether there are more characters of several bytes than broken ones.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        let characters = chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        good = good.saturating_add(characters);
        broken = broken.saturating_add(usize::from(!chunk.invalid().is_empty()));
    }
    good > broken
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUSSIAN: &str = "город;сумма\nМосква;10\nКазань;20\nСаратов;30\n";

    #[test]
    fn encodings() {
        let utf16: Vec<u8> = "\u{feff}имя\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let cp1251 = encoding_rs::WINDOWS_1251.encode(RUSSIAN).0.into_owned();
        type Case<'a> = (&'a [u8], Option<&'a str>, &'a str, Option<&'a str>);
        let table: [Case<'_>; 6] = [
            (b"\xef\xbb\xbfname\n", None, "name\n", None),
            (&utf16, None, "имя\n", None),
            (RUSSIAN.as_bytes(), None, RUSSIAN, None),
            (&cp1251, None, RUSSIAN, Some("windows-1251")),
            (&cp1251, Some("windows-1251"), RUSSIAN, None),
            (
                b"M\xfcller,Gro\xdfe Stra\xdfe\n",
                None,
                "Müller,Große Straße\n",
                Some("windows-1252"),
            ),
        ];
        for (bytes, declared, text, guessed) in table {
            let found = decode(bytes.to_vec(), declared).unwrap();
            assert_eq!((found.text.as_str(), found.guessed), (text, guessed));
        }
    }

    #[test]
    fn broken_utf8_keeps_a_sign_where_it_is_broken() {
        let mut bytes = "Москва,Казань\n".as_bytes().to_vec();
        bytes.push(0xff);
        let found = decode(bytes, None).unwrap();
        assert_eq!(found.text, "Москва,Казань\n\u{fffd}");
        assert_eq!(found.guessed, None);
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        assert!(decode(b"a".to_vec(), Some("klingon")).is_err());
        assert!(decode(b"a\0b\0c\0".to_vec(), None).is_err());
    }
}
