//! Drafts that are kept by name: `editions/drafts/委員会1/`, each with the sources of the book.
//!
//! A draft has the files of `content/` alone, so that it can be compared; it is not built again. It is put
//! in place whole, and never changed.

use std::path::{Path, PathBuf};

use super::errors::{not_kept, not_named};
use crate::compile::{self, EDITIONS};
use crate::diag::{Severity, Sink};
use crate::editions::freeze::Done;
use crate::editions::new_folder::NewFolder;
use crate::source::State;
use crate::value::is_legal_name;

/// The folder of the drafts, in that of the editions.
const DRAFTS: &str = "drafts";
/// The longest name, in characters.
const LONGEST: usize = 60;

/// A draft that was kept.
#[derive(Debug)]
pub struct Kept {
    /// Its folder.
    pub folder: PathBuf,
    /// How many files it has.
    pub files: usize,
    /// How many errors its sources have.
    pub errors: usize,
    /// Whether it was kept before, with the same files.
    pub before: bool,
}

/// The folder of the draft `name` of the book at `root`; none if it is no name.
pub(super) fn folder(root: &Path, name: &str) -> Option<PathBuf> {
    let fits = (1..=LONGEST).contains(&name.chars().count());
    // `.git` and the like are hidden.
    let is_name = fits
        && is_legal_name(name)
        && !name.starts_with('.')
        && !name.starts_with(char::is_whitespace);
    is_name.then(|| root.join(EDITIONS).join(DRAFTS).join(name))
}

/// The names of the drafts of the book at `root`.
pub(super) fn names(root: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(root.join(EDITIONS).join(DRAFTS)).into_iter().flatten();
    let folders = entries.flatten().filter(|entry| entry.file_type().is_ok_and(|t| t.is_dir()));
    let names = folders.filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| folder(root, name).is_some()).collect();
    names.sort();
    names
}

/// Keeps the sources of the book at `root` as the draft `name`. Sources with errors are kept, too, as long
/// as everything in them can be read.
#[must_use]
pub fn keep(root: &Path, name: &str) -> Done<Kept> {
    let mut sink = Sink::new();
    let (sources, book) = compile::load(root, &[], &mut sink);
    let findings = sink.into_sorted();
    let errors = findings.iter().filter(|found| found.severity == Severity::Error).count();
    if !book.is_some_and(|book| book.is_complete()) {
        return Done { sources, findings, result: None, cannot_run: false };
    }
    let is_year = name.parse::<crate::model::FiscalYear>().is_ok();
    let Some(folder) = folder(root, name).filter(|_| !is_year) else {
        return Done::refused(sources, not_named(name));
    };
    let read = sources.iter().filter(|(_, file)| file.state() == State::Whole);
    let files: Vec<(String, &[u8])> =
        read.map(|(_, file)| (file.name().to_owned(), file.content())).collect();
    let kept = |before| Kept { folder: folder.clone(), files: files.len(), errors, before };
    if folder.symlink_metadata().is_ok() {
        return if is_same(&folder, &files) {
            Done { result: Some(kept(true)), findings: Vec::new(), sources, cannot_run: false }
        } else {
            Done::refused(sources, not_kept(name, None))
        };
    }
    match write(root, &folder, &files) {
        Ok(()) => {
            let result = Some(kept(false));
            Done { result, findings: Vec::new(), sources, cannot_run: false }
        }
        Err(error) => {
            Done { cannot_run: true, ..Done::refused(sources, not_kept(name, Some(&error))) }
        }
    }
}

/// Whether the files of the draft in `folder` are exactly `files`.
fn is_same(folder: &Path, files: &[(String, &[u8])]) -> bool {
    let walk = walkdir::WalkDir::new(folder.join("content")).into_iter().flatten();
    let count = walk.filter(|entry| entry.file_type().is_file()).count();
    let same = |(name, bytes): &(String, &[u8])| {
        fs_err::read(folder.join(name)).is_ok_and(|kept| kept == *bytes)
    };
    count == files.len() && files.iter().all(same)
}

fn write(root: &Path, folder: &Path, files: &[(String, &[u8])]) -> std::io::Result<()> {
    let editions = root.join(EDITIONS);
    let new = NewFolder::new(&[&editions, &editions.join(DRAFTS)])?;
    for (name, bytes) in files {
        fs_err::write(new.file(name)?, bytes)?;
    }
    new.put(folder).map(|_| ())
}
