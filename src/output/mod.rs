//! What comes out, held until it is whole, then put in place in one step.
//!
//! The new tree is written beside the old one and exchanged with it, so a build that fails
//! or is killed leaves the old tree as it was. A [`Workspace`] is where that happens: one
//! build at a time has it, and clears away what a killed one left.
//!
//! What the new tree has in common with the old is not written again but linked: an unchanged
//! file keeps its time, and copying the output to a server copies only what is new. The old
//! tree stays, in the [`home`](crate::cache::home) beside the new one, and becomes the one
//! after it: most of its files are in place then.
//!
//! This module must not know what is in the tree.

mod files;
mod stage;
mod workspace;

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;
use serde_json::Value;

pub use files::read_files;
pub use workspace::{Workspace, real};

use self::files::{files_in, place, with_bytes};
use self::stage::Stage;
use self::workspace::exchange;
use crate::cache::{self, Fingerprint, Made, Record, Whole};

/// The files of a publication by their path, with `/` between the parts.
///
/// What is added is written at once, beside the old tree, by whichever thread made it.
#[derive(Debug)]
pub struct OutputTree {
    /// Where the old tree is.
    folder: PathBuf,
    /// What is known of it.
    old: Record,
    /// The new tree, as far as it is written.
    stage: Stage,
    files: Mutex<BTreeMap<String, Entry>>,
}

/// One file.
#[derive(Debug, Clone)]
struct Entry {
    content: Content,
    from: Option<Fingerprint>,
    told: Option<Value>,
}

#[derive(Debug, Clone, Copy)]
enum Content {
    /// It is in the stage.
    New(Fingerprint),
    /// As the old tree has it; with its fingerprint where that was looked at.
    Old(Option<Fingerprint>),
}

impl OutputTree {
    /// An empty tree, to take the place of the one of `workspace`, of which `old` is known.
    ///
    /// # Errors
    /// When the system does not let it write there.
    pub fn new(workspace: &Workspace, old: Record) -> io::Result<Self> {
        let stage = Stage::open(&cache::home(&workspace.folder))?;
        Ok(Self { folder: workspace.folder.clone(), old, stage, files: Mutex::default() })
    }

    /// Adds a file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn insert(&self, path: impl Into<String>, bytes: &[u8]) -> io::Result<()> {
        let path = path.into();
        let (old, new) = (self.folder.join(&path), self.stage.place_of(&path));
        let same = with_bytes(&old, bytes);
        if !same.as_ref().is_some_and(|same| self.stage.holds(&path, same)) {
            place(&new, || {
                // Not every file system has links.
                if same.is_some() && std::fs::hard_link(&old, &new).is_ok() {
                    return Ok(());
                }
                fs_err::OpenOptions::new().write(true).create_new(true).open(&new)?.write_all(bytes)
            })?;
        }
        let content = Content::New(Fingerprint::of(bytes));
        self.files().insert(path, Entry { content, from: None, told: None });
        Ok(())
    }

    /// A folder for what is made on the way, on the disk of the tree and out of sight.
    #[must_use]
    pub fn space(&self) -> PathBuf {
        cache::home(&self.folder)
    }

    /// Remembers of the file at `path`, which is costly to make, what it was made from, and
    /// what its maker wants to know of it.
    pub fn remember(&self, path: &str, from: Fingerprint, told: Value) {
        if let Some(entry) = self.files().get_mut(path) {
            (entry.from, entry.told) = (Some(from), Some(told));
        }
    }

    /// Takes the file at `path` over from the old tree if it was made from `from`, and says
    /// what its maker wanted to know of it.
    pub fn reuse(&self, path: &str, from: Fingerprint) -> Option<Value> {
        let made = self.old.made_from(path, from)?.clone();
        let told = made.told?;
        let intact = Fingerprint::of_file(&self.folder.join(path)).ok()? == made.bytes;
        intact.then(|| {
            let content = Content::Old(Some(made.bytes));
            let entry = Entry { content, from: Some(from), told: Some(told.clone()) };
            self.files().insert(path.to_owned(), entry);
            told
        })
    }

    /// Whether there is a file at `path`.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        self.files().contains_key(path)
    }

    /// Whether there is a file in the folder `path`, which ends with `/`, or below it.
    #[must_use]
    pub fn has_below(&self, path: &str) -> bool {
        files::has_below(&self.files(), path)
    }

    /// How many bytes the file at `path` has.
    #[must_use]
    pub fn size(&self, path: &str) -> Option<usize> {
        let size = fs_err::metadata(self.place_of(path)?).ok()?.len();
        usize::try_from(size).ok()
    }

    /// The bytes of the file at `path`; nothing where there is none.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        self.place_of(path).map(fs_err::read).transpose()
    }

    /// What its maker wanted to know of the file at `path`, where that is still true.
    #[must_use]
    pub fn told(&self, path: &str) -> Option<Value> {
        let entry = self.files().get(path)?.clone();
        if let (Content::Old(None), Some(made)) = (entry.content, self.old.files.get(path)) {
            let intact = Fingerprint::of_file(&self.folder.join(path)).ok()? == made.bytes;
            return made.told.clone().filter(|_| intact);
        }
        entry.told
    }

    /// Takes every file of the old tree that this one lacks and `keep` wants.
    ///
    /// # Errors
    /// What cannot be looked at.
    pub fn keep(&self, keep: impl Fn(&str) -> bool) -> io::Result<()> {
        self.keep_all(files_in(&self.folder, |_| true)?.into_iter().filter(|name| keep(name)));
        Ok(())
    }

    /// Takes the files called `names` of the old tree where this one lacks them.
    fn keep_all(&self, names: impl Iterator<Item = String>) {
        let mut files = self.files();
        for name in names {
            let made = self.old.files.get(&name);
            files.entry(name).or_insert_with(|| Entry {
                content: Content::Old(None),
                from: made.and_then(|made| made.from),
                told: made.and_then(|made| made.told.clone()),
            });
        }
    }

    /// Puts the tree in place of what was there, and leaves a record of it.
    ///
    /// Files and folders at its top whose names begin with a dot are the server's or the
    /// repository's (`.htaccess`, `.well-known/`): their files stay.
    ///
    /// # Errors
    /// When the system refuses; the old tree is then as it was.
    pub fn publish(self, whole: Option<Whole>) -> io::Result<()> {
        self.keep_all(files_in(&self.folder, is_servers)?.into_iter());
        let Self { folder, old, stage, files } = self;
        let files = files.into_inner().unwrap_or_else(PoisonError::into_inner);
        stage.prune(&files)?;
        let files = files
            .into_par_iter()
            .map(|(name, entry)| {
                let from = folder.join(&name);
                let made = entry.settle(&name, &from, &stage, old.files.get(&name))?;
                Ok((name, made))
            })
            .collect::<io::Result<_>>()?;
        stage.publish(|stage| exchange(stage, &folder))?;
        let mut record = Record::new();
        (record.whole, record.files) = (whole, files);
        // The new tree is in place. Without a record, or with an older one, the next build
        // makes more than it needs to, and no mistake.
        let _ = record.save(&folder);
        Ok(())
    }

    fn files(&self) -> MutexGuard<'_, BTreeMap<String, Entry>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where the file at `path` can be read now.
    fn place_of(&self, path: &str) -> Option<PathBuf> {
        Some(match self.files().get(path)?.content {
            Content::New(_) => self.stage.place_of(path),
            Content::Old(_) => self.folder.join(path),
        })
    }
}

impl Entry {
    /// Sees to it that the file `name` is in the stage: one that stays is linked to the one at
    /// `old`, of which `known` was recorded.
    fn settle(
        self,
        name: &str,
        old: &Path,
        stage: &Stage,
        known: Option<&Made>,
    ) -> io::Result<Made> {
        let Self { content, mut from, mut told } = self;
        let bytes = match content {
            Content::New(bytes) => bytes,
            Content::Old(looked_at) => {
                let new = stage.place_of(name);
                if !old.symlink_metadata().is_ok_and(|found| stage.holds(name, &found)) {
                    // Not every file system has links.
                    place(&new, || {
                        fs_err::hard_link(old, &new).or_else(|error| match error.kind() {
                            io::ErrorKind::AlreadyExists
                            | io::ErrorKind::NotADirectory
                            | io::ErrorKind::NotFound => Err(error),
                            _ => fs_err::copy(old, &new).map(drop),
                        })
                    })?;
                }
                let bytes = looked_at.map_or_else(|| Fingerprint::of_file(&new), Ok)?;
                // Someone else changed it: what was recorded is about another file.
                if known.is_none_or(|known| known.bytes != bytes) {
                    (from, told) = (None, None);
                }
                bytes
            }
        };
        Ok(Made { bytes, from, told })
    }
}

/// Whether the tree at `folder` is the one `record` is about, file by file.
#[must_use]
pub fn is_intact(folder: &Path, record: &Record) -> bool {
    let Ok(names) = files_in(folder, |_| true) else {
        return false;
    };
    let own = names.iter().filter(|name| !is_servers(name) || record.files.contains_key(*name));
    own.count() == record.files.len()
        && record.files.par_iter().all(|(name, made)| {
            Fingerprint::of_file(&folder.join(name)).is_ok_and(|bytes| bytes == made.bytes)
        })
}

/// Whether the file or folder `name` is not the publication's own.
fn is_servers(name: &str) -> bool {
    name.starts_with('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Publishes `files` in `folder` as a build would.
    fn publish(folder: &Path, files: &[(&str, &str)]) {
        let workspace = Workspace::open(folder, || {}).expect("a workspace");
        let tree = OutputTree::new(&workspace, Record::read(folder)).expect("a tree");
        for (name, text) in files {
            tree.insert(*name, text.as_bytes()).expect("written");
        }
        tree.publish(None).expect("published");
    }

    #[test]
    fn the_new_tree_replaces_the_old_but_not_the_servers_files() {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("output");
        publish(&folder, &[("index.html", "old"), ("gone/index.html", "old")]);
        fs_err::write(folder.join(".htaccess"), "keep").expect("a file");
        fs_err::create_dir(folder.join(".well-known")).expect("a folder");
        fs_err::write(folder.join(".well-known/security.txt"), "keep").expect("a file");
        fs_err::create_dir_all(home.path().join(".planbook-killed/x")).expect("a leftover");
        fs_err::write(home.path().join(".planbook-record"), "{").expect("a leftover");
        publish(&folder, &[("index.html", "new")]);
        assert_eq!(fs_err::read_to_string(folder.join("index.html")).expect("it is there"), "new");
        assert!(!folder.join("gone").exists());
        assert!(folder.join(".htaccess").exists());
        assert!(folder.join(".well-known/security.txt").exists());
        let left: Vec<_> = fs_err::read_dir(home.path())
            .expect("a folder")
            .map(|entry| entry.expect("an entry").file_name())
            .filter(|name| name != "output" && name != ".output.planbook")
            .collect();
        assert!(left.is_empty(), "nothing of any stage is left: {left:?}");
    }

    #[cfg(unix)]
    #[test]
    fn only_what_differs_is_written() {
        use std::os::unix::fs::MetadataExt;
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("output");
        let file = |name: &str| fs_err::metadata(folder.join(name)).expect("it is there").ino();
        publish(&folder, &[("a/same", "1"), ("b", "2"), ("c", "3")]);
        let before = ["a/same", "b", "c"].map(file);
        // The same length, other bytes, behind our back.
        fs_err::write(folder.join("c"), "x").expect("written");
        publish(&folder, &[("a/same", "1"), ("b", "22"), ("c", "3")]);
        let after = ["a/same", "b", "c"].map(file);
        assert_eq!(before[0], after[0]);
        assert_ne!(before[1], after[1]);
        assert_eq!(fs_err::read_to_string(folder.join("c")).expect("it is there"), "3");
    }

    #[cfg(unix)]
    #[test]
    fn the_tree_before_is_made_into_the_next_and_not_trusted() {
        use std::os::unix::fs::{MetadataExt, symlink};
        let home = tempfile::tempdir().expect("a folder");
        let elsewhere = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("output");
        let number = |path: &Path| fs_err::metadata(path).expect("it is there").ino();
        let read = |name: &str| fs_err::read_to_string(folder.join(name)).expect("it is there");
        publish(&folder, &[("a/b", "1"), ("c/d", "1"), ("e", "1"), ("g/h", "1")]);
        let (file, first) = (number(&folder.join("a/b")), number(&folder.join("a")));
        publish(&folder, &[("a/b", "1"), ("c/d", "1"), ("e/f", "1"), ("g", "1")]);
        assert_ne!(number(&folder.join("a")), first);

        // A folder became a file, a file a folder, a link leads away, a file was changed and
        // others were put there.
        let before = cache::home(&folder).join("tree");
        fs_err::remove_dir_all(before.join("c")).expect("removed");
        symlink(elsewhere.path(), before.join("c")).expect("linked");
        fs_err::remove_file(before.join("a/b")).expect("removed");
        fs_err::write(before.join("a/b"), "2").expect("written");
        fs_err::create_dir_all(before.join("x/y")).expect("a folder");
        fs_err::write(before.join("x/y/z"), "2").expect("written");
        publish(&folder, &[("a/b", "1"), ("c/d", "1"), ("e/f", "2"), ("g", "2")]);
        assert_eq!((number(&folder.join("a/b")), number(&folder.join("a"))), (file, first));
        assert_eq!(["a/b", "c/d", "e/f", "g"].map(read), ["1", "1", "2", "2"]);
        assert_eq!(files_in(&folder, |_| true).expect("read").len(), 4);
        assert!(!folder.join("x").exists());
        assert_eq!(fs_err::read_dir(elsewhere.path()).expect("a folder").count(), 0);
        // What is not public is its owner's alone.
        let mode = fs_err::metadata(cache::home(&folder)).expect("it is there").mode();
        assert_eq!(mode & 0o777, 0o700);
        assert_eq!(fs_err::metadata(&folder).expect("it is there").mode() & 0o777, 0o755);
    }

    #[test]
    fn what_is_made_again_never_reaches_the_old_tree() {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("output");
        publish(&folder, &[("a", "1")]);
        let workspace = Workspace::open(&folder, || {}).expect("a workspace");
        let tree = OutputTree::new(&workspace, Record::read(&folder)).expect("a tree");
        // The first is linked to the old file, the second must not be written through it.
        tree.insert("a", b"1").expect("written");
        tree.insert("a", b"2").expect("written");
        assert_eq!(fs_err::read_to_string(folder.join("a")).expect("it is there"), "1");
        assert_eq!(tree.read("a").expect("it is there").as_deref(), Some(&b"2"[..]));
        tree.publish(None).expect("published");
        assert_eq!(fs_err::read_to_string(folder.join("a")).expect("it is there"), "2");
    }

    #[test]
    fn a_file_is_taken_over_only_while_it_is_what_was_recorded() {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("output");
        let (from, told) = (Fingerprint::of(b"source"), Value::from(7));
        let workspace = Workspace::open(&folder, || {}).expect("a workspace");
        let tree = OutputTree::new(&workspace, Record::new()).expect("a tree");
        tree.insert("book.pdf", b"pdf").expect("written");
        tree.remember("book.pdf", from, told.clone());
        tree.publish(None).expect("published");

        let again = || OutputTree::new(&workspace, Record::read(&folder)).expect("a tree");
        assert!(is_intact(&folder, &Record::read(&folder)));
        assert_eq!(again().reuse("book.pdf", from), Some(told.clone()));
        assert_eq!(again().reuse("book.pdf", Fingerprint::of(b"other")), None);
        let kept = again();
        kept.keep(|_| true).expect("kept");
        assert_eq!(kept.told("book.pdf"), Some(told));
        assert_eq!(kept.size("book.pdf"), Some(3));

        fs_err::write(folder.join("book.pdf"), "pdg").expect("written");
        assert!(!is_intact(&folder, &Record::read(&folder)));
        assert_eq!(again().reuse("book.pdf", from), None);
        let kept = again();
        kept.keep(|_| true).expect("kept");
        assert_eq!(kept.told("book.pdf"), None);
        kept.publish(None).expect("published");
        let record = Record::read(&folder);
        assert!(record.made_from("book.pdf", from).is_none(), "it is another's now");
    }
}
