//! `planbook init`: writes a small, complete sample book as a starting point.
//!
//! This module must not know how a book is made.

use std::io;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use super::report::{Reporter, error_line, print_line};
use crate::diag::{Code, Diagnostic, HumanRenderer, Lang};
use crate::record::DeclaredFields;
use crate::source::Sources;
use crate::text;

const CANNOT_INIT: Code = Code("PB0516");

/// The sources of the sample book.
static CONTENT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/cli/init/book/content");
/// The standard theme of this version.
static THEME: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/standard");
/// The authors' guide.
const GUIDE: &str = include_str!("../../../content/README.md");

/// Writes the book into `folder`, which must be empty or not exist; returns whether it succeeded.
pub fn run(folder: &Path, reporter: &Reporter) -> bool {
    let name = folder.display();
    let problem = match is_available(folder) {
        Ok(true) => {
            match write_book(folder, &DeclaredFields::default(), |content| CONTENT.extract(content))
            {
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
            }
        }
        Ok(false) => text!("{name} にはもうファイルがあります", "{name} is not empty"),
        Err(error) => text!("{name} を見られません：{error}", "cannot look at {name}: {error}"),
    };
    let diagnostic = Diagnostic::error(CANNOT_INIT, problem).hint(text!(
        "まだないか、空のフォルダーの名前を書いてください",
        "name a folder that does not exist yet or is empty"
    ));
    let renderer = HumanRenderer { lang: reporter.lang(), color: false };
    error_line(&renderer.render(&diagnostic, &Sources::default()));
    false
}

/// Whether `folder` does not exist or is an empty folder.
fn is_available(folder: &Path) -> io::Result<bool> {
    // Without a trailing `/`, which would resolve a symbolic link.
    let path: PathBuf = folder.components().collect();
    match path.symlink_metadata() {
        Ok(found) if !found.is_dir() => Ok(false),
        Ok(_) => Ok(std::fs::read_dir(folder)?.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

/// Writes a book that declares the fields `declared` into `folder`; `sources` writes its source files into
/// the folder `content`. All of it is written to a temporary folder first, so that a full disk or a killed
/// process leaves no incomplete book.
pub(super) fn write_book(
    folder: &Path,
    declared: &DeclaredFields,
    sources: impl FnOnce(&Path) -> io::Result<()>,
) -> io::Result<()> {
    let folder = std::path::absolute(folder)?;
    let parent = folder.parent().unwrap_or(&folder);
    let missing = parent.ancestors().take_while(|ancestor| !ancestor.exists()).last();
    fs_err::create_dir_all(parent)?;
    let result = write_via_temporary(&folder, parent, declared, sources);
    if let Some(missing) = missing.filter(|_| result.is_err()) {
        let _ = std::fs::remove_dir_all(missing);
    }
    result
}

/// Writes the book to a temporary folder in `parent`, and moves it to `folder`.
fn write_via_temporary(
    folder: &Path,
    parent: &Path,
    declared: &DeclaredFields,
    sources: impl FnOnce(&Path) -> io::Result<()>,
) -> io::Result<()> {
    let temporary = tempfile::Builder::new().prefix(".planbook-init-").tempdir_in(parent)?;
    // A subfolder, because the temporary folder itself is accessible to its owner only.
    let book = temporary.path().join("book");
    let (content, theme) = (book.join("content"), book.join("themes/standard"));
    for folder in [&content, &theme] {
        fs_err::create_dir_all(folder)?;
    }
    sources(&content)?;
    THEME.extract(&theme)?;
    super::schema::write(&content.join("schemas"), declared)?;
    fs_err::write(content.join("README.md"), GUIDE)?;
    if !folder.exists() {
        return fs_err::rename(book, folder);
    }
    // The existing folder is kept, because it may be a working directory. The sources come last,
    // because without them there is no book.
    for name in ["themes", "content"] {
        fs_err::rename(book.join(name), folder.join(name))?;
    }
    Ok(())
}
