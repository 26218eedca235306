//! Resolution of a parsed [`ParsedFiles`] into a [`Book`]: joins facts and prose, and resolves references.
//!
//! Every unknown reference is reported with its position. A draft without a plan or framework
//! cannot be resolved.
//!
//! This module must not know what comes out.

mod part_texts;
mod sections;

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Code, Diagnostic, Sink, did_you_mean};
use crate::model::{
    Book, Goal, Indicator, Levels, Picture, Plan, Policy, PolicyId, Prose, Theme, Unread,
};
use crate::parse::{Keyed, ParsedFiles};
use crate::span::{FileId, Span};
use crate::text;

const DUPLICATE_ID: Code = Code("PB0202");
const UNKNOWN_BASIC_PLAN: Code = Code("PB0203");
const MISSING_PAIR: Code = Code("PB0204");

/// Resolves the draft. The result is `None` if a required file is missing, which has been reported
/// when it was read.
pub fn resolve(draft: ParsedFiles, sink: &mut Sink) -> Option<Book> {
    let (plan, mut goals) = (draft.plan, draft.goals);
    let indicators = draft.indicators.unwrap_or_default();
    let needs_prose = plan.as_ref().is_none_or(Plan::needs_prose);
    let (policies, unread_policies) =
        pair(draft.policies, draft.policy_prose, "policies", needs_prose, &draft.misnamed, sink);
    let (themes, unread_themes) =
        pair(draft.themes, draft.theme_prose, "themes", true, &draft.misnamed, sink);
    let (pictures, unread_pictures) = pictures(draft.pictures);
    let mut unread =
        Unread { policies: unread_policies, themes: unread_themes, pictures: unread_pictures };

    let standard = Levels::default();
    let levels = plan.as_ref().map_or(&standard, |plan| &plan.levels);
    if let Some(goals) = &mut goals {
        duplicate_goals(goals, levels, sink);
        place_policies(goals, policies, plan.as_ref(), levels, &mut unread, sink);
        place_indicators(goals, indicators, levels, sink);
    }
    let themes = themes
        .into_iter()
        .map(|pair| Theme {
            prose: pair.prose.map_or(Vec::new(), |(prose, _)| prose),
            ..pair.value
        })
        .collect();
    let part_texts = match &plan {
        Some(plan) => part_texts::part_texts(plan, draft.part_texts, sink),
        None => Vec::new(),
    };
    let (plan, overview) = (plan?, draft.overview?);
    Some(Book { plan, goals: goals?, themes, overview, part_texts, pictures, unread })
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
        text!("{key} の{ja}のファイルがありません", "{key} has no {en} beside it"),
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

/// Reports goals and basic plans with duplicate or contradictory numbers.
fn duplicate_goals(goals: &[Goal], levels: &Levels, sink: &mut Sink) {
    let Levels { goal: goal_level, basic_plan: level, .. } = levels;
    let mut seen: BTreeMap<String, Span> = BTreeMap::new();
    let mut claim = |id: String, span: Span, sink: &mut Sink| {
        if let Some(first) = seen.get(&id) {
            sink.report(
                Diagnostic::error(
                    DUPLICATE_ID,
                    text!("番号 {id} が2回使われています", "the number {id} is used twice"),
                )
                .at(span)
                .label(*first, text!("はじめはここです", "first here"))
                .hint(text!("どちらかの番号を変えてください", "change one of the numbers")),
            );
        } else {
            seen.insert(id, span);
        }
    };
    for goal in goals {
        claim(goal.id.to_string(), goal.id.span, sink);
        for basic_plan in &goal.basic_plans {
            claim(basic_plan.id.to_string(), basic_plan.id.span, sink);
            if basic_plan.id.goal != goal.id.value {
                let (id, goal_id) = (basic_plan.id.value, goal.id.value);
                let home = id.goal;
                sink.report(
                    Diagnostic::error(
                        UNKNOWN_BASIC_PLAN,
                        text!(
                            "{level} {id} が{goal_level} {goal_id} の中にあります",
                            "the basic plan {id} stands under goal {goal_id}"
                        ),
                    )
                    .at(basic_plan.id.span)
                    .label(goal.id.span, text!("この{goal_level}の中です", "under this goal"))
                    .hint(text!(
                        "番号を直すか、{goal_level} {home} の中に移してください",
                        "mend its number, or move it under goal {home}"
                    )),
                );
            }
        }
    }
}

fn place_policies(
    goals: &mut [Goal],
    policies: Vec<Pair<PolicyId, Policy>>,
    plan: Option<&Plan>,
    levels: &Levels,
    unread: &mut Unread,
    sink: &mut Sink,
) {
    let known: Vec<String> =
        goals.iter().flat_map(|g| &g.basic_plans).map(|b| b.id.to_string()).collect();
    for Pair { key: id, value: mut policy, prose } in policies {
        if let (Some(plan), Some((prose, file))) = (plan, prose) {
            policy.prose = sections::split(prose, file, plan, sink);
        }
        let home =
            goals.iter_mut().flat_map(|g| &mut g.basic_plans).find(|b| b.id.value == id.basic_plan);
        if let Some(home) = home {
            home.policies.push(policy);
        } else {
            sink.report(unknown_basic_plan(
                &id.basic_plan.to_string(),
                policy.span,
                &known,
                levels,
            ));
            unread.policies.insert(id);
        }
    }
}

fn place_indicators(
    goals: &mut [Goal],
    indicators: Vec<Indicator>,
    levels: &Levels,
    sink: &mut Sink,
) {
    let known: Vec<String> =
        goals.iter().flat_map(|g| &g.basic_plans).map(|b| b.id.to_string()).collect();
    let mut seen: BTreeMap<String, Span> = BTreeMap::new();
    for indicator in indicators {
        if let Some(first) = seen.insert(indicator.id.value.clone(), indicator.id.span) {
            let id = &indicator.id;
            sink.report(
                Diagnostic::error(
                    DUPLICATE_ID,
                    text!("成果指標 {id} が2つあります", "two indicators are called {id}"),
                )
                .at(id.span)
                .label(first, text!("はじめはここです", "first here"))
                .hint(text!("どちらかの id を変えてください", "change one of the ids")),
            );
        }
        let home = goals
            .iter_mut()
            .flat_map(|g| &mut g.basic_plans)
            .find(|b| b.id == indicator.basic_plan);
        if let Some(home) = home {
            home.indicators.push(indicator);
        } else {
            let id = indicator.basic_plan.to_string();
            sink.report(unknown_basic_plan(&id, indicator.basic_plan.span, &known, levels));
        }
    }
}

fn unknown_basic_plan(id: &str, span: Span, known: &[String], levels: &Levels) -> Diagnostic {
    let level = &levels.basic_plan;
    let near = did_you_mean(id, known.iter().map(String::as_str))
        .map(|near| text!("近い番号に {near} があります", "there is {near}"));
    Diagnostic::error(
        UNKNOWN_BASIC_PLAN,
        text!(
            "{level} {id} は framework.yaml にありません",
            "the basic plan {id} is not in framework.yaml"
        ),
    )
    .at(span)
    .maybe_hint(near)
    .hint(text!(
        "番号を直すか、framework.yaml に {id} を加えてください",
        "mend the number, or add {id} to framework.yaml"
    ))
}
