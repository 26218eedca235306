//! Views of amounts of money: each as a number, as printed text and as text for screen readers.

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::{Money, MoneyFormat, Status, with_commas};
use crate::reading::{Reading, Sum};

/// An amount, or that there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Amount {
    /// The bare number in the plan's unit.
    pub value: Option<i64>,
    /// As printed: `4,210`, `▲1,234`, `―` where there is none.
    pub text: String,
    /// For screen readers, which would misread the printed form: マイナス1,234.
    pub spoken: Option<String>,
    /// In round words, where the amount is a total: 約245億円.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// How many amounts a total leaves out, because they are not there or not decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_out: Option<usize>,
}

/// The text of an amount that does not exist.
pub(super) const NONE: &str = "―";

/// The text of a value that is not written yet, in a draft; while it is asked for, that it has not
/// come.
pub(super) fn unwritten_word(reading: &Reading<'_>) -> &'static str {
    if reading.status() == Status::Collecting { "未提出" } else { "未記入" }
}

/// The spoken word before a number below zero.
pub(super) const MINUS: &str = "マイナス";

impl Amount {
    /// `money` in the plan's form.
    #[must_use]
    pub fn new(money: Option<Money>, format: &MoneyFormat) -> Self {
        let text = money.map_or_else(|| NONE.to_owned(), |m| format.format(m));
        let spoken = match money {
            Some(_) => spoken(&text, &format.negative),
            None => Some("なし".to_owned()),
        };
        Self { value: money.map(|m| m.0), text, spoken, words: None, left_out: None }
    }

    /// An amount that is still to be written, in a draft.
    #[must_use]
    pub fn unwritten(reading: &Reading<'_>) -> Self {
        let text = unwritten_word(reading).to_owned();
        Self { value: None, text, spoken: None, words: None, left_out: None }
    }

    /// A total, with its rounded amount in words.
    #[must_use]
    pub fn total(sum: &Sum, format: &MoneyFormat) -> Self {
        let money = sum.amount();
        Self {
            words: money.map(|money| words(money, format)),
            left_out: Some(sum.left_out),
            ..Self::new(money, format)
        }
    }
}

/// The spoken form of `text`, if it begins with the sign of a negative number.
pub(super) fn spoken(text: &str, negative: &str) -> Option<String> {
    text.strip_prefix(negative).map(|rest| format!("{MINUS}{rest}"))
}

/// In 億円 and 万円, with no more digits than are remembered.
fn words(money: Money, format: &MoneyFormat) -> String {
    const MAN: i128 = 10_000;
    const OKU: i128 = 100_000_000;
    let yen = i128::from(money.0) * i128::from(format.yen);
    let sign = if yen < 0 { MINUS } else { "" };
    let yen = yen.abs();
    let round = |unit: i128| (yen + unit / 2) / unit;
    let about = |unit: i128| if yen % unit == 0 { "" } else { "約" };
    let commas = |n: i128| with_commas(&n.to_string());
    let tenth = OKU / 10;
    if round(tenth) >= 1000 {
        format!("{}{sign}{}億円", about(OKU), commas(round(OKU)))
    } else if round(MAN) >= 10_000 {
        let tenths = round(tenth);
        let point = if tenths % 10 == 0 { String::new() } else { format!(".{}", tenths % 10) };
        format!("{}{sign}{}{point}億円", about(tenth), tenths / 10)
    } else if round(MAN) >= 10 || yen > 0 && yen % MAN == 0 {
        format!("{}{sign}{}万円", about(MAN), commas(round(MAN)))
    } else {
        format!("{sign}{}円", commas(yen))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn residents_are_told_round_amounts() {
        let thousands = MoneyFormat { unit: "千円".into(), yen: 1000, negative: "▲".into() };
        for (money, expected) in [
            (24_512_345, "約245億円"),
            (10_000_000, "100億円"),
            (9_996_000, "約100億円"),
            (320_000, "3.2億円"),
            (300_000, "3億円"),
            (323_456, "約3.2億円"),
            (99_996, "約1億円"),
            (99_994, "約9,999万円"),
            (4_210, "421万円"),
            (4_213, "約421万円"),
            (-4_213, "約マイナス421万円"),
            (100, "10万円"),
            (99, "約10万円"),
            (94, "94,000円"),
            (20, "2万円"),
            (15, "15,000円"),
            (4, "4,000円"),
            (0, "0円"),
        ] {
            assert_eq!(words(Money(money), &thousands), expected, "{money}");
        }
    }

    #[test]
    fn ears_hear_what_the_eye_sees() {
        let thousands = MoneyFormat { unit: "千円".into(), yen: 1000, negative: "▲".into() };
        let spoken = |m| Amount::new(m, &thousands).spoken;
        assert_eq!(spoken(Some(Money(-1234))).as_deref(), Some("マイナス1,234"));
        assert_eq!(spoken(Some(Money(1234))), None);
        assert_eq!(spoken(None).as_deref(), Some("なし"));
    }

    #[test]
    fn a_total_of_undecided_amounts_is_none() {
        let thousands = MoneyFormat { unit: "千円".into(), yen: 1000, negative: "▲".into() };
        let total = |amounts: &[Option<Money>]| {
            Amount::total(&amounts.iter().copied().collect(), &thousands)
        };
        let undecided = total(&[None, None]);
        assert_eq!((undecided.value, undecided.text.as_str()), (None, NONE));
        assert_eq!((undecided.words, undecided.left_out), (None, Some(2)));
        let zero = total(&[Some(Money(0)), None]);
        assert_eq!((zero.value, zero.text.as_str(), zero.left_out), (Some(0), "0", Some(1)));
    }
}
