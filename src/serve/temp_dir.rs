//! The temporary folder of a running preview. Folders left behind by killed previews are removed.

use std::fs::File;
use std::io;
use std::path::PathBuf;

use crate::value::plain_path;

/// The prefix of the folder's name; random characters follow.
const PREFIX: &str = "planbook-preview-";

/// The name of the file in the folder that is locked as long as the preview runs.
const LOCK: &str = "lock";

/// The temporary folder of a running preview, removed when dropped.
#[derive(Debug)]
pub(super) struct TempDir {
    folder: tempfile::TempDir,
    /// Held for its lock, which the system releases even when the process is killed.
    _lock: File,
}

impl TempDir {
    /// Creates a folder, after removing abandoned ones.
    ///
    /// # Errors
    /// When the folder or its lock file cannot be created.
    pub fn new() -> io::Result<Self> {
        remove_abandoned();
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir()?;
        let lock = fs_err::File::create(folder.path().join(LOCK))?.into_file();
        // On file systems without locks, no preview removes another's folder.
        let _ = lock.try_lock();
        Ok(Self { folder, _lock: lock })
    }

    /// The canonical path of the folder.
    pub fn path(&self) -> PathBuf {
        let path = self.folder.path();
        fs_err::canonicalize(path).map_or_else(|_| path.to_owned(), plain_path)
    }
}

fn remove_abandoned() {
    let entries = std::fs::read_dir(std::env::temp_dir()).into_iter().flatten().flatten();
    for entry in entries {
        let is_preview = entry.file_name().to_string_lossy().starts_with(PREFIX);
        // The lock file of another user cannot be opened, so that user's folder stays.
        let lock = File::options().write(true).open(entry.path().join(LOCK));
        if is_preview && lock.is_ok_and(|lock| lock.try_lock().is_ok()) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}
