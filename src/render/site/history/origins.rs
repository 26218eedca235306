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

/// What `of` comes from besides itself, oldest first.
pub(super) fn origins(editions: &[Edition<'_>], lineages: &[Lineage], of: &Lineage) -> Vec<Origin> {
    let newest = editions.len() - 1;
    let Some(own) = lineages.iter().position(|lineage| std::ptr::eq(lineage, of)) else {
        return Vec::new();
    };
    let first = of.items.iter().position(Option::is_some).unwrap_or_default();
    let sources = lineages.iter().filter(|lineage| lineage.heirs.contains(&own));
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
            let reference = editions[edition].reference_at(source.items[edition]?)?;
            let edition_year = editions[edition].year().clone();
            Some((edition, Origin { edition: edition_year, of: reference, how }))
        })
        .collect();
    found.sort_by_key(|(edition, _)| *edition);
    found.into_iter().map(|(_, origin)| origin).collect()
}
