//! What something comes from: what was merged into it, or what it was split from.

use serde::Serialize;

use super::Edition;
use crate::compare::Lineage;
use crate::view::{Reference, Year};

/// What something comes from.
#[derive(Debug, Serialize)]
pub(super) struct Origin {
    /// The edition that it was in.
    edition: Year,
    /// It there.
    of: Reference,
    /// `merged`; `split`; or `partly`, where both were there before and are still.
    how: &'static str,
}

/// What the policies and projects of some editions come from.
pub(super) struct Origins<'a> {
    pub editions: &'a [Edition<'a>],
    pub lineages: &'a [Lineage],
    /// The lineages of which each is an heir, by its index.
    sources: Vec<Vec<usize>>,
}

impl<'a> Origins<'a> {
    pub fn new(editions: &'a [Edition<'a>], lineages: &'a [Lineage]) -> Self {
        let mut sources = vec![Vec::new(); lineages.len()];
        for (at, lineage) in lineages.iter().enumerate() {
            for heir in &lineage.heirs {
                sources[*heir].push(at);
            }
        }
        Self { editions, lineages, sources }
    }

    /// What the lineage at the index `own` comes from besides itself, oldest first.
    pub fn of(&self, own: usize) -> Vec<Origin> {
        let newest = self.editions.len() - 1;
        let items = &self.lineages[own].items;
        let first = items.iter().position(Option::is_some).unwrap_or_default();
        let sources = self.sources[own].iter().map(|at| &self.lineages[*at]);
        let mut found: Vec<(usize, Origin)> = sources
            .filter_map(|source| {
                let (last, _) = source.last()?;
                let had_it = |edition: &usize| source.items[*edition].is_some();
                let before = first.checked_sub(1).filter(had_it);
                let (edition, how) = match before {
                    _ if last < newest => (last, "merged"),
                    Some(before) => (before, "split"),
                    None => ((0..newest).rev().find(had_it)?, "partly"),
                };
                let had = &self.editions[edition];
                let reference = had.reference_at(source.items[edition]?)?;
                Some((edition, Origin { edition: had.year().clone(), of: reference, how }))
            })
            .collect();
        found.sort_by_key(|(edition, _)| *edition);
        found.into_iter().map(|(_, origin)| origin).collect()
    }
}
