//! PB0404: 施策シートの部がない
//!
//! `plan.yaml` の `book.parts` には、施策シートの部（`kind: policies`）が要ります。冊子のページ番号
//! も、一覧や索引からのリンクも、この部のシートを指します。
//!
//! 誤 `parts` に `kind: policies` の行がない
//! 正 `- { id: policies, kind: policies, title: 主要施策に関する実施計画 }`

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Book, PartKind};
use crate::text;

const CODE: Code = Code("PB0404");

/// A book without the part that holds the sheets.
pub fn check(book: &Book, sink: &mut Sink) {
    let spec = &book.plan.book;
    if spec.parts.iter().any(|part| part.kind == PartKind::Policies) {
        return;
    }
    sink.report(
        Diagnostic::error(
            CODE,
            text!(
                "施策シートの部（kind: policies）がありません",
                "there is no part of kind `policies`"
            ),
        )
        .at(spec.parts.last().map_or(spec.file.span, |part| part.id.span))
        .hint(text!(
            "parts に kind: policies の部を書き足してください",
            "add a part of kind `policies` to `parts`"
        )),
    );
}
