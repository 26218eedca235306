//! PB0211: 重点テーマの番号がない
//!
//! 主要施策の `themes` に書く番号は、`themes/` にあるファイルの番号です。
//!
//! 誤 `themes: [7]`（themes/7.yaml がない）
//! 正 `themes: [1]`

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::Book;
use crate::text;

const CODE: Code = Code("PB0211");

/// Themes that have no file.
pub fn check(book: &Book, sink: &mut Sink) {
    for number in book.policies().flat_map(|p| &p.themes) {
        if book.themes.iter().any(|t| t.number == *number) {
            continue;
        }
        let known: Vec<String> = book.themes.iter().map(|t| t.number.to_string()).collect();
        let known = known.join(", ");
        sink.report(
            Diagnostic::error(
                CODE,
                text!("重点テーマ {number} はありません", "there is no theme {number}"),
            )
            .at(number.span)
            .hint(text!("あるのは {known} です", "there are {known}")),
        );
    }
}
