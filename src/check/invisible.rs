//! PB0312: 目に見えない文字がある
//!
//! ゼロ幅スペース、書字方向の制御文字、改行しない空白などは、見えないまま検索や読み上げ、
//! 表示の順を狂わせます。Webページや Word から写したときに入りがちです。異体字を選ぶ符号
//! （葛󠄀 の2文字目）はそのままで構いません。
//!
//! 誤 「北斗」と「市」の間に U+200B がある
//! 正 「北斗市」

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use super::passage::Passage;
use crate::diag::{Code, Diagnostic, Sink};
use crate::text;

const CODE: Code = Code("PB0312");

/// Control and format characters, and spaces that are not the keyboard's.
pub fn check(passage: &Passage<'_>, sink: &mut Sink) {
    for (span, run) in passage.rare_runs(is_invisible) {
        let codes: Vec<String> = run.chars().map(|c| format!("U+{:04X}", c as u32)).collect();
        let codes = codes.join("、");
        let hint = if run.chars().all(is_space) {
            text!("普通の空白に打ち直してください", "type a plain space")
        } else {
            text!("この文字を消してください", "remove it")
        };
        sink.report(
            Diagnostic::error(
                CODE,
                text!("目に見えない文字（{codes}）があります", "invisible characters: {codes}"),
            )
            .at(span)
            .hint(hint),
        );
    }
}

fn is_invisible(c: char) -> bool {
    let kept = matches!(c, '\n' | '\r' | '\t' | ' ' | '\u{3000}');
    let category = c.general_category();
    !kept
        && (is_space(c)
            || matches!(c, '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}')
            || matches!(
                category,
                GeneralCategory::Control
                    | GeneralCategory::Format
                    | GeneralCategory::LineSeparator
                    | GeneralCategory::ParagraphSeparator
            ))
}

fn is_space(c: char) -> bool {
    !matches!(c, ' ' | '\u{3000}') && c.general_category() == GeneralCategory::SpaceSeparator
}
