//! Findings about words of a source that no output would contain: link definitions that nothing
//! uses, words of links and pictures that are computed.

use crate::diag::{Code, Diagnostic, Sink};
use crate::source::SourceFile;
use crate::span::Span;
use crate::text;

const LOST: Code = Code("PB0329");

/// How many characters of what is lost a message repeats.
const SHOWN: usize = 30;

/// Reports the definition of a link with the name `label`, which no link uses.
pub(super) fn definition(file: &SourceFile, span: Span, label: &str, sink: &mut Sink) {
    let label = shortened(label);
    let words = shortened(file.slice(span));
    sink.report(
        Diagnostic::error(
            LOST,
            text!(
                "「{words}」は、リンクの行き先を決める書き方なので、どこにも出ません",
                "`{words}` names the target of a link and appears in no output"
            ),
        )
        .at(span)
        .hint(text!(
            "文として出すには「{label}：」のように全角のコロンを使うか、「\\[{label}]:」と書いてください",
            "to print it, write `\\[{label}]:`"
        )),
    );
}

/// Reports other words that are in no output.
pub(super) fn words(file: &SourceFile, span: Span, sink: &mut Sink) {
    let words = shortened(file.slice(span));
    sink.report(
        Diagnostic::error(
            LOST,
            text!("「{words}」は、どこにも出ません", "`{words}` appears in no output"),
        )
        .at(span)
        .hint(text!(
            "出す文なら前後に空の行を入れて段落とし、要らなければ消してください",
            "make it a paragraph with an empty line on both sides, or remove it"
        )),
    );
}

/// Reports the words of a link of which the book prints a number or name of its own instead.
pub(super) fn link_words(words: &str, span: Span, sink: &mut Sink) {
    let words = shortened(words);
    sink.report(
        Diagnostic::error(
            LOST,
            text!(
                "リンクの言葉「{words}」は出ません。計算した数や名前が出ます",
                "the words `{words}` of the link are not printed: the computed number or name is"
            ),
        )
        .at(span)
        .hint(text!(
            "[ ] の中を空にし、要る言葉はリンクの外に書いてください",
            "leave the brackets empty, and write the words outside of the link"
        )),
    );
}

/// Reports the text alternative of an image in which something is computed.
pub(super) fn computed_alternative(span: Span, sink: &mut Sink) {
    sink.report(
        Diagnostic::error(
            LOST,
            text!(
                "図の説明の中では、計算した数や脚注は出ません",
                "computed numbers and footnotes do not appear in a text alternative"
            ),
        )
        .at(span)
        .hint(text!("図の説明には文字だけを書いてください", "write plain words there")),
    );
}

/// The beginning of `words`, in one line.
fn shortened(words: &str) -> String {
    let line = words.trim().lines().next().unwrap_or_default();
    let mut shown: String = line.chars().take(SHOWN).collect();
    if shown.len() < words.trim().len() {
        shown.push('…');
    }
    shown
}
