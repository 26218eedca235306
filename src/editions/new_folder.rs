//! A folder that is put in place whole: an edition that is frozen, a draft that is kept.

use std::io;
use std::path::{Path, PathBuf};

use crate::diag::shown_path;
use crate::held::rename;
use crate::output::exchange_folders;
use tempfile::TempDir;

/// A folder that is being filled. It is removed again unless it is put in place.
#[derive(Debug)]
pub(super) struct NewFolder {
    temporary: TempDir,
    // A subfolder, because the temporary folder itself is accessible to its owner only.
    new: PathBuf,
}

impl NewFolder {
    /// A new folder in the last of `parents`, which are created in this order.
    ///
    /// # Errors
    /// When the system refuses, or one of `parents` is a link.
    pub fn new(parents: &[&Path]) -> io::Result<Self> {
        for folder in parents {
            fs_err::create_dir_all(folder)?;
            if folder.symlink_metadata()?.is_symlink() {
                let message = format!("{}: a link", shown_path(folder));
                return Err(io::Error::new(io::ErrorKind::NotADirectory, message));
            }
        }
        let parent = parents.last().copied().unwrap_or(Path::new("."));
        let temporary = tempfile::Builder::new().prefix(".planbook-new-").tempdir_in(parent)?;
        let new = temporary.path().join("new");
        fs_err::create_dir(&new)?;
        // Versions of Git for Windows change line ends, and with them the bytes.
        fs_err::write(new.join(".gitattributes"), "* -text\n")?;
        Ok(Self { temporary, new })
    }

    /// The folder's present path.
    pub fn path(&self) -> &Path {
        &self.new
    }

    /// The path of its file `name`, whose folders are created.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn file(&self, name: &str) -> io::Result<PathBuf> {
        let path = self.new.join(name);
        fs_err::create_dir_all(path.parent().unwrap_or(&self.new))?;
        Ok(path)
    }

    /// Puts the folder at `place`, instead of one that is there. Returns the folder in which that is left, if it
    /// cannot be removed.
    ///
    /// # Errors
    /// When the system refuses. What was at `place` is still there, or else in the temporary folder, which then
    /// stays.
    pub fn put(self, place: &Path) -> io::Result<Option<PathBuf>> {
        if place.symlink_metadata().is_err() {
            return rename(&self.new, place).map(|()| None);
        }
        let old = self.temporary.path().join("old");
        if let Err(error) = exchange_folders(&self.new, place, &old) {
            if old.symlink_metadata().is_ok() {
                let _ = self.temporary.keep();
            }
            return Err(error);
        }
        let left = self.temporary.path().to_owned();
        Ok(self.temporary.close().err().map(|_| left))
    }
}
