//! Markdown that is a value in YAML: read as a file of its own, with its places in the YAML file.
//!
//! A block scalar (`|`) has its lines indented; each is found again, so that a finding is where its author
//! wrote it. A scalar that is written in any other way (folded, with escapes) is one place as a whole.
//!
//! This module must not know which fields are Markdown.

use super::plain_scalars::BROKEN_LINE;
use super::yaml::{Kind, Node};
use super::{AuthorText, markdown};
use crate::diag::{Label, Sink};
use crate::model::{Prose, map_spans};
use crate::source::{SourceFile, Sources};
use crate::span::{FileId, Span};

/// Reads the scalar `node` of `file`. What its author wrote as escapes of Markdown is added to `texts`.
pub(super) fn parse(
    file: &SourceFile,
    node: &Node,
    texts: &mut Vec<AuthorText>,
    sink: &mut Sink,
) -> Prose {
    let Kind::Scalar { text, .. } = &node.kind else { return Prose::new() };
    // Pictures are looked for beside the file, so it keeps its name.
    let sources = Sources::from_memory([(file.name().to_owned(), text.clone())]);
    let places = Places::new(file, node, text);
    let (mut own_texts, mut found) = (Vec::new(), Sink::new());
    let mut prose =
        markdown::parse(node.span.file, sources.file(FileId(0)), &mut own_texts, &mut found);
    map_spans(&mut prose, &|span| places.of(span));
    texts.extend(own_texts.into_iter().map(|it| AuthorText { span: places.of(it.span), ..it }));
    for mut finding in found.into_sorted() {
        for label in &mut finding.labels {
            label.span = places.of(label.span);
        }
        sink.report(finding);
    }
    prose
}

/// Adds what was `found` in the YAML of `file` to `sink`. That a line break becomes a space is not so in
/// `markdown` that is written as a block scalar; nothing is said of it in the file `any`, of which
/// any value may be Markdown.
pub(super) fn absorb_findings(
    found: Sink,
    markdown: &[Node],
    any: Option<FileId>,
    file: &SourceFile,
    sink: &mut Sink,
) {
    let keeps_lines = |node: &&Node| match &node.kind {
        Kind::Scalar { text, .. } => !Places::new(file, node, text).lines.is_empty(),
        Kind::Seq(_) | Kind::Map(_) => false,
    };
    let mut blocks: Vec<Span> =
        markdown.iter().filter(keeps_lines).map(|node| node.whole).collect();
    blocks.extend(any.map(|id| Span::new(id, 0, file.text().len())));
    if blocks.is_empty() {
        sink.absorb(found);
        return;
    }
    for finding in found.into_sorted() {
        let in_block = |label: &Label| blocks.iter().any(|block| block.holds(label.span));
        if finding.code != BROKEN_LINE || !finding.labels.iter().any(in_block) {
            sink.report(finding);
        }
    }
}

/// The places of a value's lines in the file.
struct Places {
    whole: Span,
    /// For each line, where it begins in the value and in the file; empty where that is not known.
    lines: Vec<(usize, usize)>,
}

impl Places {
    fn new(file: &SourceFile, node: &Node, value: &str) -> Self {
        let (written, start) = (file.slice(node.whole), node.whole.start as usize);
        let lines = if value.contains('\n') {
            // The place of a block scalar begins behind the indentation of its first line.
            let from = file.text()[..start].rfind('\n').map_or(0, |end| end + 1);
            let text = &file.text()[from..node.whole.end as usize];
            block_lines(text, value.trim_end_matches('\n')).map(|lines| (lines, from))
        } else {
            written.find(value).map(|at| (vec![(0, at)], start))
        };
        let lines = lines.map_or(Vec::new(), |(lines, start)| {
            lines.into_iter().map(|(in_value, at)| (in_value, start + at)).collect()
        });
        Self { whole: node.span, lines }
    }

    /// The place in the file of `span`, which is one in the value.
    fn of(&self, span: Span) -> Span {
        let (start, end) = (span.start as usize, span.end as usize);
        let Some(from) = self.at(start) else { return self.whole };
        // An end may be the beginning of the next line.
        let to = if end > start { self.at(end - 1).map(|at| at + 1) } else { Some(from) };
        Span::new(self.whole.file, from, to.unwrap_or(from))
    }

    fn at(&self, offset: usize) -> Option<usize> {
        let line = self.lines.partition_point(|(start, _)| *start <= offset);
        let (in_value, in_file) = self.lines.get(line.checked_sub(1)?)?;
        Some(in_file + offset - in_value)
    }
}

/// For each line of `value`, where it begins there and in the lines `written` of a block scalar; none where
/// they do not match.
fn block_lines(written: &str, value: &str) -> Option<Vec<(usize, usize)>> {
    let (mut in_value, mut in_file) = (0, 0);
    let mut written = written.split_inclusive('\n');
    let mut lines = Vec::new();
    for line in value.split_inclusive('\n') {
        let source = written.next()?;
        let words = line.trim_end_matches('\n');
        let indent = source.trim_end_matches(['\n', '\r']).strip_suffix(words)?.len();
        lines.push((in_value, in_file + indent));
        in_value += line.len();
        in_file += source.len();
    }
    Some(lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Block;
    use crate::parse::yaml;

    /// The words in the file at the place of each paragraph of the only value of `text`.
    fn paragraphs(text: &str) -> Vec<String> {
        let sources = Sources::from_memory([("a.yaml".to_owned(), text.to_owned())]);
        let file = sources.file(FileId(0));
        let root = yaml::parse(FileId(0), file, &mut Sink::new()).expect("YAML");
        let Kind::Map(entries) = &root.kind else { panic!("a mapping") };
        let prose = parse(file, &entries[0].1, &mut Vec::new(), &mut Sink::new());
        let mut found = Vec::new();
        for block in &prose {
            block.each_block(&mut |block| {
                if let Block::Paragraph(content) = block {
                    found.push(file.slice(content.span).trim_end().to_owned());
                }
            });
        }
        found
    }

    #[test]
    fn paragraphs_are_where_they_are_written() {
        let block =
            "a: |\n    はじめの文。\n\n    - 一つ\n    - **二つ**\n\n    続く文\n    の行。\n";
        let words = ["はじめの文。", "一つ", "**二つ**", "続く文"];
        assert_eq!(paragraphs(block), words);
        let windows = block.replace('\n', "\r\n");
        assert_eq!(paragraphs(&windows)[..3], words[..3]);
        assert_eq!(paragraphs("a: 一行の*文*\n"), ["一行の*文*"]);
        assert_eq!(paragraphs("a: \"引用符の文\"\n"), ["引用符の文"]);
        // What is not found line by line is one place as a whole.
        assert_eq!(paragraphs("a: \"一\\n\\n二\"\n"), ["\"一\\n\\n二\"", "\"一\\n\\n二\""]);
        assert_eq!(paragraphs("a: >\n  一\n  二\n").len(), 1);
    }
}
