//! PB0218: 成果指標の年度や目標が食い違う
//!
//! 基準の年度には値が要ります。目標の年度は基準より後で、目標値は基準より悪くなりません。
//!
//! 誤 `better: more` で基準 150、目標 120
//! 正 `better: less`（少ないほどよい）か、目標を改める

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Better, Book, Indicator};
use crate::text;

const CODE: Code = Code("PB0218");

/// Indicators whose years or values contradict each other.
pub fn check(book: &Book, sink: &mut Sink) {
    for indicator in book.indicators() {
        baseline(indicator, sink);
        target(indicator, sink);
    }
}

fn baseline(indicator: &Indicator, sink: &mut Sink) {
    if indicator.baseline_value().is_some() {
        return;
    }
    let (name, year) = (&indicator.name, &indicator.baseline);
    sink.report(
        Diagnostic::error(
            CODE,
            text!(
                "「{name}」に基準の {year} の値がありません",
                "`{name}` has no value for its baseline {year}"
            ),
        )
        .at(year.span)
        .label(indicator.values.span, text!("値はここです", "its values"))
        .hint(text!("values に {year}: 値 を書いてください", "add `{year}: value` to `values`")),
    );
}

fn target(indicator: &Indicator, sink: &mut Sink) {
    let (name, (year, value)) = (&indicator.name, indicator.target.value);
    if year <= indicator.baseline.value {
        sink.report(
            Diagnostic::error(
                CODE,
                text!(
                    "「{name}」の目標の年度 {year} が基準より後ではありません",
                    "`{name}` has its target in {year}, not after its baseline"
                ),
            )
            .at(indicator.target.span)
            .label(indicator.baseline.span, text!("基準の年度です", "its baseline"))
            .hint(text!(
                "baseline と target の年度を確かめてください",
                "look at the years of `baseline` and `target`"
            )),
        );
    }
    let Some(base) = indicator.baseline_value() else {
        return;
    };
    let worse = match indicator.better {
        Better::More => value.millionths() < base.millionths(),
        Better::Less => value.millionths() > base.millionths(),
    };
    if worse {
        sink.report(
            Diagnostic::error(
                CODE,
                text!(
                    "「{name}」の目標 {value} が基準 {base} より悪くなっています",
                    "`{name}` has a target of {value}, worse than its baseline {base}"
                ),
            )
            .at(indicator.target.span)
            .label(indicator.baseline.span, text!("基準の年度です", "its baseline"))
            .hint(text!(
                "better（more か less）と目標値を確かめてください",
                "look at `better` (more or less) and the target"
            )),
        );
    }
}
