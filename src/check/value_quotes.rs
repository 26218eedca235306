//! PB0346: 値の全体が全角の引用符で囲まれている
//!
//! YAMLの引用符は半角の " だけです。“ ” や ＂ ＂ は文字としてそのまま印刷されます。ワードなどから写した
//! ときに、半角の引用符が変わることがあります。
//!
//! 誤 `name: “除雪事業”`
//! 正 `name: 除雪事業`

use super::passage::Passage;
use crate::diag::{Code, Diagnostic, Sink};
use crate::text;

const CODE: Code = Code("PB0346");

/// Quotation marks that word processors put in the place of ASCII ones.
const MARKS: [char; 5] = ['“', '”', '„', '‟', '＂'];

/// A value in YAML that begins and ends with such a mark, and has none within.
pub fn check(passage: &Passage<'_>, sink: &mut Sink) {
    if passage.file.is_markdown() {
        return;
    }
    let words = passage.words();
    let quoted = words.strip_prefix(MARKS).and_then(|rest| rest.strip_suffix(MARKS));
    let Some(inner) = quoted.filter(|inner| !inner.contains(MARKS)) else { return };
    let (open, close) = (&words[..3], &words[3 + inner.len()..]);
    sink.report(
        Diagnostic::warning(
            CODE,
            text!(
                "{open} と {close} は値を囲む引用符にならず、文字として印刷されます",
                "`{open}` and `{close}` do not quote the value: they are printed"
            ),
        )
        .at(passage.span(&(0..words.len())))
        .hint(text!(
            "{open} と {close} を消すか、半角の \" \" に直してください。文の引用なら「 」を使ってください",
            "remove them, or write ASCII quotes"
        )),
    );
}
