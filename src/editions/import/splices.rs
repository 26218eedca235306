//! The edit of a source for each kind of answer.

use std::collections::{BTreeMap, BTreeSet};

use super::evaluations;
use super::merge::{Change, NewProject};
use crate::edit::{self, Document, text_value};
use crate::model::FiscalYear;
use crate::parse::yaml::{Kind as NodeKind, Node};
use crate::render::workbook::{Facts, Field, Kind, OPEN, Subject};
use crate::span::{FileId, Span};

/// The key of what is said in the evaluations that the plan declares.
const EVALUATIONS: &str = "evaluations";

/// The key of a field in the sources.
pub fn source_key(field: &Field) -> String {
    match field {
        Field::Policy => "policy",
        Field::Name => "name",
        Field::Section => "section",
        Field::Description => "description",
        Field::Direction => "direction",
        Field::Results(_) => "results",
        Field::Settlement(_) => "settlement",
        Field::Budget(_) => "budget",
        Field::Funding(..) => "funding",
        Field::Rating(_) => "rating",
        Field::Value(_) | Field::Words(_) => "values",
        Field::Reached(_) => "reached",
        Field::Note => "note",
        Field::Evaluation(..) => EVALUATIONS,
        Field::Text(id) | Field::Declared(id, _) => id,
    }
    .to_owned()
}

/// The year of a field's value, if it has one for each.
fn year_of(field: &Field) -> Option<FiscalYear> {
    match field {
        Field::Results(year)
        | Field::Settlement(year)
        | Field::Budget(year)
        | Field::Funding(year, _)
        | Field::Rating(year)
        | Field::Value(year)
        | Field::Words(year)
        | Field::Reached(year)
        | Field::Declared(_, Some(year)) => Some(*year),
        _ => None,
    }
}

/// The edits of the field `key` of `node`.
pub fn field_edits(
    document: &Document<'_>,
    node: &Node,
    key: &str,
    changes: &[&Change],
) -> Option<Vec<edit::Change>> {
    if key == EVALUATIONS {
        let all = changes.iter().map(|change| (&change.field, scalar(change)));
        return evaluations::edits(document, node, key, &evaluations::tree(all));
    }
    let mut by_year: BTreeMap<FiscalYear, Vec<&Change>> = BTreeMap::new();
    let mut edits = Vec::new();
    for change in changes {
        match year_of(&change.field) {
            Some(year) => by_year.entry(year).or_default().push(change),
            None if change.value.is_empty() => edits.push(document.remove(node, key)?),
            None => edits.push(document.set(node, key, &scalar(change))?),
        }
    }
    if by_year.is_empty() {
        return Some(edits);
    }
    let years = document.get(node, key).filter(|map| has_entries(map));
    let Some(years) = years else {
        let all: Vec<_> = by_year
            .iter()
            .map(|(year, changes)| format!("{year}: {}", of_year(&values(changes))))
            .collect();
        edits.push(document.set(node, key, &format!("{{ {} }}", all.join(", ")))?);
        return Some(edits);
    };
    for (year, changes) in by_year {
        let name = key_of(years, year);
        let sources = document.get(years, &name).filter(|map| has_entries(map));
        for change in &changes {
            match (&change.field, sources) {
                (Field::Funding(_, source), Some(map)) if change.value.is_empty() => {
                    edits.push(document.remove(map, source)?);
                }
                (Field::Funding(_, source), Some(map)) => {
                    edits.push(document.set(map, source, &scalar(change))?);
                }
                // All sources of a year that is not there yet, at once.
                (Field::Funding(..), None) => {}
                _ if change.value.is_empty() => edits.push(document.remove(years, &name)?),
                _ => edits.push(document.set(years, &name, &scalar(change))?),
            }
        }
        if matches!(changes[0].field, Field::Funding(..)) && sources.is_none() {
            edits.push(document.set(years, &name, &of_year(&values(&changes)))?);
        }
    }
    Some(edits)
}

/// The value of a year: that of its only field, or a mapping by source of money. Values are in YAML.
fn of_year(values: &[(&Field, String)]) -> String {
    let by_source = values.iter().filter_map(|(field, value)| match field {
        Field::Funding(_, source) => Some(format!("{}: {value}", text_value(source))),
        _ => None,
    });
    let by_source: Vec<_> = by_source.collect();
    if by_source.is_empty() {
        values.first().map(|(_, value)| value.clone()).unwrap_or_default()
    } else {
        format!("{{ {} }}", by_source.join(", "))
    }
}

/// The fields of `changes` with their values in YAML.
fn values<'a>(changes: &[&'a Change]) -> Vec<(&'a Field, String)> {
    changes.iter().map(|change| (&change.field, scalar(change))).collect()
}

pub(super) fn has_entries(node: &Node) -> bool {
    matches!(&node.kind, NodeKind::Map(entries) if !entries.is_empty())
}

/// The key of `year` in a mapping, as it is spelled there.
pub(super) fn key_of(map: &Node, year: FiscalYear) -> String {
    let NodeKind::Map(entries) = &map.kind else { return year.to_string() };
    let names = entries.iter().map(|(key, _)| key.name.value.as_str());
    let mut names = names.filter(|name| name.parse() == Ok(year));
    names.next().map_or_else(|| year.to_string(), str::to_owned)
}

/// The value of a change, as YAML; nothing where it is deleted.
fn scalar(change: &Change) -> String {
    if change.value.is_empty() {
        return String::new();
    }
    spelled(&change.value, &change.kind)
}

fn spelled(value: &str, kind: &Kind) -> String {
    // A rating such as A needs no quotes.
    let letter = value.len() == 1 && value.bytes().all(|b| b.is_ascii_uppercase());
    let plain = match kind {
        Kind::Money | Kind::Number | Kind::Date | Kind::Years | Kind::Truth => true,
        Kind::Link => !value.contains([',', '#', '[', ']', '{', '}']),
        Kind::Choice(_) => letter,
        Kind::Line | Kind::Prose => false,
    };
    if plain || value == OPEN { value.to_owned() } else { text_value(value) }
}

/// The edit of a text under a heading.
pub fn text_edit(facts: &Facts<'_>, file: FileId, change: &Change) -> Option<edit::Change> {
    let (Subject::Policy(uid), Field::Text(id)) = (&change.subject, &change.field) else {
        return None;
    };
    let (policy, source) = (facts.policy(uid)?, facts.sources.file(file).text());
    let newline = if source.contains("\r\n") { "\r\n" } else { "\n" };
    let value = change.value.replace('\n', newline);
    let headings = &facts.book.plan.headings;
    let at = headings.iter().position(|heading| heading.id == *id)?;
    if let Some(span) = facts.body(policy, id) {
        if span.start != span.end {
            return Some(edit::Change { span, text: value });
        }
        let end = span.start as usize;
        let before = if source[..end].ends_with('\n') { "" } else { newline };
        let text = format!("{before}{newline}{value}{newline}");
        return Some(edit::Change { span, text });
    }
    // The heading is new: before the next one that is there.
    let next = headings[at + 1..].iter().find_map(|h| facts.heading_of(policy, &h.id));
    let heading = &headings[at].heading;
    let (at, text) = if let Some(next) = next {
        let start = source[..next.span.start as usize].rfind('\n').map_or(0, |n| n + 1);
        (start, format!("## {heading}{newline}{newline}{value}{newline}{newline}"))
    } else {
        let before = if source.is_empty() || source.ends_with('\n') { "" } else { newline };
        let text = format!("{before}{newline}## {heading}{newline}{newline}{value}{newline}");
        (source.len(), text)
    };
    Some(edit::Change { span: Span::new(file, at, at), text })
}

/// The edit that adds a project to the end of its policy's list.
pub fn new_edit(
    facts: &Facts<'_>,
    document: &Document<'_>,
    new: &NewProject,
) -> Option<edit::Change> {
    let plan = &facts.book.plan;
    let list = document.get(document.root(), "projects")?;
    let kinds = new
        .values
        .iter()
        .map(|(field, value)| Some((field.clone(), (field.kind("Project", plan)?, value.clone()))));
    document.push(list, &project_lines(&kinds.collect::<Option<_>>()?))
}

/// The lines of a project in its policy's list, in the order in which authors write its fields.
pub fn project_lines(values: &BTreeMap<Field, (Kind, String)>) -> Vec<String> {
    const ORDER: [&str; 8] = [
        "name",
        "section",
        "description",
        "results",
        "settlement",
        "budget",
        "funding",
        "direction",
    ];
    let mut lines: Vec<String> = Vec::new();
    let mut done: BTreeSet<String> = BTreeSet::new();
    let others = values.keys().map(source_key);
    for key in ORDER.into_iter().map(str::to_owned).chain(others) {
        if !done.insert(key.clone()) {
            continue;
        }
        if key == EVALUATIONS {
            let all = values.iter().map(|(field, (kind, value))| (field, spelled(value, kind)));
            lines.push(format!("{key}: {}", evaluations::tree(all).to_yaml()));
            continue;
        }
        let mut by_year: BTreeMap<FiscalYear, Vec<(&Field, String)>> = BTreeMap::new();
        for (field, (kind, value)) in values.iter().filter(|(field, _)| source_key(field) == key) {
            match year_of(field) {
                Some(year) => by_year.entry(year).or_default().push((field, spelled(value, kind))),
                None => lines.push(format!("{key}: {}", spelled(value, kind))),
            }
        }
        if !by_year.is_empty() {
            let years = by_year.iter().map(|(year, values)| format!("{year}: {}", of_year(values)));
            lines.push(format!("{key}: {{ {} }}", years.collect::<Vec<_>>().join(", ")));
        }
    }
    lines
}
