//! PB0236: 予算額のある年度の財源がない
//!
//! `plan.yaml` の `money.sources` に財源を書いた計画では、計画期間のどの予算額にも財源が要ります。
//! 書いていない年度は 0 と同じではないのに、財源の表では合計が予算額より少なく見えるからです。
//! 予算額が 0 か未定（`~`）の年度には要りません。財源の分からない事業がある計画では、
//! `money.sources_required: false` とすると、その額を「財源の記載なし」の行に示します。
//!
//! 誤 `budget: { R7: 1000, R8: 1000 }` と `funding: { R7: { 一般財源: 1000 } }`
//! 正 `funding: { R7: { 一般財源: 1000 }, R8: { 一般財源: 1000 } }`

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::Book;
use crate::text;

const CODE: Code = Code("PB0236");

/// Budgets of the window of which nobody says where they come from, in a plan that names its
/// sources of money.
pub fn check(book: &Book, sink: &mut Sink) {
    if book.plan.sources.is_empty() || !book.plan.sources_required {
        return;
    }
    let sources: Vec<_> = book.plan.sources.iter().map(|s| s.value.as_str()).collect();
    let sources = sources.join("、");
    for project in book.projects() {
        let counted = project.counted_budget();
        let needs = |year| {
            let budget = counted.get(&year)?;
            let is_said = budget.value?.0 == 0 || project.funding.value.contains_key(&year);
            (!is_said).then_some((year, budget.span))
        };
        let without: Vec<_> = book.plan.edition.window().filter_map(needs).collect();
        let Some((first, span)) = without.first() else {
            continue;
        };
        let years: Vec<_> = without.iter().map(|(year, _)| year.to_string()).collect();
        let (name, list) = (&project.name.value, years.join("、"));
        sink.report(
            Diagnostic::error(
                CODE,
                text!(
                    "「{name}」の {list} の予算額に、財源がありません",
                    "nothing says where the budget of `{name}` comes from in {list}"
                ),
            )
            .at(*span)
            .hint(text!(
                "funding に {first}: {{ 財源: 金額 }} の形で書き足してください。財源は {sources} です",
                "add `{first}: {{ source: amount }}` to `funding`; the sources are {sources}"
            ))
            .missing(),
        );
    }
}
