//! PB0232: 財源の名前や合計が合わない
//!
//! 事業の `funding` には、`plan.yaml` の `money.sources` にある財源を書きます。書いた年度の
//! 財源の合計は、その年度の予算額と同じです。財源の一部だけが分かる事業のある計画では、
//! `money.sources_required: false` とすると、合計が予算額より少なくてもよく、残りを「財源の記載なし」の
//! 行に示します。
//!
//! 誤 `budget: { R7: 1000 }` と `funding: { R7: { 一般財源: 900 } }`
//! 正 `funding: { R7: { 国・県支出金: 100, 一般財源: 900 } }`

use crate::diag::{Code, Diagnostic, Sink, nearest};
use crate::model::{Book, Project};
use crate::reading::Sum;
use crate::text;

const CODE: Code = Code("PB0232");

/// Sources of money that the plan does not have, and sums that are not the budget.
pub fn check(book: &Book, sink: &mut Sink) {
    for project in book.projects() {
        names(book, project, sink);
        sums(project, book.plan.sources_required, sink);
    }
}

fn names(book: &Book, project: &Project, sink: &mut Sink) {
    let known: Vec<&str> = book.plan.sources.iter().map(|s| s.value.as_str()).collect();
    for (name, amount) in project.funding.value.values().flatten() {
        if known.contains(&name.as_str()) {
            continue;
        }
        let hint = match nearest(name, known.iter().copied()) {
            Some(near) => text!("「{near}」のことですか", "did you mean `{near}`?"),
            None => text!(
                "plan.yaml の money.sources にある名前で書いてください",
                "use a name from `money.sources` in plan.yaml"
            ),
        };
        sink.report(
            Diagnostic::error(
                CODE,
                text!(
                    "「{name}」という財源はありません",
                    "there is no source of money called `{name}`"
                ),
            )
            .at(amount.span)
            .hint(hint),
        );
    }
}

/// Sums that are not the budget; if not every source is `required`, those that are beyond it.
fn sums(project: &Project, required: bool, sink: &mut Sink) {
    let name = &project.name;
    for (year, parts) in &project.funding.value {
        let sum: Sum = parts.values().map(|part| part.value).collect();
        let counted = project.counted_budget();
        let budget = counted.get(year);
        let planned = budget.and_then(|b| b.value).unwrap_or_default();
        let (sum, planned) = (sum.total(), planned.0);
        let planned = i128::from(planned);
        let is_part = sum.signum() * planned.signum() >= 0 && sum.abs() <= planned.abs();
        if sum == planned || !required && is_part {
            continue;
        }
        let diagnostic = Diagnostic::error(
            CODE,
            text!(
                "「{name}」の {year} の財源の合計 {sum} が予算額 {planned} と違います",
                "the sources of `{name}` in {year} add up to {sum}, not to its budget {planned}"
            ),
        )
        .at(project.funding.span);
        sink.report(
            match budget {
                Some(budget) => diagnostic.label(budget.span, text!("予算額です", "the budget")),
                None => diagnostic,
            }
            .hint(text!("どちらが正しいか確かめてください", "see which of the two is right")),
        );
    }
}
