//! PB0223: 年度が計画からかけ離れている
//!
//! 金額、実績、評価、成果指標の年度は、総合計画の期間の前後にあるはずです。書き間違いの
//! おそれがあるほど離れた年度（始まりより20年以上前、終わりより10年以上後）を示します。
//!
//! 誤 `budget: { R60: 4350 }`、`H5` と `R5` の取り違え
//! 正 `budget: { R6: 4350 }`

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Baseline, Book, FiscalYear};
use crate::span::Span;
use crate::text;

const CODE: Code = Code("PB0223");

/// Statistics reach back a census or three.
const BEFORE: i32 = 20;
/// Targets reach into the next plan.
const AFTER: i32 = 10;

/// Years that are hardly meant.
pub fn check(book: &Book, sink: &mut Sink) {
    let (from, to) = (book.plan.term.0, book.plan.term.1.value);
    let sensible = from.plus(-BEFORE)..=to.plus(AFTER);
    let mut look = |year: FiscalYear, span: Span| {
        if sensible.contains(&year) {
            return;
        }
        let (long, western) = (year.long(), year.western());
        let plan = &book.plan.name;
        sink.report(
            Diagnostic::error(
                CODE,
                text!(
                    "年度 {year}（{long}、{western}年）が計画からかけ離れています",
                    "the year {year} ({western}) is far from the plan"
                ),
            )
            .at(span)
            .label(
                book.plan.term.1.span,
                text!("{plan}は {from} から {to} までです", "the plan runs from {from} to {to}"),
            )
            .hint(text!("年度を確かめてください", "look at the year")),
        );
    };
    for policy in book.policies() {
        policy.rating.value.iter().for_each(|(y, v)| look(*y, v.span));
        policy.evaluations.values().flatten().for_each(|(y, v)| look(*y, v.span));
        for project in &policy.projects {
            let amounts = project.settlement.value.iter().chain(&project.initial_budget.value);
            amounts.for_each(|(y, v)| look(*y, v.span));
            project.results.value.iter().for_each(|(y, v)| look(*y, v.span));
            project.evaluations.values().flatten().for_each(|(y, v)| look(*y, v.span));
        }
    }
    for indicator in book.indicators() {
        indicator.values.value.iter().for_each(|(y, v)| look(*y, v.span));
        indicator.target.value.iter().for_each(|(y, v)| look(*y, v.span));
        indicator.forecast.iter().for_each(|(y, v)| look(*y, v.span));
        if let Some(baseline) = &indicator.baseline
            && let Baseline::Mean(mean) = &baseline.value
        {
            let ends = mean.mean.from().into_iter().chain(mean.mean.to());
            ends.for_each(|year| look(year, mean.mean.span));
        }
    }
}
