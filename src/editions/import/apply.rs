//! Changes of the sources for merged answers, and the check that they change nothing else.

use std::collections::{BTreeMap, BTreeSet};

use super::merge::Merged;
use super::splices::{new_edit, text_edit, value_edit};
use super::verify::wrong_files;
use crate::compile;
use crate::diag::Sink;
use crate::edit::{self, Document, Edits, FileRewriter};
use crate::model::Policy;
use crate::parse::yaml::{Kind as NodeKind, Node};
use crate::render::workbook::{AskedField, BookLookup, RecordRef};
use crate::source::State;
use crate::span::FileId;

/// One thing that is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// The change with this number.
    Value(usize),
    /// The new project with this number.
    New(usize),
    /// The removed project with this number.
    Removed(usize),
}

/// The edits for as much of `merged` as can be done, and what cannot. What is read after them is the
/// book that was meant.
#[must_use]
pub fn edits(lookup: &BookLookup<'_>, merged: &Merged) -> (Edits, BTreeSet<Item>) {
    let mut failed: BTreeSet<Item> = BTreeSet::new();
    let mut by_file = items_by_file(lookup, merged, &mut failed);
    loop {
        let mut edits = Edits::new();
        for (file, items) in &by_file {
            for edit in file_edits(lookup, merged, *file, items, &mut failed) {
                edits.add(edit);
            }
        }
        if edits.is_empty() {
            return (edits, failed);
        }
        let wrong = not_as_meant(lookup, merged, &failed, &edits);
        if wrong.is_empty() {
            return (edits, failed);
        }
        let before = failed.len();
        for file in &wrong {
            let Some(items) = by_file.get_mut(file) else { continue };
            items.retain(|item| !failed.contains(item));
            let sound = sound_items(lookup, merged, *file, items);
            failed.extend(items.iter().filter(|item| !sound.contains(item)));
            *items = sound;
        }
        if failed.len() == before {
            // Each of the files is as it was meant, and they are not so together.
            for file in wrong {
                failed.extend(by_file.remove(&file).into_iter().flatten());
            }
        }
    }
}

/// Those of `items`, all of `file`, after which the book is the one that was meant. The others are found by
/// halves, so that one of them refuses nothing but itself.
fn sound_items(
    lookup: &BookLookup<'_>,
    merged: &Merged,
    file: FileId,
    items: &[Item],
) -> Vec<Item> {
    let is_sound = |chosen: &[Item]| {
        let mut failed: BTreeSet<Item> = items.iter().copied().collect();
        failed.retain(|item| !chosen.contains(item));
        let mut edits = Edits::new();
        let not_chosen = failed.len();
        for edit in file_edits(lookup, merged, file, chosen, &mut failed) {
            edits.add(edit);
        }
        failed.len() == not_chosen && not_as_meant(lookup, merged, &failed, &edits).is_empty()
    };
    let mut sound = Vec::new();
    let mut left = vec![items.to_vec()];
    while let Some(mut some) = left.pop() {
        if is_sound(&[&sound[..], &some].concat()) {
            sound.append(&mut some);
        } else if some.len() > 1 {
            let second = some.split_off(some.len() / 2);
            left.extend([second, some]);
        }
    }
    sound
}

/// The files of `edits` after which the book is not the one that was meant.
fn not_as_meant(
    lookup: &BookLookup<'_>,
    merged: &Merged,
    failed: &BTreeSet<Item>,
    edits: &Edits,
) -> BTreeSet<FileId> {
    let files: BTreeSet<FileId> = edits.files().collect();
    let read = |edits: &Edits| {
        let sources = edits.apply(lookup.sources)?;
        let book = compile::read(&sources, None, &mut Sink::new())?;
        Some((sources, book))
    };
    if let Some((sources, book)) = read(edits) {
        let after = BookLookup::new(&book, &sources);
        return wrong_files(lookup, &after, merged, failed, &files);
    }
    // One of them cannot be read any more.
    let alone = |file: &&FileId| read(&edits.only(**file)).is_none();
    let wrong: BTreeSet<_> = files.iter().filter(alone).copied().collect();
    if wrong.is_empty() { files } else { wrong }
}

/// What is to be done, by the file in which it is.
fn items_by_file(
    lookup: &BookLookup<'_>,
    merged: &Merged,
    failed: &mut BTreeSet<Item>,
) -> BTreeMap<FileId, Vec<Item>> {
    let mut by_file: BTreeMap<FileId, Vec<Item>> = BTreeMap::new();
    let mut add = |file: Option<FileId>, item: Item| match file {
        Some(file) => by_file.entry(file).or_default().push(item),
        None => drop(failed.insert(item)),
    };
    for (at, change) in merged.changes.iter().enumerate() {
        add(file_of(lookup, &change.subject, &change.field), Item::Value(at));
    }
    for (at, new) in merged.new.iter().enumerate() {
        add(lookup.policy(&new.policy).map(|policy| policy.span.file), Item::New(at));
    }
    for (at, (uid, ..)) in merged.removed.iter().enumerate() {
        add(lookup.project(uid).map(|(policy, ..)| policy.span.file), Item::Removed(at));
    }
    by_file
}

/// The file that says `field` of `subject`.
pub(super) fn file_of(
    lookup: &BookLookup<'_>,
    subject: &RecordRef,
    field: &AskedField,
) -> Option<FileId> {
    match (subject, field) {
        (RecordRef::Policy(uid), AskedField::Text(_)) => prose_file(lookup, lookup.policy(uid)?),
        (RecordRef::Policy(uid), _) => Some(lookup.policy(uid)?.span.file),
        (RecordRef::Project(uid), _) => Some(lookup.project(uid)?.0.span.file),
        (RecordRef::Indicator(id), _) => Some(lookup.indicator(id)?.id.span.file),
    }
}

/// The file with the prose of `policy`, if there is one.
pub(super) fn prose_file(lookup: &BookLookup<'_>, policy: &Policy) -> Option<FileId> {
    if let Some(section) = policy.prose.first() {
        return Some(section.heading.span.file);
    }
    let name = lookup.sources.file(policy.span.file).name();
    let id = lookup.sources.find(&format!("{}.md", name.strip_suffix(".yaml")?))?;
    (lookup.sources.file(id).state() == State::Whole).then_some(id)
}

/// The edits of one file; items that its layout does not allow are added to `failed`.
fn file_edits(
    lookup: &BookLookup<'_>,
    merged: &Merged,
    file: FileId,
    items: &[Item],
    failed: &mut BTreeSet<Item>,
) -> Vec<edit::Edit> {
    let source = lookup.sources.file(file);
    if source.is_markdown() {
        let text = |item: &Item| match item {
            Item::Value(at) => text_edit(lookup, file, &merged.changes[*at]),
            _ => None,
        };
        let made: Vec<_> = items.iter().map(|item| (*item, text(item))).collect();
        failed.extend(made.iter().filter(|(_, edit)| edit.is_none()).map(|(item, _)| *item));
        let mut texts: Vec<_> = made.into_iter().filter_map(|(_, text)| text).collect();
        // New texts at one place are in the order of the plan.
        texts.sort_by_key(|(heading, _)| *heading);
        return texts.into_iter().map(|(_, edit)| edit).collect();
    }
    let Some(mut rewriter) = FileRewriter::new(file, source) else {
        failed.extend(items);
        return Vec::new();
    };
    // Values first, then new projects, which come last, and removed ones from the last, so that each is at
    // the place that the book has for it, and a list that loses its only project has another one.
    let mut items = items.to_vec();
    items.sort_by_key(|item| match item {
        Item::Value(at) => (0, *at),
        Item::Removed(at) => {
            let place = lookup.project(&merged.removed[*at].0).map_or(0, |(_, place, _)| place);
            (2, usize::MAX - place)
        }
        Item::New(at) => (1, *at),
    });
    let value = |document: &Document<'_>, at: usize| {
        let change = &merged.changes[at];
        value_edit(document, node_of(lookup, document, &change.subject)?, change)
    };
    let mut made = BTreeSet::new();
    for round in rounds(merged, &items) {
        if !rewriter.change_all(|document| round.iter().map(|at| value(document, *at)).collect()) {
            break;
        }
        made.extend(round.into_iter().map(Item::Value));
    }
    for item in items.into_iter().filter(|item| !made.contains(item)) {
        let made = rewriter.change(|document| match item {
            Item::Value(at) => value(document, at),
            Item::Removed(at) => {
                let (_, place, _) = lookup.project(&merged.removed[at].0)?;
                document.remove_item(document.get(document.root(), "projects")?, place)
            }
            Item::New(at) => new_edit(lookup, document, &merged.new[at]),
        });
        if !made {
            failed.insert(item);
        }
    }
    rewriter.into_edit(source).into_iter().collect()
}

/// The values of indicators among `items`, at most one of an indicator in each round: those of a round are at
/// different places. All indicators are in one file, which would be read again for each of hundreds of values.
fn rounds(merged: &Merged, items: &[Item]) -> Vec<Vec<usize>> {
    let mut seen: BTreeMap<&RecordRef, usize> = BTreeMap::new();
    let mut rounds: Vec<Vec<usize>> = Vec::new();
    for item in items {
        let Item::Value(at) = *item else { continue };
        let subject = &merged.changes[at].subject;
        if !matches!(subject, RecordRef::Indicator(_)) {
            continue;
        }
        let number = seen.entry(subject).or_default();
        if rounds.len() == *number {
            rounds.push(Vec::new());
        }
        rounds[*number].push(at);
        *number += 1;
    }
    rounds
}

/// The mapping that says what `subject` is.
fn node_of<'n>(
    lookup: &BookLookup<'_>,
    document: &'n Document<'_>,
    subject: &RecordRef,
) -> Option<&'n Node> {
    let root = document.root();
    match subject {
        RecordRef::Policy(_) => Some(root),
        RecordRef::Project(uid) => {
            let (policy, at, _) = lookup.project(uid)?;
            let items = document.items(document.get(root, "projects")?);
            items.get(at).filter(|_| items.len() == policy.projects.len())
        }
        RecordRef::Indicator(id) => {
            let items = document.items(document.get(root, "indicators")?);
            items.iter().find(|item| {
                let found = document.get(item, "id");
                found.is_some_and(
                    |node| matches!(&node.kind, NodeKind::Scalar { text, .. } if text == id),
                )
            })
        }
    }
}
