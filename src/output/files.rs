//! Files as the disk has them: how one is put in its place, and which there are.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

/// Makes the file at `path` with `make`, which must not replace one, and its folders first
/// where they are missing. A file that is there goes: it may be a link to one of the old tree,
/// which must not be written to.
pub(super) fn place(path: &Path, make: impl Fn() -> io::Result<()>) -> io::Result<()> {
    make().or_else(|error| match (error.kind(), path.parent()) {
        (io::ErrorKind::NotFound, Some(folder)) => {
            fs_err::create_dir_all(folder)?;
            make()
        }
        (io::ErrorKind::AlreadyExists, _) => {
            fs_err::remove_file(path)?;
            make()
        }
        _ => Err(error),
    })
}

/// Whether the file at `path` is no link and has just these bytes.
pub(super) fn has_bytes(path: &Path, bytes: &[u8]) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|m| m.is_file() && m.len() == bytes.len() as u64)
        && std::fs::read(path).is_ok_and(|old| old == bytes)
}

/// The files below `folder` that `wanted` wants; none where there is no folder.
///
/// # Errors
/// What cannot be read.
pub fn read_files(
    folder: &Path,
    wanted: impl Fn(&str) -> bool,
) -> io::Result<BTreeMap<String, Vec<u8>>> {
    let names = files_in(folder, usize::MAX)?.into_iter().filter(|name| wanted(name));
    names.map(|name| fs_err::read(folder.join(&name)).map(|bytes| (name, bytes))).collect()
}

/// The names of all files at most `depth` steps below `folder`; none where there is no folder.
pub(super) fn files_in(folder: &Path, depth: usize) -> io::Result<Vec<String>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    for entry in walkdir::WalkDir::new(folder).max_depth(depth).sort_by_file_name() {
        let entry = entry?;
        if let (true, Ok(relative)) =
            (entry.file_type().is_file(), entry.path().strip_prefix(folder))
        {
            let parts: Vec<_> = relative.iter().map(|p| p.to_string_lossy()).collect();
            names.push(parts.join("/"));
        }
    }
    Ok(names)
}
