//! Finds the policy, the project and the responsible sections of a place in a policy's files, so that a
//! finding can name whom it concerns.
//!
//! The files are read anew and loosely: what has mistakes belongs to someone, too.
//!
//! This module must not know what the findings say.

use std::collections::{BTreeMap, BTreeSet};

use super::format::get;
use super::missing_dash::items;
use super::yaml::{self, Kind, Node};
use crate::diag::{Diagnostic, Owner, Sink};
use crate::model::PolicyId;
use crate::source::{SourceFile, Sources};
use crate::span::FileId;

/// The owner of each of `findings`, in the same order.
#[must_use]
pub fn owners(sources: &Sources, findings: &[Diagnostic]) -> Vec<Owner> {
    let files: BTreeMap<&str, FileId> =
        sources.iter().map(|(id, file)| (file.name(), id)).collect();
    let mut outlines: BTreeMap<FileId, Outline> = BTreeMap::new();
    let mut owner = |finding: &Diagnostic| {
        let span = finding.labels.first()?.span;
        let file = sources.file(span.file);
        let policy: PolicyId = file.stem().parse().ok().filter(|_| is_policy(file))?;
        // The prose belongs to the sections that its YAML file names.
        let facts = file.name().rsplit_once('.').map_or("", |(stem, _)| stem);
        let facts = *files.get(format!("{facts}.yaml").as_str()).unwrap_or(&span.file);
        let outline =
            outlines.entry(facts).or_insert_with(|| Outline::of(facts, sources.file(facts)));
        let at = (facts == span.file).then_some(span.start);
        let project = at.and_then(|at| outline.project(at));
        let sections = project.and_then(|p| p.section.clone()).map(|section| vec![section]);
        Some(Owner {
            policy: Some(policy.to_string()),
            project: project.and_then(|p| p.name.clone()),
            sections: sections.unwrap_or_else(|| outline.sections.clone()),
        })
    };
    findings.iter().map(|finding| owner(finding).unwrap_or_default()).collect()
}

/// What the plan calls the sections, as far as `plan.yaml` can be read.
#[must_use]
pub fn section_term(sources: &Sources) -> Option<String> {
    let (id, plan) = sources.iter().find(|(_, file)| file.name() == "content/plan.yaml")?;
    let root = yaml::parse(id, plan, &mut Sink::new())?;
    texts(get(get(&root, "terms")?, "section")?).pop()
}

fn is_policy(file: &SourceFile) -> bool {
    file.name().starts_with("content/policies/")
}

/// What the facts of a policy say about who it belongs to.
#[derive(Default)]
struct Outline {
    sections: Vec<String>,
    /// In the order of the file.
    projects: Vec<Project>,
    /// Where the last project ends.
    end: u32,
}

struct Project {
    start: u32,
    name: Option<String>,
    section: Option<String>,
}

impl Outline {
    fn of(id: FileId, file: &SourceFile) -> Self {
        let read = |file: &SourceFile| yaml::parse(id, file, &mut Sink::new());
        // Of a file with a mistake of YAML, what stands before the projects can mostly be read.
        let node = read(file).or_else(|| {
            let (head, _) = file.text().split_once("\nprojects")?;
            let head = Sources::from_memory([(file.name().to_owned(), format!("{head}\n"))]);
            let (_, head) = head.iter().next()?;
            read(head)
        });
        let Some(Node { kind: Kind::Map(entries), .. }) = node else {
            return Self::default();
        };
        let mut outline = Self { end: u32::MAX, ..Self::default() };
        for (index, (key, value)) in entries.iter().enumerate() {
            match key.name.value.as_str() {
                "sections" => {
                    let mut seen = BTreeSet::new();
                    outline.sections = texts(value);
                    outline.sections.retain(|name| seen.insert(name.clone()));
                }
                "projects" => {
                    outline.projects = projects(value);
                    if let Some((next, _)) = entries.get(index + 1) {
                        outline.end = next.name.span.start;
                    }
                }
                _ => {}
            }
        }
        outline
    }

    /// The project that the byte `at` is in.
    fn project(&self, at: u32) -> Option<&Project> {
        let begun = self.projects.partition_point(|project| project.start <= at);
        begun.checked_sub(1).and_then(|last| self.projects.get(last)).filter(|_| at < self.end)
    }
}

fn projects(node: &Node) -> Vec<Project> {
    let Kind::Seq(nodes) = &node.kind else {
        return Vec::new();
    };
    let project = |node: &Node| {
        let Kind::Map(entries) = &node.kind else {
            return None;
        };
        let text = |name: &str| {
            let (_, value) = entries.iter().find(|(key, _)| key.name.value == name)?;
            texts(value).pop()
        };
        let start = entries.first()?.0.name.span.start;
        Some(Project { start, name: text("name"), section: text("section") })
    };
    items(nodes, &mut Sink::new()).iter().filter_map(project).collect()
}

/// The words of a value, or of each value of a list.
fn texts(node: &Node) -> Vec<String> {
    match &node.kind {
        Kind::Scalar { text, .. } if !node.is_null() => vec![text.trim().to_owned()],
        Kind::Seq(nodes) => nodes.iter().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}
