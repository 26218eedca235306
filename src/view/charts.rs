//! The charts of the book: which there are, what they show, and what they say in words.

use schemars::JsonSchema;
use serde::Serialize;

use super::totals::UNRATED;
use super::{
    GoalView, IndicatorView, Measured, OutcomeView, ProgressCount, RatingView, Tally, View,
};
use crate::model::{Progress, with_unit};

/// A chart. It is drawn once, by the theme, and shown by both outputs.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ChartView {
    /// Its name: `ratings`, `ratings-1`, `progress`, `budgets`, `indicator-1-2-a`.
    pub id: String,
    /// The theme's template that draws it.
    pub template: &'static str,
    /// Its file at the root in print: `charts/ratings.svg`.
    pub file: String,
    /// What it shows.
    pub title: String,
    /// What it says, in words.
    pub alt: String,
    /// What is drawn.
    #[serde(skip)]
    pub shows: Shown,
}

/// What a chart shows.
#[derive(Debug, Clone)]
pub enum Shown {
    /// Shares of a whole, end to end.
    Shares {
        /// How many the whole is; the shares may leave some of it.
        of: usize,
        /// In the order of the scale.
        shares: Vec<Share>,
    },
    /// Amounts by year, a row for each goal.
    Amounts(Vec<AmountRow>),
    /// Measured values on their way to a target.
    Way(Way),
}

/// A share of a whole.
#[derive(Debug, Clone)]
pub struct Share {
    /// What it is called for style sheets: `rank-0`, `progress-achieved`.
    pub class: String,
    /// Its word.
    pub word: String,
    /// Its place in the scale, from 0.
    pub place: usize,
    /// How many.
    pub count: usize,
}

/// The amounts of a goal.
#[derive(Debug, Clone)]
pub struct AmountRow {
    /// The goal's number.
    pub id: String,
    /// Year and amount.
    pub amounts: Vec<(String, i64)>,
}

/// Measured values and the target.
#[derive(Debug, Clone)]
pub struct Way {
    /// By year, from the baseline to the latest; `None` where none was measured.
    pub values: Vec<(i32, Option<f64>)>,
    /// Where they shall be, and when.
    pub target: (i32, f64),
}

impl ChartView {
    fn new(id: String, template: &'static str, title: String, alt: String, shows: Shown) -> Self {
        let file = format!("charts/{id}.svg");
        Self { id, template, file, title, alt, shows }
    }
}

/// Every chart of `view`.
pub(super) fn charts(view: &View) -> Vec<ChartView> {
    let policies = &view.meta.levels.policy;
    // Nothing is drawn of what the edition does not evaluate.
    let has_scale = !view.ratings.is_empty();
    let evaluated = view.meta.evaluated.as_ref().map_or("", |year| &year.long);
    let rated = |id: String, template, title: String, tally: &Tally| {
        let (alt, shows) = rated(view, tally);
        ChartView::new(id, template, title, alt, shows)
    };
    let reached = |id: String, template, title: String, levels: &[ProgressCount]| {
        let (alt, shows) = reached(levels);
        ChartView::new(id, template, title, alt, shows)
    };
    let of_goal = |goal: &GoalView| format!("{} {}", goal.numbered, goal.name);
    let mut charts = Vec::new();
    if has_scale {
        let title = format!("{evaluated}の評価");
        charts.push(rated("ratings".into(), "whole.svg", title, &view.evaluation));
    }
    if !view.progress.is_empty() {
        let title = format!("{}の進捗", view.meta.terms.indicators);
        charts.push(reached("progress".into(), "whole.svg", title, &view.progress));
    }
    charts.extend(view.outcomes.iter().filter_map(|of| outcome(view, of, None, "whole.svg")));
    charts.push(budgets(view));
    for goal in &view.goals {
        let name = of_goal(goal);
        if has_scale {
            let (id, title) =
                (format!("ratings-{}", goal.id), format!("{name}の{evaluated}の評価"));
            charts.push(rated(id, "part.svg", title, &goal.evaluation));
        }
        let of_goal = |of| outcome(view, of, Some(&name), "part.svg");
        charts.extend(goal.outcomes.iter().filter_map(of_goal));
        if !goal.progress.is_empty() {
            let (id, title) = (
                format!("progress-{}", goal.id),
                format!("{name}の{}の進捗", view.meta.terms.indicators),
            );
            charts.push(reached(id, "part.svg", title, &goal.progress));
        }
    }
    let sections = view.departments.iter().flat_map(|d| &d.sections);
    let sections = sections.filter(|s| has_scale && s.evaluation.total > 0);
    charts.extend(sections.map(|section| {
        let title = format!("{}が担当する{policies}の{evaluated}の評価", section.name);
        rated(format!("ratings-section-{}", section.id), "whole.svg", title, &section.evaluation)
    }));
    let indicators = view.goals.iter().flat_map(GoalView::all_indicators);
    charts.extend(indicators.filter(|indicator| !indicator.relisted).filter_map(way));
    charts
}

/// How policies are rated, in words and as shares.
fn rated(view: &View, tally: &Tally) -> (String, Shown) {
    counted(&view.ratings, tally)
}

/// How many have which step of `scale`, in words and as shares.
fn counted(scale: &[RatingView], tally: &Tally) -> (String, Shown) {
    let counted = || scale.iter().zip(&tally.counts);
    let mut words: Vec<String> = counted().map(|(r, n)| format!("{}が{n}件", r.id)).collect();
    if tally.unrated > 0 {
        let (word, count) = (tally.unrated_word, tally.unrated);
        let word = if word == UNRATED { "評価のないもの" } else { word };
        words.push(format!("{word}が{count}件"));
    }
    let shares = counted().map(|(rating, count)| Share {
        class: format!("rank-{}", rating.rank),
        word: rating.id.clone(),
        place: rating.rank,
        count: *count,
    });
    (words.join("、"), Shown::Shares { of: tally.total, shares: shares.collect() })
}

/// How a declared evaluation comes out; none where it gives points, which have no steps.
fn outcome(
    view: &View,
    of: &OutcomeView,
    scope: Option<&str>,
    template: &'static str,
) -> Option<ChartView> {
    let evaluation = view.evaluations.iter().find(|e| e.id == of.id && !e.levels.is_empty())?;
    let (alt, shows) = counted(&evaluation.levels, &of.tally);
    let what = if of.of == "policy" { &view.meta.levels.policy } else { "事業" };
    let scope = scope.map(|name| format!("{name}の")).unwrap_or_default();
    let title = format!("{scope}{what}の{}", of.name);
    Some(ChartView::new(of.chart.clone(), template, title, alt, shows))
}

/// How far indicators have come, in words and as shares.
fn reached(levels: &[ProgressCount]) -> (String, Shown) {
    let words: Vec<String> = levels.iter().map(|l| format!("{}が{}件", l.word, l.count)).collect();
    let shares = levels.iter().enumerate().map(|(place, level)| Share {
        class: format!("progress-{}", level.look),
        word: level.word.to_owned(),
        place: place_of(level.look).unwrap_or(place),
        count: level.count,
    });
    let of = levels.iter().map(|level| level.count).sum();
    (words.join("、"), Shown::Shares { of, shares: shares.collect() })
}

fn budgets(view: &View) -> ChartView {
    let meta = &view.meta;
    let word = &meta.levels.goal;
    let amounts = |goal: &GoalView| -> Vec<String> {
        let years = meta.window.iter().zip(&goal.totals.budget);
        let said = years.map(|(year, sum)| match sum.value {
            Some(_) => {
                let amount = sum.spoken.as_ref().unwrap_or(&sum.text);
                format!("{}は{amount}{}", year.long, meta.unit)
            }
            None => format!("{}は未定", year.long),
        });
        said.collect()
    };
    let said =
        |goal: &GoalView| format!("{} {}：{}", goal.numbered, goal.name, amounts(goal).join("、"));
    let alt: Vec<String> = view.goals.iter().map(said).collect();
    let rows = view.goals.iter().map(|goal| AmountRow {
        id: goal.number.clone(),
        amounts: meta
            .window
            .iter()
            .zip(&goal.totals.budget)
            .map(|(year, sum)| (year.short.clone(), sum.value.unwrap_or(0)))
            .collect(),
    });
    ChartView::new(
        "budgets".to_owned(),
        "budgets.svg",
        format!("{word}別の予算額（{}）", meta.window_label),
        alt.join("。"),
        Shown::Amounts(rows.collect()),
    )
}

/// The place of the level `look` among those that every book has: it decides the ink.
fn place_of(look: &str) -> Option<usize> {
    let usual = Progress::ALL.into_iter().filter(|(level, ..)| !level.is_special());
    usual.map(|(_, id, _)| id).position(|id| id == look)
}

/// The way of an indicator; none where it has no way to draw: without numbers, and without a value
/// before the latest.
fn way(indicator: &IndicatorView) -> Option<ChartView> {
    let (now, target) = (indicator.current.as_ref()?, indicator.target.as_ref()?);
    let first = indicator.values.iter().find(|m| m.value.is_some());
    let from = indicator.baseline.as_ref().or(first)?;
    let number = |m: &Measured| Some((m.year.western, m.value?));
    let said = |m: &Measured| {
        let value = m.spoken.as_ref().unwrap_or(&m.text);
        format!("{}の{}", m.year.long, with_unit(value, &indicator.unit))
    };
    let (begin, last) = (number(from)?, number(now)?);
    let values = indicator.values.iter().map(|m| (m.year.western, m.value));
    let values = values.filter(|(year, _)| (begin.0 + 1..=last.0).contains(year));
    let way = Way {
        values: std::iter::once((begin.0, Some(begin.1))).chain(values).collect(),
        target: number(target)?,
    };
    Some(ChartView::new(
        indicator.chart_id(),
        "indicator.svg",
        format!("{}の推移", indicator.name),
        format!("{}から{}へ。目標は{}", said(from), said(now), said(target)),
        Shown::Way(way),
    ))
}
