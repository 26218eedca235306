//! PB0255: 固定IDのない施策や事業がある
//!
//! 版を保存したことのある本（`editions/` がある本）では、どの施策と事業にも固定ID（`id`）が要ります。
//! 次の版で、どれがどれになったかが分からなくなるからです。`planbook ids` が、ないものだけに付けます。
//!
//! 誤 新しく書いた事業に `id` がない
//! 正 `planbook ids` を実行する

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::Book;
use crate::text;

const CODE: Code = Code("PB0255");

/// Policies and projects without an id, in a book of which an edition was kept: one finding for all.
pub fn check(book: &Book, previous: Option<&Book>, sink: &mut Sink) {
    if previous.is_none() {
        return;
    }
    let spans: Vec<_> = book.without_ids().collect();
    let (Some(first), count) = (spans.iter().min(), spans.len()) else {
        return;
    };
    let policy = book.plan.levels.policy();
    sink.report(
        Diagnostic::warning(
            CODE,
            text!(
                "固定IDのない{policy}や事業が{count}件あります",
                "{count} policies or projects have no id"
            ),
        )
        .at(*first)
        .hint(text!("planbook ids を実行してください", "run `planbook ids`")),
    );
}
