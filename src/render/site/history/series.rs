//! Indicators over the years: each value as the newest edition that gives it does.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Edition;
use super::restated::{self, Restated};
use crate::compare::{ItemKind, Lineage};
use crate::view::{Measured, Year};

/// An indicator of the newest edition over the years.
#[derive(Debug, Serialize)]
pub(super) struct IndicatorSeries {
    id: String,
    name: String,
    unit: String,
    route: String,
    /// By the years of all series; none where no edition gives a value.
    cells: Vec<Option<SeriesValue>>,
    restated: Vec<Restated>,
}

/// A value with the edition that it is from.
#[derive(Debug, Clone, Serialize)]
struct SeriesValue {
    #[serde(flatten)]
    measured: Measured,
    /// Its edition.
    edition: Year,
    /// What it is of there; see [`Edition::source`].
    source: String,
    /// The unit there, if it was another one.
    unit: Option<String>,
    /// Whether an earlier edition gives another value.
    restated: bool,
}

/// The years that any indicator of the newest edition has a value of, and the series of each.
pub(super) fn indicators(
    editions: &[Edition<'_>],
    lineages: &[Lineage],
) -> (Vec<Year>, Vec<IndicatorSeries>) {
    let newest = editions.len() - 1;
    let of_indicators = lineages.iter().filter(|it| it.kind == ItemKind::Indicator);
    let mut series: Vec<(usize, &Lineage, BTreeMap<i32, SeriesValue>)> = of_indicators
        .filter_map(|lineage| Some((lineage.items[newest]?, lineage, values(editions, lineage))))
        .collect();
    series.sort_by_key(|(at, ..)| *at);
    let all = series.iter().flat_map(|(_, _, values)| values.values());
    let years: BTreeMap<i32, Year> =
        all.map(|value| (value.measured.year.western, value.measured.year.clone())).collect();
    let rows = series.iter().filter_map(|(at, lineage, values)| {
        let view = editions[newest].indicator(*at)?;
        Some(IndicatorSeries {
            id: view.id.clone(),
            name: view.name.clone(),
            unit: view.unit.clone(),
            route: view.route.clone(),
            cells: years.keys().map(|year| values.get(year).cloned()).collect(),
            restated: restated::of(editions, lineage),
        })
    });
    let rows = rows.collect();
    (years.into_values().collect(), rows)
}

fn values(editions: &[Edition<'_>], lineage: &Lineage) -> BTreeMap<i32, SeriesValue> {
    let restated: BTreeSet<i32> =
        restated::of(editions, lineage).into_iter().map(|it| it.fact.0.western()).collect();
    let newest_unit = lineage.last().and_then(|(edition, at)| editions[edition].indicator(at));
    let newest_unit = newest_unit.map(|view| view.unit.as_str());
    let mut found = BTreeMap::new();
    for (edition, at) in lineage.items.iter().enumerate() {
        let Some(view) = at.and_then(|at| editions[edition].indicator(at)) else { continue };
        let source = at.and_then(|at| editions[edition].source_at(at)).unwrap_or_default();
        for measured in &view.values {
            let value = SeriesValue {
                measured: measured.clone(),
                edition: editions[edition].year().clone(),
                source: source.clone(),
                unit: (Some(view.unit.as_str()) != newest_unit).then(|| view.unit.clone()),
                restated: restated.contains(&measured.year.western),
            };
            found.insert(measured.year.western, value);
        }
    }
    found
}
