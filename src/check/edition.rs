//! PB0221: 版の年度が食い違う
//!
//! 計画期間は1年以上で、評価の対象年度は（あれば）版の年度より前で、シートにその年度の評価か実績があります。どちらも総合計画の期間と
//! 重なります。計画期間の終わり（`year` から `years` 年）が総合計画の期間を越えるときは、注意します。計画期間の図は、
//! 総合計画の最後の年度までです。
//!
//! 誤 `year: R6` と `evaluated: R7`
//! 正 `year: R6` と `evaluated: R5`

use std::collections::BTreeSet;

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Book, Plan};
use crate::text;

const CODE: Code = Code("PB0221");

/// Years of the edition that contradict each other or the term of the plan.
pub fn check(book: &Book, sink: &mut Sink) {
    let plan = &book.plan;
    let edition = &plan.edition;
    let (from, to) = (plan.term.0, &plan.term.1);
    let name = &plan.name;
    if from > to.value {
        sink.report(
            Diagnostic::error(
                CODE,
                text!(
                    "{name}が {from} に始まり {to} に終わっています",
                    "the plan begins in {from} and ends in {to}"
                ),
            )
            .at(to.span)
            .hint(text!(
                "term の from と to を確かめてください",
                "look at `from` and `to` of `term`"
            )),
        );
    }
    if edition.years == 0 {
        sink.report(
            Diagnostic::error(CODE, text!("計画期間の年数が0です", "the edition plans no year"))
                .at(edition.year.span)
                .hint(text!("years に1以上を書いてください", "write 1 or more for `years`")),
        );
    }
    beyond_the_term(plan, sink);
    evaluated_nowhere(book, sink);
    let year = &edition.year;
    if let Some(evaluated) = edition.evaluated.as_ref().filter(|evaluated| *evaluated >= year) {
        sink.report(
            Diagnostic::error(
                CODE,
                text!(
                    "評価の対象年度 {evaluated} が版の年度 {year} より前ではありません",
                    "the evaluated year {evaluated} is not before the edition's year {year}"
                ),
            )
            .at(evaluated.span)
            .label(year.span, text!("版の年度です", "the edition's year"))
            .hint(text!("ふつうは版の年度の前の年度です", "it is usually the year before")),
        );
    }
    if !(from..=to.value).contains(&edition.year.value) {
        let year = &edition.year;
        sink.report(
            Diagnostic::error(
                CODE,
                text!(
                    "版の年度 {year} が{name}の期間の外にあります",
                    "the edition's year {year} is outside the plan's term"
                ),
            )
            .at(year.span)
            .label(
                to.span,
                text!("{name}は {from} から {to} までです", "the plan runs from {from} to {to}"),
            )
            .hint(text!(
                "edition の year か、plan の term を確かめてください",
                "look at `year` of the edition and `term` of the plan"
            )),
        );
    }
}

/// Reports an evaluated year that no sheet has a word or a number of, though they have those of others.
fn evaluated_nowhere(book: &Book, sink: &mut Sink) {
    let edition = &book.plan.edition;
    let Some(evaluated) = &edition.evaluated else { return };
    // What the year before brought is still to come, sheet by sheet.
    if evaluated.value.plus(1) >= edition.year.value {
        return;
    }
    let ratings = book.policies().flat_map(|policy| policy.rating.value.keys());
    let results = book.projects().flat_map(|project| project.results.value.keys());
    let settlements = book.projects().flat_map(|project| project.settlement.value.keys());
    let years: BTreeSet<_> = ratings.chain(results).chain(settlements).copied().collect();
    let last = years.range(..edition.year.value).next_back();
    let Some(last) = last.filter(|_| !years.contains(&evaluated.value)) else { return };
    sink.report(
        Diagnostic::error(
            CODE,
            text!(
                "評価の対象年度 {evaluated} の評価も実績も、どのシートにもありません",
                "no sheet has a rating or results of the evaluated year {evaluated}"
            ),
        )
        .at(evaluated.span)
        .hint(text!(
            "シートにある新しい年度は {last} です。edition の evaluated を確かめてください",
            "the latest year in the sheets is {last}: look at `evaluated` of the edition"
        )),
    );
}

/// Reports a window that ends after the term of the plan, of which the figure of the periods cannot show the rest.
fn beyond_the_term(plan: &Plan, sink: &mut Sink) {
    let (name, edition) = (&plan.name, &plan.edition);
    let (from, to) = (plan.term.0, &plan.term.1);
    let (first, last) = (edition.year.value, edition.last_year());
    // Where the edition itself is outside, there is a finding already.
    if !(from..=to.value).contains(&first) || last <= to.value {
        return;
    }
    let within = to.western() - first.western() + 1;
    sink.report(
        Diagnostic::warning(
            CODE,
            text!(
                "計画期間 {first}～{last} が、{name}の最後の年度 {to} を越えています",
                "the window from {first} to {last} ends after the last year of the plan, {to}"
            ),
        )
        .at(edition.year.span)
        .label(
            to.span,
            text!("{name}は {from} から {to} までです", "the plan runs from {from} to {to}"),
        )
        .hint(text!(
            "edition の years を {within} にするか、plan の term を確かめてください",
            "write {within} for `years` of the edition, or look at `term` of the plan"
        )),
    );
}
