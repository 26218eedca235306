//! PB0264: 千円で書いたらしい金額
//!
//! 金額を円で書く計画で、同じ事業のほかの年度と比べて千分の1ほどしかなく、千円の位までで終わっていない
//! 金額を示します。予算の資料の多くは千円で書かれています。正しければ、そのままでかまいません。
//!
//! 誤 `settlement: { R5: 1812000 }` の事業に `budget: { R6: 1904, R7: 2100000 }`
//! 正 `budget: { R6: 1904000, R7: 2100000 }`

use super::typed_in_yen::{figures, gap};
use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Book, with_commas};
use crate::text;

const CODE: Code = Code("PB0264");

/// How many yen are typed as one.
const THOUSAND: u64 = 1000;

/// Amounts of a plan in yen that look as if they were typed in thousands of yen.
pub fn check(book: &Book, sink: &mut Sink) {
    if book.plan.money.yen.unsigned_abs() != 1 {
        return;
    }
    for project in book.projects() {
        let figures = figures(project);
        let (low, high) = figures.split_at(gap(&figures, THOUSAND).unwrap_or(0));
        let typed = low.iter().filter(|figure| !figure.amount.is_multiple_of(THOUSAND));
        let Some((first, usual)) = typed.min_by_key(|figure| figure.span).zip(high.first()) else {
            continue;
        };
        let (name, year, unit) = (&project.name, first.year, &book.plan.money.unit);
        let amount = with_commas(&first.amount.to_string());
        sink.report(
            Diagnostic::warning(
                CODE,
                text!(
                    "「{name}」の {year} の金額{amount}{unit}は、ほかの年度の千分の1ほどです",
                    "{amount} of `{name}` in {year} is about a thousandth of that of other years"
                ),
            )
            .at(first.span)
            .label(usual.span, text!("ほかの年度の金額です", "the amount of another year"))
            .hint(text!(
                "千円で書いていないか確かめ、{unit}で書いてください。正しければ、そのままでかまいません",
                "see whether it is in thousands, and write it in the plan's unit; leave it if it is right"
            )),
        );
    }
}
