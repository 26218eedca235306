//! The tree that is being made.
//!
//! It begins as the one that was replaced last. Most of its files are, link by link, those of
//! the tree that is to be replaced now, so that only what changed has to be put there, and
//! few folders are made or removed: that takes a file system longer than all else.
//!
//! What is found there is not trusted: a file stays only while it is the very one of the tree
//! that is replaced, and whatever no build asked for goes. It has no mark until it is whole.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::files::{has_below, is_same, name_of};
use super::mark;
use super::modes::Modes;
use super::swap::{BEFORE, NEXT, move_or_remove};

/// The tree that is being made. It goes when it is not published.
#[derive(Debug)]
pub(super) struct Stage {
    folder: PathBuf,
    modes: Modes,
    /// The files that were there at first.
    files: BTreeSet<String>,
    /// The folders that were there at first, each with a `/` at its end.
    folders: BTreeSet<String>,
    /// Whether what is there may be what was published before, and stays.
    pub stays: bool,
}

impl Stage {
    /// Takes the tree in the folder `home`, or an empty one where there is none.
    pub fn open(home: &Path, modes: Modes) -> io::Result<Self> {
        let (folder, before) = (home.join(NEXT), home.join(BEFORE));
        for path in [&folder, &before] {
            if path.symlink_metadata().is_ok_and(|found| !found.is_dir()) {
                fs_err::remove_file(path)?;
            }
        }
        if !folder.exists() && before.exists() {
            move_or_remove(&before, &folder)?;
        }
        fs_err::create_dir_all(&folder)?;
        let (files, folders) = (BTreeSet::new(), BTreeSet::new());
        let mut stage = Self { folder, modes, files, folders, stays: false };
        stage.look()?;
        Ok(stage)
    }

    /// Sees what is there. What is no file and no folder may lead anywhere, and goes, as do
    /// names that are not planbook's.
    fn look(&mut self) -> io::Result<()> {
        match std::fs::remove_file(self.folder.join(mark::NAME)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut strange = Vec::new();
        for entry in WalkDir::new(&self.folder).min_depth(1) {
            let entry = entry?;
            let path = entry.path().strip_prefix(&self.folder).unwrap_or(entry.path());
            match name_of(path) {
                Some(name) if entry.file_type().is_dir() => {
                    self.folders.insert(name + "/");
                }
                Some(name) if entry.file_type().is_file() => {
                    self.files.insert(name);
                }
                _ => strange.push(entry.into_path()),
            }
        }
        for path in strange {
            match path.symlink_metadata() {
                Ok(found) if found.is_dir() => fs_err::remove_dir_all(path)?,
                Ok(_) => fs_err::remove_file(path)?,
                // It went with its folder.
                Err(_) => {}
            }
        }
        Ok(())
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
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

    /// Gives the files, of which there are no others, and their folders the modes of new ones.
    pub fn give_modes<T>(&self, files: &BTreeMap<String, T>) -> io::Result<()> {
        let mut folders: BTreeSet<&str> = BTreeSet::from([""]);
        for name in files.keys() {
            self.modes.give(&self.place_of(name))?;
            folders.extend(name.match_indices('/').map(|(end, _)| &name[..end]));
        }
        folders.into_iter().try_for_each(|folder| self.modes.give(&self.place_of(folder)))
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if !self.stays {
            // Whatever stays is found by the next build.
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}
