//! 成果指標 and how far they have come.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::money::with_commas;
use super::{BasicPlanId, FiscalYear, Money, Was};
use crate::record;
use crate::span::{Span, Spanned};

/// A measured value, exact: `units` at `scale` digits after the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    units: i64,
    scale: u8,
}

impl Decimal {
    /// More digits after the point than any indicator needs.
    pub const MAX_SCALE: u8 = 6;

    /// The exact value in millionths, so that values of different digits can be compared.
    #[must_use]
    pub fn millionths(self) -> i128 {
        i128::from(self.units) * 10i128.pow(u32::from(Self::MAX_SCALE - self.scale))
    }

    /// Whether every output can show all its digits, as of [`Money::LARGEST`].
    #[must_use]
    pub fn is_exact(self) -> bool {
        Money(self.units).is_exact()
    }

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
            && scale <= Self::MAX_SCALE
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

impl Better {
    /// Each direction with its word in `indicators.yaml`.
    pub const ALL: [(Self, &'static str); 2] = [(Self::More, "more"), (Self::Less, "less")];
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

/// How many digits are printed after the point: 0 to [`Decimal::MAX_SCALE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Decimals(pub u8);

record! {
    /// `indicators.yaml`.
    #[derive(Debug, Clone, PartialEq)]
    pub struct IndicatorsFile {
        /// Every indicator, in order.
        indicators: Vec<Indicator> = required "成果指標";
    }
}

record! {
    /// One 成果指標.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Indicator {
        /// Its permanent id, used in addresses and data: `1-2-a`. It stays when the indicator moves to
        /// another basic plan.
        id: Spanned<String> = required "固定ID（半角）。例 1-2-a。基本計画の番号が変わっても、変えません";
        /// Where it stood in editions before.
        was: Vec<Was> = optional "前の版での名前と基本計画の番号。変わったときに";
        /// The basic plan it measures.
        basic_plan: Spanned<BasicPlanId> = required "どの基本計画の指標か。例 1-2";
        /// The quantity that is measured.
        name: Spanned<String> = required "何を測るか" as title;
        /// Its unit.
        unit: Spanned<String> = required "単位";
        /// Which way is better.
        better: Better = required "more（多いほどよい）か less（少ないほどよい）";
        /// Digits printed after the point.
        decimals: Decimals = or[Decimals(0)] "印刷する小数点以下のけた数";
        /// The measured values; `None` where a year was left out on purpose.
        values: Spanned<BTreeMap<FiscalYear, Spanned<Option<Decimal>>>>
            = required "年度ごとの値。測らなかった年度は ~";
        /// The year the plan set out from.
        baseline: Spanned<FiscalYear> = required "基準（策定時）の年度。values にある年度";
        /// The target's year and value.
        target: Spanned<(FiscalYear, Decimal)> = required "目標の年度と値。例 { R9: 200 }";
        /// Who measures it.
        source: Spanned<String> = required "だれが測るか" as text;
        /// How it is measured, or why it is not.
        note: Option<Spanned<String>> = optional "測り方や、測っていない理由" as text;
    }
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
        let target = self.target.value.1.millionths();
        self.baseline_value().is_some_and(|baseline| baseline.millionths() == target)
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;

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
    #[test]
    fn values_of_different_digits_are_compared_exactly() {
        let millionths = |t: &str| t.parse::<Decimal>().map(Decimal::millionths);
        assert_eq!(millionths("1.50"), millionths("1.5"));
        assert_eq!(millionths("-0.000001"), Ok(-1));
        assert_eq!(millionths("9223372036854775807"), Ok(9_223_372_036_854_775_807_000_000));
    }
}
