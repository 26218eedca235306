//! The shape of the framework: ids that occur once, in the item that they name, and as many
//! levels as the plan has.

use std::collections::{BTreeMap, BTreeSet};

use super::{DUPLICATE_ID, UNKNOWN_NODE};
use crate::diag::{Code, Diagnostic, Sink, Text};
use crate::model::{Levels, Node, NodeId};
use crate::span::{Span, Spanned};
use crate::text;

const TOO_DEEP: Code = Code("PB0207");

/// Reports items whose ids are used twice or belong elsewhere, and those of levels that the plan
/// has not. Returns these items, with all below them, and what is meant by their ids.
pub(super) fn check(
    nodes: &[Node],
    policies: impl Iterator<Item = NodeId>,
    levels: &Levels,
    sink: &mut Sink,
) -> Misplaced {
    let known: BTreeSet<NodeId> =
        nodes.iter().flat_map(Node::preorder).map(|node| node.id.value).collect();
    let absent = policies.filter(|id| !known.contains(id)).collect();
    let (seen, misplaced) = (BTreeMap::new(), Misplaced::default());
    let mut shape = Shape { levels, absent, seen, misplaced, sink };
    for node in nodes {
        shape.check(node, None);
    }
    shape.misplaced
}

/// Items that do not stand where their ids belong.
#[derive(Default)]
pub(super) struct Misplaced {
    /// The places of their ids, and of those below them.
    pub ids: BTreeSet<Span>,
    /// The items that are probably meant by them: those of `policies` that the framework has not.
    pub meant: BTreeSet<NodeId>,
}

struct Shape<'a> {
    levels: &'a Levels,
    /// The items that have policies, but are not in the framework.
    absent: BTreeSet<NodeId>,
    seen: BTreeMap<NodeId, Span>,
    misplaced: Misplaced,
    sink: &'a mut Sink,
}

impl Shape<'_> {
    fn check(&mut self, node: &Node, above: Option<&Spanned<NodeId>>) {
        let depth = 1 + above.map_or(0, |above| above.depth());
        if depth > self.levels.above_sheets().len() {
            self.too_deep(node);
            return;
        }
        let is_twice = self.seen.contains_key(&node.id.value);
        if is_twice || node.id.parent() != above.map(|above| above.value) {
            self.misplaced.ids.extend(node.preorder().map(|below| below.id.span));
        }
        if let Some(first) = self.seen.get(&node.id.value) {
            let (id, first) = (node.id.value, *first);
            let near = self.absent_in(above);
            self.sink.report(
                Diagnostic::error(
                    DUPLICATE_ID,
                    text!("番号 {id} が2回使われています", "the number {id} is used twice"),
                )
                .at(node.id.span)
                .label(first, text!("はじめはここです", "first here"))
                .maybe_hint(near)
                .hint(text!("どちらかの番号を変えてください", "change one of the numbers")),
            );
        } else {
            self.seen.insert(node.id.value, node.id.span);
        }
        if node.id.parent() != above.map(|above| above.value) {
            self.elsewhere(node, above, depth);
            return;
        }
        if let Some(field) = node.field.as_ref().filter(|_| depth > 1) {
            self.sink.report(
                Diagnostic::error(
                    TOO_DEEP,
                    text!(
                        "分野（field）は、一番上の段にだけ書きます",
                        "`field` belongs to the highest level"
                    ),
                )
                .at(field.span)
                .hint(text!("この field を消してください", "remove this `field`")),
            );
        }
        for below in &node.nodes {
            self.check(below, Some(&node.id));
        }
    }

    /// What to say about a wrong id in the item `above`, if one item of it alone is absent there.
    fn absent_in(&mut self, above: Option<&Spanned<NodeId>>) -> Option<Text> {
        let above = above.map(|above| above.value);
        let mut absent = self.absent.iter().filter(|id| id.parent() == above);
        let meant = *absent.next().filter(|_| absent.next().is_none())?;
        self.misplaced.meant.insert(meant);
        Some(text!(
            "{meant} のことですか（policies/ に {meant}-… のファイルがあります）",
            "did you mean {meant}? There are files {meant}-… in policies/"
        ))
    }

    /// Reports an item whose id is not one of the place where it stands.
    fn elsewhere(&mut self, node: &Node, above: Option<&Spanned<NodeId>>, depth: usize) {
        let (id, level) = (node.id.value, self.levels.name_at(depth));
        let upper = self.levels.name_at(depth - 1);
        let Some(above) = above else {
            self.sink.report(
                Diagnostic::error(
                    UNKNOWN_NODE,
                    text!(
                        "{id} は一番上の段の{level}の番号ではありません",
                        "{id} is no number of the highest level, {level}"
                    ),
                )
                .at(node.id.span)
                .hint(text!(
                    "{level}の番号を、1、2 のように1つの数で書いてください",
                    "give it a single number, such as 1"
                )),
            );
            return;
        };
        let above_id = above.value;
        let near = self.absent_in(Some(above));
        let hint = match id.parent().filter(|_| id.depth() == depth) {
            Some(above) => text!(
                "番号を直すか、{upper} {above} の中に移してください",
                "mend its number, or move it under {upper} {above}"
            ),
            None => text!(
                "番号を {above_id}-1 のように、上の番号に続けて書いてください",
                "continue the number above it, such as {above_id}-1"
            ),
        };
        self.sink.report(
            Diagnostic::error(
                UNKNOWN_NODE,
                text!(
                    "{level} {id} が{upper} {above_id} の中にあります",
                    "{level} {id} stands under {upper} {above_id}"
                ),
            )
            .at(node.id.span)
            .label(above.span, text!("この{upper}の中です", "under this one"))
            .maybe_hint(near)
            .hint(hint),
        );
    }

    fn too_deep(&mut self, node: &Node) {
        let count = self.levels.above_sheets().len();
        let names: Vec<_> = self.levels.above_sheets().iter().map(|l| l.name.as_str()).collect();
        let (names, id, depth) = (names.join(" > "), node.id.value, count + 1);
        self.sink.report(
            Diagnostic::error(
                TOO_DEEP,
                text!(
                    "{id} は{depth}段目ですが、シートの上の段は{count}つ（{names}）です",
                    "{id} is of level {depth}, but there are {count} above the sheets: {names}"
                ),
            )
            .at(node.id.span)
            .hint(text!(
                "plan.yaml の levels に段を加えるか、ここを消してください",
                "add a level to `levels` in plan.yaml, or remove this"
            )),
        );
    }
}
