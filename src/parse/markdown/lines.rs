//! Findings about lines that Markdown joins to the block above, where their author began a new one.

use std::ops::Range;

use pulldown_cmark::Event;

use super::super::AuthorText;
use super::MarkdownReader;
use crate::diag::{Code, Diagnostic, Sink};
use crate::model::Inline;
use crate::source::SourceFile;
use crate::span::{FileId, Span, Spanned};
use crate::text;

const UNDERLINED: Code = Code("PB0333");
const UNTITLED: Code = Code("PB0335");

/// The container of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    /// An item of a list whose marker has this indentation.
    Item { column: usize },
    /// A quotation.
    Quote,
    /// The text of a footnote.
    Note,
}

/// The words of one paragraph, heading or cell, with their places.
#[derive(Debug, Default)]
pub(in crate::parse) struct Words {
    /// Texts as they are written in the source, without the addresses of links between them.
    pub runs: Vec<Range<usize>>,
    /// Where each line after the first begins.
    pub lines: Vec<usize>,
    /// The first line that continues a list item, a quotation or a footnote without being
    /// indented as one that was meant to.
    pub lazy: Option<(usize, &'static str, &'static str)>,
    /// Whether the next inline begins a line, and whether that line joins the one before.
    broken: Option<bool>,
}

impl MarkdownReader<'_, '_> {
    /// Notes where lines begin.
    pub(super) fn mark_line(&mut self, event: &Event<'_>, range: &Range<usize>) {
        match event {
            Event::SoftBreak | Event::HardBreak => {
                self.words.broken = Some(matches!(event, Event::SoftBreak));
            }
            _ => {
                let Some(joins) = self.words.broken.take() else { return };
                if self.words.lazy.is_none() {
                    self.words.lazy = self.lazy(range.start).map(|(ja, en)| (range.start, ja, en));
                }
                if joins {
                    self.words.lines.push(range.start);
                }
            }
        }
    }

    /// What the line that begins at `at` continues, where it is not indented for that.
    fn lazy(&self, at: usize) -> Option<(&'static str, &'static str)> {
        let container = self.containers.last()?;
        let text = self.file.text();
        let line = &text[text[..at].rfind('\n').map_or(0, |newline| newline + 1)..at];
        let quotes = self.containers.iter().filter(|c| **c == Container::Quote).count();
        let marks = line.matches('>').count();
        if marks < quotes {
            return Some(("引用", "quotation"));
        }
        match container {
            Container::Quote => None,
            Container::Item { column } => (line.len() <= *column).then_some(("項目", "item")),
            Container::Note => line.is_empty().then_some(("脚注", "footnote")),
        }
    }

    /// Takes the words of a text event.
    pub(super) fn take_words(&mut self, text: &str, range: &Range<usize>) {
        let written = &self.file.text()[range.clone()];
        if written != text {
            // `&#x202E;` stands for another character.
            let span = self.span(range);
            self.take_escaped(text, span);
            return;
        }
        match self.words.runs.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ => self.words.runs.push(range.clone()),
        }
    }

    /// Takes `text`, some characters of which are written as escapes at `span`.
    pub(super) fn take_escaped(&mut self, text: &str, span: Span) {
        let written = self.file.slice(span);
        if written.contains('&') {
            let escaped: String = text.chars().filter(|c| !written.contains(*c)).collect();
            if !escaped.is_empty() {
                AuthorText::push_escaped(self.texts, span, escaped);
            }
        }
    }
}

/// Whether `heading` begins with `## ` or the like, and not with a text that happens to begin
/// with `#`.
pub(super) fn has_mark(heading: &str) -> bool {
    let words = heading.trim_start_matches('#');
    words.len() < heading.len() && (words.is_empty() || words.starts_with([' ', '\t']))
}

/// Reports the text at `range` that a line of `-` or `=` below it has made a heading.
pub(super) fn underlined(id: FileId, file: &SourceFile, range: &Range<usize>, sink: &mut Sink) {
    let all = file.text()[range.clone()].trim_end();
    let start = all.rfind('\n').map_or(0, |newline| newline + 1);
    let line = &all[start..];
    let blank = line.len() - line.trim_start_matches([' ', '\t', '>']).len();
    let line = &line[blank..];
    let from = range.start + start + blank;
    let sign: String = line.chars().take(3).collect();
    sink.report(
        Diagnostic::error(
            UNDERLINED,
            text!(
                "上の行に続く「{sign}」は、上の行を見出しにする印です",
                "`{sign}` below a text makes it a heading"
            ),
        )
        .at(Span::new(id, from, from + line.len()))
        .hint(text!(
            "区切りの線なら、この行の前に空の行を入れてください。見出しなら、上の行を「## 」で始めてください。要らなければ、この行を消してください",
            "put an empty line before it for a dividing line; begin a heading with `## `; or remove it"
        )),
    );
}

/// Reports the heading `content`, which has no words that a table of contents could show.
pub(super) fn untitled(content: &Spanned<Vec<Inline>>, sink: &mut Sink) {
    let (message, hint) = if content.is_empty() {
        (
            text!("見出しに言葉がありません", "a heading has no words"),
            text!(
                "見出しの言葉を書くか、この行を消してください",
                "write its words, or remove the line"
            ),
        )
    } else {
        (
            text!(
                "見出しが、シートやページへのリンクだけでできています",
                "a heading is nothing but a link to a policy or page"
            ),
            text!(
                "見出しには言葉を書き、リンクは下の本文に置いてください",
                "write words in the heading, and put the link into the text below"
            ),
        )
    };
    sink.report(Diagnostic::error(UNTITLED, message).at(content.span).hint(hint));
}
