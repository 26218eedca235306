//! What is in an output and planbook did not make: it stays as it is.
//!
//! Before a new tree takes the place of the old one, every foreign file is linked into it, and
//! every foreign folder is made in it. What was put into the old tree after that, or is found
//! in a tree that a killed build left, goes back into the output.

use std::fs::{FileType, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use super::files::{self, Names, has_below};

/// So many names are told.
const NAMED: usize = 4;

/// The foreign files, links and folders of a tree. Those in a folder come after it.
#[derive(Debug, Default)]
pub(super) struct Foreign(Vec<(PathBuf, FileType)>);

/// How many foreign things are in an output, for whoever builds it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stayed {
    /// Files, and whatever else is neither a folder nor a link.
    pub files: usize,
    /// Symbolic links. The web server may follow them.
    pub links: usize,
    /// Folders without anything in them.
    pub empty_folders: usize,
    /// The first names of what is foreign; a folder that is foreign as a whole is one name,
    /// with a `/` at its end.
    pub names: Vec<String>,
    /// Whether there are more names.
    pub more: bool,
    /// Where things lie that an earlier version took out of an output.
    pub kept: Option<PathBuf>,
}

impl Foreign {
    /// What is in the tree `folder` but not among the files `owned` by their paths, and not a
    /// folder of one of them.
    ///
    /// # Errors
    /// What cannot be looked at.
    pub fn scan(folder: &Path, owned: &impl Names) -> io::Result<Self> {
        let mut found = Vec::new();
        for entry in walkdir::WalkDir::new(folder).min_depth(1).sort_by_file_name() {
            let entry = match entry {
                Ok(entry) => entry,
                // It was removed since its folder was read.
                Err(error) if is_gone(&error) => continue,
                Err(error) => return Err(error.into()),
            };
            let path = entry.path().strip_prefix(folder).unwrap_or(entry.path());
            let kind = entry.file_type();
            let name = files::name_of(path);
            let own = name.is_some_and(|name| {
                if kind.is_dir() {
                    has_below(owned, &format!("{name}/"))
                } else {
                    kind.is_file() && owned.has(&name)
                }
            });
            if !own {
                found.push((path.to_owned(), kind));
            }
        }
        Ok(Self(found))
    }

    /// What to tell of it.
    pub fn told(&self) -> Stayed {
        let mut told = Stayed::default();
        let mut last: Option<&Path> = None;
        for (at, (path, kind)) in self.0.iter().enumerate() {
            if kind.is_symlink() {
                told.links += 1;
            } else if !kind.is_dir() {
                told.files += 1;
            } else if self.0.get(at + 1).is_none_or(|(next, _)| !next.starts_with(path)) {
                told.empty_folders += 1;
            }
            if last.is_some_and(|last| path.starts_with(last)) {
                continue;
            }
            last = Some(path);
            if told.names.len() < NAMED {
                let name = path.display();
                told.names.push(if kind.is_dir() { format!("{name}/") } else { name.to_string() });
            } else {
                told.more = true;
            }
        }
        told
    }

    /// The paths that `wanted` has, too, as a file or as a folder, so that not both can be
    /// there. A file with the bytes of the wanted one is no other.
    pub fn in_the_way(&self, wanted: &impl Names, same: impl Fn(&str) -> bool) -> Vec<PathBuf> {
        let clashes = |path: &Path, kind: &FileType| {
            let Some(name) = files::name_of(path) else {
                return false;
            };
            wanted.has(&name) && !(kind.is_file() && same(&name))
                || !kind.is_dir() && has_below(wanted, &format!("{name}/"))
        };
        let clashing = self.0.iter().filter(|(path, kind)| clashes(path, kind));
        clashing.map(|(path, _)| path.clone()).collect()
    }

    /// Links all of it from the tree `from` into the tree `to`, where nothing may be in its
    /// place but files of `wanted`.
    ///
    /// # Errors
    /// When the system refuses; nothing of `from` has changed.
    pub fn carry(&self, from: &Path, to: &Path, wanted: &impl Names) -> io::Result<()> {
        let mut folders = Vec::new();
        for (path, kind) in &self.0 {
            let (old, new) = (from.join(path), to.join(path));
            if kind.is_dir() {
                fs_err::create_dir_all(&new)?;
                folders.push((old, new));
            } else if !files::name_of(path).is_some_and(|name| wanted.has(&name)) {
                make_parent(&new)?;
                link(&old, &new, *kind)?;
            }
        }
        // Whatever is put into a folder changes its time.
        for (old, new) in folders.iter().rev() {
            as_before(old, new)?;
        }
        Ok(())
    }

    /// Moves all of it from the tree `from`, which is no longer published, into the output
    /// `to`, but for what is there already. Of two files of one name the one that was changed
    /// last stays; what has the name of one of planbook's `files` does not.
    ///
    /// # Errors
    /// When the system refuses; what could not be moved is still in `from`.
    pub fn give_back(&self, from: &Path, to: &Path, files: &impl Names) -> io::Result<()> {
        for (path, kind) in &self.0 {
            let (old, new) = (from.join(path), to.join(path));
            let there = new.symlink_metadata().ok();
            let is_planbooks = files::name_of(path).is_some_and(|name| files.has(&name));
            if kind.is_dir() {
                if there.is_none() {
                    fs_err::create_dir_all(&new)?;
                    as_before(&old, &new)?;
                }
            } else if !is_planbooks && there.is_none_or(|there| is_older(&there, &old)) {
                make_parent(&new)?;
                fs_err::rename(&old, &new)?;
            } else {
                fs_err::remove_file(&old)?;
            }
        }
        for (path, _) in self.0.iter().rev().filter(|(_, kind)| kind.is_dir()) {
            fs_err::remove_dir(from.join(path))?;
        }
        Ok(())
    }
}

/// Its folder may have been planbook's, which has nothing there any more.
fn make_parent(path: &Path) -> io::Result<()> {
    path.parent().filter(|parent| !parent.is_dir()).map_or(Ok(()), fs_err::create_dir_all)
}

fn is_gone(error: &walkdir::Error) -> bool {
    error.depth() > 0 && error.io_error().is_some_and(|e| e.kind() == io::ErrorKind::NotFound)
}

/// Whether a file other than the one at `other` is there, and was changed before that.
fn is_older(there: &Metadata, other: &Path) -> bool {
    let Ok(other) = other.symlink_metadata() else {
        return false;
    };
    let time = |file: &Metadata| file.modified().ok();
    !there.is_dir() && !files::is_same(there, &other) && time(there) < time(&other)
}

/// Makes `new` the file `old`, or a copy of it where the file system has no links or does not
/// let this user link another's file.
fn link(old: &Path, new: &Path, kind: FileType) -> io::Result<()> {
    match std::fs::hard_link(old, new) {
        Ok(()) => return Ok(()),
        // It was removed since it was found.
        Err(_) if old.symlink_metadata().is_err() => return Ok(()),
        Err(_) => {}
    }
    if kind.is_symlink() {
        return copy_link(old, new);
    }
    if !kind.is_file() {
        let words = format!("{}: it cannot be linked", old.display());
        return Err(io::Error::new(io::ErrorKind::Unsupported, words));
    }
    fs_err::copy(old, new)?;
    as_before(old, new)
}

#[cfg(unix)]
fn copy_link(old: &Path, new: &Path) -> io::Result<()> {
    fs_err::os::unix::fs::symlink(fs_err::read_link(old)?, new)
}

#[cfg(not(unix))]
fn copy_link(old: &Path, _: &Path) -> io::Result<()> {
    let words = format!("{}: a link cannot be copied", old.display());
    Err(io::Error::new(io::ErrorKind::Unsupported, words))
}

/// Gives `new` the mode and the time of `old`. A time that the system does not let be set is
/// no loss.
fn as_before(old: &Path, new: &Path) -> io::Result<()> {
    let found = fs_err::metadata(old)?;
    fs_err::set_permissions(new, found.permissions())?;
    if let (Ok(time), Ok(file)) = (found.modified(), std::fs::File::open(new)) {
        let _ = file.set_modified(time);
    }
    Ok(())
}
