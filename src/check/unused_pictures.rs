//! PB0326: どの原稿にも出てこない画像
//!
//! `content/` にあっても、どの原稿の `![説明](場所)` にも、表紙（`book.cover`）にも書かれていない画像は、サイトにも冊子にも
//! 出ません。
//!
//! 誤 `pictures/map.png` を置いて、本文に書き忘れた
//! 正 本文に `![市の地図。…](pictures/map.png)` と書くか、ファイルを消す

use std::collections::BTreeSet;

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Block, Book};
use crate::span::Span;
use crate::text;

const CODE: Code = Code("PB0326");

/// Pictures that no text shows; not while there are mistakes, one of which may be why.
pub fn check(book: &Book, sink: &mut Sink) {
    if sink.has_errors() {
        return;
    }
    let cover = book.plan.book.cover.pictures();
    let cover = cover.filter_map(|picture| book.picture(&picture.path()));
    let mut shown: BTreeSet<_> = cover.map(|picture| picture.source).collect();
    book.each_block(&mut |block| {
        if let Block::Picture { path, .. } = block {
            shown.extend(book.picture(path).map(|picture| picture.source));
        }
    });
    for (path, picture) in &book.pictures {
        if !shown.contains(&picture.source) {
            sink.report(
                Diagnostic::warning(
                    CODE,
                    text!(
                        "画像 {path} は、どの原稿にも出てきません",
                        "no text shows the picture {path}"
                    ),
                )
                .at(Span::start_of(picture.source))
                .hint(text!(
                    "本文に ![説明](場所) と書くか、いらなければファイルを消してください",
                    "show it with ![words](place), or remove the file if it is not needed"
                )),
            );
        }
    }
}
