//! Charts, drawn once as SVG by the theme's templates and shown by both outputs.
//!
//! Every length is worked out here, in whole units; what it looks like is the theme's. Only
//! literal colours work in print, so templates give each shape a `fill` and a class that the
//! site may style.
//!
//! This module must not know pages or sites.

use serde::Serialize;
use tera::{Context, Tera};

use crate::diag::{Code, Diagnostic, Text};
use crate::text;
use crate::theme::Theme;
use crate::view::{ChartView, GoalView, IndicatorView, View};

const TEMPLATE: Code = Code("PB0503");

/// How long the longest bar is.
const LONGEST: usize = 1000;
/// The picture of an indicator's way, and the room around it for its marks.
const WAY: (f64, f64) = (250.0, 110.0);
const WAY_MARGIN: f64 = 15.0;

/// A finished chart: its file, and the SVG.
pub type Chart = (String, Vec<u8>);

/// A goal's bar of ratings.
#[derive(Serialize)]
struct RatingRow<'a> {
    id: &'a str,
    name: &'a str,
    total: usize,
    segments: Vec<Segment<'a>>,
}

/// The policies of one rating.
#[derive(Serialize)]
struct Segment<'a> {
    id: &'a str,
    rank: usize,
    count: usize,
    start: usize,
    width: usize,
}

/// A goal's bars of budgets.
#[derive(Serialize)]
struct BudgetRow<'a> {
    id: &'a str,
    name: &'a str,
    bars: Vec<BudgetBar<'a>>,
}

/// The budget of one year.
#[derive(Serialize)]
struct BudgetBar<'a> {
    year: &'a str,
    text: &'a str,
    width: i64,
}

/// An indicator's way; `y` grows downwards.
#[derive(Serialize)]
struct Way {
    points: Vec<Point>,
    first: Point,
    last: Point,
    target: Point,
}

/// A place in a picture.
#[derive(Clone, Copy, Serialize)]
struct Point {
    x: i64,
    y: i64,
}

/// Draws every chart of `view`. A theme without chart templates has none.
///
/// # Errors
/// A template that is missing or wrong, in the template engine's words.
pub fn draw(view: &View, theme: &Theme) -> Result<Vec<Chart>, Diagnostic> {
    if theme.charts.is_empty() {
        return Ok(Vec::new());
    }
    let mut tera = Tera::new();
    tera.autoescape_on(vec![".svg"]);
    tera.add_raw_templates(theme.charts.iter().map(|(n, t)| (n.clone(), t.clone())))
        .map_err(|e| wrong(&e))?;
    view.charts
        .iter()
        .map(|chart| {
            let svg = tera.render(chart.template, &context(chart, view)).map_err(|e| wrong(&e))?;
            Ok((chart.file.clone(), svg.into_bytes()))
        })
        .collect()
}

fn context(chart: &ChartView, view: &View) -> Context {
    let mut context = Context::new();
    context.insert("chart", chart);
    context.insert("goal_word", &view.meta.levels.goal);
    let of = |goal: &&GoalView| {
        chart.template == "ratings.svg" || chart.id == format!("ratings-{}", goal.id)
    };
    match chart.template {
        "budgets.svg" => context.insert("rows", &budgets(view)),
        "indicator.svg" => {
            let plans = view.goals.iter().flat_map(|g| &g.basic_plans);
            let mut indicators = plans.flat_map(|b| &b.indicators);
            let found = indicators.find(|i| chart.id == format!("indicator-{}", i.id));
            context.insert("way", &found.and_then(way));
        }
        _ => {
            let rows: Vec<_> = view.goals.iter().filter(of).map(|g| ratings(view, g)).collect();
            context.insert("rows", &rows);
        }
    }
    context
}

fn ratings<'a>(view: &'a View, goal: &'a GoalView) -> RatingRow<'a> {
    let tally = &goal.evaluation;
    let along = |count: usize| LONGEST * count / tally.total.max(1);
    let mut before = 0;
    let segments = view.ratings.iter().zip(&tally.counts).map(|(rating, count)| {
        let start = along(before);
        before += count;
        let width = along(before) - start;
        Segment { id: &rating.id, rank: rating.rank, count: *count, start, width }
    });
    RatingRow { id: &goal.id, name: &goal.name, total: tally.total, segments: segments.collect() }
}

fn budgets(view: &View) -> Vec<BudgetRow<'_>> {
    let sums = || view.goals.iter().flat_map(|g| &g.totals.budget).filter_map(|a| a.value);
    let longest = sums().max().unwrap_or(1).max(1);
    view.goals
        .iter()
        .map(|goal| BudgetRow {
            id: &goal.id,
            name: &goal.name,
            bars: view
                .meta
                .window
                .iter()
                .zip(&goal.totals.budget)
                .map(|(year, sum)| BudgetBar {
                    year: &year.short,
                    text: &sum.text,
                    width: scaled(sum.value.unwrap_or(0), longest),
                })
                .collect(),
        })
        .collect()
}

/// A bar for `value`, where `longest` is drawn in full. A negative sum has none.
fn scaled(value: i64, longest: i64) -> i64 {
    let full = i64::try_from(LONGEST).expect("a small constant");
    full * value.max(0) / longest
}

/// The measured values from the baseline to now, and the target; years run to the right.
fn way(indicator: &IndicatorView) -> Option<Way> {
    let (from, now, goal) =
        (indicator.baseline.as_ref()?, indicator.current.as_ref()?, &indicator.target);
    let mut values: Vec<(i32, f64)> = vec![(from.year.western, from.value?)];
    let between = |y: i32| y > from.year.western && y < now.year.western;
    values.extend(
        indicator
            .values
            .iter()
            .filter_map(|m| Some((m.year.western, m.value?)))
            .filter(|(y, _)| between(*y)),
    );
    values.sort_by_key(|(year, _)| *year);
    values.push((now.year.western, now.value?));
    let end = (goal.year.western, goal.value?);
    let ys = || values.iter().map(|(_, v)| *v).chain([end.1]);
    let (low, high) = (ys().fold(f64::MAX, f64::min), ys().fold(f64::MIN, f64::max));
    let years = f64::from((end.0.max(now.year.western) - from.year.western).max(1));
    let height = if high > low { high - low } else { 1.0 };
    let (width, tall) = (WAY.0 - 2.0 * WAY_MARGIN, WAY.1 - 2.0 * WAY_MARGIN);
    let place = |(year, value): (i32, f64)| {
        let x = WAY_MARGIN + width * f64::from(year - from.year.western) / years;
        // Where nothing moves, the line is in the middle.
        let up = if high > low { (value - low) / height } else { 0.5 };
        let y = WAY_MARGIN + tall * (1.0 - up);
        Point { x: x.round() as i64, y: y.round() as i64 }
    };
    let points: Vec<_> = values.into_iter().map(place).collect();
    Some(Way { first: *points.first()?, last: *points.last()?, target: place(end), points })
}

fn wrong(error: &tera::Error) -> Diagnostic {
    let mut words = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        words.push('\n');
        words.push_str(&inner.to_string());
        source = inner.source();
    }
    Diagnostic::error(
        TEMPLATE,
        text!("テーマの図のテンプレートに誤りがあります", "a chart template of the theme is wrong"),
    )
    .hint(Text::same(words))
}
