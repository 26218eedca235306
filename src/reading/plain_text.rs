//! Plain text of an author's prose, for data and comparisons.
//!
//! It does not depend on page numbers: a reference to a page becomes the title of its target.

use crate::model::{Block, Book, Inline, Numbered, PolicyId};

/// The text under a heading; that before the first heading has an empty one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The text of the heading.
    pub heading: String,
    /// The text under the heading.
    pub text: String,
}

/// Splits `prose` at its headings; passages without text are omitted.
#[must_use]
pub fn passages(prose: &[Block], book: &Book) -> Vec<Passage> {
    let mut all = Vec::new();
    let mut heading = String::new();
    let mut start = 0;
    for (at, block) in prose.iter().enumerate() {
        if let Block::Heading { content, .. } = block {
            all.push((std::mem::take(&mut heading), &prose[start..at]));
            heading = inline_text(content, book);
            start = at + 1;
        }
    }
    all.push((heading, &prose[start..]));
    all.into_iter()
        .map(|(heading, blocks)| Passage { heading, text: plain(blocks, book) })
        .filter(|passage| !passage.text.is_empty())
        .collect()
}

/// The plain text of `prose`, a line for each paragraph, list item and table row.
#[must_use]
pub fn plain(prose: &[Block], book: &Book) -> String {
    let mut lines = Vec::new();
    for block in prose {
        block_lines(block, book, &mut lines);
    }
    lines.join("\n")
}

fn block_lines(block: &Block, book: &Book, lines: &mut Vec<String>) {
    let row = |cells: &[Vec<Inline>]| {
        let cells: Vec<_> = cells.iter().map(|cell| inline_text(cell, book)).collect();
        cells.join("、")
    };
    match block {
        Block::Paragraph(content) | Block::Heading { content, .. } => {
            lines.push(inline_text(content, book));
        }
        Block::List { start, items } => {
            for (number, item) in (start.unwrap_or(0)..).zip(items) {
                let mark = match start {
                    Some(_) => format!("{number}. "),
                    None => "・".to_owned(),
                };
                lines.push(mark + &plain(item, book));
            }
        }
        Block::Quote(inner) => lines.push(plain(inner, book)),
        Block::Table { header, rows, .. } => {
            lines.push(row(header));
            lines.extend(rows.iter().map(|cells| row(cells)));
        }
        Block::Figure { alt, .. } => lines.push(format!("（図：{alt}）")),
        Block::Picture { alt, caption, .. } => {
            lines.extend(caption.clone());
            lines.push(format!("（図：{alt}）"));
        }
        Block::Notes(notes) => {
            for (number, note) in notes {
                lines.push(format!("（注{number}）{}", plain(note, book)));
            }
        }
        Block::Rule => {}
    }
}

/// The plain text of inline content.
fn inline_text(content: &[Inline], book: &Book) -> String {
    content.iter().map(|inline| single_inline_text(inline, book)).collect()
}

fn single_inline_text(inline: &Inline, book: &Book) -> String {
    match inline {
        Inline::Text(text) | Inline::Code(text) => text.clone(),
        Inline::Strong(content) | Inline::Emphasis(content) | Inline::Deleted(content) => {
            inline_text(content, book)
        }
        Inline::Break => "\n".to_owned(),
        Inline::Link { url, content } => match inline_text(content, book) {
            text if text == *url => text,
            text => format!("{text}（{url}）"),
        },
        Inline::Page { target } => format!("「{}」", title(target, book)),
        Inline::Policy { id, content } => match inline_text(content, book) {
            text if text.is_empty() => title(&id.to_string(), book),
            text => text,
        },
        Inline::Computed(key) => book.computed(key.value).unwrap_or_default(),
        Inline::Note(number) => format!("（注{number}）"),
    }
}

/// The title of a part or a policy.
fn title(target: &str, book: &Book) -> String {
    let policy =
        |id: PolicyId| book.policy(id).map(|p| format!("{} {}", p.printed_number(), p.title.value));
    match book.plan.part(target) {
        Some(part) => book.plan.part_title(part),
        None => target.parse().ok().and_then(policy).unwrap_or_default(),
    }
}
