//! The tree that is being made.
//!
//! It begins as the one that was replaced last. Most of its files are, link by link, those of
//! the tree that is to be replaced now, so that only what changed has to be put there, and
//! few folders are made or removed: that takes a file system longer than all else.
//!
//! What is found there is not trusted: a file stays only while it is the very one of the tree
//! that is replaced, and whatever no build asked for goes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{DirBuilder, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::files::{has_below, path_in};
use super::workspace::make_readable;

/// What it is called in its folder.
const NAME: &str = "tree";

/// The tree that is being made. It goes when it is not published.
#[derive(Debug)]
pub(super) struct Stage {
    folder: PathBuf,
    /// The files that were there at first.
    files: BTreeSet<String>,
    /// The folders that were there at first, each with a `/` at its end.
    folders: BTreeSet<String>,
    is_published: bool,
}

impl Stage {
    /// Takes the tree in the folder `home`, or an empty one where there is none.
    pub fn open(home: &Path) -> io::Result<Self> {
        make_private(home)?;
        let folder = home.join(NAME);
        if folder.symlink_metadata().is_ok_and(|found| !found.is_dir()) {
            fs_err::remove_file(&folder)?;
        }
        fs_err::create_dir_all(&folder)?;
        let (files, folders) = (BTreeSet::new(), BTreeSet::new());
        let mut stage = Self { folder, files, folders, is_published: false };
        stage.look()?;
        make_readable(&stage.folder)?;
        Ok(stage)
    }

    /// Sees what is there. What is no file and no folder may lead anywhere, and goes.
    fn look(&mut self) -> io::Result<()> {
        for entry in WalkDir::new(&self.folder).min_depth(1) {
            let entry = entry?;
            let (Some(path), kind) = (path_in(&self.folder, entry.path()), entry.file_type())
            else {
                continue;
            };
            if kind.is_dir() {
                self.folders.insert(path + "/");
            } else if kind.is_file() {
                self.files.insert(path);
            } else {
                fs_err::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    /// Where the file at `path` is or will be.
    pub fn place_of(&self, path: &str) -> PathBuf {
        self.folder.join(path)
    }

    /// Whether the file at `path` was there at first, and is the one that `known` is about.
    pub fn holds(&self, path: &str, known: &Metadata) -> bool {
        self.files.contains(path)
            && self.place_of(path).symlink_metadata().is_ok_and(|found| is_same(&found, known))
    }

    /// Removes what was there at first and is not among `files`. A file may have become a
    /// folder by now, and a folder a file.
    pub fn prune<T>(&self, files: &BTreeMap<String, T>) -> io::Result<()> {
        let mut gone: Option<&str> = None;
        for folder in &self.folders {
            if gone.is_none_or(|gone| !folder.starts_with(gone)) && !has_below(files, folder) {
                let place = self.place_of(folder);
                if place.is_dir() {
                    fs_err::remove_dir_all(place)?;
                }
                gone = Some(folder);
            }
        }
        for file in self.files.iter().filter(|file| !files.contains_key(*file)) {
            let place = self.place_of(file);
            if place.is_file() {
                fs_err::remove_file(place)?;
            }
        }
        Ok(())
    }

    /// Puts it where `folder` is, and what was there where it was, by `exchange`.
    pub fn publish(mut self, exchange: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<()> {
        exchange(&self.folder)?;
        self.is_published = true;
        Ok(())
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if !self.is_published {
            // Whatever stays is found by the next build.
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

/// Makes the folder `home` for its owner alone: it holds what is no longer, or not yet, public.
fn make_private(home: &Path) -> io::Result<()> {
    if home.symlink_metadata().is_ok_and(|found| !found.is_dir()) {
        fs_err::remove_file(home)?;
    }
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let made = builder.recursive(true).create(home);
    made.map_err(|e| io::Error::new(e.kind(), format!("{}: {e}", home.display())))
}

#[cfg(unix)]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// Elsewhere the standard library cannot tell: the file is linked anew.
#[cfg(not(unix))]
fn is_same(_: &Metadata, _: &Metadata) -> bool {
    false
}
