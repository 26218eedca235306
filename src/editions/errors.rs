//! Findings about sources that could not be changed.

use crate::diag::{Code, Diagnostic};
use crate::edit::WriteError;
use crate::text;

const CANNOT_EDIT: Code = Code("PB0540");

/// Tells why `error` kept the sources from being changed.
pub(super) fn not_written(error: &WriteError) -> Diagnostic {
    let (message, hint) = match error {
        WriteError::Overlap(name) => (
            text!("{name} を書き換えられません", "{name} cannot be changed"),
            text!(
                "planbook の誤りです。この原稿を添えて知らせてください",
                "this is a mistake of planbook: please report it with this file"
            ),
        ),
        WriteError::Changed(name) => (
            text!("{name} が、読んだあとで変わりました", "{name} has changed since it was read"),
            text!(
                "どのファイルも書き換えていません。もう一度実行してください",
                "no file was changed: run the command again"
            ),
        ),
        WriteError::Link(name) => (
            text!(
                "{name} かそのフォルダーがリンクなので、書き換えません",
                "{name} or a folder of it is a link, so it is not changed"
            ),
            text!(
                "リンク先のファイルそのものを content/ の中に置いてください",
                "put the file itself into content/"
            ),
        ),
        WriteError::Io(error) => (
            text!("原稿を書き換えられません：{error}", "cannot change the sources: {error}"),
            text!(
                "ほかの人が開いていないか、書く許可と空き容量があるかを確かめてください",
                "see whether someone else has it open, whether you may write, and whether there is room"
            ),
        ),
    };
    Diagnostic::error(CANNOT_EDIT, message).hint(hint)
}
