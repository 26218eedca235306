//! Renders the charts of budgets, ratings and indicators to SVG with the theme's templates, for print and
//! site.
//!
//! All geometry is computed here, in whole units; the theme decides the appearance. Print supports
//! only literal colours, so templates give each shape a `fill`, and a class for the site's styles.
//!
//! This module must not know pages or sites.

mod plot;

use rayon::prelude::*;
use serde::Serialize;
use tera::{Context, Tera};

pub use self::plot::{Plot, plot};
use crate::diag::{Code, Diagnostic};
use crate::reading::thousandths;
use crate::render::{self, half_widths};
use crate::theme::Theme;
use crate::view::{AmountRow, ChartView, Share, Shown, View, Way};

const TEMPLATE: Code = Code("PB0503");
/// The folder of the templates in a theme.
const TEMPLATES: &str = "charts/";

/// The length of the whole, or of the longest bar.
const FULL_LENGTH: usize = 1000;
/// The width and height of an indicator's line chart, and the margin for its markers.
const LINE_SIZE: (f64, f64) = (300.0, 110.0);
const LINE_MARGIN: f64 = 15.0;
/// The font size of the numbers of bars, the gap after them, and the least and greatest width that they
/// take.
const LABEL_SIZE: usize = 54;
const LABEL_GAP: usize = 10;
const LABEL_WIDTH: (usize, usize) = (70, 280);

/// A rendered chart.
#[derive(Debug, Clone)]
pub struct Chart {
    /// The id.
    pub id: String,
    /// The file path in print jobs.
    pub file: String,
    /// The SVG. Its text is escaped, so it can be embedded in a page unchanged.
    pub svg: String,
}

/// A segment of a stacked bar, in thousandths of the whole.
#[derive(Serialize)]
struct Segment<'a> {
    class: &'a str,
    word: &'a str,
    place: usize,
    count: usize,
    start: usize,
    width: usize,
    /// The widths of its word and of its count, in half-width characters.
    columns: (usize, usize),
}

/// The bars of a goal, in thousandths of the longest bar.
#[derive(Serialize)]
struct BarGroup<'a> {
    id: &'a str,
    /// The font size at which its number fits.
    size: usize,
    bars: Vec<Bar<'a>>,
}

/// The bar of a year.
#[derive(Serialize)]
struct Bar<'a> {
    year: &'a str,
    width: i64,
}

/// The line chart of an indicator; `y` grows downwards.
#[derive(Debug, PartialEq, Serialize)]
struct Line {
    /// The segments of the line; a year without a value interrupts it.
    runs: Vec<Vec<Point>>,
    first: Point,
    last: Point,
    target: Point,
}

/// A point of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
struct Point {
    x: i64,
    y: i64,
}

/// Renders every chart of `view`; none if the theme has no chart templates.
///
/// # Errors
/// The error of a missing or invalid template.
pub fn draw(view: &View, theme: &Theme) -> Result<Vec<Chart>, Diagnostic> {
    if theme.charts.is_empty() {
        return Ok(Vec::new());
    }
    let mut tera = Tera::new();
    tera.autoescape_on(vec![".svg"]);
    tera.add_raw_templates(theme.charts.iter().map(|(n, t)| (n.clone(), t.clone())))
        .map_err(|e| template_error(&e))?;
    view.charts
        .par_iter()
        .map(|chart| {
            let svg = tera
                .render(chart.template, &context(chart, view, theme))
                .map_err(|e| template_error(&e))?;
            Ok(Chart { id: chart.id.clone(), file: chart.file.clone(), svg })
        })
        .collect()
}

fn context(chart: &ChartView, view: &View, theme: &Theme) -> Context {
    let mut context = Context::new();
    context.insert("colors", &theme.book_colors);
    context.insert("chart", chart);
    context.insert("goal_word", &view.meta.levels.goal);
    match &chart.shows {
        Shown::Shares { of, shares } => context.insert("segments", &segments(*of, shares)),
        Shown::Amounts(rows) => {
            let width = label_width(rows);
            context.insert("label_width", &width);
            context.insert("rows", &bars(rows, width));
        }
        Shown::Way(way) => context.insert("way", &line(way)),
    }
    context
}

fn segments<'a>(of: usize, shares: &'a [Share]) -> Vec<Segment<'a>> {
    let length = |count: usize| FULL_LENGTH * count / of.max(1);
    let mut before = 0;
    let mut extent = |share: &Share| {
        let start = length(before);
        before += share.count;
        (start, length(before) - start)
    };
    let extents: Vec<_> = shares.iter().map(&mut extent).collect();
    let segment = |(share, (start, width)): (&'a Share, (usize, usize))| Segment {
        class: &share.class,
        word: &share.word,
        place: share.place,
        count: share.count,
        start,
        width,
        columns: (half_widths(&share.word), half_widths(&share.count.to_string())),
    };
    shares.iter().zip(extents).map(segment).collect()
}

/// The width before the bars for the numbers of the goals.
fn label_width(rows: &[AmountRow]) -> usize {
    let widest = rows.iter().map(|row| tenths(&row.id)).max().unwrap_or(0);
    (widest * LABEL_SIZE / 10 + 2 * LABEL_GAP).clamp(LABEL_WIDTH.0, LABEL_WIDTH.1)
}

/// How wide `words` are at the most, in tenths of their height: digits are wider than half of it, capitals
/// much more.
fn tenths(words: &str) -> usize {
    let letter = |c| match c {
        'M' | 'W' | '@' | '%' => 10,
        'A'..='Z' => 8,
        c if c.is_ascii() => 6,
        _ => 12,
    };
    words.chars().map(letter).sum()
}

fn bars(rows: &[AmountRow], width: usize) -> Vec<BarGroup<'_>> {
    let all = || rows.iter().flat_map(|row| &row.amounts).map(|(_, amount)| *amount);
    let longest = all().max().unwrap_or(0);
    rows.iter()
        .map(|row| BarGroup {
            id: &row.id,
            size: ((width - LABEL_GAP) * 10 / tenths(&row.id).max(1)).min(LABEL_SIZE),
            bars: row
                .amounts
                .iter()
                .map(|(year, amount)| Bar { year, width: thousandths(*amount, longest) })
                .collect(),
        })
        .collect()
}

/// Computes the line chart of an indicator, with the years from left to right; `None` without
/// values.
fn line(way: &Way) -> Option<Line> {
    let known = || way.values.iter().filter_map(|(year, value)| Some((*year, (*value)?)));
    let (from, to) = (known().next()?.0, known().next_back()?.0.max(way.target.0));
    let ys = || known().map(|(_, value)| value).chain([way.target.1]);
    let (low, high) = (ys().fold(f64::MAX, f64::min), ys().fold(f64::MIN, f64::max));
    let years = f64::from((to - from).max(1));
    let (width, height) = (LINE_SIZE.0 - 2.0 * LINE_MARGIN, LINE_SIZE.1 - 2.0 * LINE_MARGIN);
    let point = |(year, value): (i32, f64)| {
        let x = LINE_MARGIN + width * f64::from(year - from) / years;
        // A constant line is in the middle.
        let up = if high > low { (value - low) / (high - low) } else { 0.5 };
        let y = LINE_MARGIN + height * (1.0 - up);
        Point { x: x.round() as i64, y: y.round() as i64 }
    };
    let runs = way.values.split(|(_, value)| value.is_none());
    let runs = runs.filter(|run| !run.is_empty()).map(|run| {
        run.iter().filter_map(|(year, value)| Some(point((*year, (*value)?)))).collect()
    });
    Some(Line {
        runs: runs.collect(),
        first: point(known().next()?),
        last: point(known().next_back()?),
        target: point(way.target),
    })
}

fn template_error(error: &tera::Error) -> Diagnostic {
    render::template_error(TEMPLATE, TEMPLATES, error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_are_adjacent_and_fill_the_bar() {
        let share = |place, count| Share {
            class: format!("rank-{place}"),
            word: "達成".to_owned(),
            place,
            count,
        };
        let shares = [share(0, 5), share(1, 0), share(2, 10)];
        let segments = segments(15, &shares);
        let ends: Vec<_> = segments.iter().map(|s| (s.start, s.width)).collect();
        assert_eq!(ends, [(0, 333), (333, 0), (333, 667)]);
        assert_eq!(segments[2].columns, (4, 2));
    }

    #[test]
    fn a_year_without_a_value_interrupts_the_line() {
        let values = vec![(2019, Some(10.0)), (2020, Some(20.0)), (2021, None), (2022, Some(30.0))];
        let line = line(&Way { values, target: (2028, 40.0) }).expect("a line");
        assert_eq!(line.runs.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
        assert_eq!((line.first.x, line.target.x), (15, 285));
        assert_eq!((line.first.y, line.target.y), (95, 15));
        assert_eq!(line.last, line.runs[1][0]);
    }

    #[test]
    fn a_constant_line_is_in_the_middle() {
        let line = line(&Way { values: vec![(2019, Some(1.0))], target: (2019, 1.0) });
        let middle = Point { x: 15, y: 55 };
        let (first, last, target) = (middle, middle, middle);
        assert_eq!(line, Some(Line { runs: vec![vec![middle]], first, last, target }));
    }
}
