//! Lists of files with their SHA-256, in the format of `sha256sum`, so that they can be checked
//! without planbook, too.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::source::name_below;

/// The hashes of files, by path with `/`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Hashes(pub BTreeMap<String, String>);

impl Hashes {
    /// The hashes of all files below `folder`, by their paths from there.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn of_folder(folder: &Path) -> io::Result<Self> {
        let mut hashes = Self::default();
        for entry in walkdir::WalkDir::new(folder) {
            let entry = entry?;
            if entry.file_type().is_file() {
                hashes.add(name_below(folder, entry.path()), entry.path())?;
            }
        }
        Ok(hashes)
    }

    /// Adds the file `name`, which is at `path`.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn add(&mut self, name: String, path: &Path) -> io::Result<()> {
        self.0.insert(name, of_file(path)?);
        Ok(())
    }

    /// The list as text.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for (name, hash) in &self.0 {
            let _ = writeln!(text, "{hash}  {name}");
        }
        text
    }

    /// Reads a list; lines of another form are ignored.
    pub fn from_text(text: &str) -> Self {
        let lines = text.lines().filter_map(|line| line.split_once("  "));
        Self(lines.map(|(hash, name)| (name.to_owned(), hash.to_owned())).collect())
    }

    /// The files of the list that are missing below `folder` or have other contents.
    ///
    /// # Errors
    /// When a file that is there cannot be read.
    pub fn differing(&self, folder: &Path) -> io::Result<Vec<String>> {
        let mut differing = Vec::new();
        for (name, hash) in &self.0 {
            let path = folder.join(name);
            let is_file = path.symlink_metadata().is_ok_and(|found| found.is_file());
            if !is_file || of_file(&path)? != *hash {
                differing.push(name.clone());
            }
        }
        Ok(differing)
    }
}

fn of_file(path: &Path) -> io::Result<String> {
    fs_err::read(path).map(|bytes| of_bytes(&bytes))
}

/// The SHA-256 of `bytes`, in hexadecimal digits.
pub(super) fn of_bytes(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in Sha256::digest(bytes) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_back_and_finds_what_changed() {
        let folder = tempfile::tempdir().expect("a folder");
        fs_err::create_dir(folder.path().join("a")).expect("a folder");
        for (name, text) in [("a/b.txt", "abc"), ("名 前.txt", ""), ("c", "c")] {
            fs_err::write(folder.path().join(name), text).expect("written");
        }
        let hashes = Hashes::of_folder(folder.path()).expect("read");
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a/b.txt\n";
        assert!(hashes.to_text().starts_with(abc));
        assert_eq!(Hashes::from_text(&hashes.to_text()), hashes);
        assert!(hashes.differing(folder.path()).expect("read").is_empty());
        fs_err::write(folder.path().join("a/b.txt"), "abd").expect("written");
        fs_err::remove_file(folder.path().join("c")).expect("removed");
        assert_eq!(hashes.differing(folder.path()).expect("read"), ["a/b.txt", "c"]);
    }
}
