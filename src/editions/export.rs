//! Export: one workbook for each section, and the record of what is sent.

use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::errors::not_written;
use super::freeze::{Done, load};
use super::rounds::{Sent, rounds};
use crate::compile;
use crate::diag::{Code, Diagnostic, shown_path};
use crate::edit::{WriteError, write_file};
use crate::model::{Book, Section};
use crate::render::workbook::{BookLookup, WorkbookContent, WorkbookRow, write};
use crate::source::Sources;
use crate::text;
use crate::value::legal_names;

const NOT_EXPORTED: Code = Code("PB0550");

/// Options of [`export`].
#[derive(Debug, Clone)]
pub struct ExportOptions {
    /// The name of the only section to write a workbook for.
    pub section: Option<String>,
    /// The number of the round; the last one that was sent unless given, or else 1.
    pub round: Option<u32>,
    /// The folder of the workbooks.
    pub output: PathBuf,
}

/// The workbooks that were written.
#[derive(Debug)]
pub struct Exported {
    /// The name of the round: `R7-1`.
    pub round: String,
    /// Each workbook: the section, its file, and how many rows of each sheet it has.
    pub workbooks: Vec<Workbook>,
    /// The sections that have nothing to fill in.
    pub without: Vec<String>,
}

/// A workbook that was written.
#[derive(Debug)]
pub struct Workbook {
    /// The section's name.
    pub section: String,
    /// The name of the file.
    pub file: String,
    /// How many cells it has to fill in.
    pub cells: usize,
    /// Whether the same file was there before.
    pub before: bool,
}

/// Why nothing is exported.
enum ExportError {
    WithoutIds(usize),
    NoRound,
    Differs(Vec<String>, u32),
    Exists(PathBuf),
    Write(io::Error),
    Record(WriteError),
}

/// A workbook that is ready to be written.
struct Ready {
    content: WorkbookContent,
    file: String,
    sent: Sent,
    path: PathBuf,
    bytes: Vec<u8>,
    before: bool,
}

/// Writes the workbooks of a round for the book at `root`. Nothing is written unless all can be:
/// a file that is there and is not the same workbook is left alone, and so is the record of a
/// workbook that was sent.
#[must_use]
pub fn export(root: &Path, options: &ExportOptions) -> Done<Exported> {
    let (sources, book) = match load(root) {
        Ok(loaded) => loaded,
        Err(done) => return done,
    };
    match make(root, options, &sources, &book) {
        Ok(exported) => {
            Done { sources, findings: Vec::new(), result: Some(exported), cannot_run: false }
        }
        Err(refusal) => {
            let cannot_run =
                matches!(refusal, ExportError::Write(_) | ExportError::Record(WriteError::Io(_)));
            let finding = finding(refusal, &book);
            Done { cannot_run, ..Done::refused(sources, finding) }
        }
    }
}

fn make(
    root: &Path,
    options: &ExportOptions,
    sources: &Sources,
    book: &Book,
) -> Result<Exported, ExportError> {
    let without_ids = book.without_ids().count();
    if without_ids > 0 {
        return Err(ExportError::WithoutIds(without_ids));
    }
    let last = rounds(root, &book.plan.edition.year.to_string()).last().copied();
    let round = options.round.or(last).unwrap_or(1);
    if round == 0 || round > last.unwrap_or(0) + 1 {
        return Err(ExportError::NoRound);
    }
    let lookup = BookLookup::new(book, sources);
    let old = compile::previous(sources, book);
    let before = old.as_ref().zip(sources.previous()).map(|(book, s)| BookLookup::new(book, s));
    // Of all sections, so that a workbook has one name whether it is written by itself or with the others.
    let names = legal_names(book.plan.sections().map(|(_, section)| &*section.name.value));
    let (sections, names): (Vec<&Section>, Vec<String>) = book
        .plan
        .sections()
        .map(|(_, section)| section)
        .zip(names)
        .filter(|(section, _)| {
            options.section.as_ref().is_none_or(|name| *name == section.name.value)
        })
        .unzip();
    let ready: Vec<_> = sections
        .par_iter()
        .zip(&names)
        .map(|(section, name)| {
            let content = WorkbookContent::new(&lookup, before.as_ref(), section, round);
            content
                .map(|content| ready(content, name, &options.output))
                .transpose()
                .map_err(ExportError::Write)
        })
        .collect::<Result<_, _>>()?;
    let without = sections.iter().zip(&ready).filter(|(_, ready)| ready.is_none());
    let without = without.map(|(section, _)| section.name.value.clone()).collect();
    let ready: Vec<_> = ready.into_iter().flatten().collect();
    let mut differing = Vec::new();
    for ready in &ready {
        let old = Sent::load(root, &ready.content.round_name(), &ready.content.section);
        if old.map_err(ExportError::Record)?.is_some_and(|old| old != ready.sent) {
            differing.push(ready.content.name.clone());
        }
    }
    if !differing.is_empty() {
        return Err(ExportError::Differs(differing, round));
    }
    if let Some(other) =
        ready.iter().find(|ready| !ready.before && ready.path.symlink_metadata().is_ok())
    {
        return Err(ExportError::Exists(other.path.clone()));
    }
    for ready in &ready {
        // A workbook without its record could not be imported.
        ready.sent.save(root).map_err(ExportError::Record)?;
        if !ready.before {
            write_file(&ready.path, &ready.bytes).map_err(ExportError::Write)?;
        }
    }
    let workbooks = ready.iter().map(|ready| Workbook {
        section: ready.content.name.clone(),
        file: ready.file.clone(),
        cells: cells(&ready.content),
        before: ready.before,
    });
    let round = format!("{}-{round}", book.plan.edition.year);
    Ok(Exported { round, workbooks: workbooks.collect(), without })
}

fn ready(content: WorkbookContent, name: &str, output: &Path) -> io::Result<Ready> {
    let sent = Sent::new(&content);
    let bytes = write(&content, &sent.stamp()).map_err(io::Error::other)?;
    let file = format!("{}_{name}.xlsx", content.round_name());
    let path = output.join(&file);
    let before = std::fs::read(&path).is_ok_and(|old| old == bytes);
    Ok(Ready { content, file, sent, path, bytes, before })
}

/// How many cells of `content` are to be filled in, without those of new projects.
fn cells(content: &WorkbookContent) -> usize {
    let of_sheet = |sheet: &crate::render::workbook::Sheet| {
        let new = crate::render::workbook::NEW;
        let rows = sheet.rows.iter().filter(|row| !row.is_locked() && !row.key.starts_with(new));
        let asked = |row: &WorkbookRow| {
            let open = sheet.columns.iter().filter(|column| !column.is_locked()).count();
            open - row.unasked.len()
        };
        rows.map(asked).sum::<usize>()
    };
    content.sheets.iter().map(of_sheet).sum()
}

fn finding(refusal: ExportError, book: &Book) -> Diagnostic {
    let year = &book.plan.edition.year;
    let policy = book.plan.levels.policy();
    let (message, hint) = match refusal {
        ExportError::WithoutIds(count) => (
            text!(
                "固定IDのない{policy}や事業が{count}件あり、返ってきた答えの行き先が決まりません",
                "{count} policies or projects have no id, so that answers would have no place to go"
            ),
            text!("先に planbook ids を実行してください", "run `planbook ids` first"),
        ),
        ExportError::NoRound => (
            text!(
                "その回の前の照会を、まだ送っていません",
                "the round before that one was not sent"
            ),
            text!(
                "--round には、送った最後の回か、その次の数を書いてください",
                "give --round the last round that was sent, or the next"
            ),
        ),
        ExportError::Differs(sections, round) => {
            let (count, next) = (sections.len(), round + 1);
            let names = sections.iter().take(3).cloned().collect::<Vec<_>>().join("、");
            (
                text!(
                    "第{round}回の照会は、今と違う内容で送ってあります（{names}など{count}課）",
                    "round {round} was sent with other contents: {names}, {count} section(s) in all"
                ),
                text!(
                    "今の内容で送るなら --round {next} としてください。送った控えは、答えを読むのに要るので書き換えません",
                    "to send what there is now, use --round {next}; the record of what was sent is needed to read the answers, and stays"
                ),
            )
        }
        ExportError::Exists(path) => {
            let path = shown_path(&path);
            (
                text!(
                    "{path} は、これから書き出すものと違います",
                    "{path} is not the workbook that would be written"
                ),
                text!(
                    "答えが書いてあるかもしれないので、上書きしません。ほかの場所に移すか、-o で別のフォルダーに書き出してください",
                    "it may hold answers, so it stays: move it, or give another folder with -o"
                ),
            )
        }
        ExportError::Record(WriteError::Io(error)) | ExportError::Write(error) => (
            text!("照会のワークブックを書き出せません", "cannot write the workbooks")
                .because(&error),
            text!(
                "ほかの人が開いていないか、書く許可と空き容量があるかを確かめてください",
                "see whether someone has one open, whether you may write, and whether there is space"
            ),
        ),
        ExportError::Record(error) => return not_written(&error),
    };
    Diagnostic::error(NOT_EXPORTED, message).at(year.span).hint(hint)
}
