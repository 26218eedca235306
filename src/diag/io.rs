//! Why the operating system refuses a file, in words.

use std::io::{Error, ErrorKind as Kind};

use super::Text;
use crate::text;

/// Codes of Windows for a file that another program holds open.
const HELD: [i32; 2] = [32, 33];

/// Why something cannot be read or written, as an end of a sentence. The system's own words are in
/// English, or in the language of the machine.
#[must_use]
pub fn io_reason(error: &Error) -> Text {
    let held = cfg!(windows) && error.raw_os_error().is_some_and(|code| HELD.contains(&code));
    match error.kind() {
        _ if held => held_open(),
        Kind::ResourceBusy => held_open(),
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

fn held_open() -> Text {
    text!("ほかのプログラムが開いています", "another program has it open")
}

#[cfg(test)]
mod tests {
    use super::*;

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
