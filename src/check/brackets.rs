//! PB0319: かっこの組が合わない
//!
//! 「」『』（）【】などは、1つの段落や値の中で、開いたものを同じ順に閉じます。
//!
//! 誤 「重要な課題。（令和5年度)
//! 正 「重要な課題」。（令和5年度）

use super::passage::Passage;
use crate::diag::{Code, Diagnostic, Sink};
use crate::text;

const CODE: Code = Code("PB0319");

const PAIRS: [(char, char); 7] = [
    ('「', '」'),
    ('『', '』'),
    ('（', '）'),
    ('【', '】'),
    ('〔', '〕'),
    ('〈', '〉'),
    ('《', '》'),
];

/// `1）` and `ア）` at the beginning close nothing: the greatest number of
/// characters before the bracket.
const LIST_MARK: usize = 4;

/// How many open brackets are looked through for one that is closed.
const NEAR: usize = 64;

/// Brackets that open without closing, or close without opening.
pub fn check(passage: &Passage<'_>, sink: &mut Sink) {
    for (start, unit) in passage.units() {
        let mut open: Vec<(usize, char, char)> = Vec::new();
        let last_narrow = unit.rfind(')').unwrap_or(0);
        for (index, (at, c)) in unit.char_indices().enumerate() {
            // Nearly all characters are kana and Han, which need not be compared with each bracket.
            if matches!(c, '\u{3040}'..='\u{9FFF}') {
                continue;
            }
            if let Some((_, close)) = PAIRS.iter().find(|(o, _)| *o == c) {
                open.push((at, c, *close));
            } else if let Some((opening, _)) = PAIRS.iter().find(|(_, close)| *close == c) {
                if open.last().is_some_and(|(_, _, close)| *close == c) {
                    open.pop();
                } else if let Some(inner) = crossed(&open, c) {
                    // An open bracket inside is reported below; the rest of the unit would follow it.
                    open.drain(..=inner);
                    break;
                } else if !(c == '）' && index < LIST_MARK) {
                    let span = passage.span(&(start + at..start + at + c.len_utf8()));
                    sink.report(
                        Diagnostic::warning(
                            CODE,
                            text!(
                                "閉じかっこ {c} に対する {opening} がありません",
                                "`{c}` closes nothing"
                            ),
                        )
                        .at(span)
                        .hint(text!(
                            "{opening} を書き足すか、{c} を消してください",
                            "add `{opening}`, or remove `{c}`"
                        )),
                    );
                }
            }
        }
        for (at, c, close) in open {
            let span = passage.span(&(start + at..start + at + c.len_utf8()));
            let narrow = c == '（' && at < last_narrow;
            let hint = if narrow {
                text!(
                    "閉じかっこが半角です。全角の ） を書いてください",
                    "the closing bracket is ASCII: write `）`"
                )
            } else {
                text!("{close} を書き足してください", "add `{close}`")
            };
            sink.report(
                Diagnostic::warning(
                    CODE,
                    text!("かっこ {c} が閉じていません", "`{c}` is not closed"),
                )
                .at(span)
                .hint(hint),
            );
        }
    }
}

/// Where the bracket that `close` closes is among those that are `open`, if it is near: with
/// hundreds open in between, nothing pairs.
fn crossed(open: &[(usize, char, char)], close: char) -> Option<usize> {
    let from = open.len().saturating_sub(NEAR);
    open[from..].iter().rposition(|(_, _, c)| *c == close).map(|at| from + at)
}
