//! Validation of the output folder before anything is written, because replacing a folder cannot
//! be undone.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::DOCUMENTS;
use super::marker::Marker;
use crate::cache::{BuildIndex, Fingerprint, read_format_1};
use crate::diag::shown_path;
use crate::value::plain_path;

/// The folders of a book that are never replaced or written into.
const SOURCES: [&str; 4] = ["content", "themes", "static", "editions"];

/// The file that identifies the folder of a book.
const PLAN: &str = "content/plan.yaml";

/// Default name of the output folder.
const DEFAULT_OUTPUT: &str = "output";

/// Entries that a folder counted as empty may have: files that keep an empty folder in a
/// repository, and the initial entries of a file system.
const IGNORED: [&str; 5] = [".gitignore", ".gitattributes", ".gitkeep", ".keep", "lost+found"];

/// Maximum number of names in a [`UnsafeOutput`].
const NAMED: usize = 5;

/// A book that claims an output folder.
#[derive(Debug, Clone)]
pub struct Claim<'a> {
    /// The folder of the book.
    pub root: &'a Path,
    /// The title of the book, if it is known yet.
    pub book: Option<&'a str>,
    /// Whether to accept a folder without a marker file, or the output of another book.
    pub adopt: bool,
    /// Whether a version of planbook without marker files made files of this name.
    pub made_before_markers: fn(&str) -> bool,
}

/// The reason why a folder is refused as an output.
#[derive(Debug)]
pub enum UnsafeOutput {
    /// It is a file.
    File,
    /// It is a symbolic link to this path.
    Link(PathBuf),
    /// It is or contains this folder, which is the book, one of its source folders or the home folder.
    Contains(PathBuf),
    /// It is inside this source folder.
    Inside(PathBuf),
    /// It is the output of this other book: its folder, or its title.
    OtherBook(String),
    /// It is the output of this book, and documents that are no part of one are to be put there.
    Publication(String),
    /// It holds documents that are no part of a book.
    Documents,
    /// It has no marker file, but these entries; the flag says whether there are more.
    Unmarked(Vec<String>, bool),
    /// Its cache folder, at this path, is not a folder.
    CacheDirBlocked(PathBuf),
    /// These foreign files in it have the names of new files or folders.
    Conflicts(Vec<PathBuf>),
}

/// An error while validating or replacing an output.
#[derive(Debug)]
pub enum OutputError {
    /// The folder is refused; nothing has been changed.
    Refused(UnsafeOutput),
    /// An I/O error; the output is unchanged.
    Io(io::Error),
    /// An I/O error while files were replaced one by one: some are new, some old. The next build
    /// completes the replacement.
    HalfDone(io::Error),
}

impl From<io::Error> for OutputError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<UnsafeOutput> for OutputError {
    fn from(refusal: UnsafeOutput) -> Self {
        Self::Refused(refusal)
    }
}

/// The absolute path of `output`. Symbolic links are resolved in its parents, but not in its last
/// component, so that a link can be refused.
///
/// # Errors
/// When the current folder or a parent cannot be resolved.
pub fn resolve_path(output: &Path) -> io::Result<PathBuf> {
    let absolute = std::path::absolute(output)?;
    // If `a` is a link, `a/..` cannot be resolved textually.
    let Some(Component::Normal(name)) = absolute.components().next_back() else {
        return fs_err::canonicalize(absolute).map(plain_path);
    };
    let mut missing = vec![name.to_owned()];
    let mut existing = absolute.parent().unwrap_or(Path::new("/"));
    let parent = loop {
        match (
            std::fs::canonicalize(existing),
            existing.components().next_back(),
            existing.parent(),
        ) {
            (Ok(real), ..) => break plain_path(real),
            (Err(_), Some(Component::Normal(name)), Some(parent)) => {
                missing.push(name.to_owned());
                existing = parent;
            }
            (Err(error), ..) => return Err(error),
        }
    };
    Ok(missing.into_iter().rev().fold(parent, |path, name| path.join(name)))
}

/// Checks whether the folder `output`, a path from [`resolve_path`], may become an output. Returns
/// the files in it that planbook may replace.
///
/// # Errors
/// When the folder is refused or cannot be read.
pub(super) fn validate(output: &Path, claim: &Claim<'_>) -> Result<BTreeSet<String>, OutputError> {
    let kind = match output.symlink_metadata() {
        Ok(found) => Some(found.file_type()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error.into()),
    };
    match kind {
        Some(kind) if kind.is_symlink() => {
            return Err(UnsafeOutput::Link(fs_err::read_link(output)?).into());
        }
        Some(kind) if !kind.is_dir() => return Err(UnsafeOutput::File.into()),
        _ => {}
    }
    refuse_protected(output, claim.root)?;
    if kind.is_none() {
        return Ok(BTreeSet::new());
    }
    let record = BuildIndex::read(output);
    if let Some(marker) = Marker::read(output) {
        if claim.book == Some(DOCUMENTS) && marker.book != DOCUMENTS {
            return Err(UnsafeOutput::Publication(marker.book.clone()).into());
        }
        if claim.book != Some(DOCUMENTS) && marker.book == DOCUMENTS && !claim.adopt {
            return Err(UnsafeOutput::Documents.into());
        }
        let location = record.location.filter(|location| location.output == output);
        let other = match (claim.book, location) {
            (Some(book), _) if book != marker.book => Some(marker.book.clone()),
            (_, Some(location)) if is_other_book(&location.root, claim.root) => {
                Some(shown_path(&location.root))
            }
            _ => None,
        };
        return match other.filter(|_| !claim.adopt) {
            Some(other) => Err(UnsafeOutput::OtherBook(other).into()),
            None => Ok(marker.owned()),
        };
    }
    let mut names = Vec::new();
    for entry in fs_err::read_dir(output)? {
        let name = entry?.file_name();
        if !IGNORED.iter().any(|ignored| name == OsStr::new(ignored)) {
            names.push(name.to_string_lossy().into_owned());
        }
    }
    if names.is_empty() {
        return Ok(BTreeSet::new());
    }
    // The marker file was lost or damaged, or the output is of a version without marker files.
    let before = read_format_1(output);
    let before = before.into_iter().filter(|(name, _)| (claim.made_before_markers)(name));
    let now = record.files.into_iter().map(|(name, file)| (name, file.content));
    let owned: BTreeSet<String> = now
        .chain(before)
        .filter(|(name, bytes)| {
            let path = output.join(name);
            super::files::is_inside(name)
                && super::files::parents_are_folders(output, name)
                && path.symlink_metadata().is_ok_and(|found| found.is_file())
                && Fingerprint::of_file(&path).is_ok_and(|found| found == *bytes)
        })
        .map(|(name, _)| name)
        .collect();
    if owned.is_empty() && !claim.adopt {
        names.sort();
        let more = names.len() > NAMED;
        names.truncate(NAMED);
        return Err(UnsafeOutput::Unmarked(names, more).into());
    }
    Ok(owned)
}

/// The path of what is there, without links.
fn real(path: &Path) -> Option<PathBuf> {
    std::fs::canonicalize(path).ok().map(plain_path)
}

/// The source folder of the book at `root` that `output`, a path from [`resolve_path`], is or is inside.
#[must_use]
pub fn source_folder_around(output: &Path, root: &Path) -> Option<PathBuf> {
    source_folders(root).find(|folder| output.starts_with(folder))
}

/// The source folders of the book at `root`, and where those that it does not have would be.
fn source_folders(root: &Path) -> impl Iterator<Item = PathBuf> {
    SOURCES.iter().filter_map(|name| {
        real(&root.join(name)).or_else(|| real(root).map(|root| root.join(name)))
    })
}

/// Refuses a folder that contains or is inside sources, contains the home folder, or is the default
/// output of another book.
fn refuse_protected(output: &Path, root: &Path) -> Result<(), UnsafeOutput> {
    let home = std::env::home_dir().filter(|home| home.is_absolute());
    let protected = source_folders(root).chain(real(root)).chain(home.as_deref().and_then(real));
    for protected in protected {
        if protected.starts_with(output) {
            return Err(UnsafeOutput::Contains(protected));
        }
    }
    if let Some(around) = source_folder_around(output, root) {
        return Err(UnsafeOutput::Inside(around));
    }
    match output.parent() {
        Some(parent)
            if output.file_name() == Some(OsStr::new(DEFAULT_OUTPUT))
                && is_other_book(parent, root) =>
        {
            Err(UnsafeOutput::OtherBook(shown_path(parent)))
        }
        _ => Ok(()),
    }
}

/// Whether the folder `found` has a book other than the one in `root`.
fn is_other_book(found: &Path, root: &Path) -> bool {
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    found.join(PLAN).is_file() && real(found) != real(root)
}

/// Checks whether the folder `output` may become an output, as far as is known before there is a
/// [`Workspace`](super::Workspace).
///
/// # Errors
/// When the folder is refused or cannot be read.
pub fn validate_output(output: &Path, claim: &Claim<'_>) -> Result<(), OutputError> {
    validate(&resolve_path(output)?, claim).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(root: &Path) -> Claim<'_> {
        Claim { root, book: Some("book"), adopt: false, made_before_markers: |_| false }
    }

    /// A book in a folder of its own.
    fn book() -> tempfile::TempDir {
        let root = tempfile::tempdir().expect("a folder");
        for folder in ["content/policies", "themes/standard"] {
            fs_err::create_dir_all(root.path().join(folder)).expect("a folder");
        }
        fs_err::write(root.path().join(PLAN), "plan: {}\n").expect("a file");
        root
    }

    fn validated(output: &Path, root: &Path) -> Result<BTreeSet<String>, OutputError> {
        validate(&resolve_path(output).expect("a path"), &claim(root))
    }

    #[test]
    fn source_folders_and_their_parents_are_refused() {
        let book = book();
        let root = book.path();
        let refused = [
            "",
            ".",
            "..",
            "content",
            "content/",
            "themes",
            "themes/new",
            "content/policies/1",
            "themes/..",
            "content/../content",
            "themes/standard/pdf",
        ];
        for name in refused {
            let found = validated(&root.join(name), root);
            let right = matches!(
                found,
                Err(OutputError::Refused(UnsafeOutput::Contains(_) | UnsafeOutput::Inside(_)))
            );
            assert!(right, "{name}: {found:?}");
        }
        for name in ["output", "docs", "a/b/c", "contents"] {
            assert!(validated(&root.join(name), root).is_ok_and(|o| o.is_empty()), "{name}");
        }
        let home = std::env::home_dir().expect("a home");
        for above in home.ancestors() {
            assert!(validated(above, root).is_err(), "{}", above.display());
        }
    }

    #[test]
    fn a_folder_that_is_not_empty_needs_a_marker_file() {
        let book = book();
        let root = book.path();
        let output = root.join("docs");
        fs_err::create_dir(&output).expect("a folder");
        assert!(validated(&output, root).is_ok());
        fs_err::write(output.join(".gitignore"), "*").expect("a file");
        assert!(validated(&output, root).is_ok());
        fs_err::write(output.join("report"), "weeks of work").expect("a file");
        let Err(OutputError::Refused(UnsafeOutput::Unmarked(names, false))) =
            validated(&output, root)
        else {
            panic!("it was accepted");
        };
        assert_eq!(names, ["report"]);
        let adopting = Claim { adopt: true, ..claim(root) };
        assert!(
            validate(&resolve_path(&output).expect("a path"), &adopting)
                .is_ok_and(|o| o.is_empty())
        );

        let marker = Marker::new("book", ["index.html".to_owned()].into());
        fs_err::write(output.join(super::super::marker::NAME), marker.bytes()).expect("a file");
        let owned = validated(&output, root).expect("it is planbook's");
        assert_eq!(owned.into_iter().collect::<Vec<_>>(), ["index.html", "planbook.json"]);
        let other = Claim { book: Some("another"), ..claim(root) };
        let found = validate(&resolve_path(&output).expect("a path"), &other);
        assert!(
            matches!(found, Err(OutputError::Refused(UnsafeOutput::OtherBook(_)))),
            "{found:?}"
        );
        assert!(
            validate(&resolve_path(&output).expect("a path"), &Claim { adopt: true, ..other })
                .is_ok()
        );
    }

    #[test]
    fn another_books_output_is_refused() {
        let (one, two) = (book(), book());
        for name in ["output", "output/"] {
            let found = validated(&two.path().join(name), one.path());
            assert!(
                matches!(found, Err(OutputError::Refused(UnsafeOutput::OtherBook(_)))),
                "{found:?}"
            );
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_and_files_are_refused() {
        use std::os::unix::fs::symlink;
        let (book, elsewhere) = (book(), tempfile::tempdir().expect("a folder"));
        let root = book.path();
        symlink(elsewhere.path(), root.join("link")).expect("linked");
        symlink(root.join("nowhere"), root.join("dangling")).expect("linked");
        for name in ["link", "link/", "link/.", "dangling"] {
            let found = validated(&root.join(name), root);
            assert!(matches!(found, Err(OutputError::Refused(UnsafeOutput::Link(_)))), "{found:?}");
        }
        fs_err::write(root.join("plan.pdf"), "pdf").expect("a file");
        let found = validated(&root.join("plan.pdf"), root);
        assert!(matches!(found, Err(OutputError::Refused(UnsafeOutput::File))), "{found:?}");
        // A link among the parents is resolved.
        symlink(root, elsewhere.path().join("way")).expect("linked");
        let found = validated(&elsewhere.path().join("way/content"), root);
        assert!(matches!(found, Err(OutputError::Refused(UnsafeOutput::Contains(_)))), "{found:?}");
    }
}
