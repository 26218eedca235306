//! Writing of changed files, each in one atomic step.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::held::persist;
use crate::source::SourceFile;
use crate::value::BOM;

/// Why changes were not written.
#[derive(Debug)]
pub enum WriteError {
    /// Two changes of this file overlap.
    Overlap(String),
    /// This file is not as it was read: someone changed it meanwhile.
    Changed(String),
    /// This file, or a folder on the way to it, is a link.
    Link(String),
    /// This file is there, and cannot be read as what it should be.
    Unreadable(String),
    /// The system refuses.
    Io(io::Error),
    /// The system refuses after some files were changed, and these could not be put back.
    HalfDone(Vec<String>, io::Error),
}

impl From<io::Error> for WriteError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// A new file that is complete on the disk.
struct Ready<'a> {
    path: PathBuf,
    source: &'a SourceFile,
    old: Vec<u8>,
    new: NamedTempFile,
}

/// Writes the new text of each of `files` below `root`. Nothing is changed before all new files are
/// complete on the disk. If one cannot be put in place, the others are put back.
pub(super) fn all(root: &Path, files: &[(&SourceFile, String)]) -> Result<(), WriteError> {
    let mut ready = Vec::new();
    let bom = BOM.to_string();
    for (file, text) in files {
        let path = path_below(root, file.name())?;
        let old = old_bytes(&path, file)?;
        let folder = path.parent().unwrap_or(root);
        // The mark is not part of a source's text.
        let mark = if old.starts_with(bom.as_bytes()) { bom.as_bytes() } else { &[] };
        let new = complete(&path, folder, &[mark, text.as_bytes()])?;
        ready.push(Ready { path, source: file, old, new });
    }
    let mut done: Vec<(PathBuf, &SourceFile, Vec<u8>)> = Vec::new();
    for Ready { path, source, old, new } in ready {
        let put = old_bytes(&path, source).and_then(|_| Ok(persist(new, &path)?));
        if let Err(error) = put {
            return Err(put_back(root, done, error));
        }
        done.push((path, source, old));
    }
    Ok(())
}

/// A temporary file in `folder` of `parts`, on the disk, with the permissions of the file at `path`.
fn complete(path: &Path, folder: &Path, parts: &[&[u8]]) -> io::Result<NamedTempFile> {
    // A name with a dot in front is not read as a source.
    let mut file = tempfile::Builder::new().prefix(".planbook-edit-").tempfile_in(folder)?;
    parts.iter().try_for_each(|part| file.write_all(part))?;
    file.as_file().set_permissions(fs_err::metadata(path)?.permissions())?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Puts the old bytes of the changed files back; returns what to say of `error`.
fn put_back(
    root: &Path,
    done: Vec<(PathBuf, &SourceFile, Vec<u8>)>,
    error: WriteError,
) -> WriteError {
    let mut left = Vec::new();
    for (path, source, old) in done {
        let folder = path.parent().unwrap_or(root);
        let put = complete(&path, folder, &[&old]).and_then(|file| persist(file, &path));
        if put.is_err() {
            left.push(source.name().to_owned());
        }
    }
    match error {
        error if left.is_empty() => error,
        WriteError::Io(error) => WriteError::HalfDone(left, error),
        _ => WriteError::HalfDone(left, io::ErrorKind::ResourceBusy.into()),
    }
}

/// Writes the file at `path` in one step, and the folders above it. Its mode follows the umask. A link
/// at `path` itself is replaced, not followed.
///
/// # Errors
/// When the system refuses; a file that was there is then as before.
pub fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    fs_err::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".planbook-");
    // Temporary files are for their owner alone; this one is for all who may read the book.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    persist(file, path)
}

/// The path of `name` below `root`; parts of it may not be there yet.
///
/// # Errors
/// When a link is on the way.
pub fn path_below(root: &Path, name: &str) -> Result<PathBuf, WriteError> {
    let mut path = root.to_owned();
    for part in name.split('/') {
        path.push(part);
        if path.symlink_metadata().is_ok_and(|found| found.is_symlink()) {
            return Err(WriteError::Link(name.to_owned()));
        }
    }
    Ok(path)
}

/// The bytes of the file at `path`, if its text is still that of `file`.
fn old_bytes(path: &Path, file: &SourceFile) -> Result<Vec<u8>, WriteError> {
    let bytes = fs_err::read(path)?;
    let text = bytes.strip_prefix(BOM.to_string().as_bytes()).unwrap_or(&bytes);
    if text == file.text().as_bytes() {
        return Ok(bytes);
    }
    Err(WriteError::Changed(file.name().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Sink;
    use crate::edit::Edits;
    use crate::source::Sources;
    use crate::span::{FileId, Span};

    const NAME: &str = "content/a.yaml";

    /// A folder with one source, the sources, and a change of its first byte.
    fn book(text: &str) -> (tempfile::TempDir, Sources, Edits) {
        let folder = tempfile::tempdir().expect("a folder");
        fs_err::create_dir(folder.path().join("content")).expect("a folder");
        fs_err::write(folder.path().join(NAME), text).expect("written");
        let sources = Sources::load(folder.path(), &mut Sink::new());
        let mut edits = Edits::new();
        edits.replace(Span::new(FileId(0), 0, 1), "X");
        (folder, sources, edits)
    }

    #[test]
    fn all_other_bytes_stay() {
        let (folder, sources, edits) = book("\u{FEFF}a: 1\r\n# 注 \r\n");
        edits.write(folder.path(), &sources).expect("written");
        let text = fs_err::read_to_string(folder.path().join(NAME)).expect("read");
        assert_eq!(text, "\u{FEFF}X: 1\r\n# 注 \r\n");
        assert_eq!(fs_err::read_dir(folder.path().join("content")).expect("read").count(), 1);
    }

    #[test]
    fn a_file_changed_meanwhile_is_not_overwritten() {
        let (folder, sources, edits) = book("a: 1\n");
        fs_err::write(folder.path().join(NAME), "a: 2\n").expect("written");
        let result = edits.write(folder.path(), &sources);
        assert!(matches!(result, Err(WriteError::Changed(name)) if name == NAME));
        assert_eq!(fs_err::read_to_string(folder.path().join(NAME)).expect("read"), "a: 2\n");
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_through_a_link() {
        let (folder, sources, edits) = book("a: 1\n");
        let elsewhere = folder.path().join("elsewhere");
        fs_err::rename(folder.path().join("content"), &elsewhere).expect("moved");
        std::os::unix::fs::symlink(&elsewhere, folder.path().join("content")).expect("linked");
        let result = edits.write(folder.path(), &sources);
        assert!(matches!(result, Err(WriteError::Link(name)) if name == NAME));
        assert_eq!(fs_err::read_to_string(elsewhere.join("a.yaml")).expect("read"), "a: 1\n");
    }

    #[cfg(unix)]
    #[test]
    fn permissions_stay() {
        use std::os::unix::fs::PermissionsExt as _;
        let (folder, sources, edits) = book("a: 1\n");
        let path = folder.path().join(NAME);
        fs_err::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).expect("set");
        edits.write(folder.path(), &sources).expect("written");
        let mode = fs_err::metadata(&path).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
    }
}
