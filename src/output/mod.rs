//! What comes out, held until it is whole, then put in place in one step.
//!
//! The new tree is written beside the old one and exchanged with it, so a build that fails
//! or is killed leaves the old tree as it was. A [`Workspace`] is where that happens: one
//! build at a time has it, and clears away what a killed one left.
//!
//! What the new tree has in common with the old is not written again but linked: an unchanged
//! file keeps its time, and copying the output to a server copies only what is new.
//!
//! This module must not know what is in the tree.

mod workspace;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde_json::Value;

pub use workspace::{Workspace, real};

use self::workspace::{exchange, make_readable};
use crate::cache::{Fingerprint, Made, Record, Whole};

/// The files of a publication by their path, with `/` between the parts.
#[derive(Debug)]
pub struct OutputTree {
    /// Where the old tree is.
    folder: PathBuf,
    /// What is known of it.
    old: Record,
    files: BTreeMap<String, Entry>,
}

/// One file.
#[derive(Debug)]
struct Entry {
    content: Content,
    from: Option<Fingerprint>,
    told: Option<Value>,
}

#[derive(Debug)]
enum Content {
    New(Vec<u8>),
    /// As the old tree has it; with its fingerprint where that was looked at.
    Old(Option<Fingerprint>),
}

impl From<Vec<u8>> for Entry {
    fn from(bytes: Vec<u8>) -> Self {
        Self { content: Content::New(bytes), from: None, told: None }
    }
}

impl OutputTree {
    /// An empty tree, to take the place of the one of `workspace`, of which `old` is known.
    #[must_use]
    pub fn new(workspace: &Workspace, old: Record) -> Self {
        Self { folder: workspace.folder.clone(), old, files: BTreeMap::new() }
    }

    /// Adds a file.
    pub fn insert(&mut self, path: impl Into<String>, bytes: Vec<u8>) {
        self.files.insert(path.into(), bytes.into());
    }

    /// Adds a file that is costly to make: with what it was made from, and with what its
    /// maker wants to know of it.
    pub fn insert_made(&mut self, path: &str, bytes: Vec<u8>, from: Fingerprint, told: Value) {
        let content = Content::New(bytes);
        let entry = Entry { content, from: Some(from), told: Some(told) };
        self.files.insert(path.to_owned(), entry);
    }

    /// Takes the file at `path` over from the old tree if it was made from `from`, and says
    /// what its maker wanted to know of it.
    pub fn reuse(&mut self, path: &str, from: Fingerprint) -> Option<Value> {
        let made = self.old.made_from(path, from)?.clone();
        let told = made.told?;
        let intact = Fingerprint::of_file(&self.folder.join(path)).ok()? == made.bytes;
        intact.then(|| {
            let content = Content::Old(Some(made.bytes));
            let entry = Entry { content, from: Some(from), told: Some(told.clone()) };
            self.files.insert(path.to_owned(), entry);
            told
        })
    }

    /// Whether there is a file at `path`.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// How many bytes the file at `path` has.
    #[must_use]
    pub fn size(&self, path: &str) -> Option<usize> {
        match &self.files.get(path)?.content {
            Content::New(bytes) => Some(bytes.len()),
            Content::Old(_) => {
                let size = fs_err::metadata(self.folder.join(path)).ok()?.len();
                usize::try_from(size).ok()
            }
        }
    }

    /// The bytes of the file at `path`; nothing where there is none.
    ///
    /// # Errors
    /// When a file of the old tree cannot be read.
    pub fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        match self.files.get(path).map(|entry| &entry.content) {
            Some(Content::New(bytes)) => Ok(Some(bytes.clone())),
            Some(Content::Old(_)) => fs_err::read(self.folder.join(path)).map(Some),
            None => Ok(None),
        }
    }

    /// What its maker wanted to know of the file at `path`, where that is still true.
    #[must_use]
    pub fn told(&self, path: &str) -> Option<Value> {
        let entry = self.files.get(path)?;
        if let (Content::Old(None), Some(made)) = (&entry.content, self.old.files.get(path)) {
            let intact = Fingerprint::of_file(&self.folder.join(path)).ok()? == made.bytes;
            return made.told.clone().filter(|_| intact);
        }
        entry.told.clone()
    }

    /// Takes every file of the old tree that this one lacks and `keep` wants.
    ///
    /// # Errors
    /// What cannot be looked at.
    pub fn keep(&mut self, keep: impl Fn(&str) -> bool) -> io::Result<()> {
        for name in files_in(&self.folder)? {
            if keep(&name) && !self.files.contains_key(&name) {
                let made = self.old.files.get(&name);
                let entry = Entry {
                    content: Content::Old(None),
                    from: made.and_then(|made| made.from),
                    told: made.and_then(|made| made.told.clone()),
                };
                self.files.insert(name, entry);
            }
        }
        Ok(())
    }

    /// Puts the tree in place of what was there, and leaves a record of it.
    ///
    /// Files at its top whose names begin with a dot are the server's or the repository's
    /// (`.htaccess`, `.gitignore`): they stay.
    ///
    /// # Errors
    /// When the system refuses; the old tree is then as it was.
    pub fn publish(mut self, workspace: &Workspace, whole: Option<Whole>) -> io::Result<()> {
        let folder = &workspace.folder;
        self.keep(is_servers)?;
        let stage = workspace.stage()?;
        make_readable(stage.path())?;
        let folders: BTreeSet<_> =
            self.files.keys().filter_map(|name| Some(name.rsplit_once('/')?.0)).collect();
        for name in folders {
            fs_err::create_dir_all(stage.path().join(name))?;
        }
        let old = &self.old;
        let files = self
            .files
            .into_par_iter()
            .map(|(name, entry)| {
                let (from, to) = (folder.join(&name), stage.path().join(&name));
                let made = entry.put(&from, &to, old.files.get(&name))?;
                Ok((name, made))
            })
            .collect::<io::Result<_>>()?;
        exchange(stage, folder)?;
        let mut record = Record::new();
        (record.whole, record.files) = (whole, files);
        // The new tree is in place. Without a record, or with an older one, the next build
        // makes more than it needs to, and no mistake.
        let _ = record.save(folder);
        Ok(())
    }
}

impl Entry {
    /// Puts the file at `to`: a link to the one at `old` where they are the same. Of that
    /// one, `known` was recorded.
    fn put(self, old: &Path, to: &Path, known: Option<&Made>) -> io::Result<Made> {
        let Self { content, mut from, mut told } = self;
        let bytes = match content {
            Content::New(bytes) => {
                if !(has_bytes(old, &bytes) && fs_err::hard_link(old, to).is_ok()) {
                    fs_err::write(to, &bytes)?;
                }
                Fingerprint::of(&bytes)
            }
            Content::Old(looked_at) => {
                // Not every file system has links.
                fs_err::hard_link(old, to).or_else(|_| fs_err::copy(old, to).map(drop))?;
                let bytes = looked_at.map_or_else(|| Fingerprint::of_file(to), Ok)?;
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
    let Ok(names) = files_in(folder) else {
        return false;
    };
    let own = names.iter().filter(|name| !is_servers(name) || record.files.contains_key(*name));
    own.count() == record.files.len()
        && record.files.par_iter().all(|(name, made)| {
            Fingerprint::of_file(&folder.join(name)).is_ok_and(|bytes| bytes == made.bytes)
        })
}

/// Whether the file `name` is not the publication's own.
fn is_servers(name: &str) -> bool {
    name.starts_with('.') && !name.contains('/')
}

/// Whether the file at `path` is no link and has just these bytes.
fn has_bytes(path: &Path, bytes: &[u8]) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|m| m.is_file() && m.len() == bytes.len() as u64)
        && std::fs::read(path).is_ok_and(|old| old == bytes)
}

/// The files below `folder` that `wanted` wants; none where there is no folder.
///
/// # Errors
/// What cannot be read.
pub fn read_files(
    folder: &Path,
    wanted: impl Fn(&str) -> bool,
) -> io::Result<BTreeMap<String, Vec<u8>>> {
    let names = files_in(folder)?.into_iter().filter(|name| wanted(name));
    names.map(|name| fs_err::read(folder.join(&name)).map(|bytes| (name, bytes))).collect()
}

/// The names of all files below `folder`; none where there is no folder.
fn files_in(folder: &Path) -> io::Result<Vec<String>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry?;
        if let (true, Ok(relative)) =
            (entry.file_type().is_file(), entry.path().strip_prefix(folder))
        {
            let parts: Vec<_> = relative.iter().map(|p| p.to_string_lossy()).collect();
            names.push(parts.join("/"));
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Publishes `files` in `folder` as a build would.
    fn publish(folder: &Path, files: &[(&str, &str)]) {
        let workspace = Workspace::open(folder, || {}).expect("a workspace");
        let mut tree = OutputTree::new(&workspace, Record::read(folder));
        for (name, text) in files {
            tree.insert(*name, text.as_bytes().to_vec());
        }
        tree.publish(&workspace, None).expect("published");
    }

    #[test]
    fn the_new_tree_replaces_the_old_but_not_the_servers_files() {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("output");
        publish(&folder, &[("index.html", "old"), ("gone/index.html", "old")]);
        fs_err::write(folder.join(".htaccess"), "keep").expect("a file");
        fs_err::create_dir_all(home.path().join(".planbook-killed/x")).expect("a leftover");
        fs_err::write(home.path().join(".planbook-record"), "{").expect("a leftover");
        publish(&folder, &[("index.html", "new")]);
        assert_eq!(fs_err::read_to_string(folder.join("index.html")).expect("it is there"), "new");
        assert!(!folder.join("gone").exists());
        assert!(folder.join(".htaccess").exists());
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

    #[test]
    fn a_file_is_taken_over_only_while_it_is_what_was_recorded() {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("output");
        let (from, told) = (Fingerprint::of(b"source"), Value::from(7));
        let workspace = Workspace::open(&folder, || {}).expect("a workspace");
        let mut tree = OutputTree::new(&workspace, Record::new());
        tree.insert_made("book.pdf", b"pdf".to_vec(), from, told.clone());
        tree.publish(&workspace, None).expect("published");

        let again = || OutputTree::new(&workspace, Record::read(&folder));
        assert!(is_intact(&folder, &Record::read(&folder)));
        assert_eq!(again().reuse("book.pdf", from), Some(told.clone()));
        assert_eq!(again().reuse("book.pdf", Fingerprint::of(b"other")), None);
        let mut kept = again();
        kept.keep(|_| true).expect("kept");
        assert_eq!(kept.told("book.pdf"), Some(told));
        assert_eq!(kept.size("book.pdf"), Some(3));

        fs_err::write(folder.join("book.pdf"), "pdg").expect("written");
        assert!(!is_intact(&folder, &Record::read(&folder)));
        assert_eq!(again().reuse("book.pdf", from), None);
        let mut kept = again();
        kept.keep(|_| true).expect("kept");
        assert_eq!(kept.told("book.pdf"), None);
        kept.publish(&workspace, None).expect("published");
        let record = Record::read(&folder);
        assert!(record.made_from("book.pdf", from).is_none(), "it is another's now");
    }
}
