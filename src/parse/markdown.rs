//! Markdown to a tree: `CommonMark` with GFM tables, footnotes and strikethrough.
//!
//! Two habits of Japanese authors are met here: a line break inside a paragraph adds no
//! space between Japanese characters, and `**「重要」**である` is bold, though `CommonMark`'s
//! flanking rules leave its asterisks standing.
//!
//! This module must not know which headings a file has to have.

use std::iter::Peekable;

use pulldown_cmark::{
    Alignment as MdAlignment, CowStr, Event, OffsetIter, Options, Parser, Tag, TagEnd,
};

use super::image::{Image, image};
use super::joining::wants_space;
use super::notes::Notes;
use super::strong::mend_strong;
use super::{leftovers, link};
use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Alignment, Block, Inline, Prose};
use crate::source::SourceFile;
use crate::span::{FileId, Span, Spanned};
use crate::text;

/// Deeper than anyone writes; a limit for hostile input.
const MAX_DEPTH: usize = 24;

/// Stands for an asterisk its author escaped, until emphasis is settled. A noncharacter,
/// which no text may contain.
pub(super) const ESCAPED_ASTERISK: char = '\u{FDD0}';

/// Reads a whole file.
pub fn parse(id: FileId, file: &SourceFile, sink: &mut Sink) -> Prose {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let events = Parser::new_ext(file.text(), options).into_offset_iter().peekable();
    let mut reader = Reader { id, file, events, sink, notes: Notes::default(), depth: 0 };
    let mut blocks = reader.blocks();
    let notes = std::mem::take(&mut reader.notes).finish(sink);
    if !notes.is_empty() {
        blocks.push(Block::Notes(notes));
    }
    blocks
}

struct Reader<'a, 's> {
    id: FileId,
    file: &'a SourceFile,
    events: Peekable<OffsetIter<'a>>,
    sink: &'s mut Sink,
    notes: Notes,
    depth: usize,
}

impl Reader<'_, '_> {
    fn span(&self, range: &std::ops::Range<usize>) -> Span {
        Span::new(self.id, range.start, range.end)
    }

    /// The first line of a range: enough to point at.
    fn first_line(&self, range: &std::ops::Range<usize>) -> Span {
        let text = self.file.slice(self.span(range));
        let len = text.lines().next().unwrap_or("").trim_end().len();
        Span::new(self.id, range.start, range.start + len)
    }

    /// Blocks up to the end of what contains them, which is consumed.
    fn blocks(&mut self) -> Prose {
        let mut blocks = Vec::new();
        self.depth += 1;
        while let Some((event, range)) = self.events.next() {
            match event {
                Event::End(_) => break,
                // A tight list's item has its words without a paragraph around them.
                inline if is_inline(&inline) => {
                    let span = self.first_line(&range);
                    let content = self.loose_inlines(inline, &range);
                    let end = self.events.peek().map_or(range.end, |(_, next)| next.end);
                    self.leftovers(&content, &(range.start..end));
                    blocks.push(Block::Paragraph(Spanned::new(content, span)));
                }
                Event::Start(_) if self.depth > MAX_DEPTH => self.too_deep(&range),
                Event::Start(tag) => self.block(tag, &range, &mut blocks),
                Event::Rule => blocks.push(Block::Rule),
                Event::Html(_) => self.raw_html(&range),
                _ => {}
            }
        }
        self.depth -= 1;
        blocks
    }

    fn block(&mut self, tag: Tag<'_>, range: &std::ops::Range<usize>, out: &mut Prose) {
        let span = self.first_line(range);
        match tag {
            Tag::Paragraph => {
                if self.is_image(range) {
                    out.push(self.image(span));
                } else {
                    // Empty where all of it was refused: it is not missing as well.
                    let content = self.inlines();
                    self.leftovers(&content, range);
                    out.push(Block::Paragraph(Spanned::new(content, span)));
                }
            }
            Tag::Heading { level, .. } => {
                let content = Spanned::new(self.inlines(), span);
                self.leftovers(&content, range);
                out.push(Block::Heading { level: level as u8, content });
            }
            Tag::BlockQuote(_) => {
                let inner = self.blocks();
                out.push(Block::Quote(inner));
            }
            Tag::List(start) => {
                let items = self.items();
                out.push(Block::List { start, items });
            }
            Tag::Table(alignments) => {
                let table = self.table(&alignments, span);
                out.push(table);
            }
            Tag::FootnoteDefinition(label) => {
                let number = self.notes.define(&label, span);
                let inner = self.blocks();
                self.notes.fill(number, inner);
            }
            Tag::CodeBlock(_) => {
                let text: String = self.inlines().into_iter().map(|i| i.words()).collect();
                let line = Inline::Code(text.trim_end().to_owned());
                out.push(Block::Paragraph(Spanned::new(vec![line], span)));
            }
            Tag::HtmlBlock => {
                self.raw_html(range);
                self.skip();
                out.push(Block::Paragraph(Spanned::new(Vec::new(), span)));
            }
            _ => {
                let mut inner = self.blocks();
                out.append(&mut inner);
            }
        }
    }

    /// Reports signs of Markdown that stand in the words of `content`.
    fn leftovers(&mut self, content: &[Inline], range: &std::ops::Range<usize>) {
        let text: String = content.iter().map(plain_words).collect();
        leftovers::words(self.file, self.span(range), &text, self.sink);
    }

    /// Whether the paragraph at `range` holds nothing but one image.
    fn is_image(&mut self, range: &std::ops::Range<usize>) -> bool {
        let Some((Event::Start(Tag::Image { .. }), image)) = self.events.peek() else {
            return false;
        };
        let rest = self.file.text().get(image.end..range.end);
        rest.is_some_and(|rest| rest.trim().is_empty())
    }

    /// What the paragraph that begins here shows; an empty paragraph where it is refused.
    fn image(&mut self, span: Span) -> Block {
        let refused = Block::Paragraph(Spanned::new(Vec::new(), span));
        let Some((Event::Start(Tag::Image { dest_url, title, .. }), range)) = self.events.next()
        else {
            return refused;
        };
        let alt = self.inlines().iter().map(Inline::words).collect();
        let (dest, title, span) = (dest_url.to_string(), title.to_string(), self.span(&range));
        // The paragraph's own end.
        self.events.next_if(|(event, _)| matches!(event, Event::End(TagEnd::Paragraph)));
        image(Image { dest, title, alt, span }, self.file, self.sink).unwrap_or(refused)
    }

    fn items(&mut self) -> Vec<Prose> {
        let mut items = Vec::new();
        while let Some((event, _)) = self.events.next() {
            match event {
                Event::Start(Tag::Item) => items.push(self.blocks()),
                Event::End(_) => break,
                _ => {}
            }
        }
        items
    }

    fn table(&mut self, alignments: &[MdAlignment], span: Span) -> Block {
        let (mut header, mut rows) = (Vec::new(), Vec::new());
        while let Some((event, range)) = self.events.next() {
            match event {
                Event::Start(Tag::TableHead) => header = self.cells(),
                Event::Start(Tag::TableRow) => {
                    let row = self.first_line(&range);
                    leftovers::cells(self.file, row, alignments.len(), self.sink);
                    rows.push(self.cells());
                }
                Event::End(TagEnd::Table) => break,
                _ => {}
            }
        }
        let columns = alignments
            .iter()
            .map(|a| match a {
                MdAlignment::None | MdAlignment::Left => Alignment::Start,
                MdAlignment::Center => Alignment::Center,
                MdAlignment::Right => Alignment::End,
            })
            .collect();
        Block::Table { columns, header, rows, span }
    }

    fn cells(&mut self) -> Vec<Vec<Inline>> {
        let mut cells = Vec::new();
        while let Some((event, range)) = self.events.next() {
            match event {
                Event::Start(Tag::TableCell) => {
                    let cell = self.inlines();
                    self.leftovers(&cell, &range);
                    cells.push(cell);
                }
                Event::End(_) => break,
                _ => {}
            }
        }
        cells
    }

    /// Inlines up to the end of what contains them, which is consumed.
    fn inlines(&mut self) -> Vec<Inline> {
        let mut out = Vec::new();
        self.depth += 1;
        while let Some((event, range)) = self.events.next() {
            match event {
                Event::End(_) => break,
                event => self.inline(event, &range, &mut out),
            }
        }
        self.depth -= 1;
        mend_strong(out)
    }

    /// Inlines up to a block or an end, neither of which is consumed.
    fn loose_inlines(&mut self, first: Event<'_>, range: &std::ops::Range<usize>) -> Vec<Inline> {
        let mut out = Vec::new();
        self.inline(first, range, &mut out);
        while let Some((event, range)) = self.events.next_if(|(event, _)| is_inline(event)) {
            self.inline(event, &range, &mut out);
        }
        mend_strong(out)
    }

    fn inline(&mut self, event: Event<'_>, range: &std::ops::Range<usize>, out: &mut Vec<Inline>) {
        let span = self.span(range);
        match event {
            Event::Text(text) => push_text(out, &self.unescaped(&text, range.start)),
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
            Event::Start(Tag::Strong) => out.push(Inline::Strong(self.inlines())),
            Event::Start(Tag::Emphasis) => out.push(Inline::Emphasis(self.inlines())),
            Event::Start(Tag::Strikethrough) => out.push(Inline::Deleted(self.inlines())),
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

    /// `text`, with an escaped asterisk at its beginning marked as such.
    fn unescaped(&self, text: &CowStr<'_>, start: usize) -> String {
        let escaped = start > 0 && self.file.text().as_bytes()[start - 1] == b'\\';
        match text.strip_prefix('*') {
            Some(rest) if escaped => format!("{ESCAPED_ASTERISK}{rest}"),
            _ => text.to_string(),
        }
    }

    fn raw_html(&mut self, range: &std::ops::Range<usize>) {
        self.sink.report(
            Diagnostic::error(
                Code("PB0301"),
                text!("HTMLのタグは使えません", "raw HTML is not allowed"),
            )
            .at(self.first_line(range))
            .hint(text!(
                "文字として「<」を書くときは「\\<」とします。強調や表はMarkdownで書けます",
                "write `\\<` for the character; emphasis and tables have Markdown forms"
            )),
        );
    }

    fn too_deep(&mut self, range: &std::ops::Range<usize>) {
        let span = self.first_line(range);
        self.sink.report(
            Diagnostic::error(Code("PB0305"), text!("入れ子が深すぎます", "nested too deep"))
                .at(span)
                .hint(text!(
                    "「>」や字下げを減らしてください",
                    "use fewer `>` and less indentation"
                )),
        );
        self.skip();
    }

    /// Passes over what was just opened.
    fn skip(&mut self) {
        let mut open = 1;
        while open > 0 {
            match self.events.next() {
                Some((Event::Start(_), _)) => open += 1,
                Some((Event::End(_), _)) => open -= 1,
                Some(_) => {}
                None => return,
            }
        }
    }
}

fn is_inline(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => matches!(
            tag,
            Tag::Strong | Tag::Emphasis | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
        ),
        Event::End(_) | Event::Rule | Event::Html(_) => false,
        _ => true,
    }
}

/// The words of `inline` that are not to be typed as they stand.
fn plain_words(inline: &Inline) -> String {
    match inline {
        Inline::Code(_) => String::new(),
        inline => inline.words(),
    }
}

fn push_text(out: &mut Vec<Inline>, text: &str) {
    if let Some(Inline::Text(last)) = out.last_mut() {
        last.push_str(text);
    } else if !text.is_empty() {
        out.push(Inline::Text(text.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn read(text: &str) -> (Prose, Vec<Diagnostic>) {
        let sources = Sources::from_memory([("a.md".into(), text.into())]);
        let mut sink = Sink::new();
        let prose = parse(FileId(0), sources.file(FileId(0)), &mut sink);
        (prose, sink.into_sorted())
    }

    fn paragraph(text: &str) -> Vec<Inline> {
        let (prose, found) = read(text);
        assert!(found.is_empty(), "{found:?}");
        match prose.into_iter().next() {
            Some(Block::Paragraph(content)) => content.value,
            other => panic!("a paragraph, not {other:?}"),
        }
    }

    fn text(words: &str) -> Inline {
        Inline::Text(words.into())
    }

    #[test]
    fn lines_join_as_japanese_does() {
        assert_eq!(paragraph("一行目\n二行目"), [text("一行目二行目")]);
        assert_eq!(paragraph("plain\nEnglish"), [text("plain English")]);
        assert_eq!(paragraph("市の\nLED化"), [text("市のLED化")]);
        assert_eq!(paragraph("改行  \nする"), [text("改行"), Inline::Break, text("する")]);
    }

    #[test]
    fn bold_beside_brackets_and_full_stops_is_bold() {
        let strong = |words: &str| Inline::Strong(vec![text(words)]);
        assert_eq!(
            paragraph("これが**「重要」**である"),
            [text("これが"), strong("「重要」"), text("である")]
        );
        assert_eq!(paragraph("**重要。**次"), [strong("重要。"), text("次")]);
        assert_eq!(paragraph("**太字**と普通"), [strong("太字"), text("と普通")]);
        assert_eq!(paragraph("\\*\\*星\\*\\*"), [text("**星**")]);
        let (prose, found) = read("2**3");
        assert!(matches!(&prose[0], Block::Paragraph(c) if c.value == [text("2**3")]));
        assert_eq!(found.len(), 1, "and its author is told");
    }

    #[test]
    fn html_is_refused_with_its_place() {
        for source in ["<b>太字</b>", "<script>alert(1)</script>\n", "前<br>後", "<!-- 注 -->\n"]
        {
            let (_, found) = read(source);
            assert!(found.iter().any(|d| d.code == Code("PB0301")), "{source}");
        }
    }

    #[test]
    fn tight_lists_have_their_words() {
        let (prose, _) = read("- 一つ\n- **二**つ\n");
        let Some(Block::List { start: None, items }) = prose.first() else { panic!("a list") };
        assert_eq!(items.len(), 2);
        assert!(matches!(&items[1][0], Block::Paragraph(c) if c.value.len() == 2));
    }

    #[test]
    fn footnotes_are_numbered_as_they_are_met() {
        let (prose, _) = read("あ[^b]い[^a]\n\n[^a]: 注A\n\n[^b]: 注B\n");
        let Some(Block::Notes(notes)) = prose.last() else { panic!("notes") };
        assert_eq!(notes.iter().map(|(n, _)| *n).collect::<Vec<_>>(), [1, 2]);
    }

    #[test]
    fn hostile_nesting_ends_quickly() {
        let (_, found) = read(&"> ".repeat(5000));
        assert!(!found.is_empty());
        let (_, _) = read(&"*a ".repeat(5000));
    }
}
