//! PB0345: 重ねる符号が多すぎる
//!
//! 濁点やアクセントのように前の文字に重ねる符号（結合文字）は、1つの文字に8つまでです。それより
//! 多いと読めず、組版ソフトのメモリを使い切ることもあります。文字化けした文を写したときに入ります。
//!
//! 誤 1つの文字に U+0301 が数十個付いている
//! 正 「か゚」「é」

use super::passage::Passage;
use crate::diag::{Code, Diagnostic, Sink};
use crate::parse::is_mark;
use crate::text;

const CODE: Code = Code("PB0345");

/// The greatest number of marks on a letter in any living language.
const MOST: usize = 8;

/// Letters with more marks than any language has.
pub fn check(passage: &Passage<'_>, sink: &mut Sink) {
    for (span, run) in passage.rare_runs(is_mark) {
        let count = run.chars().count();
        if count > MOST {
            sink.report(
                Diagnostic::error(
                    CODE,
                    text!(
                        "1つの文字に、重ねる符号が{count}個付いています（{MOST}個まで）",
                        "{count} combining marks on one letter; at most {MOST}"
                    ),
                )
                .at(span)
                .hint(text!("余分な符号を消してください", "remove those that are too many")),
            );
        }
    }
}
