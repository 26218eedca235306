//! Folders as their files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The contents of files, by path.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Every file below `folder`, by its path from there.
pub fn files(folder: &Path) -> Files {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .map(|entry| entry.expect("an entry"))
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let name = entry.path().strip_prefix(folder).expect("below it").to_string_lossy();
            (name.replace('\\', "/"), fs::read(entry.path()).expect("a file"))
        })
        .collect()
}

/// Copies everything below `from`.
pub fn copy_tree(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.expect("an entry");
        let target = to.join(entry.path().strip_prefix(from).expect("below it"));
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).expect("a folder");
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}
