//! Versions of a book that commands can name: a frozen edition, a kept draft, a folder, a Git revision, a
//! `plan.json`, or a PDF with its data.
//!
//! This module must not know what is done with a version.

mod errors;
mod git;
mod indicators;
mod kept;
mod open_data;
mod policies;
mod tables;

use std::path::Path;

pub use kept::{Kept, keep};

use self::errors::{VersionError, refused};
use crate::compare::Snapshot;
use crate::compile::{self, frozen_editions};
use crate::diag::{Diagnostic, Severity, Sink};
use crate::model::{Book, ComparisonWords};
use crate::reading::Reading;
use crate::render::print::FinishedPdf;
use crate::source::Sources;

/// The file of the open data in a publication, and its name among the files attached to a PDF.
const PLAN: &str = "plan.json";
/// The beginning of names of Git revisions, where a name alone would mean something else.
const GIT: &str = "git:";

/// A version of a book.
#[derive(Debug)]
pub struct Version {
    /// How it was named; empty for the book as it is.
    pub name: String,
    /// What it says.
    pub snapshot: Snapshot,
    /// The words of the tables of its plan; none of data alone.
    pub words: Option<ComparisonWords>,
    /// How many errors its sources have, although everything in them could be read.
    pub errors: usize,
}

/// Why a version cannot be read: findings, with the sources that they are in.
#[derive(Debug)]
pub struct Unreadable {
    /// The sources.
    pub sources: Sources,
    /// The findings.
    pub findings: Vec<Diagnostic>,
}

impl From<Diagnostic> for Unreadable {
    fn from(finding: Diagnostic) -> Self {
        Self { sources: Sources::default(), findings: vec![finding] }
    }
}

impl Version {
    /// The book at `root` as it is.
    ///
    /// # Errors
    /// When it cannot be read whole.
    pub fn current(root: &Path) -> Result<Self, Unreadable> {
        of_folder(root, "")
    }

    /// The version called `name` of the book at `root`: an edition in `editions/` (`R6`), a draft that was
    /// kept by name, a path, or a Git revision, which `git:` may precede. A path is the folder of a book
    /// or of a publication, a `plan.json`, or a PDF of planbook; it is not below `root` unless it says so.
    ///
    /// # Errors
    /// When there is none, or it cannot be read whole.
    pub fn find(root: &Path, name: &str) -> Result<Self, Unreadable> {
        if let Some(revision) = name.strip_prefix(GIT) {
            return of_revision(root, name, revision);
        }
        let editions = frozen_editions(root);
        if let Some((_, folder)) = editions.iter().find(|(year, _)| year.to_string() == name) {
            return of_folder(folder, name);
        }
        if let Some(folder) = kept::folder(root, name).filter(|folder| folder.is_dir()) {
            return of_folder(&folder, name);
        }
        let path = Path::new(name);
        if path.is_dir() {
            let data = path.join("data").join(PLAN);
            if !path.join("content").is_dir() && data.is_file() {
                return of_file(&data, name);
            }
            return of_folder(path, name);
        }
        if path.is_file() {
            return of_file(path, name);
        }
        if git::is_repository(root) {
            return of_revision(root, name, name);
        }
        Err(refused(name, &VersionError::Unknown { root }).into())
    }
}

/// The version whose sources are in `folder`.
fn of_folder(folder: &Path, name: &str) -> Result<Version, Unreadable> {
    let mut sink = Sink::new();
    let (sources, book) = compile::load(folder, &[], &mut sink);
    let findings = sink.into_sorted();
    let errors = findings.iter().filter(|found| found.severity == Severity::Error).count();
    // What cannot be read would seem to have ended.
    match book.filter(Book::is_complete) {
        Some(book) => {
            let snapshot = Snapshot::of(&Reading::new(&book));
            let words = Some(book.plan.comparison);
            Ok(Version { name: name.to_owned(), snapshot, words, errors })
        }
        None => Err(Unreadable { sources, findings }),
    }
}

/// The version whose data are in a `plan.json` or a PDF.
fn of_file(path: &Path, name: &str) -> Result<Version, Unreadable> {
    let bytes = fs_err::read(path).map_err(|error| refused(name, &VersionError::Io(&error)))?;
    let bytes = if bytes.starts_with(b"%PDF") {
        let pdf = FinishedPdf::read(bytes);
        let attached = pdf.and_then(|pdf| pdf.attached(PLAN));
        let attached =
            attached.map_err(|error| refused(name, &VersionError::NoData(error.reason())))?;
        attached.ok_or_else(|| refused(name, &VersionError::WithoutData))?
    } else {
        bytes
    };
    let snapshot =
        open_data::read(&bytes).map_err(|reason| refused(name, &VersionError::NoData(&reason)))?;
    Ok(Version { name: name.to_owned(), snapshot, words: None, errors: 0 })
}

/// The version of the sources in a Git revision.
fn of_revision(root: &Path, name: &str, revision: &str) -> Result<Version, Unreadable> {
    let folder = git::export(root, revision).map_err(|error| match error {
        git::Error::Missing => refused(name, &VersionError::GitMissing),
        git::Error::Unknown => refused(name, &VersionError::Unknown { root }),
        git::Error::Failed(reason) => refused(name, &VersionError::Git(&reason)),
        git::Error::Io(error) => refused(name, &VersionError::Io(&error)),
    })?;
    of_folder(folder.path(), name)
}
