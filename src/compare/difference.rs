//! The difference of two numbers, exact.

use super::fact::{Class, FactValue, plain_number};
use crate::reading::tenths_of_percent;
use serde::Serialize;

/// How a number changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Movement {
    /// 増.
    Increase,
    /// 減.
    Decrease,
    /// 皆増: there was no amount before.
    WhollyNew,
    /// 皆減: there is no amount any more.
    WhollyGone,
}

impl Movement {
    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Increase => "増",
            Self::Decrease => "減",
            Self::WhollyNew => "皆増",
            Self::WhollyGone => "皆減",
        }
    }
}

/// The difference of two numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The new number less the old one: `-12.5`.
    pub amount: String,
    /// The difference in percent of the old number, rounded half away from zero to one decimal place;
    /// none where there was nothing before, or less than that.
    pub percent: Option<String>,
    /// How it changed.
    pub movement: Movement,
}

/// The difference of two values of the class `class`; none where it is not known: one of them is left
/// open or awaited, or in one side alone. With `none_is_zero`, an amount that a side does not have is 0.
#[must_use]
pub(super) fn difference(
    class: Class,
    none_is_zero: bool,
    old: Option<&FactValue>,
    new: Option<&FactValue>,
) -> Option<Difference> {
    let number = |value: Option<&FactValue>| match value {
        None => (none_is_zero && class == Class::Money).then_some(0),
        Some(value) => value.number(),
    };
    let (old, new) = (number(old)?, number(new)?);
    of_numbers(old, new, class == Class::Money)
}

/// The difference of two numbers of millionths; none where they are the same. With `from_nothing`, as for amounts
/// of money, a change from 0 is wholly new, and one to 0 is wholly gone.
pub(super) fn of_numbers(old: i128, new: i128, from_nothing: bool) -> Option<Difference> {
    let amount = new - old;
    if amount == 0 {
        return None;
    }
    let movement = match (old, new) {
        (0, new) if from_nothing && new > 0 => Movement::WhollyNew,
        (old, 0) if from_nothing && old > 0 => Movement::WhollyGone,
        _ if amount > 0 => Movement::Increase,
        _ => Movement::Decrease,
    };
    let percent = (old > 0).then(|| percent(amount, old));
    Some(Difference { amount: plain_number(amount), percent, movement })
}

/// `amount` in percent of `of`, with one decimal place.
fn percent(amount: i128, of: i128) -> String {
    let tenths = tenths_of_percent(amount, of);
    let sign = if tenths < 0 { "-" } else { "" };
    format!("{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(class: Class, old: Option<&str>, new: Option<&str>) -> Option<String> {
        let value = |text: &str| match text {
            "~" => FactValue::Open,
            text => {
                let number: crate::model::Decimal = text.parse().expect("a number");
                FactValue::Number(number.millionths())
            }
        };
        let (old, new) = (old.map(value), new.map(value));
        let found = difference(class, true, old.as_ref(), new.as_ref())?;
        let percent = found.percent.unwrap_or_default();
        Some(format!("{} {} {percent}", found.amount, found.movement.word()))
    }

    #[test]
    fn amounts_that_are_not_there_are_nothing() {
        let money = |old, new| of(Class::Money, old, new);
        assert_eq!(money(Some("960"), Some("1200")).as_deref(), Some("240 増 25.0"));
        assert_eq!(money(Some("1200"), Some("960")).as_deref(), Some("-240 減 -20.0"));
        assert_eq!(money(None, Some("1200")).as_deref(), Some("1200 皆増 "));
        assert_eq!(money(Some("0"), Some("5")).as_deref(), Some("5 皆増 "));
        assert_eq!(money(Some("5"), Some("0")).as_deref(), Some("-5 皆減 -100.0"));
        assert_eq!(money(Some("5"), None).as_deref(), Some("-5 皆減 -100.0"));
        assert_eq!(money(Some("0"), Some("-5")).as_deref(), Some("-5 減 "));
        assert_eq!(money(Some("-5"), Some("0")).as_deref(), Some("5 増 "));
        assert_eq!(money(Some("-300"), Some("300")).as_deref(), Some("600 増 "));
        assert_eq!(money(Some("~"), Some("300")), None, "not decided is not nothing");
        assert_eq!(money(None, Some("0")), None);
    }

    #[test]
    fn other_numbers_are_exact_and_need_both_sides() {
        let number = |old, new| of(Class::Number, old, new);
        assert_eq!(number(Some("12.1"), Some("12.4")).as_deref(), Some("0.3 増 2.5"));
        assert_eq!(number(Some("0"), Some("0.5")).as_deref(), Some("0.5 増 "));
        assert_eq!(number(None, Some("1")), None);
        assert_eq!(number(Some("3"), Some("2")).as_deref(), Some("-1 減 -33.3"));
    }
}
