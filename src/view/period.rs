//! The diagram of the planning periods, as data to draw and as text for screen readers.

use schemars::JsonSchema;
use serde::Serialize;

use super::Year;
use crate::model::Plan;

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

/// What holds for the whole term: a comprehensive plan has two layers, by custom; another plan is itself.
fn layers(plan: &Plan) -> Vec<String> {
    if plan.name.contains("総合計画") {
        vec!["基本構想".to_owned(), "基本計画".to_owned()]
    } else {
        vec![plan.name.clone()]
    }
}

/// The period figure of `plan`.
pub(super) fn period(plan: &Plan) -> Period {
    let (from, to) = (plan.term.0, plan.term.1.value);
    let years: Vec<Year> = from.through(to).map(super::build::year).collect();
    let bar = |start, length| Bar { start, length, label: None, solid: true, blank: false };
    let whole = || vec![bar(0, years.len())];
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
    let layers = layers(plan).into_iter().map(|layer| (layer, whole()));
    let rows = layers.chain([(plan.document.clone(), document)]).collect();
    Period { years, rows }
}
