//! The order of changes: that of the book.

use super::result::{Change, Head, Line, State};
use super::snapshot::ItemKind;

/// Sorts changes: sections, the framework, indicators, themes and texts, then each policy with its
/// projects. What has ended is after the others of its place.
pub(super) fn sort(changes: &mut [Change]) {
    changes.sort_by_cached_key(|change| {
        let head = change.new.as_ref().or(change.old.as_ref());
        let (number, position) =
            head.map_or_else(Default::default, |head| place(change.kind, head));
        (group(change.kind), number, position, change.state == State::Ended, change.id.clone())
    });
}

/// The fields in the order of print; others follow in the order of their keys.
const FIELDS: [&str; 32] = [
    "name",
    "number",
    "place",
    "order",
    "department",
    "field",
    "section",
    "sections",
    "themes",
    "rating",
    "evaluations",
    "description",
    "results",
    "settlement",
    "settlement_funding",
    "budget",
    "funding",
    "direction",
    "relisted",
    "policy",
    "project",
    "also_at",
    "unit",
    "better",
    "baseline",
    "values",
    "corrected",
    "reached",
    "forecast",
    "target",
    "source",
    "note",
];

/// Sorts the lines of a thing: by field, the key below it, and year. Texts keep their order.
pub(super) fn sort_lines(lines: &mut [Line]) {
    lines.sort_by_cached_key(|line| {
        let known = FIELDS.iter().position(|field| *field == line.field);
        let is_text = line.field == "text";
        let rank = if is_text { FIELDS.len() + 1 } else { known.unwrap_or(FIELDS.len()) };
        let of = if is_text { String::new() } else { line.of.clone() };
        (rank, line.field.clone(), of, line.year)
    });
}

fn group(kind: ItemKind) -> u8 {
    match kind {
        ItemKind::Section => 0,
        ItemKind::Node => 1,
        ItemKind::Indicator => 2,
        ItemKind::Theme => 3,
        ItemKind::Text => 4,
        ItemKind::Policy | ItemKind::Project => 5,
    }
}

/// The number of the policy, or of the thing itself, and the position within it.
fn place(kind: ItemKind, head: &Head) -> (Vec<Part>, usize) {
    match kind {
        ItemKind::Project => {
            (parts(head.place.as_deref().unwrap_or_default()), head.number.parse().unwrap_or(0))
        }
        _ => (parts(&head.number), 0),
    }
}

/// A part of a number, so that `1-10` is after `1-2`.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Number(u32),
    Words(String),
}

fn parts(number: &str) -> Vec<Part> {
    let part = |part: &str| match part.parse() {
        Ok(number) => Part::Number(number),
        Err(_) => Part::Words(part.to_owned()),
    };
    number.split('-').map(part).collect()
}
