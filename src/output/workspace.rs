//! The place beside an output folder where a build works, and the step that puts its result
//! in place.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::cache::{self, Record};

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
            recover(&folder)?;
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

/// Puts the tree `stage` where `folder` is, and the one that was there where `stage` was.
pub(super) fn exchange(stage: &Path, folder: &Path) -> io::Result<()> {
    if !folder.exists() {
        return fs_err::rename(stage, folder);
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        match renameat_with(CWD, stage, CWD, folder, RenameFlags::EXCHANGE) {
            Ok(()) => return Ok(()),
            // Some file systems cannot exchange; two steps then have to do.
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => {}
            Err(error) => return Err(error.into()),
        }
    }
    two_steps(stage, folder)
}

/// Where the old tree is between the two steps.
fn aside(folder: &Path) -> PathBuf {
    cache::home(folder).join("old")
}

/// The old tree aside, the new one in its place, and back again if that fails.
fn two_steps(stage: &Path, folder: &Path) -> io::Result<()> {
    let aside = aside(folder);
    fs_err::rename(folder, &aside)?;
    if let Err(error) = fs_err::rename(stage, folder) {
        fs_err::rename(&aside, folder)?;
        return Err(error);
    }
    fs_err::rename(&aside, stage)
}

/// Puts back what a build that was killed between the two steps left aside.
fn recover(folder: &Path) -> io::Result<()> {
    let aside = aside(folder);
    match aside.exists() {
        true if folder.exists() => fs_err::remove_dir_all(aside),
        true => fs_err::rename(aside, folder),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_exchange_two_steps_do_the_same() {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("output");
        let stage = cache::home(&folder).join("tree");
        for (tree, text) in [(&folder, "old"), (&stage, "new")] {
            fs_err::create_dir_all(tree).expect("a folder");
            fs_err::write(tree.join("a"), text).expect("a file");
        }
        let read = |tree: &Path| fs_err::read_to_string(tree.join("a")).expect("it is there");
        two_steps(&stage, &folder).expect("second");
        assert_eq!((read(&folder), read(&stage)), ("new".to_owned(), "old".to_owned()));
        recover(&folder).expect("nothing to do");

        // Killed between the two.
        fs_err::rename(&folder, aside(&folder)).expect("moved");
        Workspace::open(&folder, || {}).expect("a workspace");
        assert_eq!(read(&folder), "new");
    }
}
