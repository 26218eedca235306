//! PB0325: 印刷用の書体にない文字
//!
//! 冊子の書体に字形のない文字は、ほかの書体の形で印刷されるか、印刷できずに組版が止まります。
//! 絵文字や、めったに使わない漢字で起こります。書体の入っていない機械と、冊子を
//! 作らないとき（`--only html` など）は調べません。
//!
//! 漢字の形を選ぶ符号（葛󠄀 の2文字目。IVS）は、サイトにも冊子にもそのまま残ります。書体にその形が
//! ないときは普通の形で印刷されるので、知らせます。
//!
//! 誤 😊、🎉
//! 正 絵文字を使わない言葉。人名と地名の漢字は、書体にある字体

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use super::passage::{MOST_SHOWN, Passage, codes};
use crate::diag::{Code, Diagnostic, Sink};
use crate::span::Span;
use crate::text;

const CODE: Code = Code("PB0325");

/// The characters that the print fonts can draw.
pub trait Glyphs: Sync {
    /// Loads the fonts, so that the first question need not wait; called while the sources are read.
    fn ready(&self) {}
    /// Whether some font of the book has a shape for `c`.
    fn has(&self, c: char) -> bool;
    /// Whether the fonts have the shape of `base` that `selector` asks for (IVS).
    fn has_variation(&self, base: char, selector: char) -> bool;
    /// The fonts' names.
    fn families(&self) -> &[String];
}

/// Characters for which no font of the book has a shape.
pub fn check(passage: &Passage<'_>, glyphs: &dyn Glyphs, sink: &mut Sink) {
    for (span, run) in passage.runs(|c| !glyphs.has(c) && is_drawn(c)) {
        let (codes, fonts) = (codes(run), glyphs.families().join("、"));
        let run: String = run.chars().take(MOST_SHOWN).collect();
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
                "このままでは冊子（PDF）を作れません。ほかの文字や言葉で書いてください",
                "the PDF cannot be made like this: use other characters"
            )),
        );
    }
    for here in passage.rare().filter(|here| selects_shape(here.this)) {
        let base = here.before.filter(|base| is_drawn(*base));
        match base {
            Some(base) if !glyphs.has(base) || glyphs.has_variation(base, here.this) => {}
            base => sink.report(without_shape(base, here.this, here.span, glyphs)),
        }
    }
}

/// A selector whose shape no font has, or that stands behind nothing.
fn without_shape(
    base: Option<char>,
    selector: char,
    span: Span,
    glyphs: &dyn Glyphs,
) -> Diagnostic {
    let code = selector as u32;
    let Some(base) = base else {
        return Diagnostic::warning(
            CODE,
            text!(
                "字形を選ぶ符号（U+{code:04X}）の前に、文字がありません",
                "a variation selector (U+{code:04X}) stands behind nothing"
            ),
        )
        .at(span)
        .hint(text!("目に見えないこの符号を消してください", "remove it; it is invisible"));
    };
    let fonts = glyphs.families().join("、");
    let both = Span { start: span.start - base.len_utf8() as u32, ..span };
    Diagnostic::warning(
        CODE,
        text!(
            "「{base}」の異体字（U+{code:04X}）は印刷用の書体（{fonts}）にありません",
            "the print fonts ({fonts}) lack this variation of `{base}` (U+{code:04X})"
        ),
    )
    .at(both)
    .hint(text!(
        "冊子では普通の「{base}」の形になります。それでよければ「{base}」だけを打ち直してください",
        "the plain `{base}` will be printed; if that will do, type it alone"
    ))
}

/// Whether `c` asks for a shape of the character before it.
fn selects_shape(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0D}' | '\u{E0100}'..='\u{E01EF}')
}

/// Ask for a symbol in colours or without. In print it has its one shape, which is looked at
/// by itself.
const SELECTS_EMOJI: [char; 2] = ['\u{FE0E}', '\u{FE0F}'];

/// Whether `c` has a shape of its own, and no other rule's finding.
fn is_drawn(c: char) -> bool {
    !selects_shape(c)
        && !SELECTS_EMOJI.contains(&c)
        && !c.is_whitespace()
        && !matches!(
            c.general_category(),
            GeneralCategory::PrivateUse
                | GeneralCategory::Unassigned
                | GeneralCategory::Control
                | GeneralCategory::Format
        )
}
