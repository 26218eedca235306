//! Changes of the sources for merged answers, and the check that they change nothing else.

use std::collections::{BTreeMap, BTreeSet};

use super::merge::{Merged, NewValue};
use super::splices::{field_edits, new_edit, source_key, text_edit};
use super::verify::wrong_files;
use crate::compile;
use crate::diag::Sink;
use crate::edit::{self, Document, Edits};
use crate::model::Policy;
use crate::parse::yaml::{Kind as NodeKind, Node};
use crate::render::workbook::{BookLookup, FormField, RecordRef};
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
    let by_file = items_by_file(lookup, merged, &mut failed);
    let mut bad: BTreeSet<FileId> = BTreeSet::new();
    loop {
        let mut edits = Edits::new();
        for (file, items) in by_file.iter().filter(|(file, _)| !bad.contains(file)) {
            for edit in file_edits(lookup, merged, *file, items, &mut failed) {
                edits.add(edit);
            }
        }
        let mut wrong: BTreeSet<FileId> = edits.overlapping(lookup.sources).into_iter().collect();
        if wrong.is_empty() && !edits.is_empty() {
            wrong = not_as_meant(lookup, merged, &failed, &edits);
        }
        if wrong.is_empty() {
            let of_bad = by_file.iter().filter(|(file, _)| bad.contains(file));
            failed.extend(of_bad.flat_map(|(_, items)| items.iter().copied()));
            return (edits, failed);
        }
        bad.extend(wrong);
    }
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
    field: &FormField,
) -> Option<FileId> {
    match (subject, field) {
        (RecordRef::Policy(uid), FormField::Text(_)) => prose_file(lookup, lookup.policy(uid)?),
        (RecordRef::Policy(uid), _) => Some(lookup.policy(uid)?.span.file),
        (RecordRef::Project(uid), _) => Some(lookup.project(uid)?.0.span.file),
        (RecordRef::Indicator(id), _) => Some(lookup.indicator(id)?.id.span.file),
    }
}

/// The file with the prose of `policy`, if there is one.
fn prose_file(lookup: &BookLookup<'_>, policy: &Policy) -> Option<FileId> {
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
        return made.into_iter().filter_map(|(_, edit)| edit).collect();
    }
    let Some(document) = Document::read(file, source) else {
        failed.extend(items);
        return Vec::new();
    };
    let mut edits = Vec::new();
    // Fields with a value for each year are changed together: the mapping may be new.
    let mut groups: BTreeMap<(RecordRef, String), Vec<Item>> = BTreeMap::new();
    for item in items {
        match item {
            Item::Value(at) => {
                let change = &merged.changes[*at];
                let key = (change.subject.clone(), source_key(&change.field));
                groups.entry(key).or_default().push(*item);
            }
            Item::New(at) => match new_edit(lookup, &document, &merged.new[*at]) {
                Some(edit) => edits.push(edit),
                None => drop(failed.insert(*item)),
            },
            Item::Removed(at) => match removed_edit(lookup, &document, &merged.removed[*at].0) {
                Some(edit) => edits.push(edit),
                None => drop(failed.insert(*item)),
            },
        }
    }
    for ((subject, key), items) in groups {
        let changes: Vec<&NewValue> = items
            .iter()
            .filter_map(|item| match item {
                Item::Value(at) => Some(&merged.changes[*at]),
                _ => None,
            })
            .collect();
        let node = node_of(lookup, &document, &subject);
        match node.and_then(|node| field_edits(&document, node, &key, &changes)) {
            Some(made) => edits.extend(made),
            None => failed.extend(items),
        }
    }
    edits
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

/// The edit that takes a project out of its policy's list.
fn removed_edit(lookup: &BookLookup<'_>, document: &Document<'_>, uid: &str) -> Option<edit::Edit> {
    let (policy, at, _) = lookup.project(uid)?;
    let list = document.get(document.root(), "projects")?;
    (document.items(list).len() == policy.projects.len()).then_some(())?;
    document.remove_item(list, at)
}
