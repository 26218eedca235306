//! YAML text to raw nodes with the bytes that they occupy, from the events of the library's parser.
//!
//! Serde is not used: it decodes while it reads, and stops at the first mistake. References, tags
//! and several documents in one file are refused; authors need none of them.

use std::ops::Range;

use serde_yaml::granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Span};

/// Deeper than any book goes; a limit for hostile input.
const MAX_DEPTH: usize = 16;

/// A node, and the bytes that it occupies.
#[derive(Debug, PartialEq)]
pub(super) struct RawNode {
    pub bytes: Range<usize>,
    pub kind: RawKind,
}

/// The kinds of raw nodes.
#[derive(Debug, PartialEq)]
pub(super) enum RawKind {
    /// A scalar with its text.
    Scalar(String),
    /// A list.
    Seq(Vec<RawNode>),
    /// Keys with the bytes that they occupy, and values.
    Map(Vec<((String, Range<usize>), RawNode)>),
}

/// Why a text cannot be read as YAML, and where.
#[derive(Debug)]
pub(super) enum Unreadable {
    /// The parser's error. Its place is a line and a column.
    Syntax(ScanError),
    /// An error of this reader.
    Refused(UnsupportedSyntax, Range<usize>),
}

/// What this reader refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UnsupportedSyntax {
    /// An anchor or an alias.
    Reference,
    /// A tag.
    Tag,
    /// More than one document.
    Documents,
    /// A key that is no text.
    Key,
    /// Nodes within nodes, deeper than [`MAX_DEPTH`].
    Depth,
}

impl Unreadable {
    /// The kind of the parser's error.
    pub fn syntax(&self) -> Option<&ErrorKind> {
        match self {
            Self::Syntax(error) => Some(error.kind()),
            Self::Refused(..) => None,
        }
    }
}

/// The root of `text`; an empty scalar where there is nothing in it.
///
/// # Errors
/// The first reason why it cannot be read.
pub(super) fn read(text: &str) -> Result<RawNode, Unreadable> {
    let mut reader = RawReader { text, events: Parser::new_from_str(text) };
    let mut root = None;
    loop {
        let (event, span) = reader.next()?;
        match event {
            Event::StreamStart | Event::DocumentEnd => {}
            Event::DocumentStart(..) if root.is_some() => {
                return Err(reader.refuse(UnsupportedSyntax::Documents, &span));
            }
            Event::DocumentStart(..) => {
                let (event, span) = reader.next()?;
                root = Some(reader.node(event, &span, 0)?);
            }
            Event::StreamEnd => break,
            _ => return Err(reader.refuse(UnsupportedSyntax::Documents, &span)),
        }
    }
    Ok(root.unwrap_or_else(|| RawNode { bytes: 0..0, kind: RawKind::Scalar(String::new()) }))
}

struct RawReader<'a, I: Iterator> {
    text: &'a str,
    events: I,
}

impl<'a, I: Iterator<Item = Result<(Event<'a>, Span), ScanError>>> RawReader<'a, I> {
    fn next(&mut self) -> Result<(Event<'a>, Span), Unreadable> {
        let end = (Event::StreamEnd, Span::default());
        self.events.next().unwrap_or(Ok(end)).map_err(Unreadable::Syntax)
    }

    fn bytes(&self, span: &Span) -> Range<usize> {
        span.byte_range().unwrap_or(self.text.len()..self.text.len())
    }

    fn refuse(&self, refusal: UnsupportedSyntax, span: &Span) -> Unreadable {
        Unreadable::Refused(refusal, self.bytes(span))
    }

    /// Refuses an anchor or a tag of the node at `span`; its sign is before the node.
    fn refuse_properties(
        &self,
        anchor: usize,
        has_tag: bool,
        span: &Span,
    ) -> Result<(), Unreadable> {
        let (refusal, sign) = match (anchor, has_tag) {
            (0, false) => return Ok(()),
            (0, true) => (UnsupportedSyntax::Tag, '!'),
            _ => (UnsupportedSyntax::Reference, '&'),
        };
        let node = self.bytes(span);
        let sign = self.text[..node.start].rfind(sign).map(|at| at..at + 1);
        Err(Unreadable::Refused(refusal, sign.unwrap_or(node)))
    }

    fn node(&mut self, event: Event<'a>, span: &Span, depth: usize) -> Result<RawNode, Unreadable> {
        if depth > MAX_DEPTH {
            return Err(self.refuse(UnsupportedSyntax::Depth, span));
        }
        let bytes = self.bytes(span);
        let kind = match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse_properties(anchor, tag.is_some(), span)?;
                // What is left empty has a text for the parser all the same: `~`.
                let is_empty = style == ScalarStyle::Plain && bytes.is_empty();
                RawKind::Scalar(if is_empty { String::new() } else { text.into_owned() })
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.refuse_properties(anchor, tag.is_some(), span)?;
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd | Event::StreamEnd, _) => break RawKind::Seq(items),
                        (event, span) => items.push(self.node(event, &span, depth + 1)?),
                    }
                }
            }
            Event::MappingStart(_, anchor, tag) => {
                self.refuse_properties(anchor, tag.is_some(), span)?;
                let mut entries = Vec::new();
                loop {
                    let (event, span) = self.next()?;
                    if matches!(event, Event::MappingEnd | Event::StreamEnd) {
                        break RawKind::Map(entries);
                    }
                    let key = self.node(event, &span, depth + 1)?;
                    let RawKind::Scalar(name) = key.kind else {
                        return Err(Unreadable::Refused(UnsupportedSyntax::Key, key.bytes));
                    };
                    if name.is_empty() {
                        return Err(Unreadable::Refused(UnsupportedSyntax::Key, key.bytes));
                    }
                    let (event, span) = self.next()?;
                    entries.push(((name, key.bytes), self.node(event, &span, depth + 1)?));
                }
            }
            Event::Alias(_) => return Err(self.refuse(UnsupportedSyntax::Reference, span)),
            _ => return Err(self.refuse(UnsupportedSyntax::Documents, span)),
        };
        Ok(RawNode { bytes, kind })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_authors_do_not_need_is_refused_at_its_sign() {
        use UnsupportedSyntax::{Depth, Documents, Key, Reference, Tag};
        let deep = "[".repeat(40) + &"]".repeat(40);
        for (text, refusal, bytes) in [
            ("a: &b 1\nc: 2\n", Reference, 3..4),
            ("a: &b\n  - 1\n", Reference, 3..4),
            ("a: !x 1\n", Tag, 3..4),
            ("a: !!str 1\n", Tag, 4..5),
            ("? [a]\n: 1\n", Key, 2..3),
            (": 1\n", Key, 0..0),
            ("a: 1\n---\nb: 2\n", Documents, 5..8),
            (&deep, Depth, 17..18),
        ] {
            match read(text) {
                Err(Unreadable::Refused(found, at)) => {
                    assert_eq!((found, at), (refusal, bytes), "{text}");
                }
                other => panic!("{text}: {other:?}"),
            }
        }
        // An alias without its anchor is an error of the parser.
        assert!(matches!(read("a: *b\n"), Err(Unreadable::Syntax(_))));
    }

    #[test]
    fn nothing_is_an_empty_scalar() {
        for text in ["", "\n", "# 注\n", "---\n"] {
            let root = read(text).expect(text);
            assert_eq!(root.kind, RawKind::Scalar(String::new()), "{text}");
        }
    }
}
