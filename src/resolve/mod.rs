//! Resolution of a parsed [`ParsedFiles`] into a [`Book`]: joins facts and prose, and resolves references.
//!
//! Every unknown reference is reported with its position. A draft without a plan or framework
//! cannot be resolved.
//!
//! This module must not know what comes out.

mod framework;
mod headings;
mod indicators;
mod levels;
mod part_texts;

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Code, Diagnostic, Sink, did_you_mean};
use crate::model::{
    Book, CountedBudget, FieldTexts, Indicators, Levels, Node, NodeId, Picture, Plan, Policy,
    PolicyId, PriorityTheme, Prose, Unread,
};
use crate::parse::{Keyed, OF_KEYS, ParsedFiles};
use crate::span::{FileId, Span};
use crate::text;

const DUPLICATE_ID: Code = Code("PB0202");
const UNKNOWN_NODE: Code = Code("PB0203");
const MISSING_PAIR: Code = Code("PB0204");

/// Resolves the draft. The result is `None` if a required file is missing, which has been reported
/// when it was read.
pub fn resolve(draft: ParsedFiles, sink: &mut Sink) -> Option<Book> {
    let (plan, mut nodes) = (draft.plan, draft.nodes);
    let needs_prose = plan.as_ref().is_none_or(Plan::needs_prose);
    let (policies, unread_policies) =
        pair(draft.policies, draft.policy_prose, "policies", needs_prose, &draft.misnamed, sink);
    let (themes, unread_themes) =
        pair(draft.themes, draft.theme_prose, "themes", true, &draft.misnamed, sink);
    let (pictures, unread_pictures) = pictures(draft.pictures);
    let mut unread = Unread {
        policies: unread_policies,
        themes: unread_themes,
        pictures: unread_pictures,
        indicators: draft.indicators.is_none(),
        misplaced: BTreeSet::new(),
    };

    if let Some(plan) = &plan
        && !levels::check(&plan.levels, plan.book.file.span, sink)
    {
        return None;
    }
    // Without them nobody knows which numbers there can be.
    let levels = &draft.levels?;
    let mut indicators = Indicators::default();
    if let Some(nodes) = &mut nodes {
        let placed = policies.iter().map(|pair| pair.key.node);
        let placed = placed.chain(unread.policies.iter().map(|id| id.node));
        let framework::Misplaced { ids, meant } = framework::check(nodes, placed, levels, sink);
        unread.misplaced = ids;
        let (meant, others): (Vec<_>, Vec<_>) =
            policies.into_iter().partition(|pair| meant.contains(&pair.key.node));
        // Where these belong is reported.
        unread.policies.extend(meant.iter().map(|pair| pair.key));
        place_policies(nodes, others, plan.as_ref(), levels, &mut unread, sink);
        let all = draft.indicators.unwrap_or_default();
        indicators = indicators::place(nodes, all, levels, &unread, sink);
    }
    let themes = themes
        .into_iter()
        .map(|pair| PriorityTheme {
            prose: pair.prose.map_or(Vec::new(), |(prose, _)| prose),
            ..pair.value
        })
        .collect();
    let part_texts = match &plan {
        Some(plan) => part_texts::part_texts(plan, draft.part_texts, sink),
        None => Vec::new(),
    };
    let plan = plan?;
    let overview = part_texts::overview(&plan, draft.overview, sink)?;
    let changes = draft.changes.map_or_else(Vec::new, |file| file.changes);
    let search_words = draft.search_words.unwrap_or_default();
    Some(Book {
        plan,
        nodes: nodes?,
        indicators,
        themes,
        overview,
        part_texts,
        field_texts: FieldTexts(draft.field_texts),
        search_words,
        localities: draft.localities.unwrap_or_default().localities,
        glossary: draft.glossary.unwrap_or_default().terms,
        changes,
        pictures,
        over: BTreeSet::new(),
        unread,
    })
}

/// The usable pictures by their path from `content/`, and the paths of the unusable ones.
fn pictures(
    all: Vec<Keyed<String, Option<Picture>>>,
) -> (BTreeMap<String, Picture>, BTreeSet<String>) {
    let (mut pictures, mut unread) = (BTreeMap::new(), BTreeSet::new());
    for Keyed { key, value, .. } in all {
        match value {
            Some(picture) => drop(pictures.insert(key, picture)),
            None => drop(unread.insert(key)),
        }
    }
    (pictures, unread)
}

/// The values of the two files of one key.
struct Pair<K, V> {
    key: K,
    value: V,
    /// The prose and its file; `None` if the file is missing, which has been reported.
    prose: Option<(Prose, FileId)>,
}

/// Joins the YAML and the Markdown file of each key, and reports files without a counterpart. Also
/// returns the keys of files that could not be used.
fn pair<K: Ord + Copy + std::fmt::Display, V>(
    facts: Vec<Keyed<K, Option<V>>>,
    prose: Vec<Keyed<K, Option<Prose>>>,
    folder: &str,
    needs_prose: bool,
    misnamed: &BTreeSet<String>,
    sink: &mut Sink,
) -> (Vec<Pair<K, V>>, BTreeSet<K>) {
    let facts = unique(facts, folder, sink);
    let mut prose = unique(prose, folder, sink);
    let mut pairs = Vec::new();
    let mut unread = BTreeSet::new();
    for (key, facts) in facts {
        let text = prose.remove(&key);
        if text.is_none() && needs_prose && !misnamed.contains(&format!("{key}.md")) {
            sink.report(
                missing_pair(facts.file, &key, "md", "本文（Markdown）", "Markdown (its prose)")
                    .missing(),
            );
        }
        // Facts without prose are still checked.
        if let Some(value) = facts.value {
            pairs.push(Pair { key, value, prose: text.and_then(|t| Some((t.value?, t.file))) });
        } else {
            unread.insert(key);
        }
    }
    for (key, text) in prose {
        if !misnamed.contains(&format!("{key}.yaml")) {
            sink.report(missing_pair(
                text.file,
                &key,
                "yaml",
                "事業や金額（YAML）",
                "YAML (its facts)",
            ));
        }
        unread.insert(key);
    }
    (pairs, unread)
}

fn missing_pair(
    file: FileId,
    key: &dyn std::fmt::Display,
    ending: &str,
    ja: &str,
    en: &str,
) -> Diagnostic {
    Diagnostic::error(
        MISSING_PAIR,
        text!("{key} の{ja}のファイルがありません", "{key} has no {en} file next to it"),
    )
    .at(Span::start_of(file))
    .hint(text!(
        "同じフォルダーに {key}.{ending} を作ってください",
        "make {key}.{ending} in the same folder"
    ))
}

/// Maps the values by key. Every key with more than one file is reported.
fn unique<K: Ord + Copy + std::fmt::Display, V>(
    all: Vec<Keyed<K, V>>,
    folder: &str,
    sink: &mut Sink,
) -> BTreeMap<K, Keyed<K, V>> {
    let mut by_key: BTreeMap<K, Keyed<K, V>> = BTreeMap::new();
    for keyed in all {
        if let Some(first) = by_key.get(&keyed.key) {
            let key = keyed.key;
            sink.report(
                Diagnostic::error(
                    DUPLICATE_ID,
                    text!("{key} のファイルが2つあります", "two files are named {key}"),
                )
                .at(Span::start_of(keyed.file))
                .label(Span::start_of(first.file), text!("もう1つはこれです", "the other one"))
                .hint(text!(
                    "{folder}/ の中で番号は1回だけ使えます。どちらかの番号を変えてください",
                    "a number is used once in {folder}/: change one of them"
                )),
            );
        } else {
            by_key.insert(keyed.key, keyed);
        }
    }
    by_key
}

fn place_policies(
    nodes: &mut [Node],
    policies: Vec<Pair<PolicyId, Policy>>,
    plan: Option<&Plan>,
    levels: &Levels,
    unread: &mut Unread,
    sink: &mut Sink,
) {
    let known = group_ids(nodes, levels);
    let is_whole = is_whole(nodes, sink);
    for Pair { key: id, value: mut policy, prose } in policies {
        if let (Some(plan), Some((prose, file))) = (plan, prose) {
            policy.prose = headings::split(prose, file, plan, sink);
        }
        if plan.is_some_and(|plan| plan.supplementary == Some(CountedBudget::Revised)) {
            for project in &mut policy.projects {
                project.counted = project.revised();
            }
        }
        let group = group_mut(nodes, id.node, levels);
        if let Some(group) = group {
            group.policies.push(policy);
        } else {
            let node = id.node.to_string();
            if is_whole {
                sink.report(unknown_node(&node, policy.span, &known, levels.group_name()));
            }
            unread.policies.insert(id);
        }
    }
}

/// Whether no key of the framework was reported: below one that is misspelt there may be items.
fn is_whole(nodes: &[Node], sink: &Sink) -> bool {
    let file = nodes.first().map(|node| node.id.span.file);
    file.is_none_or(|file| !sink.has_any_of(&OF_KEYS, file))
}

/// The ids of the items to which sheets belong.
fn group_ids(nodes: &[Node], levels: &Levels) -> Vec<String> {
    let depth = levels.above_sheets().len();
    let groups = nodes.iter().flat_map(Node::preorder).filter(|node| node.id.depth() == depth);
    groups.map(|node| node.id.to_string()).collect()
}

/// The item `id`, if sheets belong to items of its level.
fn group_mut<'a>(nodes: &'a mut [Node], id: NodeId, levels: &Levels) -> Option<&'a mut Node> {
    let is_group = id.depth() == levels.above_sheets().len();
    nodes.iter_mut().filter(|_| is_group).find_map(|node| node.find_mut(id))
}

fn unknown_node(id: &str, span: Span, known: &[String], level: &str) -> Diagnostic {
    let near = did_you_mean(id, known.iter().map(String::as_str))
        .map(|near| text!("近い番号に {near} があります", "there is {near}"));
    Diagnostic::error(
        UNKNOWN_NODE,
        text!(
            "{level} {id} は framework.yaml にありません",
            "{level} {id} is not in framework.yaml"
        ),
    )
    .at(span)
    .maybe_hint(near)
    .hint(text!(
        "番号を直すか、framework.yaml に {id} を加えてください",
        "mend the number, or add {id} to framework.yaml"
    ))
}
