//! PB0316: 全角の英数字がある
//!
//! 英字と数字は半角にそろえます。混ざると検索で見つからず、表の数字もそろいません。
//!
//! 誤 ２０２４年、ＬＥＤ
//! 正 2024年、LED

use super::passage::Passage;
use crate::diag::{Code, Diagnostic, Sink};
use crate::text;

const CODE: Code = Code("PB0316");

/// Full-width letters and digits.
pub fn check(passage: &Passage<'_>, sink: &mut Sink) {
    for (span, run) in passage.rare_runs(is_full_width) {
        let narrow: String = run.chars().filter_map(narrow).collect();
        sink.report(
            Diagnostic::warning(
                CODE,
                text!("全角の英数字「{run}」があります", "full-width letters: `{run}`"),
            )
            .at(span)
            .hint(text!("半角で「{narrow}」と書いてください", "write `{narrow}` in ASCII")),
        );
    }
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    for here in passage.rare().filter(|here| here.this == '．') {
        if digit(here.before) && digit(here.after) {
            sink.report(
                Diagnostic::warning(
                    CODE,
                    text!(
                        "数の中に全角の「．」があります",
                        "a full-width point stands in a number"
                    ),
                )
                .at(here.span)
                .hint(text!("半角で「.」と書いてください", "write `.` in ASCII")),
            );
        }
    }
}

/// A full-width letter or digit.
pub(super) fn is_full_width(c: char) -> bool {
    matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ')
}

fn narrow(c: char) -> Option<char> {
    char::from_u32(c as u32 - '！' as u32 + u32::from(b'!'))
}
