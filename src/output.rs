//! What comes out, held in memory until it is whole, then put in place in one step.
//!
//! The new tree is written beside the old one and exchanged with it, so a build that fails
//! or is killed leaves the old tree as it was. A [`Workspace`] is where that happens: one
//! build at a time has it, and clears away what a killed one left.
//!
//! This module must not know what is in the tree.

use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// The files of a site by their path, with `/` between the parts.
#[derive(Debug, Default)]
pub struct OutputTree {
    files: BTreeMap<String, Vec<u8>>,
}

/// How every staging folder beside the output is called, before some random letters.
const STAGE_PREFIX: &str = ".planbook-";

/// The place beside an output folder where a build works, held by one build at a time.
#[derive(Debug)]
pub struct Workspace {
    folder: PathBuf,
    parent: PathBuf,
    /// Kept for its lock, which the system gives back even when the process is killed.
    _lock: Option<File>,
}

impl Workspace {
    /// Takes the place beside `folder`, after `waiting` was called where another build has
    /// it, and removes what killed builds left there.
    ///
    /// # Errors
    /// When the system does not let it look or write there.
    pub fn open(folder: &Path, waiting: impl FnOnce()) -> io::Result<Self> {
        // Where the output is a link, what it leads to is what is replaced.
        let folder = match fs_err::canonicalize(folder) {
            Ok(real) => real,
            Err(_) => std::path::absolute(folder)?,
        };
        let parent = folder.parent().unwrap_or(Path::new("/")).to_owned();
        fs_err::create_dir_all(&parent)?;
        // A folder can be locked on Unix. Where it cannot, builds are not kept apart, and
        // then nothing is removed that might be another's.
        let lock = File::open(&parent).ok().and_then(|lock| match lock.try_lock() {
            Ok(()) => Some(lock),
            Err(TryLockError::WouldBlock) => {
                waiting();
                lock.lock().ok().map(|()| lock)
            }
            Err(TryLockError::Error(_)) => None,
        });
        if lock.is_some() {
            remove_leftovers(&parent);
        }
        Ok(Self { folder, parent, _lock: lock })
    }

    /// A new empty folder on the same file system as the output, removed when dropped.
    ///
    /// # Errors
    /// When the system does not let it be made.
    pub fn stage(&self) -> io::Result<tempfile::TempDir> {
        tempfile::Builder::new()
            .prefix(STAGE_PREFIX)
            .tempdir_in(&self.parent)
            .map_err(|e| io::Error::new(e.kind(), format!("{}: {e}", self.parent.display())))
    }
}

/// Removes what killed builds left. Each folder is renamed first: a typesetter that its
/// killed build left running then finds no place to write to while the folder is removed.
/// What cannot be removed now is no reason not to build; the next build tries again.
fn remove_leftovers(parent: &Path) {
    let entries: Vec<_> = std::fs::read_dir(parent).into_iter().flatten().flatten().collect();
    for (index, entry) in entries.iter().enumerate() {
        let left = entry.file_name().to_string_lossy().starts_with(STAGE_PREFIX);
        if left && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            let gone = format!("{STAGE_PREFIX}gone-{}-{index}", std::process::id());
            let gone = parent.join(gone);
            if std::fs::rename(entry.path(), &gone).is_ok() {
                let _ = std::fs::remove_dir_all(gone);
            }
        }
    }
}

impl OutputTree {
    /// An empty tree.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file.
    pub fn insert(&mut self, path: impl Into<String>, bytes: Vec<u8>) {
        self.files.insert(path.into(), bytes);
    }

    /// The bytes at `path`.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// Every path, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Takes every file of the tree at `folder` that this one lacks and `keep` wants.
    ///
    /// # Errors
    /// What cannot be read.
    pub fn keep_from(&mut self, folder: &Path, keep: impl Fn(&str) -> bool) -> io::Result<()> {
        if !folder.is_dir() {
            return Ok(());
        }
        for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
            let entry = entry?;
            let Ok(relative) = entry.path().strip_prefix(folder) else {
                continue;
            };
            let parts: Vec<_> = relative.iter().map(|p| p.to_string_lossy()).collect();
            let name = parts.join("/");
            if entry.file_type().is_file() && keep(&name) && !self.files.contains_key(&name) {
                self.files.insert(name, fs_err::read(entry.path())?);
            }
        }
        Ok(())
    }

    /// Puts the tree in place of what was there.
    ///
    /// Files at its top whose names begin with a dot are the server's or the repository's
    /// (`.htaccess`, `.gitignore`): they stay.
    ///
    /// # Errors
    /// When the system refuses; the old tree is then as it was.
    pub fn publish(mut self, workspace: &Workspace) -> io::Result<()> {
        let folder = &workspace.folder;
        self.keep_from(folder, |name| name.starts_with('.') && !name.contains('/'))?;
        let stage = workspace.stage()?;
        make_readable(stage.path())?;
        for (name, bytes) in &self.files {
            let path = stage.path().join(name);
            if let Some(parent) = path.parent() {
                fs_err::create_dir_all(parent)?;
            }
            fs_err::write(path, bytes)?;
        }
        exchange(stage, folder)
    }
}

/// A temporary folder is its owner's alone; a site is everyone's.
#[cfg(unix)]
fn make_readable(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs_err::set_permissions(folder, std::fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_readable(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Puts `stage` where `folder` is, and removes what was there.
fn exchange(stage: tempfile::TempDir, folder: &Path) -> io::Result<()> {
    if !folder.exists() {
        return fs_err::rename(stage.keep(), folder);
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        match renameat_with(CWD, stage.path(), CWD, folder, RenameFlags::EXCHANGE) {
            // The stage now is the old tree, and is removed with it.
            Ok(()) => return stage.close(),
            // Some file systems cannot exchange; two steps then have to do.
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => {}
            Err(error) => return Err(error.into()),
        }
    }
    two_steps(stage, folder)
}

/// The old tree aside, the new one in its place, and back again if that fails.
fn two_steps(stage: tempfile::TempDir, folder: &Path) -> io::Result<()> {
    let new = stage.keep();
    let aside: PathBuf = new.with_extension("old");
    fs_err::rename(folder, &aside)?;
    if let Err(error) = fs_err::rename(&new, folder) {
        fs_err::rename(&aside, folder)?;
        fs_err::remove_dir_all(&new)?;
        return Err(error);
    }
    fs_err::remove_dir_all(&aside)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> OutputTree {
        let mut tree = OutputTree::new();
        for (name, text) in files {
            tree.insert(*name, text.as_bytes().to_vec());
        }
        tree
    }

    #[test]
    fn the_new_tree_replaces_the_old_but_not_the_servers_files() {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("output");
        let publish = |tree: OutputTree| {
            let workspace = Workspace::open(&folder, || {}).expect("a workspace");
            tree.publish(&workspace).expect("published");
        };
        publish(tree(&[("index.html", "old"), ("gone/index.html", "old")]));
        fs_err::write(folder.join(".htaccess"), "keep").expect("a file");
        fs_err::create_dir_all(home.path().join(".planbook-killed/x")).expect("a leftover");
        publish(tree(&[("index.html", "new")]));
        assert_eq!(fs_err::read_to_string(folder.join("index.html")).expect("it is there"), "new");
        assert!(!folder.join("gone").exists());
        assert!(folder.join(".htaccess").exists());
        let left: Vec<_> = fs_err::read_dir(home.path()).expect("a folder").collect();
        assert_eq!(left.len(), 1, "nothing of any stage is left");
    }

    #[test]
    fn without_exchange_two_steps_do_the_same() {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("output");
        fs_err::create_dir(&folder).expect("a folder");
        fs_err::write(folder.join("a"), "old").expect("a file");
        let stage =
            tempfile::Builder::new().prefix("new-").tempdir_in(home.path()).expect("a folder");
        fs_err::write(stage.path().join("a"), "new").expect("a file");
        two_steps(stage, &folder).expect("second");
        assert_eq!(fs_err::read_to_string(folder.join("a")).expect("it is there"), "new");
        assert_eq!(fs_err::read_dir(home.path()).expect("a folder").count(), 1);
    }
}
