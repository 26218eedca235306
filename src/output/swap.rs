//! The step that puts a new tree in the place of the old one, and what mends it after a kill.
//!
//! Two folders are exchanged in one step where the system can. Where it cannot, the old one is
//! put aside first. A folder that cannot be moved at all, such as a volume of a container or a
//! folder of its image, is brought up to date file by file: a list of what is to be done is
//! written first, and whoever finds it later does the rest.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::files::{Names, has_below, is_inside, is_reached_by_folders, link_or_copy};
use super::foreign::Foreign;
use super::mark::{self, Mark};
use super::modes::Modes;
use crate::cache::{Fingerprint, Made};

/// The tree that is being made, in the home of an output.
pub(super) const NEXT: &str = "next";
/// The tree that was published before the one that is.
pub(super) const BEFORE: &str = "tree";
/// The old tree, while the new one takes its place in two steps.
const ASIDE: &str = "old";
/// Where things lie that an earlier version took out of an output.
pub(super) const KEPT: &str = "kept";
/// The list of what is to be done where files are replaced one by one.
const LIST: &str = "replacing.json";
/// A file on its way into its place, at the top of the output.
const ARRIVING: &str = ".planbook.new";

/// Whether the output and its home are on one file system, so that a tree can move.
pub(super) fn can_move(home: &Path, folder: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let device = |path: &Path| path.metadata().ok().map(|found| found.dev());
        device(folder).is_none_or(|there| Some(there) == device(home))
    }
    #[cfg(not(unix))]
    {
        let _ = (home, folder);
        true
    }
}

/// Puts the tree in `home` where `folder` is, and the one that was there in its place; whether
/// the system lets the folder be moved. Where it does not, nothing has changed.
pub(super) fn exchange(home: &Path, folder: &Path) -> io::Result<bool> {
    let next = home.join(NEXT);
    let moved = if folder.exists() {
        exchange_or_two_steps(&next, folder, &home.join(ASIDE))
    } else {
        fs_err::rename(&next, folder)
    };
    match moved {
        Ok(()) => Ok(true),
        Err(error) => match error.kind() {
            io::ErrorKind::CrossesDevices | io::ErrorKind::ResourceBusy => Ok(false),
            _ => Err(error),
        },
    }
}

fn exchange_or_two_steps(next: &Path, folder: &Path, aside: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        match renameat_with(CWD, next, CWD, folder, RenameFlags::EXCHANGE) {
            Ok(()) => return Ok(()),
            // Some file systems cannot exchange; two steps then have to do.
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => {}
            Err(error) => return Err(error.into()),
        }
    }
    two_steps(next, folder, aside)
}

/// The old tree aside, the new one in its place, and back again if that fails.
fn two_steps(next: &Path, folder: &Path, aside: &Path) -> io::Result<()> {
    std::fs::rename(folder, aside)?;
    if let Err(error) = fs_err::rename(next, folder) {
        fs_err::rename(aside, folder)?;
        return Err(error);
    }
    fs_err::rename(aside, next)
}

/// What is to be done to bring an output up to date file by file.
#[derive(Debug, Serialize, Deserialize)]
struct List {
    /// The files of the new tree.
    files: BTreeMap<String, Fingerprint>,
    /// The files of the old tree that are not in the new one.
    gone: BTreeSet<String>,
    /// The mark of the new tree.
    mark: Mark,
}

/// Brings `folder` up to date with the tree in `home`, whose files are `files`; those `owned`
/// by planbook and not among them go.
///
/// # Errors
/// When the system refuses. Some files may be new by then.
pub(super) fn replace_files(
    home: &Path,
    folder: &Path,
    files: &BTreeMap<String, Made>,
    owned: &BTreeSet<String>,
    modes: Modes,
) -> io::Result<()> {
    let mark = Mark::read(&home.join(NEXT)).ok_or(io::ErrorKind::InvalidData)?;
    let files: BTreeMap<_, _> = files.iter().map(|(n, made)| (n.clone(), made.bytes)).collect();
    let gone = owned.iter().filter(|name| !files.contains_key(*name)).cloned().collect();
    let list = List { files, gone, mark };
    let mut file = tempfile::NamedTempFile::new_in(home)?;
    io::Write::write_all(&mut file, &serde_json::to_vec(&list)?)?;
    file.as_file().sync_all()?;
    file.persist(home.join(LIST))?;
    list.follow(home, folder, modes, &mut || Ok(()))
}

impl List {
    /// Does what is left to do. `step` is called before each change.
    fn follow(
        &self,
        home: &Path,
        folder: &Path,
        modes: Modes,
        step: &mut dyn FnMut() -> io::Result<()>,
    ) -> io::Result<()> {
        let next = home.join(NEXT);
        // Should this be all that is left of the work, both trees' files are planbook's.
        let both = self.files.keys().chain(&self.gone).filter(|name| *name != mark::NAME);
        let both = Mark::new(&self.mark.book, both.cloned().collect());
        step()?;
        fs_err::write(home.join("both"), both.bytes())?;
        put(&home.join("both"), folder, mark::NAME, modes)?;
        for name in &self.gone {
            let above =
                name.match_indices('/').any(|(end, _)| self.files.contains_key(&name[..end]));
            if above || has_below(&self.files, &format!("{name}/")) {
                step()?;
                remove(folder, name)?;
            }
        }
        for (name, bytes) in self.files.iter().filter(|(name, _)| *name != mark::NAME) {
            let there = folder.join(name);
            let same = is_reached_by_folders(folder, name)
                && there.symlink_metadata().is_ok_and(|found| found.is_file())
                && Fingerprint::of_file(&there).is_ok_and(|found| found == *bytes);
            step()?;
            if same {
                modes.give(&there)?;
            } else {
                put(&next.join(name), folder, name, modes)?;
            }
        }
        for name in &self.gone {
            step()?;
            remove(folder, name)?;
        }
        step()?;
        put(&next.join(mark::NAME), folder, mark::NAME, modes)?;
        step()?;
        fs_err::remove_file(home.join(LIST))
    }
}

/// Puts the file `new` in its place `name` in the output, in one step.
fn put(new: &Path, folder: &Path, name: &str, modes: Modes) -> io::Result<()> {
    let arriving = folder.join(ARRIVING);
    match std::fs::remove_file(&arriving) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => link_or_copy(new, &arriving)?,
    }
    modes.give(&arriving)?;
    let there = folder.join(name);
    if let Some(parent) = there.parent() {
        fs_err::create_dir_all(parent)?;
        for end in name.match_indices('/').map(|(end, _)| end) {
            modes.give(&folder.join(&name[..end]))?;
        }
    }
    if !is_reached_by_folders(folder, name) {
        let words = format!("{}: a link is on the way", there.display());
        return Err(io::Error::new(io::ErrorKind::NotADirectory, words));
    }
    fs_err::rename(&arriving, there)?;
    // Two names of one file are not renamed, and both stay.
    match std::fs::remove_file(&arriving) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Removes planbook's file `name` from the output, and the folders that are empty then.
fn remove(folder: &Path, name: &str) -> io::Result<()> {
    if !is_inside(name) || !is_reached_by_folders(folder, name) {
        return Ok(());
    }
    let path = folder.join(name);
    if path.symlink_metadata().is_ok_and(|found| found.is_file()) {
        fs_err::remove_file(&path)?;
    }
    for end in name.match_indices('/').map(|(end, _)| end).collect::<Vec<_>>().into_iter().rev() {
        if std::fs::remove_dir(folder.join(&name[..end])).is_err() {
            break;
        }
    }
    Ok(())
}

/// Mends what a killed build left in `home`: the output `folder` is whole then, and has all
/// that is not planbook's.
///
/// # Errors
/// When the system refuses.
pub(super) fn recover(home: &Path, folder: &Path, old: &impl Fn(&str) -> bool) -> io::Result<()> {
    let (next, before, aside) = (home.join(NEXT), home.join(BEFORE), home.join(ASIDE));
    let is_folder = |path: &Path| path.symlink_metadata().is_ok_and(|found| found.is_dir());
    let own = || Mark::read(folder).map(Mark::owned).unwrap_or_default();
    if is_folder(&aside) {
        if !is_folder(folder) {
            fs_err::rename(&aside, folder)?;
        } else if Mark::read(&aside).is_some() {
            retire(&aside, folder, &own())?;
            fs_err::remove_dir_all(&aside)?;
        } else {
            keep_unmarked(home, &aside, old)?;
        }
    }
    if let Some(list) = list(home) {
        if is_folder(&next) && is_folder(folder) {
            list.follow(home, folder, Modes::probe(home)?, &mut || Ok(()))?;
        } else {
            fs_err::remove_file(home.join(LIST))?;
        }
    }
    // With a mark it has been published, or was about to be.
    if is_folder(&next) && Mark::read(&next).is_some() && is_folder(folder) {
        retire(&next, folder, &own())?;
        if is_folder(&before) {
            fs_err::remove_dir_all(&next)?;
        } else {
            move_or_remove(&next, &before)?;
        }
    }
    if is_folder(&before) && Mark::read(&before).is_none() {
        keep_unmarked(home, &before, old)?;
    }
    Ok(())
}

fn list(home: &Path) -> Option<List> {
    let path = home.join(LIST);
    path.symlink_metadata().ok().filter(std::fs::Metadata::is_file)?;
    let list: List = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
    list.files.keys().chain(&list.gone).all(|name| is_inside(name)).then_some(list)
}

/// Sees to the tree that was replaced: it is the next one's beginning, without anything that
/// is not planbook's.
///
/// # Errors
/// When the system refuses.
pub(super) fn settle(home: &Path, folder: &Path, files: &BTreeMap<String, Made>) -> io::Result<()> {
    let (next, before) = (home.join(NEXT), home.join(BEFORE));
    if next.symlink_metadata().is_err() {
        return Ok(());
    }
    retire(&next, folder, files)?;
    if before.symlink_metadata().is_ok() {
        fs_err::remove_dir_all(&before)?;
    }
    move_or_remove(&next, &before)
}

/// Calls the tree `from`, in which everything is planbook's, `to`. A folder of an image's layer
/// cannot be renamed: the next tree then begins empty.
pub(super) fn move_or_remove(from: &Path, to: &Path) -> io::Result<()> {
    match fs_err::rename(from, to) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => fs_err::remove_dir_all(from),
        moved => moved,
    }
}

/// Gives what is not planbook's in the tree `tree`, which has a mark and is no longer
/// published, back to the output `folder`, in which `files` are planbook's.
fn retire(tree: &Path, folder: &Path, files: &impl Names) -> io::Result<()> {
    let mark = Mark::read(tree).ok_or(io::ErrorKind::InvalidData)?;
    Foreign::scan(tree, &mark.owned())?.give_back(tree, folder, files)
}

/// Removes from the tree `before`, which a version without marks left, what planbook made, and
/// keeps the rest: that version took everything out of an output.
fn keep_unmarked(home: &Path, before: &Path, old: &impl Fn(&str) -> bool) -> io::Result<()> {
    let mut folders: Vec<PathBuf> = Vec::new();
    for entry in walkdir::WalkDir::new(before).min_depth(1) {
        let entry = entry?;
        let path = entry.path().strip_prefix(before).unwrap_or(entry.path());
        if entry.file_type().is_dir() {
            folders.push(entry.path().to_owned());
        } else if super::files::name_of(path).is_some_and(|name| old(&name)) {
            fs_err::remove_file(entry.path())?;
        }
    }
    for folder in folders.iter().rev() {
        let _ = std::fs::remove_dir(folder);
    }
    if std::fs::remove_dir(before).is_ok() {
        return Ok(());
    }
    let mut kept = home.join(KEPT);
    let mut number = 1;
    while kept.symlink_metadata().is_ok() {
        number += 1;
        kept.set_file_name(format!("{KEPT}-{number}"));
    }
    fs_err::rename(before, kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes the tree `folder` of `files`, with its mark.
    fn tree(folder: &Path, files: &[(&str, &str)]) -> BTreeMap<String, Made> {
        let mut made = BTreeMap::new();
        for (name, text) in files {
            let path = folder.join(name);
            fs_err::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs_err::write(path, text).expect("a file");
            let bytes = Fingerprint::of(text.as_bytes());
            made.insert((*name).to_owned(), Made { bytes, from: None, told: None });
        }
        let mark = Mark::new("book", made.keys().cloned().collect()).bytes();
        fs_err::write(folder.join(mark::NAME), &mark).expect("a file");
        let bytes = Fingerprint::of(&mark);
        made.insert(mark::NAME.to_owned(), Made { bytes, from: None, told: None });
        made
    }

    /// Every file of a tree but its mark.
    fn read(folder: &Path) -> Vec<(String, String)> {
        let walk = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter();
        walk.map(|entry| entry.expect("an entry"))
            .filter(|entry| entry.file_type().is_file() && entry.file_name() != mark::NAME)
            .map(|entry| {
                let path = entry.path().strip_prefix(folder).expect("in it");
                let text = fs_err::read_to_string(entry.path()).expect("a text");
                (super::super::files::name_of(path).expect("UTF-8"), text)
            })
            .collect()
    }

    const OLD: [(&str, &str); 4] = [("a", "1"), ("b/c", "1"), ("d/e/f", "1"), ("same", "1")];
    /// A file became a folder, a folder a file, one is gone, one is new.
    const NEW: [(&str, &str); 4] = [("a/x", "2"), ("b/c", "2"), ("d", "2"), ("same", "1")];

    #[test]
    fn in_two_steps_nothing_is_lost_by_a_kill() {
        for killed in [false, true] {
            let parent = tempfile::tempdir().expect("a folder");
            let (home, folder) = (parent.path().join("home"), parent.path().join("output"));
            tree(&folder, &OLD);
            tree(&home.join(NEXT), &NEW);
            fs_err::write(folder.join("robots.txt"), "mine").expect("a file");
            if killed {
                fs_err::rename(&folder, home.join(ASIDE)).expect("moved");
                // The web server, or somebody, made the folder again meanwhile.
                fs_err::create_dir(&folder).expect("a folder");
                fs_err::write(folder.join("late"), "mine").expect("a file");
                recover(&home, &folder, &|_| false).expect("mended");
                assert_eq!(fs_err::read_to_string(folder.join("late")).expect("it stays"), "mine");
            } else {
                two_steps(&home.join(NEXT), &folder, &home.join(ASIDE)).expect("exchanged");
                assert_eq!(read(&folder), NEW.map(|(n, t)| (n.to_owned(), t.to_owned())));
                recover(&home, &folder, &|_| false).expect("mended");
            }
            let mine = fs_err::read_to_string(folder.join("robots.txt")).expect("it stays");
            assert_eq!(mine, "mine");
            assert!(!home.join(ASIDE).exists());
        }
        // Nobody made it: the old tree goes back.
        let parent = tempfile::tempdir().expect("a folder");
        let (home, folder) = (parent.path().join("home"), parent.path().join("output"));
        tree(&home.join(ASIDE), &OLD);
        recover(&home, &folder, &|_| false).expect("mended");
        assert_eq!(read(&folder), OLD.map(|(n, t)| (n.to_owned(), t.to_owned())));
    }

    #[test]
    fn files_replaced_one_by_one_survive_a_kill_at_every_step() {
        for kill in 0.. {
            let parent = tempfile::tempdir().expect("a folder");
            let (home, folder) = (parent.path().join("home"), parent.path().join("output"));
            let owned = tree(&folder, &OLD).into_keys().collect::<BTreeSet<_>>();
            let files = tree(&home.join(NEXT), &NEW);
            fs_err::write(folder.join("b/robots.txt"), "mine").expect("a file");
            let modes = Modes::probe(parent.path()).expect("a folder");
            let bytes = files.iter().map(|(name, made)| (name.clone(), made.bytes)).collect();
            let gone = owned.iter().filter(|name| !files.contains_key(*name)).cloned().collect();
            let mark = Mark::read(&home.join(NEXT)).expect("a mark");
            let todo = List { files: bytes, gone, mark };
            let text = serde_json::to_vec(&todo).expect("plain data");
            fs_err::write(home.join(LIST), text).expect("a file");
            let mut steps = 0;
            let ended = todo.follow(&home, &folder, modes, &mut || {
                steps += 1;
                if steps > kill { Err(io::ErrorKind::Interrupted.into()) } else { Ok(()) }
            });
            // Every file is the old or the new one, whole, and both trees' names are known.
            let known = Mark::read(&folder).expect("a mark").owned();
            for (name, text) in read(&folder) {
                let one = |files: &[(&str, &str)]| files.contains(&(&*name, &*text));
                assert!(one(&OLD) || one(&NEW) || name == "b/robots.txt", "{kill}: {name} {text}");
                assert!(known.contains(&name) || name == "b/robots.txt", "{kill}: {name}");
            }
            recover(&home, &folder, &|_| false).expect("mended");
            let mut whole = NEW.map(|(n, t)| (n.to_owned(), t.to_owned())).to_vec();
            whole.push(("b/robots.txt".to_owned(), "mine".to_owned()));
            whole.sort();
            assert_eq!(read(&folder), whole, "{kill}");
            assert!(!home.join(LIST).exists());
            if ended.is_ok() {
                assert!(kill > 8, "{kill} steps");
                return;
            }
        }
    }
}
