//! A first book out of a city's own spreadsheet, by a mapping file.
//!
//! 1. [`parse::mapping`] reads the mapping: which column is which field, and sections of `plan.yaml`.
//! 2. [`columns`] finds the headings and columns of the table, [`rows`] reads its rows into a [`outline`],
//!    and [`mod@write`] makes the source files of it.
//! 3. The files are read again: each value that was taken must be there.
//!
//! Each cell of the workbook is counted once, and what has no place in the book is reported: nothing is
//! lost in silence, and nothing is made up. What nobody said stays empty, and `planbook check` asks for it.
//!
//! This module must not know the terminal, nor how a book's other files come to be.

mod columns;
mod findings;
mod other_rows;
mod outline;
mod prose;
mod rows;
mod sections;
mod values;
mod write;

use std::path::{Path, PathBuf};

use self::columns::{Table, Target, Use};
use self::outline::Outline;
use self::rows::{Outcome, Reader};
use super::answers::shown;
use super::cells::{self, Sheet};
use super::finding_kinds::{At, Found, NotTaken};
use super::package::{BadPackage, MAX_FILE};
use super::unreadable::no_table;
use super::{Written, name_of};
use crate::diag::{Diagnostic, Sink, shown_path};
use crate::editions::freeze::Done;
use crate::editions::import::Counts;
use crate::parse::{self, Mapping};
use crate::record::DeclaredFields;
use crate::render::workbook::{AskedField, project_fact};
use crate::source::{SourceFile, Sources};

/// Options of [`new_book`].
#[derive(Debug, Clone)]
pub struct NewBookOptions {
    /// The spreadsheet.
    pub workbook: PathBuf,
    /// The mapping file.
    pub mapping: PathBuf,
}

/// A new book, before it is written.
#[derive(Debug)]
pub struct NewBook {
    /// Its source files by name: `content/plan.yaml`.
    pub files: Vec<(String, String)>,
    /// The fields that its plan declares.
    pub declared: DeclaredFields,
    /// What became of the cells.
    pub counts: Counts,
    /// What is written.
    pub written: Vec<Written>,
    /// The cells that have no place in the book.
    pub left: Vec<Left>,
    /// How many policies it has.
    pub policies: usize,
    /// How many projects it has.
    pub projects: usize,
    /// Whether its policies were numbered in the order of the table.
    pub numbered: bool,
    /// Whether the sections of its policies are those of their projects.
    pub sections_of_projects: bool,
}

/// A cell that has no place in the book.
#[derive(Debug)]
pub struct Left {
    /// The cell.
    at: At,
    /// What it says.
    pub words: String,
}

impl Left {
    /// The cell within its workbook: `事業!F12`.
    #[must_use]
    pub fn cell(&self) -> String {
        self.at.within()
    }
}

/// Reads the first book for the folder `root` out of a spreadsheet. The result is none where the mapping
/// is wrong, the spreadsheet cannot be read, or there is a book.
#[must_use]
pub fn new_book(root: &Path, options: &NewBookOptions) -> Done<NewBook> {
    let refused = |finding: Diagnostic| Done::refused(Sources::default(), finding);
    if ["content", "themes"].iter().any(|name| root.join(name).symlink_metadata().is_ok()) {
        return refused(findings::book_exists(&shown_path(root)));
    }
    let name = shown_path(&options.mapping);
    let bytes = match fs_err::read(&options.mapping) {
        Ok(bytes) => bytes,
        Err(error) => return refused(findings::no_mapping(&name, &error)),
    };
    let mut sink = Sink::new();
    let file = SourceFile::manifest(name, bytes, &mut sink);
    let mapping = parse::mapping(&file, &mut sink).filter(|_| !sink.has_errors());
    let sources = Sources::default().with_manifest(file);
    let stopped = |sources, sink: Sink| Done {
        sources,
        findings: sink.into_sorted(),
        result: None,
        cannot_run: false,
    };
    let Some(mapping) = mapping else { return stopped(sources, sink) };
    let file = name_of(&options.workbook);
    let (bytes, sheets) = match read(&options.workbook, &file) {
        Ok(read) => read,
        Err(found) => return Done::refused(sources, *found),
    };
    let Some(sheet) = sheet(&sheets, &mapping, &mut sink) else { return stopped(sources, sink) };
    let merged = match cells::merged(&bytes, &sheet.name) {
        Ok(merged) => merged,
        Err(why) => return Done::refused(sources, no_table(&file, why)),
    };
    let table = Table::new(&file, sheet, &merged, &mapping, &mut sink);
    if sink.has_errors() {
        return stopped(sources, sink);
    }
    let mut outcome = Reader::new(&table, &mapping).read();
    others(&file, &sheets, sheet, &mut outcome);
    if !outcome.respelled.is_empty() {
        let respelled = std::mem::take(&mut outcome.respelled);
        outcome.found.push(Found::Respelled(respelled).diagnostic());
    }
    let fields = table.columns.values().filter_map(|column| match &column.used {
        Use::Taken(Target::AskedField(field), _) => Some((field.clone(), column.heading.clone())),
        _ => None,
    });
    let files = write::files(&outcome.outline, &mapping, &fields.collect());
    let mut findings = std::mem::take(&mut outcome.found);
    let known = sections::known(&outcome.outline, mapping.sections.as_deref());
    findings.extend(sections::doubtful(&outcome.outline, &outcome.sections, &known));
    findings.extend(not_as_read(&files, &outcome.outline));
    findings.sort_by(|one, other| one.cell.cmp(&other.cell));
    let takes = |target: &Target| {
        let mut columns = table.columns.values();
        columns.any(|column| matches!(&column.used, Use::Taken(known, _) if known == target))
    };
    let Outcome { outline, counts, written, left, .. } = outcome;
    let result = NewBook {
        files,
        declared: mapping.declared.clone(),
        counts,
        written,
        left,
        policies: outline.policies.len(),
        projects: outline.policies.values().map(|policy| policy.projects.len()).sum(),
        numbered: !takes(&Target::AskedField(AskedField::Policy)),
        sections_of_projects: !takes(&Target::Sections),
    };
    Done { sources, findings, result: Some(result), cannot_run: false }
}

fn read(path: &Path, file: &str) -> Result<(Vec<u8>, Vec<Sheet>), Box<Diagnostic>> {
    let io = |error| Box::new(Found::Io(file.to_owned(), error).diagnostic());
    let unreadable = |why| Box::new(no_table(file, why));
    if std::fs::metadata(path).map_err(io)?.len() > MAX_FILE as u64 {
        return Err(unreadable(BadPackage::TooLarge));
    }
    let bytes = std::fs::read(path).map_err(io)?;
    let sheets = cells::read(&bytes).map_err(unreadable)?;
    Ok((bytes, sheets))
}

/// The sheet that the mapping names.
fn sheet<'a>(sheets: &'a [Sheet], mapping: &Mapping, sink: &mut Sink) -> Option<&'a Sheet> {
    let found = match (&mapping.table.sheet, sheets) {
        (Some(name), _) => sheets.iter().find(|sheet| sheet.name.trim() == name.trim()),
        (None, [only]) => Some(only),
        (None, _) => None,
    };
    if found.is_none() {
        let names: Vec<_> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
        let span = mapping.table.sheet.as_ref().map_or(mapping.table.header.span, |name| name.span);
        sink.report(findings::no_sheet(span, &names));
    }
    found
}

/// Counts the cells of all sheets but `read`.
fn others(file: &str, sheets: &[Sheet], read: &Sheet, outcome: &mut Outcome) {
    for sheet in sheets.iter().filter(|sheet| sheet.name != read.name && !sheet.cells.is_empty()) {
        outcome.counts.reported += sheet.cells.len();
        for (at, cell) in &sheet.cells {
            let at = At::new(file, &sheet.name, &super::marks::reference(*at));
            outcome.left.push(Left { at, words: shown(cell) });
        }
        let at = At::new(file, &sheet.name, "");
        outcome.found.push(findings::other_sheet(at, sheet.cells.len()));
    }
}

/// Errors for the values of `outline` that are not read again from `files`.
fn not_as_read(files: &[(String, String)], outline: &Outline) -> Vec<Diagnostic> {
    let bytes = files.iter().map(|(name, text)| (name.clone(), text.clone().into_bytes()));
    let sources = Sources::from_bytes(bytes, &mut Sink::new());
    let parsed = parse::parse(&sources, &mut Sink::new());
    let mut wrong = Vec::new();
    for (id, policy) in &outline.policies {
        let read = parsed.policies.iter().find(|read| read.key == *id);
        let read = read.and_then(|read| read.value.as_ref());
        for (at, project) in policy.projects.iter().enumerate() {
            let read = read.and_then(|policy| policy.projects.get(at));
            let same = |(field, (_, value)): (&AskedField, &(_, String))| {
                // A field that the plan declares is read only where all of the plan can be.
                matches!(field, AskedField::Declared(..)) && parsed.plan.is_none()
                    || read.is_some_and(|project| project_fact(project, field) == *value)
            };
            let name = project.values.get(&AskedField::Name).map(|(_, name)| name.clone());
            if !project.values.iter().all(same) {
                let name = name.unwrap_or_default();
                wrong.push(
                    Found::NotTaken(At::new("", "", ""), name, None, NotTaken::Row).diagnostic(),
                );
            }
        }
    }
    wrong
}
