//! The place beside an output folder where a build works, and the step that puts its result
//! in place.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::cache::Record;

/// How everything a build has for itself beside the output is called, before some random letters.
const STAGE_PREFIX: &str = ".planbook-";

/// The place beside an output folder where a build works, held by one build at a time.
#[derive(Debug)]
pub struct Workspace {
    pub(super) folder: PathBuf,
    parent: PathBuf,
    /// Kept for its lock, which the system gives back even when the process is killed.
    _lock: Option<File>,
}

impl Workspace {
    /// Takes the place beside `folder`, after `waiting` was called where another build has
    /// it, and removes what killed builds left there.
    ///
    /// # Errors
    /// When the system does not let it look or write there.
    pub fn open(folder: &Path, waiting: impl FnOnce()) -> io::Result<Self> {
        // Where the output is a link, what it leads to is what is replaced.
        let folder = real(folder)?;
        let parent = folder.parent().unwrap_or(Path::new("/")).to_owned();
        fs_err::create_dir_all(&parent)?;
        // A folder can be locked on Unix. Where it cannot, builds are not kept apart, and
        // then nothing is removed that might be another's.
        let lock = File::open(&parent).ok().and_then(|lock| match lock.try_lock() {
            Ok(()) => Some(lock),
            Err(TryLockError::WouldBlock) => {
                waiting();
                lock.lock().ok().map(|()| lock)
            }
            Err(TryLockError::Error(_)) => None,
        });
        if lock.is_some() {
            remove_leftovers(&parent);
        }
        Ok(Self { folder, parent, _lock: lock })
    }

    /// What the last build left to know of the output.
    #[must_use]
    pub fn record(&self) -> Record {
        Record::read(&self.folder)
    }

    /// A new empty folder on the same file system as the output, removed when dropped.
    ///
    /// # Errors
    /// When the system does not let it be made.
    pub fn stage(&self) -> io::Result<tempfile::TempDir> {
        tempfile::Builder::new()
            .prefix(STAGE_PREFIX)
            .tempdir_in(&self.parent)
            .map_err(|e| io::Error::new(e.kind(), format!("{}: {e}", self.parent.display())))
    }
}

/// The folder that `output` leads to; where there is none yet, where it will be.
///
/// # Errors
/// When there is no current folder to begin from.
pub fn real(output: &Path) -> io::Result<PathBuf> {
    fs_err::canonicalize(output).or_else(|_| std::path::absolute(output))
}

/// Removes what killed builds left. Each folder is renamed first: a typesetter that its
/// killed build left running then finds no place to write to while the folder is removed.
/// What cannot be removed now is no reason not to build; the next build tries again.
fn remove_leftovers(parent: &Path) {
    let entries: Vec<_> = std::fs::read_dir(parent).into_iter().flatten().flatten().collect();
    for (index, entry) in entries.iter().enumerate() {
        if !entry.file_name().to_string_lossy().starts_with(STAGE_PREFIX) {
            continue;
        }
        let kind = entry.file_type();
        if kind.as_ref().is_ok_and(std::fs::FileType::is_file) {
            let _ = std::fs::remove_file(entry.path());
        } else if kind.is_ok_and(|kind| kind.is_dir()) {
            let gone = format!("{STAGE_PREFIX}gone-{}-{index}", std::process::id());
            let gone = parent.join(gone);
            if std::fs::rename(entry.path(), &gone).is_ok() {
                let _ = std::fs::remove_dir_all(gone);
            }
        }
    }
}

/// A temporary folder is its owner's alone; a site is everyone's.
#[cfg(unix)]
pub(super) fn make_readable(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs_err::set_permissions(folder, std::fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
pub(super) fn make_readable(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Puts `stage` where `folder` is, and removes what was there.
pub(super) fn exchange(stage: tempfile::TempDir, folder: &Path) -> io::Result<()> {
    if !folder.exists() {
        return fs_err::rename(stage.keep(), folder);
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        match renameat_with(CWD, stage.path(), CWD, folder, RenameFlags::EXCHANGE) {
            // The stage now is the old tree.
            Ok(()) => return remove(&stage.keep()),
            // Some file systems cannot exchange; two steps then have to do.
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => {}
            Err(error) => return Err(error.into()),
        }
    }
    two_steps(stage, folder)
}

/// The old tree aside, the new one in its place, and back again if that fails.
fn two_steps(stage: tempfile::TempDir, folder: &Path) -> io::Result<()> {
    let new = stage.keep();
    let aside: PathBuf = new.with_extension("old");
    fs_err::rename(folder, &aside)?;
    if let Err(error) = fs_err::rename(&new, folder) {
        fs_err::rename(&aside, folder)?;
        fs_err::remove_dir_all(&new)?;
        return Err(error);
    }
    remove(&aside)
}

/// Removes `folder` with all in it, on all cores.
fn remove(folder: &Path) -> io::Result<()> {
    let entries = |folder: &Path| fs_err::read_dir(folder)?.collect::<io::Result<Vec<_>>>();
    let remove_one = |entry: &fs_err::DirEntry| {
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            fs_err::remove_dir_all(path)
        } else {
            fs_err::remove_file(path)
        }
    };
    entries(folder)?.par_iter().try_for_each(|entry| {
        // Most files are two folders down.
        if entry.file_type()?.is_dir() {
            entries(&entry.path())?.par_iter().try_for_each(remove_one)?;
        }
        remove_one(entry)
    })?;
    fs_err::remove_dir(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_exchange_two_steps_do_the_same() {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("output");
        fs_err::create_dir(&folder).expect("a folder");
        fs_err::write(folder.join("a"), "old").expect("a file");
        let stage =
            tempfile::Builder::new().prefix("new-").tempdir_in(home.path()).expect("a folder");
        fs_err::write(stage.path().join("a"), "new").expect("a file");
        two_steps(stage, &folder).expect("second");
        assert_eq!(fs_err::read_to_string(folder.join("a")).expect("it is there"), "new");
        assert_eq!(fs_err::read_dir(home.path()).expect("a folder").count(), 1);
    }
}
