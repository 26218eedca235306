//! Freezing: an edition is kept whole in `editions/R6/`, so that it can be made again.
//!
//! The folder is a book of its own: the sources that are read, the theme that is used, and `static/`.
//! Beside them are the open data (`plan.json`), the hashes of sources and outputs, and a record of
//! the programs and fonts. Drafts of the guide, schemas and other themes are not part of an edition.
//!
//! The publication is built from the new folder alone before that is put in place: what is frozen
//! can be built.

use std::io;
use std::path::{Path, PathBuf};

use super::errors::{FreezeError, io_error, left_over, not_frozen};
use super::hashes::Hashes;
use super::new_folder::NewFolder;
use super::rebuild::not_as_published;
use super::record::{EditionRecord, OUTPUTS, PLAN, SOURCES, Toolchain};
use crate::compile::{self, BuildStatus, EDITIONS, Outcome, Request, Step};
use crate::diag::{Diagnostic, Severity, Sink};
use crate::model::{Book, Status};
use crate::render::print::Typesetter;
use crate::source::{Sources, State, name_below};
use crate::theme;

/// Options of [`freeze`].
#[derive(Debug, Clone)]
pub struct FreezeOptions {
    /// The theme's name.
    pub theme: String,
    /// Whether the publication is kept, too.
    pub with_output: bool,
    /// Whether an edition frozen before is replaced.
    pub replace: bool,
}

/// How a command on editions ended.
#[derive(Debug)]
pub struct Done<T> {
    /// The sources, for showing findings with their lines.
    pub sources: Sources,
    /// What was found; if the result is none, why.
    pub findings: Vec<Diagnostic>,
    /// The result; none where nothing was done.
    pub result: Option<T>,
    /// Whether something that is needed is missing on this machine.
    pub cannot_run: bool,
}

/// Loads the book at `root`.
///
/// # Errors
/// Where it has errors: the end of a command that needs a book without any.
pub(super) fn load<T>(root: &Path) -> Result<(Sources, Book), Done<T>> {
    let mut sink = Sink::new();
    let (sources, book) = compile::load(root, &[], &mut sink);
    let findings = sink.into_sorted();
    let errors = findings.iter().any(|found| found.severity == Severity::Error);
    match book.filter(|_| !errors) {
        Some(book) => Ok((sources, book)),
        None => Err(Done { sources, findings, result: None, cannot_run: false }),
    }
}

impl<T> Done<T> {
    pub(super) fn refused(sources: Sources, finding: Diagnostic) -> Self {
        Self { sources, findings: vec![finding], result: None, cannot_run: false }
    }
}

/// A frozen edition.
#[derive(Debug)]
pub struct Frozen {
    /// Its year: `R6`.
    pub edition: String,
    /// Its folder.
    pub folder: PathBuf,
    /// How many files its publication has.
    pub outputs: usize,
    /// Whether it was frozen before, from the same sources.
    pub before: bool,
    /// Whether that was with another theme than that of the book now.
    pub of_other_theme: bool,
}

/// Freezes the edition of the book at `root`.
pub fn freeze(
    root: &Path,
    options: &FreezeOptions,
    typesetter: &dyn Typesetter,
    progress: &(dyn Fn(Step) + Sync),
) -> Done<Frozen> {
    let (sources, book) = match load(root) {
        Ok(loaded) => loaded,
        Err(done) => return done,
    };
    freeze_book(root, sources, &book, options, false, typesetter, progress)
}

/// Freezes `book`, which was read from `sources` without errors. An edition that is frozen already stays, if
/// it is from the same sources and theme; from the same sources with whatever theme if `of_any_theme`.
pub(super) fn freeze_book(
    root: &Path,
    sources: Sources,
    book: &Book,
    options: &FreezeOptions,
    of_any_theme: bool,
    typesetter: &dyn Typesetter,
    progress: &(dyn Fn(Step) + Sync),
) -> Done<Frozen> {
    if let Some(refusal) = unfinished(book) {
        return Done::refused(sources, not_frozen(&refusal, book));
    }
    let edition = book.plan.edition.year.to_string();
    let folder = root.join(EDITIONS).join(&edition);
    if folder.symlink_metadata().is_ok() && !options.replace {
        return match frozen_before(root, &folder, &sources, &edition, options) {
            Ok(Some(frozen)) if of_any_theme || !frozen.of_other_theme => {
                if options.with_output && !folder.join("output").is_dir() {
                    return Done::refused(
                        sources,
                        not_frozen(&FreezeError::WithoutOutput(folder), book),
                    );
                }
                Done { sources, findings: Vec::new(), result: Some(frozen), cannot_run: false }
            }
            Ok(_) => Done::refused(sources, not_frozen(&FreezeError::Differs(folder), book)),
            Err(error) => Done { cannot_run: true, ..Done::refused(sources, io_error(&error)) },
        };
    }
    let made = make(root, &folder, sources, book, options, typesetter, progress);
    // The folder of all editions may be new, and empty if nothing was frozen.
    let _ = std::fs::remove_dir(root.join(EDITIONS));
    match made {
        Ok(done) => done,
        Err((sources, error)) => {
            Done { cannot_run: true, ..Done::refused(sources, io_error(&error)) }
        }
    }
}

/// Why `book` cannot be frozen, if so.
pub(super) fn unfinished(book: &Book) -> Option<FreezeError> {
    if book.plan.edition.status != Status::Final {
        return Some(FreezeError::Unfinished);
    }
    let without_ids = book.without_ids().count();
    (without_ids > 0).then_some(FreezeError::WithoutIds(without_ids))
}

/// The edition in `folder`, if it was frozen from the same files.
fn frozen_before(
    root: &Path,
    folder: &Path,
    sources: &Sources,
    edition: &str,
    options: &FreezeOptions,
) -> io::Result<Option<Frozen>> {
    let record = EditionRecord::read(folder)?;
    let listed = Hashes::from_text(&fs_err::read_to_string(folder.join(SOURCES))?);
    let files = files_of(root, sources, &options.theme)?;
    let differing = listed.differing(root)?;
    let of_theme = |name: &&str| name.starts_with("themes/");
    let same = |wanted: fn(bool) -> bool| {
        let wanted = |name: &&str| wanted(of_theme(name));
        let names = files.iter().map(String::as_str).filter(wanted);
        let same_names = listed.0.keys().map(String::as_str).filter(wanted).eq(names);
        same_names && !differing.iter().any(|name| wanted(&name.as_str()))
    };
    if !same(|of_theme| !of_theme) {
        return Ok(None);
    }
    let of_other_theme = record.theme != options.theme || !same(|of_theme| of_theme);
    let outputs = Hashes::from_text(&fs_err::read_to_string(folder.join(OUTPUTS))?).0.len();
    let (edition, folder) = (edition.to_owned(), folder.to_owned());
    Ok(Some(Frozen { edition, folder, outputs, before: true, of_other_theme }))
}

/// The files of the book at `root` that decide its publication, by path, sorted.
fn files_of(root: &Path, sources: &Sources, theme: &str) -> io::Result<Vec<String>> {
    let read = sources.iter().filter(|(_, file)| file.state() == State::Whole);
    let mut files: Vec<_> = read.map(|(_, file)| file.name().to_owned()).collect();
    let folder = root.join("themes").join(theme);
    let parts = theme::PARTS.iter().map(|part| folder.join(part)).filter(|path| path.exists());
    let statics = Some(root.join("static")).filter(|path| path.exists());
    let of_theme = parts.flat_map(|part| theme::walk(&part).collect::<Vec<_>>());
    for entry in of_theme.chain(statics.iter().flat_map(|folder| compile::static_files(folder))) {
        let entry = entry?;
        if entry.file_type().is_file() {
            files.push(name_below(root, entry.path()));
        }
    }
    files.sort();
    Ok(files)
}

fn make(
    root: &Path,
    folder: &Path,
    sources: Sources,
    book: &Book,
    options: &FreezeOptions,
    typesetter: &dyn Typesetter,
    progress: &(dyn Fn(Step) + Sync),
) -> Result<Done<Frozen>, (Sources, io::Error)> {
    let folder_of_edition = match copied(root, &sources, options) {
        Ok(new) => new,
        Err(error) => return Err((sources, error)),
    };
    let new = folder_of_edition.path().to_owned();
    let edition = Request::edition(new.clone(), new.join("output"), options.theme.clone());
    let request = Request { fresh: true, ..edition };
    let outcome = compile::build(&request, typesetter, progress);
    let cannot_run = matches!(outcome.status, BuildStatus::CannotRun);
    if !matches!(outcome.status, BuildStatus::Published(..)) {
        let Outcome { sources, findings, .. } = outcome;
        return Ok(Done { sources, findings, result: None, cannot_run });
    }
    let finish = || -> io::Result<(Frozen, Vec<Diagnostic>)> {
        let edition = book.plan.edition.year.to_string();
        let outputs = Hashes::of_folder(&request.output)?;
        fs_err::write(new.join(OUTPUTS), outputs.to_text())?;
        fs_err::copy(request.output.join("data").join(PLAN), new.join(PLAN))?;
        let toolchain = Toolchain::current(typesetter, &request.theme_folder());
        EditionRecord::new(edition.clone(), book.plan.title(), options.theme.clone(), toolchain)
            .write(&new)?;
        fs_err::remove_dir_all(crate::cache::cache_dir(&request.output))?;
        if !options.with_output {
            fs_err::remove_dir_all(&request.output)?;
        }
        let found = not_as_published(&edition, &outputs, &root.join("output"))?;
        let left = folder_of_edition.put(folder)?;
        let found = found.into_iter().chain(left.as_deref().map(left_over)).collect();
        let outputs = outputs.0.len();
        let folder = folder.to_owned();
        Ok((Frozen { edition, folder, outputs, before: false, of_other_theme: false }, found))
    };
    match finish() {
        Ok((frozen, findings)) => {
            Ok(Done { sources, findings, result: Some(frozen), cannot_run: false })
        }
        Err(error) => Err((sources, error)),
    }
}

/// Copies the files of the edition into a new folder.
fn copied(root: &Path, sources: &Sources, options: &FreezeOptions) -> io::Result<NewFolder> {
    let new = NewFolder::new(&[&root.join(EDITIONS)])?;
    let names = files_of(root, sources, &options.theme)?;
    let mut hashes = Hashes::default();
    for name in names {
        let path = new.file(&name)?;
        fs_err::copy(root.join(&name), &path)?;
        hashes.add(name, &path)?;
    }
    fs_err::write(new.path().join(SOURCES), hashes.to_text())?;
    Ok(new)
}
