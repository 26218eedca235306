//! The files of a new publication, collected while a build makes them.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use super::files::{self, link_or_copy, metadata_if_equal, parents_are_folders};
use super::marker;
use super::staging::StagingTree;
use super::workspace::Workspace;
use crate::cache::{self, BuildIndex, FileRecord, Fingerprint};

/// The files of a publication by path, with `/` as the separator.
///
/// Every file is written to the staging tree when it is added, on the calling thread.
#[derive(Debug)]
pub struct OutputTree<'a> {
    pub(super) workspace: &'a Workspace,
    /// The record of the old tree.
    pub(super) old: BuildIndex,
    pub(super) staging: StagingTree,
    pub(super) files: Mutex<BTreeMap<String, Entry>>,
}

/// One file of the new tree.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    content: Content,
    inputs: Option<Fingerprint>,
    metadata: Option<Value>,
}

#[derive(Debug, Clone, Copy)]
enum Content {
    /// New content, in the staging tree.
    New(Fingerprint),
    /// The content of the old tree, with its fingerprint if that is known.
    Old(Option<Fingerprint>),
}

impl<'a> OutputTree<'a> {
    /// An empty tree that is to replace the output of `workspace`, whose record is `old`.
    ///
    /// # Errors
    /// When the staging tree cannot be created.
    pub fn new(workspace: &'a Workspace, old: BuildIndex) -> io::Result<Self> {
        let staging = StagingTree::open(&workspace.cache_dir, workspace.modes)?;
        Ok(Self { workspace, old, staging, files: Mutex::default() })
    }

    /// Adds a file.
    ///
    /// # Errors
    /// When `path` leaves the output, or the file cannot be written.
    pub fn insert(&self, path: impl Into<String>, bytes: &[u8]) -> io::Result<()> {
        let path = path.into();
        if !files::is_inside(&path) {
            let message = format!("{path}: no place in the output");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        let old = self.workspace.folder.join(&path);
        let same = metadata_if_equal(&old, bytes);
        if !same.as_ref().is_some_and(|same| self.staging.has_same_file(&path, same)) {
            self.staging.create(&path, |new| {
                // Not every file system supports hard links.
                if same.is_some() && std::fs::hard_link(&old, new).is_ok() {
                    return Ok(());
                }
                fs_err::OpenOptions::new().write(true).create_new(true).open(new)?.write_all(bytes)
            })?;
        }
        let content = Content::New(Fingerprint::of(bytes));
        self.files().insert(path, Entry { content, inputs: None, metadata: None });
        Ok(())
    }

    /// A folder for temporary files, on the same disk as the tree and outside of it.
    ///
    /// # Errors
    /// When the folder cannot be created.
    pub fn temp_folder(&self) -> io::Result<PathBuf> {
        cache::work_dir(&self.workspace.folder)
    }

    /// Records the fingerprint of the inputs of the file at `path`, and its `metadata`, so that a
    /// later build can reuse the file.
    pub fn set_metadata(&self, path: &str, inputs: Fingerprint, metadata: Value) {
        if let Some(entry) = self.files().get_mut(path) {
            (entry.inputs, entry.metadata) = (Some(inputs), Some(metadata));
        }
    }

    /// Adds the file at `path` from the old tree if it was made from `inputs` and has not been
    /// changed since. Returns its metadata, or `None` if it cannot be reused.
    pub fn reuse(&self, path: &str, inputs: Fingerprint) -> Option<Value> {
        let recorded = self.old.up_to_date(path, inputs)?.clone();
        let metadata = recorded.metadata?;
        let content = Fingerprint::of_file(&self.workspace.folder.join(path)).ok()?;
        (content == recorded.content).then(|| {
            let content = Content::Old(Some(content));
            let entry = Entry { content, inputs: Some(inputs), metadata: Some(metadata.clone()) };
            self.files().insert(path.to_owned(), entry);
            metadata
        })
    }

    /// Whether `path` is that of the marker file, which no other file may have.
    #[must_use]
    pub fn is_marker(path: &str) -> bool {
        path == marker::NAME
    }

    /// Whether there is a file at `path`.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        self.files().contains_key(path)
    }

    /// Whether there is a file in the folder `path`, which ends with `/`, or below it.
    #[must_use]
    pub fn has_below(&self, path: &str) -> bool {
        files::has_below(&*self.files(), path)
    }

    /// The paths of all files in lower case, because some systems do not tell cases apart.
    #[must_use]
    pub fn names_without_case(&self) -> BTreeSet<String> {
        self.files().keys().map(|name| name.to_lowercase()).collect()
    }

    /// The size in bytes of the file at `path`.
    #[must_use]
    pub fn size(&self, path: &str) -> Option<usize> {
        let size = fs_err::metadata(self.path_of(path)?).ok()?.len();
        usize::try_from(size).ok()
    }

    /// The bytes of the file at `path`, or `None` if there is no file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        self.path_of(path).map(fs_err::read).transpose()
    }

    /// The metadata of the file at `path`, if the file has not been changed since they were
    /// recorded.
    #[must_use]
    pub fn metadata(&self, path: &str) -> Option<Value> {
        let entry = self.files().get(path)?.clone();
        if let (Content::Old(None), Some(recorded)) = (entry.content, self.old.files.get(path)) {
            let content = Fingerprint::of_file(&self.workspace.folder.join(path)).ok()?;
            return recorded.metadata.clone().filter(|_| content == recorded.content);
        }
        entry.metadata
    }

    /// Adds every file that planbook made in the old tree, that this tree lacks and for which
    /// `keep` is true.
    pub fn keep_existing(&self, keep: impl Fn(&str) -> bool) {
        let folder = &self.workspace.folder;
        let exists = |name: &str| {
            name != marker::NAME
                && parents_are_folders(folder, name)
                && folder.join(name).symlink_metadata().is_ok_and(|found| found.is_file())
        };
        let mut files = self.files();
        for name in self.workspace.owned.iter().filter(|name| keep(name) && exists(name)) {
            let recorded = self.old.files.get(name);
            files.entry(name.clone()).or_insert_with(|| Entry {
                content: Content::Old(None),
                inputs: recorded.and_then(|file| file.inputs),
                metadata: recorded.and_then(|file| file.metadata.clone()),
            });
        }
    }

    fn files(&self) -> MutexGuard<'_, BTreeMap<String, Entry>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The path on disk where the file at `path` can be read before publishing.
    fn path_of(&self, path: &str) -> Option<PathBuf> {
        Some(match self.files().get(path)?.content {
            Content::New(_) => self.staging.path_of(path),
            Content::Old(_) => self.workspace.folder.join(path),
        })
    }
}

impl Entry {
    /// Makes sure that the file `name` is in the staging tree: a file that is kept is linked to
    /// the one at `old`, whose record is `recorded`. Returns the new record.
    pub(super) fn complete(
        self,
        name: &str,
        old: &Path,
        staging: &StagingTree,
        recorded: Option<&FileRecord>,
    ) -> io::Result<FileRecord> {
        let Self { content, mut inputs, mut metadata } = self;
        let content = match content {
            Content::New(content) => content,
            Content::Old(known) => {
                let new = staging.path_of(name);
                if !old.symlink_metadata().is_ok_and(|found| staging.has_same_file(name, &found)) {
                    staging.create(name, |new| link_or_copy(old, new))?;
                }
                let content = known.map_or_else(|| Fingerprint::of_file(&new), Ok)?;
                // The record does not apply to a file that was changed by someone else.
                if recorded.is_none_or(|recorded| recorded.content != content) {
                    (inputs, metadata) = (None, None);
                }
                content
            }
        };
        Ok(FileRecord { content, inputs, metadata })
    }
}
