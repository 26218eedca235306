//! Exchange of the new tree with the output folder.
//!
//! Both folders are exchanged in one atomic step where the system supports it. Elsewhere, the old
//! folder is renamed first. A folder that cannot be moved, such as a mounted volume of a
//! container, is left to [`replace`](super::replace).

use std::io;
use std::path::Path;

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
        fs_err::rename(&new_tree, folder)
    };
    match moved {
        Ok(()) => Ok(true),
        Err(error) => match error.kind() {
            io::ErrorKind::CrossesDevices | io::ErrorKind::ResourceBusy => Ok(false),
            _ => Err(error),
        },
    }
}

fn exchange_folders(new_tree: &Path, folder: &Path, displaced: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        match renameat_with(CWD, new_tree, CWD, folder, RenameFlags::EXCHANGE) {
            Ok(()) => return Ok(()),
            // Some file systems do not support the exchange.
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => {}
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
    std::fs::rename(folder, displaced)?;
    if let Err(error) = fs_err::rename(new_tree, folder) {
        fs_err::rename(displaced, folder)?;
        return Err(error);
    }
    fs_err::rename(displaced, new_tree)
}
