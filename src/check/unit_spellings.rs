//! PB0235: 単位の書き方がそろっていない
//!
//! 同じ単位は、本の中で同じに書きます。違うと、データを単位で集めるときに別のものになります。
//!
//! 誤 ある指標で「％」、ほかの指標で「%」。「箇所」と「か所」、「トン」と「t」
//! 正 どちらかにそろえる

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use super::full_width;
use crate::diag::{Code, Diagnostic, Sink};
use crate::model::Book;
use crate::span::Spanned;
use crate::text;
use crate::value::{is_half_width_kana, is_platform_dependent};

const CODE: Code = Code("PB0235");

/// Words and the sign that means the same.
const SIGNS: &[(&str, &str)] = &[
    ("パーセント", "%"),
    ("トン", "t"),
    ("キログラム", "kg"),
    ("グラム", "g"),
    ("キロメートル", "km"),
    ("メートル", "m"),
    ("平方メートル", "m2"),
    ("平方キロメートル", "km2"),
    ("立方メートル", "m3"),
    ("ヘクタール", "ha"),
    ("リットル", "L"),
    ("キロワット時", "kWh"),
];

/// What is written for the か of か所.
const KA: [char; 7] = ['カ', 'ヶ', 'ケ', 'ヵ', '箇', '個', 'ゕ'];

/// Units written otherwise than most of their kind are.
pub fn check(book: &Book, sink: &mut Sink) {
    let mut kinds: BTreeMap<String, Vec<&Spanned<String>>> = BTreeMap::new();
    for unit in book.indicators().map(|i| &i.unit).filter(|unit| !is_told_elsewhere(unit)) {
        kinds.entry(folded(unit)).or_default().push(unit);
    }
    for (kind, units) in kinds {
        let often = |written: &str| units.iter().filter(|u| u.value == written).count();
        // Where two are as common, the one of official documents; else the first in the file.
        let usual = units.iter().rev().max_by_key(|u| (often(u), u.value == kind));
        for (unit, usual) in units.iter().zip(usual.into_iter().cycle()) {
            if unit.value != usual.value {
                report(unit, usual, sink);
            }
        }
    }
}

fn report(unit: &Spanned<String>, usual: &Spanned<String>, sink: &mut Sink) {
    sink.report(
        Diagnostic::warning(
            CODE,
            text!(
                "単位「{unit}」は、ほかの指標では「{usual}」です",
                "the unit `{unit}` is `{usual}` in other indicators"
            ),
        )
        .at(unit.span)
        .label(usual.span, text!("「{usual}」と書いてあります", "written `{usual}`"))
        .hint(text!("「{usual}」にそろえてください", "write `{usual}` here too")),
    );
}

/// Whether a rule of text has another spelling for it.
fn is_told_elsewhere(unit: &str) -> bool {
    unit.chars()
        .any(|c| full_width::is_full_width(c) || is_half_width_kana(c) || is_platform_dependent(c))
}

/// The same for every way to write a unit.
fn folded(unit: &str) -> String {
    let unit: String = unit.nfkc().filter(|c| !c.is_whitespace()).collect();
    if let Some((_, sign)) = SIGNS.iter().find(|(word, _)| *word == unit) {
        return (*sign).to_owned();
    }
    match unit.strip_prefix(KA) {
        Some(counted @ ("所" | "月" | "国" | "村")) => format!("か{counted}"),
        _ => unit,
    }
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn a_unit_is_known_however_it_is_written() {
        for (written, kind) in [
            ("％", "%"),
            ("箇所", "か所"),
            ("カ所", "か所"),
            ("か所", "か所"),
            ("m²", "m2"),
            ("平方メートル", "m2"),
            ("人／日", "人/日"),
            ("個", "個"),
            ("t-CO2", "t-CO2"),
        ] {
            assert_eq!(folded(written), kind, "{written}");
        }
    }
}
