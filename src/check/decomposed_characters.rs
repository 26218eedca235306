//! PB0318: 1文字が別の形の符号でできている
//!
//! 「が」が「か」と濁点の2つの符号に分かれていたり、漢字の代わりに部首の符号が入っていたり
//! すると、見た目は同じでも検索で見つかりません。macOS のファイル名や PDF から写したときに
//! 入りがちです。
//!
//! 誤 「か」と U+3099、部首の「⼭」（U+2F2D）
//! 正 「が」、漢字の「山」（U+5C71）

use unicode_normalization::UnicodeNormalization;

use super::passage::Passage;
use crate::diag::{Code, Diagnostic, Sink};
use crate::text;

const CODE: Code = Code("PB0318");

/// Kana in two code points, and radicals in place of characters.
pub fn check(passage: &Passage<'_>, sink: &mut Sink) {
    for here in passage.rare() {
        let this = here.this;
        let written: String = match this {
            '\u{3099}' | '\u{309A}' => here.before.into_iter().chain([this]).collect(),
            '\u{2E80}'..='\u{2FDF}' => this.to_string(),
            _ => continue,
        };
        let right: String = written.nfkc().collect();
        // か゚ has no other form.
        if right == written {
            continue;
        }
        let code = this as u32;
        let (ja, en) = if written.chars().count() == 2 {
            (
                format!("「{right}」が2つの符号（2つ目は U+{code:04X}）に分かれています"),
                format!("`{right}` is in two code points, the second is U+{code:04X}"),
            )
        } else {
            (
                format!("漢字の代わりに部首の「{this}」（U+{code:04X}）があります"),
                format!("a radical, U+{code:04X}, stands for a character"),
            )
        };
        sink.report(
            Diagnostic::warning(CODE, text!("{ja}", "{en}"))
                .at(here.span)
                .hint(text!("「{right}」を打ち直してください", "type `{right}` again")),
        );
    }
}
