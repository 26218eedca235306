//! PB0213: 計画期間の年度の予算額がない
//!
//! どの事業にも、計画期間のすべての年度の予算額が要ります。まだ決まっていない年度は `~`
//! （印刷は「―」）、予算を使わない年度は 0 と書きます。
//!
//! 誤 `budget: { R6: 4350, R7: 4350 }`
//! 正 `budget: { R6: 4350, R7: 4350, R8: ~ }`

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Book, Policy, Project};
use crate::text;

const CODE: Code = Code("PB0213");

/// Projects without a budget for each year of the window.
pub fn check(book: &Book, sink: &mut Sink) {
    let written = |policy: &Policy, project: &Project| project.initial_budget.span != policy.span;
    for policy in book.policies() {
        // A project without the key was reported when it was read.
        for project in policy.projects.iter().filter(|p| written(policy, p)) {
            look(book, project, sink);
        }
    }
}

fn look(book: &Book, project: &Project, sink: &mut Sink) {
    let missing: Vec<_> = book
        .plan
        .edition
        .window()
        .filter(|y| !project.initial_budget.value.contains_key(y))
        .collect();
    if missing.is_empty() {
        return;
    }
    let years: Vec<String> = missing.iter().map(ToString::to_string).collect();
    let (list, example) = (years.join("、"), years[0].clone());
    let name = &project.name;
    sink.report(
        Diagnostic::error(
            CODE,
            text!("「{name}」に {list} の予算額がありません", "`{name}` has no budget for {list}"),
        )
        .at(project.initial_budget.span)
        .label(
            book.plan.edition.year.span,
            text!("計画期間はこの年度から始まります", "the window begins with this year"),
        )
        .hint(text!(
            "{example}: 金額 を書き足してください。未定なら {example}: ~ とします",
            "add `{example}: amount`, or `{example}: ~` where it is not decided"
        ))
        .missing(),
    );
}
