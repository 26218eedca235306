//! Memoized fingerprints of large files that seldom change, such as the typesetter and the fonts.
//!
//! A build without changes takes less time than hashing these files would. A known fingerprint
//! is valid while the file's device, inode, size, modification time and status change time are
//! the same. A program cannot set the last of these: the kernel updates it with every write,
//! rename or change of the other times. As in Git's index, a file whose status changed just
//! before it was read is not memoized: another change within the resolution of the clock would
//! not be noticed.
//!
//! This module must not know what is in the files.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::Fingerprint;

/// Minimum age of the last status change of a memoized file. The coarsest clock of a file system
/// has a resolution of two seconds (FAT).
const SETTLED: Duration = Duration::from_secs(3);

/// Known fingerprints of files, by absolute path.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memo(BTreeMap<PathBuf, (FileStat, Fingerprint)>);

/// File status that identifies a version of a file: device, inode, size, and the times of the
/// last modification and status change in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct FileStat {
    device: u64,
    inode: u64,
    size: u64,
    modified: i128,
    changed: i128,
}

impl FileStat {
    #[cfg(unix)]
    #[expect(clippy::unnecessary_wraps, reason = "on other systems there is none")]
    fn of(file: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        let nanoseconds = |s: i64, ns: i64| i128::from(s) * 1_000_000_000 + i128::from(ns);
        Some(Self {
            device: file.dev(),
            inode: file.ino(),
            size: file.len(),
            modified: nanoseconds(file.mtime(), file.mtime_nsec()),
            changed: nanoseconds(file.ctime(), file.ctime_nsec()),
        })
    }

    /// On other systems the standard library has no status change time, and files are always
    /// read.
    #[cfg(not(unix))]
    fn of(_: &Metadata) -> Option<Self> {
        None
    }

    /// Whether any later change would change the status.
    fn is_settled(self) -> bool {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let now = now.map_or(0, |now| now.as_nanos().cast_signed());
        now - self.changed.max(self.modified) > SETTLED.as_nanos().cast_signed()
    }
}

impl Memo {
    /// The fingerprint of the file at `path`, which is read only if it is not known.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn fingerprint(&mut self, path: &Path) -> io::Result<Fingerprint> {
        let path = fs_err::canonicalize(path)?;
        let (entry, fingerprint) = self.lookup(&path)?;
        if let Some(status) = entry {
            self.0.insert(path, (status, fingerprint));
        } else {
            self.0.remove(&path);
        }
        Ok(fingerprint)
    }

    /// The fingerprints of the files at `paths`, in order; `None` for a file that cannot be read.
    pub fn fingerprints(&mut self, paths: &[PathBuf]) -> Vec<Option<Fingerprint>> {
        let known: &Self = self;
        let found: Vec<_> = paths
            .par_iter()
            .map(|path| {
                let path = fs_err::canonicalize(path).ok()?;
                let (entry, fingerprint) = known.lookup(&path).ok()?;
                Some((path, entry, fingerprint))
            })
            .collect();
        for (path, entry, fingerprint) in found.iter().flatten() {
            if let Some(status) = entry {
                self.0.insert(path.clone(), (*status, *fingerprint));
            } else {
                self.0.remove(path);
            }
        }
        found.into_iter().map(|found| found.map(|(_, _, fingerprint)| fingerprint)).collect()
    }

    /// Adds the entries of `other`.
    pub fn absorb(&mut self, other: &Self) {
        self.0.extend(other.0.iter().map(|(path, known)| (path.clone(), *known)));
    }

    /// The fingerprint of the file, and its status if it may be memoized.
    fn lookup(&self, path: &Path) -> io::Result<(Option<FileStat>, Fingerprint)> {
        let before = FileStat::of(&fs_err::metadata(path)?);
        if let Some((known, fingerprint)) = self.0.get(path)
            && Some(*known) == before
        {
            return Ok((before, *fingerprint));
        }
        let settled = before.filter(|status| status.is_settled());
        let fingerprint = Fingerprint::of_file(path)?;
        let after = FileStat::of(&fs_err::metadata(path)?);
        Ok((settled.filter(|status| Some(*status) == after), fingerprint))
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn set_modified(path: &Path, to: SystemTime) {
        let file = std::fs::File::options().write(true).open(path).expect("a file");
        file.set_modified(to).expect("set");
    }

    /// A memo with an entry for `path`.
    fn memo_with(path: &Path, fingerprint: Fingerprint) -> Memo {
        let path = fs_err::canonicalize(path).expect("a file");
        let status = FileStat::of(&fs_err::metadata(&path).expect("a file")).expect("on Unix");
        Memo([(path, (status, fingerprint))].into())
    }

    #[test]
    fn a_memoized_file_is_not_read_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("font");
        std::fs::write(&path, "one").expect("written");
        let other = Fingerprint::of(b"other");
        assert_eq!(memo_with(&path, other).fingerprint(&path).expect("known"), other);
    }

    #[test]
    fn the_same_size_and_time_do_not_hide_a_change() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("font");
        std::fs::write(&path, "one").expect("written");
        let time = fs_err::metadata(&path).expect("a file").modified().expect("a time");
        let two = Fingerprint::of(b"two");

        let mut memo = memo_with(&path, Fingerprint::of(b"one"));
        std::fs::write(&path, "two").expect("written in place");
        set_modified(&path, time);
        assert_eq!(memo.fingerprint(&path).expect("read"), two);

        std::fs::write(&path, "one").expect("written");
        let mut memo = memo_with(&path, Fingerprint::of(b"one"));
        let new = folder.path().join("new");
        std::fs::write(&new, "two").expect("written");
        set_modified(&new, time);
        std::fs::rename(&new, &path).expect("replaced");
        assert_eq!(memo.fingerprint(&path).expect("read"), two);
    }

    #[test]
    fn a_recently_changed_file_is_not_memoized() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("font");
        std::fs::write(&path, "one").expect("written");
        let mut memo = Memo::default();
        assert_eq!(memo.fingerprint(&path).expect("read"), Fingerprint::of(b"one"));
        assert_eq!(memo, Memo::default());
        assert_eq!(memo.fingerprints(&[path]), [Some(Fingerprint::of(b"one"))]);
        assert_eq!(memo, Memo::default());
    }
}
