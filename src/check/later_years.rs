//! PB0224: この版より後の年度の数値がある
//!
//! 決算額、事業実績、評価、成果指標の値は評価対象年度まで、予算額は計画期間の終わりまでです。評価対象年度の
//! ない版に、決算額、事業実績、評価はありません。後の年度の数値はこの版に載りません。年度の書き間違いか、`plan.yaml` の `edition` の直し忘れです。
//!
//! 誤 `edition: { evaluated: R5 }` で `settlement: { R5: 4210, R6: 4400 }`
//! 正 `settlement: { R4: 4108, R5: 4210 }`

use std::collections::BTreeMap;

use crate::diag::{Code, Diagnostic, Sink, Text};
use crate::model::{Book, FiscalYear};
use crate::reading::Reading;
use crate::span::Span;
use crate::text;

const CODE: Code = Code("PB0224");

/// Figures of years that the edition does not reach.
pub fn check(book: &Book, sink: &mut Sink) {
    let edition = &book.plan.edition;
    each_value(book, sink);
    let Some(evaluated) = &edition.evaluated else {
        without_evaluation(book, sink);
        each_budget(book, sink);
        return;
    };
    let place = evaluated.span;
    let mut look = |year: FiscalYear, span: Span, what: Text| {
        if year > evaluated.value {
            sink.report(later(year, span, &what, (evaluated.value, place)));
        }
    };
    for policy in book.policies() {
        for (year, rating) in &policy.rating.value {
            look(*year, rating.span, text!("評価", "rating"));
        }
        for project in &policy.projects {
            for (year, words) in &project.results.value {
                look(*year, words.span, text!("事業実績", "results"));
            }
            for (year, amount) in &project.settlement.value {
                look(*year, amount.span, text!("決算額", "settlement"));
            }
        }
    }
    each_budget(book, sink);
}

/// Values of indicators after the year until which the edition knows them.
fn each_value(book: &Book, sink: &mut Sink) {
    let edition = &book.plan.edition;
    let last = Reading::new(book).known_until();
    let place = edition.evaluated.as_ref().map_or(edition.year.span, |year| year.span);
    let values = book.indicators().flat_map(|indicator| &indicator.values.value);
    let what = text!("成果指標の値", "value of the indicator");
    each_after(values.map(|(year, value)| (*year, value.span)), &what, (last, place), sink);
}

/// Budgets after the window.
fn each_budget(book: &Book, sink: &mut Sink) {
    let edition = &book.plan.edition;
    let limit = (edition.last_year(), edition.year.span);
    let budgets = book.projects().flat_map(|project| &project.initial_budget.value);
    let budgets = budgets.map(|(year, amount)| (*year, amount.span));
    each_after(budgets, &text!("予算額", "budget"), limit, sink);
}

/// Reports those of the `figures` that are after `limit`.
fn each_after(
    figures: impl Iterator<Item = (FiscalYear, Span)>,
    what: &Text,
    limit: (FiscalYear, Span),
    sink: &mut Sink,
) {
    for (year, span) in figures.filter(|(year, _)| *year > limit.0) {
        sink.report(later(year, span, what, limit));
    }
}

/// The finding about a figure of `year` that the edition does not show: its figures end with `limit`.
fn later(year: FiscalYear, span: Span, what: &Text, limit: (FiscalYear, Span)) -> Diagnostic {
    let (ja, en) = (&what.ja, &what.en);
    let (limit, place) = limit;
    Diagnostic::warning(
        CODE,
        text!("{year} の{ja}はこの版に載りません", "the {en} for {year} is not in this edition"),
    )
    .at(span)
    .label(place, text!("この版の{ja}は {limit} までです", "its {en} ends with {limit}"))
    .hint(text!(
        "年度を確かめるか、plan.yaml の edition を改めてください",
        "look at the year, or at `edition` in plan.yaml"
    ))
}

/// Reports once all ratings, results and settlements of an edition that evaluates no year.
fn without_evaluation(book: &Book, sink: &mut Sink) {
    // Ratings without a scale are reported by themselves.
    let has_scale = !book.plan.ratings.is_empty();
    let ratings = book.policies().flat_map(|p| &p.rating.value).filter(|_| has_scale);
    let ratings = ratings.map(|(_, rating)| rating.span);
    let evaluations = book
        .policies()
        .map(|policy| &policy.evaluations)
        .chain(book.projects().map(|project| &project.evaluations));
    let evaluations = evaluations.flat_map(BTreeMap::values).flat_map(BTreeMap::values);
    let ratings = ratings.chain(evaluations.map(|said| said.span));
    let figures = book.projects().flat_map(|project| {
        let results = project.results.value.values().map(|words| words.span);
        results.chain(project.settlement.value.values().map(|amount| amount.span))
    });
    let spans: Vec<Span> = ratings.chain(figures).collect();
    let Some(first) = spans.first() else { return };
    let count = spans.len();
    sink.report(
        Diagnostic::warning(
            CODE,
            text!(
                "評価、事業実績、決算額（{count}か所）はこの版に載りません",
                "ratings, results and settlements ({count} places) are not in this edition"
            ),
        )
        .at(*first)
        .label(
            book.plan.edition.year.span,
            text!("この版に評価の対象年度はありません", "the edition evaluates no year"),
        )
        .hint(text!(
            "評価する版なら、plan.yaml の edition に evaluated（評価の対象年度）を書いてください",
            "add `evaluated` to `edition` in plan.yaml where the edition evaluates a year"
        )),
    );
}
