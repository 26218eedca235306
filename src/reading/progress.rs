//! How far an indicator has come from its baseline towards its target.

use crate::model::{Better, Decimal, FiscalYear, Indicator, Money, Progress};

/// How far an indicator has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// In a word.
    pub level: Progress,
    /// 進捗率: the share of the way from baseline to target that is covered, in percent,
    /// rounded down, so that 100 is only said of a target that is met. `None` where nothing is
    /// measured, where there is no way to go (a level to keep), and where the way is so short
    /// that the share is larger than any output can show.
    pub percent: Option<i64>,
}

impl Standing {
    /// How far `indicator` has come by `year`. Everything is compared exactly.
    pub(super) fn of(indicator: &Indicator, year: FiscalYear) -> Self {
        let (Some(baseline), Some((_, current))) =
            (indicator.baseline_value(), indicator.current(year))
        else {
            return Self { level: Progress::NotMeasured, percent: None };
        };
        // Seen so that more is always better.
        let seen = |value: Decimal| match indicator.better {
            Better::More => value.millionths(),
            Better::Less => -value.millionths(),
        };
        let target = seen(indicator.target.value.1);
        let (baseline, current) = (seen(baseline), seen(current));
        let level = if current >= target {
            Progress::Achieved
        } else if current == baseline {
            Progress::Unchanged
        } else if current > baseline {
            Progress::Advanced
        } else {
            Progress::Receded
        };
        Self { level, percent: percent(current - baseline, target - baseline) }
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
    use crate::model::Decimals;
    use crate::record::DeclaredValues;
    use crate::span::{FileId, Span, Spanned};

    fn indicator(better: Better, base: &str, now: Option<&str>, target: &str) -> Indicator {
        let at = Span::start_of(FileId(0));
        let dec = |t: &str| t.parse::<Decimal>().expect("a number");
        let (h29, r5, r9) = (2017, 2023, 2027);
        let year = FiscalYear::from_western;
        let values = BTreeMap::from([
            (year(h29), Spanned::new(Some(dec(base)), at)),
            (year(r5), Spanned::new(now.map(dec), at)),
        ]);
        Indicator {
            id: Spanned::new("1-1-a".into(), at),
            was: Vec::new(),
            node: Spanned::new("1-1".parse().expect("an id"), at),
            name: Spanned::new("指標".into(), at),
            unit: Spanned::new("人".into(), at),
            better,
            decimals: Decimals(0),
            values: Spanned::new(values, at),
            baseline: Spanned::new(year(h29), at),
            target: Spanned::new((year(r9), dec(target)), at),
            source: Spanned::new(String::new(), at),
            note: None,
            more: DeclaredValues::default(),
        }
    }

    fn standing(better: Better, base: &str, now: Option<&str>, target: &str) -> Standing {
        Standing::of(&indicator(better, base, now, target), FiscalYear::from_western(2023))
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
