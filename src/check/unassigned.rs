//! PB0311: 文字として決まっていない符号がある
//!
//! まだどの文字にも割り当てられていない符号や、文字化けの跡（U+FFFD）です。印刷できません。
//!
//! 誤 「北斗�」
//! 正 「北斗市」

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use super::passage::{Passage, codes};
use crate::diag::{Code, Diagnostic, Sink};
use crate::text;

const CODE: Code = Code("PB0311");

/// Code points that are no characters, and what is left of broken ones.
pub fn check(passage: &Passage<'_>, sink: &mut Sink) {
    for (span, run) in passage.rare_runs(is_none) {
        let codes = codes(run);
        let message = if run.contains('\u{FFFD}') {
            text!("文字化けした文字（{codes}）があります", "broken characters: {codes}")
        } else {
            text!(
                "文字の決まっていない符号（{codes}）があります",
                "code points that are no characters: {codes}"
            )
        };
        sink.report(
            Diagnostic::error(CODE, message)
                .at(span)
                .hint(text!("元の原稿を見て打ち直してください", "type it again from the original")),
        );
    }
}

fn is_none(c: char) -> bool {
    c == '\u{FFFD}' || c.general_category() == GeneralCategory::Unassigned
}
