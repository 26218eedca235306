//! PB0407: 同じ種類の部が2つある
//!
//! `plan.yaml` の `book.parts` では、文章の部（`kind: text`）のほかは、どの種類も1回だけ使います。2つあると、
//! 同じものが2回印刷され、サイトのページとページ番号は、はじめの部のものになります。行を写して `kind` を
//! 直し忘れていないか、確かめてください。
//!
//! 誤 `- { id: index, kind: evaluation, title: 施策体系 }`（`kind: evaluation` の部はほかにもある）
//! 正 `- { id: index, kind: index, title: 施策体系 }`

use std::collections::BTreeMap;

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Book, PartKind};
use crate::span::Span;
use crate::text;

const CODE: Code = Code("PB0407");

/// Kinds of parts, other than texts, that the book has twice.
pub fn check(book: &Book, sink: &mut Sink) {
    let mut firsts: BTreeMap<PartKind, Span> = BTreeMap::new();
    let parts = book.plan.book.parts.iter().filter(|part| part.kind != PartKind::Text);
    for part in parts {
        let Some(first) = firsts.get(&part.kind) else {
            firsts.insert(part.kind, part.id.span);
            continue;
        };
        let kind = part.kind.name();
        sink.report(
            Diagnostic::error(
                CODE,
                text!("種類が「{kind}」の部が2つあります", "there are two parts of kind `{kind}`"),
            )
            .at(part.id.span)
            .label(*first, text!("はじめはここです", "first here"))
            .hint(text!(
                "kind を直すか、どちらかの部を消してください",
                "change `kind`, or remove one of the parts"
            )),
        );
    }
}
