//! File modes that new files and folders get from the umask of this process.
//!
//! A file that is linked from an earlier tree has the mode of the build that wrote it, which may
//! have had another umask.

use std::fs::Metadata;
use std::io;
use std::path::Path;

/// The modes of new files and folders.
#[derive(Debug, Clone, Copy)]
pub(super) struct Modes {
    /// The permission bits of a new folder.
    #[cfg(unix)]
    folder: u32,
}

#[cfg(unix)]
impl Modes {
    /// Detects the modes by creating a folder in `cache_dir`: reading the umask itself would change
    /// it for all threads.
    ///
    /// # Errors
    /// When the folder cannot be created.
    pub fn detect(cache_dir: &Path) -> io::Result<Self> {
        use std::os::unix::fs::PermissionsExt;
        let probe = tempfile::Builder::new().prefix("mode-").tempdir_in(cache_dir)?;
        let folder = probe.path().join("new");
        fs_err::create_dir(&folder)?;
        Ok(Self { folder: fs_err::metadata(&folder)?.permissions().mode() & 0o777 })
    }

    fn of(self, found: &Metadata) -> u32 {
        if found.is_dir() { self.folder } else { self.folder & 0o666 }
    }

    /// Whether the file or folder with the metadata `found` has the mode of a new one.
    pub fn matches(self, found: &Metadata) -> bool {
        use std::os::unix::fs::PermissionsExt;
        found.permissions().mode() & 0o777 == self.of(found)
    }

    /// Gives the file or folder at `path` the mode of a new one. A file of another user is
    /// replaced by a copy.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn apply(self, path: &Path) -> io::Result<()> {
        use std::os::unix::fs::PermissionsExt;
        let found = fs_err::symlink_metadata(path)?;
        if self.matches(&found) {
            return Ok(());
        }
        let mode = found.permissions().mode() & !0o777 | self.of(&found);
        let given = fs_err::set_permissions(path, std::fs::Permissions::from_mode(mode));
        match given {
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied && found.is_file() => {
                let bytes = fs_err::read(path)?;
                fs_err::remove_file(path)?;
                fs_err::write(path, bytes)
            }
            given => given,
        }
    }
}

#[cfg(not(unix))]
impl Modes {
    pub fn detect(_: &Path) -> io::Result<Self> {
        Ok(Self {})
    }

    pub fn matches(self, _: &Metadata) -> bool {
        true
    }

    pub fn apply(self, _: &Path) -> io::Result<()> {
        Ok(())
    }
}
