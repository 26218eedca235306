//! Files as the disk has them: how one is put in its place, and which there are.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::Metadata;
use std::io;
use std::ops::Bound;
use std::path::{Component, Path};

/// A set of files by their paths, with `/` between the parts.
pub(super) trait Names {
    /// Whether it has this one.
    fn has(&self, name: &str) -> bool;
    /// The first that is not before `name`.
    fn first_from(&self, name: &str) -> Option<&str>;
}

fn from(name: &str) -> (Bound<&str>, Bound<&str>) {
    (Bound::Included(name), Bound::Unbounded)
}

impl<T> Names for BTreeMap<String, T> {
    fn has(&self, name: &str) -> bool {
        self.contains_key(name)
    }

    fn first_from(&self, name: &str) -> Option<&str> {
        self.range::<str, _>(from(name)).next().map(|(name, _)| name.as_str())
    }
}

impl Names for BTreeSet<String> {
    fn has(&self, name: &str) -> bool {
        self.contains(name)
    }

    fn first_from(&self, name: &str) -> Option<&str> {
        self.range::<str, _>(from(name)).next().map(String::as_str)
    }
}

/// Whether one of `files` is in the folder `path`, which ends with `/`, or below it.
pub(super) fn has_below(files: &impl Names, path: &str) -> bool {
    files.first_from(path).is_some_and(|file| file.starts_with(path))
}

/// Whether the path `name` stays in the folder it is joined to.
#[must_use]
pub fn is_inside(name: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty() && Path::new(part).components().all(|c| matches!(c, Component::Normal(_)))
    };
    !name.contains('\0') && name.split('/').all(plain)
}

/// Makes the file at `path` with `make`, which must not replace one, and its folders first
/// where they are missing. What is there goes: it may be a link to a file of the old tree,
/// which must not be written to.
pub(super) fn place(path: &Path, make: impl Fn() -> io::Result<()>) -> io::Result<()> {
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

/// Makes `new` the file `old`: links it where the file system has links, and copies it
/// elsewhere. There must be no `new` yet.
pub(super) fn link_or_copy(old: &Path, new: &Path) -> io::Result<()> {
    use io::ErrorKind::{AlreadyExists, NotADirectory, NotFound};
    fs_err::hard_link(old, new).or_else(|error| match error.kind() {
        AlreadyExists | NotADirectory | NotFound => Err(error),
        _ => fs_err::copy(old, new).map(drop),
    })
}

/// What the system knows of the file at `path`, if it is one, no link, and has just these bytes.
pub(super) fn with_bytes(path: &Path, bytes: &[u8]) -> Option<Metadata> {
    let found = path.symlink_metadata().ok()?;
    let same = found.is_file()
        && found.len() == bytes.len() as u64
        && std::fs::read(path).is_ok_and(|old| old == bytes);
    same.then_some(found)
}

/// The files in the folder `part` of the tree `folder` and below, by their paths in the tree;
/// none where there is no such folder. Links are not followed.
///
/// # Errors
/// What cannot be read.
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
            && let Some(name) = name_of(path)
        {
            files.insert(name, fs_err::read(entry.path())?);
        }
    }
    Ok(files)
}

/// The relative `path` with `/` between its parts; nothing where it is not UTF-8, as no name
/// of planbook's is.
pub(super) fn name_of(path: &Path) -> Option<String> {
    let parts: Option<Vec<_>> = path.iter().map(|part| part.to_str()).collect();
    Some(parts?.join("/"))
}

/// Whether every folder on the way from the tree `folder` to its file `name` is one, and no
/// link.
pub(super) fn is_reached_by_folders(folder: &Path, name: &str) -> bool {
    let ends = name.match_indices('/').map(|(end, _)| end);
    ends.into_iter()
        .all(|end| folder.join(&name[..end]).symlink_metadata().is_ok_and(|found| found.is_dir()))
}

/// Whether both are about one file.
#[cfg(unix)]
pub(super) fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// Elsewhere the standard library cannot tell.
#[cfg(not(unix))]
pub(super) fn is_same(_: &Metadata, _: &Metadata) -> bool {
    false
}
