//! PB0218: 成果指標の年度や目標が食い違う
//!
//! 基準の年度には値が要ります。目標の年度は基準より後で、目標値は基準より悪くなりません。ただし、何も
//! しないときの推計値（`forecast`）を書けば、目標は基準ではなく推計値と比べます。推計値は、目標のどの
//! 年度にも書きます。
//! `better: within`（範囲に入る）の目標は範囲（`42～45`）で書きます。目標が数なら、値も数です。届いたか
//! （`reached`）は、目標か値が言葉で、計算できないときだけ書きます。
//!
//! 誤 `better: more` で基準 150、目標 120
//! 正 `better: less`（少ないほどよい）か、目標を改める。推計値が 110 なら `forecast: { R9: 110 }`

use crate::diag::{Code, Diagnostic, Sink, Text};
use crate::model::{Baseline, Better, Book, Indicator, ProgressFormula, Quantity};
use crate::span::Span;
use crate::text;

const CODE: Code = Code("PB0218");

/// Indicators whose years or values contradict each other.
pub fn check(book: &Book, sink: &mut Sink) {
    for indicator in book.indicators() {
        baseline(indicator, sink);
        if indicator.target.value.is_empty() {
            no_target(indicator, sink);
            continue;
        }
        target_years(indicator, sink);
        directions(indicator, sink);
        worse(indicator, sink);
        forecasts(indicator, sink);
        values(indicator, book.plan.progress, sink);
        corrections(indicator, sink);
    }
}

fn report(span: Span, message: Text, label: Option<(Span, Text)>, hint: Text, sink: &mut Sink) {
    let found = Diagnostic::error(CODE, message).at(span);
    let found = match label {
        Some((span, words)) => found.label(span, words),
        None => found,
    };
    sink.report(found.hint(hint));
}

fn baseline(indicator: &Indicator, sink: &mut Sink) {
    let Some(baseline) = &indicator.baseline else { return };
    let name = &indicator.name;
    match &baseline.value {
        Baseline::Year(year) if indicator.baseline_value().is_none() => report(
            baseline.span,
            text!(
                "「{name}」に基準の {year} の値がありません",
                "`{name}` has no value for its baseline {year}"
            ),
            Some((indicator.values.span, text!("値はここです", "its values"))),
            text!("values に {year}: 値 を書いてください", "add `{year}: value` to `values`"),
            sink,
        ),
        Baseline::Mean(mean) if mean.mean.from().is_none() || mean.mean.to().is_none() => report(
            mean.mean.span,
            text!(
                "「{name}」の基準が、どの年度からどの年度までの平均か分かりません",
                "the baseline of `{name}` is a mean of years without a first or a last one"
            ),
            None,
            text!(
                "mean: R1-R5 のように、はじめと終わりの年度を書いてください",
                "write the first and the last year, such as `mean: R1-R5`"
            ),
            sink,
        ),
        _ => {}
    }
}

fn no_target(indicator: &Indicator, sink: &mut Sink) {
    let name = &indicator.name;
    report(
        indicator.target.span,
        text!("「{name}」に目標がありません", "`{name}` has no target"),
        None,
        text!(
            "target: {{ 年度: 目標値 }} の形で書いてください",
            "write `target: {{ year: value }}`"
        ),
        sink,
    );
}

/// The first target that is not later than the baseline.
fn target_years(indicator: &Indicator, sink: &mut Sink) {
    let Some((last, baseline)) = indicator.baseline_year().zip(indicator.baseline.as_ref()) else {
        return;
    };
    let early = indicator.target.value.range(..=last).next();
    let Some((year, target)) = early else { return };
    let name = &indicator.name;
    report(
        target.span,
        text!(
            "「{name}」の目標の年度 {year} が基準より後ではありません",
            "`{name}` has its target in {year}, not after its baseline"
        ),
        Some((baseline.span, text!("基準の年度です", "its baseline"))),
        text!(
            "baseline と target の年度を確かめてください",
            "look at the years of `baseline` and `target`"
        ),
        sink,
    );
}

/// The first target that does not go with `better`.
fn directions(indicator: &Indicator, sink: &mut Sink) {
    let (name, better) = (&indicator.name, indicator.better);
    for target in indicator.target.value.values() {
        let wanted = match (&target.value, better) {
            (Quantity::Number(_), Better::Within) => {
                text!(
                    "目標の範囲を 42～45 や 50以上 のように書いてください",
                    "write the range, such as 42～45 or 50以上"
                )
            }
            (Quantity::Range(range), Better::More | Better::Less) => {
                let is_more = better == Better::More;
                if range.only_end().is_none_or(|(_, at_least)| at_least == is_more) {
                    continue;
                }
                text!(
                    "better か、以上・以下を確かめてください",
                    "look at `better`, and at 以上 or 以下"
                )
            }
            _ => continue,
        };
        report(
            target.span,
            text!(
                "「{name}」の目標「{target}」が better と合いません",
                "the target `{target}` of `{name}` does not go with its `better`"
            ),
            Some((name.span, text!("この指標です", "this indicator"))),
            wanted,
            sink,
        );
        return;
    }
}

/// The number that a target demands, where it has one that more or less can go beyond.
fn demanded(target: &Quantity) -> Option<i128> {
    match target {
        Quantity::Number(number) => Some(number.millionths()),
        Quantity::Range(range) => range.only_end().map(|(end, _)| end),
        Quantity::Words(_) => None,
    }
}

/// The first target that is worse than the baseline, or not better than the forecast of its year.
fn worse(indicator: &Indicator, sink: &mut Sink) {
    let is_worse = |target: i128, base: i128| match indicator.better {
        Better::More => target < base,
        Better::Less => target > base,
        Better::Keep | Better::Within => false,
    };
    let base = indicator.baseline_value().and_then(|value| value.number());
    let name = &indicator.name;
    for (year, target) in &indicator.target.value {
        let Some(wanted) = demanded(target) else { continue };
        let hint = text!(
            "better（more か less）と目標値を確かめてください",
            "look at `better` (more or less) and the target"
        );
        if let Some(forecast) = indicator.forecast.get(year) {
            let base = forecast.value.millionths();
            if is_worse(wanted, base) || wanted == base {
                report(
                    target.span,
                    text!(
                        "「{name}」の目標 {target} が推計値 {forecast} よりよくありません",
                        "`{name}` has a target of {target}, not better than the forecast {forecast}"
                    ),
                    Some((forecast.span, text!("推計値です", "its forecast"))),
                    hint,
                    sink,
                );
                return;
            }
        } else if let Some((base, place)) = base.zip(indicator.baseline.as_ref())
            && indicator.forecast.is_empty()
            && is_worse(wanted, base.millionths())
        {
            report(
                target.span,
                text!(
                    "「{name}」の目標 {target} が基準 {base} より悪くなっています",
                    "`{name}` has a target of {target}, worse than its baseline {base}"
                ),
                Some((place.span, text!("基準の年度です", "its baseline"))),
                hint,
                sink,
            );
            return;
        }
    }
}

/// The targets whose year has no forecast, where others have one.
fn forecasts(indicator: &Indicator, sink: &mut Sink) {
    let Some(first) = indicator.forecast.values().next() else { return };
    let targets = indicator.target.value.iter();
    let without: Vec<_> = targets
        .filter(|(year, target)| !target.is_words() && !indicator.forecast.contains_key(year))
        .collect();
    let Some((_, target)) = without.first() else { return };
    let years: Vec<_> = without.iter().map(|(year, _)| year.to_string()).collect();
    let (name, years) = (&indicator.name, years.join("、"));
    report(
        target.span,
        text!(
            "「{name}」の目標の年度 {years} に推計値がありません",
            "`{name}` has no forecast for the year {years} of its target"
        ),
        Some((first.span, text!("ほかの年度の推計値です", "the forecast of another year"))),
        text!(
            "forecast に、目標のどの年度にも推計値を書いてください",
            "write a forecast for each year of `target`"
        ),
        sink,
    );
}

/// Values in words where a number is compared, and statements where it can be.
fn values(indicator: &Indicator, formula: ProgressFormula, sink: &mut Sink) {
    let name = &indicator.name;
    let target_of = |year| indicator.target_of(Some(year), formula);
    let label = || Some((name.span, text!("この指標です", "this indicator")));
    for (year, value) in &indicator.values.value {
        let Some(words) = value.value.as_ref().filter(|value| value.number().is_none()) else {
            continue;
        };
        let is_number = target_of(*year).is_some_and(|(_, target)| !target.is_words());
        if is_number && !indicator.reached.contains_key(year) {
            report(
                value.span,
                text!(
                    "「{name}」の値「{words}」が数ではありません",
                    "the value `{words}` of `{name}` is no number"
                ),
                label(),
                text!(
                    "目標が数なので、値も数で書いてください。測っていなければ ~ です",
                    "its target is a number: write a number, or ~ where it was not measured"
                ),
                sink,
            );
        }
    }
    for (year, reached) in &indicator.reached {
        let value = indicator.values.value.get(year).and_then(|value| value.value.as_ref());
        let is_number = value.and_then(Quantity::number).is_some();
        if is_number && target_of(*year).is_some_and(|(_, target)| !target.is_words()) {
            report(
                reached.span,
                text!(
                    "「{name}」の {year} が目標に届いたかは、値から計算されます",
                    "whether `{name}` met its target in {year} is computed from its value"
                ),
                label(),
                text!("reached の {year} を消してください", "remove {year} from `reached`"),
                sink,
            );
        } else if value.is_none() {
            report(
                reached.span,
                text!(
                    "「{name}」に {year} の値がないのに、届いたかが書いてあります",
                    "`reached` speaks of {year}, for which `{name}` has no value"
                ),
                label(),
                text!(
                    "values に {year}: 値 を書くか、reached の {year} を消してください",
                    "add `{year}: value` to `values`, or remove {year} from `reached`"
                ),
                sink,
            );
        }
    }
}

/// Corrections of years without a value.
fn corrections(indicator: &Indicator, sink: &mut Sink) {
    let name = &indicator.name;
    for (year, note) in &indicator.corrected {
        let value = indicator.values.value.get(year);
        if value.is_some_and(|value| value.value.is_some()) {
            continue;
        }
        report(
            note.span,
            text!(
                "「{name}」の直した値の {year} に、値がありません",
                "`{name}` has no value of {year}, which `corrected` speaks of"
            ),
            Some((indicator.values.span, text!("値はここです", "its values"))),
            text!(
                "年度を直すか、values に {year}: 値 を書いてください",
                "mend the year, or add `{year}: value` to `values`"
            ),
            sink,
        );
    }
}
