//! Findings about an output folder that is refused or cannot be written, with hints.

use std::path::Path;

use super::errors::cannot_write;
use crate::diag::{Code, Diagnostic, Text, shown_path};
use crate::output::{OutputError, UnsafeOutput};
use crate::text;

const REFUSED: Code = Code("PB0530");
const CONFLICTS: Code = Code("PB0531");

/// Maximum number of names in a finding.
const NAMED: usize = 5;

/// The finding for an `error` of the output folder `output`.
pub(super) fn no_output(error: &OutputError, output: &Path) -> Diagnostic {
    match error {
        OutputError::Io(error) => cannot_write(error, output, true),
        OutputError::HalfDone(error) => cannot_write(error, output, false),
        OutputError::Refused(refusal) => refused(refusal, output),
    }
}

fn refused(refusal: &UnsafeOutput, output: &Path) -> Diagnostic {
    let folder = shown_path(output);
    let elsewhere = || {
        text!(
            "--output に、まだないか空のフォルダーを書いてください",
            "give --output a folder that does not exist yet or is empty"
        )
    };
    let (message, hint) = match refusal {
        UnsafeOutput::File => (
            text!(
                "{folder} はフォルダーではありません。出力に使えません",
                "{folder} is not a folder: it cannot be an output"
            ),
            elsewhere(),
        ),
        UnsafeOutput::Link(target) => {
            let target = shown_path(target);
            (
                text!(
                    "{folder} はリンクです（{target} へ）。出力に使えません",
                    "{folder} is a link, to {target}: it cannot be an output"
                ),
                text!(
                    "リンクを除くか、リンク先のフォルダーを --output に書いてください",
                    "remove the link, or give --output the folder it leads to"
                ),
            )
        }
        UnsafeOutput::Contains(kept) => {
            let kept = shown_path(kept);
            (
                text!(
                    "{folder} には {kept} があります。出力に使うと、それが失われます",
                    "{kept} is in {folder}, and would be lost if that became an output"
                ),
                elsewhere(),
            )
        }
        UnsafeOutput::Inside(around) => {
            let around = shown_path(around);
            (
                text!(
                    "{folder} は {around} の中です。原稿とテーマの中には書き出しません",
                    "{folder} is in {around}: nothing is written among sources and themes"
                ),
                elsewhere(),
            )
        }
        UnsafeOutput::OtherBook(other) => (
            text!(
                "{folder} は別の本の出力です（{other}）",
                "{folder} is the output of another book: {other}"
            ),
            text!(
                "--output に別のフォルダーを書いてください。本の名前や場所を変えたのであれば、--adopt を付けると、この本の出力になります",
                "give --output another folder; if the book was renamed or moved, --adopt makes it this book's output"
            ),
        ),
        UnsafeOutput::Publication(book) => (
            text!(
                "{folder} には本（{book}）ができています。本でない文書は、そこには置きません",
                "{folder} is the output of a book, {book}: documents that are no part of it are not put there"
            ),
            elsewhere(),
        ),
        UnsafeOutput::Documents => (
            text!(
                "{folder} には、本でない文書（--form や --print-shop で作ったもの）があります。本は、そこには置きません",
                "{folder} holds documents of `--form` or `--print-shop`: a book is not put there"
            ),
            elsewhere(),
        ),
        UnsafeOutput::Unmarked(names, more) => {
            let (ja, en) = (names.join("、"), names.join(", "));
            let (and_ja, and_en) = if *more { ("など", ", …") } else { ("", "") };
            (
                text!(
                    "{folder} は planbook の出力ではないようです（中に {ja}{and_ja} があり、印の planbook.json がありません）",
                    "{folder} does not look like an output of planbook: it holds {en}{and_en} and no mark, planbook.json"
                ),
                text!(
                    "--output に、まだないか空のフォルダーを書いてください。前に planbook が作った出力であれば、中を確かめてから --adopt を付けてください（これから作るものと同じ名前のファイルは置き換わり、ほかは残ります）",
                    "give --output a folder that does not exist yet or is empty; if planbook made this one earlier, look at what is in it, then add --adopt: files of the names that are made now are replaced, all others stay"
                ),
            )
        }
        UnsafeOutput::CacheDirBlocked(place) => {
            let place = shown_path(place);
            (
                text!(
                    "{place} がフォルダーではありません。ここは planbook が作業に使います",
                    "{place} is not a folder; planbook works there"
                ),
                text!("{place} を別の名前にしてください", "give {place} another name"),
            )
        }
        UnsafeOutput::Conflicts(paths) => return conflicts(paths, output),
    };
    Diagnostic::error(REFUSED, message).hint(hint)
}

fn conflicts(paths: &[std::path::PathBuf], output: &Path) -> Diagnostic {
    let names: Vec<_> =
        paths.iter().take(NAMED).map(|path| shown_path(output.join(path))).collect();
    let (ja, en) = (names.join("、"), names.join(", "));
    let rest = paths.len() - names.len();
    let (and_ja, and_en) = match rest {
        0 => (String::new(), String::new()),
        n => (format!("、ほか{n}件"), format!(", and {n} more")),
    };
    let message: Text = text!(
        "planbook のものでないファイルが、これから作るものと同じ名前です：{ja}{and_ja}",
        "these are not planbook's, and have the names of what is to be made: {en}{and_en}"
    );
    Diagnostic::error(CONFLICTS, message).hint(text!(
        "ほかの場所に移すか、名前を変えてください。要らないファイルであれば、--adopt を付けると置き換わります",
        "move them elsewhere or rename them; files that nobody needs are replaced with --adopt"
    ))
}
