//! `planbook init`: a small book of another town, complete, to begin one's own from.
//!
//! This module must not know how a book is made.

use std::io;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use super::report::{Reporter, error_line, print_line};
use crate::diag::{Code, Diagnostic, HumanRenderer, Lang};
use crate::source::Sources;
use crate::text;

const CANNOT_BEGIN: Code = Code("PB0516");

/// The town's sources.
static CONTENT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/cli/init/book/content");
/// The theme, as it is in this version.
static THEME: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/standard");
/// The authors' guide.
const GUIDE: &str = include_str!("../../../content/README.md");

/// Writes the book into `folder`, which must not hold anything yet; whether it could.
pub fn run(folder: &Path, reporter: &Reporter) -> bool {
    let name = folder.display();
    let problem = match is_free(folder) {
        Ok(true) => match write(folder) {
            Ok(()) => {
                print_line(&match reporter.lang() {
                    Lang::Ja => format!(
                        "{name} に小さな本ができました\n作る   planbook -C {name} build\n書き方 {name}/content/README.md"
                    ),
                    Lang::En => format!(
                        "a small book is in {name}\nbuild it  planbook -C {name} build\nwrite it  {name}/content/README.md"
                    ),
                });
                return true;
            }
            Err(error) => text!("書き出せません：{error}", "cannot write: {error}"),
        },
        Ok(false) => text!("{name} にはもうファイルがあります", "{name} is not empty"),
        Err(error) => text!("{name} を見られません：{error}", "cannot look at {name}: {error}"),
    };
    let diagnostic = Diagnostic::error(CANNOT_BEGIN, problem).hint(text!(
        "まだないか、空のフォルダーの名前を書いてください",
        "name a folder that does not exist yet or is empty"
    ));
    let renderer = HumanRenderer { lang: reporter.lang(), color: false };
    error_line(&renderer.render(&diagnostic, &Sources::default()));
    false
}

/// Whether the book can be written there: nothing is there yet, or an empty folder.
fn is_free(folder: &Path) -> io::Result<bool> {
    // With a `/` at its end, a link would be what it leads to.
    let plain: PathBuf = folder.components().collect();
    match plain.symlink_metadata() {
        Ok(found) if !found.is_dir() => Ok(false),
        Ok(_) => Ok(std::fs::read_dir(folder)?.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

/// Writes the book beside `folder` first, so that a disk that is full, or a kill, leaves no
/// half of one.
fn write(folder: &Path) -> io::Result<()> {
    let folder = std::path::absolute(folder)?;
    let parent = folder.parent().unwrap_or(&folder);
    let missing = parent.ancestors().take_while(|above| !above.exists()).last();
    fs_err::create_dir_all(parent)?;
    let written = write_beside(&folder, parent);
    if let Some(missing) = missing.filter(|_| written.is_err()) {
        let _ = std::fs::remove_dir_all(missing);
    }
    written
}

fn write_beside(folder: &Path, parent: &Path) -> io::Result<()> {
    let place = tempfile::Builder::new().prefix(".planbook-init-").tempdir_in(parent)?;
    // The temporary folder is its owner's alone; the book has the usual modes.
    let book = place.path().join("book");
    for (source, target) in [(&CONTENT, "content"), (&THEME, "themes/standard")] {
        let target = book.join(target);
        fs_err::create_dir_all(&target)?;
        source.extract(&target)?;
    }
    super::schema::write(&book.join("content/schemas"))?;
    fs_err::write(book.join("content/README.md"), GUIDE)?;
    if !folder.exists() {
        return fs_err::rename(book, folder);
    }
    // Someone may be in the folder: it stays the one it is. The sources come last, as without
    // them there is no book.
    for name in ["themes", "content"] {
        fs_err::rename(book.join(name), folder.join(name))?;
    }
    Ok(())
}
