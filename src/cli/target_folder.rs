//! The folder into which a command is asked to write (`-o`, `--remind`): not what the book is made from, and
//! nothing behind a link of the book.

use std::fs::canonicalize;
use std::path::Path;

use super::report::{Reporter, error_line};
use crate::diag::{Text, shown_path};
use crate::output::{resolve_path, source_folder_around};
use crate::text;

/// Whether a command that is run on the book in `root` must not write into `folder`, which is then reported.
pub(super) fn is_refused(root: &Path, folder: &Path, reporter: &Reporter) -> bool {
    let Some(why) = refusal(root, folder) else { return false };
    error_line(why.get(reporter.lang()));
    true
}

fn refusal(root: &Path, folder: &Path) -> Option<Text> {
    let shown = shown_path(folder);
    if is_behind_link(root, folder) {
        return Some(text!(
            "{shown} はリンクか、リンクの先にあります。リンクでないフォルダーを書いてください",
            "{shown} is a link or behind one: name a folder that is none"
        ));
    }
    let sources = shown_path(source_folder_around(&resolve_path(folder).ok()?, root)?);
    Some(text!(
        "{shown} には書き出しません。{sources} は本を作るもとのフォルダーです。ほかのフォルダーを書いてください",
        "nothing is written into {shown}: {sources} holds what the book is made from; name another folder"
    ))
}

/// Whether `folder`, or a folder above it, is a link in the book.
fn is_behind_link(root: &Path, folder: &Path) -> bool {
    let (Ok(root), Ok(absolute)) = (canonicalize(root), std::path::absolute(folder)) else {
        return false;
    };
    let in_book = |path: &Path| {
        let parent = path.parent().and_then(|parent| canonicalize(parent).ok());
        parent.is_some_and(|parent| parent.starts_with(&root))
    };
    absolute.ancestors().any(|path| path.is_symlink() && in_book(path))
}
