//! PB0266: 地名の食い違い
//!
//! 同じ `id` や同じ名前の地名が `places.yaml` に2つあると、どちらのことか分かりません。施策や事業の
//! `places` には、`places.yaml` にある地名を「、」で並べて書きます。ないものは、地名のページに載りません。
//!
//! 誤 places.yaml に「茂辺地」があり、事業に `places: 茂邊地`
//! 正 `places: 茂辺地、石別`

use std::collections::BTreeMap;

use crate::diag::{Code, Diagnostic, Sink, did_you_mean};
use crate::model::Book;
use crate::span::{Span, Spanned};
use crate::text;

const CODE: Code = Code("PB0266");

/// Names and ids of places that stand twice, and names that are in no list.
pub fn check(book: &Book, sink: &mut Sink) {
    let mut known: BTreeMap<&str, Span> = BTreeMap::new();
    let ids = book.localities.iter().map(|locality| &locality.id);
    let names = book.localities.iter().flat_map(|l| std::iter::once(&l.name).chain(&l.also));
    for name in ids.chain(names) {
        let Some(first) = known.insert(name.value.as_str(), name.span) else { continue };
        sink.report(
            Diagnostic::error(
                CODE,
                text!("地名「{name}」が2つあります", "two places are called `{name}`"),
            )
            .at(name.span)
            .label(first, text!("もう1つはここです", "the other one is here"))
            .hint(text!(
                "どちらかの名前を変えるか、消してください",
                "rename or remove one of them"
            )),
        );
    }
    if book.localities.is_empty() {
        return;
    }
    let of_policies = book.policies().filter_map(|policy| policy.places.as_ref());
    let of_projects = book.projects().filter_map(|project| project.places.as_ref());
    for places in of_policies.chain(of_projects) {
        unknown(places, &known, sink);
    }
}

/// Reports the names in `places` that are not `known`.
fn unknown(places: &Spanned<String>, known: &BTreeMap<&str, Span>, sink: &mut Sink) {
    for name in places.split(['、', '，', ',']).map(str::trim).filter(|name| !name.is_empty()) {
        if known.contains_key(name) {
            continue;
        }
        let meant = did_you_mean(name, known.keys().copied());
        let hint = match meant {
            Some(meant) => text!("「{meant}」ですか", "did you mean `{meant}`?"),
            None => text!("places.yaml に加えてください", "add it to places.yaml"),
        };
        sink.report(
            Diagnostic::warning(
                CODE,
                text!("「{name}」は places.yaml にありません", "`{name}` is not in places.yaml"),
            )
            .at(places.span)
            .hint(hint),
        );
    }
}
