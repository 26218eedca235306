//! The edit of a source for each kind of answer.

use std::collections::BTreeMap;

use super::merge::{NewProject, NewValue};
use crate::edit::{self, Document, key_text, text_value};
use crate::model::FiscalYear;
use crate::parse::yaml::{Kind as NodeKind, Node};
use crate::render::workbook::{AskedField, BookLookup, EvaluationPart, Kind, OPEN, RecordRef};
use crate::span::{FileId, Span};

/// A key on the way from a record to a value.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Key {
    Name(String),
    /// A year, which may be spelled in more than one way.
    Year(FiscalYear),
}

impl Key {
    fn name(name: &str) -> Self {
        Self::Name(name.to_owned())
    }

    /// How it is spelled in `map`, or would be.
    fn in_map(&self, map: &Node) -> String {
        match (self, &map.kind) {
            (Self::Year(year), NodeKind::Map(entries)) => {
                let mut names = entries.iter().map(|(key, _)| key.name.value.as_str());
                let found = names.find(|name| name.parse() == Ok(*year));
                found.map_or_else(|| year.to_string(), str::to_owned)
            }
            (Self::Year(year), _) => year.to_string(),
            (Self::Name(name), _) => name.clone(),
        }
    }

    /// The key as YAML.
    fn to_yaml(&self) -> String {
        match self {
            Self::Name(name) => key_text(name),
            Self::Year(year) => year.to_string(),
        }
    }
}

/// The keys that lead from a record to the value of `field` in the sources.
fn path(field: &AskedField) -> Vec<Key> {
    let name = match field {
        AskedField::Policy => "policy",
        AskedField::Name => "name",
        AskedField::Section => "section",
        AskedField::Description => "description",
        AskedField::Direction => "direction",
        AskedField::Results(_) => "results",
        AskedField::Settlement(_) => "settlement",
        AskedField::Budget(_) => "budget",
        AskedField::Funding(funded, ..) => funded.key(),
        AskedField::Rating(_) => "rating",
        AskedField::Value(_) | AskedField::Words(_) => "values",
        AskedField::Reached(_) => "reached",
        AskedField::Note => "note",
        AskedField::Evaluation(..) => "evaluations",
        AskedField::Text(id) | AskedField::Declared(id, _) => id,
    };
    let mut path = vec![Key::name(name)];
    match field {
        AskedField::Results(year)
        | AskedField::Settlement(year)
        | AskedField::Budget(year)
        | AskedField::Rating(year)
        | AskedField::Value(year)
        | AskedField::Words(year)
        | AskedField::Reached(year)
        | AskedField::Declared(_, Some(year)) => path.push(Key::Year(*year)),
        AskedField::Funding(_, year, source) => {
            path.extend([Key::Year(*year), Key::name(source)]);
        }
        AskedField::Evaluation(year, id, part) => {
            path.extend([Key::name(id), Key::Year(*year)]);
            match part {
                EvaluationPart::Result => path.push(Key::name("result")),
                EvaluationPart::Opinion => path.push(Key::name("opinion")),
                EvaluationPart::Reply => path.push(Key::name("reply")),
                EvaluationPart::Criterion(id) => {
                    path.extend([Key::name("criteria"), Key::name(id)]);
                }
            }
        }
        _ => {}
    }
    path
}

/// Values in YAML by the keys that lead to them, in the order in which they were added.
#[derive(Debug)]
enum Tree {
    Value(String),
    Map(Vec<(Key, Tree)>),
}

impl Tree {
    fn add(&mut self, path: &[Key], value: String) {
        let Some((first, rest)) = path.split_first() else {
            *self = Self::Value(value);
            return;
        };
        if let Self::Value(_) = self {
            *self = Self::Map(Vec::new());
        }
        let Self::Map(entries) = self else { return };
        let at = entries.iter().position(|(key, _)| key == first).unwrap_or_else(|| {
            entries.push((first.clone(), Self::Map(Vec::new())));
            entries.len() - 1
        });
        entries[at].1.add(rest, value);
    }

    /// The tree as a flow mapping on one line.
    fn to_yaml(&self) -> String {
        match self {
            Self::Value(value) => value.clone(),
            Self::Map(entries) => {
                let entries = entries.iter();
                let all: Vec<_> = entries
                    .map(|(key, tree)| format!("{}: {}", key.to_yaml(), tree.to_yaml()))
                    .collect();
                format!("{{ {} }}", all.join(", "))
            }
        }
    }
}

/// The edit that makes `change` to the record `node`.
pub fn value_edit(document: &Document<'_>, node: &Node, change: &NewValue) -> Option<edit::Edit> {
    let path = path(&change.field);
    if change.value.is_empty() {
        removal(document, node, &path)
    } else {
        setting(document, node, &path, spelled(&change.value, &change.kind))
    }
}

/// The edit that gives what is at `path` below `map` the value `value`, and makes the mappings on the way
/// that are not there.
fn setting(document: &Document<'_>, map: &Node, path: &[Key], value: String) -> Option<edit::Edit> {
    let (first, rest) = path.split_first()?;
    let name = first.in_map(map);
    if let Some(inner) = document.get(map, &name).filter(|node| entries(node) > 0)
        && !rest.is_empty()
    {
        return setting(document, inner, rest, value);
    }
    let mut tree = Tree::Map(Vec::new());
    tree.add(rest, value);
    document.set(map, &name, &tree.to_yaml())
}

/// The edit that removes what is at `path` below `map`.
fn removal(document: &Document<'_>, map: &Node, path: &[Key]) -> Option<edit::Edit> {
    let (first, rest) = path.split_first()?;
    let name = first.in_map(map);
    let [last] = rest else {
        return if rest.is_empty() {
            document.remove(map, &name)
        } else {
            removal(document, document.get(map, &name)?, rest)
        };
    };
    let inner = document.get(map, &name)?;
    document.get(inner, &last.in_map(inner))?;
    if entries(inner) == 1 && !document.is_flow(inner) {
        // Without its only line, a mapping would be nothing.
        return document.set(map, &name, "{}");
    }
    document.remove(inner, &last.in_map(inner))
}

/// How many entries `node` has; 0 if it is no mapping.
fn entries(node: &Node) -> usize {
    if let NodeKind::Map(entries) = &node.kind { entries.len() } else { 0 }
}

/// `value` as YAML.
fn spelled(value: &str, kind: &Kind) -> String {
    // A rating such as A needs no quotes.
    let letter = value.len() == 1 && value.bytes().all(|b| b.is_ascii_uppercase());
    let plain = match kind {
        Kind::Money | Kind::Number(_) | Kind::Date | Kind::Years | Kind::Truth => true,
        Kind::Link => !value.contains([',', '#', '[', ']', '{', '}']),
        Kind::Choice(_) => letter,
        Kind::Line | Kind::Prose => false,
    };
    if plain || value == OPEN { value.to_owned() } else { text_value(value) }
}

/// The edit of a text under a heading, with the place of that among the headings of the plan.
pub fn text_edit(
    lookup: &BookLookup<'_>,
    file: FileId,
    change: &NewValue,
) -> Option<(usize, edit::Edit)> {
    let (RecordRef::Policy(uid), AskedField::Text(id)) = (&change.subject, &change.field) else {
        return None;
    };
    let (policy, source) = (lookup.policy(uid)?, lookup.sources.file(file).text());
    let newline = if source.contains("\r\n") { "\r\n" } else { "\n" };
    let value = change.value.replace('\n', newline);
    let headings = &lookup.book.plan.headings;
    let place = headings.iter().position(|heading| heading.id == *id)?;
    if let Some(span) = lookup.body(policy, id) {
        if span.start != span.end {
            return Some((place, edit::Edit { span, text: value }));
        }
        let end = span.start as usize;
        let before = if source[..end].ends_with('\n') { "" } else { newline };
        let text = format!("{before}{newline}{value}{newline}");
        return Some((place, edit::Edit { span, text }));
    }
    // The heading is new: before the next one that is there.
    let next = headings[place + 1..].iter().find_map(|h| lookup.heading_of(policy, &h.id));
    let heading = &headings[place].heading;
    let (at, text) = if let Some(next) = next {
        let start = source[..next.span.start as usize].rfind('\n').map_or(0, |n| n + 1);
        (start, format!("## {heading}{newline}{newline}{value}{newline}{newline}"))
    } else {
        let before = if source.is_empty() || source.ends_with('\n') { "" } else { newline };
        let text = format!("{before}{newline}## {heading}{newline}{newline}{value}{newline}");
        (source.len(), text)
    };
    Some((place, edit::Edit { span: Span::new(file, at, at), text }))
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
pub fn project_lines(values: &BTreeMap<AskedField, (Kind, String)>) -> Vec<String> {
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
    let mut tree = Tree::Map(Vec::new());
    for (field, (kind, value)) in values {
        tree.add(&path(field), spelled(value, kind));
    }
    let Tree::Map(mut entries) = tree else { return Vec::new() };
    let place = |key: &Key| ORDER.iter().position(|name| *key == Key::name(name));
    entries.sort_by_key(|(key, _)| place(key).unwrap_or(ORDER.len()));
    entries.iter().map(|(key, tree)| format!("{}: {}", key.to_yaml(), tree.to_yaml())).collect()
}
