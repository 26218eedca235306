//! PB0320: 見出しの段が飛んでいる
//!
//! 見出しは「##」から始め、1段ずつ深くします（## → ### → ####）。段を飛ばすと、読み上げや
//! 目次で順番が分からなくなります。「#」はページの題名のためのもので、本文では使いません。
//! 箇条書き、引用、注の中の見出しも、同じ順に数えます。施策シートの中では「###」から始めます。
//!
//! 誤 「## 成果」の下に「#### 詳しく」
//! 正 「## 成果」の下に「### 詳しく」

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Block, Book};
use crate::span::Span;
use crate::text;

const CODE: Code = Code("PB0320");

/// The level of a text's highest headings.
const FIRST: u8 = 2;

/// Headings that skip a level, or that would be the page's title.
pub fn check(book: &Book, sink: &mut Sink) {
    in_order(&book.overview, FIRST - 1, sink);
    for part in &book.part_texts {
        in_order(&part.prose, FIRST - 1, sink);
    }
    for theme in &book.themes {
        in_order(&theme.prose, FIRST - 1, sink);
    }
    for section in book.policies().flat_map(|p| &p.prose) {
        in_order(&section.prose, FIRST, sink);
    }
}

/// Looks at the headings of `prose`, which stands under one of level `above`.
fn in_order(prose: &[Block], above: u8, sink: &mut Sink) {
    let mut found = Vec::new();
    headings(prose, &mut found);
    let mut last = above;
    for (level, span) in found {
        let right = "#".repeat(usize::from(last.max(1) + 1));
        let message = if level < FIRST {
            text!(
                "「#」の見出しは、ページの題名だけに使います",
                "`#` is for the title of a page alone"
            )
        } else if level <= above {
            text!(
                "「##」の見出しは、シートの決まった見出しだけに使います",
                "`##` is for the headings that every sheet has"
            )
        } else if level > last + 1 {
            text!(
                "見出しの段が飛んでいます（{last}段目の次が{level}段目）",
                "a heading skips a level: {level} after {last}"
            )
        } else {
            last = level;
            continue;
        };
        last = level.max(above + 1);
        sink.report(
            Diagnostic::error(CODE, message)
                .at(span)
                .hint(text!("「{right} 」にしてください", "use `{right} `")),
        );
    }
}

/// The headings in the order of the text, those in lists, quotations and footnotes as well.
fn headings(prose: &[Block], found: &mut Vec<(u8, Span)>) {
    for block in prose {
        match block {
            Block::Heading { level, content } => found.push((*level, content.span)),
            Block::List { items, .. } => items.iter().for_each(|item| headings(item, found)),
            Block::Quote(inner) => headings(inner, found),
            Block::Notes(notes) => notes.iter().for_each(|(_, note)| headings(note, found)),
            _ => {}
        }
    }
}
