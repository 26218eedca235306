//! PB0220: 施策のない基本計画、重なる名前
//!
//! 主要施策のない基本計画は注意します。担当課と部の `id` は1回だけ使えます。

use std::collections::BTreeMap;

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::Book;
use crate::span::{Span, Spanned};
use crate::text;

const CODE: Code = Code("PB0220");

/// Basic plans without policies, and ids of sections and parts that are used twice.
pub fn check(book: &Book, sink: &mut Sink) {
    for basic_plan in book.basic_plans().filter(|b| b.policies.is_empty()) {
        let (id, name) = (&basic_plan.id, &basic_plan.name);
        sink.report(
            Diagnostic::warning(
                CODE,
                text!(
                    "基本計画 {id}「{name}」に主要施策がありません",
                    "the basic plan {id} has no policy"
                ),
            )
            .at(id.span),
        );
    }
    unique(book.plan.sections().map(|(_, s)| &s.id), sink);
    unique(book.plan.sections().map(|(_, s)| &s.name), sink);
    unique(book.plan.book.parts.iter().map(|p| &p.id), sink);
}

fn unique<'a>(names: impl Iterator<Item = &'a Spanned<String>>, sink: &mut Sink) {
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for name in names {
        if let Some(first) = seen.insert(name, name.span) {
            sink.report(
                Diagnostic::error(
                    CODE,
                    text!("「{name}」が2回使われています", "`{name}` is used twice"),
                )
                .at(name.span)
                .label(first, text!("はじめはここです", "first here")),
            );
        }
    }
}
