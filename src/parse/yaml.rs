//! YAML to a tree of nodes with their places.
//!
//! Nothing is decoded here: the tree keeps every scalar as its author wrote it, and `decode` reads
//! it afterwards, with all its mistakes.
//!
//! This module must not know what the keys mean.

use std::borrow::Cow;
use std::ops::Range;

use super::escapes::escapes;
use super::raw_yaml::{self, RawKind, RawNode};
use super::{AuthorText, plain_scalars, syntax};
use crate::diag::Sink;
use crate::source::SourceFile;
use crate::span::{FileId, Span, Spanned};

/// A YAML node and its place.
#[derive(Debug, Clone)]
pub struct Node {
    /// Where it is; of a mapping or sequence, where it begins.
    pub span: Span,
    /// All of it, where it is a scalar of several lines; otherwise the same.
    pub whole: Span,
    /// What it is.
    pub kind: Kind,
}

/// A key of a mapping.
#[derive(Debug, Clone)]
pub struct Key {
    /// The text; of a quoted key, without its quotes.
    pub name: Spanned<String>,
    /// Whether it was written without quotes.
    pub plain: bool,
}

/// What a YAML node is.
#[derive(Debug, Clone)]
pub enum Kind {
    /// A text, a number or nothing, as the reader of the value decides.
    Scalar {
        /// The text; of a quoted scalar, without its quotes.
        text: String,
        /// Whether it was written without quotes.
        plain: bool,
    },
    /// A list.
    Seq(Vec<Node>),
    /// Keys and values in the order written, duplicates included.
    Map(Vec<(Key, Node)>),
}

impl Node {
    /// Whether the author left it empty or wrote `~`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(&self.kind, Kind::Scalar { text, plain: true }
            if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
    }

    /// Adds every scalar that is a value to `texts`, and its escapes.
    pub(super) fn each_text(&self, file: &SourceFile, texts: &mut Vec<AuthorText>) {
        match &self.kind {
            Kind::Scalar { text, .. } => {
                let span = with_controls_around(file, self.whole);
                texts.push(AuthorText { span, escaped: None });
                let (id, start) = (self.whole.file, self.whole.start as usize);
                for (at, escaped) in escapes(&without_controls(file.slice(self.whole)), text) {
                    let span = Span::new(id, start + at.start, start + at.end);
                    AuthorText::push_escaped(texts, span, escaped);
                }
            }
            Kind::Seq(items) => items.iter().for_each(|item| item.each_text(file, texts)),
            Kind::Map(entries) => {
                for (_, value) in entries {
                    value.each_text(file, texts);
                }
            }
        }
    }
}

/// Reads one file. A mistake in the YAML itself is reported, and there is no tree then.
pub fn parse(id: FileId, file: &SourceFile, sink: &mut Sink) -> Option<Node> {
    let text = without_controls(file.text());
    match raw_yaml::read(&text) {
        Ok(root) => Some(Builder { id, file, sink }.node(&root)),
        Err(error) => {
            sink.report(syntax::error(id, file, &error));
            None
        }
    }
}

fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r')
}

/// `span` with the control characters right before and after it, which [`without_controls`] has made
/// blanks outside of the value.
fn with_controls_around(file: &SourceFile, span: Span) -> Span {
    let (text, start, end) = (file.text(), span.start as usize, span.end as usize);
    let is_outside = |c: char| c == ' ' || is_control(c);
    let before = &text[text[..start].trim_end_matches(is_outside).len()..start];
    let after = &text[end..text.len() - text[end..].trim_start_matches(is_outside).len()];
    // From the first of them to the last.
    let (before, after) = (before.trim_start_matches(' '), after.trim_end_matches(' '));
    Span::new(span.file, start - before.len(), end + after.len())
}

/// `text` with blanks of the same length for control characters, which YAML refuses with a
/// word of its own. A rule on characters reports those in a value and right around it.
fn without_controls(text: &str) -> Cow<'_, str> {
    if !text.contains(is_control) {
        return Cow::Borrowed(text);
    }
    let mut blanked = String::with_capacity(text.len());
    for c in text.chars() {
        if is_control(c) {
            (0..c.len_utf8()).for_each(|_| blanked.push(' '));
        } else {
            blanked.push(c);
        }
    }
    Cow::Owned(blanked)
}

/// The span of bytes of a file.
pub(super) fn span(id: FileId, file: &SourceFile, place: &Range<usize>) -> Span {
    let end = file.text().len();
    Span::new(id, place.start.min(end), place.end.min(end))
}

/// Joins the tree with its places.
struct Builder<'a, 's> {
    id: FileId,
    file: &'a SourceFile,
    sink: &'s mut Sink,
}

impl Builder<'_, '_> {
    fn key(&self, (name, place): &(String, Range<usize>)) -> Key {
        let span = span(self.id, self.file, place);
        let plain = !self.file.slice(span).starts_with(['"', '\'']);
        Key { name: Spanned::new(name.clone(), span), plain }
    }

    fn node(&mut self, RawNode { bytes, kind }: &RawNode) -> Node {
        let span = span(self.id, self.file, bytes);
        let written = self.file.slice(span).trim_end();
        let quoted = written.starts_with(['"', '\'', '|', '>']);
        let kind = match kind {
            RawKind::Scalar(text) => Kind::Scalar { text: text.clone(), plain: !quoted },
            RawKind::Seq(items) => Kind::Seq(items.iter().map(|item| self.node(item)).collect()),
            RawKind::Map(entries) => Kind::Map(
                entries.iter().map(|(key, value)| (self.key(key), self.node(value))).collect(),
            ),
        };
        let whole = Span::new(self.id, span.start as usize, span.start as usize + written.len());
        if let Kind::Scalar { plain, .. } = kind {
            plain_scalars::broken_line(self.file, whole, self.sink);
            if plain {
                plain_scalars::plain_scalar(self.file, whole, self.sink);
            }
        }
        // A block scalar's place is long; its first line is enough to point at.
        let first_line = written.lines().next().unwrap_or("").len();
        let end = span.start as usize + first_line.min((span.end - span.start) as usize);
        Node { span: Span::new(self.id, span.start as usize, end), whole, kind }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn tree(text: &str) -> (Sources, Option<Node>, Sink) {
        let sources = Sources::from_memory([("a.yaml".into(), text.into())]);
        let mut sink = Sink::new();
        let node = parse(FileId(0), sources.file(FileId(0)), &mut sink);
        (sources, node, sink)
    }

    /// Every scalar with the text its span covers.
    fn scalars(node: &Node, file: &SourceFile, out: &mut Vec<(String, String, bool)>) {
        match &node.kind {
            Kind::Scalar { text, plain } => {
                out.push((text.clone(), file.slice(node.span).to_owned(), *plain));
            }
            Kind::Seq(items) => items.iter().for_each(|n| scalars(n, file, out)),
            Kind::Map(entries) => {
                for (Key { name, plain }, value) in entries {
                    out.push((name.value.clone(), file.slice(name.span).to_owned(), *plain));
                    scalars(value, file, out);
                }
            }
        }
    }

    #[test]
    fn scalars_stay_as_written_with_their_places() {
        let text =
            "題: 値\n数: [1_000, 01, 4208, no, ~, 1.50, \"5\"]\n表: { R5: -3, '名': 'あ' }\n";
        let (sources, node, sink) = tree(text);
        assert!(!sink.has_errors());
        let mut found = Vec::new();
        scalars(&node.expect("a tree"), sources.file(FileId(0)), &mut found);
        let expected = [
            ("題", "題", true),
            ("値", "値", true),
            ("数", "数", true),
            ("1_000", "1_000", true),
            ("01", "01", true),
            ("4208", "4208", true),
            ("no", "no", true),
            ("~", "~", true),
            ("1.50", "1.50", true),
            ("5", "\"5\"", false),
            ("表", "表", true),
            ("R5", "R5", true),
            ("-3", "-3", true),
            ("名", "'名'", false),
            ("あ", "'あ'", false),
        ];
        let found: Vec<_> = found.iter().map(|(a, b, c)| (a.as_str(), b.as_str(), *c)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn duplicates_are_kept_for_the_decoder() {
        let (_, node, _) = tree("a: 1\na: 2\n");
        let Some(Node { kind: Kind::Map(entries), .. }) = node else { panic!("a mapping") };
        assert_eq!(entries.len(), 2);
    }

    #[test]
    fn depth_has_a_limit() {
        let (_, node, sink) = tree(&"[".repeat(4000));
        assert!(node.is_none() && sink.has_errors());
    }
}
