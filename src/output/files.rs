//! Operations on files and on sets of relative paths.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::Metadata;
use std::io;
use std::ops::Bound;
use std::path::{Component, Path};

/// A set of file paths with `/` as the separator.
pub(super) trait PathSet {
    /// Whether the set has `name`.
    fn has(&self, name: &str) -> bool;
    /// The first path that is not less than `name`.
    fn first_from(&self, name: &str) -> Option<&str>;
}

fn from(name: &str) -> (Bound<&str>, Bound<&str>) {
    (Bound::Included(name), Bound::Unbounded)
}

impl<T> PathSet for BTreeMap<String, T> {
    fn has(&self, name: &str) -> bool {
        self.contains_key(name)
    }

    fn first_from(&self, name: &str) -> Option<&str> {
        self.range::<str, _>(from(name)).next().map(|(name, _)| name.as_str())
    }
}

impl PathSet for BTreeSet<String> {
    fn has(&self, name: &str) -> bool {
        self.contains(name)
    }

    fn first_from(&self, name: &str) -> Option<&str> {
        self.range::<str, _>(from(name)).next().map(String::as_str)
    }
}

/// Whether one of `files` is in the folder `path`, which ends with `/`, or below it.
pub(super) fn has_below(files: &impl PathSet, path: &str) -> bool {
    files.first_from(path).is_some_and(|file| file.starts_with(path))
}

/// Whether the relative path `name` stays inside the folder it is joined to.
#[must_use]
pub fn is_inside(name: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty() && Path::new(part).components().all(|c| matches!(c, Component::Normal(_)))
    };
    !name.contains('\0') && name.split('/').all(plain)
}

/// Creates the file at `path` with `make`, which must not replace an existing file, and its parent
/// folders if they are missing. An existing file is removed first and not written to: it may be a
/// hard link to a file of the old tree.
pub(super) fn create_file(path: &Path, make: impl Fn() -> io::Result<()>) -> io::Result<()> {
    use io::ErrorKind::{AlreadyExists, NotADirectory, NotFound};
    make().or_else(|error| match (error.kind(), path.parent()) {
        (NotFound, Some(folder)) => {
            fs_err::create_dir_all(folder)?;
            make()
        }
        (NotADirectory, Some(folder)) => {
            let is_file = |folder: &&Path| folder.is_file();
            folder.ancestors().find(is_file).map_or(Ok(()), fs_err::remove_file)?;
            fs_err::create_dir_all(folder)?;
            make()
        }
        (AlreadyExists, _) => {
            if path.symlink_metadata()?.is_dir() {
                fs_err::remove_dir_all(path)?;
            } else {
                fs_err::remove_file(path)?;
            }
            make()
        }
        _ => Err(error),
    })
}

/// Makes `new` a hard link to `old`, or a copy where the file system does not support hard links.
/// `new` must not exist yet.
pub(super) fn link_or_copy(old: &Path, new: &Path) -> io::Result<()> {
    use io::ErrorKind::{AlreadyExists, NotADirectory, NotFound};
    fs_err::hard_link(old, new).or_else(|error| match error.kind() {
        AlreadyExists | NotADirectory | NotFound => Err(error),
        _ => fs_err::copy(old, new).map(drop),
    })
}

/// The metadata of the regular file at `path`, if its content equals `bytes`.
pub(super) fn metadata_if_equal(path: &Path, bytes: &[u8]) -> Option<Metadata> {
    let found = path.symlink_metadata().ok()?;
    let same = found.is_file()
        && found.len() == bytes.len() as u64
        && std::fs::read(path).is_ok_and(|old| old == bytes);
    same.then_some(found)
}

/// Reads all files below the folder `part` of the tree `folder`, by path within the tree. The
/// result is empty if there is no such folder. Symbolic links are not followed.
///
/// # Errors
/// When a file cannot be read.
pub fn read_files(folder: &Path, part: &str) -> io::Result<BTreeMap<String, Vec<u8>>> {
    let is_folder = |path: &Path| path.symlink_metadata().is_ok_and(|found| found.is_dir());
    if !is_folder(folder) || !is_folder(&folder.join(part)) {
        return Ok(BTreeMap::new());
    }
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder.join(part)) {
        let entry = entry?;
        let path = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        if entry.file_type().is_file()
            && let Some(name) = tree_path(path)
        {
            files.insert(name, fs_err::read(entry.path())?);
        }
    }
    Ok(files)
}

/// The relative `path` with `/` as the separator, or `None` if it is not UTF-8. All names of
/// planbook's files are UTF-8.
pub(super) fn tree_path(path: &Path) -> Option<String> {
    let parts: Option<Vec<_>> = path.iter().map(|part| part.to_str()).collect();
    Some(parts?.join("/"))
}

/// Whether all parents of the file `name` in the tree `folder` are folders, and not links.
pub(super) fn parents_are_folders(folder: &Path, name: &str) -> bool {
    let ends = name.match_indices('/').map(|(end, _)| end);
    ends.into_iter()
        .all(|end| folder.join(&name[..end]).symlink_metadata().is_ok_and(|found| found.is_dir()))
}

/// Whether both are the metadata of one file.
#[cfg(unix)]
pub(super) fn is_same_file(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// On other systems the standard library cannot identify files.
#[cfg(not(unix))]
pub(super) fn is_same_file(_: &Metadata, _: &Metadata) -> bool {
    false
}
