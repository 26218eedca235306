//! Stream of the parser's events that records which bytes of the source they contain.
//!
//! Some text of a source is in no event: definitions of links, what follows the fence of a
//! code block, cells beyond a table's columns. Every byte that no event contains is a mark
//! of Markdown, or it would be lost.

use std::collections::BTreeSet;
use std::ops::Range;

use super::super::link::leads_somewhere;
use pulldown_cmark::{Event, LinkType, OffsetIter, Options, Parser, Tag};

/// An event and its bytes in the source.
pub(super) type Placed<'a> = (Event<'a>, Range<usize>);

/// The events of one text.
pub(super) struct Stream<'a> {
    text: &'a str,
    events: OffsetIter<'a>,
    peeked: Option<Placed<'a>>,
    /// Ranges that some event holds, or for which there is a finding.
    held: Vec<Range<usize>>,
    /// The places of the definitions that links use.
    used: BTreeSet<usize>,
}

impl<'a> Stream<'a> {
    pub fn new(text: &'a str) -> Self {
        let options =
            Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
        let events = Parser::new_ext(text, options).into_offset_iter();
        Self { text, events, peeked: None, held: Vec::new(), used: BTreeSet::new() }
    }

    pub fn next(&mut self) -> Option<Placed<'a>> {
        self.peek();
        self.peeked.take()
    }

    pub fn peek(&mut self) -> Option<&Placed<'a>> {
        if self.peeked.is_none() {
            let next = self.events.next();
            if let Some((event, range)) = &next
                && let Some(held) = self.held_by(event, range)
            {
                self.hold(held);
            }
            self.peeked = next;
        }
        self.peeked.as_ref()
    }

    pub fn next_if(&mut self, wanted: impl FnOnce(&Event<'a>) -> bool) -> Option<Placed<'a>> {
        self.peek().is_some_and(|(event, _)| wanted(event)).then(|| self.next()).flatten()
    }

    /// Takes `range` as held, because there is a finding for it.
    pub fn hold(&mut self, range: Range<usize>) {
        self.held.push(range);
    }

    /// The bytes that `event` at `range` holds by itself.
    fn held_by(&mut self, event: &Event<'a>, range: &Range<usize>) -> Option<Range<usize>> {
        match event {
            Event::Start(
                Tag::Link { link_type, dest_url, id, .. }
                | Tag::Image { link_type, dest_url, id, .. },
            ) => {
                if is_by_name(*link_type)
                    && leads_somewhere(dest_url)
                    && let Some(definition) = self.events.reference_definitions().get(id)
                {
                    self.used.insert(definition.span.start);
                }
                Some(range.clone())
            }
            Event::Start(Tag::Item) => {
                let (indent, marker) = super::list_markers::marker(&self.text[range.clone()])?;
                Some(range.start..range.start + indent + marker.len())
            }
            Event::Start(Tag::FootnoteDefinition(_)) => {
                let label = self.text[range.clone()].find("]:")?;
                Some(range.start..range.start + label)
            }
            Event::Start(_) | Event::End(_) => None,
            _ => Some(range.clone()),
        }
    }

    /// What is in no event and is not Markdown's own marks, in order. To be asked at the end.
    pub fn lost(&mut self) -> Vec<Lost> {
        let mut lost = Vec::new();
        let definitions = self.events.reference_definitions();
        for (label, definition) in definitions.iter() {
            let span = definition.span.clone();
            if !self.used.contains(&span.start) {
                lost.push(Lost { range: span.clone(), label: Some(label.to_owned()) });
            }
            self.held.push(span);
        }
        self.held.sort_unstable_by_key(|range| range.start);
        let mut from = 0;
        let end = self.text.len();
        for held in self.held.drain(..).chain(std::iter::once(end..end)) {
            if held.start > from
                && let Some(range) = words_in(self.text, from..held.start)
            {
                let label = label_of(&self.text[range.clone()]).map(str::to_owned);
                lost.push(Lost { range, label });
            }
            from = from.max(held.end);
        }
        lost.sort_unstable_by_key(|lost| lost.range.start);
        lost
    }
}

/// Whether a link names a definition elsewhere in the text.
pub(super) fn is_by_name(link: LinkType) -> bool {
    matches!(link, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut)
}

/// A piece of the source that no output would have.
pub(super) struct Lost {
    pub range: Range<usize>,
    /// The words in its square brackets, where it is the definition of a link.
    pub label: Option<String>,
}

/// The part of `range` from its first to its last character that is no mark of Markdown.
fn words_in(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let is_word = |c: char| !c.is_whitespace() && !c.is_ascii_punctuation();
    let slice = &text[range.clone()];
    let first = slice.find(is_word)?;
    let last = slice.rfind(is_word)?;
    let end = last + slice[last..].chars().next().map_or(0, char::len_utf8);
    // An opening bracket belongs to the words that are lost.
    let opening = usize::from(slice[..first].ends_with('['));
    Some(range.start + first - opening..range.start + end)
}

/// The label of what looks like the definition of a link.
fn label_of(lost: &str) -> Option<&str> {
    let (label, rest) = lost.strip_prefix('[')?.split_once(']')?;
    rest.starts_with(':').then_some(label)
}
