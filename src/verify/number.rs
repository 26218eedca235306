//! Exact decimal numbers, as data and pages write them.
//!
//! This module must not know what the numbers mean.

use std::fmt;

/// A decimal number, in the lowest terms: 1.50 and 1.5 are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Number {
    digits: i128,
    decimals: u32,
}

impl Number {
    /// A whole number.
    pub fn whole(digits: i128) -> Self {
        Self { digits, decimals: 0 }
    }

    /// Reads a plain number, such as `-12.50`, or one that JSON wrote with an exponent.
    pub fn plain(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            // Beyond these, a number is none of the data's, and has too many places to be computed with.
            Some((mantissa, exponent)) => {
                (mantissa, exponent.parse::<i32>().ok().filter(|it| (-30..=30).contains(it))?)
            }
            None => (text, 0),
        };
        let (negative, unsigned) =
            mantissa.strip_prefix('-').map_or((false, mantissa), |rest| (true, rest));
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let all = format!("{whole}{fraction}");
        let only_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !only_digits(&all) || unsigned.ends_with('.') {
            return None;
        }
        let mut digits: i128 = all.parse().ok()?;
        if negative {
            digits = -digits;
        }
        let decimals = i32::try_from(fraction.len()).ok()? - exponent;
        if decimals < 0 {
            let factor = 10_i128.checked_pow(decimals.unsigned_abs())?;
            return Some(Self::whole(digits.checked_mul(factor)?));
        }
        Some(Self { digits, decimals: decimals.unsigned_abs() }.lowest())
    }

    fn lowest(mut self) -> Self {
        while self.decimals > 0 && self.digits % 10 == 0 {
            self.digits /= 10;
            self.decimals -= 1;
        }
        self
    }

    /// The number with `decimals` decimal places, halves away from zero.
    pub fn rounded(self, decimals: u32) -> Self {
        let Some(more) = self.decimals.checked_sub(decimals).filter(|more| *more > 0) else {
            return self;
        };
        let Some(unit) = 10_i128.checked_pow(more) else { return Self::whole(0) };
        let half = unit / 2 * self.digits.signum();
        Self { digits: (self.digits + half) / unit, decimals }.lowest()
    }

    /// The number divided by a power of ten.
    pub fn shifted(self, power: u32) -> Option<Self> {
        Some(Self { decimals: self.decimals.checked_add(power)?, ..self }.lowest())
    }

    /// The product with a whole number.
    pub fn times(self, factor: Self) -> Option<Self> {
        let digits = self.digits.checked_mul(factor.digits)?;
        Some(Self { digits, decimals: self.decimals + factor.decimals }.lowest())
    }

    /// The number as a positive one.
    pub fn without_sign(self) -> Self {
        Self { digits: self.digits.abs(), ..self }
    }

    /// The number of decimal places.
    pub fn decimals(self) -> u32 {
        self.decimals
    }

    /// Both numbers as whole numbers of the same unit.
    pub fn common(self, other: Self) -> Option<(i128, i128)> {
        let decimals = self.decimals.max(other.decimals);
        let scaled = |number: Self| {
            number.digits.checked_mul(10_i128.checked_pow(decimals - number.decimals)?)
        };
        Some((scaled(self)?, scaled(other)?))
    }

    /// The sum.
    pub fn plus(self, other: Self) -> Option<Self> {
        let decimals = self.decimals.max(other.decimals);
        let (a, b) = self.common(other)?;
        Some(Self { digits: a.checked_add(b)?, decimals }.lowest())
    }

    /// The difference.
    pub fn minus(self, other: Self) -> Option<Self> {
        self.plus(Self { digits: -other.digits, ..other })
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.digits < 0 { "-" } else { "" };
        let all = self.digits.unsigned_abs().to_string();
        let decimals = self.decimals as usize;
        if decimals == 0 {
            return write!(f, "{sign}{all}");
        }
        let all = format!("{all:0>width$}", width = decimals + 1);
        let (whole, fraction) = all.split_at(all.len() - decimals);
        write!(f, "{sign}{whole}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::plain(text).unwrap_or_else(|| panic!("{text} is a number"))
    }

    #[test]
    fn numbers_are_exact() {
        for (text, shown) in [
            ("0", "0"),
            ("-12.50", "-12.5"),
            ("0.05", "0.05"),
            ("1e3", "1000"),
            ("1.5e-2", "0.015"),
        ] {
            assert_eq!(number(text).to_string(), shown);
        }
        for text in [
            "",
            "-",
            "1.",
            ".5",
            "1,000",
            "▲1",
            "12a",
            "1e",
            "0x1",
            "1e-31",
            "1e-70000",
            "1e-2147483648",
            "1e2147483647",
        ] {
            assert_eq!(Number::plain(text), None, "{text}");
        }
    }

    #[test]
    fn halves_are_rounded_away_from_zero() {
        for (text, rounded) in [("1.25", "1.3"), ("-1.25", "-1.3"), ("1.24", "1.2"), ("3", "3")] {
            assert_eq!(number(text).rounded(1), number(rounded));
        }
    }

    #[test]
    fn amounts_have_other_units() {
        let yen = number("15823770").times(number("1000")).expect("an amount");
        assert_eq!(yen.shifted(8).map(|n| n.rounded(0)), Some(number("158")));
        assert_eq!(number("-0.5").without_sign(), number("0.5"));
    }

    #[test]
    fn sums_are_exact() {
        assert_eq!(number("0.5").plus(number("1.50")), Some(number("2")));
        assert_eq!(number("0.1").minus(number("0.3")), Some(number("-0.2")));
        assert_eq!(number("0.5").common(number("2")), Some((5, 20)));
    }
}
