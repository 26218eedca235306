//! The charts of the book: which there are, and what they say in words.

use serde::Serialize;

use super::{GoalView, IndicatorView, View};

/// A chart. It is drawn once, by the theme, and shown by both outputs.
#[derive(Debug, Clone, Serialize)]
pub struct ChartView {
    /// Its name: `ratings`, `ratings-1`, `budgets`, `indicator-1-2-a`.
    pub id: String,
    /// The theme's template that draws it.
    pub template: &'static str,
    /// Its file, in `assets/` on the site and at the root in print: `charts/ratings.svg`.
    pub file: String,
    /// What it shows.
    pub title: String,
    /// What it says, in words.
    pub alt: String,
}

impl ChartView {
    fn new(id: String, template: &'static str, title: String, alt: String) -> Self {
        let file = format!("charts/{id}.svg");
        Self { id, template, file, title, alt }
    }
}

/// Every chart of `view`.
pub(super) fn charts(view: &View) -> Vec<ChartView> {
    let word = &view.meta.levels.goal;
    let rated = |goal: &GoalView| {
        let counts = view.ratings.iter().zip(&goal.evaluation.counts);
        let counts: Vec<String> = counts.map(|(r, n)| format!("{}が{n}", r.id)).collect();
        format!("{word}{} {}：{}", goal.id, goal.name, counts.join("、"))
    };
    let budgeted = |goal: &GoalView| {
        let amounts = view.meta.window.iter().zip(&goal.totals.budget);
        let amounts: Vec<String> = amounts
            .map(|(year, sum)| {
                let sum = sum.spoken.as_ref().unwrap_or(&sum.text);
                format!("{}は{sum}{}", year.long, view.meta.unit)
            })
            .collect();
        format!("{word}{} {}：{}", goal.id, goal.name, amounts.join("、"))
    };
    let all = |say: &dyn Fn(&GoalView) -> String| {
        view.goals.iter().map(say).collect::<Vec<_>>().join("。")
    };
    let evaluated = &view.meta.evaluated.long;
    let mut charts = vec![
        ChartView::new(
            "ratings".to_owned(),
            "ratings.svg",
            format!("{word}別の{evaluated}の評価の分布"),
            all(&rated),
        ),
        ChartView::new(
            "budgets".to_owned(),
            "budgets.svg",
            format!("{word}別の予算額（{}）", view.meta.window_label),
            all(&budgeted),
        ),
    ];
    charts.extend(view.goals.iter().map(|goal| {
        let title = format!("{word}{}の{evaluated}の評価の分布", goal.id);
        ChartView::new(format!("ratings-{}", goal.id), "rating.svg", title, rated(goal))
    }));
    let plans = view.goals.iter().flat_map(|g| &g.basic_plans);
    charts.extend(plans.flat_map(|b| &b.indicators).filter_map(|i| {
        Some(ChartView::new(
            format!("indicator-{}", i.id),
            "indicator.svg",
            i.name.clone(),
            way(i)?,
        ))
    }));
    charts
}

/// The way of an indicator in words; nothing where it has no way to draw.
fn way(indicator: &IndicatorView) -> Option<String> {
    let (from, now) = (indicator.baseline.as_ref()?, indicator.current.as_ref()?);
    let target = &indicator.target;
    Some(format!(
        "{}の{}から{}の{}へ。目標は{}の{}",
        from.year.long, from.text, now.year.long, now.text, target.year.long, target.text
    ))
}
