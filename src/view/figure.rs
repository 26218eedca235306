//! Figures the book computes, as data to draw and to read aloud.

use serde::Serialize;

use super::Year;
use crate::model::Plan;

/// 計画期間: the years of the comprehensive plan and a bar for each of its layers.
#[derive(Debug, Serialize)]
pub struct Period {
    /// All years of the comprehensive plan.
    pub years: Vec<Year>,
    /// The bars, one a row.
    pub rows: Vec<(String, Vec<Bar>)>,
}

/// A stretch of years.
#[derive(Debug, Serialize)]
pub struct Bar {
    /// The first year's place in `years`, from 0.
    pub start: usize,
    /// How many years.
    pub length: usize,
    /// Words within the bar.
    pub label: Option<String>,
    /// Whether it is settled, or renewed every year.
    pub solid: bool,
}

/// The period figure of `plan`.
pub(super) fn period(plan: &Plan) -> Period {
    let (from, to) = (plan.term.0, plan.term.1.value);
    let years: Vec<Year> = from.through(to).map(super::build::year).collect();
    let whole = || vec![Bar { start: 0, length: years.len(), label: None, solid: true }];
    let settled = from.through(plan.edition.solid_until.min(to)).count();
    let rolling = format!("{}カ年計画を毎年度更新", plan.edition.years);
    let mut document = vec![Bar { start: 0, length: settled, label: None, solid: true }];
    if settled < years.len() {
        document.push(Bar {
            start: settled,
            length: years.len() - settled,
            label: Some(rolling),
            solid: false,
        });
    }
    document.retain(|bar| bar.length > 0);
    let rows = vec![
        ("基本構想".to_owned(), whole()),
        ("基本計画".to_owned(), whole()),
        (plan.document.clone(), document),
    ];
    Period { years, rows }
}
