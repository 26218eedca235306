//! The chart of an indicator on its page: an axis of years, an axis of values, the measured values, the
//! targets and the forecasts.
//!
//! All geometry is computed here, in the units of a drawing that is 360 units wide; the theme decides
//! the appearance.

use serde::Serialize;

use super::{Point, half_widths};
use crate::model::{Decimal, FiscalYear};
use crate::view::{IndicatorView, Measured};

const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 230.0;
/// The size of letters on the smallest screens, on which they need most of the space.
const LETTER: f64 = 17.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 30.0;
const RIGHT: f64 = 22.0;
/// The greatest part of the width that numbers of the axis of values take.
const WIDEST_AXIS: f64 = 150.0;
/// About how many steps the axis of values has.
const STEPS: f64 = 4.0;

/// A plot. All `y` grow downwards.
#[derive(Debug, Serialize)]
pub struct Plot {
    width: i64,
    height: i64,
    /// The edges of the area between the axes.
    left: i64,
    right: i64,
    bottom: i64,
    /// Whether the axis of values begins above zero, which readers have to know.
    cut: bool,
    /// The lines of the axis of values.
    values: Vec<Tick>,
    /// The years that are named.
    years: Vec<Tick>,
    /// The measured values, where a year without a value interrupts the line.
    runs: Vec<Vec<Mark>>,
    /// The mean that the plan set out from.
    mean: Option<Mark>,
    /// The targets that are numbers, and the way from the latest value to them.
    targets: Vec<Mark>,
    way: Vec<Point>,
    /// The targets that are ranges.
    ranges: Vec<Range>,
    forecasts: Vec<Mark>,
    /// The numbers beside the first value, the latest one and the last target.
    labels: Vec<Label>,
}

/// A name at an axis.
#[derive(Debug, Serialize)]
struct Tick {
    at: i64,
    text: String,
}

/// A value in its place.
#[derive(Debug, Clone, Copy, Serialize)]
struct Mark {
    x: i64,
    y: i64,
}

/// A target between two values, of which an open one lies at the edge.
#[derive(Debug, Serialize)]
struct Range {
    x: i64,
    top: i64,
    bottom: i64,
}

/// A number beside its value.
#[derive(Debug, Serialize)]
struct Label {
    x: i64,
    y: i64,
    text: String,
    kind: &'static str,
    /// `start`, `middle` or `end`.
    anchor: &'static str,
}

/// The scale of the values.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Scale {
    low: f64,
    high: f64,
    step: f64,
}

impl Scale {
    /// The scale that shows `values`. Its steps are 1, 2, 2.5 or 5 with zeros, and no parts where the
    /// indicator counts whole things (`decimals` is 0). It begins at zero unless that would leave the
    /// lower half of the drawing empty.
    fn new(values: &[f64], decimals: u8) -> Option<Self> {
        let least = values.iter().copied().reduce(f64::min)?;
        let most = values.iter().copied().reduce(f64::max)?;
        let (mut low, mut high) = (least, most);
        if low >= 0.0 && low <= high / 2.0 {
            low = 0.0;
        } else if high <= 0.0 && high >= low / 2.0 {
            high = 0.0;
        }
        if high - low <= f64::EPSILON * high.abs() {
            let around = (high.abs() / 10.0).max(10_f64.powi(-i32::from(decimals)));
            (low, high) = (low - around, high + around);
        }
        let raw = (high - low) / STEPS;
        let unit = 10_f64.powf(raw.log10().floor());
        let nice = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().find(|nice| raw <= nice * unit * 1.001);
        let mut step = nice.unwrap_or(10.0) * unit;
        if decimals == 0 {
            step = if step < 1.0 { 1.0 } else { step.ceil() };
        }
        let (low, high) = ((low / step + 1e-9).floor() * step, (high / step - 1e-9).ceil() * step);
        Some(Self { low, high, step })
    }

    /// The values of its lines.
    fn ticks(self) -> impl Iterator<Item = f64> {
        let ticks = (0..).map(move |n| self.low + f64::from(n) * self.step);
        ticks.take_while(move |value| *value < self.high + self.step / 2.0)
    }

    /// The digits after the point that its values need.
    fn decimals(self) -> u8 {
        let is_whole = |n: f64| (n - n.round()).abs() < 1e-6 * n.abs().max(1.0);
        (0..6).find(|d| is_whole(self.step * 10_f64.powi(i32::from(*d)))).unwrap_or(6)
    }
}

/// The plot of `indicator`; `negative` is the sign of negative numbers. None where fewer than two
/// numbers are known: there is nothing to compare.
#[must_use]
pub fn plot(indicator: &IndicatorView, negative: &str) -> Option<Plot> {
    let mean = indicator.mean();
    let parts = [&indicator.values, &indicator.targets, &indicator.forecasts];
    let all = || parts.into_iter().flatten().chain(mean);
    let numbers = |m: &Measured| [m.value, m.bounds.0, m.bounds.1].into_iter().flatten();
    let known: Vec<f64> = all().flat_map(numbers).collect();
    if known.len() < 2 {
        return None;
    }
    let shown = |m: &&Measured| m.value.is_some() || m.bounds != (None, None);
    let years = || all().filter(shown).map(|m| m.year.western);
    let (first, last) = (years().min()?, years().max()?);
    let scale = Scale::new(&known, decimals(&known))?;
    let tick_texts: Vec<_> = scale.ticks().map(|n| number(n, scale.decimals(), negative)).collect();
    let widest = tick_texts.iter().map(|text| half_widths(text)).max().unwrap_or(0);
    let left = (widest as f64 * LETTER * 0.66 + 10.0).min(WIDEST_AXIS);
    let (width, height) = (WIDTH - RIGHT - left, HEIGHT - TOP - BOTTOM);
    // A single year is in the middle.
    let span = f64::from((last - first).max(1));
    let x = |year: i32| {
        let way = if last > first { f64::from(year - first) / span } else { 0.5 };
        (left + 12.0 + (width - 12.0) * way).round() as i64
    };
    let y = |value: f64| {
        (TOP + height * (scale.high - value) / (scale.high - scale.low)).round() as i64
    };
    let mark = |m: &Measured| Some(Mark { x: x(m.year.western), y: y(m.value?) });
    let runs = indicator.values.split(|m| m.value.is_none());
    let runs: Vec<Vec<Mark>> = runs
        .map(|run| run.iter().filter_map(mark).collect())
        .filter(|run: &Vec<_>| !run.is_empty())
        .collect();
    let targets: Vec<Mark> = indicator.targets.iter().filter_map(mark).collect();
    let latest = runs.last().and_then(|run| run.last());
    let way = latest.into_iter().chain(targets.iter().filter(|t| latest.is_none_or(|l| t.x > l.x)));
    let way = way.map(|Mark { x, y }| Point { x: *x, y: *y }).collect();
    let range = |m: &Measured| {
        let (low, high) = m.bounds;
        (m.bounds != (None, None)).then(|| Range {
            x: x(m.year.western),
            top: high.map_or(TOP as i64, y),
            bottom: low.map_or((HEIGHT - BOTTOM) as i64, y),
        })
    };
    Some(Plot {
        width: WIDTH as i64,
        height: HEIGHT as i64,
        left: left as i64,
        right: (WIDTH - RIGHT) as i64 + 10,
        bottom: (HEIGHT - BOTTOM) as i64,
        cut: scale.low > 0.0,
        values: scale.ticks().zip(tick_texts).map(|(n, text)| Tick { at: y(n), text }).collect(),
        years: named_years(first, last, x),
        mean: mean.and_then(mark),
        way,
        ranges: indicator.targets.iter().filter_map(range).collect(),
        forecasts: indicator.forecasts.iter().filter_map(mark).collect(),
        labels: labels(indicator, left, &x, &y),
        runs,
        targets,
    })
}

/// The last year and those before it at equal distances, so far apart that their names do not touch.
fn named_years(first: i32, last: i32, x: impl Fn(i32) -> i64) -> Vec<Tick> {
    let gap =
        if last > first { (x(last) - x(first)) as f64 / f64::from(last - first) } else { WIDTH };
    let step = (1..last - first).find(|n| f64::from(*n) * gap >= LETTER * 2.4);
    let step = step.unwrap_or((last - first).max(1));
    (first..=last)
        .filter(|year| (last - year) % step == 0)
        .map(|year| Tick { at: x(year), text: FiscalYear::from_western(year).to_string() })
        .collect()
}

/// The numbers beside the first value, the latest one and the last target, on the side where the line
/// is not.
fn labels(
    indicator: &IndicatorView,
    left: f64,
    x: &impl Fn(i32) -> i64,
    y: &impl Fn(f64) -> i64,
) -> Vec<Label> {
    let known: Vec<_> = indicator.values.iter().filter_map(|m| Some((m, m.value?))).collect();
    let target = indicator.targets.last();
    let place = |m: &Measured| m.value.or(m.bounds.0).or(m.bounds.1);
    let goal = target.and_then(place);
    let label = |m: &Measured, value: f64, above: bool, kind| {
        let (top, bottom) = (TOP + LETTER, HEIGHT - BOTTOM - 6.0);
        let at = y(value) as f64;
        let at = if above { at - 12.0 } else { at + LETTER + 7.0 };
        let at = if at < top { y(value) as f64 + LETTER + 6.0 } else { at };
        let at = if at > bottom { y(value) as f64 - 10.0 } else { at };
        let (x, half) = (x(m.year.western), half_widths(&m.text) as f64 * LETTER * 0.3);
        let anchor = match x as f64 {
            x if x + half > WIDTH => "end",
            x if x - half < left => "start",
            _ => "middle",
        };
        let x = match anchor {
            "end" => WIDTH as i64 - 2,
            "start" => left as i64 + 3,
            _ => x,
        };
        Label { x, y: at.round() as i64, text: m.text.clone(), kind, anchor }
    };
    let mut labels = Vec::new();
    if let [(first, value), .., (_, next)] = known[..] {
        labels.push(label(first, value, value > next, "actual"));
    }
    if let Some((latest, value)) = known.last() {
        let before = known.iter().rev().nth(1).map(|(_, value)| *value);
        let rises = before.is_none_or(|before| before <= *value);
        labels.push(label(latest, *value, rises, "actual"));
    }
    if let (Some(target), Some(goal)) = (target, goal) {
        let from = known.last().map_or(goal, |(_, value)| *value);
        labels.push(label(target, goal, goal >= from, "target"));
    }
    labels
}

/// The digits after the point that `values` are written with, at most 6.
fn decimals(values: &[f64]) -> u8 {
    let needed = |value: &f64| {
        let text = value.to_string();
        text.split_once('.').map_or(0, |(_, decimals)| decimals.len())
    };
    values.iter().map(needed).max().unwrap_or(0).min(6) as u8
}

/// A number as the plan writes it.
fn number(value: f64, decimals: u8, negative: &str) -> String {
    let text = format!("{value:.*}", usize::from(decimals));
    text.parse::<Decimal>().map_or(text, |number| number.format(decimals, negative))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_have_round_steps_that_hold_all_values() {
        for (values, decimals, low, high, step) in [
            (&[150.0, 182.0, 200.0][..], 0, 140.0, 200.0, 20.0),
            (&[26.4, 22.5, 40.0], 1, 20.0, 40.0, 5.0),
            (&[3.0, 5.0], 0, 3.0, 5.0, 1.0),
            (&[0.0, 7.0], 0, 0.0, 8.0, 2.0),
            (&[-5.0, 5.0], 0, -6.0, 6.0, 3.0),
            (&[12_000.0, 98_000.0], 0, 0.0, 100_000.0, 25_000.0),
        ] {
            let scale = Scale::new(values, decimals).expect("a scale");
            assert_eq!(scale, Scale { low, high, step });
            assert!((3..=6).contains(&scale.ticks().count()), "{scale:?}");
        }
    }

    #[test]
    fn a_constant_value_is_in_the_middle() {
        let scale = Scale::new(&[98.0, 98.0], 0).expect("a scale");
        assert!(scale.low < 98.0 && scale.high > 98.0, "{scale:?}");
        let scale = Scale::new(&[0.0, 0.0], 1).expect("a scale");
        assert!(scale.low < 0.0 && scale.high > 0.0 && scale.step > 0.0, "{scale:?}");
    }

    #[test]
    fn names_of_years_do_not_touch_and_the_last_is_there() {
        let years = named_years(2017, 2027, |year| 60 + i64::from(year - 2017) * 28);
        let texts: Vec<_> = years.iter().map(|tick| tick.text.as_str()).collect();
        assert_eq!(texts, ["H29", "R1", "R3", "R5", "R7", "R9"]);
    }
}
