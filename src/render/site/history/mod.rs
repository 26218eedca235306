//! The editions of a plan on one site: what each said of the same thing over the years, what ended, and
//! what was restated.
//!
//! The newest edition is at the root of the site; the others are below it, each in a folder of its own with
//! the files of its year. [`History`] is what the pages of the newest edition say of the others.
//!
//! This module must not know how editions are stored.

mod moved;
mod origins;
mod policies;
mod restated;
mod series;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::compare::{ItemKind, Lineage, Snapshot, lineages};
use crate::model::{Book, PolicyId, Project};
use crate::reading::Reading;
use crate::view::{Amount, GoalView, IndicatorView, PolicyView, RatingView, Reference, View, Year};

pub(super) use self::moved::MovedPage;
use self::policies::PolicyHistory;
use self::restated::Restated;
use self::series::IndicatorSeries;

/// An edition before the one that is published.
#[derive(Debug)]
pub struct PastEdition {
    /// Its folder on the site, with a slash at its end: `r6/`.
    pub route: String,
    /// Its book.
    pub book: Book,
    /// The paths of its files, from that folder.
    pub files: Vec<String>,
}

/// What a site says of several editions.
#[derive(Debug, Default)]
pub struct History {
    /// The editions, newest first; empty where there is only one.
    pub(super) editions: Vec<EditionView>,
    /// What becomes of all that ended or was restated.
    pub(super) whole: WholeHistory,
    /// The policies of the newest edition, by id.
    pub(super) policies: BTreeMap<String, PolicyHistory>,
    /// The pages that only earlier editions have, by route.
    pub(super) moved: BTreeMap<String, MovedPage>,
    /// The folder of the newest edition, in which it will be once there is another one.
    pub(super) own_folder: Option<String>,
}

/// An edition in the list of all.
#[derive(Debug, Clone, Serialize)]
pub(super) struct EditionView {
    year: Year,
    title: String,
    /// Its start page; empty for the newest.
    route: String,
    is_newest: bool,
    /// What its numbers are of; see [`Edition::source`].
    source: String,
    evaluated: Option<Year>,
    unit: String,
    policies: usize,
    projects: usize,
    indicators: usize,
    settlement: Option<Amount>,
    budget: Amount,
    ratings: Vec<RatingCount>,
    /// The index of its search, where it has one.
    search: Option<String>,
    /// Its PDF of the whole book, where it has one.
    pdf: Option<String>,
    /// Its page about its data, where it has one.
    data: Option<String>,
}

/// How many policies have a rating.
#[derive(Debug, Clone, Serialize)]
struct RatingCount {
    rating: RatingView,
    count: usize,
}

/// What the page about the editions lists.
#[derive(Debug, Default, Serialize)]
pub(super) struct WholeHistory {
    /// The years of the series of indicators.
    years: Vec<Year>,
    indicators: Vec<IndicatorSeries>,
    /// The policies, projects and indicators that the newest edition does not have, by the edition that had them last.
    ended: Vec<EndedIn>,
    restated: Vec<Restated>,
}

/// What an edition was the last one to have.
#[derive(Debug, Serialize)]
struct EndedIn {
    edition: Year,
    policies: Vec<EndedItem>,
    projects: Vec<EndedItem>,
    indicators: Vec<EndedItem>,
}

/// A policy, project or indicator that ended.
#[derive(Debug, Serialize)]
struct EndedItem {
    /// The number of the policy, as printed.
    number: String,
    name: String,
    /// Its page in the edition that had it last.
    route: String,
    /// What it was merged into.
    heirs: Vec<Reference>,
}

/// An edition as the others are compared with it.
struct Edition<'a> {
    /// Its folder on the site; empty for the newest.
    route: &'a str,
    book: &'a Book,
    view: &'a View,
    snapshot: &'a Snapshot,
    policies: BTreeMap<&'a str, &'a PolicyView>,
    indicators: BTreeMap<&'a str, &'a IndicatorView>,
}

impl<'a> Edition<'a> {
    fn new(route: &'a str, book: &'a Book, view: &'a View, snapshot: &'a Snapshot) -> Self {
        let policies = view.policies().map(|policy| (policy.id.as_str(), policy)).collect();
        let indicators = view.goals.iter().flat_map(GoalView::all_indicators);
        let indicators =
            indicators.filter(|it| !it.relisted).map(|it| (it.id.as_str(), it)).collect();
        Self { route, book, view, snapshot, policies, indicators }
    }

    fn year(&self) -> &Year {
        &self.view.meta.edition
    }

    /// The route of a page of this edition, from the root of the site.
    fn link(&self, route: &str) -> String {
        format!("{}{route}", self.route)
    }

    /// The policy at the index `at` of the snapshot.
    fn policy(&self, at: usize) -> Option<&'a PolicyView> {
        self.policies.get(self.snapshot.items[at].number.as_str()).copied()
    }

    /// The indicator at the index `at` of the snapshot.
    fn indicator(&self, at: usize) -> Option<&'a IndicatorView> {
        self.indicators.get(self.snapshot.items[at].uid.as_deref()?).copied()
    }

    /// The policy of the project at the index `at` of the snapshot, and its number there, from 1.
    fn project(&self, at: usize) -> Option<(&'a PolicyView, usize)> {
        let item = &self.snapshot.items[at];
        Some((self.policy(item.parent?)?, item.number.parse().ok()?))
    }

    /// The record of a project of this edition.
    fn project_record(&self, at: usize) -> Option<&'a Project> {
        let (policy, number) = self.project(at)?;
        let policy = self.book.policy(policy.id.parse::<PolicyId>().ok()?)?;
        policy.projects.get(number.checked_sub(1)?)
    }

    /// What a number on a page is of, for `planbook verify`: the folder of this edition (`.` for the
    /// newest), and `of`: `policy 1-1-02`.
    fn source(&self, of: &str) -> String {
        let folder = if self.route.is_empty() { "." } else { self.route };
        format!("{folder} {of}")
    }

    /// The same for the policy, project or indicator at the index `at` of the snapshot.
    fn source_at(&self, at: usize) -> Option<String> {
        let of = match self.snapshot.items[at].kind {
            ItemKind::Policy => format!("policy {}", self.policy(at)?.id),
            ItemKind::Project => {
                let (policy, number) = self.project(at)?;
                format!("project {} {number}", policy.id)
            }
            ItemKind::Indicator => format!("indicator {}", self.indicator(at)?.id),
            _ => return None,
        };
        Some(self.source(&of))
    }

    fn reference(&self, policy: &PolicyView) -> Reference {
        Reference {
            id: policy.id.clone(),
            number: policy.number.clone(),
            name: policy.title.clone(),
            route: self.link(&policy.route),
        }
    }

    /// A reference to the policy, project or indicator at the index `at` of the snapshot.
    fn reference_at(&self, at: usize) -> Option<Reference> {
        match self.snapshot.items[at].kind {
            ItemKind::Policy => self.policy(at).map(|policy| self.reference(policy)),
            ItemKind::Project => {
                let (policy, number) = self.project(at)?;
                let project = policy.projects.get(number.checked_sub(1)?)?;
                Some(Reference {
                    id: policy.id.clone(),
                    number: policy.number.clone(),
                    name: project.name.clone(),
                    route: self.link(&project.route),
                })
            }
            ItemKind::Indicator => {
                let IndicatorView { id, home, name, route, .. } = self.indicator(at)?;
                Some(Reference {
                    id: id.clone(),
                    number: home.number.clone(),
                    name: name.clone(),
                    route: self.link(route),
                })
            }
            _ => None,
        }
    }
}

impl History {
    /// The folders of the earlier editions.
    pub(super) fn folders(&self) -> impl Iterator<Item = String> {
        self.editions.iter().map(|it| it.route.clone()).filter(|route| !route.is_empty())
    }

    /// What the pages of `view`, the newest edition, whose book is that of `reading`, say of `past`, which
    /// are given oldest first. `own_folder` is the folder of the newest edition once there is another one.
    #[must_use]
    pub fn new(
        past: &[PastEdition],
        reading: &Reading<'_>,
        view: &View,
        own_folder: Option<String>,
    ) -> Self {
        let views: Vec<View> = past.iter().map(|it| View::new(Reading::new(&it.book))).collect();
        let snapshots: Vec<Snapshot> = past
            .iter()
            .map(|it| Snapshot::of(&Reading::new(&it.book)))
            .chain([Snapshot::of(reading)])
            .collect();
        let mut editions: Vec<Edition<'_>> = past
            .iter()
            .zip(&views)
            .zip(&snapshots)
            .map(|((it, view), snapshot)| Edition::new(&it.route, &it.book, view, snapshot))
            .collect();
        editions.push(Edition::new("", reading.book(), view, &snapshots[past.len()]));
        let lineages = lineages(&snapshots.iter().collect::<Vec<_>>());
        let policies = policies::histories(&editions, &lineages);
        let files = past.iter().map(|it| it.files.as_slice()).chain([&[][..]]);
        let list = editions.iter().zip(files).map(|(edition, files)| edition_view(edition, files));
        let mut list: Vec<EditionView> = list.collect();
        list.reverse();
        if past.is_empty() {
            return Self { own_folder, ..Self::default() };
        }
        Self {
            editions: list,
            whole: whole(&editions, &lineages),
            policies,
            moved: moved::pages(&editions, past, &lineages),
            own_folder,
        }
    }
}

fn edition_view(edition: &Edition<'_>, files: &[String]) -> EditionView {
    let view = edition.view;
    let counts = view.ratings.iter().zip(&view.evaluation.counts);
    let has = |name: &str| files.iter().any(|file| file == name).then(|| edition.link(name));
    EditionView {
        year: edition.year().clone(),
        title: view.meta.title.clone(),
        route: edition.route.to_owned(),
        is_newest: edition.route.is_empty(),
        source: edition.source("plan"),
        evaluated: view.meta.evaluated.clone(),
        unit: view.meta.unit.clone(),
        policies: view.counts.policies,
        projects: view.counts.projects,
        indicators: view.counts.indicators,
        settlement: view.totals.settlement.clone(),
        budget: view.totals.budget[0].clone(),
        ratings: counts
            .map(|(rating, count)| RatingCount { rating: rating.clone(), count: *count })
            .collect(),
        search: has(super::search::FILE),
        pdf: has(&format!("pdf/{}.pdf", view.meta.file)),
        data: has("data/index.html").map(|_| edition.link("data/")),
    }
}

fn whole(editions: &[Edition<'_>], lineages: &[Lineage]) -> WholeHistory {
    let (years, indicators) = series::indicators(editions, lineages);
    WholeHistory {
        years,
        indicators,
        ended: ended(editions, lineages),
        restated: restated::all(editions, lineages),
    }
}

/// What the newest edition does not have, the latest first.
fn ended(editions: &[Edition<'_>], lineages: &[Lineage]) -> Vec<EndedIn> {
    let newest = editions.len() - 1;
    let item = |lineage: &Lineage, kind: ItemKind, edition: usize| {
        let (last, at) = lineage.last().filter(|(last, _)| *last == edition)?;
        let reference = editions[last].reference_at(at).filter(|_| lineage.kind == kind)?;
        let Reference { number, name, route, .. } = reference;
        Some(EndedItem { number, name, route, heirs: heirs(editions, lineages, lineage) })
    };
    let in_edition = |edition: usize| {
        let of = |kind| lineages.iter().filter_map(|it| item(it, kind, edition)).collect();
        let [policies, projects, indicators]: [Vec<_>; 3] =
            [of(ItemKind::Policy), of(ItemKind::Project), of(ItemKind::Indicator)];
        let any = !policies.is_empty() || !projects.is_empty() || !indicators.is_empty();
        let year = || editions[edition].year().clone();
        any.then(|| EndedIn { edition: year(), policies, projects, indicators })
    };
    (0..newest).rev().filter_map(in_edition).collect()
}

/// What of the newest edition an item was merged into, at once or by several steps.
fn heirs(editions: &[Edition<'_>], lineages: &[Lineage], of: &Lineage) -> Vec<Reference> {
    let newest = editions.len() - 1;
    let mut open: Vec<usize> = of.heirs.clone();
    let mut seen = open.clone();
    let mut found = Vec::new();
    while let Some(heir) = open.pop() {
        if let Some(at) = lineages[heir].items[newest] {
            found.extend(editions[newest].reference_at(at));
        } else {
            let more = lineages[heir].heirs.iter().filter(|heir| !seen.contains(heir));
            let more: Vec<usize> = more.copied().collect();
            seen.extend(&more);
            open.extend(more);
        }
    }
    found.sort_by(|a, b| a.route.cmp(&b.route));
    found
}
