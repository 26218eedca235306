//! PB0406: 部に載せるものがない
//!
//! 重点テーマの部（`kind: themes`）には `themes/` の重点テーマ、成果指標の部（`kind: indicators`）には
//! `indicators.yaml` の成果指標が載ります。1つもなければ、見出しだけのページになります。
//!
//! 誤 `themes/` にファイルがなく、`parts` に `kind: themes` の部がある
//! 正 その部を `parts` から消す

use crate::diag::{Code, Diagnostic, Sink, Text};
use crate::model::{Book, PartKind};
use crate::text;

const CODE: Code = Code("PB0406");

/// Parts whose page would have only its title.
pub fn check(book: &Book, sink: &mut Sink) {
    let unread = &book.unread;
    for part in &book.plan.book.parts {
        let (what, remedy): (Text, Text) = match part.kind {
            PartKind::Themes if book.themes.is_empty() && unread.themes.is_empty() => (
                text!("重点テーマ", "themes"),
                text!(
                    "content/themes/ に 1.yaml と 1.md を書いてください",
                    "write 1.yaml and 1.md in content/themes/"
                ),
            ),
            PartKind::Indicators if book.indicators().next().is_none() && !unread.indicators => (
                Text { ja: book.plan.terms.indicators.clone(), en: "indicators".to_owned() },
                text!(
                    "content/indicators.yaml に書いてください",
                    "write indicators into content/indicators.yaml"
                ),
            ),
            _ => continue,
        };
        let (id, title) = (&part.id, book.plan.part_title(part));
        let (ja, en) = (what.ja, what.en);
        let (remedy, remedy_en) = (remedy.ja, remedy.en);
        let message = text!(
            "部「{title}」（{id}）に載せる{ja}がありません",
            "the part `{id}` has no {en} to show"
        );
        sink.report(Diagnostic::warning(CODE, message).at(id.span).hint(text!(
            "parts からこの部を消すか、{remedy}",
            "remove the part from `parts`, or {remedy_en}"
        )));
    }
}
