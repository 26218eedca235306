//! Which folders may become an output. To replace a folder cannot be undone.
//!
//! Nothing is written here.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::mark::Mark;
use crate::cache::{Fingerprint, Record, recorded_before_marks};

/// The folders of a book that are never replaced, nor written into.
const SOURCES: [&str; 3] = ["content", "themes", "static"];

/// What makes a folder a book's.
const PLAN: &str = "content/plan.yaml";

/// Where a book's output is unless told.
const USUAL: &str = "output";

/// Entries of a folder that counts as empty: what keeps an empty folder in a repository, and
/// what a new file system begins with.
const IGNORED: [&str; 5] = [".gitignore", ".gitattributes", ".gitkeep", ".keep", "lost+found"];

/// So many names of what is in a folder are told.
const NAMED: usize = 5;

/// Who wants the folder.
#[derive(Debug, Clone)]
pub struct Claim<'a> {
    /// The folder of the book.
    pub root: &'a Path,
    /// Its title, where it is known yet.
    pub book: Option<&'a str>,
    /// Whether a folder without a mark is taken, and the output of another book.
    pub adopt: bool,
    /// Whether an earlier version of planbook, which left no mark, made files of this name.
    pub made_before_marks: fn(&str) -> bool,
}

/// Why a folder does not become an output.
#[derive(Debug)]
pub enum Refusal {
    /// It is a file.
    File,
    /// It is a link, to this place.
    Link(PathBuf),
    /// It is, or holds, this folder of the book or of its author.
    Holds(PathBuf),
    /// It lies in this folder of sources.
    Within(PathBuf),
    /// It is the output of this other book: its folder, or its title.
    OtherBook(String),
    /// It has no mark of planbook, but these and maybe more things.
    Unmarked(Vec<String>, bool),
    /// The place beside it where a build works is not a folder.
    NoPlace(PathBuf),
    /// These things in it are not planbook's, but have the names of files or folders that are
    /// to be made.
    InTheWay(Vec<PathBuf>),
}

/// Why an output cannot be worked on.
#[derive(Debug)]
pub enum OutputError {
    /// The folder is refused; nothing has changed.
    Refused(Refusal),
    /// The system refused; the output is as it was.
    Io(io::Error),
    /// The system refused while files were replaced one by one: some are new, some old. The
    /// next build goes on.
    HalfDone(io::Error),
}

impl From<io::Error> for OutputError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<Refusal> for OutputError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// The absolute path of `output`. Its parents are taken for what they lead to, and it
/// is not: a link is to be seen as one.
///
/// # Errors
/// When there is no current folder to begin from.
pub fn real(output: &Path) -> io::Result<PathBuf> {
    let absolute = std::path::absolute(output)?;
    // `a/..` is another folder where `a` is a link.
    let Some(Component::Normal(name)) = absolute.components().next_back() else {
        return fs_err::canonicalize(absolute);
    };
    let mut missing = vec![name.to_owned()];
    let mut there = absolute.parent().unwrap_or(Path::new("/"));
    let parent = loop {
        match (std::fs::canonicalize(there), there.components().next_back(), there.parent()) {
            (Ok(real), ..) => break real,
            (Err(_), Some(Component::Normal(name)), Some(parent)) => {
                missing.push(name.to_owned());
                there = parent;
            }
            (Err(error), ..) => return Err(error),
        }
    };
    Ok(missing.into_iter().rev().fold(parent, |path, name| path.join(name)))
}

/// Whether the folder `output`, a [`real`] path, may become an output, and which files in it
/// are planbook's to replace.
///
/// # Errors
/// Why not, or what cannot be looked at.
pub(super) fn admit(output: &Path, claim: &Claim<'_>) -> Result<BTreeSet<String>, OutputError> {
    let kind = match output.symlink_metadata() {
        Ok(found) => Some(found.file_type()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error.into()),
    };
    match kind {
        Some(kind) if kind.is_symlink() => {
            return Err(Refusal::Link(fs_err::read_link(output)?).into());
        }
        Some(kind) if !kind.is_dir() => return Err(Refusal::File.into()),
        _ => {}
    }
    keep_off(output, claim.root)?;
    if kind.is_none() {
        return Ok(BTreeSet::new());
    }
    let known = Record::read(output);
    if let Some(mark) = Mark::read(output) {
        let place = known.place.filter(|place| place.output == output);
        let other = match (claim.book, place) {
            (Some(book), _) if book != mark.book => Some(mark.book.clone()),
            (_, Some(place)) if is_other_book(&place.root, claim.root) => {
                Some(place.root.display().to_string())
            }
            _ => None,
        };
        return match other.filter(|_| !claim.adopt) {
            Some(other) => Err(Refusal::OtherBook(other).into()),
            None => Ok(mark.owned()),
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
    // Its mark was lost or damaged, or it was made before there were marks.
    let before = recorded_before_marks(output);
    let before = before.into_iter().filter(|(name, _)| (claim.made_before_marks)(name));
    let now = known.files.into_iter().map(|(name, made)| (name, made.bytes));
    let owned: BTreeSet<String> = now
        .chain(before)
        .filter(|(name, bytes)| {
            let path = output.join(name);
            super::files::is_inside(name)
                && super::files::is_reached_by_folders(output, name)
                && path.symlink_metadata().is_ok_and(|found| found.is_file())
                && Fingerprint::of_file(&path).is_ok_and(|found| found == *bytes)
        })
        .map(|(name, _)| name)
        .collect();
    if owned.is_empty() && !claim.adopt {
        names.sort();
        let more = names.len() > NAMED;
        names.truncate(NAMED);
        return Err(Refusal::Unmarked(names, more).into());
    }
    Ok(owned)
}

/// Refuses a place where sources, a home folder or another book's output are.
fn keep_off(output: &Path, root: &Path) -> Result<(), Refusal> {
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    let sources = || SOURCES.iter().filter_map(|name| real(&root.join(name)));
    let home = std::env::home_dir().filter(|home| home.is_absolute());
    let kept = sources().chain(real(root)).chain(home.as_deref().and_then(real));
    for kept in kept {
        if kept.starts_with(output) {
            return Err(Refusal::Holds(kept));
        }
    }
    if let Some(around) = sources().find(|folder| output.starts_with(folder)) {
        return Err(Refusal::Within(around));
    }
    match output.parent() {
        Some(parent)
            if output.file_name() == Some(OsStr::new(USUAL)) && is_other_book(parent, root) =>
        {
            Err(Refusal::OtherBook(parent.display().to_string()))
        }
        _ => Ok(()),
    }
}

/// Whether there is a book in the folder `found`, and it is not the one in `root`.
fn is_other_book(found: &Path, root: &Path) -> bool {
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    found.join(PLAN).is_file() && real(found) != real(root)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(root: &Path) -> Claim<'_> {
        Claim { root, book: Some("book"), adopt: false, made_before_marks: |_| false }
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

    fn admitted(output: &Path, root: &Path) -> Result<BTreeSet<String>, OutputError> {
        admit(&real(output).expect("a path"), &claim(root))
    }

    #[test]
    fn sources_and_what_holds_them_are_refused() {
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
            let found = admitted(&root.join(name), root);
            let right =
                matches!(found, Err(OutputError::Refused(Refusal::Holds(_) | Refusal::Within(_))));
            assert!(right, "{name}: {found:?}");
        }
        for name in ["output", "docs", "a/b/c", "contents"] {
            assert!(admitted(&root.join(name), root).is_ok_and(|o| o.is_empty()), "{name}");
        }
        let home = std::env::home_dir().expect("a home");
        for above in home.ancestors() {
            assert!(admitted(above, root).is_err(), "{}", above.display());
        }
    }

    #[test]
    fn a_folder_that_holds_anything_needs_a_mark() {
        let book = book();
        let root = book.path();
        let output = root.join("docs");
        fs_err::create_dir(&output).expect("a folder");
        assert!(admitted(&output, root).is_ok());
        fs_err::write(output.join(".gitignore"), "*").expect("a file");
        assert!(admitted(&output, root).is_ok());
        fs_err::write(output.join("report"), "weeks of work").expect("a file");
        let Err(OutputError::Refused(Refusal::Unmarked(names, false))) = admitted(&output, root)
        else {
            panic!("it was admitted");
        };
        assert_eq!(names, ["report"]);
        let asked = Claim { adopt: true, ..claim(root) };
        assert!(admit(&real(&output).expect("a path"), &asked).is_ok_and(|o| o.is_empty()));

        let mark = Mark::new("book", ["index.html".to_owned()].into());
        fs_err::write(output.join(super::super::mark::NAME), mark.bytes()).expect("a file");
        let owned = admitted(&output, root).expect("it is planbook's");
        assert_eq!(owned.into_iter().collect::<Vec<_>>(), ["index.html", "planbook.json"]);
        let other = Claim { book: Some("another"), ..claim(root) };
        let found = admit(&real(&output).expect("a path"), &other);
        assert!(matches!(found, Err(OutputError::Refused(Refusal::OtherBook(_)))), "{found:?}");
        assert!(admit(&real(&output).expect("a path"), &Claim { adopt: true, ..other }).is_ok());
    }

    #[test]
    fn another_books_output_is_refused() {
        let (one, two) = (book(), book());
        for name in ["output", "output/"] {
            let found = admitted(&two.path().join(name), one.path());
            assert!(matches!(found, Err(OutputError::Refused(Refusal::OtherBook(_)))), "{found:?}");
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
            let found = admitted(&root.join(name), root);
            assert!(matches!(found, Err(OutputError::Refused(Refusal::Link(_)))), "{found:?}");
        }
        fs_err::write(root.join("plan.pdf"), "pdf").expect("a file");
        let found = admitted(&root.join("plan.pdf"), root);
        assert!(matches!(found, Err(OutputError::Refused(Refusal::File))), "{found:?}");
        // A link on the way is the author's own: what it leads to is looked at.
        symlink(root, elsewhere.path().join("way")).expect("linked");
        let found = admitted(&elsewhere.path().join("way/content"), root);
        assert!(matches!(found, Err(OutputError::Refused(Refusal::Holds(_)))), "{found:?}");
    }
}
