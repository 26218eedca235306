//! Why the operating system refuses a file, in words.

use std::io::{Error, ErrorKind as Kind};

use super::Text;
use super::path::{one_separator, shown_path};
use crate::held::{HeldFile, is_held};
use crate::text;

/// Why something cannot be read or written, as an end of a sentence. The system's own words are in
/// English, or in the language of the machine.
#[must_use]
pub fn io_reason(error: &Error) -> Text {
    known_reason(error).unwrap_or_else(|| {
        let code = error.raw_os_error().map(|code| format!(" {code}")).unwrap_or_default();
        Text { ja: format!("システムのエラー{code}です"), en: error.to_string() }
    })
}

/// The reason, if it is one that has words here.
fn known_reason(error: &Error) -> Option<Text> {
    Some(match error.kind() {
        _ if is_held(error) => held_open(),
        Kind::NotFound => {
            text!("ファイルかフォルダーがありません", "there is no such file or folder")
        }
        Kind::PermissionDenied => text!("許可がありません", "permission denied"),
        Kind::AlreadyExists => {
            text!("同じ名前のものがもうあります", "there is one of this name already")
        }
        Kind::NotADirectory => text!("フォルダーではありません", "it is not a folder"),
        Kind::IsADirectory => text!("フォルダーです", "it is a folder"),
        Kind::StorageFull | Kind::QuotaExceeded => {
            text!("空き容量が足りません", "there is no space left")
        }
        Kind::FileTooLarge => {
            text!("ファイルが大きさの上限を超えます", "the file is larger than is allowed")
        }
        Kind::ReadOnlyFilesystem => {
            text!("書き込めない場所です", "nothing can be written to this place")
        }
        Kind::InvalidFilename => {
            text!("使えない名前か、長すぎる名前です", "the name is not valid or too long")
        }
        _ => return None,
    })
}

/// What to do when `folder` cannot be written.
#[must_use]
pub fn write_remedy(error: &Error, folder: &str) -> Text {
    match error.kind() {
        Kind::StorageFull | Kind::QuotaExceeded => {
            text!("空き容量を増やしてください", "free space on the disk")
        }
        Kind::FileTooLarge => text!(
            "ほかのディスクのフォルダーにするか、ファイルの大きさの制限を外してください",
            "use a folder on another disk, or lift the limit on the size of files"
        ),
        Kind::PermissionDenied | Kind::ReadOnlyFilesystem => text!(
            "{folder} とその隣に書き込みの許可があるか確かめてください",
            "see whether {folder}, and the folder it is in, can be written to"
        ),
        Kind::ResourceBusy => text!(
            "開いているプログラム（PDFを見るもの、Excel など）を閉じて、もう一度試してください",
            "close the program that has it open and try again"
        ),
        Kind::InvalidFilename => {
            text!("短い名前のフォルダーにしてください", "give a folder of a shorter name")
        }
        _ => text!(
            "空き容量と書き込みの許可を確かめてください",
            "look at the free space and the permissions"
        ),
    }
}

/// All that `error` says, with the path that it names.
pub(super) fn error_words(error: &Error) -> Text {
    if let Some(held) = error.get_ref().and_then(|inner| inner.downcast_ref::<HeldFile>()) {
        let path = shown_path(&held.path);
        return text!("{path} をほかのプログラムが開いています", "another program has {path} open");
    }
    let en = one_separator(&error.to_string());
    // A sentence of planbook says more than the kind of the error that it was given.
    let is_sentence = error.get_ref().is_some_and(|inner| inner.source().is_none());
    if is_sentence && !en.contains(OF_SYSTEM) {
        return Text { ja: en.clone(), en };
    }
    let ja = match (known_reason(error), named_path(&en)) {
        (Some(reason), Some(path)) => format!("{path}：{}", reason.ja),
        (Some(reason), None) => reason.ja,
        (None, _) => en.clone(),
    };
    Text { ja, en }
}

/// What ends the words of the system.
const OF_SYSTEM: &str = "(os error";

/// The path in the words of `fs_err`, which stands between grave accents, or before those of the system. Of two
/// paths, that of the new file.
fn named_path(words: &str) -> Option<&str> {
    if let Some((_, rest)) = words.split_once('`') {
        let (paths, _) = rest.rsplit_once("`: ")?;
        return Some(paths.rsplit_once("` to `").map_or(paths, |(_, to)| to));
    }
    words.split_once(": ").filter(|(_, rest)| rest.contains(OF_SYSTEM)).map(|(path, _)| path)
}

fn held_open() -> Text {
    text!("ほかのプログラムが開いています", "another program has it open")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_held_file_is_told_in_a_sentence() {
        let error = crate::held::held_error(std::path::Path::new("output/plan.pdf"));
        let message = text!("書き出せません", "cannot write").because(&error);
        assert_eq!(message.ja, "書き出せません：output/plan.pdf をほかのプログラムが開いています");
        assert_eq!(message.en, "cannot write: another program has output/plan.pdf open");
        assert_eq!(io_reason(&error), held_open());
    }

    #[test]
    fn the_system_s_words_are_translated_and_the_path_is_kept() {
        let cannot = |error: &Error| text!("読めません", "cannot read").because(error).ja;
        let missing = fs_err::read("nowhere/本.yaml").expect_err("it is not there");
        assert_eq!(
            cannot(&missing),
            "読めません：nowhere/本.yaml：ファイルかフォルダーがありません"
        );
        let full = Error::from(Kind::StorageFull);
        assert_eq!(cannot(&full), "読めません：空き容量が足りません");
        let said = Error::new(Kind::AlreadyExists, "a/_planbook は planbook のものではありません");
        assert_eq!(cannot(&said), "読めません：a/_planbook は planbook のものではありません");
        let system = Error::from_raw_os_error(2);
        let of_system = Error::new(system.kind(), format!("output/.work: {system}"));
        let words = "読めません：output/.work：ファイルかフォルダーがありません";
        assert_eq!(cannot(&of_system), words);
        let copied = fs_err::copy("nowhere/a", "nowhere/b").expect_err("it is not there");
        assert_eq!(cannot(&copied), "読めません：nowhere/b：ファイルかフォルダーがありません");
        let own = Error::other("the archive has no parts");
        assert_eq!(cannot(&own), "読めません：the archive has no parts");
    }

    #[test]
    fn no_foreign_words_are_in_japanese_reasons() {
        for code in 1..=133 {
            let reason = io_reason(&Error::from_raw_os_error(code));
            assert!(!reason.ja.contains(|c: char| c.is_ascii_alphabetic()), "{}", reason.ja);
        }
        let missing = fs_err::read("/nowhere/at/all").expect_err("it is not there");
        assert_eq!(io_reason(&missing).ja, "ファイルかフォルダーがありません");
    }
}
