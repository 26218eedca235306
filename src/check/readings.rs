//! PB0274: 読みの書き方
//!
//! 読み（`kana`）は、ひらがなかカタカナで書きます（英数字は、そのまま書けます）。漢字などがあると、五十音順に
//! 並びません。事業の読みは、1つでもないものがあると使えず、事業索引は施策の番号順になります。
//!
//! 誤 `kana: 子育て支援事業`
//! 正 `kana: こそだてしえんじぎょう`

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Book, PartKind};
use crate::span::Spanned;
use crate::text;
use crate::value::kana;

const CODE: Code = Code("PB0274");

/// Readings with other characters than kana, and projects without a reading where others have one.
pub fn check(book: &Book, sink: &mut Sink) {
    let of_projects = || book.projects().filter_map(|project| project.kana.as_ref());
    let of_places = book.localities.iter().filter_map(|locality| locality.kana.as_ref());
    let of_terms = book.glossary.iter().filter_map(|term| term.kana.as_ref());
    for reading in of_projects().chain(of_places).chain(of_terms) {
        if reading.trim().is_empty() || !reading.chars().all(kana::is_reading) {
            sink.report(no_reading(reading));
        }
    }
    if book.plan.book.parts.iter().all(|part| part.kind != PartKind::Projects) {
        return;
    }
    let (all, known) = (book.projects().count(), of_projects().count());
    let first = book.projects().find(|project| project.kana.is_none());
    if let Some(project) = first.filter(|_| known > 0) {
        let missing = all - known;
        sink.report(
            Diagnostic::warning(
                CODE,
                text!(
                    "読みのない事業が{missing}件あるので、事業索引は番号順になります",
                    "{missing} project(s) lack a reading: the index is in the order of the policies"
                ),
            )
            .at(project.name.span)
            .hint(text!(
                "すべての事業に kana を書くと、五十音順になります。ここは、その1つ目です",
                "write `kana` for all projects; this is the first without"
            )),
        );
    }
}

fn no_reading(reading: &Spanned<String>) -> Diagnostic {
    let other = reading.chars().find(|c| !kana::is_reading(*c));
    let message = match other {
        Some(c) => text!("読みに「{c}」があります", "`{c}` is in a reading"),
        None => text!("読みが空です", "a reading is empty"),
    };
    Diagnostic::warning(CODE, message)
        .at(reading.span)
        .hint(text!("ひらがなで書いてください", "write it in hiragana"))
}
