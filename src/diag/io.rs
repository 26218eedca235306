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
    match error.kind() {
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
        Kind::ReadOnlyFilesystem => {
            text!("書き込めない場所です", "nothing can be written to this place")
        }
        Kind::InvalidFilename => {
            text!("使えない名前か、長すぎる名前です", "the name is not valid or too long")
        }
        _ => {
            let code = error.raw_os_error().map(|code| format!(" {code}")).unwrap_or_default();
            Text { ja: format!("システムのエラー{code}です"), en: error.to_string() }
        }
    }
}

/// All that `error` says, with the paths in it.
pub(super) fn error_words(error: &Error) -> Text {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<HeldFile>()) {
        Some(held) => {
            let path = shown_path(&held.path);
            text!("{path} をほかのプログラムが開いています", "another program has {path} open")
        }
        None => Text::same(one_separator(&error.to_string())),
    }
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
    fn no_foreign_words_are_in_japanese_reasons() {
        for code in 1..=133 {
            let reason = io_reason(&Error::from_raw_os_error(code));
            assert!(!reason.ja.contains(|c: char| c.is_ascii_alphabetic()), "{}", reason.ja);
        }
        let missing = fs_err::read("/nowhere/at/all").expect_err("it is not there");
        assert_eq!(io_reason(&missing).ja, "ファイルかフォルダーがありません");
    }
}
