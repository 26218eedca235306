//! `indicators.yaml`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::decode::Decode;
use super::fields::Fields;
use super::scalar::Scalar;
use super::yaml::Node;
use crate::diag::{Code, Diagnostic, Sink, Text};
use crate::model::{Decimal, FiscalYear, Indicator};
use crate::span::Spanned;
use crate::text;

/// Reads all indicators.
pub fn indicators(node: &Node, sink: &mut Sink) -> Option<Vec<Indicator>> {
    let mut f = Fields::of(node, sink)?;
    let indicators = f.each("indicators", sink, Indicator::decode);
    f.finish(sink);
    indicators
}

impl Decode for Indicator {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut f = Fields::of(node, sink)?;
        let id = f.required("id", sink);
        let basic_plan = f.required("basic_plan", sink);
        let name = f.required("name", sink);
        let unit = f.required("unit", sink);
        let better = f.required("better", sink);
        let decimals = f.or("decimals", Digits(0), sink);
        let values = f.required("values", sink);
        let baseline = f.required("baseline", sink);
        let target = f.required("target", sink).and_then(|target| single(target, sink));
        let source = f.required("source", sink);
        let remark = f.or("note", None, sink);
        f.finish(sink);
        Some(Self {
            id: id?,
            basic_plan: basic_plan?,
            name: name?,
            unit: unit?,
            better: better?,
            decimals: decimals?.0,
            values: values?,
            baseline: baseline?,
            target: target?,
            source: source?,
            note: remark?,
        })
    }
}

/// How many digits are printed after the point.
struct Digits(u8);

impl Scalar for Digits {
    fn expected() -> Text {
        text!("小数点以下の桁数（0から6まで）", "a number of digits, from 0 to 6")
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        u8::read(text).and_then(|n| (n <= Decimal::MAX_SCALE).then_some(Self(n)).ok_or(None))
    }
    fn schema() -> Value {
        json!({ "type": "integer", "minimum": 0, "maximum": Decimal::MAX_SCALE })
    }
}

/// A target is one value in one year.
fn single(
    target: Spanned<BTreeMap<FiscalYear, Decimal>>,
    sink: &mut Sink,
) -> Option<Spanned<(FiscalYear, Decimal)>> {
    let mut entries = target.value.iter();
    if let (Some((year, value)), None) = (entries.next(), entries.next()) {
        Some(Spanned::new((*year, *value), target.span))
    } else {
        sink.report(
            Diagnostic::error(
                Code("PB0107"),
                text!("目標値は1つの年度に1つ書きます", "a target is one value in one year"),
            )
            .at(target.span)
            .hint(text!(
                "target: {{ 年度: 目標値 }} の形で、1つだけ書いてください",
                "write one pair: target: {{ year: value }}"
            )),
        );
        None
    }
}
