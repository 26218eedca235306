//! Operations on files that another program holds open for a moment: a virus scanner, a search index, a
//! spreadsheet. Windows refuses them meanwhile; they are repeated for some seconds.
//!
//! This module must not know what the files are for.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The codes of Windows for a file that another program holds: a sharing violation, a locked region.
const HELD: [i32; 2] = [32, 33];
/// The code of Windows for a refusal, which is also the answer for a folder with an open file in it.
const REFUSED: i32 = 5;

/// The pauses between attempts.
const PAUSES: [Duration; 7] = [
    Duration::from_millis(20),
    Duration::from_millis(50),
    Duration::from_millis(100),
    Duration::from_millis(200),
    Duration::from_millis(400),
    Duration::from_millis(800),
    Duration::from_millis(1600),
];

/// A file that was held open through all attempts, in an [`io::Error`].
#[derive(Debug)]
pub struct HeldFile {
    /// Its path.
    pub path: PathBuf,
}

impl fmt::Display for HeldFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "another program has {} open", self.path.display())
    }
}

impl std::error::Error for HeldFile {}

/// Whether `error` says that another program holds a file open.
#[must_use]
pub fn is_held(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::ResourceBusy
        || (cfg!(windows) && error.raw_os_error().is_some_and(|code| HELD.contains(&code)))
}

/// The error that `path` is held open.
#[must_use]
pub fn held_error(path: &Path) -> io::Error {
    io::Error::new(io::ErrorKind::ResourceBusy, HeldFile { path: path.to_owned() })
}

/// Runs `operation` on `path`, again after pauses while the path is held open.
///
/// # Errors
/// That of the last attempt. If the path is still held, the kind is `ResourceBusy` and the error holds a
/// [`HeldFile`].
pub fn retry<T>(path: &Path, operation: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    retry_with(path, operation, std::thread::sleep)
}

fn retry_with<T>(
    path: &Path,
    mut operation: impl FnMut() -> io::Result<T>,
    mut wait: impl FnMut(Duration),
) -> io::Result<T> {
    let mut attempt = || injected(path).map_or_else(&mut operation, Err);
    // Elsewhere nothing holds a file: what is busy, such as a mounted folder, stays so.
    let waits = cfg!(any(windows, debug_assertions));
    for pause in PAUSES.into_iter().filter(|_| waits) {
        match attempt() {
            Err(error) if may_pass(&error) => wait(pause),
            result => return result,
        }
    }
    attempt().map_err(|error| if is_windows_held(&error) { held_error(path) } else { error })
}

/// Whether `error` may be gone at the next attempt.
fn may_pass(error: &io::Error) -> bool {
    is_windows_held(error) || (cfg!(windows) && error.raw_os_error() == Some(REFUSED))
}

/// Whether `error` is of a held file, and not of a busy folder of another system.
fn is_windows_held(error: &io::Error) -> bool {
    is_held(error)
        && (cfg!(windows)
            || error.get_ref().is_some_and(|inner| inner.downcast_ref::<HeldFile>().is_some()))
}

/// Renames `from` to `to`, as [`retry`] does.
///
/// # Errors
/// As of [`retry`].
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    let held = if to.symlink_metadata().is_ok_and(|found| found.is_file()) { to } else { from };
    retry(held, || fs_err::rename(from, to))
}

/// Puts the temporary `file` at `path`, as [`retry`] does.
///
/// # Errors
/// As of [`retry`].
pub fn persist(file: tempfile::NamedTempFile, path: &Path) -> io::Result<()> {
    let mut file = Some(file);
    retry(path, || {
        let Some(temporary) = file.take() else {
            return Err(io::ErrorKind::NotFound.into());
        };
        temporary.persist(path).map(drop).map_err(|refused| {
            file = Some(refused.file);
            refused.error
        })
    })
}

/// The first of the files below `folder` that another program holds open.
#[must_use]
pub fn held_below(folder: &Path) -> Option<PathBuf> {
    let files = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().flatten();
    files
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .find(|path| is_held_now(path))
}

/// Whether another program holds `path`: Windows then does not open it for us alone.
fn is_held_now(path: &Path) -> bool {
    if injected(path).is_some() {
        return true;
    }
    #[cfg(windows)]
    {
        use std::os::windows::fs::OpenOptionsExt;
        let alone = std::fs::File::options().read(true).share_mode(0).open(path);
        alone.is_err_and(|error| is_held(&error))
    }
    #[cfg(not(windows))]
    false
}

/// The environment variable of the tests: `3 output/plan.pdf` makes the first three operations on the file
/// and on folders that hold it fail as Windows makes them.
#[cfg(debug_assertions)]
const INJECTED: &str = "PLANBOOK_HELD";

/// The error that a test asks for.
#[cfg(debug_assertions)]
fn injected(path: &Path) -> Option<io::Error> {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static DONE: AtomicUsize = AtomicUsize::new(0);

    let asked = std::env::var(INJECTED).ok()?;
    let (count, name) = asked.split_once(' ')?;
    let count: usize = count.parse().ok()?;
    let mut around = Path::new(name).ancestors().filter(|around| !around.as_os_str().is_empty());
    let meant = around.any(|around| path.ends_with(around));
    (meant && DONE.fetch_add(1, Ordering::Relaxed) < count).then(|| held_error(path))
}

#[cfg(not(debug_assertions))]
fn injected(_: &Path) -> Option<io::Error> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fails `count` times; returns the result and the number of attempts and pauses.
    fn try_with(count: usize, error: impl Fn() -> io::Error) -> (io::Result<()>, usize, usize) {
        let (mut attempts, mut pauses) = (0, 0);
        let operation = || {
            attempts += 1;
            if attempts <= count { Err(error()) } else { Ok(()) }
        };
        let result = retry_with(Path::new("本/plan.pdf"), operation, |_| pauses += 1);
        (result, attempts, pauses)
    }

    #[test]
    fn a_held_file_is_tried_again() {
        let held = || held_error(Path::new("plan.pdf"));
        for count in 0..=PAUSES.len() {
            let (result, attempts, pauses) = try_with(count, held);
            assert!(result.is_ok(), "{count}");
            assert_eq!((attempts, pauses), (count + 1, count));
        }
        let (result, attempts, pauses) = try_with(usize::MAX, held);
        let error = result.expect_err("it is held for ever");
        assert_eq!((attempts, pauses), (PAUSES.len() + 1, PAUSES.len()));
        assert_eq!(error.to_string(), "another program has 本/plan.pdf open");
        assert!(is_held(&error));
    }

    #[test]
    fn other_errors_are_not_tried_again() {
        for kind in [io::ErrorKind::NotFound, io::ErrorKind::StorageFull] {
            let (result, attempts, _) = try_with(usize::MAX, || kind.into());
            assert_eq!((result.expect_err("it fails").kind(), attempts), (kind, 1));
        }
    }

    #[test]
    fn a_temporary_file_arrives_after_attempts() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("plan.csv");
        let file = tempfile::NamedTempFile::new_in(&folder).expect("a file");
        std::fs::write(file.path(), "new").expect("written");
        persist(file, &path).expect("put in place");
        assert_eq!(std::fs::read(&path).expect("there"), b"new");
    }
}
