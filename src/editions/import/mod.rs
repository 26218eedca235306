//! Import: the workbooks that came back from the sections, merged into the sources.
//!
//! 1. [`package`], [`marks`] and [`cells`] read a workbook, whatever program wrote it.
//! 2. [`mod@align`] finds its cells by the keys of rows and columns; [`value`] reads what they say.
//! 3. [`merge`] compares what was sent, what came back and what the book says now.
//! 4. [`apply`] makes the edits, and [`verify`] compares the book that is read after them with the
//!    one that was meant, before anything is written.
//! 5. [`log`] keeps when a workbook came back.
//!
//! Each cell that is read is applied, equal, reported or refused; nothing is dropped in silence.
//!
//! This module must not know the terminal, nor how workbooks are laid out.

mod align;
mod answers;
mod apply;
mod cell_value;
mod cells;
mod finding_kinds;
mod findings;
mod first;
mod format_code;
mod log;
mod marks;
mod merge;
mod number_format;
mod numbers;
mod outcome;
mod package;
mod splices;
mod unreadable;
mod value;
mod verify;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use self::align::align;
use self::answers::{Answers, tag};
use self::apply::Item;
use self::finding_kinds::{At, Found, NotSent, NotTaken};
use self::merge::Merged;
use super::errors::{log_not_written, not_written};
use super::freeze::Done;
use super::hashes::of_bytes;
use super::rounds::Sent;
use crate::compile;
use crate::diag::{Diagnostic, Severity, Sink};
use crate::edit::WriteError;
use crate::model::Book;
use crate::render::workbook::{AskedField, BookLookup};
use crate::span::Span;

pub use first::{Left, NewBook, NewBookOptions, new_book};
pub use log::{Imported, imports, now, today};
pub use outcome::Counts;

/// Options of [`import`].
#[derive(Debug, Clone)]
pub struct ImportOptions {
    /// The workbooks, and folders with workbooks.
    pub paths: Vec<PathBuf>,
    /// Whether nothing is written.
    pub dry_run: bool,
    /// Whether what the answers delete is deleted.
    pub deletions: bool,
}

/// What became of the workbooks.
#[derive(Debug)]
pub struct Import {
    /// Each workbook, in the order of their names.
    pub workbooks: Vec<Read>,
    /// All cells together.
    pub counts: Counts,
    /// How many source files were changed, or would be.
    pub files: usize,
    /// What is written: each value that is different from the one before.
    pub written: Vec<Written>,
}

/// A value that is written.
#[derive(Debug)]
pub struct Written {
    /// The name of the workbook.
    pub workbook: String,
    /// The cell: `事業!F12`.
    pub cell: String,
    /// The name of the fact.
    pub name: String,
    /// What the book said; nothing where it said nothing.
    pub before: String,
    /// What it says now.
    pub after: String,
}

/// A workbook that was read.
#[derive(Debug)]
pub struct Read {
    /// The name of its file.
    pub file: String,
    /// The name of the section, and of the round, if it was one of those that were sent.
    pub from: Option<(String, String)>,
    /// What became of its cells.
    pub counts: Counts,
}

/// A workbook that is being imported.
struct Workbook {
    file: String,
    sha256: String,
    sent: Option<Sent>,
    answers: Answers,
}

/// Merges workbooks into the sources of the book at `root`. The findings are those about workbooks;
/// the result is none where the book itself cannot be read.
#[must_use]
pub fn import(root: &Path, options: &ImportOptions) -> Done<Import> {
    let mut sink = Sink::new();
    let (sources, book) = compile::load(root, &[], &mut sink);
    let mut findings = sink.into_sorted();
    // The answers may correct errors of the book; but the whole book must be readable.
    let readable = book.as_ref().is_some_and(Book::is_complete);
    let Some(book) = book.filter(|_| readable) else {
        findings.retain(|found| found.severity == Severity::Error);
        return Done { sources, findings, result: None, cannot_run: false };
    };
    let (paths, mut found) = files(&options.paths);
    let mut workbooks: Vec<Workbook> =
        paths.par_iter().map(|path| read(root, path, &book)).collect();
    let lookup = BookLookup::new(&book, &sources);
    let mut answers: Vec<Answers> =
        workbooks.iter_mut().map(|workbook| std::mem::take(&mut workbook.answers)).collect();
    let merged = merge::merge(&mut answers, &lookup, options.deletions);
    let (edits, failed) = apply::edits(&lookup, &merged);
    refuse(&failed, &merged, &mut answers, &lookup);
    let written = written(&failed, &merged, &lookup);
    let mut counts = Counts::default();
    for answers in &mut answers {
        counts.add(answers.counts);
        found.append(&mut answers.found);
        if !answers.respelled.is_empty() {
            found.push(Found::Respelled(std::mem::take(&mut answers.respelled)));
        }
    }
    let mut findings: Vec<Diagnostic> =
        found.into_iter().map(|found| found.in_terms(&book.plan.terms)).collect();
    // By workbook and sheet, in the order of the cells.
    findings.sort_by(|one, other| one.cell.cmp(&other.cell));
    let files = edits.files().count();
    let logs = workbooks.iter().filter_map(|workbook| workbook.sent.as_ref());
    let unreadable =
        logs.map(|sent| imports(root, &sent.round_name(), &sent.section)).find_map(Result::err);
    let done = match unreadable {
        Some(error) => Err(error),
        None if options.dry_run || edits.is_empty() => Ok(()),
        None => edits.write(root, &sources),
    };
    if let Err(error) = done {
        findings.push(not_written(&error));
        return Done { sources, findings, result: None, cannot_run: false };
    }
    if !options.dry_run {
        for (workbook, answers) in workbooks.iter().zip(&answers) {
            if let Err(error) = keep(root, workbook, answers.counts) {
                findings.push(log_not_written(&workbook.file, &error));
            }
        }
    }
    let workbooks = workbooks.into_iter().zip(&answers).map(|(workbook, answers)| Read {
        from: workbook.sent.map(|sent| (sent.name.clone(), sent.round_name())),
        file: workbook.file,
        counts: answers.counts,
    });
    let workbooks = workbooks.collect();
    let result = Some(Import { workbooks, counts, files, written });
    Done { sources, findings, result, cannot_run: false }
}

/// What is written of `merged`, but for what failed.
fn written(failed: &BTreeSet<Item>, merged: &Merged, lookup: &BookLookup<'_>) -> Vec<Written> {
    let line = |at: &At, name: String, before: String, after: String| Written {
        workbook: at.workbook().to_owned(),
        cell: at.within(),
        name,
        before,
        after,
    };
    let changes = merged.changes.iter().enumerate();
    let changes =
        changes.filter(|(at, _)| !failed.contains(&Item::Value(*at))).map(|(_, change)| {
            let (subject, field) = (&change.subject, &change.field);
            let before = lookup.get(subject, field).unwrap_or_default();
            line(&change.from.1, merge::name(lookup, subject, field), before, change.value.clone())
        });
    let new = merged.new.iter().enumerate();
    let new = new.filter(|(at, _)| !failed.contains(&Item::New(*at))).flat_map(|(_, new)| {
        let title = new.values.get(&AskedField::Name).cloned().unwrap_or_default();
        new.values.iter().map(move |(field, value)| {
            let name = format!("{title}の{}", merge::words(lookup, "Project", field));
            line(&new.from.1, name, String::new(), value.clone())
        })
    });
    let mut all: Vec<_> = changes.chain(new).collect();
    all.sort_by(|one, other| (&one.workbook, &one.cell).cmp(&(&other.workbook, &other.cell)));
    all
}

/// Adds the import of `workbook` to the log of its section.
fn keep(root: &Path, workbook: &Workbook, counts: Counts) -> Result<(), WriteError> {
    let Some(sent) = &workbook.sent else { return Ok(()) };
    let Counts { applied, equal, reported, refused } = counts;
    let imported = Imported {
        file: workbook.file.clone(),
        sha256: workbook.sha256.clone(),
        day: today(),
        applied,
        equal,
        reported,
        refused,
    };
    log::add(root, &sent.round_name(), &sent.section, imported)
}

/// Moves what could not be done from the applied cells to the refused ones.
fn refuse(failed: &BTreeSet<Item>, merged: &Merged, all: &mut [Answers], lookup: &BookLookup<'_>) {
    for item in failed {
        let (number, at, cells, name, span, kind) = match item {
            Item::Value(at) => {
                let change = &merged.changes[*at];
                let name = merge::name(lookup, &change.subject, &change.field);
                let span = lookup.span(&change.subject, &change.field);
                let is_text = matches!(change.field, AskedField::Text(_));
                let kind = if is_text { NotTaken::Text } else { NotTaken::Value };
                (change.from.0, change.from.1.clone(), 1, name, span, kind)
            }
            Item::New(at) => {
                let new = &merged.new[*at];
                let name = new.values.get(&AskedField::Name);
                let span = lookup.policy(&new.policy).map(|policy| policy.title.span);
                let name = name.cloned().unwrap_or_default();
                (new.from.0, new.from.1.clone(), new.cells, name, span, NotTaken::New)
            }
            Item::Removed(at) => {
                let (uid, number, at) = &merged.removed[*at];
                let project = lookup.project(uid).map(|(_, _, project)| project);
                let name = project.map(|project| project.name.value.clone()).unwrap_or_default();
                let span: Option<Span> = project.map(|project| project.name.span);
                (*number, at.clone(), 0, name, span, NotTaken::Removed)
            }
        };
        let answers = &mut all[number];
        answers.counts.applied -= cells;
        answers.counts.refused += cells;
        answers.found.push(Found::NotTaken(at, name, span, kind));
    }
}

/// The workbooks at `paths`, by name. Lock files of Excel say that a workbook is open.
fn files(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<Found>) {
    let (mut files, mut found) = (BTreeSet::new(), Vec::new());
    for path in paths {
        if !path.is_dir() {
            files.insert(path.clone());
            continue;
        }
        match std::fs::read_dir(path) {
            Ok(entries) => {
                let is_workbook = |path: &PathBuf| {
                    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("xlsx"))
                };
                files.extend(entries.flatten().map(|entry| entry.path()).filter(is_workbook));
            }
            Err(error) => found.push(Found::Io(name_of(path), error)),
        }
    }
    let lock = |path: &PathBuf| {
        let name = name_of(path);
        name.strip_prefix("~$").map(|rest| path.with_file_name(rest))
    };
    let open: Vec<PathBuf> = files.iter().filter_map(lock).collect();
    files.retain(|path| lock(path).is_none() && !name_of(path).starts_with('.'));
    found.extend(open.iter().map(|path| Found::Open(name_of(path))));
    (files.into_iter().collect(), found)
}

fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// Reads the workbook at `path`, which was sent for `book`.
fn read(root: &Path, path: &Path, book: &Book) -> Workbook {
    let file = name_of(path);
    let mut workbook = Workbook {
        file: file.clone(),
        sha256: String::new(),
        sent: None,
        answers: Answers::default(),
    };
    match read_answers(root, path, &file, book) {
        Ok((sha256, sent, answers)) => {
            workbook.sha256 = sha256;
            workbook.sent = Some(sent);
            workbook.answers = answers;
        }
        Err(found) => workbook.answers.found.push(*found),
    }
    workbook
}

fn read_answers(
    root: &Path,
    path: &Path,
    file: &str,
    book: &Book,
) -> Result<(String, Sent, Answers), Box<Found>> {
    let name = || file.to_owned();
    let size = std::fs::metadata(path).map_err(|error| Box::new(Found::Io(name(), error)))?.len();
    if size > package::MAX_FILE as u64 {
        return Err(Box::new(Found::Unreadable(name(), package::BadPackage::TooLarge)));
    }
    let bytes = std::fs::read(path).map_err(|error| Box::new(Found::Io(name(), error)))?;
    let sheets = cells::read(&bytes).map_err(|why| Box::new(Found::Unreadable(name(), why)))?;
    let not_sent = |why| Box::new(Found::NotSent(name(), why));
    let first = sheets.iter().find_map(tag).ok_or_else(|| not_sent(NotSent::NoKeys))?;
    let [_, round, section, stamp] = first.1;
    let (edition, now) = (round.split('-').next().unwrap_or_default(), &book.plan.edition.year);
    if edition != now.to_string() {
        return Err(not_sent(NotSent::OtherEdition(edition.to_owned(), now.to_string())));
    }
    // The words come from the workbook, and are to name no other file.
    let plain =
        |word: &str| word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    let sent = Some(()).filter(|()| plain(round) && plain(section));
    let sent = sent.map(|()| Sent::load(root, round, section)).transpose();
    let sent = sent.map_err(|_| not_sent(NotSent::BrokenRecord(round.to_owned())))?.flatten();
    let sent = sent.ok_or_else(|| not_sent(NotSent::NoRecord(round.to_owned())))?;
    if sent.stamp() != stamp {
        return Err(not_sent(NotSent::OtherRecord(round.to_owned())));
    }
    let answers = align(file, &sheets, &sent, &book.plan);
    Ok((of_bytes(&bytes), sent, answers))
}
