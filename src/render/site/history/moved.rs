//! Pages that only earlier editions have: at their addresses, the site of the newest edition says where the
//! page is now, or that what it was about ended.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Edition, PastEdition, heirs};
use crate::compare::{ItemKind, Lineage};
use crate::view::{Reference, Year};

/// A page that the newest edition does not have.
#[derive(Debug, Clone, Serialize)]
pub(in super::super) struct MovedPage {
    /// The newest edition that has it.
    edition: Year,
    /// The page there.
    route: String,
    /// The policy that it is about, if it is one.
    policy: Option<Reference>,
    /// What became of that in the newest edition; empty if it ended.
    now: Vec<Reference>,
    /// Whether that is the policy itself, with another number.
    is_same: bool,
}

/// The pages of `past` by route. Those that the newest edition has are among them: the site leaves them
/// out, as it knows its pages.
pub(super) fn pages(
    editions: &[Edition<'_>],
    past: &[PastEdition],
    lineages: &[Lineage],
) -> BTreeMap<String, MovedPage> {
    let mut pages = BTreeMap::new();
    for (at, (edition, past)) in editions.iter().zip(past).enumerate() {
        let routes: BTreeSet<&str> =
            past.files.iter().filter_map(|file| file.strip_suffix("index.html")).collect();
        for route in routes {
            let page = MovedPage {
                edition: edition.year().clone(),
                route: edition.link(route),
                policy: None,
                now: Vec::new(),
                is_same: false,
            };
            let known = policy(editions, lineages, at, route, &page);
            pages.insert(route.to_owned(), known.unwrap_or(page));
        }
    }
    pages
}

/// The page about the policy at `route` of the edition with the index `edition`, if it is about one.
fn policy(
    editions: &[Edition<'_>],
    lineages: &[Lineage],
    edition: usize,
    route: &str,
    page: &MovedPage,
) -> Option<MovedPage> {
    let of = editions[edition].view.policies().find(|policy| policy.route == route)?;
    let lineage = lineages.iter().find(|lineage| {
        let here = lineage.items[edition].filter(|_| lineage.kind == ItemKind::Policy);
        here.and_then(|at| editions[edition].policy(at)).is_some_and(|it| it.id == of.id)
    })?;
    let newest = editions.last()?;
    let now = lineage.items.last()?.and_then(|at| newest.reference_at(at));
    let is_same = now.is_some();
    let now = now.map_or_else(|| heirs(editions, lineages, lineage), |now| vec![now]);
    let policy = Some(editions[edition].reference(of));
    Some(MovedPage { policy, now, is_same, ..page.clone() })
}
