//! An author's text as plain words, for cells.
//!
//! Printed pages are not named, because data must not depend on them: a reference to one
//! gives the name of what stands there.

use crate::model::{Block, Book, Inline, PolicyId};

/// A stretch of text under one heading; the first may have none.
pub(super) struct Stretch {
    /// The heading's words.
    pub(super) heading: String,
    /// The words under it.
    pub(super) text: String,
}

/// The text cut at its headings, without stretches that say nothing.
pub(super) fn stretches(prose: &[Block], book: &Book) -> Vec<Stretch> {
    let mut all = Vec::new();
    let mut heading = String::new();
    let mut from = 0;
    for (at, block) in prose.iter().enumerate() {
        if let Block::Heading { content, .. } = block {
            all.push((std::mem::take(&mut heading), &prose[from..at]));
            heading = words(content, book);
            from = at + 1;
        }
    }
    all.push((heading, &prose[from..]));
    all.into_iter()
        .map(|(heading, blocks)| Stretch { heading, text: plain(blocks, book) })
        .filter(|stretch| !stretch.text.is_empty())
        .collect()
}

/// The words of `prose`, a line for each paragraph, item and row of a table.
pub(super) fn plain(prose: &[Block], book: &Book) -> String {
    let mut lines = Vec::new();
    for block in prose {
        block_lines(block, book, &mut lines);
    }
    lines.join("\n")
}

fn block_lines(block: &Block, book: &Book, lines: &mut Vec<String>) {
    let row = |cells: &[Vec<Inline>]| {
        let cells: Vec<_> = cells.iter().map(|cell| words(cell, book)).collect();
        cells.join("、")
    };
    match block {
        Block::Paragraph(content) | Block::Heading { content, .. } => {
            lines.push(words(content, book));
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

fn words(content: &[Inline], book: &Book) -> String {
    content.iter().map(|inline| word(inline, book)).collect()
}

fn word(inline: &Inline, book: &Book) -> String {
    match inline {
        Inline::Text(text) | Inline::Code(text) => text.clone(),
        Inline::Strong(content) | Inline::Emphasis(content) | Inline::Deleted(content) => {
            words(content, book)
        }
        Inline::Break => "\n".to_owned(),
        Inline::Link { url, content } => match words(content, book) {
            words if words == *url => words,
            words => format!("{words}（{url}）"),
        },
        Inline::Page { target } => title(target, book),
        Inline::Policy { id, content } => match words(content, book) {
            words if words.is_empty() => title(&id.to_string(), book),
            words => words,
        },
        Inline::Computed(what) => book.computed(what.value),
        Inline::Note(number) => format!("（注{number}）"),
    }
}

/// The name of a part or a policy.
fn title(target: &str, book: &Book) -> String {
    let policy = |id: PolicyId| book.policy(id).map(|p| format!("{id} {}", p.title.value));
    match book.plan.part(target) {
        Some(part) => format!("「{}」", book.plan.part_title(part)),
        None => target.parse().ok().and_then(policy).unwrap_or_default(),
    }
}
