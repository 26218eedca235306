//! PB0317: 「3ヶ所」の「ヶ」
//!
//! 数える言葉の「か」は、公用文ではひらがなで書きます。地名（七ヶ浜など）はそのままです。
//!
//! 誤 3ヶ所、6ヵ月、数カ所
//! 正 3か所、6か月、数か所

use super::passage::Passage;
use crate::diag::{Code, Diagnostic, Sink};
use crate::text;

const CODE: Code = Code("PB0317");

/// `ヶ`, `ヵ`, `ケ` and `カ` between a number and its counter.
pub fn check(passage: &Passage<'_>, sink: &mut Sink) {
    for here in passage.each_of(['ヶ', 'ヵ', 'ケ', 'カ']) {
        let counted = match here.this {
            'ヶ' | 'ヵ' | 'ケ' => here.after.is_some_and(|c| "所月年国村箇".contains(c)),
            // 3カ年計画 is a word of its own.
            'カ' => here.after.is_some_and(|c| "所月国".contains(c)),
            _ => false,
        };
        let number = |c: char| c.is_numeric() || "一二三四五六七八九十百数何".contains(c);
        if !counted || !here.before.is_some_and(number) {
            continue;
        }
        let this = here.this;
        let (before, after) = (here.before.unwrap_or_default(), here.after.unwrap_or_default());
        sink.report(
            Diagnostic::warning(
                CODE,
                text!(
                    "「{before}{this}{after}」の「{this}」は、公用文では「か」です",
                    "official documents count with か, not {this}"
                ),
            )
            .at(here.span)
            .hint(text!("「{before}か{after}」と書いてください", "write `{before}か{after}`")),
        );
    }
}
