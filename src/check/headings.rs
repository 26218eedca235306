//! PB0320: 見出しの段が飛んでいる
//!
//! 見出しは「##」から始め、1段ずつ深くします（## → ### → ####）。段を飛ばすと、読み上げや
//! 目次で順番が分からなくなります。「#」はページの題名のためのもので、本文では使いません。
//!
//! 誤 「## 成果」の下に「#### 詳しく」
//! 正 「## 成果」の下に「### 詳しく」

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Block, Book};
use crate::text;

const CODE: Code = Code("PB0320");

/// The level of a text's highest headings.
const FIRST: u8 = 2;

/// Headings that skip a level, or that would be the page's title.
pub fn check(book: &Book, sink: &mut Sink) {
    in_order(&book.overview, FIRST - 1, sink);
    for theme in &book.themes {
        in_order(&theme.prose, FIRST - 1, sink);
    }
    for section in book.policies().flat_map(|p| &p.prose) {
        in_order(&section.prose, FIRST, sink);
    }
}

/// Looks at the headings of `prose`, which stands under one of level `above`.
fn in_order(prose: &[Block], above: u8, sink: &mut Sink) {
    let mut last = above;
    for block in prose {
        let Block::Heading { level, content } = block else {
            continue;
        };
        let level = *level;
        let right = "#".repeat(usize::from(last.max(1) + 1));
        let message = if level < FIRST {
            text!(
                "「#」の見出しは、ページの題名だけに使います",
                "`#` is for the title of a page alone"
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
        last = level.max(FIRST);
        sink.report(
            Diagnostic::error(CODE, message)
                .at(content.span)
                .hint(text!("「{right} 」にしてください", "use `{right} `")),
        );
    }
}
