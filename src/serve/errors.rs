//! The errors that prevent a preview from starting.

use std::path::Path;

use crate::diag::{Code, Diagnostic, did_you_mean, shown_path};
use crate::model::Book;
use crate::text;

const ADDRESS: Code = Code("PB0517");
const WATCH: Code = Code("PB0518");
const NOT_IN_BOOK: Code = Code("PB0519");

/// The port is in use; `free` is the next free port.
pub(super) fn port_taken(port: u16, free: Option<u16>) -> Diagnostic {
    let found =
        Diagnostic::error(ADDRESS, text!("ポート {port} は使われています", "port {port} is taken"));
    match free {
        Some(free) => found.hint(text!(
            "--port {free} なら空いています。別の planbook serve が動いていないかも確かめてください",
            "--port {free} is free; or see whether another planbook serve is running"
        )),
        None => found.hint(text!(
            "--port に別の番号を書いてください",
            "give --port another number"
        )),
    }
}

/// The server cannot listen on `host`.
pub(super) fn cannot_listen(host: &str, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error(
        ADDRESS,
        text!("{host} では待ち受けられません", "cannot listen at {host}").because(error),
    )
    .hint(text!(
        "--host には、この機械のアドレス（0.0.0.0 ならすべて）を書いてください",
        "give --host an address of this machine; 0.0.0.0 is all of them"
    ))
}

/// The files in `folder` cannot be watched.
pub(super) fn cannot_watch(folder: &Path, error: &notify::Error) -> Diagnostic {
    let folder = shown_path(folder);
    Diagnostic::error(
        WATCH,
        text!(
            "{folder} の変化を見張れません：{error}",
            "the files in {folder} cannot be watched: {error}"
        ),
    )
    .hint(text!(
        "ネットワークドライブなどでは --poll を付けてください",
        "on network drives and the like, add --poll"
    ))
}

/// An operating system error while starting.
pub(super) fn system_error(error: &std::io::Error) -> Diagnostic {
    Diagnostic::error(
        ADDRESS,
        text!("プレビューを動かせません", "the preview cannot run").because(error),
    )
    .hint(text!(
        "空き容量と書き込みの許可を確かめてください",
        "look at the free space and the permissions"
    ))
}

/// A section name or policy number given on the command line that is not in the book.
#[must_use]
pub fn not_in_book(word: &str, is_section: bool, book: &Book) -> Diagnostic {
    let names: Vec<String> = if is_section {
        let sections = book.plan.departments.iter().flat_map(|d| &d.sections);
        sections.map(|s| s.name.value.clone()).collect()
    } else {
        book.policies().map(|p| p.id.to_string()).collect()
    };
    let hint = match did_you_mean(word, names.iter().map(String::as_str)) {
        Some(near) => text!("「{near}」のことですか", "did you mean `{near}`?"),
        None => text!(
            "--section には plan.yaml にある課の名前を、--policy には 1-2-03 のような番号を書いてください",
            "give --section a name from plan.yaml and --policy a number such as 1-2-03"
        ),
    };
    Diagnostic::error(
        NOT_IN_BOOK,
        text!("「{word}」はこの本にありません", "there is no `{word}` in this book"),
    )
    .hint(hint)
}
