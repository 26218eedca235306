//! The workspace of a build: exclusive access to an output folder and its cache folder.

use std::collections::BTreeSet;
use std::fs::{DirBuilder, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::exchange;
use super::modes::Modes;
use super::recover::{LEGACY_FILES, recover};
use super::validate::{Claim, OutputError, UnsafeOutput, resolve_path, validate};
use crate::cache::{self, BuildIndex};
use crate::diag::shown_path;
use crate::held::rename;
use crate::value::plain_path;

/// Name of the lock file in the cache folder of an output.
const LOCK: &str = "lock";

/// Exclusive access of a build to an output folder and its cache folder.
#[derive(Debug)]
pub struct Workspace {
    pub(super) folder: PathBuf,
    pub(super) cache_dir: PathBuf,
    /// The folder of the book.
    pub(super) root: PathBuf,
    /// The files in the output that planbook may replace.
    pub(super) owned: BTreeSet<String>,
    /// Whether conflicting foreign files are replaced.
    pub(super) adopt: bool,
    pub(super) modes: Modes,
    /// The lock file. The system releases the lock even if the process is killed.
    _lock: Option<File>,
}

impl Workspace {
    /// Opens the workspace of the folder `output` for `claim`, and recovers from killed builds.
    /// If another build has it, `waiting` is called before waiting for it.
    ///
    /// # Errors
    /// When the folder is refused, or the workspace cannot be set up.
    pub fn open(
        output: &Path,
        claim: &Claim<'_>,
        waiting: impl FnOnce(),
    ) -> Result<Self, OutputError> {
        let folder = resolve_path(output)?;
        validate(&folder, claim)?;
        let cache_dir = cache::cache_dir(&folder);
        make_private(&cache_dir)?;
        let lock = lock(&cache_dir, waiting)?;
        if lock.is_some() {
            clear_work(&cache_dir);
            recover(&cache_dir, &folder, &claim.made_before_markers)?;
        }
        // Another build may have changed the folder meanwhile.
        let owned = validate(&folder, claim)?;
        let modes = Modes::detect(&cache::work_dir(&folder)?)?;
        let root = plain_path(fs_err::canonicalize(claim.root)?);
        Ok(Self { folder, cache_dir, root, owned, adopt: claim.adopt, modes, _lock: lock })
    }

    /// The record of the last build.
    #[must_use]
    pub fn record(&self) -> BuildIndex {
        BuildIndex::read(&self.folder)
    }

    /// A new temporary folder, removed when dropped.
    ///
    /// # Errors
    /// When the folder cannot be created.
    pub fn temp_dir(&self) -> io::Result<tempfile::TempDir> {
        let work = cache::work_dir(&self.folder)?;
        tempfile::Builder::new()
            .prefix("stage-")
            .tempdir_in(&work)
            .map_err(|e| io::Error::new(e.kind(), format!("{}: {e}", shown_path(&work))))
    }

    /// The folder of foreign files that a version without marker files took out of the output.
    pub(super) fn legacy_files(&self) -> Option<PathBuf> {
        Some(self.cache_dir.join(LEGACY_FILES)).filter(|kept| kept.is_dir())
    }

    /// Whether the output folder can be moved into the cache folder.
    pub(super) fn can_move(&self) -> bool {
        exchange::can_move(&self.cache_dir, &self.folder)
    }
}

/// Locks `cache_dir` for this build. The result is `None` if the file system does not support
/// locks: builds are then not exclusive, and no files of killed builds are removed.
fn lock(cache_dir: &Path, waiting: impl FnOnce()) -> io::Result<Option<File>> {
    let path = cache_dir.join(LOCK);
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
            .map_err(|e| io::Error::new(e.kind(), format!("{}: {e}", shown_path(&path))))?;
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
        // The folder may have been removed meanwhile, and created again by another build.
        if is_at(&file, &path) {
            return Ok(Some(file));
        }
        make_private(cache_dir).map_err(|error| match error {
            OutputError::Io(error) | OutputError::HalfDone(error) => error,
            OutputError::Refused(_) => io::ErrorKind::NotADirectory.into(),
        })?;
    }
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    let (opened, current) = (file.metadata(), path.symlink_metadata());
    opened.ok().zip(current.ok()).is_some_and(|(a, b)| super::files::is_same_file(&a, &b))
}

/// On other systems an open file cannot be removed.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

/// Creates `cache_dir` with access for its owner only: it has files that are not public.
fn make_private(cache_dir: &Path) -> Result<(), OutputError> {
    if cache_dir.symlink_metadata().is_ok_and(|found| !found.is_dir()) {
        return Err(UnsafeOutput::CacheDirBlocked(cache_dir.to_owned()).into());
    }
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    if let Some(parent) = cache_dir.parent() {
        fs_err::create_dir_all(parent)?;
    }
    let created = builder.recursive(true).create(cache_dir);
    Ok(created.map_err(|e| io::Error::new(e.kind(), format!("{}: {e}", shown_path(cache_dir))))?)
}

/// Removes temporary files of killed builds. The folder is renamed first, so that a typesetter that
/// is still running cannot write to it while it is removed. Errors are ignored: the next build
/// tries again.
fn clear_work(cache_dir: &Path) {
    let (work, gone) = (cache_dir.join("work"), cache_dir.join("gone"));
    let _ = std::fs::remove_dir_all(&gone);
    let gone = if rename(&work, &gone).is_ok() { gone } else { work };
    let _ = std::fs::remove_dir_all(gone);
}
