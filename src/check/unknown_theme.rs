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
        let known = book.themes.iter().any(|t| t.number == *number);
        if known || book.unread.themes.contains(number) {
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
            .hint(if known.is_empty() {
                text!("themes/ に重点テーマのファイルがありません", "themes/ holds no theme")
            } else {
                text!(
                    "あるのは {known} です。番号を直すか、themes/{number}.yaml を作ってください",
                    "there are {known}: mend the number, or make themes/{number}.yaml"
                )
            }),
        );
    }
}
