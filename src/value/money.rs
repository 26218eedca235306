//! Amounts of money in the plan's unit.

/// An amount in whole units of the plan (here 千円).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Money(pub i64);

impl Money {
    /// The largest amount that every output shows exactly: readers of JSON and of workbooks hold
    /// numbers in binary floating point, which keeps 15 decimal digits.
    pub const LARGEST: i64 = 999_999_999_999_999;

    /// Whether every output can show it.
    #[must_use]
    pub fn is_exact(self) -> bool {
        self.0.unsigned_abs() <= Self::LARGEST.unsigned_abs()
    }
}

/// How a plan writes amounts for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoneyFormat {
    /// The unit's name, such as 千円.
    pub unit: String,
    /// How many yen one unit is.
    pub yen: i64,
    /// The sign of a negative amount, ▲ or △.
    pub negative: String,
}

impl MoneyFormat {
    /// The amount with its commas and the plan's sign: `▲1,234`.
    #[must_use]
    pub fn format(&self, money: Money) -> String {
        let digits = with_commas(&money.0.unsigned_abs().to_string());
        if money.0 < 0 { format!("{}{digits}", self.negative) } else { digits }
    }
}

/// Groups a run of digits by three.
#[must_use]
pub fn with_commas(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_for_people() {
        let format = MoneyFormat { unit: "千円".into(), yen: 1000, negative: "▲".into() };
        let written = |n| format.format(Money(n));
        assert_eq!(written(0), "0");
        assert_eq!(written(999), "999");
        assert_eq!(written(1_000), "1,000");
        assert_eq!(written(-1_234_567), "▲1,234,567");
        assert_eq!(written(i64::MIN), "▲9,223,372,036,854,775,808");
    }
}
