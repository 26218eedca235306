//! PB0325: 印刷用の書体にない文字
//!
//! 冊子の書体に字形のない文字は、ほかの書体の形で印刷されるか、印刷できずに組版が止まります。
//! 絵文字や、めったに使わない漢字で起こります。書体の入っていない機械では調べません。
//!
//! 誤 😊、🎉
//! 正 絵文字を使わない言葉。人名と地名の漢字は、書体にある字体

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use super::passage::Passage;
use crate::diag::{Code, Diagnostic, Sink};
use crate::text;

const CODE: Code = Code("PB0325");

/// What the print fonts can draw. Who asks need not know where fonts are.
pub trait Glyphs: Sync {
    /// Whether some font of the book has a shape for `c`.
    fn has(&self, c: char) -> bool;
    /// The fonts' names.
    fn families(&self) -> &[String];
}

/// Characters for which no font of the book has a shape.
pub fn check(passage: &Passage<'_>, glyphs: &dyn Glyphs, sink: &mut Sink) {
    for (span, run) in passage.runs(|c| is_drawn(c) && !glyphs.has(c)) {
        let codes: Vec<String> = run.chars().map(|c| format!("U+{:04X}", c as u32)).collect();
        let (codes, fonts) = (codes.join("、"), glyphs.families().join("、"));
        sink.report(
            Diagnostic::warning(
                CODE,
                text!(
                    "「{run}」（{codes}）は印刷用の書体（{fonts}）にありません",
                    "the print fonts ({fonts}) lack `{run}` ({codes})"
                ),
            )
            .at(span)
            .hint(text!(
                "ほかの文字や言葉で書いてください。人名や地名なら、印刷の字形を確かめてください",
                "use other characters; for a name, look at its shape in print"
            )),
        );
    }
}

/// Whether `c` has a shape of its own, and no other rule's finding.
fn is_drawn(c: char) -> bool {
    let selects = matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}');
    !selects
        && !c.is_whitespace()
        && !matches!(
            c.general_category(),
            GeneralCategory::PrivateUse
                | GeneralCategory::Unassigned
                | GeneralCategory::Control
                | GeneralCategory::Format
        )
}
