//! 成果指標 and how far they have come.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::money::with_commas;
use super::{BasicPlanId, FiscalYear};
use crate::span::{Span, Spanned};

/// A measured value, exact: `units` at `scale` digits after the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    units: i64,
    scale: u8,
}

/// More digits after the point than any indicator needs.
const MAX_SCALE: u8 = 6;

impl Decimal {
    /// The value as a floating-point number, for charts and ratios.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        self.units as f64 / 10f64.powi(i32::from(self.scale))
    }

    /// How many digits it was written with after the point.
    #[must_use]
    pub fn scale(self) -> u8 {
        self.scale
    }

    /// The value for people, with commas and exactly `decimals` digits after the point
    /// (more when it was written with more). `negative` is the sign of a negative value.
    #[must_use]
    pub fn format(self, decimals: u8, negative: &str) -> String {
        let plain = self.to_string();
        let (sign, plain) =
            plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| (negative, rest));
        let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
        let width = usize::from(decimals);
        let point = if width == 0 && fraction.is_empty() { "" } else { "." };
        format!("{sign}{}{point}{fraction:0<width$}", with_commas(whole))
    }
}

impl fmt::Display for Decimal {
    /// The bare number, as data has it: `-12.50`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = usize::from(self.scale);
        let sign = if self.units < 0 { "-" } else { "" };
        let digits = format!("{:0>width$}", self.units.unsigned_abs(), width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        let point = if scale == 0 { "" } else { "." };
        write!(f, "{sign}{whole}{point}{fraction}")
    }
}

impl FromStr for Decimal {
    type Err = ();

    /// Reads `12`, `-12` and `12.50`; no comma, no exponent, no `+`.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |d| (true, d));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        let scale = u8::try_from(fraction.len()).map_err(|_| ())?;
        let well_formed = !whole.is_empty()
            && all_digits(whole)
            && all_digits(fraction)
            && scale <= MAX_SCALE
            && (whole == "0" || !whole.starts_with('0'))
            && !(digits.contains('.') && fraction.is_empty());
        if !well_formed {
            return Err(());
        }
        let units: i64 = format!("{whole}{fraction}").parse().map_err(|_| ())?;
        Ok(Self { units: if negative { -units } else { units }, scale })
    }
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// The larger the better.
    More,
    /// The smaller the better.
    Less,
}

/// How far an indicator has come from its baseline towards its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Progress {
    /// 達成: the target is met.
    Achieved,
    /// 前進: nearer than the baseline.
    Advanced,
    /// 横ばい: where the baseline was.
    Unchanged,
    /// 後退: farther than the baseline, or a level not kept.
    Receded,
    /// 未計測: no value for the evaluated year or before.
    NotMeasured,
}

impl Progress {
    /// Every level with its name in themes and its word for readers.
    pub const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::Achieved, "achieved", "達成"),
        (Self::Advanced, "advanced", "前進"),
        (Self::Unchanged, "unchanged", "横ばい"),
        (Self::Receded, "receded", "後退"),
        (Self::NotMeasured, "not_measured", "未計測"),
    ];
}

/// One 成果指標.
#[derive(Debug, Clone, PartialEq)]
pub struct Indicator {
    /// Its name in addresses and data: `1-2-a`.
    pub id: Spanned<String>,
    /// The basic plan it measures.
    pub basic_plan: Spanned<BasicPlanId>,
    /// What is measured.
    pub name: Spanned<String>,
    /// In what unit.
    pub unit: Spanned<String>,
    /// Which way is better.
    pub better: Better,
    /// Digits printed after the point.
    pub decimals: u8,
    /// What was measured; `None` where a year was left out on purpose.
    pub values: Spanned<BTreeMap<FiscalYear, Spanned<Option<Decimal>>>>,
    /// The year the plan set out from.
    pub baseline: Spanned<FiscalYear>,
    /// Where it shall be, and when.
    pub target: Spanned<(FiscalYear, Decimal)>,
    /// Who measures it.
    pub source: String,
    /// How it is measured, or why it is not.
    pub note: Option<String>,
}

impl Indicator {
    /// The baseline's value.
    #[must_use]
    pub fn baseline_value(&self) -> Option<Decimal> {
        self.values.value.get(&self.baseline.value).and_then(|v| v.value)
    }

    /// The latest measured value after the baseline and up to `year`, and its year.
    #[must_use]
    pub fn current(&self, year: FiscalYear) -> Option<(FiscalYear, Decimal)> {
        self.values
            .value
            .range(..=year)
            .rev()
            .take_while(|(y, _)| **y > self.baseline.value)
            .find_map(|(y, v)| v.value.map(|v| (*y, v)))
    }

    /// What was measured and what is aimed at, each with its place.
    pub fn written(&self) -> impl Iterator<Item = (Decimal, Span)> {
        let measured = self.values.value.values().filter_map(|v| Some((v.value?, v.span)));
        measured.chain([(self.target.value.1, self.target.span)])
    }

    /// Whether the target is to keep what the baseline had.
    #[must_use]
    pub fn is_kept_level(&self) -> bool {
        self.baseline_value().is_some_and(|b| same(b.to_f64(), self.target.value.1.to_f64()))
    }

    /// How far it has come by `year`.
    #[must_use]
    pub fn progress(&self, year: FiscalYear) -> Progress {
        let (Some(baseline), Some((_, current))) = (self.baseline_value(), self.current(year))
        else {
            return Progress::NotMeasured;
        };
        // Seen so that more is always better.
        let sign = match self.better {
            Better::More => 1.0,
            Better::Less => -1.0,
        };
        let (baseline, current, target) = (
            sign * baseline.to_f64(),
            sign * current.to_f64(),
            sign * self.target.value.1.to_f64(),
        );
        if current > target || same(current, target) {
            Progress::Achieved
        } else if same(current, baseline) {
            Progress::Unchanged
        } else if current > baseline {
            Progress::Advanced
        } else {
            Progress::Receded
        }
    }

    /// 進捗率: the share of the way from baseline to target that is covered, in percent,
    /// rounded down so that 100 is only ever said of a target that is met. `None` where
    /// there is no way to go (a level to keep) or nothing is measured.
    #[must_use]
    pub fn progress_percent(&self, year: FiscalYear) -> Option<i64> {
        let baseline = self.baseline_value()?.to_f64();
        let way = self.target.value.1.to_f64() - baseline;
        let (_, current) = self.current(year)?;
        if same(way, 0.0) {
            return None;
        }
        // The tiny addition undoes binary fractions such as 0.9999999 for a whole percent.
        Some(((current.to_f64() - baseline) / way * 100.0 + 1e-9).floor() as i64)
    }
}

/// Equal as far as the digits of any indicator go.
fn same(a: f64, b: f64) -> bool {
    (a - b).abs() < 0.5 * 10f64.powi(-i32::from(MAX_SCALE))
}

#[cfg(test)]
mod tests {
    use super::Better::{Less, More};
    use super::*;
    use crate::span::{FileId, Span};

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
            basic_plan: Spanned::new("1-1".parse().expect("an id"), at),
            name: Spanned::new("指標".into(), at),
            unit: Spanned::new("人".into(), at),
            better,
            decimals: 0,
            values: Spanned::new(values, at),
            baseline: Spanned::new(year(h29), at),
            target: Spanned::new((year(r9), dec(target)), at),
            source: String::new(),
            note: None,
        }
    }

    #[test]
    fn progress_knows_which_way_is_better() {
        let r5 = FiscalYear::from_western(2023);
        let of = |better, base, now, target| {
            let i = indicator(better, base, now, target);
            (i.progress(r5), i.progress_percent(r5))
        };
        assert_eq!(of(More, "100", Some("150"), "200"), (Progress::Advanced, Some(50)));
        assert_eq!(of(Less, "100", Some("150"), "50"), (Progress::Receded, Some(-100)));
        assert_eq!(of(Less, "10.0", Some("4.9"), "5.0"), (Progress::Achieved, Some(102)));
        assert_eq!(of(More, "100", Some("199"), "200"), (Progress::Advanced, Some(99)));
        assert_eq!(of(More, "100", Some("100"), "100"), (Progress::Achieved, None));
        assert_eq!(of(Less, "0", Some("2"), "0"), (Progress::Receded, None));
        assert_eq!(of(More, "0.1", Some("0.3"), "0.3"), (Progress::Achieved, Some(100)));
        assert_eq!(of(More, "1", None, "2"), (Progress::NotMeasured, None));
    }

    #[test]
    fn decimals_keep_their_digits() {
        let dec = |t: &str| t.parse::<Decimal>();
        assert_eq!(dec("-12.50").map(|d| d.to_string()).as_deref(), Ok("-12.50"));
        assert_eq!(dec("0.05").map(|d| d.to_string()).as_deref(), Ok("0.05"));
        assert_eq!(dec("1234.5").map(|d| d.format(2, "▲")).as_deref(), Ok("1,234.50"));
        assert_eq!(dec("-7").map(|d| d.format(0, "▲")).as_deref(), Ok("▲7"));
        for text in ["", "1_000", "1,000", "01", "1.", ".5", "1e3", "+1", "１"] {
            assert_eq!(dec(text), Err(()), "{text}");
        }
    }
}
