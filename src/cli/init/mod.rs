//! `planbook init`: writes a small, complete sample book as a starting point.
//!
//! This module must not know how a book is made.

use std::io;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use super::args::ShapeArg;
use super::report::{Reporter, error_line, print_line};
use crate::diag::{Code, Diagnostic, HumanRenderer, Lang, shown_path, write_remedy};
use crate::held::rename;
use crate::source::Sources;
use crate::text;
use crate::theme::Theme;

const CANNOT_INIT: Code = Code("PB0516");

/// The sources of the books: 実施計画, and a folder for each other form.
static CONTENT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/cli/init/book/content");
static SHAPES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/cli/init/shapes");
/// The words of the search, the same for every book until it adds its own.
const SEARCH: &str = "search.yaml";
/// The standard theme of this version.
static THEME: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/standard");

/// The settings of VS Code: which schema is for which file, and tasks.
static EDITOR: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/cli/init/editor");
/// Their folder. One that is there is left alone.
const EDITOR_FOLDER: &str = ".vscode";

/// The font families of the standard theme.
pub fn standard_fonts() -> Vec<String> {
    let manifest = THEME.get_file("theme.yaml").map(include_dir::File::contents);
    manifest.and_then(Theme::fonts_in).unwrap_or_default()
}

/// Writes the book into `folder`, which must be empty or not exist; returns whether it succeeded.
pub fn run(folder: &Path, shape: ShapeArg, reporter: &Reporter) -> bool {
    let name = shown_path(folder);
    let other_folder = text!(
        "まだないか、空のフォルダーの名前を書いてください",
        "name a folder that does not exist yet or is empty"
    );
    let (problem, remedy) = match is_available(folder) {
        Ok(true) => match write_book(folder, |content| extract(shape, content)) {
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
            Err(error) => {
                let problem = text!("書き出せません", "cannot write").because(&error);
                (problem, write_remedy(&error, &name))
            }
        },
        Ok(false) => {
            (text!("{name} にはもうファイルがあります", "{name} is not empty"), other_folder)
        }
        Err(error) => {
            let problem = text!("{name} を見られません", "cannot look at {name}").because(&error);
            (problem, other_folder)
        }
    };
    let diagnostic = Diagnostic::error(CANNOT_INIT, problem).hint(remedy);
    let renderer = HumanRenderer { lang: reporter.lang(), color: false };
    error_line(&renderer.render(&diagnostic, &Sources::default()));
    false
}

/// Writes the sources of the book of `shape` into the folder `content`.
fn extract(shape: ShapeArg, content: &Path) -> io::Result<()> {
    let name = match shape {
        ShapeArg::ImplementationPlan => return CONTENT.extract(content),
        ShapeArg::ProgrammeReview => "jimu-jigyo-hyoka",
        ShapeArg::Strategy => "sogo-senryaku",
        ShapeArg::Basic => "kihon-no-yoshiki",
    };
    let name = format!("{name}/content");
    let folder = SHAPES.get_dir(&name).ok_or_else(|| io::Error::other(name))?;
    copy(folder, folder.path(), content)?;
    let search = content.join(SEARCH);
    match CONTENT.get_file(SEARCH).filter(|_| !search.exists()) {
        Some(words) => fs_err::write(search, words.contents()),
        None => Ok(()),
    }
}

/// Writes the files below `folder` into `target`, by their paths from `root`.
fn copy(folder: &Dir<'_>, root: &Path, target: &Path) -> io::Result<()> {
    for file in folder.files() {
        let path = target.join(file.path().strip_prefix(root).map_err(io::Error::other)?);
        fs_err::create_dir_all(path.parent().unwrap_or(target))?;
        fs_err::write(path, file.contents())?;
    }
    folder.dirs().try_for_each(|folder| copy(folder, root, target))
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

/// Writes a book into `folder`; `sources` writes its source files into the folder `content`. All of it is written to a temporary folder first, so that a full disk or a killed
/// process leaves no incomplete book.
pub(super) fn write_book(
    folder: &Path,
    sources: impl FnOnce(&Path) -> io::Result<()>,
) -> io::Result<()> {
    let folder = std::path::absolute(folder)?;
    let parent = folder.parent().unwrap_or(&folder);
    let missing = parent.ancestors().take_while(|ancestor| !ancestor.exists()).last();
    fs_err::create_dir_all(parent)?;
    let result = write_via_temporary(&folder, parent, sources);
    if let Some(missing) = missing.filter(|_| result.is_err()) {
        let _ = std::fs::remove_dir_all(missing);
    }
    result
}

/// Writes the book to a temporary folder in `parent`, and moves it to `folder`.
fn write_via_temporary(
    folder: &Path,
    parent: &Path,
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
    EDITOR.extract(&book)?;
    super::schema::write(&book)?;
    super::guide::write_new(&book)?;
    if !folder.exists() {
        return rename(&book, folder);
    }
    // The existing folder is kept, because it may be a working directory. The sources come last,
    // because without them there is no book.
    let editor = (!folder.join(EDITOR_FOLDER).exists()).then_some(EDITOR_FOLDER);
    for name in editor.into_iter().chain(["themes", "content"]) {
        rename(&book.join(name), &folder.join(name))?;
    }
    Ok(())
}
