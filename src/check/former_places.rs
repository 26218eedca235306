//! PB0253: 前の版より後の版を was に書いている
//!
//! `was` には、この版より前の版の年度と、そのときの名前と場所を書きます。
//!
//! 誤 版の年度が R6 で `was: [{ edition: R6, place: 1-2-04, name: 保育の充実 }]`
//! 正 `was: [{ edition: R5, place: 1-2-04, name: 保育の充実 }]`

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Book, Was};
use crate::text;

const CODE: Code = Code("PB0253");

/// Everything that says where it was.
pub(super) fn all(book: &Book) -> impl Iterator<Item = &Was> {
    let policies = book.policies().flat_map(|policy| {
        policy.was.iter().chain(policy.projects.iter().flat_map(|project| &project.was))
    });
    let sections = book.plan.sections().flat_map(|(_, section)| &section.was);
    policies.chain(sections).chain(book.indicators().flat_map(|indicator| &indicator.was))
}

/// Places in editions that do not come before this one.
pub fn check(book: &Book, sink: &mut Sink) {
    let year = &book.plan.edition.year;
    for was in all(book).filter(|was| was.edition >= *year) {
        let edition = &was.edition;
        sink.report(
            Diagnostic::error(
                CODE,
                text!(
                    "was の版 {edition} が、この版 {year} より前ではありません",
                    "the edition {edition} of `was` is not before this one, {year}"
                ),
            )
            .at(edition.span)
            .label(year.span, text!("この版の年度です", "the year of this edition"))
            .hint(text!(
                "その名前だった版の年度を書いてください",
                "write the year of the edition in which it had that name"
            )),
        );
    }
}
