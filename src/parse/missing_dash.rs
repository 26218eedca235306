//! The items of a list whose author forgot the `- ` before one of them.
//!
//! To YAML, such an item is part of the one above, and all of its keys are written twice.
//!
//! This module must not know the book's own mappings.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::yaml::{Key, Kind, Node};
use crate::diag::{Code, Diagnostic, Sink};
use crate::text;

const NO_DASH: Code = Code("PB0120");

/// How many keys have to be written again before they are taken for another item. One alone is
/// a key that was written twice.
const AGAIN: usize = 2;

/// `nodes`, with an item of its own for each that lacks its `- `, which is reported.
pub(super) fn items<'n>(nodes: &'n [Node], sink: &mut Sink) -> Cow<'n, [Node]> {
    if nodes.iter().all(|node| beginnings(node).is_empty()) {
        return Cow::Borrowed(nodes);
    }
    let mut items = Vec::with_capacity(nodes.len());
    for node in nodes {
        let begin = beginnings(node);
        let Kind::Map(entries) = &node.kind else {
            items.push(node.clone());
            continue;
        };
        if begin.is_empty() {
            items.push(node.clone());
            continue;
        }
        let ends = begin.iter().copied().chain([entries.len()]);
        let mut start = 0;
        for end in ends {
            let span = entries.get(start).map_or(node.span, |(key, _)| key.name.span);
            let kind = Kind::Map(entries[start..end].to_vec());
            items.push(Node { span, whole: span, kind });
            start = end;
        }
        for at in begin {
            sink.report(no_dash(&entries[at].0));
        }
    }
    Cow::Owned(items)
}

/// The positions of the keys of `node` where an item other than the first begins.
fn beginnings(node: &Node) -> Vec<usize> {
    let Kind::Map(entries) = &node.kind else {
        return Vec::new();
    };
    let mut begin = Vec::new();
    let mut own: BTreeSet<&str> = BTreeSet::new();
    let mut start = 0;
    while let Some(at) = entries[start..]
        .iter()
        .position(|(key, _)| !own.insert(key.name.value.as_str()))
        .map(|offset| start + offset)
    {
        let next = entries[at..].iter().take(AGAIN).map(|(key, _)| key.name.value.as_str());
        let again: BTreeSet<&str> = next.filter(|key| own.contains(key)).collect();
        start = at + 1;
        if again.len() == AGAIN {
            begin.push(at);
            own = BTreeSet::from([entries[at].0.name.value.as_str()]);
        }
    }
    begin
}

fn no_dash(key: &Key) -> Diagnostic {
    let key = &key.name;
    Diagnostic::error(
        NO_DASH,
        text!(
            "「{key}」から次のものが始まっていますが、前に「- 」がありません",
            "another item begins with `{key}`, and there is no `- ` before it"
        ),
    )
    .at(key.span)
    .hint(text!(
        "「- {key}: 」のように、前に「- 」を書いてください",
        "write `- {key}: `, with a `- ` before it"
    ))
}
