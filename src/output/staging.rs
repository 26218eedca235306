//! The staging tree: the folder in which a build assembles the new output.
//!
//! It starts as the tree that was replaced by the last build. Most of its files are hard links to
//! those of the current output, so that only changed files have to be written, and few folders
//! are created or removed, which are the slowest operations of a file system.
//!
//! Its initial content is not trusted: a file is kept only if it is the same inode as in the
//! current output, and planbook's files that are not part of the new output are removed. Foreign
//! files stay: a program that works in a replaced folder still creates its files there. The tree
//! has no marker file until it is complete.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use walkdir::WalkDir;

use super::exchange::{NEW_TREE, PREVIOUS_TREE};
use super::files::{create_file, has_below, is_same_file, tree_path};
use super::marker::{self, Marker};
use super::modes::Modes;
use super::recover::move_or_remove;

/// The staging tree. It is removed when dropped, unless it is published.
#[derive(Debug)]
pub(super) struct StagingTree {
    folder: PathBuf,
    modes: Modes,
    /// The initial files that planbook made.
    files: BTreeSet<String>,
    /// The initial folders, each ending with `/`.
    folders: BTreeSet<String>,
    /// The files that were created since.
    created: Mutex<BTreeSet<String>>,
    /// Whether the folder is kept when this is dropped.
    pub keep: bool,
}

impl StagingTree {
    /// Opens the staging tree in `cache_dir`, which starts as the previous tree or empty.
    pub fn open(cache_dir: &Path, modes: Modes) -> io::Result<Self> {
        let (folder, previous) = (cache_dir.join(NEW_TREE), cache_dir.join(PREVIOUS_TREE));
        for path in [&folder, &previous] {
            if path.symlink_metadata().is_ok_and(|found| !found.is_dir()) {
                fs_err::remove_file(path)?;
            }
        }
        if !folder.exists() && previous.exists() {
            move_or_remove(&previous, &folder)?;
        }
        fs_err::create_dir_all(&folder)?;
        let (files, folders, created) = (BTreeSet::new(), BTreeSet::new(), Mutex::default());
        let mut staging = Self { folder, modes, files, folders, created, keep: false };
        staging.scan()?;
        Ok(staging)
    }

    /// Finds the initial files and folders. In the unfinished tree of a killed build, which has no
    /// marker file, links and other entries are removed, as are names that are not UTF-8, which
    /// planbook never uses.
    fn scan(&mut self) -> io::Result<()> {
        let owned = Marker::read(&self.folder).map(Marker::owned);
        let is_own = |name: &String| owned.as_ref().is_none_or(|owned| owned.contains(name));
        match std::fs::remove_file(self.folder.join(marker::NAME)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut unexpected = Vec::new();
        for entry in WalkDir::new(&self.folder).min_depth(1) {
            let entry = entry?;
            let path = entry.path().strip_prefix(&self.folder).unwrap_or(entry.path());
            match tree_path(path) {
                Some(name) if entry.file_type().is_dir() => {
                    self.folders.insert(name + "/");
                }
                Some(name) if entry.file_type().is_file() && is_own(&name) => {
                    self.files.insert(name);
                }
                _ if owned.is_some() => {}
                _ => unexpected.push(entry.into_path()),
            }
        }
        for path in unexpected {
            match path.symlink_metadata() {
                Ok(found) if found.is_dir() => fs_err::remove_dir_all(path)?,
                Ok(_) => fs_err::remove_file(path)?,
                // Removed with its folder.
                Err(_) => {}
            }
        }
        Ok(())
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The path on disk of the file at `path`, which may not exist yet.
    pub fn path_of(&self, path: &str) -> PathBuf {
        self.folder.join(path)
    }

    /// Creates the file at `path` with `make`, which must not replace an existing file. An
    /// existing file is removed first.
    pub fn create(&self, path: &str, make: impl Fn(&Path) -> io::Result<()>) -> io::Result<()> {
        self.created.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
        let new = self.path_of(path);
        create_file(&new, || make(&new))
    }

    /// Whether the initial file at `path` is the one with the metadata `known`.
    pub fn has_same_file(&self, path: &str, known: &Metadata) -> bool {
        self.files.contains(path)
            && self.path_of(path).symlink_metadata().is_ok_and(|found| is_same_file(&found, known))
    }

    /// Removes the initial files that are not among `files`. By now, a file may have become a
    /// folder, and a folder a file.
    pub fn prune<T>(&self, files: &BTreeMap<String, T>) -> io::Result<()> {
        for file in self.files.iter().filter(|file| !files.contains_key(*file)) {
            let path = self.path_of(file);
            if path.is_file() {
                fs_err::remove_file(path)?;
            }
        }
        for folder in self.folders.iter().rev().filter(|folder| !has_below(files, folder)) {
            remove_empty(&self.path_of(folder))?;
        }
        Ok(())
    }

    /// Gives all `files` and their folders the modes of new ones.
    pub fn apply_modes<T>(&self, files: &BTreeMap<String, T>) -> io::Result<()> {
        let mut folders: BTreeSet<&str> = BTreeSet::from([""]);
        for name in files.keys() {
            self.modes.apply(&self.path_of(name))?;
            folders.extend(name.match_indices('/').map(|(end, _)| &name[..end]));
        }
        folders.into_iter().try_for_each(|folder| self.modes.apply(&self.path_of(folder)))
    }
}

/// Removes `folder` if it is an empty folder.
fn remove_empty(folder: &Path) -> io::Result<()> {
    use io::ErrorKind::{DirectoryNotEmpty, NotADirectory, NotFound};
    match std::fs::remove_dir(folder) {
        Err(e) if !matches!(e.kind(), DirectoryNotEmpty | NotADirectory | NotFound) => Err(e),
        _ => Ok(()),
    }
}

impl Drop for StagingTree {
    /// Removes the tree, unless foreign files are left in it: it then gets a marker file, by which
    /// the next build moves them into the output. The next build also removes whatever cannot be
    /// removed now.
    fn drop(&mut self) {
        if self.keep {
            return;
        }
        let created = self.created.get_mut().unwrap_or_else(PoisonError::into_inner);
        let mut files = std::mem::take(created);
        files.extend(std::mem::take(&mut self.files));
        files.insert(marker::NAME.to_owned());
        let mut folders = std::mem::take(&mut self.folders);
        for name in &files {
            folders.extend(name.match_indices('/').map(|(end, _)| name[..=end].to_owned()));
        }
        for file in &files {
            let _ = std::fs::remove_file(self.path_of(file));
        }
        for folder in folders.iter().rev() {
            let _ = std::fs::remove_dir(self.path_of(folder));
        }
        if std::fs::remove_dir(&self.folder).is_err() {
            let empty = Marker::new("", BTreeSet::new()).bytes();
            let _ = fs_err::write(self.path_of(marker::NAME), empty);
        }
    }
}
