//! What the page of a policy says of its earlier editions.

use std::collections::BTreeMap;

use serde::Serialize;

use super::origins::{Origin, Origins};
use super::restated::{self, Restated};
use super::{Edition, heirs};
use crate::compare::{ItemKind, Lineage};
use crate::view::{Amount, PolicyView, RatingView, Reference, Year};

/// A policy of the newest edition over the years.
#[derive(Debug, Serialize)]
pub(in super::super) struct PolicyHistory {
    /// What each edition that has it says of it, newest first.
    rows: Vec<PolicyRow>,
    /// What it comes from besides itself.
    origins: Vec<Origin>,
    /// The editions that have it or one of its projects, newest first.
    columns: Vec<Column>,
    /// Its projects, in the order of the newest edition.
    projects: Vec<ProjectHistory>,
    /// What was restated of it and of its projects.
    restated: Vec<Restated>,
    /// The other policies that had its number in earlier editions, newest first.
    formerly: Vec<FormerPolicy>,
}

/// A policy in one edition.
#[derive(Debug, Serialize)]
struct PolicyRow {
    edition: Year,
    is_newest: bool,
    /// What its numbers are of; see [`Edition::source`].
    source: String,
    policy: Reference,
    evaluated: Option<Year>,
    rating: Option<RatingView>,
    settlement: Option<Amount>,
    budget: Amount,
    projects: usize,
    unit: String,
}

/// An edition in the table of projects.
#[derive(Debug, Serialize)]
struct Column {
    edition: Year,
    evaluated: Option<Year>,
    unit: String,
}

/// A project in each edition.
#[derive(Debug, Serialize)]
struct ProjectHistory {
    name: String,
    route: String,
    /// What it comes from besides itself.
    origins: Vec<Origin>,
    /// In the order of the columns; none where an edition does not have it.
    cells: Vec<Option<ProjectCell>>,
}

/// A project in one edition.
#[derive(Debug, Serialize)]
struct ProjectCell {
    /// Its place there.
    route: String,
    /// What its numbers are of; see [`Edition::source`].
    source: String,
    /// Its name there, if it was another one.
    name: Option<String>,
    /// Its policy there, if it was another one.
    policy: Option<Reference>,
    settlement: Option<Amount>,
    budget: Amount,
}

/// A policy that had the number of another one.
#[derive(Debug, Serialize)]
struct FormerPolicy {
    edition: Year,
    policy: Reference,
    /// What became of it in the newest edition; empty if it ended.
    now: Vec<Reference>,
}

/// The histories of all policies of the newest edition that earlier editions say something about.
pub(super) fn histories(
    editions: &[Edition<'_>],
    lineages: &[Lineage],
) -> BTreeMap<String, PolicyHistory> {
    let newest = editions.len() - 1;
    let origins = Origins::new(editions, lineages);
    let all = lineages.iter().enumerate();
    let by_item: BTreeMap<usize, usize> =
        all.filter_map(|(own, it)| Some((it.items[newest]?, own))).collect();
    let histories = by_item.iter().filter(|(_, own)| lineages[**own].kind == ItemKind::Policy);
    let histories = histories.filter_map(|(at, own)| {
        let policy = editions[newest].policy(*at)?;
        let projects = by_item
            .iter()
            .filter(|(project, _)| editions[newest].snapshot.items[**project].parent == Some(*at));
        let projects: Vec<usize> = projects.map(|(_, own)| *own).collect();
        Some((policy.id.clone(), history(&origins, *own, policy, &projects)))
    });
    histories.collect()
}

/// The history of `policy`, whose lineage has the index `own`, and of those of its `projects`.
fn history(
    origins: &Origins<'_>,
    own: usize,
    policy: &PolicyView,
    projects: &[usize],
) -> PolicyHistory {
    let (editions, lineages) = (origins.editions, origins.lineages);
    let of = &lineages[own];
    let of_projects = || projects.iter().map(|own| &lineages[*own]);
    let with_it: Vec<(usize, &PolicyView)> = of
        .items
        .iter()
        .enumerate()
        .rev()
        .filter_map(|(edition, at)| Some((edition, editions[edition].policy((*at)?)?)))
        .collect();
    let row = |(at, policy): &(usize, &PolicyView)| row(&editions[*at], policy);
    let has_something = |edition: &usize| {
        std::iter::once(of).chain(of_projects()).any(|lineage| lineage.items[*edition].is_some())
    };
    let shown: Vec<usize> = (0..editions.len()).rev().filter(has_something).collect();
    let series = projects.iter().filter_map(|own| {
        let project = &lineages[*own];
        let (newest, at) = project.last()?;
        let now = editions[newest].reference_at(at)?;
        let cell = |edition: &usize| {
            cell(&editions[*edition], project.items[*edition]?, &now.name, of.items[*edition])
        };
        let cells = shown.iter().map(cell).collect();
        let origins = origins.of(*own);
        Some(ProjectHistory { name: now.name.clone(), route: now.route.clone(), origins, cells })
    });
    let column = |edition: &usize| {
        let meta = &editions[*edition].view.meta;
        let evaluated = meta.evaluated.clone();
        Column { edition: meta.edition.clone(), evaluated, unit: meta.unit.clone() }
    };
    let restated = std::iter::once(of).chain(of_projects());
    PolicyHistory {
        rows: with_it.iter().map(row).collect(),
        origins: origins.of(own),
        columns: shown.iter().map(column).collect(),
        projects: series.collect(),
        restated: restated.flat_map(|lineage| restated::of(editions, lineage)).collect(),
        formerly: formerly(editions, lineages, of, &policy.id),
    }
}

fn row(edition: &Edition<'_>, policy: &PolicyView) -> PolicyRow {
    PolicyRow {
        edition: edition.year().clone(),
        is_newest: edition.route.is_empty(),
        source: edition.source(&format!("policy {}", policy.id)),
        policy: edition.reference(policy),
        evaluated: edition.view.meta.evaluated.clone(),
        rating: policy.rating.clone(),
        settlement: policy.totals.settlement.clone(),
        budget: policy.totals.budget[0].clone(),
        projects: policy.projects.len(),
        unit: edition.view.meta.unit.clone(),
    }
}

/// The project at the index `at` of `edition`; `name` is its newest name, and `policy` the index of its
/// newest policy there.
fn cell(
    edition: &Edition<'_>,
    at: usize,
    name: &str,
    policy: Option<usize>,
) -> Option<ProjectCell> {
    let (in_policy, number) = edition.project(at)?;
    let project = in_policy.projects.get(number.checked_sub(1)?)?;
    let moved = edition.snapshot.items[at].parent != policy;
    Some(ProjectCell {
        route: edition.link(&project.route),
        source: edition.source_at(at)?,
        name: (project.name != name).then(|| project.name.clone()),
        policy: moved.then(|| edition.reference(in_policy)),
        settlement: project.settlement.clone(),
        budget: project.budget[0].clone(),
    })
}

/// The policies other than `of` that had the number `id`.
fn formerly(
    editions: &[Edition<'_>],
    lineages: &[Lineage],
    of: &Lineage,
    id: &str,
) -> Vec<FormerPolicy> {
    let newest = editions.len() - 1;
    let others = lineages.iter().filter(|it| it.kind == ItemKind::Policy && *it != of);
    let mut found: Vec<(usize, FormerPolicy)> = Vec::new();
    for other in others {
        let had = other.items.iter().enumerate().rev().find_map(|(edition, at)| {
            let policy = editions[edition].policy((*at)?)?;
            (policy.id == id).then_some((edition, policy))
        });
        let Some((edition, policy)) = had else { continue };
        let now = match other.items[newest].and_then(|at| editions[newest].reference_at(at)) {
            Some(now) => vec![now],
            None => heirs(editions, lineages, other),
        };
        let year = editions[edition].year().clone();
        let policy = editions[edition].reference(policy);
        found.push((edition, FormerPolicy { edition: year, policy, now }));
    }
    found.sort_by_key(|(edition, _)| std::cmp::Reverse(*edition));
    found.into_iter().map(|(_, former)| former).collect()
}
