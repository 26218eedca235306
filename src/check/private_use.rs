//! PB0310: 外字（私用領域の文字）がある
//!
//! 庁内だけで作った外字は、ほかの機械では別の文字や空白になります。標準の文字で書きます。
//! 人名や地名の字形は、標準の文字（髙、﨑、𠮷など）か異体字（葛󠄀）でそのまま書けます。
//!
//! 誤 U+E000 から U+F8FF までなどの文字
//! 正 標準の文字

use super::passage::{Passage, codes};
use crate::diag::{Code, Diagnostic, Sink};
use crate::text;

const CODE: Code = Code("PB0310");

/// Characters that mean something only where someone drew them.
pub fn check(passage: &Passage<'_>, sink: &mut Sink) {
    for (span, run) in passage.rare_runs(is_private) {
        let codes = codes(run);
        sink.report(
            Diagnostic::error(
                CODE,
                text!("外字（{codes}）があります", "private-use characters: {codes}"),
            )
            .at(span)
            .hint(text!(
                "標準の文字で書き直してください。人名や地名の字形は「文字情報一覧表」などで探せます",
                "write it with standard characters"
            )),
        );
    }
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{FFFFD}' | '\u{100000}'..='\u{10FFFD}')
}
