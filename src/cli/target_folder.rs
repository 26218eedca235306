//! The folder that a command is told to write into (`-o`, `--remind`): not what the book is made from, and
//! nothing behind a link of the book.

use std::path::{Path, PathBuf};

use super::report::{Reporter, error_line};
use crate::diag::{Text, shown_path};
use crate::output::resolve_path;
use crate::text;

/// The folders of a book that only authors, and commands made for them, write into.
const SOURCES: [&str; 3] = ["content", "themes", "editions"];

/// Whether a command that is run on the book in `root` must not write into `folder`, which is then told.
pub(super) fn is_refused(root: &Path, folder: &Path, reporter: &Reporter) -> bool {
    let Some(why) = refusal(root, folder) else { return false };
    error_line(why.get(reporter.lang()));
    true
}

fn refusal(root: &Path, folder: &Path) -> Option<Text> {
    let root = std::fs::canonicalize(root).ok()?;
    let shown = shown_path(folder);
    if is_behind_link(&root, folder) {
        return Some(text!(
            "{shown} はリンクか、リンクの先にあります。リンクでないフォルダーを書いてください",
            "{shown} is a link or behind one: name a folder that is none"
        ));
    }
    let target = resolve_path(folder).ok()?;
    let sources = SOURCES.iter().find(|name| target.starts_with(root.join(name)))?;
    Some(text!(
        "{shown} には書き出しません。{sources}/ は原稿、テーマ、保存した版のフォルダーです。ほかのフォルダーを書いてください",
        "nothing is written into {shown}: {sources}/ holds what the book is made from; name another folder"
    ))
}

/// Whether `folder`, or a folder above it, is a link in the book.
fn is_behind_link(root: &Path, folder: &Path) -> bool {
    let Ok(absolute) = std::path::absolute(folder) else { return false };
    let in_book = |path: &Path| {
        let parent = path.parent().map(Path::to_owned).and_then(|p: PathBuf| p.canonicalize().ok());
        parent.is_some_and(|parent| parent.starts_with(root))
    };
    absolute.ancestors().any(|path| path.is_symlink() && in_book(path))
}
