//! Facts: the values of the items that are compared, each with a key that is the same on both sides.

use std::fmt;

use crate::model::{Date, Decimal, FiscalYear, Funded, WebAddress, YearRange};

/// The identity of a value within its item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactKey {
    /// The key of the field in the sources: `budget`.
    pub field: String,
    /// The keys below it, joined with `/`: a source of money, `first/result`. Empty if there are none.
    pub of: String,
    /// The fiscal year that the value is of.
    pub year: Option<FiscalYear>,
}

/// What kind of a value it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// An amount of money. Where there is none, nothing is paid.
    Money,
    /// Another number, such as a measured value. Where there is none, nothing is known.
    Number,
    /// A rating, or a result of an evaluation.
    Rating,
    /// Words of an author's own, compared word by word.
    Text,
    /// A name, a number in print, a word of a list, a date: changed as a whole.
    Word,
}

impl Class {
    /// The class of words of a field that a plan declares: open data do not distinguish a text from a date,
    /// a range of years or an address.
    #[must_use]
    pub fn of_words(words: &str) -> Self {
        let is_word = words.parse::<Date>().is_ok()
            || words.parse::<YearRange>().is_ok()
            || words.parse::<WebAddress>().is_ok();
        if is_word { Self::Word } else { Self::Text }
    }

    /// Whether it is an amount or another number.
    #[must_use]
    pub fn is_figure(self) -> bool {
        matches!(self, Self::Money | Self::Number)
    }
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactValue {
    /// Left open on purpose: not decided, or not measured.
    Open,
    /// Asked for, and not written yet.
    Awaited,
    /// A number in millionths, exact.
    Number(i128),
    /// Words.
    Words(String),
}

impl FactValue {
    const ONE: i128 = 10i128.pow(Decimal::MAX_SCALE as u32);

    /// A whole number.
    #[must_use]
    pub fn whole(number: i64) -> Self {
        Self::Number(i128::from(number) * Self::ONE)
    }

    /// The number in millionths.
    #[must_use]
    pub fn number(&self) -> Option<i128> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Open | Self::Awaited | Self::Words(_) => None,
        }
    }

    /// The words.
    #[must_use]
    pub fn words(&self) -> Option<&str> {
        match self {
            Self::Words(words) => Some(words),
            Self::Open | Self::Awaited | Self::Number(_) => None,
        }
    }
}

impl fmt::Display for FactValue {
    /// The value as data have it: `-12.5`, words; `~` where it is left open, and nothing where it is awaited.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open => f.write_str("~"),
            Self::Awaited => Ok(()),
            Self::Number(number) => f.write_str(&plain_number(*number)),
            Self::Words(words) => f.write_str(words),
        }
    }
}

/// A number of millionths with the digits that it needs: `-12.5`.
pub(super) fn plain_number(millionths: i128) -> String {
    let sign = if millionths < 0 { "-" } else { "" };
    let one = FactValue::ONE.unsigned_abs();
    let (whole, rest) = (millionths.unsigned_abs() / one, millionths.unsigned_abs() % one);
    let width = usize::from(Decimal::MAX_SCALE);
    let fraction = format!("{rest:0width$}");
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}

/// A value of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Its identity within the item.
    pub key: FactKey,
    /// Its name for readers, without the year: 予算額.
    pub label: String,
    /// What kind of a value it is.
    pub class: Class,
    /// The unit of a number.
    pub unit: Option<String>,
    /// The value.
    pub value: FactValue,
}

impl Fact {
    /// Whether `self` and `other` are the same value.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.value == other.value && !self.is_in_other_unit(other)
    }

    /// Whether it is worth a line where one side alone has it: not a value that is still to come, nor a source of
    /// money that brings nothing.
    #[must_use]
    pub fn says_something(&self) -> bool {
        let is_source = Funded::ALL.iter().any(|(funded, _)| funded.key() == self.key.field);
        self.value != FactValue::Awaited && !(is_source && self.value.number() == Some(0))
    }

    /// Whether both are numbers of different units. Amounts of money have the unit of their edition, and what
    /// a source does not say is not another unit.
    #[must_use]
    pub fn is_in_other_unit(&self, other: &Self) -> bool {
        let has_unit = |fact: &Self| fact.class != Class::Money && fact.value.number().is_some();
        let units = self.unit.as_ref().zip(other.unit.as_ref());
        has_unit(self) && has_unit(other) && units.is_some_and(|(one, other)| one != other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_digits_that_they_need() {
        for (millionths, text) in
            [(0, "0"), (-300_000_000, "-300"), (12_500_000, "12.5"), (-1, "-0.000001")]
        {
            assert_eq!(FactValue::Number(millionths).to_string(), text);
        }
        assert_eq!(FactValue::whole(-7), FactValue::Number(-7_000_000));
    }
}
