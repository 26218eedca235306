//! Foreign files: everything in an output that planbook did not make. It is never changed.
//!
//! Before a new tree replaces the old one, every foreign file is linked into it, and every foreign
//! folder is created in it. Files that were added to the old tree later, or are found in a tree of
//! a killed build, are moved back into the output.

use std::fs::{FileType, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use super::files::{self, PathSet, has_below};
use crate::diag::shown_path;
use crate::held::rename;

/// Maximum number of names in a summary.
const NAMED: usize = 4;

/// The foreign files, links and folders of a tree. A folder comes before its entries.
#[derive(Debug, Default)]
pub(super) struct ForeignFiles(Vec<(PathBuf, FileType)>);

/// Summary of the foreign files in an output.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ForeignSummary {
    /// Number of files, and of everything else that is neither a folder nor a link.
    pub files: usize,
    /// Number of symbolic links. A web server may follow them.
    pub links: usize,
    /// Number of empty folders.
    pub empty_folders: usize,
    /// The first names. A folder without files of planbook is one name, ending with `/`.
    pub names: Vec<String>,
    /// Whether there are more names.
    pub more: bool,
    /// The folder of files that a version without marker files took out of the output.
    pub legacy: Option<PathBuf>,
}

impl ForeignFiles {
    /// Finds everything in the tree `folder` that is neither one of the files `owned` by planbook
    /// nor a folder of one of them.
    ///
    /// # Errors
    /// When a folder cannot be read.
    pub fn scan(folder: &Path, owned: &impl PathSet) -> io::Result<Self> {
        let mut found = Vec::new();
        for entry in walkdir::WalkDir::new(folder).min_depth(1).sort_by_file_name() {
            let entry = match entry {
                Ok(entry) => entry,
                // The entry was removed after its folder was read.
                Err(error) if is_gone(&error) => continue,
                Err(error) => return Err(error.into()),
            };
            let path = entry.path().strip_prefix(folder).unwrap_or(entry.path());
            let kind = entry.file_type();
            let name = files::tree_path(path);
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

    /// The number of foreign files, and their first names.
    pub fn summary(&self) -> ForeignSummary {
        let mut summary = ForeignSummary::default();
        let mut last: Option<&Path> = None;
        for (at, (path, kind)) in self.0.iter().enumerate() {
            if kind.is_symlink() {
                summary.links += 1;
            } else if !kind.is_dir() {
                summary.files += 1;
            } else if self.0.get(at + 1).is_none_or(|(next, _)| !next.starts_with(path)) {
                summary.empty_folders += 1;
            }
            if last.is_some_and(|last| path.starts_with(last)) {
                continue;
            }
            last = Some(path);
            if summary.names.len() < NAMED {
                let name = shown_path(path);
                summary.names.push(if kind.is_dir() { format!("{name}/") } else { name });
            } else {
                summary.more = true;
            }
        }
        summary
    }

    /// The foreign paths that are also files or folders of `new_files`, so that only one can exist.
    /// Foreign files that are equal to the new ones, for which `same` is true, are no conflict.
    pub fn conflicts(&self, new_files: &impl PathSet, same: impl Fn(&str) -> bool) -> Vec<PathBuf> {
        let conflicts = |path: &Path, kind: &FileType| {
            let Some(name) = files::tree_path(path) else {
                return false;
            };
            new_files.has(&name) && !(kind.is_file() && same(&name))
                || !kind.is_dir() && has_below(new_files, &format!("{name}/"))
        };
        let conflicting = self.0.iter().filter(|(path, kind)| conflicts(path, kind));
        conflicting.map(|(path, _)| path.clone()).collect()
    }

    /// Links all foreign files from the tree `from` into the tree `to`, except those that are
    /// replaced by `new_files`.
    ///
    /// # Errors
    /// When the system refuses; `from` is unchanged.
    pub fn link_into(&self, from: &Path, to: &Path, new_files: &impl PathSet) -> io::Result<()> {
        let mut folders = Vec::new();
        for (path, kind) in &self.0 {
            let (old, new) = (from.join(path), to.join(path));
            if kind.is_dir() {
                fs_err::create_dir_all(&new)?;
                folders.push((old, new));
            } else if !files::tree_path(path).is_some_and(|name| new_files.has(&name)) {
                make_parent(&new)?;
                link(&old, &new, *kind)?;
            }
        }
        // Creating an entry changes the time of its folder, so that folders come last.
        for (old, new) in folders.iter().rev() {
            copy_mode_and_time(old, new)?;
        }
        Ok(())
    }

    /// Moves all foreign files from the tree `from`, which is no longer published, into the output
    /// `to`. Of two files with one name, the one changed last is kept; a foreign file with the
    /// name of one of planbook's `files` is removed.
    ///
    /// # Errors
    /// When the system refuses; files that could not be moved are still in `from`.
    pub fn move_back(&self, from: &Path, to: &Path, files: &impl PathSet) -> io::Result<()> {
        for (path, kind) in &self.0 {
            let (old, new) = (from.join(path), to.join(path));
            let replaced = new.symlink_metadata().ok();
            let is_planbooks = files::tree_path(path).is_some_and(|name| files.has(&name));
            if kind.is_dir() {
                if replaced.is_none() {
                    fs_err::create_dir_all(&new)?;
                    copy_mode_and_time(&old, &new)?;
                }
            } else if !is_planbooks && replaced.is_none_or(|file| is_older(&file, &old)) {
                make_parent(&new)?;
                rename(&old, &new)?;
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

/// Creates the parent folder of `path`, which may have been removed with planbook's last file in it.
fn make_parent(path: &Path) -> io::Result<()> {
    path.parent().filter(|parent| !parent.is_dir()).map_or(Ok(()), fs_err::create_dir_all)
}

fn is_gone(error: &walkdir::Error) -> bool {
    error.depth() > 0 && error.io_error().is_some_and(|e| e.kind() == io::ErrorKind::NotFound)
}

/// Whether the file with the metadata `file` is another one than that at `other`, and was changed
/// earlier.
fn is_older(file: &Metadata, other: &Path) -> bool {
    let Ok(other) = other.symlink_metadata() else {
        return false;
    };
    let time = |file: &Metadata| file.modified().ok();
    !file.is_dir() && !files::is_same_file(file, &other) && time(file) < time(&other)
}

/// Makes `new` a hard link to `old`, or a copy where the file system does not support hard links
/// or does not allow this user to link the file of another.
fn link(old: &Path, new: &Path, kind: FileType) -> io::Result<()> {
    match std::fs::hard_link(old, new) {
        Ok(()) => return Ok(()),
        // The file was removed after it was found.
        Err(_) if old.symlink_metadata().is_err() => return Ok(()),
        Err(_) => {}
    }
    if kind.is_symlink() {
        return copy_link(old, new);
    }
    if !kind.is_file() {
        let message = format!("{}: it cannot be linked", shown_path(old));
        return Err(io::Error::new(io::ErrorKind::Unsupported, message));
    }
    fs_err::copy(old, new)?;
    copy_mode_and_time(old, new)
}

#[cfg(unix)]
fn copy_link(old: &Path, new: &Path) -> io::Result<()> {
    fs_err::os::unix::fs::symlink(fs_err::read_link(old)?, new)
}

#[cfg(not(unix))]
fn copy_link(old: &Path, _: &Path) -> io::Result<()> {
    let message = format!("{}: a link cannot be copied", shown_path(&old));
    Err(io::Error::new(io::ErrorKind::Unsupported, message))
}

/// Gives `new` the mode and the modification time of `old`. Failing to set the time is ignored.
fn copy_mode_and_time(old: &Path, new: &Path) -> io::Result<()> {
    let found = fs_err::metadata(old)?;
    fs_err::set_permissions(new, found.permissions())?;
    if let (Ok(time), Ok(file)) = (found.modified(), std::fs::File::open(new)) {
        let _ = file.set_modified(time);
    }
    Ok(())
}
