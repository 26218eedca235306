//! A book of an older format becomes one of the current format.
//!
//! Keys are respelled where they stand, so that comments, order, quotes and line ends stay. What the book says
//! must be the same before and after; otherwise nothing is changed.

use std::path::Path;

use super::errors::not_written;
use crate::compile;
use crate::diag::{Code, Diagnostic, Severity, Sink};
use crate::edit::{Document, Edits, text_value};
use crate::model::{Book, BookFormat};
use crate::parse::format::RESPELLED;
use crate::parse::yaml::{Kind, Node};
use crate::source::Sources;
use crate::span::{FileId, Span};
use crate::text;

const CANNOT_MIGRATE: Code = Code("PB0549");

/// The file of the plan.
const PLAN: &str = "content/plan.yaml";
/// The files with keys that were respelled.
const RESPELLED_IN: [&str; 2] = ["content/framework.yaml", "content/indicators.yaml"];

/// What [`migrate`] did.
#[derive(Debug)]
pub struct Migrated {
    /// The sources, for showing findings with their lines.
    pub sources: Sources,
    /// Why nothing was changed; empty where it was.
    pub findings: Vec<Diagnostic>,
    /// The format that the book had.
    pub from: BookFormat,
    /// How many places of each file are changed; none in a book of the current format.
    pub changes: Vec<(String, usize)>,
}

/// Moves the book at `root` to the current format. With `dry_run`, nothing is written.
#[must_use]
pub fn migrate(root: &Path, dry_run: bool) -> Migrated {
    let mut sink = Sink::new();
    let (sources, book) = compile::load(root, &[], &mut sink);
    let mut findings: Vec<_> = sink.into_sorted();
    findings.retain(|found| found.severity == Severity::Error && !found.missing);
    let from = book.as_ref().map_or(BookFormat::FIRST, |book| book.plan.format);
    let mut migrated = Migrated { sources, findings, from, changes: Vec::new() };
    let Some(book) = book.filter(|_| migrated.findings.is_empty()) else { return migrated };
    if from == BookFormat::CURRENT {
        return migrated;
    }
    match edits(&migrated.sources) {
        Ok((edits, changes)) if is_same(&book, &edits, &migrated.sources) => {
            if !dry_run && let Err(error) = edits.write(root, &migrated.sources) {
                migrated.findings.push(not_written(&error));
            }
            migrated.changes = changes;
        }
        Ok(_) => migrated.findings.push(refused(plan_start(&migrated.sources))),
        Err(span) => migrated.findings.push(refused(span)),
    }
    migrated
}

/// The edits, and how many places of each file they change. An error is the place of what cannot be changed as
/// it is written.
fn edits(sources: &Sources) -> Result<(Edits, Vec<(String, usize)>), Span> {
    let mut edits = Edits::new();
    let mut changes = Vec::new();
    for name in [PLAN].into_iter().chain(RESPELLED_IN) {
        let Some(id) = sources.find(name) else { continue };
        let Some(document) = Document::read(id, sources.file(id)) else { continue };
        let mut count = 0;
        if name == PLAN {
            count += plan_edits(&document, id, &mut edits)?;
        } else {
            respell(document.root(), &mut |span, new| {
                edits.replace(span, new);
                count += 1;
            });
        }
        changes.extend((count > 0).then(|| (name.to_owned(), count)));
    }
    Ok((edits, changes))
}

/// The new spelling of each old key in `node`.
fn respell(node: &Node, change: &mut dyn FnMut(Span, &'static str)) {
    match &node.kind {
        Kind::Scalar { .. } => {}
        Kind::Seq(items) => items.iter().for_each(|item| respell(item, change)),
        Kind::Map(entries) => {
            for (key, value) in entries {
                let new = RESPELLED.iter().find(|(old, _)| *old == key.name.value);
                if let Some((_, new)) = new {
                    change(key.name.span, new);
                }
                respell(value, change);
            }
        }
    }
}

/// The edits of `plan.yaml`: its format, and levels that are three names.
fn plan_edits(document: &Document<'_>, id: FileId, edits: &mut Edits) -> Result<usize, Span> {
    let root = document.root();
    let format = BookFormat::CURRENT.to_string();
    let edit = match document.get(root, "format") {
        Some(_) => document.set(root, "format", &format),
        None => document.insert_first(root, "format", &format),
    };
    edits.add(edit.ok_or(Span::start_of(id))?);
    let Some(levels) = document.get(root, "levels") else { return Ok(1) };
    let Kind::Map(entries) = &levels.kind else { return Ok(1) };
    // Their order becomes that of the levels.
    let names: Vec<&str> = entries.iter().map(|(key, _)| key.name.value.as_str()).collect();
    if names != ["goal", "basic_plan", "policy"] {
        return Err(levels.span);
    }
    let mut items = Vec::new();
    for (key, value) in entries {
        let Kind::Scalar { text, .. } = &value.kind else { return Err(value.span) };
        items.push((key, value, text_value(text)));
    }
    if document.is_flow(levels) {
        let items = items.iter().map(|(key, _, name)| {
            let key = &key.name.value;
            format!("{{ id: {key}, name: {name} }}")
        });
        let list = format!("[{}]", items.collect::<Vec<_>>().join(", "));
        edits.add(document.set(root, "levels", &list).ok_or(levels.span)?);
    } else {
        // Item by item, so that what is written behind them stays.
        for (key, value, name) in items {
            edits.replace(key.name.span, format!("- {{ id: {}, name", key.name.value));
            edits.replace(value.whole, format!("{name} }}"));
        }
    }
    Ok(2)
}

/// Whether the book that `sources` with `edits` are says the same as `book`, in the current format.
fn is_same(book: &Book, edits: &Edits, sources: &Sources) -> bool {
    let mut sink = Sink::new();
    let again = edits.apply(sources).and_then(|again| compile::read(&again, None, &mut sink));
    let Some(mut again) = again else { return false };
    let is_current = again.plan.format == BookFormat::CURRENT && !sink.has_errors();
    again.plan.format = book.plan.format;
    again.plan.levels.span = book.plan.levels.span;
    is_current && again == *book
}

fn plan_start(sources: &Sources) -> Span {
    Span::start_of(sources.find(PLAN).unwrap_or(FileId(0)))
}

fn refused(span: Span) -> Diagnostic {
    Diagnostic::error(
        CANNOT_MIGRATE,
        text!(
            "この書き方のままでは、形式 2 に移せません",
            "as it is written, this cannot become format 2"
        ),
    )
    .at(span)
    .hint(text!(
        "1行に1つ「項目: 値」と書き、levels は goal、basic_plan、policy の順に並べてください。どのファイルも書き換えていません",
        "write one `key: value` a line, and `levels` in the order goal, basic_plan, policy; no file was changed"
    ))
}
