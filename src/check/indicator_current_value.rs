//! PB0228: 評価対象年度の現状値がない、桁が細かい
//!
//! 成果指標の `values` には、評価対象年度の値を書きます。測っていない年度は `~` とします。
//! 目標が言葉なら、届いたかを `reached` に書きます。値と目標の小数の桁は `decimals` までです。総合計画の期間より後の目標の年度も確かめます。
//!
//! 誤 `values: { H29: 150, R4: 174 }`（R5 がない）、`decimals: 0` で `182.5`
//! 正 `values: { H29: 150, R4: 174, R5: ~ }`

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Book, FiscalYear, Indicator};
use crate::span::Spanned;
use crate::text;

const CODE: Code = Code("PB0228");

/// Indicators without a current value, with too many digits, or aiming past the plan.
pub fn check(book: &Book, sink: &mut Sink) {
    for indicator in book.indicators() {
        current(book, indicator, sink);
        digits(indicator, sink);
        aim(book, indicator, sink);
    }
}

fn current(book: &Book, indicator: &Indicator, sink: &mut Sink) {
    let Some(evaluated) = &book.plan.edition.evaluated else { return };
    judged(book, indicator, evaluated, sink);
    if indicator.values.value.contains_key(&evaluated.value) {
        return;
    }
    let name = &indicator.name;
    sink.report(
        Diagnostic::warning(
            CODE,
            text!(
                "「{name}」に {evaluated} の値がありません",
                "`{name}` has no value for {evaluated}"
            ),
        )
        .at(indicator.values.span)
        .label(evaluated.span, text!("評価の対象年度です", "the year evaluated"))
        .hint(text!(
            "{evaluated}: 値 を書き足してください。測っていなければ {evaluated}: ~ とします",
            "add `{evaluated}: value`, or `{evaluated}: ~` where it was not measured"
        ))
        .missing(),
    );
}

/// Whether the city says that a target in words is met.
fn judged(book: &Book, indicator: &Indicator, year: &Spanned<FiscalYear>, sink: &mut Sink) {
    let target = indicator.target_of(Some(year.value), book.plan.progress);
    // A value in words where the target is none is a mistake of its own.
    let is_in_words = target.is_some_and(|(_, target)| target.is_words());
    if !is_in_words
        || !indicator.needs_statement(year.value, book.plan.progress)
        || indicator.reached.contains_key(&year.value)
    {
        return;
    }
    let name = &indicator.name;
    sink.report(
        Diagnostic::warning(
            CODE,
            text!(
                "「{name}」に、{year} に目標に届いたか（reached）がありません",
                "nothing says whether `{name}` met its target in {year}"
            ),
        )
        .at(indicator.target.span)
        .label(year.span, text!("評価の対象年度です", "the year evaluated"))
        .hint(text!(
            "言葉の目標です。reached: {{ {year}: true }} か {{ {year}: false }} と書いてください",
            "its target is in words: write `reached: {{ {year}: true }}` or `false`"
        ))
        .missing(),
    );
}

fn digits(indicator: &Indicator, sink: &mut Sink) {
    let decimals = indicator.decimals.0;
    for (number, span) in indicator.written().filter(|(n, _)| n.scale() > decimals) {
        sink.report(
            Diagnostic::warning(
                CODE,
                text!(
                    "{number} は小数 {decimals} 桁より細かい値です",
                    "{number} has more than {decimals} decimals"
                ),
            )
            .at(span)
            .label(indicator.name.span, text!("この指標です", "this indicator"))
            .hint(text!(
                "値の桁をそろえるか、decimals を改めてください",
                "round the value, or change `decimals`"
            )),
        );
    }
}

fn aim(book: &Book, indicator: &Indicator, sink: &mut Sink) {
    let end = &book.plan.term.1;
    let Some((year, target)) = indicator.final_target().filter(|(year, _)| *year > end.value)
    else {
        return;
    };
    let (name, plan) = (&indicator.name, &book.plan.name);
    sink.report(
        Diagnostic::warning(
            CODE,
            text!(
                "「{name}」の目標の年度 {year} が{plan}の期間より後です",
                "`{name}` has its target in {year}, after the plan ends"
            ),
        )
        .at(target.span)
        .label(end.span, text!("{plan}は {end} までです", "the plan ends in {end}"))
        .hint(text!("年度を確かめてください", "look at the year")),
    );
}
