//! Recovery of an output after a killed build, and the handling of replaced trees.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::exchange::{DISPLACED_TREE, NEW_TREE, PREVIOUS_TREE};
use super::files::{PathSet, tree_path};
use super::foreign::ForeignFiles;
use super::marker::Marker;
use super::modes::Modes;
use super::replace::{JOURNAL, read_journal};
use crate::cache::FileRecord;
use crate::held::rename;

/// Folder of the foreign files that a version without marker files took out of an output.
pub(super) const LEGACY_FILES: &str = "kept";

/// Completes or undoes the changes of a killed build, whose files are in `cache_dir`. The output
/// `folder` is then complete and has all foreign files. `is_legacy` is true for files made by
/// versions without marker files.
///
/// # Errors
/// When the system refuses.
pub(super) fn recover(
    cache_dir: &Path,
    folder: &Path,
    is_legacy: &impl Fn(&str) -> bool,
) -> io::Result<()> {
    let (new_tree, previous, displaced) =
        (cache_dir.join(NEW_TREE), cache_dir.join(PREVIOUS_TREE), cache_dir.join(DISPLACED_TREE));
    let is_folder = |path: &Path| path.symlink_metadata().is_ok_and(|found| found.is_dir());
    let own = || Marker::read(folder).map(Marker::owned).unwrap_or_default();
    if is_folder(&displaced) {
        if !is_folder(folder) {
            rename(&displaced, folder)?;
        } else if Marker::read(&displaced).is_some() {
            move_foreign_back(&displaced, folder, &own())?;
            fs_err::remove_dir_all(&displaced)?;
        } else {
            remove_legacy_files(cache_dir, &displaced, is_legacy)?;
        }
    }
    if let Some(journal) = read_journal(cache_dir) {
        if is_folder(&new_tree) && is_folder(folder) {
            journal.complete(cache_dir, folder, Modes::detect(cache_dir)?, &mut || Ok(()))?;
        } else {
            fs_err::remove_file(cache_dir.join(JOURNAL))?;
        }
    }
    // A tree with a marker file has been published, or was about to be.
    if is_folder(&new_tree) && Marker::read(&new_tree).is_some() && is_folder(folder) {
        move_foreign_back(&new_tree, folder, &own())?;
        if is_folder(&previous) {
            fs_err::remove_dir_all(&new_tree)?;
        } else {
            move_or_remove(&new_tree, &previous)?;
        }
    }
    if is_folder(&previous) {
        if Marker::read(&previous).is_none() {
            remove_legacy_files(cache_dir, &previous, is_legacy)?;
        } else if is_folder(folder) {
            // A program that works in a replaced folder still creates its files there.
            move_foreign_back(&previous, folder, &own())?;
        }
    }
    Ok(())
}

/// Keeps the tree that was just replaced as the start of the next new tree, without foreign files.
///
/// # Errors
/// When the system refuses.
pub(super) fn keep_previous(
    cache_dir: &Path,
    folder: &Path,
    files: &BTreeMap<String, FileRecord>,
) -> io::Result<()> {
    let (new_tree, previous) = (cache_dir.join(NEW_TREE), cache_dir.join(PREVIOUS_TREE));
    if new_tree.symlink_metadata().is_err() {
        return Ok(());
    }
    move_foreign_back(&new_tree, folder, files)?;
    if previous.symlink_metadata().is_ok() {
        fs_err::remove_dir_all(&previous)?;
    }
    move_or_remove(&new_tree, &previous)
}

/// Renames the tree `from`, which has no foreign files, to `to`. If it cannot be renamed, as in a
/// layer of a container image, it is removed, and the next new tree starts empty.
pub(super) fn move_or_remove(from: &Path, to: &Path) -> io::Result<()> {
    match rename(from, to) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => fs_err::remove_dir_all(from),
        moved => moved,
    }
}

/// Moves the foreign files of the tree `tree`, which has a marker file and is no longer published,
/// back to the output `folder`, in which `files` are planbook's.
fn move_foreign_back(tree: &Path, folder: &Path, files: &impl PathSet) -> io::Result<()> {
    let marker = Marker::read(tree).ok_or(io::ErrorKind::InvalidData)?;
    ForeignFiles::scan(tree, &marker.owned())?.move_back(tree, folder, files)
}

/// Removes planbook's files from the tree `tree` of a version without marker files, and keeps the
/// rest in [`LEGACY_FILES`]: that version moved foreign files out of the output, too.
fn remove_legacy_files(
    cache_dir: &Path,
    tree: &Path,
    is_legacy: &impl Fn(&str) -> bool,
) -> io::Result<()> {
    let mut folders: Vec<PathBuf> = Vec::new();
    for entry in walkdir::WalkDir::new(tree).min_depth(1) {
        let entry = entry?;
        let path = entry.path().strip_prefix(tree).unwrap_or(entry.path());
        if entry.file_type().is_dir() {
            folders.push(entry.path().to_owned());
        } else if tree_path(path).is_some_and(|name| is_legacy(&name)) {
            fs_err::remove_file(entry.path())?;
        }
    }
    for folder in folders.iter().rev() {
        let _ = std::fs::remove_dir(folder);
    }
    if std::fs::remove_dir(tree).is_ok() {
        return Ok(());
    }
    let mut kept = cache_dir.join(LEGACY_FILES);
    let mut number = 1;
    while kept.symlink_metadata().is_ok() {
        number += 1;
        kept.set_file_name(format!("{LEGACY_FILES}-{number}"));
    }
    rename(tree, &kept)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::cache::Fingerprint;
    use crate::output::exchange::exchange_in_two_steps;
    use crate::output::marker;
    use crate::output::replace::Journal;

    /// Writes the tree `folder` of `files`, with its marker file.
    fn tree(folder: &Path, files: &[(&str, &str)]) -> BTreeMap<String, FileRecord> {
        let mut records = BTreeMap::new();
        for (name, text) in files {
            let path = folder.join(name);
            fs_err::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs_err::write(path, text).expect("a file");
            let bytes = Fingerprint::of(text.as_bytes());
            records.insert(
                (*name).to_owned(),
                FileRecord { content: bytes, inputs: None, metadata: None },
            );
        }
        let marker = Marker::new("book", records.keys().cloned().collect()).bytes();
        fs_err::write(folder.join(marker::NAME), &marker).expect("a file");
        let bytes = Fingerprint::of(&marker);
        records.insert(
            marker::NAME.to_owned(),
            FileRecord { content: bytes, inputs: None, metadata: None },
        );
        records
    }

    /// Every file of a tree but its marker file.
    fn read(folder: &Path) -> Vec<(String, String)> {
        let walk = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter();
        walk.map(|entry| entry.expect("an entry"))
            .filter(|entry| entry.file_type().is_file() && entry.file_name() != marker::NAME)
            .map(|entry| {
                let path = entry.path().strip_prefix(folder).expect("in it");
                let text = fs_err::read_to_string(entry.path()).expect("a text");
                (tree_path(path).expect("UTF-8"), text)
            })
            .collect()
    }

    const OLD: [(&str, &str); 4] = [("a", "1"), ("b/c", "1"), ("d/e/f", "1"), ("same", "1")];
    /// A file became a folder, a folder a file, one is gone, one is new.
    const NEW: [(&str, &str); 4] = [("a/x", "2"), ("b/c", "2"), ("d", "2"), ("same", "1")];

    #[test]
    fn a_kill_between_two_renames_loses_nothing() {
        for killed in [false, true] {
            let parent = tempfile::tempdir().expect("a folder");
            let (cache_dir, folder) = (parent.path().join("home"), parent.path().join("output"));
            tree(&folder, &OLD);
            tree(&cache_dir.join(NEW_TREE), &NEW);
            fs_err::write(folder.join("robots.txt"), "mine").expect("a file");
            if killed {
                fs_err::rename(&folder, cache_dir.join(DISPLACED_TREE)).expect("moved");
                // Another program created the folder again.
                fs_err::create_dir(&folder).expect("a folder");
                fs_err::write(folder.join("late"), "mine").expect("a file");
                recover(&cache_dir, &folder, &|_| false).expect("recovered");
                assert_eq!(fs_err::read_to_string(folder.join("late")).expect("it stays"), "mine");
            } else {
                exchange_in_two_steps(
                    &cache_dir.join(NEW_TREE),
                    &folder,
                    &cache_dir.join(DISPLACED_TREE),
                )
                .expect("exchanged");
                assert_eq!(read(&folder), NEW.map(|(n, t)| (n.to_owned(), t.to_owned())));
                recover(&cache_dir, &folder, &|_| false).expect("recovered");
            }
            let mine = fs_err::read_to_string(folder.join("robots.txt")).expect("it stays");
            assert_eq!(mine, "mine");
            assert!(!cache_dir.join(DISPLACED_TREE).exists());
        }
        // The output folder does not exist: the old tree is moved back.
        let parent = tempfile::tempdir().expect("a folder");
        let (cache_dir, folder) = (parent.path().join("home"), parent.path().join("output"));
        tree(&cache_dir.join(DISPLACED_TREE), &OLD);
        recover(&cache_dir, &folder, &|_| false).expect("recovered");
        assert_eq!(read(&folder), OLD.map(|(n, t)| (n.to_owned(), t.to_owned())));
    }

    #[test]
    fn file_by_file_replacement_survives_a_kill_at_every_step() {
        for kill in 0.. {
            let parent = tempfile::tempdir().expect("a folder");
            let (cache_dir, folder) = (parent.path().join("home"), parent.path().join("output"));
            let owned = tree(&folder, &OLD).into_keys().collect::<BTreeSet<_>>();
            let files = tree(&cache_dir.join(NEW_TREE), &NEW);
            fs_err::write(folder.join("b/robots.txt"), "mine").expect("a file");
            let modes = Modes::detect(parent.path()).expect("a folder");
            let bytes = files.iter().map(|(name, file)| (name.clone(), file.content)).collect();
            let removed = owned.iter().filter(|name| !files.contains_key(*name)).cloned().collect();
            let marker = Marker::read(&cache_dir.join(NEW_TREE)).expect("a marker");
            let journal = Journal { files: bytes, removed, marker };
            let text = serde_json::to_vec(&journal).expect("plain data");
            fs_err::write(cache_dir.join(JOURNAL), text).expect("a file");
            let mut steps = 0;
            let ended = journal.complete(&cache_dir, &folder, modes, &mut || {
                steps += 1;
                if steps > kill { Err(io::ErrorKind::Interrupted.into()) } else { Ok(()) }
            });
            // Every file is complete, old or new, and the marker file lists both trees.
            let known = Marker::read(&folder).expect("a marker").owned();
            for (name, text) in read(&folder) {
                let one = |files: &[(&str, &str)]| files.contains(&(&*name, &*text));
                assert!(one(&OLD) || one(&NEW) || name == "b/robots.txt", "{kill}: {name} {text}");
                assert!(known.contains(&name) || name == "b/robots.txt", "{kill}: {name}");
            }
            recover(&cache_dir, &folder, &|_| false).expect("recovered");
            let mut whole = NEW.map(|(n, t)| (n.to_owned(), t.to_owned())).to_vec();
            whole.push(("b/robots.txt".to_owned(), "mine".to_owned()));
            whole.sort();
            assert_eq!(read(&folder), whole, "{kill}");
            assert!(!cache_dir.join(JOURNAL).exists());
            if ended.is_ok() {
                assert!(kill > 8, "{kill} steps");
                return;
            }
        }
    }
}
