//! Exact decimal numbers.

use std::fmt;
use std::str::FromStr;

use super::{Money, with_commas};

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

    /// The sum, with the digits of the more exact of the two; `None` where that is out of range.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        let units = |it: Self| it.units.checked_mul(10i64.pow(u32::from(scale - it.scale)));
        let units = units(self)?.checked_add(units(other)?)?;
        Some(Self { units, scale })
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

/// How many digits are printed after the point: 0 to [`Decimal::MAX_SCALE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Decimals(pub u8);

/// The numbers that a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NumberLimits {
    /// How many digits they may have after the point; any number of them if it is none.
    pub decimals: Option<Decimals>,
    /// The lowest and the highest.
    pub range: Option<(Decimal, Decimal)>,
}

impl NumberLimits {
    /// Whether the field takes `number`.
    #[must_use]
    pub fn admits(&self, number: Decimal) -> bool {
        let millionths = number.millionths();
        self.decimals.is_none_or(|decimals| number.scale() <= decimals.0)
            && self.range.is_none_or(|(from, to)| {
                (from.millionths()..=to.millionths()).contains(&millionths)
            })
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
    fn sums_keep_the_digits_of_the_more_exact() {
        let sum = |a: &str, b: &str| {
            let (a, b): (Decimal, Decimal) = (a.parse().expect("a"), b.parse().expect("b"));
            a.plus(b).map(|sum| sum.to_string())
        };
        assert_eq!(sum("1.5", "0.25").as_deref(), Some("1.75"));
        assert_eq!(sum("-2", "0.5").as_deref(), Some("-1.5"));
        assert_eq!(sum("9223372036854775807", "1"), None);
        assert_eq!(sum("9223372036854775807", "0.1"), None);
    }

    #[test]
    fn values_of_different_digits_are_compared_exactly() {
        let millionths = |t: &str| t.parse::<Decimal>().map(Decimal::millionths);
        assert_eq!(millionths("1.50"), millionths("1.5"));
        assert_eq!(millionths("-0.000001"), Ok(-1));
        assert_eq!(millionths("9223372036854775807"), Ok(9_223_372_036_854_775_807_000_000));
    }
}
