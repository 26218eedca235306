//! The findings of a build that are not about sources: a missing typesetter or font, a full disk, faults
//! of the typesetter and of the finished PDF.

use std::io;
use std::path::Path;

use crate::diag::{Code, Diagnostic, Text, did_you_mean, shown_path, write_remedy};
use crate::model::Book;
use crate::render::print::{ReadPdfError, TypesetError, VERSION};
use crate::render::{PageFault, page_faults};
use crate::text;

const NO_TYPST: Code = Code("PB0510");
const TYPST_VERSION: Code = Code("PB0511");
const NO_FONT: Code = Code("PB0512");
const REFUSED: Code = Code("PB0513");
const IO: Code = Code("PB0514");
const NO_LABEL: Code = Code("PB0502");
const NOT_SETTLED: Code = Code("PB0504");
const OTHER_LENGTH: Code = Code("PB0507");
const NO_ANSWER: Code = Code("PB0508");
const UNREADABLE: Code = Code("PB0509");
const NO_POLICY: Code = Code("PB0515");

/// Codes of findings about the machine and its programs, which nobody can mend in the book.
const OF_MACHINE: [Code; 6] = [NO_TYPST, TYPST_VERSION, NO_FONT, NO_ANSWER, UNREADABLE, IO];

/// Whether `finding` is about the machine or its programs, so that the command could not run.
#[must_use]
pub fn is_of_machine(finding: &Diagnostic) -> bool {
    OF_MACHINE.contains(&finding.code)
}

/// The finding for a new PDF that cannot be read.
pub(super) fn cannot_read_back(error: &ReadPdfError) -> Diagnostic {
    let Text { ja, en } = error.reason();
    Diagnostic::error(
        UNREADABLE,
        text!("PDFを読み返せません：{ja}", "the PDF cannot be read back: {en}"),
    )
    .hint(text!(
        "ディスクの空きを確かめて、もう一度作ってください。くり返すときは、planbook doctor で組版ソフトを確かめてください",
        "see whether the disk is full and build once more; if it happens again, check the typesetter with `planbook doctor`"
    ))
}

/// The finding for labels that the theme did not place in the PDF.
pub(super) fn lacks_labels(labels: &[String]) -> Diagnostic {
    let labels = labels.join(", ");
    Diagnostic::error(
        NO_LABEL,
        text!("PDFに見出しの目印がありません：{labels}", "the PDF lacks labels: {labels}"),
    )
    .hint(text!(
        "テーマの pdf/ で、部と施策の見出しに view.json の label を付けてください",
        "in the theme's pdf/, give the headings of parts and policies the labels of view.json"
    ))
}

/// The finding for a volume whose pages are not those of the whole book.
pub(super) fn other_length(title: &str, expected: usize, found: usize) -> Diagnostic {
    Diagnostic::error(
        OTHER_LENGTH,
        text!(
            "分割版「{title}」のページが全体版と合いません（全体版では{expected}ページ、分割版では{found}ページ）",
            "the pages of the volume `{title}` are not those of the whole book: {expected} there, {found} here"
        ),
    )
    .hint(text!(
        "もう一度作ってください。くり返すときは、テーマの pdf/ で、分割版（view.volume）のときだけ行数の変わる箇所を探してください",
        "build once more; if it happens again, look in the theme's pdf/ for what takes other lines in a volume (view.volume)"
    ))
}

/// The finding for volumes whose page numbers change in every round.
pub(super) fn not_settled() -> Diagnostic {
    Diagnostic::error(
        NOT_SETTLED,
        text!(
            "分冊のページ番号が、くり返し組んでも決まりません",
            "the page numbers of the volumes do not settle, however often they are set"
        ),
    )
    .hint(text!(
        "テーマの pdf/ で、ページ番号の桁数によって行数の変わる箇所を探してください",
        "in the theme's pdf/, look for what takes more lines when a page number has more digits"
    ))
}

/// The finding for a requested policy that the book does not have.
pub(super) fn unknown_policy(word: &str, book: &Book) -> Diagnostic {
    let ids: Vec<String> = book.policies().map(|p| p.id.to_string()).collect();
    let hint = match did_you_mean(word, ids.iter().map(String::as_str)) {
        Some(near) => text!("「{near}」のことですか", "did you mean `{near}`?"),
        None => text!(
            "--policy には 1-2-03 のように番号を書いてください",
            "give --policy a number such as 1-2-03"
        ),
    };
    let level = book.plan.levels.policy();
    Diagnostic::error(
        NO_POLICY,
        text!("「{word}」という{level}はありません", "there is no policy `{word}`"),
    )
    .hint(hint)
}

/// The finding for an output that cannot be written. Unless it is `unchanged`, some of its files
/// are new and some old.
pub(super) fn cannot_write(error: &io::Error, output: &Path, unchanged: bool) -> Diagnostic {
    let folder = shown_path(output);
    let (state_ja, state_en) = if unchanged {
        ("は元のままです", "is as it was")
    } else {
        (
            "は、一部が新しく、一部が元のままです。もう一度 build すると続きから置き換えます",
            "is partly new and partly old; the next build goes on from there",
        )
    };
    let Text { ja, en } = write_remedy(error, &folder);
    let hint = text!("{folder} {state_ja}。{ja}", "{folder} {state_en}; {en}");
    Diagnostic::error(IO, text!("書き出せません", "cannot write").because(error)).hint(hint)
}

/// The finding for an error of the typesetter.
#[must_use]
pub fn typesetter_diagnostic(error: TypesetError) -> Diagnostic {
    let install = text!(
        "cargo install --locked typst-cli@0.15.1 で入れてください（10分ほどかかります）",
        "install it with cargo install --locked typst-cli@0.15.1 (about 10 minutes)"
    );
    match error {
        TypesetError::Missing => Diagnostic::error(
            NO_TYPST,
            text!("組版ソフト typst が見つかりません", "the typesetter typst is not found"),
        )
        .hint(install),
        TypesetError::Version(found) => Diagnostic::error(
            TYPST_VERSION,
            text!(
                "typst の版が違います：{found}（必要なのは {VERSION}）",
                "typst is of another version: {found}, not {VERSION}"
            ),
        )
        .hint(install),
        TypesetError::Fonts(missing) => missing_fonts(&missing),
        TypesetError::Refused(message) => refused(&message),
        TypesetError::TimedOut(limit) => {
            let seconds = limit.as_secs();
            Diagnostic::error(
                NO_ANSWER,
                text!(
                    "組版ソフト typst が{seconds}秒たっても終わらないので、止めました",
                    "the typesetter typst had not ended after {seconds} seconds, and was ended"
                ),
            )
            .hint(text!(
                "ほかの重い処理が動いていないか確かめて、もう一度作ってください。機械が遅いときは、環境変数 PLANBOOK_TYPST_SECONDS に秒数を書くと、それまで待ちます",
                "see whether something else keeps the machine busy, and build again; on a slow machine, name the seconds to wait in PLANBOOK_TYPST_SECONDS"
            ))
        }
        TypesetError::Crashed(message) => Diagnostic::error(
            NO_ANSWER,
            text!(
                "組版ソフト typst が、途中で止まりました",
                "the typesetter typst ended without a PDF"
            ),
        )
        .hint(text!(
            "原稿の誤りではありません。メモリの空きを確かめて、もう一度作ってください。くり返すときは planbook doctor で typst を確かめてください（{message}）",
            "the sources are not the reason; look at the free memory and build again; if it happens again, look at typst with planbook doctor ({message})"
        )),
        TypesetError::Io(error) => Diagnostic::error(
            IO,
            text!("typst を動かせません", "typst could not be run").because(&error),
        ),
    }
}

/// The finding for font families that are `missing`, each with an installed one of a name like it.
fn missing_fonts(missing: &[(String, Option<String>)]) -> Diagnostic {
    let names: Vec<&str> = missing.iter().map(|(font, _)| font.as_str()).collect();
    let (ja, en) = (names.join("、"), names.join(", "));
    let finding = Diagnostic::error(
        NO_FONT,
        text!("印刷用の書体がありません：{ja}", "fonts for printing are missing: {en}"),
    );
    let near = missing.iter().filter_map(|(_, near)| near.as_ref()).map(|near| {
        text!(
            "テーマの theme.yaml の fonts に書く名前は「{near}」のことですか",
            "did you mean `{near}` in fonts of theme.yaml?"
        )
    });
    let finding = near.fold(finding, Diagnostic::hint);
    finding.hint(if names.iter().all(|name| name.starts_with("BIZ UD")) {
        text!(
            "Debian/Ubuntu では apt-get install fonts-morisawa-bizud-gothic fonts-morisawa-bizud-mincho。Windows 10 以降には入っています。それ以外では書体を入れたフォルダーを TYPST_FONT_PATHS に書いてください",
            "on Debian or Ubuntu: apt-get install fonts-morisawa-bizud-gothic fonts-morisawa-bizud-mincho; Windows 10 and later have them; elsewhere name their folder in TYPST_FONT_PATHS"
        )
    } else {
        text!(
            "テーマの theme.yaml の fonts に書いた書体を、この機械に入れるか、書体のファイルのあるフォルダーを TYPST_FONT_PATHS に書いてください。入っている書体の名前は typst fonts で分かります",
            "install the fonts that fonts of theme.yaml names, or name their folder in TYPST_FONT_PATHS; `typst fonts` lists what is there"
        )
    })
}

/// The finding for a book that the typesetter refuses, with its `message`.
fn refused(message: &str) -> Diagnostic {
    let mut faults = page_faults(message).into_iter();
    let first = faults.next();
    let Text { ja, en } = match &first {
        Some(fault) => fault.message.clone(),
        None => Text::same(message.to_owned()),
    };
    let finding = Diagnostic::error(
        REFUSED,
        text!("組版できませんでした：{ja}", "the typesetter refused the book: {en}"),
    );
    let advice = match without_glyph(message) {
        Some(words) => Some(text!(
            "「{words}」は、印刷用の書体にありません。注意 PB0325 の場所で、ほかの文字や言葉に改めてください",
            "the print fonts lack `{words}`: use other characters where the warning PB0325 is"
        )),
        None => first.and_then(|fault| fault.advice),
    };
    let others = faults
        .map(|PageFault { message: Text { ja, en }, .. }| text!("ほかにも：{ja}", "and: {en}"));
    advice.into_iter().chain(others).fold(finding, Diagnostic::hint)
}

/// The text that no print font can draw, by the typesetter's `message`.
fn without_glyph(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once("the text `\"")?;
    let (words, rest) = rest.split_once("\"` could not be displayed")?;
    (!rest.is_empty()).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::without_glyph;

    #[test]
    fn the_text_without_a_glyph_is_named() {
        let message =
            "error: PDF/UA-1 error: the text `\"Ա\"` could not be displayed with font `\"A\"`";
        assert_eq!(without_glyph(message), Some("Ա"));
        assert_eq!(without_glyph("error: unknown variable: x"), None);
    }
}
