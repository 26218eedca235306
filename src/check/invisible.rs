//! PB0312: 目に見えない文字がある
//!
//! ゼロ幅スペース、書字方向の制御文字、改行しない空白などは、見えないまま検索や読み上げ、
//! 表示の順を狂わせます。Webページや Word から写したときに入りがちです。異体字を選ぶ符号
//! （葛󠄀 の2文字目）はそのままで構いません。
//!
//! `" "` で囲んだ値では、半角の「\」とそのあとの文字が別の文字に変わります（`\n` は改行、`\t` はタブ）。
//! 「\」を書くときは ' ' で囲みます。
//!
//! 誤 「北斗」と「市」の間に U+200B がある、`"S:\new"`
//! 正 「北斗市」、`'S:\new'`

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use super::passage::{Passage, codes};
use crate::diag::{Code, Diagnostic, Sink};
use crate::text;

const CODE: Code = Code("PB0312");

/// Control and format characters, and spaces that are not the keyboard's.
pub fn check(passage: &Passage<'_>, sink: &mut Sink) {
    let escaped = passage.is_escaped();
    let wanted = |c: char| is_invisible(c) || escaped && c.is_control();
    for (span, run) in passage.rare_runs(wanted) {
        let codes = codes(run);
        let hint = if escaped && passage.file.is_markdown() {
            text!("「&」で始まるこの書き方を消してください", "remove the escape")
        } else if escaped && passage.file.slice(span).starts_with('\\') {
            text!(
                "「\\」を文字として書くときは、値の全体を ' ' で囲んでください。見えない文字なら消してください",
                "put the value in single quotes if a backslash is meant; remove the character otherwise"
            )
        } else if run.chars().all(is_space) {
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
