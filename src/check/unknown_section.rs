//! PB0210: 担当課の名前が plan.yaml にない
//!
//! 主要施策と事業の担当課は、`plan.yaml` の `departments` にある名前で、略さずに書きます。1つの
//! ファイルに何か所あっても、まとめて1度だけ示します。
//!
//! 誤 `sections: [子育て支援課]`
//! 正 `sections: [子ども・子育て支援課]`

use std::collections::BTreeMap;

use crate::diag::{Code, Diagnostic, Sink, Text, nearest};
use crate::model::Book;
use crate::span::Spanned;
use crate::text;

const CODE: Code = Code("PB0210");

/// Sections that no department has.
pub fn check(book: &Book, sink: &mut Sink) {
    let named = book.policies().flat_map(|p| p.sections.iter());
    let running = book.projects().map(|p| &p.section);
    let asked = std::iter::once(&book.plan.contact.section);
    let mut unknown: BTreeMap<_, Vec<&Spanned<String>>> = BTreeMap::new();
    for section in named.chain(running).chain(asked) {
        // One that is not written was reported when it was read.
        if !section.is_empty() && book.plan.section(section).is_none() {
            unknown.entry((section.span.file, &section.value)).or_default().push(section);
        }
    }
    for places in unknown.into_values() {
        if let Some(first) = places.iter().min_by_key(|place| place.span) {
            sink.report(finding(book, first, places.len()));
        }
    }
}

/// The sections whose names are joined in `name`.
fn several<'a>(book: &Book, name: &'a str) -> Option<Vec<&'a str>> {
    let parts: Vec<&str> = name.split(['・', '／', '/', '\u{3000}', ' ']).collect();
    let are_known = parts.iter().all(|part| book.plan.section(part).is_some());
    (parts.len() > 1 && are_known).then_some(parts)
}

/// The section that `name` is with the name of a department before it.
fn without_department<'a>(book: &Book, name: &'a str) -> Option<&'a str> {
    book.plan.departments.iter().find_map(|department| {
        let own = name.strip_prefix(department.name.as_str())?.trim();
        book.plan.section(own).map(|_| own)
    })
}

/// The finding about `section`, which stands `places` times in its file.
fn finding(book: &Book, section: &Spanned<String>, places: usize) -> Diagnostic {
    let names: Vec<_> = book.plan.sections().map(|(_, s)| s.name.value.as_str()).collect();
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
    let hint = match (several(book, section), nearest(section, names.iter().copied())) {
        (Some(several), _) => {
            let (ja, en, count) = (several.join("、"), several.join(", "), several.len());
            text!(
                "{ja} の{count}つが1つの名前になっています。シートの sections なら [{en}] と書き、1つだけ書く項目なら、主なものを書いてください",
                "these are {count} names in one: write [{en}] for `sections`, or the main one where there is one"
            )
        }
        (None, Some(near)) => text!("「{near}」のことですか", "did you mean `{near}`?"),
        (None, None) if let Some(own) = without_department(book, section) => text!(
            "部の名前を付けずに「{own}」と書いてください",
            "write `{own}`, without its department"
        ),
        (None, None) => text!(
            "plan.yaml の departments に加えるか、そこにある名前で書いてください",
            "add it to `departments` in plan.yaml, or use a name from there"
        ),
    };
    let term = &book.plan.terms.section;
    let message =
        text!("「{section}」という{term}はありません", "there is no section called `{section}`");
    let here = match places {
        1 => Text::empty(),
        _ => text!("このファイルに{places}か所", "{places} times in this file"),
    };
    Diagnostic::error(CODE, message).label(section.span, here).hint(hint)
}
