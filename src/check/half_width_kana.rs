//! PB0313: 半角カタカナがある
//!
//! カタカナは全角で書きます。半角カタカナは検索で見つからず、読み上げも乱れます。
//!
//! 誤 ｼｽﾃﾑ
//! 正 システム

use unicode_normalization::UnicodeNormalization;

use super::passage::Passage;
use crate::diag::{Code, Diagnostic, Sink};
use crate::text;
use crate::value::is_half_width_kana;

const CODE: Code = Code("PB0313");

/// Half-width kana and their punctuation.
pub fn check(passage: &Passage<'_>, sink: &mut Sink) {
    for (span, run) in passage.rare_runs(is_half_width_kana) {
        let wide: String = run.nfkc().collect();
        sink.report(
            Diagnostic::warning(
                CODE,
                text!("半角カタカナ「{run}」があります", "half-width kana: `{run}`"),
            )
            .at(span)
            .hint(text!("「{wide}」と書いてください", "write `{wide}`")),
        );
    }
}
