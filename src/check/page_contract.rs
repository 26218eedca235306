//! PB0403: ページの約束どうしが食い違う
//!
//! `plan.yaml` の部は、書いた順に並びます。後の部のページは、前の部の終わりより後です。
//!
//! 誤 `pages: 7-11` の次の部が `pages: 10-16`
//! 正 `pages: 7-11` の次の部が `pages: 12-16`

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::Book;
use crate::span::Span;
use crate::text;

const CODE: Code = Code("PB0403");

/// Parts whose declared pages cannot be in this order.
pub fn check(book: &Book, sink: &mut Sink) {
    let mut before: Option<(u32, Span)> = None;
    for part in &book.plan.book.parts {
        let Some(pages) = &part.pages else {
            continue;
        };
        let begins = pages.from.or(pages.to);
        if let (Some((last, span)), Some(begins)) = (before, begins)
            && begins <= last
        {
            let (id, contract) = (&part.id, pages.value);
            sink.report(
                Diagnostic::error(
                    CODE,
                    text!(
                        "「{id}」のページ {contract} が、前の部と重なります",
                        "the pages {contract} of `{id}` overlap those of the part before"
                    ),
                )
                .at(pages.span)
                .label(span, text!("前の部のページです", "the part before"))
                .hint(text!("{last} ページより後にしてください", "begin after page {last}")),
            );
        }
        before = pages.to.or(pages.from).map(|last| (last, pages.span)).or(before);
    }
}
