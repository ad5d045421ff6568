//! XML as a tree whose every element and attribute knows its bytes.
//!
//! Files of other programs are read with limits, and nothing in them is ever expanded: a document
//! type, an entity of its own, too great a depth or too many elements are refused.

use crate::diag::{Diagnostic, Span};
use crate::rules;
use crate::text::Document;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;
use std::ops::Range;

/// Elements may stand so deep in each other; editors need about ten.
const MAX_DEPTH: usize = 100;
/// So many elements; a large diagram has a few thousand.
const MAX_ELEMENTS: usize = 100_000;
/// So many attributes of one element.
const MAX_ATTRIBUTES: usize = 200;

/// An element.
#[derive(Debug, Clone, Default)]
pub(super) struct Node {
    /// The namespace that its name belongs to.
    pub(super) space: String,
    /// Its name without prefix.
    pub(super) name: String,
    /// Its name as it is written.
    pub(super) tag: String,
    /// Its attributes in order.
    pub(super) attributes: Vec<Attribute>,
    /// The bytes of its start tag.
    pub(super) open: Range<usize>,
    /// The bytes between its tags; empty at the end of `open` where it has no end tag.
    pub(super) inner: Range<usize>,
    /// All its bytes.
    pub(super) whole: Range<usize>,
    /// Whether it is one tag, `<a/>`.
    pub(super) closed: bool,
    /// The text that stands directly in it.
    pub(super) text: String,
    /// The elements in it.
    pub(super) children: Vec<Node>,
}

/// An attribute.
#[derive(Debug, Clone)]
pub(super) struct Attribute {
    /// Its name as it is written.
    pub(super) key: String,
    /// Its value with references resolved.
    pub(super) value: String,
    /// The bytes of the value, without its quotes.
    pub(super) place: Range<usize>,
}

impl Node {
    /// An attribute without a prefix.
    pub(super) fn attribute(&self, key: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|one| one.key == key)
    }

    /// An attribute by its name without prefix, whatever its prefix is.
    pub(super) fn foreign(&self, local: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|one| {
            one.key
                .rsplit_once(':')
                .is_some_and(|(_, name)| name == local)
        })
    }

    /// The value of an attribute, or nothing.
    pub(super) fn value(&self, key: &str) -> &str {
        self.attribute(key).map_or("", |one| one.value.as_str())
    }

    /// The children of a namespace and name.
    pub(super) fn all<'a>(
        &'a self,
        space: &'a str,
        name: &'a str,
    ) -> impl Iterator<Item = &'a Node> {
        self.children
            .iter()
            .filter(move |child| child.space == space && child.name == name)
    }
}

/// Reads a document as a tree.
///
/// # Errors
/// The one thing that stops the reading: bad form, or what may be an attack.
pub(super) fn read(document: &Document) -> Result<Node, Diagnostic> {
    let text: &str = &document.text;
    // A byte order mark is no part of the document, but its bytes count.
    let skip = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let body = text.get(skip..).unwrap_or("");
    let mut tree = Tree {
        document,
        text,
        skip,
        stack: vec![Node::default()],
        elements: 0,
    };
    let mut reader = NsReader::from_str(body);
    reader.config_mut().check_comments = true;
    loop {
        let from = tree.position(reader.buffer_position());
        let (space, event) = match reader.read_resolved_event() {
            Ok((ResolveResult::Bound(space), event)) => (space.0.to_owned(), event),
            Ok((ResolveResult::Unknown(prefix), _)) => {
                let message = format!("the prefix `{prefix}` is not declared");
                return Err(tree.malformed(&message, from..from));
            }
            Ok((ResolveResult::Unbound, event)) => (String::new(), event),
            Err(error) => {
                let at = tree.position(reader.error_position());
                return Err(tree.malformed(&error.to_string(), at..at));
            }
        };
        let to = tree.position(reader.buffer_position());
        if matches!(event, Event::Eof) {
            return tree.finish();
        }
        tree.take(&space, &event, from..to)?;
    }
}

/// A tree that grows.
struct Tree<'a> {
    document: &'a Document,
    text: &'a str,
    skip: usize,
    stack: Vec<Node>,
    elements: usize,
}

impl Tree<'_> {
    fn position(&self, offset: u64) -> usize {
        usize::try_from(offset)
            .unwrap_or(usize::MAX)
            .saturating_add(self.skip)
            .min(self.text.len())
    }

    fn span(&self, range: Range<usize>) -> Span {
        self.document.span(range)
    }

    fn malformed(&self, message: &str, range: Range<usize>) -> Diagnostic {
        let message = message.split_whitespace().collect::<Vec<_>>().join(" ");
        Diagnostic::error(rules::MALFORMED_DIAGRAM, message)
            .at(&self.span(range), "")
            .with_help("save the file again with the program that made it")
    }

    fn hostile(&self, message: String, range: Range<usize>) -> Diagnostic {
        Diagnostic::error(rules::HOSTILE_DIAGRAM, message)
            .at(&self.span(range), "")
            .with_help("no editor of diagrams writes this; look where the file comes from")
    }

    fn take(
        &mut self,
        space: &str,
        event: &Event<'_>,
        range: Range<usize>,
    ) -> Result<(), Diagnostic> {
        match event {
            Event::Start(start) => self.open(space, start, range, false),
            Event::Empty(start) => {
                self.open(space, start, range.clone(), true)?;
                self.close(range.end..range.end)
            }
            Event::End(_) => self.close(range),
            Event::Text(_) => {
                let text = self.text.get(range).unwrap_or("").to_owned();
                self.say(&text);
                Ok(())
            }
            Event::CData(_) => {
                let text = self.text.get(range).unwrap_or("");
                let text = text.strip_prefix("<![CDATA[").unwrap_or(text);
                let text = text.strip_suffix("]]>").unwrap_or(text).to_owned();
                self.say(&text);
                Ok(())
            }
            Event::GeneralRef(_) => self.reference(range),
            Event::DocType(_) => {
                let message = "the file declares a document type, which may define entities";
                Err(self.hostile(message.to_owned(), range))
            }
            _ => Ok(()),
        }
    }

    fn say(&mut self, text: &str) {
        if let Some(node) = self.stack.last_mut() {
            node.text.push_str(text);
        }
    }

    /// `&amp;` and its like; everything else would need a document type.
    fn reference(&mut self, range: Range<usize>) -> Result<(), Diagnostic> {
        let raw = self.text.get(range.clone()).unwrap_or("").to_owned();
        match unescape(&raw) {
            Ok(text) => {
                self.say(&text);
                Ok(())
            }
            Err(_) => Err(self.hostile(format!("`{raw}` is an entity of its own"), range)),
        }
    }

    fn open(
        &mut self,
        space: &str,
        start: &BytesStart<'_>,
        range: Range<usize>,
        closed: bool,
    ) -> Result<(), Diagnostic> {
        self.elements = self.elements.saturating_add(1);
        if self.elements > MAX_ELEMENTS {
            return Err(self.hostile(format!("more than {MAX_ELEMENTS} elements"), range));
        }
        if self.stack.len() > MAX_DEPTH {
            return Err(self.hostile(format!("elements more than {MAX_DEPTH} deep"), range));
        }
        if self.stack.len() == 1
            && self
                .stack
                .first()
                .is_some_and(|top| !top.children.is_empty())
        {
            return Err(self.malformed("a second element at the top", range));
        }
        for attribute in start.attributes() {
            if let Err(error) = attribute {
                return Err(self.malformed(&error.to_string(), range));
            }
        }
        let raw = self.text.get(range.clone()).unwrap_or("");
        let tag = tag_of(raw).to_owned();
        let attributes = self.attributes(raw, range.start)?;
        let name = tag.rsplit_once(':').map_or(tag.as_str(), |(_, name)| name);
        self.stack.push(Node {
            space: space.to_owned(),
            name: name.to_owned(),
            tag,
            attributes,
            inner: range.end..range.end,
            whole: range.clone(),
            open: range,
            closed,
            ..Node::default()
        });
        Ok(())
    }

    fn close(&mut self, range: Range<usize>) -> Result<(), Diagnostic> {
        let (Some(mut node), Some(parent)) = (self.stack.pop(), self.stack.last_mut()) else {
            return Err(self.malformed("an end tag without a start tag", range));
        };
        if !node.closed {
            node.inner.end = range.start;
            node.whole.end = range.end;
        }
        parent.children.push(node);
        Ok(())
    }

    fn finish(mut self) -> Result<Node, Diagnostic> {
        if self.stack.len() > 1 {
            let end = self.text.len();
            return Err(self.malformed("the file ends within an element", end..end));
        }
        let root = self.stack.pop().and_then(|mut top| top.children.pop());
        root.ok_or_else(|| self.malformed("the file has no element", 0..0))
    }

    /// The attributes of a start tag, which the library has found well formed.
    fn attributes(&self, raw: &str, start: usize) -> Result<Vec<Attribute>, Diagnostic> {
        let mut found = Vec::new();
        let mut at = tag_of(raw).len().saturating_add(1);
        while let Some((key, place, next)) = next_attribute(raw, at) {
            let written = raw.get(place.clone()).unwrap_or("");
            let place = start.saturating_add(place.start)..start.saturating_add(place.end);
            let Ok(value) = unescape(written) else {
                return Err(self.hostile(format!("`{written}` has an entity of its own"), place));
            };
            found.push(Attribute {
                key: key.to_owned(),
                value: value.into_owned(),
                place,
            });
            if found.len() > MAX_ATTRIBUTES {
                let message = format!("more than {MAX_ATTRIBUTES} attributes of one element");
                return Err(self.hostile(message, start..start));
            }
            at = next;
        }
        Ok(found)
    }
}

/// The name in a start tag.
fn tag_of(raw: &str) -> &str {
    let name = raw.strip_prefix('<').unwrap_or(raw);
    let end = name.find(|c: char| c.is_whitespace() || c == '>' || c == '/');
    end.and_then(|end| name.get(..end)).unwrap_or(name)
}

/// The next attribute of a start tag from a byte on: its name, its value's bytes, where to go on.
fn next_attribute(raw: &str, from: usize) -> Option<(&str, Range<usize>, usize)> {
    let rest = raw.get(from..)?;
    let (before, after) = rest.split_once('=')?;
    let key = before.trim();
    let quote = after
        .trim_start()
        .chars()
        .next()
        .filter(|c| "\"'".contains(*c))?;
    let skipped = after.find(quote)?;
    let start = from
        .checked_add(before.len())?
        .checked_add(1)?
        .checked_add(skipped)?
        .checked_add(1)?;
    let length = raw.get(start..)?.find(quote)?;
    let end = start.checked_add(length)?;
    Some((key, start..end, end.checked_add(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> Result<Node, String> {
        read(&Document::new("a.bpmn", text))
            .map_err(|found| format!("{}: {}", found.code, found.message))
    }

    #[test]
    fn every_part_knows_its_bytes() {
        let text = "\u{feff}<?xml version='1.0'?>\n<!-- x --><a:b xmlns:a = 'u' c=\"1 &lt; 2\"\n d='e'>\
                    t&amp;<![CDATA[<]]><f/></a:b>\n";
        let root = tree(text).unwrap();
        assert_eq!((root.space.as_str(), root.name.as_str()), ("u", "b"));
        assert_eq!(root.value("c"), "1 < 2");
        assert_eq!(root.text, "t&<");
        assert_eq!(
            text.get(root.attribute("c").unwrap().place.clone())
                .unwrap(),
            "1 &lt; 2"
        );
        assert_eq!(
            text.get(root.attribute("d").unwrap().place.clone())
                .unwrap(),
            "e"
        );
        assert_eq!(
            text.get(root.inner.clone()).unwrap(),
            "t&amp;<![CDATA[<]]><f/>"
        );
        assert_eq!(text.get(root.children[0].whole.clone()).unwrap(), "<f/>");
        assert!(text.get(root.whole.clone()).unwrap().ends_with("</a:b>"));
    }

    #[test]
    fn what_is_malformed_or_hostile_is_refused() {
        let deep = "<a>".repeat(200);
        let bomb = "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>";
        for (text, code) in [
            ("", "K0260"),
            ("<a>", "K0260"),
            ("<a></b>", "K0260"),
            ("<a/><b/>", "K0260"),
            ("<a b='1' b='2'/>", "K0260"),
            ("<p:a/>", "K0260"),
            (bomb, "K0261"),
            ("<a>&xxe;</a>", "K0261"),
            ("<a b='&xxe;'/>", "K0261"),
            (&deep, "K0261"),
        ] {
            let found = tree(text).unwrap_err();
            assert!(found.starts_with(code), "{text:.40}: {found}");
        }
    }
}
