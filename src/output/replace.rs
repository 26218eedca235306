//! Replacement of output files one by one, for a folder that cannot be moved.
//!
//! A journal of all changes is written first. If the build is killed, the next one completes it.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::exchange::NEW_TREE;
use super::files::{has_below, is_inside, link_or_copy, parents_are_folders};
use super::marker::{self, Marker};
use super::modes::Modes;
use crate::cache::{FileRecord, Fingerprint};
use crate::diag::shown_path;
use crate::held::{persist, rename, retry};

/// File name of the journal, in the cache folder of an output.
pub(super) const JOURNAL: &str = "replacing.json";
/// File name of a new file before it is renamed, at the top of the output.
const ARRIVING: &str = ".planbook.new";

/// The changes that bring an output up to date.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Journal {
    /// The files of the new tree.
    pub files: BTreeMap<String, Fingerprint>,
    /// The files of the old tree that are not in the new one.
    #[serde(rename = "gone")]
    pub removed: BTreeSet<String>,
    /// The marker file of the new tree.
    #[serde(rename = "mark")]
    pub marker: Marker,
}

/// Brings the output `folder` up to date with the new tree in `cache_dir`, whose files are
/// `files`. Other files that are `owned` by planbook are removed.
///
/// # Errors
/// When the system refuses. Some files may have been replaced by then.
pub(super) fn replace_files(
    cache_dir: &Path,
    folder: &Path,
    files: &BTreeMap<String, FileRecord>,
    owned: &BTreeSet<String>,
    modes: Modes,
) -> io::Result<()> {
    let marker = Marker::read(&cache_dir.join(NEW_TREE)).ok_or(io::ErrorKind::InvalidData)?;
    let files: BTreeMap<_, _> = files.iter().map(|(n, file)| (n.clone(), file.content)).collect();
    let removed = owned.iter().filter(|name| !files.contains_key(*name)).cloned().collect();
    let journal = Journal { files, removed, marker };
    let mut file = tempfile::NamedTempFile::new_in(cache_dir)?;
    io::Write::write_all(&mut file, &serde_json::to_vec(&journal)?)?;
    file.as_file().sync_all()?;
    persist(file, &cache_dir.join(JOURNAL))?;
    journal.complete(cache_dir, folder, modes, &mut || Ok(()))
}

impl Journal {
    /// Makes all changes that have not been made yet. `step` is called before each change.
    pub fn complete(
        &self,
        cache_dir: &Path,
        folder: &Path,
        modes: Modes,
        step: &mut dyn FnMut() -> io::Result<()>,
    ) -> io::Result<()> {
        let new_tree = cache_dir.join(NEW_TREE);
        // While files are replaced, the marker file lists the files of both trees.
        let both = self.files.keys().chain(&self.removed).filter(|name| *name != marker::NAME);
        let both = Marker::new(&self.marker.book, both.cloned().collect());
        step()?;
        fs_err::write(cache_dir.join("both"), both.bytes())?;
        replace_file(&cache_dir.join("both"), folder, marker::NAME, modes)?;
        for name in &self.removed {
            let above =
                name.match_indices('/').any(|(end, _)| self.files.contains_key(&name[..end]));
            if above || has_below(&self.files, &format!("{name}/")) {
                step()?;
                remove(folder, name)?;
            }
        }
        for (name, bytes) in self.files.iter().filter(|(name, _)| *name != marker::NAME) {
            let path = folder.join(name);
            let same = parents_are_folders(folder, name)
                && path.symlink_metadata().is_ok_and(|found| found.is_file())
                && Fingerprint::of_file(&path).is_ok_and(|found| found == *bytes);
            step()?;
            if same {
                modes.apply(&path)?;
            } else {
                replace_file(&new_tree.join(name), folder, name, modes)?;
            }
        }
        for name in &self.removed {
            step()?;
            remove(folder, name)?;
        }
        step()?;
        replace_file(&new_tree.join(marker::NAME), folder, marker::NAME, modes)?;
        step()?;
        fs_err::remove_file(cache_dir.join(JOURNAL))
    }
}

/// Replaces the file `name` in the output with the file `new`, in one atomic step.
fn replace_file(new: &Path, folder: &Path, name: &str, modes: Modes) -> io::Result<()> {
    let arriving = folder.join(ARRIVING);
    match std::fs::remove_file(&arriving) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => link_or_copy(new, &arriving)?,
    }
    modes.apply(&arriving)?;
    let path = folder.join(name);
    if let Some(parent) = path.parent() {
        fs_err::create_dir_all(parent)?;
        for end in name.match_indices('/').map(|(end, _)| end) {
            modes.apply(&folder.join(&name[..end]))?;
        }
    }
    if !parents_are_folders(folder, name) {
        let message = format!("{}: a link is on the way", shown_path(&path));
        return Err(io::Error::new(io::ErrorKind::NotADirectory, message));
    }
    rename(&arriving, &path)?;
    // Renaming a file to another hard link of itself leaves both names.
    match std::fs::remove_file(&arriving) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Removes the file `name` from the output, and its parent folders if they become empty.
fn remove(folder: &Path, name: &str) -> io::Result<()> {
    if !is_inside(name) || !parents_are_folders(folder, name) {
        return Ok(());
    }
    let path = folder.join(name);
    if path.symlink_metadata().is_ok_and(|found| found.is_file()) {
        retry(&path, || fs_err::remove_file(&path))?;
    }
    for end in name.match_indices('/').map(|(end, _)| end).collect::<Vec<_>>().into_iter().rev() {
        if std::fs::remove_dir(folder.join(&name[..end])).is_err() {
            break;
        }
    }
    Ok(())
}

/// The journal of a killed build, if there is a valid one.
pub(super) fn read_journal(cache_dir: &Path) -> Option<Journal> {
    let path = cache_dir.join(JOURNAL);
    path.symlink_metadata().ok().filter(std::fs::Metadata::is_file)?;
    let journal: Journal = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
    journal.files.keys().chain(&journal.removed).all(|name| is_inside(name)).then_some(journal)
}
