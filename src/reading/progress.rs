//! How far an indicator has come: whether its target is met, and 進捗率 by the plan's formula.

use crate::model::{
    Better, Decimal, FiscalYear, Indicator, Money, Progress, ProgressFormula, Quantity,
};

/// How far an indicator has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// In a word.
    pub level: Progress,
    /// 進捗率 in percent, rounded down, so that 100 is only said of a target that is met. `None`
    /// where nothing is measured, where there is no way to go (a level to keep), where the formula
    /// means nothing (words, a range with two ends, a target of zero or below), and where the share
    /// is larger than any output can show.
    pub percent: Option<i64>,
}

/// The numbers that are good, in millionths.
#[derive(Debug, Clone, Copy)]
enum Goal<'a> {
    /// This one and larger ones.
    AtLeast(i128),
    /// This one and smaller ones.
    AtMost(i128),
    /// This one alone.
    Exactly(i128),
    /// Those of a range.
    In(&'a crate::model::Range),
}

impl<'a> Goal<'a> {
    /// The goal of an indicator with the target `target`; `None` for words.
    fn of(better: Better, target: &'a Quantity) -> Option<Self> {
        Some(match (target, better) {
            (Quantity::Words(_), _) => return None,
            (Quantity::Number(number), Better::More) => Self::AtLeast(number.millionths()),
            (Quantity::Number(number), Better::Less) => Self::AtMost(number.millionths()),
            (Quantity::Number(number), _) => Self::Exactly(number.millionths()),
            (Quantity::Range(range), _) => match (range.only_end(), better) {
                (Some((end, true)), Better::More) => Self::AtLeast(end),
                (Some((end, false)), Better::Less) => Self::AtMost(end),
                _ => Self::In(range),
            },
        })
    }

    /// How far `number` is from being good; 0 of what is.
    fn distance(self, number: i128) -> i128 {
        match self {
            Self::AtLeast(least) => (least - number).max(0),
            Self::AtMost(most) => (number - most).max(0),
            Self::Exactly(exact) => (number - exact).abs(),
            Self::In(range) => range.distance(number),
        }
    }

    /// The share of the way from `start` to the goal that `current` has gone, in percent.
    fn way(self, start: i128, current: i128) -> Option<i64> {
        match self {
            Self::AtLeast(least) => percent(current - start, least - start),
            Self::AtMost(most) => percent(start - current, start - most),
            Self::Exactly(_) | Self::In(_) => None,
        }
    }

    /// `current` as a share of the goal in percent; the goal as a share of it, where less is better.
    fn share(self, current: i128) -> Option<i64> {
        let (part, whole) = match self {
            Self::AtLeast(least) => (current, least),
            Self::AtMost(most) => (most, current),
            Self::Exactly(_) | Self::In(_) => return None,
        };
        // Of what is below zero a share would say nothing.
        if part < 0 || whole <= 0 { None } else { percent(part, whole) }
    }
}

impl Standing {
    /// How far `indicator` has come by `year`, by `formula`. Everything is compared exactly.
    pub(super) fn of(indicator: &Indicator, year: FiscalYear, formula: ProgressFormula) -> Self {
        let unmeasured = Self { level: Progress::NotMeasured, percent: None };
        let Some((measured, current)) = indicator.current(year) else { return unmeasured };
        let Some((target_year, target)) = indicator.target_of(Some(year), formula) else {
            return unmeasured;
        };
        let goal = Goal::of(indicator.better, target).zip(millionths(current));
        let Some((goal, current)) = goal else {
            return Self { level: stated(indicator, measured), percent: None };
        };
        let baseline = indicator.baseline_value();
        if indicator.baseline.is_some() && baseline.is_none() {
            return unmeasured;
        }
        let baseline = baseline.as_ref().and_then(millionths);
        let forecast = indicator.forecast.get(&target_year).map(|it| it.value.millionths());
        let start = forecast.or(baseline);
        let (left, at_start) = (goal.distance(current), start.map(|start| goal.distance(start)));
        let level = match at_start {
            _ if left == 0 => Progress::Achieved,
            None => Progress::NotReached,
            // The deviation has two sides: one cannot be behind where there is no way.
            Some(0) if matches!(goal, Goal::Exactly(_) | Goal::In(_)) => Progress::NotReached,
            Some(before) if left == before => Progress::Unchanged,
            Some(before) if left < before => Progress::Advanced,
            Some(_) => Progress::Receded,
        };
        let percent = match formula {
            ProgressFormula::BaselineToTarget => start.and_then(|start| goal.way(start, current)),
            ProgressFormula::ActualToTarget | ProgressFormula::ActualToInterim => {
                goal.share(current)
            }
        };
        Self { level, percent }
    }
}

fn millionths(quantity: &Quantity) -> Option<i128> {
    quantity.number().map(Decimal::millionths)
}

/// What the city says of `year`, where nothing can be computed.
fn stated(indicator: &Indicator, year: FiscalYear) -> Progress {
    match indicator.reached.get(&year).map(|reached| reached.value) {
        Some(true) => Progress::Achieved,
        Some(false) => Progress::NotReached,
        None => Progress::NotJudged,
    }
}

/// `covered` of `way` in percent, rounded down.
fn percent(covered: i128, way: i128) -> Option<i64> {
    if way == 0 {
        return None;
    }
    let percent = (covered * way.signum() * 100).div_euclid(way.abs());
    i64::try_from(percent).ok().filter(|percent| Money(*percent).is_exact())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::model::Better::{Less, More};
    use crate::model::{Baseline, Decimals};
    use crate::record::{DeclaredValues, Scalar};
    use crate::span::{FileId, Span, Spanned};

    fn indicator(better: Better, base: &str, now: Option<&str>, target: &str) -> Indicator {
        let at = Span::start_of(FileId(0));
        let quantity = |t: &str| Quantity::read(t).expect("a quantity");
        let (h29, r5, r9) = (2017, 2023, 2027);
        let year = FiscalYear::from_western;
        let values = BTreeMap::from([
            (year(h29), Spanned::new(Some(quantity(base)), at)),
            (year(r5), Spanned::new(now.map(quantity), at)),
        ]);
        Indicator {
            id: Spanned::new("1-1-a".into(), at),
            was: Vec::new(),
            node: Spanned::new("1-1".parse().expect("an id"), at),
            project: None,
            further: Vec::new(),
            places: Vec::new(),
            name: Spanned::new("指標".into(), at),
            unit: Spanned::new("人".into(), at),
            better,
            decimals: Decimals(0),
            values: Spanned::new(values, at),
            baseline: Some(Spanned::new(Baseline::Year(year(h29)), at)),
            corrected: BTreeMap::new(),
            forecast: BTreeMap::new(),
            reached: BTreeMap::new(),
            target: Spanned::new([(year(r9), Spanned::new(quantity(target), at))].into(), at),
            source: Spanned::new(String::new(), at),
            note: None,
            more: DeclaredValues::default(),
        }
    }

    fn standing(better: Better, base: &str, now: Option<&str>, target: &str) -> Standing {
        Standing::of(
            &indicator(better, base, now, target),
            FiscalYear::from_western(2023),
            ProgressFormula::default(),
        )
    }

    #[test]
    fn progress_knows_which_way_is_better() {
        let of = |better, base, now, target| {
            let Standing { level, percent } = standing(better, base, now, target);
            (level, percent)
        };
        assert_eq!(of(More, "100", Some("150"), "200"), (Progress::Advanced, Some(50)));
        assert_eq!(of(Less, "100", Some("150"), "50"), (Progress::Receded, Some(-100)));
        assert_eq!(of(Less, "10.0", Some("4.9"), "5.0"), (Progress::Achieved, Some(102)));
        assert_eq!(of(More, "100", Some("199"), "200"), (Progress::Advanced, Some(99)));
        assert_eq!(of(More, "100", Some("100"), "100"), (Progress::Achieved, None));
        assert_eq!(of(Less, "0", Some("2"), "0"), (Progress::Receded, None));
        assert_eq!(of(More, "0.1", Some("0.3"), "0.3"), (Progress::Achieved, Some(100)));
        assert_eq!(of(More, "1", None, "2"), (Progress::NotMeasured, None));
        assert_eq!(of(More, "100", Some("99.9"), "200"), (Progress::Receded, Some(-1)));
    }

    #[test]
    fn a_target_missed_by_the_least_is_not_met() {
        let (nearly, target) = ("999999999.999998", "999999999.999999");
        let missed = standing(More, "0", Some(nearly), target);
        assert_eq!((missed.level, missed.percent), (Progress::Advanced, Some(99)));
        let missed = standing(More, "0", Some("199999999999999"), "200000000000000");
        assert_eq!((missed.level, missed.percent), (Progress::Advanced, Some(99)));
        let missed = standing(Less, "999999999999999", Some("1"), "0");
        assert_eq!((missed.level, missed.percent), (Progress::Advanced, Some(99)));
        let far = standing(More, "0", Some("999999999999999"), "0.000001");
        assert_eq!((far.level, far.percent), (Progress::Achieved, None));
    }

    /// `units` at `scale` digits after the point.
    fn written(units: i64, scale: u32) -> String {
        let sign = if units < 0 { "-" } else { "" };
        let (unit, width) = (10u64.pow(scale), scale as usize);
        let (whole, rest) = (units.unsigned_abs() / unit, units.unsigned_abs() % unit);
        if scale == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest:0width$}") }
    }

    #[test]
    fn a_hundred_percent_is_said_only_of_what_is_met() {
        let bases = [-999_999_999_999_999, -1, 0, 3, 499_999_999_999_997];
        let steps = [1, 3, 7, 333, 99_999, 1_000_000_007, 499_999_999_999_993];
        for (base, step) in bases.into_iter().flat_map(|b| steps.map(|s| (b, s))) {
            for (off, scale, more) in (-3..=3).flat_map(|off| {
                (0..=6).flat_map(move |scale| [true, false].map(|more| (off, scale, more)))
            }) {
                let target = if more { base + step } else { base - step };
                let better = if more { More } else { Less };
                let write = |units| written(units, scale);
                let now = write(target + off);
                let found = standing(better, &write(base), Some(&now), &write(target));
                let met = if more { off >= 0 } else { off <= 0 };
                let case = format!("{base} {step} {off} {scale} {more}: {found:?}");
                assert_eq!(found.level == Progress::Achieved, met, "{case}");
                assert_eq!(found.percent.is_some_and(|percent| percent >= 100), met, "{case}");
            }
        }
    }
}
