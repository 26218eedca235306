//! Files as the disk has them: how one is put in its place, and which there are.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::io;
use std::path::Path;

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

/// What the system knows of the file at `path`, if it is one, no link, and has just these bytes.
pub(super) fn with_bytes(path: &Path, bytes: &[u8]) -> Option<Metadata> {
    let found = path.symlink_metadata().ok()?;
    let same = found.is_file()
        && found.len() == bytes.len() as u64
        && std::fs::read(path).is_ok_and(|old| old == bytes);
    same.then_some(found)
}

/// The files below `folder` that `wanted` wants; none where there is no folder.
///
/// # Errors
/// What cannot be read.
pub fn read_files(
    folder: &Path,
    wanted: impl Fn(&str) -> bool,
) -> io::Result<BTreeMap<String, Vec<u8>>> {
    let names = files_in(folder, |_| true)?.into_iter().filter(|name| wanted(name));
    names.map(|name| fs_err::read(folder.join(&name)).map(|bytes| (name, bytes))).collect()
}

/// The names of all files in `folder` and below, but for what stands at its top and is not
/// let in by its name; none where there is no folder.
pub(super) fn files_in(folder: &Path, lets_in: impl Fn(&str) -> bool) -> io::Result<Vec<String>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let lets_in = |entry: &walkdir::DirEntry| {
        entry.depth() != 1 || lets_in(&entry.file_name().to_string_lossy())
    };
    let walk = walkdir::WalkDir::new(folder).sort_by_file_name();
    let mut names = Vec::new();
    for entry in walk.into_iter().filter_entry(lets_in) {
        let entry = entry?;
        if entry.file_type().is_file() {
            names.extend(path_in(folder, entry.path()));
        }
    }
    Ok(names)
}

/// Whether one of `files`, by their paths, is in the folder `path`, which ends with `/`, or
/// below it.
pub(super) fn has_below<T>(files: &BTreeMap<String, T>, path: &str) -> bool {
    files.range(path.to_owned()..).next().is_some_and(|(file, _)| file.starts_with(path))
}

/// The way from `folder` to `path` with `/` between its parts.
pub(super) fn path_in(folder: &Path, path: &Path) -> Option<String> {
    let parts: Vec<_> =
        path.strip_prefix(folder).ok()?.iter().map(|part| part.to_string_lossy()).collect();
    Some(parts.join("/"))
}
