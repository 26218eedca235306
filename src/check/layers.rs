//! PB0237: 計画の層の期が食い違う
//!
//! `plan` の `layers` に書く期は、年度の順に、重ならずに並び、どれも計画期間（`term`）の中にあります。計画期間の図の帯は、
//! これらの年度のとおりに引かれます。どの期にも入らない年度があっても、まちがいではありません（帯のない年度になります）。
//!
//! 誤 `periods: [{ name: 前期基本計画, years: R3-R7 }, { name: 後期基本計画, years: R7-R12 }]`
//! 正 `periods: [{ name: 前期基本計画, years: R3-R7 }, { name: 後期基本計画, years: R8-R12 }]`

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Book, FiscalYear, LayerPeriod, Plan};
use crate::text;

const CODE: Code = Code("PB0237");

/// Periods of layers that overlap, or leave the term of the plan.
pub fn check(book: &Book, sink: &mut Sink) {
    let plan = &book.plan;
    let (from, to) = (plan.term.0, plan.term.1.value);
    // A term that ends before it begins is a finding of its own.
    if from > to {
        return;
    }
    let term = from..=to;
    for layer in &plan.layers {
        let mut before: Option<(&LayerPeriod, FiscalYear)> = None;
        for period in &layer.periods {
            let (first, last) = period.ends((from, to));
            if !term.contains(&first) || !term.contains(&last) {
                sink.report(outside(period, plan));
            } else if let Some((before, _)) = before.filter(|(_, end)| first <= *end) {
                sink.report(overlapping(period, before));
            }
            before = Some((period, last));
        }
    }
}

fn outside(period: &LayerPeriod, plan: &Plan) -> Diagnostic {
    let (name, years, of) = (&period.name, period.years.value, &plan.name);
    let (from, to) = (plan.term.0, &plan.term.1);
    Diagnostic::error(
        CODE,
        text!(
            "「{name}」の期（{years}）が、計画期間 {from} から {to} の外に出ています",
            "the years {years} of `{name}` are not within the term from {from} to {to}"
        ),
    )
    .at(period.years.span)
    .label(to.span, text!("{of}の最後の年度です", "the last year of the plan"))
    .hint(text!(
        "years か、plan の term を確かめてください",
        "look at `years`, or at `term` of the plan"
    ))
}

fn overlapping(period: &LayerPeriod, before: &LayerPeriod) -> Diagnostic {
    let (name, years) = (&period.name, period.years.value);
    let (other, its) = (&before.name, before.years.value);
    Diagnostic::error(
        CODE,
        text!(
            "「{name}」の期（{years}）が、前の「{other}」（{its}）のあとから始まっていません",
            "the years {years} of `{name}` do not begin after those of `{other}`, {its}"
        ),
    )
    .at(period.years.span)
    .label(before.years.span, text!("前に書いた期です", "the period before"))
    .hint(text!(
        "年度の順に、重ならないように書いてください",
        "write the periods in the order of their years, so that they do not overlap"
    ))
}
