//! PB0346: 見出しに文字がない
//!
//! 「##」だけの行は、文字のない見出しになります。目次にも読み上げにも出せません。見出しの文字を
//! 書くか、行を消してください。
//!
//! 誤 `##` だけの行
//! 正 `## 施設の一覧`

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Block, Book};
use crate::text;

const CODE: Code = Code("PB0346");

/// Headings that say nothing.
pub fn check(book: &Book, sink: &mut Sink) {
    let of_themes = book.themes.iter().flat_map(|theme| &theme.prose);
    let of_sheets = book.policies().flat_map(|policy| &policy.prose).flat_map(|s| &s.prose);
    for block in book.overview.iter().chain(of_themes).chain(of_sheets) {
        look(block, sink);
    }
}

fn look(block: &Block, sink: &mut Sink) {
    match block {
        Block::Heading { content, .. } if content.is_empty() => sink.report(
            Diagnostic::error(CODE, text!("見出しに文字がありません", "the heading is empty"))
                .at(content.span)
                .hint(text!(
                    "見出しの文字を書くか、この行を消してください",
                    "write the heading's words, or remove the line"
                )),
        ),
        Block::List { items, .. } => items.iter().flatten().for_each(|block| look(block, sink)),
        Block::Quote(inner) => inner.iter().for_each(|block| look(block, sink)),
        Block::Notes(notes) => {
            notes.iter().flat_map(|(_, note)| note).for_each(|block| look(block, sink));
        }
        _ => {}
    }
}
