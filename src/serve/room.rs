//! The folder where a preview's typesetters work. What killed previews left is removed.

use std::fs::File;
use std::io;
use std::path::PathBuf;

/// How the folder of every preview is called, before some random letters.
const PREFIX: &str = "planbook-preview-";

/// What is locked in it for as long as its preview runs.
const LOCK: &str = "lock";

/// The folder of a running preview, removed when dropped.
#[derive(Debug)]
pub(super) struct Room {
    folder: tempfile::TempDir,
    /// Kept for its lock, which the system gives back even when the process is killed.
    _lock: File,
}

impl Room {
    /// Makes a folder of one's own.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn open() -> io::Result<Self> {
        remove_leftovers();
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir()?;
        let lock = fs_err::File::create(folder.path().join(LOCK))?.into_file();
        // Where files cannot be locked, nobody removes what is another's.
        let _ = lock.try_lock();
        Ok(Self { folder, _lock: lock })
    }

    /// The folder, by its real name.
    pub fn path(&self) -> PathBuf {
        let path = self.folder.path();
        fs_err::canonicalize(path).unwrap_or_else(|_| path.to_owned())
    }
}

fn remove_leftovers() {
    let entries = std::fs::read_dir(std::env::temp_dir()).into_iter().flatten().flatten();
    for entry in entries {
        let left = entry.file_name().to_string_lossy().starts_with(PREFIX);
        // Another user's is not to be opened, and stays.
        let lock = File::options().write(true).open(entry.path().join(LOCK));
        if left && lock.is_ok_and(|lock| lock.try_lock().is_ok()) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}
