//! The edit of a source for each kind of answer.

use std::collections::{BTreeMap, BTreeSet};

use super::evaluations;
use super::merge::{NewProject, NewValue};
use crate::edit::{self, Document, text_value};
use crate::model::FiscalYear;
use crate::parse::yaml::{Kind as NodeKind, Node};
use crate::render::workbook::{BookLookup, FormField, Kind, OPEN, RecordRef};
use crate::span::{FileId, Span};

/// The key of what is said in the evaluations that the plan declares.
const EVALUATIONS: &str = "evaluations";

/// The key of a field in the sources.
pub fn source_key(field: &FormField) -> String {
    match field {
        FormField::Policy => "policy",
        FormField::Name => "name",
        FormField::Section => "section",
        FormField::Description => "description",
        FormField::Direction => "direction",
        FormField::Results(_) => "results",
        FormField::Settlement(_) => "settlement",
        FormField::Budget(_) => "budget",
        FormField::Funding(funded, ..) => funded.key(),
        FormField::Rating(_) => "rating",
        FormField::Value(_) | FormField::Words(_) => "values",
        FormField::Reached(_) => "reached",
        FormField::Note => "note",
        FormField::Evaluation(..) => EVALUATIONS,
        FormField::Text(id) | FormField::Declared(id, _) => id,
    }
    .to_owned()
}

/// The year of a field's value, if it has one for each.
fn year_of(field: &FormField) -> Option<FiscalYear> {
    match field {
        FormField::Results(year)
        | FormField::Settlement(year)
        | FormField::Budget(year)
        | FormField::Funding(_, year, _)
        | FormField::Rating(year)
        | FormField::Value(year)
        | FormField::Words(year)
        | FormField::Reached(year)
        | FormField::Declared(_, Some(year)) => Some(*year),
        _ => None,
    }
}

/// The edits of the field `key` of `node`.
pub fn field_edits(
    document: &Document<'_>,
    node: &Node,
    key: &str,
    changes: &[&NewValue],
) -> Option<Vec<edit::Edit>> {
    if key == EVALUATIONS {
        let all = changes.iter().map(|change| (&change.field, scalar(change)));
        return evaluations::edits(document, node, key, &evaluations::tree(all));
    }
    let mut by_year: BTreeMap<FiscalYear, Vec<&NewValue>> = BTreeMap::new();
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
                (FormField::Funding(_, _, source), Some(map)) if change.value.is_empty() => {
                    edits.push(document.remove(map, source)?);
                }
                (FormField::Funding(_, _, source), Some(map)) => {
                    edits.push(document.set(map, source, &scalar(change))?);
                }
                // All sources of a year that is not there yet, at once.
                (FormField::Funding(..), None) => {}
                _ if change.value.is_empty() => edits.push(document.remove(years, &name)?),
                _ => edits.push(document.set(years, &name, &scalar(change))?),
            }
        }
        if matches!(changes[0].field, FormField::Funding(..)) && sources.is_none() {
            edits.push(document.set(years, &name, &of_year(&values(&changes)))?);
        }
    }
    Some(edits)
}

/// The value of a year: that of its only field, or a mapping by source of money. Values are in YAML.
fn of_year(values: &[(&FormField, String)]) -> String {
    let by_source = values.iter().filter_map(|(field, value)| match field {
        FormField::Funding(_, _, source) => Some(format!("{}: {value}", text_value(source))),
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
fn values<'a>(changes: &[&'a NewValue]) -> Vec<(&'a FormField, String)> {
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
fn scalar(change: &NewValue) -> String {
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
pub fn text_edit(lookup: &BookLookup<'_>, file: FileId, change: &NewValue) -> Option<edit::Edit> {
    let (RecordRef::Policy(uid), FormField::Text(id)) = (&change.subject, &change.field) else {
        return None;
    };
    let (policy, source) = (lookup.policy(uid)?, lookup.sources.file(file).text());
    let newline = if source.contains("\r\n") { "\r\n" } else { "\n" };
    let value = change.value.replace('\n', newline);
    let headings = &lookup.book.plan.headings;
    let at = headings.iter().position(|heading| heading.id == *id)?;
    if let Some(span) = lookup.body(policy, id) {
        if span.start != span.end {
            return Some(edit::Edit { span, text: value });
        }
        let end = span.start as usize;
        let before = if source[..end].ends_with('\n') { "" } else { newline };
        let text = format!("{before}{newline}{value}{newline}");
        return Some(edit::Edit { span, text });
    }
    // The heading is new: before the next one that is there.
    let next = headings[at + 1..].iter().find_map(|h| lookup.heading_of(policy, &h.id));
    let heading = &headings[at].heading;
    let (at, text) = if let Some(next) = next {
        let start = source[..next.span.start as usize].rfind('\n').map_or(0, |n| n + 1);
        (start, format!("## {heading}{newline}{newline}{value}{newline}{newline}"))
    } else {
        let before = if source.is_empty() || source.ends_with('\n') { "" } else { newline };
        let text = format!("{before}{newline}## {heading}{newline}{newline}{value}{newline}");
        (source.len(), text)
    };
    Some(edit::Edit { span: Span::new(file, at, at), text })
}

/// The edit that adds a project to the end of its policy's list.
pub fn new_edit(
    lookup: &BookLookup<'_>,
    document: &Document<'_>,
    new: &NewProject,
) -> Option<edit::Edit> {
    let plan = &lookup.book.plan;
    let list = document.get(document.root(), "projects")?;
    let kinds = new
        .values
        .iter()
        .map(|(field, value)| Some((field.clone(), (field.kind("Project", plan)?, value.clone()))));
    document.push(list, &project_lines(&kinds.collect::<Option<_>>()?))
}

/// The lines of a project in its policy's list, in the order in which authors write its fields.
pub fn project_lines(values: &BTreeMap<FormField, (Kind, String)>) -> Vec<String> {
    const ORDER: [&str; 9] = [
        "name",
        "section",
        "description",
        "results",
        "settlement",
        "budget",
        "funding",
        "settlement_funding",
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
        let mut by_year: BTreeMap<FiscalYear, Vec<(&FormField, String)>> = BTreeMap::new();
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
