//! Exchange of the new tree with the output folder.
//!
//! Both folders are exchanged in one atomic step where the system supports it. Elsewhere, the old
//! folder is renamed first. A folder that cannot be moved, such as a mounted volume of a
//! container, is left to [`replace`](super::replace).

use std::io;
use std::path::Path;

use crate::held::{held_below, held_error, rename};

/// Folder of the new tree, in the cache folder of an output.
pub(super) const NEW_TREE: &str = "next";
/// Folder of the previously published tree.
pub(super) const PREVIOUS_TREE: &str = "tree";
/// Folder of the old tree while the new one replaces it in two steps.
pub(super) const DISPLACED_TREE: &str = "old";

/// Whether the output and its cache folder are on one file system, so that a tree can be renamed.
pub(super) fn can_move(cache_dir: &Path, folder: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let device = |path: &Path| path.metadata().ok().map(|found| found.dev());
        device(folder).is_none_or(|there| Some(there) == device(cache_dir))
    }
    #[cfg(not(unix))]
    {
        let _ = (cache_dir, folder);
        true
    }
}

/// Exchanges the new tree in `cache_dir` with the output `folder`. Returns whether the folder can
/// be moved; if not, nothing has changed.
pub(super) fn exchange(cache_dir: &Path, folder: &Path) -> io::Result<bool> {
    let new_tree = cache_dir.join(NEW_TREE);
    let moved = if folder.exists() {
        exchange_folders(&new_tree, folder, &cache_dir.join(DISPLACED_TREE))
    } else {
        rename(&new_tree, folder)
    };
    let Err(error) = moved else { return Ok(true) };
    // A folder that another program looks at cannot be moved, but its files can be replaced one by one,
    // unless one of them is open.
    match error.kind() {
        io::ErrorKind::CrossesDevices => Ok(false),
        io::ErrorKind::ResourceBusy => match held_below(folder) {
            Some(file) => Err(held_error(&file)),
            None => Ok(false),
        },
        io::ErrorKind::PermissionDenied if cfg!(windows) => match held_below(folder) {
            Some(file) => Err(held_error(&file)),
            None => Err(error),
        },
        _ => Err(error),
    }
}

/// Exchanges the folders `new_tree` and `folder`; `displaced` is free, and on the way of the old one where the
/// system cannot do it in one step.
///
/// # Errors
/// When the system refuses. `folder` is then as before, or the old one is at `displaced`.
pub fn exchange_folders(new_tree: &Path, folder: &Path, displaced: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use crate::held::retry;
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;

        let exchanged =
            retry(folder, || Ok(renameat_with(CWD, new_tree, CWD, folder, RenameFlags::EXCHANGE)));
        match exchanged? {
            Ok(()) => return Ok(()),
            // Some file systems do not support the exchange.
            Err(Errno::INVAL | Errno::NOSYS) => {}
            Err(error) => return Err(error.into()),
        }
    }
    exchange_in_two_steps(new_tree, folder, displaced)
}

/// Renames the old tree and then the new one. If the second step fails, the first is undone.
pub(super) fn exchange_in_two_steps(
    new_tree: &Path,
    folder: &Path,
    displaced: &Path,
) -> io::Result<()> {
    rename(folder, displaced)?;
    if let Err(error) = rename(new_tree, folder) {
        rename(displaced, folder)?;
        return Err(error);
    }
    rename(displaced, new_tree)
}
