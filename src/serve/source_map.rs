//! The source map: every text of the book with its source file and line.
//!
//! Pages contain no source locations, because themes know nothing of sources. So the preview's
//! script looks up the texts displayed on a page in this map.

use serde::Serialize;

use crate::model::{Block, Book, Inline};
use crate::record::{Path, TextRole, Value, Walk};
use crate::source::Sources;
use crate::span::Span;

/// The source map of a book.
#[derive(Debug, Serialize)]
pub(super) struct SourceMap<'a> {
    /// The paths of the source files, relative to the book's root.
    files: Vec<&'a str>,
    /// The texts.
    texts: Vec<MappedText>,
}

/// A text: its pieces without white space, its kind ([`ROW`] or [`TEXT`]), the index of its file,
/// and its line.
#[derive(Debug, Serialize)]
struct MappedText(Vec<String>, &'static str, u32, u32);

/// The kind of a text that begins a table row.
const ROW: &str = "row";
/// The kind of every other text.
const TEXT: &str = "text";

/// The source map of `book`, which was read from `sources`.
pub(super) fn source_map<'a>(book: &Book, sources: &'a Sources) -> SourceMap<'a> {
    let mut builder = Builder { sources, texts: Vec::new() };
    builder.blocks(&book.overview);
    book.part_texts.iter().for_each(|part| builder.blocks(&part.prose));
    book.themes.iter().for_each(|theme| builder.blocks(&theme.prose));
    book.walk(&mut Path::default(), &mut |path, value| builder.value(path, &value));
    for section in book.policies().flat_map(|policy| &policy.prose) {
        builder.text(&section.heading, section.heading.span, TEXT);
        builder.blocks(&section.prose);
    }
    book.field_texts.0.values().for_each(|text| builder.blocks(text));
    let files = sources.iter().map(|(_, file)| file.name()).collect();
    SourceMap { files, texts: builder.texts }
}

struct Builder<'a> {
    sources: &'a Sources,
    texts: Vec<MappedText>,
}

impl Builder<'_> {
    /// Adds the value at `path`, if it is a title or text that readers see.
    fn value(&mut self, path: &Path<'_>, value: &Value<'_>) {
        let kind = match path.field().map(|field| field.role) {
            Some(TextRole::Title) => ROW,
            Some(TextRole::Text) => TEXT,
            Some(TextRole::Data) | None => return,
        };
        if let (Value::Text(text), Some(span)) = (value, path.span()) {
            self.text(text, span, kind);
        }
    }

    fn text(&mut self, text: &str, span: Span, kind: &'static str) {
        self.pieces(vec![text.to_owned()], span, kind);
    }

    /// Adds a text of the author's pieces; between them the page displays computed values.
    fn pieces(&mut self, pieces: Vec<String>, span: Span, kind: &'static str) {
        let without_space = |piece: String| piece.split_whitespace().collect::<String>();
        let pieces: Vec<_> =
            pieces.into_iter().map(without_space).filter(|piece| !piece.is_empty()).collect();
        if !pieces.is_empty() {
            let line = self.sources.file(span.file).position(span.start).line;
            self.texts.push(MappedText(pieces, kind, span.file.0, line));
        }
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Paragraph(content) | Block::Heading { content, .. } => {
                    self.pieces(pieces(content), content.span, TEXT);
                }
                Block::List { items, .. } => items.iter().for_each(|item| self.blocks(item)),
                Block::Quote(inner) => self.blocks(inner),
                Block::Table { header, rows, span, .. } => self.table(header, rows, *span),
                Block::Figure { alt, span, .. } => self.text(alt, *span, TEXT),
                Block::Picture { alt, caption, span, .. } => {
                    self.text(caption.as_ref().unwrap_or(alt), *span, TEXT);
                }
                Block::Notes(notes) => notes.iter().for_each(|(_, note)| self.blocks(note)),
                Block::Rule => {}
            }
        }
    }

    /// Adds the rows of a Markdown table: each is on a line of its own, and the delimiter row
    /// follows the header.
    fn table(&mut self, header: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>], span: Span) {
        let first = self.sources.file(span.file).position(span.start).line;
        let lines = std::iter::once(first).chain(first + 2..);
        let header = std::iter::once(header);
        for (row, line) in header.chain(rows.iter().map(Vec::as_slice)).zip(lines) {
            let text: String = row.iter().flatten().map(Inline::words).collect();
            let text: String = text.split_whitespace().collect();
            if !text.is_empty() {
                self.texts.push(MappedText(vec![text], ROW, span.file.0, line));
            }
        }
    }
}

/// The text of `content`, split where computed values are inserted.
fn pieces(content: &[Inline]) -> Vec<String> {
    fn add(content: &[Inline], pieces: &mut Vec<String>) {
        for inline in content {
            match inline {
                Inline::Text(text) | Inline::Code(text) => {
                    pieces.last_mut().expect("the first piece").push_str(text);
                }
                Inline::Strong(inner)
                | Inline::Emphasis(inner)
                | Inline::Deleted(inner)
                | Inline::Link { content: inner, .. } => add(inner, pieces),
                Inline::Policy { content: inner, .. } if !inner.is_empty() => add(inner, pieces),
                Inline::Break => {}
                Inline::Policy { .. }
                | Inline::Page { .. }
                | Inline::Computed(_)
                | Inline::Note(_) => pieces.push(String::new()),
            }
        }
    }
    let mut pieces = vec![String::new()];
    add(content, &mut pieces);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile;
    use crate::diag::Sink;

    #[test]
    fn every_text_is_found_at_its_line() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut sink = Sink::new();
        let (sources, book) = compile::load(root, &[], &mut sink);
        let book = book.expect("the sample book");
        let SourceMap { files, texts } = source_map(&book, &sources);
        assert!(texts.len() > 2000, "{} texts", texts.len());
        let mut wrong = Vec::new();
        for MappedText(pieces, _, file, line) in &texts {
            let name = files[*file as usize];
            let id = sources.find(name).expect("a file");
            let source: String =
                sources.file(id).text().lines().skip(*line as usize - 1).take(30).collect();
            let plain = |c: &char| !c.is_whitespace() && !"*_`~|>\\".contains(*c);
            let source: String = source.chars().filter(plain).collect();
            let start: String = pieces[0].chars().filter(plain).take(6).collect();
            if !source.contains(&start) {
                wrong.push(format!("{name}:{line} {start}"));
            }
        }
        assert!(wrong.is_empty(), "{}: {:?}", wrong.len(), &wrong[..wrong.len().min(9)]);
    }
}
