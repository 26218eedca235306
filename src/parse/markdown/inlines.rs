//! The words of a paragraph, a heading or a cell, with what is emphasised and linked in them.

use pulldown_cmark::{CowStr, Event, Tag};

use super::super::cjk_emphasis::mend_strong;
use super::super::line_joining::wants_space;
use super::super::{link, literal_markup};
use super::stream::is_by_name;
use super::{ESCAPED_ASTERISK, MAX_DEPTH, MarkdownReader};
use crate::diag::{Code, Diagnostic};
use crate::model::Inline;
use crate::text;

impl MarkdownReader<'_, '_> {
    /// Inlines up to the end of what contains them, which is consumed.
    pub(super) fn inlines(&mut self) -> Vec<Inline> {
        let mut out = Vec::new();
        self.depth += 1;
        while let Some((event, range)) = self.stream.next() {
            match event {
                Event::End(_) => break,
                event => self.inline(event, &range, &mut out),
            }
        }
        self.depth -= 1;
        mend_strong(out)
    }

    /// Inlines up to a block or an end, neither of which is consumed.
    pub(super) fn loose_inlines(
        &mut self,
        first: Event<'_>,
        range: &std::ops::Range<usize>,
    ) -> Vec<Inline> {
        let mut out = Vec::new();
        self.inline(first, range, &mut out);
        while let Some((event, range)) = self.stream.next_if(is_inline) {
            self.inline(event, &range, &mut out);
        }
        mend_strong(out)
    }

    fn inline(&mut self, event: Event<'_>, range: &std::ops::Range<usize>, out: &mut Vec<Inline>) {
        let span = self.span(range);
        self.mark_line(&event, range);
        match event {
            Event::Text(text) => {
                self.take_words(&text, range);
                let text = self.unescaped(&text, range.start);
                if matches!(out.last(), Some(Inline::Emphasis(_))) && lone(text.strip_prefix('*')) {
                    self.uneven_marks(range.start);
                }
                push_text(out, &text);
            }
            Event::Code(text) => out.push(Inline::Code(text.to_string())),
            Event::SoftBreak if wants_space(self.file.text(), range) => {
                push_text(out, " ");
            }
            Event::HardBreak => out.push(Inline::Break),
            Event::InlineHtml(_) | Event::Html(_) => self.raw_html(range),
            Event::FootnoteReference(label) => {
                out.push(Inline::Note(self.notes.mention(&label)));
            }
            Event::Start(_) if self.depth > MAX_DEPTH => self.too_deep(range),
            Event::Start(Tag::Strong) => {
                self.sign_between_numbers("**", range);
                out.push(Inline::Strong(self.inlines()));
            }
            Event::Start(Tag::Emphasis) => {
                self.sign_between_numbers("*", range);
                if let Some(Inline::Text(before)) = out.last()
                    && before.ends_with('*')
                    && !before.ends_with("**")
                {
                    self.uneven_marks(range.start - 1);
                }
                out.push(Inline::Emphasis(self.inlines()));
            }
            // One `~` is a range that was typed with the wrong character, and stays.
            Event::Start(Tag::Strikethrough)
                if !self.file.text()[range.start..].starts_with("~~") =>
            {
                push_text(out, "~");
                for inline in self.inlines() {
                    match inline {
                        Inline::Text(text) => push_text(out, &text),
                        inline => out.push(inline),
                    }
                }
                push_text(out, "~");
            }
            Event::Start(Tag::Strikethrough) => out.push(Inline::Deleted(self.inlines())),
            // Words after `[label]:`, which have a finding of their own, and brackets that are just brackets.
            Event::Start(Tag::Link { link_type, dest_url, .. })
                if is_by_name(link_type) && !link::leads_somewhere(&dest_url) =>
            {
                push_text(out, "[");
                for inline in self.inlines() {
                    match inline {
                        Inline::Text(text) => push_text(out, &text),
                        inline => out.push(inline),
                    }
                }
                push_text(out, "]");
            }
            Event::Start(Tag::Link { dest_url, title, .. }) => {
                link::title(&title, span, self.sink);
                let content = self.inlines();
                out.extend(link::link(&dest_url, content, span, self.sink));
            }
            Event::Start(Tag::Image { .. }) => {
                self.skip();
                self.sink.report(
                    Diagnostic::error(
                        Code("PB0304"),
                        text!(
                            "図は、前後を空けて1行に1つ置きます",
                            "a figure stands on a line of its own"
                        ),
                    )
                    .at(span)
                    .hint(text!(
                        "図の前と後ろを改行し、空の行を入れてください",
                        "put an empty line before and after it"
                    )),
                );
            }
            Event::Start(_) => out.extend(self.inlines()),
            _ => {}
        }
    }

    /// Reports the emphasis at `range` whose `sign` was typed as a mark of a footnote or of a
    /// product: `*1`, `3*4`.
    fn sign_between_numbers(&mut self, sign: &str, range: &std::ops::Range<usize>) {
        let text = self.file.text();
        let inner = text[range.clone()].strip_prefix(sign).unwrap_or_default();
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        if digit(inner.chars().next()) && digit(text[range.end..].chars().next()) {
            let place = self.span(&(range.start..range.start + sign.len()));
            literal_markup::swallowed(sign, place, self.sink);
        }
    }

    /// Reports the asterisk at `at`, next to emphasis that has one less of them on that side.
    fn uneven_marks(&mut self, at: usize) {
        literal_markup::uneven(self.span(&(at..at + 1)), self.sink);
    }

    /// `text`, with an escaped asterisk at its beginning marked as such.
    fn unescaped(&self, text: &CowStr<'_>, start: usize) -> String {
        let escaped = start > 0 && self.file.text().as_bytes()[start - 1] == b'\\';
        match text.strip_prefix('*') {
            Some(rest) if escaped => format!("{ESCAPED_ASTERISK}{rest}"),
            _ => text.to_string(),
        }
    }
}

pub(super) fn is_inline(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => matches!(
            tag,
            Tag::Strong | Tag::Emphasis | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
        ),
        Event::End(_) | Event::Rule | Event::Html(_) => false,
        _ => true,
    }
}

/// Whether there is a rest after an asterisk that does not begin with another one.
fn lone(rest: Option<&str>) -> bool {
    rest.is_some_and(|rest| !rest.starts_with('*'))
}

fn push_text(out: &mut Vec<Inline>, text: &str) {
    if let Some(Inline::Text(last)) = out.last_mut() {
        last.push_str(text);
    } else if !text.is_empty() {
        out.push(Inline::Text(text.to_owned()));
    }
}
