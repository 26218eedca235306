//! Permanent ids for every policy and project that has none.
//!
//! An id is computed from the city, the policy's number and the name, so that two people who run
//! the command on the same sources get the same ids, and their branches merge. It is computed once:
//! afterwards the id in the source counts, whatever is renamed. One that the book or a frozen
//! edition has already is never given again.

use std::collections::BTreeSet;
use std::path::Path;

use super::errors::not_written;
use crate::compile::{self, frozen_editions};
use crate::diag::{Code, Diagnostic, Severity, Sink};
use crate::edit::{Document, Edits};
use crate::model::{Book, Policy, Uid};
use crate::parse::yaml::Node;
use crate::source::Sources;
use crate::span::FileId;
use crate::text;

const CANNOT_ADD: Code = Code("PB0541");

/// What [`assign_ids`] did.
#[derive(Debug)]
pub struct Assigned {
    /// The sources, for showing findings with their lines.
    pub sources: Sources,
    /// Why nothing was changed; empty where it was.
    pub findings: Vec<Diagnostic>,
    /// How many policies got an id.
    pub policies: usize,
    /// How many projects got an id.
    pub projects: usize,
    /// How many policies and projects had one.
    pub known: usize,
}

/// Gives an id to each policy and project of the book at `root` without one. With `dry_run`, nothing
/// is written.
#[must_use]
pub fn assign_ids(root: &Path, dry_run: bool) -> Assigned {
    let mut sink = Sink::new();
    let (sources, book) = compile::load(root, &[], &mut sink);
    let mut findings: Vec<_> = sink.into_sorted();
    findings.retain(|found| found.severity == Severity::Error && !found.missing);
    let mut assigned = Assigned { sources, findings, policies: 0, projects: 0, known: 0 };
    let Some(book) = book.filter(|_| assigned.findings.is_empty()) else {
        return assigned;
    };
    let mut giver = Giver { code: &book.plan.municipality.code, used: used_ids(root, &book) };
    let mut edits = Edits::new();
    let mut refused = Vec::new();
    for policy in book.policies() {
        let file = policy.span.file;
        let missing = policy.projects.iter().filter(|project| project.uid.is_none()).count();
        assigned.known += policy.projects.len() - missing + usize::from(policy.uid.is_some());
        assigned.projects += missing;
        assigned.policies += usize::from(policy.uid.is_none());
        if (missing > 0 || policy.uid.is_none())
            && add_ids(policy, file, &assigned.sources, &mut giver, &mut edits).is_none()
        {
            refused.push(not_added(policy));
        }
    }
    // Nothing but the ids may be different when the sources are read again.
    if refused.is_empty() && !edits.is_empty() {
        let again = edits.apply(&assigned.sources);
        let again = again.and_then(|again| compile::read(&again, None, &mut Sink::new()));
        if again.is_none_or(|again| !is_same_but_ids(&book, again)) {
            let changed = |policy: &&Policy| edits.files().any(|file| file == policy.span.file);
            refused.extend(book.policies().find(changed).map(not_added));
        }
    }
    if refused.is_empty()
        && !dry_run
        && let Err(error) = edits.write(root, &assigned.sources)
    {
        refused.push(not_written(&error));
    }
    assigned.findings = refused;
    assigned
}

/// Adds the ids that `policy` and its projects lack; `None` where the file's layout does not allow it.
fn add_ids(
    policy: &Policy,
    file: FileId,
    sources: &Sources,
    giver: &mut Giver<'_>,
    edits: &mut Edits,
) -> Option<()> {
    let document = Document::read(file, sources.file(file))?;
    let root = document.root();
    let number = policy.id.to_string();
    let mut add = |node: &Node, uid: &Uid| {
        edits.add(document.insert_first(node, "id", uid.as_str())?);
        Some(())
    };
    if policy.uid.is_none() {
        add(root, &giver.give(&["policy", &number, &policy.title]))?;
    }
    let items = document.items(document.get(root, "projects")?);
    if items.len() != policy.projects.len() {
        return None;
    }
    for (project, node) in policy.projects.iter().zip(items) {
        if project.uid.is_none() {
            add(node, &giver.give(&["project", &number, &project.name]))?;
        }
    }
    Some(())
}

/// Every id of the book and of its frozen editions.
fn used_ids(root: &Path, book: &Book) -> BTreeSet<String> {
    let mut used = ids_of(book);
    for (_, folder) in frozen_editions(root) {
        let (_, frozen) = compile::load(&folder, &[], &mut Sink::new());
        used.extend(frozen.iter().flat_map(ids_of));
    }
    used
}

fn ids_of(book: &Book) -> BTreeSet<String> {
    let policies = book.policies().filter_map(|policy| policy.uid.as_ref());
    let uids = policies.chain(book.projects().filter_map(|project| project.uid.as_ref()));
    let sections = book.plan.sections().map(|(_, section)| &section.id);
    let others = sections.chain(book.indicators().map(|indicator| &indicator.id));
    uids.map(ToString::to_string).chain(others.map(ToString::to_string)).collect()
}

/// Gives ids that are not used yet.
struct Giver<'a> {
    /// The city's code.
    code: &'a str,
    used: BTreeSet<String>,
}

impl Giver<'_> {
    /// A new id for what `words` describe.
    fn give(&mut self, words: &[&str]) -> Uid {
        let mut attempt = 0u32;
        loop {
            let mut hasher = blake3::Hasher::new();
            for word in [self.code].iter().chain(words) {
                hasher.update(word.as_bytes()).update(&[0]);
            }
            hasher.update(&attempt.to_le_bytes());
            let mut bytes = [0; Uid::LENGTH * 2];
            hasher.finalize_xof().fill(&mut bytes);
            let uid = Uid::from_bytes(&bytes);
            if self.used.insert(uid.to_string()) {
                return uid;
            }
            attempt += 1;
        }
    }
}

/// Whether `after` is `before` with ids where there were none.
fn is_same_but_ids(before: &Book, mut after: Book) -> bool {
    let mut old = before.policies();
    for node in &mut after.nodes {
        for policy in node.policies_mut() {
            let Some(old) = old.next() else { return false };
            if policy.uid.is_none() || old.projects.len() != policy.projects.len() {
                return false;
            }
            policy.uid.clone_from(&old.uid);
            for (project, old) in policy.projects.iter_mut().zip(&old.projects) {
                if project.uid.is_none() {
                    return false;
                }
                project.uid.clone_from(&old.uid);
            }
        }
    }
    after == *before
}

fn not_added(policy: &Policy) -> Diagnostic {
    let id = policy.id;
    Diagnostic::error(
        CANNOT_ADD,
        text!(
            "{id} の原稿の書き方には、固定IDを書き足せません",
            "ids cannot be added to the source of {id} as it is written"
        ),
    )
    .at(policy.span)
    .hint(text!(
        "1行に続けた書き方をやめ、1行に1つ「項目: 値」と書いてください。どのファイルも書き換えていません",
        "write one `key: value` a line; no file was changed"
    ))
}
