//! Where the words of the book stand in the sources, so that a page can lead back to them.
//!
//! Themes know nothing of sources. So the page is given every text of the book with its
//! place, and finds what it shows among them.

use serde::Serialize;

use crate::model::{Block, Book, Inline};
use crate::source::Sources;
use crate::span::Span;

/// Every text of the book.
#[derive(Debug, Serialize)]
pub(super) struct Texts<'a> {
    /// The files, from the book's root.
    files: Vec<&'a str>,
    /// The texts in the order of their files.
    texts: Vec<Text>,
}

/// A text: its words, what it is, its file by its place in the list, and its line.
#[derive(Debug, Serialize)]
struct Text(Vec<String>, &'static str, u32, u32);

/// What begins a row of a table.
const ROW: &str = "row";
/// Whatever stands by itself.
const TEXT: &str = "text";

/// Lists the texts of `book`, which was read from `sources`.
pub(super) fn texts<'a>(book: &Book, sources: &'a Sources) -> Texts<'a> {
    let mut list = List { sources, texts: Vec::new() };
    let plan = &book.plan;
    list.blocks(&book.overview);
    for theme in &book.themes {
        list.words(&theme.title, theme.title.span, ROW);
        list.blocks(&theme.prose);
        for lead in &theme.leads {
            list.words(&lead.name, lead.name.span, ROW);
            list.words(&lead.description, lead.name.span, TEXT);
        }
    }
    for department in &plan.departments {
        for section in &department.sections {
            list.words(&section.name, section.name.span, ROW);
        }
    }
    for goal in &book.goals {
        list.words(&goal.name, goal.name.span, ROW);
        for basic_plan in &goal.basic_plans {
            list.words(&basic_plan.name, basic_plan.name.span, ROW);
            for indicator in &basic_plan.indicators {
                list.words(&indicator.name, indicator.name.span, ROW);
            }
            for policy in &basic_plan.policies {
                list.words(&policy.title, policy.title.span, ROW);
                for project in &policy.projects {
                    list.words(&project.name, project.name.span, ROW);
                    list.words(&project.description, project.description.span, TEXT);
                    for results in project.results.value.values() {
                        list.words(results, results.span, TEXT);
                    }
                }
                for relisted in &policy.relisted {
                    list.words(&relisted.name, relisted.name.span, ROW);
                }
                for section in &policy.prose {
                    list.words(&section.heading, section.heading.span, TEXT);
                    list.blocks(&section.prose);
                }
            }
        }
    }
    let files = sources.iter().map(|(_, file)| file.name()).collect();
    Texts { files, texts: list.texts }
}

struct List<'a> {
    sources: &'a Sources,
    texts: Vec<Text>,
}

impl List<'_> {
    fn words(&mut self, words: &str, span: Span, kind: &'static str) {
        self.pieces(vec![words.to_owned()], span, kind);
    }

    /// A text of which only the pieces are the author's: between them stands what the book
    /// computes.
    fn pieces(&mut self, pieces: Vec<String>, span: Span, kind: &'static str) {
        let without_space = |piece: String| piece.split_whitespace().collect::<String>();
        let pieces: Vec<_> =
            pieces.into_iter().map(without_space).filter(|piece| !piece.is_empty()).collect();
        if !pieces.is_empty() {
            let line = self.sources.file(span.file).position(span.start).line;
            self.texts.push(Text(pieces, kind, span.file.0, line));
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
                Block::Figure { alt, span, .. } => self.words(alt, *span, TEXT),
                Block::Picture { alt, caption, span, .. } => {
                    self.words(caption.as_ref().unwrap_or(alt), *span, TEXT);
                }
                Block::Notes(notes) => notes.iter().for_each(|(_, note)| self.blocks(note)),
                Block::Rule => {}
            }
        }
    }

    /// The rows of a table stand on lines of their own, one after the other: header, rule,
    /// rows.
    fn table(&mut self, header: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>], span: Span) {
        let first = self.sources.file(span.file).position(span.start).line;
        let lines = std::iter::once(first).chain(first + 2..);
        let header = std::iter::once(header);
        for (row, line) in header.chain(rows.iter().map(Vec::as_slice)).zip(lines) {
            let words: String = row.iter().flatten().map(Inline::words).collect();
            let words: String = words.split_whitespace().collect();
            if !words.is_empty() {
                self.texts.push(Text(vec![words], ROW, span.file.0, line));
            }
        }
    }
}

/// The author's own words, cut where the book puts in its own.
fn pieces(content: &[Inline]) -> Vec<String> {
    fn add(content: &[Inline], pieces: &mut Vec<String>) {
        for inline in content {
            match inline {
                Inline::Text(text) | Inline::Code(text) => {
                    pieces.last_mut().expect("there is a first").push_str(text);
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
    let mut found = vec![String::new()];
    add(content, &mut found);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile;
    use crate::diag::Sink;

    #[test]
    fn every_text_leads_to_a_line_that_has_it() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut sink = Sink::new();
        let (sources, book) = compile::load(root, &[], &mut sink);
        let book = book.expect("the sample book");
        let Texts { files, texts } = texts(&book, &sources);
        assert!(texts.len() > 2000, "{} texts", texts.len());
        let mut misled = Vec::new();
        for Text(pieces, _, file, line) in &texts {
            let name = files[*file as usize];
            let id = sources.find(name).expect("a file");
            let from: String =
                sources.file(id).text().lines().skip(*line as usize - 1).take(30).collect();
            let plain = |c: &char| !c.is_whitespace() && !"*_`~|>\\".contains(*c);
            let from: String = from.chars().filter(plain).collect();
            let begins: String = pieces[0].chars().filter(plain).take(6).collect();
            if !from.contains(&begins) {
                misled.push(format!("{name}:{line} {begins}"));
            }
        }
        assert!(misled.is_empty(), "{}: {:?}", misled.len(), &misled[..misled.len().min(9)]);
    }
}
