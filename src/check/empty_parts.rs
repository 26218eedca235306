//! PB0219: 中身のない施策
//!
//! 主要施策には事業と担当課が1つ以上、どの見出しの下にも本文が要ります。`plan.yaml` で
//! `optional: true` の見出しは、書くことがなければ、見出しの行ごと消します。
//!
//! 誤 `## 課題` のすぐ下に `## 今後の改善点・方向性`
//! 正 `## 課題` の下に、課題を1段落以上

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Book, Numbered};
use crate::text;

const CODE: Code = Code("PB0219");

/// Policies without projects or sections, and headings without text.
pub fn check(book: &Book, sink: &mut Sink) {
    for policy in book.policies() {
        let (id, gap) = policy.reference_and_gap();
        if policy.projects.is_empty() && policy.relisted.is_empty() {
            sink.report(
                Diagnostic::error(
                    CODE,
                    text!("{id}{gap}に事業がありません", "{id} has no project"),
                )
                .at(policy.title.span)
                .hint(text!(
                    "projects に1つ以上書いてください",
                    "write at least one under `projects`"
                ))
                .missing(),
            );
        }
        if policy.sections.is_empty() {
            let term = &book.plan.terms.section;
            sink.report(
                Diagnostic::error(
                    CODE,
                    text!("{id}{gap}に{term}がありません", "{id} has no section"),
                )
                .at(policy.title.span)
                .hint(text!(
                    "sections に1つ以上書いてください",
                    "write at least one under `sections`"
                )),
            );
        }
        for section in policy.prose.iter().filter(|s| s.prose.is_empty()) {
            let heading = &section.heading;
            let hint = if book.plan.is_optional(heading) {
                text!(
                    "本文を書くか、見出しの行を消してください",
                    "write the text, or remove the heading"
                )
            } else {
                text!("本文を1段落以上書いてください", "write at least one paragraph")
            };
            sink.report(
                Diagnostic::error(
                    CODE,
                    text!(
                        "見出し「{heading}」の下に本文がありません",
                        "there is no text under `{heading}`"
                    ),
                )
                .at(heading.span)
                .hint(hint)
                .missing(),
            );
        }
    }
}
