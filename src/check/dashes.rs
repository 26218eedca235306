//! PB0314: 見た目の似た線や波線
//!
//! ハイフン、ダッシュ、長音、波線には似た形の別の文字がいくつもあり、検索や読み上げで区別
//! されます。次の文字にそろえます。
//!
//! - 範囲は「～」（U+FF5E）。「〜」（U+301C）や「~」は使わない
//! - カタカナの長音は「ー」、英数字の間は半角の「-」
//! - 言葉の間の線は「―」（U+2015）。負の数は金額の欄なら半角の「-」、本文なら「▲」
//!
//! 誤 9〜10月、サ−ビス、0138—00—0000
//! 正 9～10月、サービス、0138-00-0000

use super::passage::{Neighbours, Passage};
use crate::diag::{Code, Diagnostic, Sink};
use crate::text;

const CODE: Code = Code("PB0314");

/// Look-alikes of the hyphen, the dash, the long vowel and the wave.
pub fn check(passage: &Passage<'_>, sink: &mut Sink) {
    for here in passage.rare() {
        let Some(right) = right(&here, passage.file.is_markdown()) else {
            continue;
        };
        let (this, code, right_code) = (here.this, here.this as u32, right as u32);
        sink.report(
            Diagnostic::warning(
                CODE,
                text!(
                    "「{this}」（U+{code:04X}）は、ここでは別の文字です",
                    "`{this}` (U+{code:04X}) is a look-alike here"
                ),
            )
            .at(here.span)
            .hint(text!(
                "「{right}」（U+{right_code:04X}）と書いてください",
                "write `{right}` (U+{right_code:04X})"
            )),
        );
    }
}

/// What should stand here instead.
fn right(here: &Neighbours, markdown: bool) -> Option<char> {
    let ascii = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let kana = |c: Option<char>| c.is_some_and(is_kana);
    let japanese = |c: Option<char>| c.is_some_and(|c| c > '\u{2FFF}');
    match here.this {
        '〜' | '∼' | '∾' => Some('～'),
        // Markdown's own `~~`, YAML's `~` and paths stay.
        '~' if markdown && (here.before == Some('~') || here.after == Some('~')) => None,
        '~' if ascii(here.before) && ascii(here.after)
            || japanese(here.before)
            || japanese(here.after) =>
        {
            Some('～')
        }
        'ー' if ascii(here.before) && ascii(here.after) => Some('-'),
        '-' if kana(here.before) && (kana(here.after) || japanese(here.after)) => Some('ー'),
        '‐' | '‑' | '‒' | '–' | '—' | '−' | '－' | '─' | '━' | '﹣' => {
            if kana(here.before) && here.before != Some('・') {
                Some('ー')
            } else if ascii(here.before) || ascii(here.after) {
                Some('-')
            } else {
                Some('―')
            }
        }
        _ => None,
    }
}

/// Katakana that can be long.
fn is_kana(c: char) -> bool {
    matches!(c, 'ァ'..='ヺ')
}
