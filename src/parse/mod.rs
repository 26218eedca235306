//! From the text of each file to a [`Draft`]: facts with their places, nothing joined yet.
//!
//! Files are read independently and on all cores. A file whose YAML cannot be read at all
//! leaves a gap in the draft; every other mistake leaves the rest of its file standing.
//!
//! This module must not know any other file than the one it reads.

mod decode;
mod framework;
mod indicators;
mod joining;
mod link;
pub mod markdown;
mod plan;
mod policy;
mod scalar;
mod strong;
mod theme;
pub mod yaml;

use rayon::prelude::*;

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Goal, Indicator, Plan, Policy, PolicyId, Prose, Theme};
use crate::source::{SourceFile, Sources};
use crate::span::{FileId, Span};
use crate::text;

/// What the files say, before anything is joined.
#[derive(Debug, Default)]
pub struct Draft {
    /// `plan.yaml`.
    pub plan: Option<Plan>,
    /// `framework.yaml`.
    pub goals: Option<Vec<Goal>>,
    /// `indicators.yaml`.
    pub indicators: Option<Vec<Indicator>>,
    /// `overview.md`.
    pub overview: Option<Prose>,
    /// The YAML of each policy; `None` inside where it cannot be read.
    pub policies: Vec<Keyed<PolicyId, Option<Policy>>>,
    /// The Markdown of each policy.
    pub policy_prose: Vec<Keyed<PolicyId, Prose>>,
    /// The YAML of each theme.
    pub themes: Vec<Keyed<u8, Option<Theme>>>,
    /// The Markdown of each theme.
    pub theme_prose: Vec<Keyed<u8, Prose>>,
}

/// What one file says, with the key its name gives.
#[derive(Debug)]
pub struct Keyed<K, V> {
    /// From the file's name.
    pub key: K,
    /// The file.
    pub file: FileId,
    /// What it says.
    pub value: V,
}

/// What a file is, by its path.
enum Role {
    Plan,
    Framework,
    Indicators,
    Overview,
    Policy(PolicyId),
    PolicyProse(PolicyId),
    Theme(u8),
    ThemeProse(u8),
    Readme,
}

/// What one file turned out to say.
enum Parsed {
    Plan(Option<Box<Plan>>),
    Framework(Option<Vec<Goal>>),
    Indicators(Option<Vec<Indicator>>),
    Overview(Prose),
    Policy(Keyed<PolicyId, Option<Policy>>),
    PolicyProse(Keyed<PolicyId, Prose>),
    Theme(Keyed<u8, Option<Theme>>),
    ThemeProse(Keyed<u8, Prose>),
    Nothing,
}

/// Reads every file.
#[must_use]
pub fn parse(sources: &Sources, sink: &mut Sink) -> Draft {
    let files: Vec<_> = sources.iter().collect();
    let parsed: Vec<(Parsed, Sink)> = files
        .par_iter()
        .map(|(id, file)| {
            let mut sink = Sink::new();
            let parsed = parse_file(*id, file, &mut sink);
            (parsed, sink)
        })
        .collect();
    let mut draft = Draft::default();
    for (parsed, found) in parsed {
        sink.absorb(found);
        match parsed {
            Parsed::Plan(plan) => draft.plan = plan.map(|plan| *plan),
            Parsed::Framework(goals) => draft.goals = goals,
            Parsed::Indicators(indicators) => draft.indicators = indicators,
            Parsed::Overview(prose) => draft.overview = Some(prose),
            Parsed::Policy(policy) => draft.policies.push(policy),
            Parsed::PolicyProse(prose) => draft.policy_prose.push(prose),
            Parsed::Theme(theme) => draft.themes.push(theme),
            Parsed::ThemeProse(prose) => draft.theme_prose.push(prose),
            Parsed::Nothing => {}
        }
    }
    draft
}

fn parse_file(id: FileId, file: &SourceFile, sink: &mut Sink) -> Parsed {
    let Some(role) = role(id, file, sink) else {
        return Parsed::Nothing;
    };
    let mut tree = || yaml::parse(id, file, sink);
    match role {
        Role::Plan => {
            let node = tree();
            Parsed::Plan(node.and_then(|node| plan::plan(&node, sink)).map(Box::new))
        }
        Role::Framework => {
            let node = tree();
            Parsed::Framework(node.and_then(|node| framework::framework(&node, sink)))
        }
        Role::Indicators => {
            let node = tree();
            Parsed::Indicators(node.and_then(|node| indicators::indicators(&node, sink)))
        }
        Role::Policy(key) => {
            let node = tree();
            let value = node.and_then(|node| policy::policy(key, &node, sink));
            Parsed::Policy(Keyed { key, file: id, value })
        }
        Role::Theme(key) => {
            let node = tree();
            let value = node.and_then(|node| theme::theme(key, &node, sink));
            Parsed::Theme(Keyed { key, file: id, value })
        }
        Role::Overview => Parsed::Overview(markdown::parse(id, file, sink)),
        Role::PolicyProse(key) => {
            let value = markdown::parse(id, file, sink);
            Parsed::PolicyProse(Keyed { key, file: id, value })
        }
        Role::ThemeProse(key) => {
            let value = markdown::parse(id, file, sink);
            Parsed::ThemeProse(Keyed { key, file: id, value })
        }
        Role::Readme => Parsed::Nothing,
    }
}

/// What `file` is, or a report that nobody will read it.
fn role(id: FileId, file: &SourceFile, sink: &mut Sink) -> Option<Role> {
    let path = file.name().strip_prefix("content/").unwrap_or(file.name());
    let is_yaml = !file.is_markdown();
    match path {
        "plan.yaml" => return Some(Role::Plan),
        "framework.yaml" => return Some(Role::Framework),
        "indicators.yaml" => return Some(Role::Indicators),
        "overview.md" => return Some(Role::Overview),
        _ if path.ends_with("README.md") => return Some(Role::Readme),
        _ => {}
    }
    let (hint, role) = if path.starts_with("policies/") {
        let role = file
            .stem()
            .parse()
            .ok()
            .map(|key| if is_yaml { Role::Policy(key) } else { Role::PolicyProse(key) });
        (
            text!(
                "主要施策のファイル名は番号です（例 1-2-03.yaml と 1-2-03.md）",
                "a policy's file is named after its number, such as 1-2-03.yaml and 1-2-03.md"
            ),
            role,
        )
    } else if path.starts_with("themes/") {
        let role = file
            .stem()
            .parse()
            .ok()
            .map(|key| if is_yaml { Role::Theme(key) } else { Role::ThemeProse(key) });
        (
            text!(
                "重点テーマのファイル名は番号です（例 1.yaml と 1.md）",
                "a theme's file is named after its number, such as 1.yaml and 1.md"
            ),
            role,
        )
    } else {
        (
            text!(
                "content/README.md に、置けるファイルの一覧があります",
                "content/README.md lists the files that belong here"
            ),
            None,
        )
    };
    if role.is_none() {
        sink.report(
            Diagnostic::error(
                Code("PB0004"),
                text!("このファイルは使われません：{path}", "this file is not used: {path}"),
            )
            .at(Span::start_of(id))
            .hint(hint),
        );
    }
    role
}

/// The font families that the only file of `sources`, a theme's manifest, asks for.
pub fn theme_fonts(sources: &Sources, sink: &mut Sink) -> Option<Vec<String>> {
    let (id, file) = sources.iter().next()?;
    let node = yaml::parse(id, file, sink)?;
    let mut f = decode::Fields::of(&node, sink)?;
    let _: Option<String> = f.required("name", sink);
    let fonts = f.required("fonts", sink);
    f.finish(sink);
    fonts
}
