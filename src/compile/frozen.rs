//! Lists the frozen editions of a book: `editions/R6/`, each a book of its own with its `content/`.

use std::path::{Path, PathBuf};

use crate::model::FiscalYear;

/// The folder of the frozen editions, in the book's folder.
pub const EDITIONS: &str = "editions";

/// The frozen editions of the book at `root`, oldest first, each with its folder. Folders whose names
/// are not those of editions, and links, are none.
#[must_use]
pub fn frozen_editions(root: &Path) -> Vec<(FiscalYear, PathBuf)> {
    let folder = root.join(EDITIONS);
    let is_folder = |path: &Path| path.symlink_metadata().is_ok_and(|found| found.is_dir());
    let entries = is_folder(&folder).then(|| std::fs::read_dir(&folder)).and_then(Result::ok);
    let edition = |path: PathBuf| {
        let name = path.file_name()?.to_str()?;
        let year: FiscalYear = name.parse().ok()?;
        (year.to_string() == name && is_folder(&path)).then_some((year, path))
    };
    let mut editions: Vec<_> =
        entries.into_iter().flatten().flatten().filter_map(|e| edition(e.path())).collect();
    editions.sort();
    editions
}
