//! PB0230: 事業の担当課が施策の担当課にない
//!
//! 事業を行う課は、その主要施策の `sections` にも書きます。課ごとの一覧と索引は施策の
//! 担当課で作るので、書き忘れると課のページに施策が出ません。
//!
//! 誤 `sections: [企画課]` で、事業が `section: 財政課`
//! 正 `sections: [企画課, 財政課]`

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Book, Numbered};
use crate::text;

const CODE: Code = Code("PB0230");

/// Projects run by a section that their policy does not name.
pub fn check(book: &Book, sink: &mut Sink) {
    for policy in book.policies() {
        for project in &policy.projects {
            let section = &project.section;
            let known = book.plan.section(section).is_some();
            let others_known = policy.sections.iter().all(|s| book.plan.section(s).is_some());
            let comparable = known && others_known && !policy.sections.is_empty();
            if !comparable || policy.sections.contains(section) {
                continue;
            }
            let ((id, gap), term) = (policy.reference_and_gap(), &book.plan.terms.section);
            let level = book.plan.levels.policy();
            sink.report(
                Diagnostic::warning(
                    CODE,
                    text!(
                        "「{section}」が {id}{gap}の{term}にありません",
                        "`{section}` is not among the sections of {id}"
                    ),
                )
                .at(section.span)
                .label(
                    policy.sections[0].span,
                    text!("{level}の{term}はここです", "the policy's sections"),
                )
                .hint(text!(
                    "sections に「{section}」を加えてください",
                    "add `{section}` to `sections`"
                )),
            );
        }
    }
}
