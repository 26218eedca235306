//! PB0210: 担当課の名前が plan.yaml にない
//!
//! 主要施策と事業の担当課は、`plan.yaml` の `departments` にある名前で書きます。
//!
//! 誤 `sections: [子育て支援課]`
//! 正 `sections: [子ども・子育て支援課]`

use crate::diag::{Code, Diagnostic, Sink, did_you_mean};
use crate::model::Book;
use crate::span::Spanned;
use crate::text;

const CODE: Code = Code("PB0210");

/// Sections that no department has.
pub fn check(book: &Book, sink: &mut Sink) {
    let named = book.policies().flat_map(|p| p.sections.iter());
    let running = book.projects().map(|p| &p.section);
    let asked = std::iter::once(&book.plan.contact.section);
    for section in named.chain(running).chain(asked) {
        if book.plan.section(section).is_none() {
            sink.report(unknown(book, section));
        }
    }
}

fn unknown(book: &Book, section: &Spanned<String>) -> Diagnostic {
    let names = book.plan.sections().map(|(_, s)| s.name.value.as_str());
    if section.contains(['、', '，']) {
        let list = section.replace(['、', '，'], ", ");
        return Diagnostic::error(
            CODE,
            text!(
                "「{section}」が1つの名前になっています",
                "`{section}` as a whole has become a name"
            ),
        )
        .at(section.span)
        .hint(text!(
            "[{list}] のように、半角の「, 」で区切ってください",
            "separate with commas: [{list}]"
        ));
    }
    let hint = match did_you_mean(section, names) {
        Some(near) => text!("「{near}」のことですか", "did you mean `{near}`?"),
        None => text!(
            "plan.yaml の departments に加えるか、そこにある名前で書いてください",
            "add it to `departments` in plan.yaml, or use a name from there"
        ),
    };
    Diagnostic::error(
        CODE,
        text!("「{section}」という担当課はありません", "there is no section called `{section}`"),
    )
    .at(section.span)
    .hint(hint)
}
