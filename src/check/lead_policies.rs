//! PB0212: 重点テーマと主要施策の言うことが違う
//!
//! 重点施策が挙げる主要施策は、その重点テーマの番号を `themes` に持ちます。どの主要施策も
//! 支えない重点テーマは注意します。
//!
//! 誤 themes/1.yaml が 1-2-03 を挙げ、1-2-03.yaml が `themes: []`
//! 正 1-2-03.yaml が `themes: [1]`

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Book, PriorityTheme};
use crate::text;

const CODE: Code = Code("PB0212");

/// Lead policies that do not exist or do not know of their theme, and themes without any.
pub fn check(book: &Book, sink: &mut Sink) {
    let level = book.plan.levels.policy();
    for theme in &book.themes {
        for id in theme.leads.iter().flat_map(|lead| &lead.policies) {
            let Some(policy) = book.policy(id.value) else {
                if book.has_policy(id.value) {
                    continue;
                }
                sink.report(
                    Diagnostic::error(
                        CODE,
                        text!("{level} {id} はありません", "there is no policy {id}"),
                    )
                    .at(id.span)
                    .hint(text!("番号を確かめてください", "look at the number")),
                );
                continue;
            };
            if !policy.themes.contains(&theme.number) {
                let number = theme.number.value;
                sink.report(
                    Diagnostic::error(
                        CODE,
                        text!(
                            "重点テーマ{number}は {id} を挙げますが、{id} の themes に {number} がありません",
                            "theme {number} names {id}, but {id} does not list theme {number}"
                        ),
                    )
                    .at(id.span)
                    .label(policy.title.span, text!("この{level}です", "this policy"))
                    .hint(text!(
                        "{id}.yaml の themes に {number} を加えるか、ここから消してください",
                        "add {number} to `themes` in {id}.yaml, or remove it here"
                    )),
                );
            }
        }
        without_policies(book, theme, sink);
    }
}

fn without_policies(book: &Book, theme: &PriorityTheme, sink: &mut Sink) {
    let served = book.policies().any(|p| p.themes.contains(&theme.number));
    if served || !book.is_complete() {
        return;
    }
    let (title, number) = (&theme.title, theme.number.value);
    let level = book.plan.levels.policy();
    sink.report(
        Diagnostic::warning(
            CODE,
            text!(
                "重点テーマ「{title}」を支える{level}がありません",
                "no policy serves the theme `{title}`"
            ),
        )
        .at(title.span)
        .hint(text!(
            "支える{level}の themes に {number} を加えてください",
            "add {number} to the `themes` of the policies that serve it"
        )),
    );
}
