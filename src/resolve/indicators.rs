//! The places of indicators: items of the framework, policies and projects that exist.

use std::collections::BTreeMap;

use super::{DUPLICATE_ID, is_whole, unknown_node};
use crate::diag::{Code, Diagnostic, Sink, did_you_mean};
use crate::model::{Indicator, Indicators, Levels, Node, Place, PlaceId, Policy, PolicyId, Unread};
use crate::span::{Span, Spanned};
use crate::text;

const PLACE: Code = Code("PB0208");

/// Gives each indicator its places, and sorts them as the book has them. One whose place does not
/// exist is reported and left out.
pub(super) fn place(
    nodes: &[Node],
    indicators: Vec<Indicator>,
    levels: &Levels,
    unread: &Unread,
    sink: &mut Sink,
) -> Indicators {
    let mut seen: BTreeMap<String, Span> = BTreeMap::new();
    let framework = Framework { nodes, levels, unread };
    let mut known = Vec::new();
    for mut indicator in indicators {
        if let Some(first) = seen.insert(indicator.id.value.clone(), indicator.id.span) {
            sink.report(used_twice(&indicator.id, first));
        }
        let first_place = framework.find(&indicator.node, indicator.project.as_ref(), sink);
        let mut found = vec![(indicator.node.span, first_place)];
        for other in &indicator.further {
            let place = framework.find(&other.node, other.project.as_ref(), sink);
            found.push((other.node.span, place));
        }
        let mut places: Vec<(Place, Span)> = Vec::new();
        for (span, place) in found {
            let Some(place) = place else { continue };
            match places.iter().find(|(known, _)| *known == place) {
                Some((_, first)) => sink.report(same_place(&indicator, span, *first)),
                None => places.push((place, span)),
            }
        }
        if let Some(first_place) = first_place {
            indicator.places = places.into_iter().map(|(place, _)| place).collect();
            known.push((first_place, indicator));
        }
    }
    let order = framework.order();
    known.sort_by_key(|(first_place, _)| order.get(first_place).copied());
    Indicators::new(known.into_iter().map(|(_, indicator)| indicator).collect())
}

fn used_twice(id: &Spanned<String>, first: Span) -> Diagnostic {
    Diagnostic::error(
        DUPLICATE_ID,
        text!("成果指標 {id} が2つあります", "two indicators are called {id}"),
    )
    .at(id.span)
    .label(first, text!("はじめはここです", "first here"))
    .hint(text!("どちらかの id を変えてください", "change one of the ids"))
}

fn same_place(indicator: &Indicator, span: Span, first: Span) -> Diagnostic {
    let name = &indicator.name;
    Diagnostic::error(
        PLACE,
        text!("「{name}」が同じところに2回載ります", "`{name}` is shown twice in one place"),
    )
    .at(span)
    .label(first, text!("はじめはここです", "first here"))
    .hint(text!("どちらか一方を消してください", "remove one of them"))
}

struct Framework<'a> {
    nodes: &'a [Node],
    levels: &'a Levels,
    unread: &'a Unread,
}

impl<'a> Framework<'a> {
    fn all_nodes(&self) -> impl Iterator<Item = &'a Node> {
        self.nodes.iter().flat_map(Node::preorder)
    }

    fn policies(&self) -> impl Iterator<Item = &'a Policy> {
        self.all_nodes().flat_map(|node| &node.policies)
    }

    /// The place `id`, or the project named `project` of the policy `id`. What does not exist is
    /// reported, but for policies that could not be read.
    fn find(
        &self,
        id: &Spanned<PlaceId>,
        project: Option<&Spanned<String>>,
        sink: &mut Sink,
    ) -> Option<Place> {
        let depth = self.levels.above_sheets().len();
        let found = id.value.within(depth);
        match (found, project) {
            (Some(Place::Policy(policy)), _) => self.policy(policy, id.span, project, sink),
            (Some(place), None) => {
                if self.all_nodes().any(|node| Place::Node(node.id.value) == place) {
                    return found;
                }
                let depth = place.node().depth();
                let known = self.all_nodes().filter(|node| node.id.depth() == depth);
                let known: Vec<_> = known.map(|node| node.id.to_string()).collect();
                let level = self.levels.name_at(depth);
                if is_whole(self.nodes, sink) {
                    sink.report(unknown_node(&id.to_string(), id.span, &known, level));
                }
                None
            }
            (Some(_), Some(project)) => {
                let policy = self.levels.policy();
                let found = Diagnostic::error(
                    PLACE,
                    text!(
                        "事業の指標ですが、{id} は{policy}の番号ではありません",
                        "an indicator of a project needs the number of its policy, not {id}"
                    ),
                );
                sink.report(
                    found
                        .at(id.span)
                        .label(project.span, text!("この事業の指標です", "its project"))
                        .hint(text!(
                            "この事業のある{policy}の番号（例 1-2-03）を書くか、project を消してください",
                            "write the number of the policy that has the project, such as 1-2-03, or remove `project`"
                        )),
                );
                None
            }
            (None, _) => {
                let (count, id_text) = (depth + 1, id.to_string());
                sink.report(
                    Diagnostic::error(
                        PLACE,
                        text!(
                            "{id_text} は、この計画の番号ではありません",
                            "{id_text} is no number of this plan"
                        ),
                    )
                    .at(id.span)
                    .hint(text!(
                        "番号は{count}段までです。施策体系かシートの番号を書いてください",
                        "numbers have up to {count} levels: write that of an item or of a policy"
                    )),
                );
                None
            }
        }
    }

    fn policy(
        &self,
        id: PolicyId,
        span: Span,
        project: Option<&Spanned<String>>,
        sink: &mut Sink,
    ) -> Option<Place> {
        let Some(policy) = self.policies().find(|policy| policy.id == id) else {
            if !self.unread.policies.contains(&id) {
                let (level, id) = (self.levels.policy(), id.to_string());
                let known: Vec<_> = self.policies().map(|policy| policy.id.to_string()).collect();
                let near = did_you_mean(&id, known.iter().map(String::as_str))
                    .map(|near| text!("近い番号に {near} があります", "there is {near}"));
                sink.report(
                    Diagnostic::error(
                        PLACE,
                        text!("{level} {id} はありません", "there is no policy {id}"),
                    )
                    .at(span)
                    .maybe_hint(near)
                    .hint(text!(
                        "番号を直すか、その{level}のファイルを作ってください",
                        "mend the number, or make the files of that policy"
                    )),
                );
            }
            return None;
        };
        let Some(name) = project else { return Some(Place::Policy(id)) };
        let found = policy.projects.iter().position(|p| p.name.value == name.value);
        if found.is_none() {
            let level = self.levels.policy();
            let near = did_you_mean(name, policy.projects.iter().map(|p| p.name.as_str()))
                .map(|near| text!("「{near}」のことですか", "did you mean `{near}`?"));
            sink.report(
                Diagnostic::error(
                    PLACE,
                    text!(
                        "{id} に「{name}」という事業はありません",
                        "{id} has no project `{name}`"
                    ),
                )
                .at(name.span)
                .label(policy.title.span, text!("この{level}です", "this policy"))
                .maybe_hint(near)
                .hint(text!(
                    "その{level}にある事業の名前を、そのとおりに書いてください",
                    "write the name of a project of that policy as it stands there"
                )),
            );
        }
        found.map(|at| Place::Project(id, at + 1))
    }

    /// The rank of each place in the order of the book.
    fn order(&self) -> BTreeMap<Place, usize> {
        let places = self.all_nodes().flat_map(|node| {
            let policies = node.policies.iter().flat_map(|policy| {
                let projects = (1..=policy.projects.len()).map(|at| Place::Project(policy.id, at));
                std::iter::once(Place::Policy(policy.id)).chain(projects)
            });
            std::iter::once(Place::Node(node.id.value)).chain(policies)
        });
        places.zip(0..).collect()
    }
}
