//! The blocks of a file: paragraphs, lists, tables and all else that has lines of its own.

use pulldown_cmark::{Alignment as MdAlignment, Event, Tag, TagEnd};

use super::super::image::{Image, image};
use super::super::{ignored_text, literal_markup};
use super::inlines::is_inline;
use super::lines::{self, Container, Words};
use super::list_markers::List;
use super::{MAX_DEPTH, MarkdownReader};
use crate::model::{Alignment, Block, Inline, Prose};
use crate::span::{Span, Spanned};

impl MarkdownReader<'_, '_> {
    /// Blocks up to the end of what contains them, which is consumed.
    pub(super) fn blocks(&mut self) -> Prose {
        let mut blocks = Vec::new();
        self.depth += 1;
        self.list_above = None;
        while let Some((event, range)) = self.stream.next() {
            match event {
                Event::End(_) => break,
                // A tight list's item has its words without a paragraph around them.
                inline if is_inline(&inline) => {
                    let span = self.first_line(&range);
                    let content = self.loose_inlines(inline, &range);
                    self.leftovers(&content);
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
        let list_above = self.list_above.take();
        match tag {
            Tag::Paragraph => {
                if self.is_image(range) {
                    out.push(self.image(span));
                } else {
                    // Empty where all of it was refused: it is not missing as well.
                    let content = self.inlines();
                    self.leftovers(&content);
                    out.push(Block::Paragraph(Spanned::new(content, span)));
                }
            }
            Tag::Heading { level, .. } => {
                let content = Spanned::new(self.inlines(), span);
                self.leftovers(&content);
                // A line of `-` or `=` below a text: nobody knows that it makes a heading.
                if !content.iter().any(Inline::is_said) {
                    lines::untitled(&content, self.sink);
                    out.push(Block::Paragraph(content));
                } else if lines::has_mark(self.file.slice(span)) {
                    out.push(Block::Heading { level: level as u8, content });
                } else {
                    lines::underlined(self.id, self.file, range, self.sink);
                    out.push(Block::Paragraph(content));
                }
            }
            Tag::BlockQuote(_) => {
                let inner = self.within(Container::Quote);
                out.push(Block::Quote(inner));
            }
            Tag::List(start) => {
                if let Some(above) = list_above {
                    self.list_below(range.start, &above);
                }
                let mut list = List::new(start);
                let items = self.items(&mut list);
                self.list_above = Some(list);
                out.push(Block::List { start, items });
            }
            Tag::Table(alignments) => {
                let table = self.table(&alignments, span);
                out.push(table);
            }
            Tag::FootnoteDefinition(label) => {
                let number = self.notes.define(&label, span);
                let inner = self.within(Container::Note);
                self.notes.fill(number, inner);
            }
            Tag::CodeBlock(kind) => {
                if kind.is_indented() {
                    self.indented_code(range.start);
                }
                let text: String = self.inlines().into_iter().map(|i| i.words()).collect();
                self.words = Words::default();
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

    /// Whether the paragraph at `range` holds nothing but one image.
    fn is_image(&mut self, range: &std::ops::Range<usize>) -> bool {
        let Some((Event::Start(Tag::Image { .. }), image)) = self.stream.peek() else {
            return false;
        };
        let rest = self.file.text().get(image.end..range.end);
        rest.is_some_and(|rest| rest.trim().is_empty())
    }

    /// What the paragraph that begins here shows; an empty paragraph where it is refused.
    fn image(&mut self, span: Span) -> Block {
        let refused = Block::Paragraph(Spanned::new(Vec::new(), span));
        let Some((Event::Start(Tag::Image { dest_url, title, .. }), range)) = self.stream.next()
        else {
            return refused;
        };
        let inlines = self.inlines();
        let alt = inlines.iter().map(Inline::words).collect();
        let (dest, title, span) = (dest_url.to_string(), title.to_string(), self.span(&range));
        if inlines.iter().any(Inline::is_computed) {
            ignored_text::computed_alternative(span, self.sink);
        }
        self.take_escaped(&title, span);
        self.words = Words::default();
        // The paragraph's own end.
        self.stream.next_if(|event| matches!(event, Event::End(TagEnd::Paragraph)));
        image(Image { dest, title, alt, span }, self.file, self.sink).unwrap_or(refused)
    }

    /// Blocks up to the end of `container`, which is consumed.
    fn within(&mut self, container: Container) -> Prose {
        self.containers.push(container);
        let inner = self.blocks();
        self.containers.pop();
        inner
    }

    fn items(&mut self, list: &mut List) -> Vec<Prose> {
        let mut items = Vec::new();
        while let Some((event, range)) = self.stream.next() {
            match event {
                Event::Start(Tag::Item) => {
                    self.item_mark(list, range.start);
                    let column = self.column(range.start);
                    items.push(self.within(Container::Item { column }));
                }
                Event::End(_) => break,
                _ => {}
            }
        }
        items
    }

    fn table(&mut self, alignments: &[MdAlignment], span: Span) -> Block {
        let (mut header, mut rows) = (Vec::new(), Vec::new());
        let mut reported_below = false;
        while let Some((event, range)) = self.stream.next() {
            match event {
                Event::Start(Tag::TableHead) => header = self.cells(),
                Event::Start(Tag::TableRow) => {
                    let row = self.first_line(&range);
                    let columns = alignments.len();
                    if literal_markup::cells(
                        self.file,
                        row,
                        columns,
                        &mut reported_below,
                        self.sink,
                    ) {
                        self.stream.hold(range);
                    }
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
        while let Some((event, _)) = self.stream.next() {
            match event {
                Event::Start(Tag::TableCell) => {
                    let cell = self.inlines();
                    self.leftovers(&cell);
                    cells.push(cell);
                }
                Event::End(_) => break,
                _ => {}
            }
        }
        cells
    }
}
