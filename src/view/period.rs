//! The diagram of the planning periods, as data to draw and as text for screen readers.

use schemars::JsonSchema;
use serde::Serialize;

use super::Year;
use crate::model::{Layer, Plan};

/// 計画期間: the years of the comprehensive plan and a bar for each of its layers.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Period {
    /// All years of the comprehensive plan.
    pub years: Vec<Year>,
    /// The bars, one a row.
    pub rows: Vec<(String, Vec<Bar>)>,
}

/// A stretch of years.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Bar {
    /// The first year's place in `years`, from 0.
    pub start: usize,
    /// How many years.
    pub length: usize,
    /// Words within the bar.
    pub label: Option<String>,
    /// Whether it is settled, or renewed every year.
    pub solid: bool,
    /// Whether nothing is drawn: years for which there is no such plan yet.
    pub blank: bool,
}

/// The rows above the edition's own: the layers that the plan declares, or else the plan itself.
fn layers(plan: &Plan, years: usize) -> Vec<(String, Vec<Bar>)> {
    if plan.layers.is_empty() {
        return vec![(plan.name.clone(), vec![bar(0, years)])];
    }
    plan.layers.iter().map(|layer| (layer.name.value.clone(), bars(layer, plan, years))).collect()
}

/// The bars of a layer. The preview shows a plan with mistakes, too: of periods that contradict the term or
/// each other (see `check::layers`) there is what they leave.
fn bars(layer: &Layer, plan: &Plan, years: usize) -> Vec<Bar> {
    if layer.periods.is_empty() {
        return vec![bar(0, years)];
    }
    let term = (plan.term.0, plan.term.1.value);
    let mut bars = Vec::new();
    let mut done = 0;
    for period in &layer.periods {
        let (first, last) = period.ends(term);
        let start = term.0.through(first).count().saturating_sub(1).clamp(done, years);
        let end = term.0.through(last).count().clamp(start, years);
        bars.push(Bar { blank: true, ..bar(done, start - done) });
        bars.push(Bar { label: Some(period.name.clone()), ..bar(start, end - start) });
        done = end;
    }
    bars.push(Bar { blank: true, ..bar(done, years - done) });
    bars.retain(|bar| bar.length > 0);
    bars
}

/// A settled stretch of years.
fn bar(start: usize, length: usize) -> Bar {
    Bar { start, length, label: None, solid: true, blank: false }
}

/// The period figure of `plan`.
pub(super) fn period(plan: &Plan) -> Period {
    let (from, to) = (plan.term.0, plan.term.1.value);
    let years: Vec<Year> = from.through(to).map(super::build::year).collect();
    let edition = &plan.edition;
    // Where the edition plans the whole term there is nothing to renew it for.
    let whole_term = edition.year.value <= from && edition.last_year() >= to;
    let settled = if whole_term { to } else { edition.solid_until.value.min(to) };
    let settled = from.through(settled).count();
    let rest = Bar {
        label: edition.rolling.then(|| format!("{}カ年計画を毎年度更新", edition.years)),
        solid: false,
        blank: !edition.rolling,
        ..bar(settled, years.len() - settled)
    };
    let mut document = vec![bar(0, settled), rest];
    document.retain(|bar| bar.length > 0);
    let mut rows = layers(plan, years.len());
    rows.push((plan.document.clone(), document));
    Period { years, rows }
}
