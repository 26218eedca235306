//! The place beside an output folder where a build works.

use std::collections::BTreeSet;
use std::fs::{DirBuilder, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::admit::{Claim, OutputError, Refusal, admit, real};
use super::modes::Modes;
use super::swap::{self, KEPT, recover};
use crate::cache::{self, Record};

/// What is locked in the home of an output while a build works on it.
const LOCK: &str = "lock";

/// The place beside an output folder where a build works, held by one build at a time.
#[derive(Debug)]
pub struct Workspace {
    pub(super) folder: PathBuf,
    pub(super) home: PathBuf,
    /// The folder of the book, to be known again.
    pub(super) root: PathBuf,
    /// The files in the output that are planbook's to replace.
    pub(super) owned: BTreeSet<String>,
    /// Whether what is in the way is replaced.
    pub(super) adopt: bool,
    pub(super) modes: Modes,
    /// Kept for its lock, which the system gives back even when the process is killed.
    _lock: Option<File>,
}

impl Workspace {
    /// Takes the place beside the folder `output` for `claim`, after `waiting` was called where
    /// another build has it, and mends what killed builds left there.
    ///
    /// # Errors
    /// When the folder may not become an output, or the system does not let it be worked on.
    pub fn open(
        output: &Path,
        claim: &Claim<'_>,
        waiting: impl FnOnce(),
    ) -> Result<Self, OutputError> {
        let folder = real(output)?;
        admit(&folder, claim)?;
        let home = cache::home(&folder);
        make_private(&home)?;
        let lock = lock(&home, waiting)?;
        if lock.is_some() {
            clear_work(&home);
            recover(&home, &folder, &claim.made_before_marks)?;
        }
        // Another build may have made something of it since.
        let owned = admit(&folder, claim)?;
        let modes = Modes::probe(&cache::work(&folder)?)?;
        let root = fs_err::canonicalize(claim.root)?;
        Ok(Self { folder, home, root, owned, adopt: claim.adopt, modes, _lock: lock })
    }

    /// What the last build left to know of the output.
    #[must_use]
    pub fn record(&self) -> Record {
        Record::read(&self.folder)
    }

    /// A new empty folder, removed when dropped.
    ///
    /// # Errors
    /// When the system does not let it be made.
    pub fn stage(&self) -> io::Result<tempfile::TempDir> {
        let work = cache::work(&self.folder)?;
        tempfile::Builder::new()
            .prefix("stage-")
            .tempdir_in(&work)
            .map_err(|e| io::Error::new(e.kind(), format!("{}: {e}", work.display())))
    }

    /// Where things lie that a version without marks took out of the output.
    pub(super) fn kept(&self) -> Option<PathBuf> {
        Some(self.home.join(KEPT)).filter(|kept| kept.is_dir())
    }

    /// Whether the output can be moved to where the workspace is.
    pub(super) fn can_move(&self) -> bool {
        swap::can_move(&self.home, &self.folder)
    }
}

/// Locks `home` for this build. Nothing where the file system has no locks: builds are not
/// kept apart then, and nothing is removed that might be another's.
fn lock(home: &Path, waiting: impl FnOnce()) -> io::Result<Option<File>> {
    let path = home.join(LOCK);
    let mut waiting = Some(waiting);
    loop {
        if path.symlink_metadata().is_ok_and(|found| !found.is_file()) {
            return Ok(None);
        }
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|e| io::Error::new(e.kind(), format!("{}: {e}", path.display())))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                if let Some(waiting) = waiting.take() {
                    waiting();
                }
                if file.lock().is_err() {
                    return Ok(None);
                }
            }
            Err(TryLockError::Error(_)) => return Ok(None),
        }
        // Someone may have removed the home meanwhile, and another build made its own.
        if is_at(&file, &path) {
            return Ok(Some(file));
        }
        make_private(home).map_err(|error| match error {
            OutputError::Io(error) | OutputError::HalfDone(error) => error,
            OutputError::Refused(_) => io::ErrorKind::NotADirectory.into(),
        })?;
    }
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    let (own, there) = (file.metadata(), path.symlink_metadata());
    own.ok().zip(there.ok()).is_some_and(|(own, there)| super::files::is_same(&own, &there))
}

/// Elsewhere an open file cannot be removed.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

/// Makes the folder `home` for its owner alone: it holds what is no longer, or not yet, public.
fn make_private(home: &Path) -> Result<(), OutputError> {
    if home.symlink_metadata().is_ok_and(|found| !found.is_dir()) {
        return Err(Refusal::NoPlace(home.to_owned()).into());
    }
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    if let Some(parent) = home.parent() {
        fs_err::create_dir_all(parent)?;
    }
    let made = builder.recursive(true).create(home);
    Ok(made.map_err(|e| io::Error::new(e.kind(), format!("{}: {e}", home.display())))?)
}

/// Removes what killed builds left in the folder for temporary files. It is renamed first: a
/// typesetter that its killed build left running then finds no place to write to while it is
/// removed. What cannot be removed now is no reason not to build; the next build tries again.
fn clear_work(home: &Path) {
    let (work, gone) = (home.join("work"), home.join("gone"));
    let _ = std::fs::remove_dir_all(&gone);
    let gone = if std::fs::rename(&work, &gone).is_ok() { gone } else { work };
    let _ = std::fs::remove_dir_all(gone);
}
