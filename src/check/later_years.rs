//! PB0224: この版より後の年度の数値がある
//!
//! 決算額、事業実績、評価は評価対象年度まで、予算額は計画期間の終わりまでです。後の年度の
//! 数値はこの版に載りません。年度の書き間違いか、`plan.yaml` の `edition` の直し忘れです。
//!
//! 誤 `edition: { evaluated: R5 }` で `settlement: { R5: 4210, R6: 4400 }`
//! 正 `settlement: { R4: 4108, R5: 4210 }`

use crate::diag::{Code, Diagnostic, Sink, Text};
use crate::model::{Book, FiscalYear};
use crate::span::Span;
use crate::text;

const CODE: Code = Code("PB0224");

/// Figures of years that the edition does not reach.
pub fn check(book: &Book, sink: &mut Sink) {
    let edition = &book.plan.edition;
    let evaluated = edition.evaluated.value;
    let last = edition.last_year();
    let year_span = edition.year.span;
    let mut look = |year: FiscalYear, limit: FiscalYear, span: Span, what: Text| {
        if year <= limit {
            return;
        }
        let (ja, en) = (what.ja, what.en);
        let place = if limit == evaluated { edition.evaluated.span } else { year_span };
        sink.report(
            Diagnostic::warning(
                CODE,
                text!(
                    "{year} の{ja}はこの版に載りません",
                    "the {en} for {year} is not in this edition"
                ),
            )
            .at(span)
            .label(place, text!("この版の{ja}は {limit} までです", "its {en} ends with {limit}"))
            .hint(text!(
                "年度を確かめるか、plan.yaml の edition を改めてください",
                "look at the year, or at `edition` in plan.yaml"
            )),
        );
    };
    for policy in book.policies() {
        for (year, rating) in &policy.rating.value {
            look(*year, evaluated, rating.span, text!("評価", "rating"));
        }
        for project in &policy.projects {
            for (year, words) in &project.results.value {
                look(*year, evaluated, words.span, text!("事業実績", "results"));
            }
            for (year, amount) in &project.settlement.value {
                look(*year, evaluated, amount.span, text!("決算額", "settlement"));
            }
            for (year, amount) in &project.budget.value {
                look(*year, last, amount.span, text!("予算額", "budget"));
            }
        }
    }
}
