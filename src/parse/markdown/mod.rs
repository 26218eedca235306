//! Markdown to a tree: `CommonMark` with GFM tables, footnotes and strikethrough.
//!
//! Two habits of Japanese authors are met here: a line break inside a paragraph adds no
//! space between Japanese characters, and `**「重要」**である` is bold, though `CommonMark`'s
//! flanking rules leave its asterisks in the text.
//!
//! This module must not know which headings a file has to have.

mod blocks;
mod inlines;
mod lines;
mod list_markers;
mod stream;

use pulldown_cmark::Event;

use self::lines::Container;
pub(super) use self::lines::Words;
use self::stream::{Lost, Stream};
use super::footnotes::Notes;
use super::{AuthorText, ignored_text, literal_markup};
use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Block, Inline, Prose};
use crate::source::SourceFile;
use crate::span::{FileId, Span};
use crate::text;

/// Deeper than anyone writes; a limit for hostile input.
const MAX_DEPTH: usize = 24;

/// Stands for an asterisk its author escaped, until emphasis is settled. A noncharacter,
/// which no text may contain.
pub(in crate::parse) const ESCAPED_ASTERISK: char = '\u{FDD0}';

/// Reads a whole file. What its author wrote as escapes is added to `texts`.
pub(super) fn parse(
    id: FileId,
    file: &SourceFile,
    texts: &mut Vec<AuthorText>,
    sink: &mut Sink,
) -> Prose {
    let stream = Stream::new(file.text());
    let mut reader = MarkdownReader {
        id,
        file,
        stream,
        texts,
        sink,
        notes: Notes::default(),
        depth: 0,
        containers: Vec::new(),
        words: Words::default(),
        list_above: None,
    };
    let mut blocks = reader.blocks();
    for Lost { range, label } in reader.stream.lost() {
        let span = reader.span(&range);
        match label {
            Some(label) => ignored_text::definition(file, span, &label, reader.sink),
            None => ignored_text::words(file, span, reader.sink),
        }
    }
    let notes = std::mem::take(&mut reader.notes).finish(sink);
    if !notes.is_empty() {
        blocks.push(Block::Notes(notes));
    }
    blocks
}

struct MarkdownReader<'a, 's> {
    id: FileId,
    file: &'a SourceFile,
    stream: Stream<'a>,
    texts: &'s mut Vec<AuthorText>,
    sink: &'s mut Sink,
    notes: Notes,
    depth: usize,
    /// The containers of the block that is being read, the outermost first.
    containers: Vec<Container>,
    /// The words of the paragraph, heading or cell that is being read.
    words: Words,
    /// The list that ended right before.
    list_above: Option<list_markers::List>,
}

impl MarkdownReader<'_, '_> {
    fn span(&self, range: &std::ops::Range<usize>) -> Span {
        Span::new(self.id, range.start, range.end)
    }

    /// The first line of a range: enough to point at.
    fn first_line(&self, range: &std::ops::Range<usize>) -> Span {
        let text = self.file.slice(self.span(range));
        let len = text.lines().next().unwrap_or("").trim_end().len();
        Span::new(self.id, range.start, range.start + len)
    }

    /// The text of the line of `start`, from there on.
    fn line_at(&self, start: usize) -> Span {
        let text = &self.file.text()[start..];
        let blank = text.len() - text.trim_start_matches([' ', '\t']).len();
        let len = text[blank..].lines().next().unwrap_or("").trim_end().len();
        Span::new(self.id, start + blank, start + blank + len)
    }

    /// Reports signs of Markdown in the words of `content`, which has just been
    /// read, and lines of it that were not meant as its continuation.
    fn leftovers(&mut self, content: &[Inline]) {
        let words = std::mem::take(&mut self.words);
        let text: String = content.iter().map(plain_words).collect();
        literal_markup::words(self.id, self.file, &words, &text, self.sink);
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
        self.stream.hold(range.clone());
        self.skip();
    }

    /// Passes over what was just opened.
    fn skip(&mut self) {
        let mut open = 1;
        while open > 0 {
            match self.stream.next() {
                Some((Event::Start(_), _)) => open += 1,
                Some((Event::End(_), _)) => open -= 1,
                Some(_) => {}
                None => return,
            }
        }
    }
}

/// The words of `inline` that are not code.
fn plain_words(inline: &Inline) -> String {
    match inline {
        Inline::Code(_) => String::new(),
        inline => inline.words(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn read(text: &str) -> (Prose, Vec<Diagnostic>) {
        let sources = Sources::from_memory([("a.md".into(), text.into())]);
        let mut sink = Sink::new();
        let prose = parse(FileId(0), sources.file(FileId(0)), &mut Vec::new(), &mut sink);
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
        assert_eq!(found.len(), 1, "and there is a finding");
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
