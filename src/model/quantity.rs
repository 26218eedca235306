//! Values and targets of indicators: numbers, ranges of numbers, and words.

use std::fmt;

use serde_json::{Value as Json, json};

use super::Decimal;
use crate::diag::Text;
use crate::record::{Scalar, Value, decimal_remedy};
use crate::text;

/// A value or a target of an indicator, as the city writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Quantity {
    /// A number.
    Number(Decimal),
    /// A range of numbers: `50以上`, `42～45`.
    Range(Range),
    /// Words: 策定, 増加.
    Words(String),
}

/// A range of numbers, of which one end may be open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    /// The lowest number in it, in millionths.
    low: Option<i128>,
    /// The highest number in it, in millionths.
    high: Option<i128>,
    /// The numbers that it is written with.
    ends: Vec<Decimal>,
    /// The range as it is written.
    text: String,
}

/// The least difference of two numbers, in millionths.
const STEP: i128 = 1;

/// The unit of numbers that have none, as of 合計特殊出生率.
pub const NO_UNIT: &str = "―";

/// `number` with its unit: `1,820t`, and with a space before a unit that begins with a digit: `214 10万人当たり件`.
#[must_use]
pub fn with_unit(number: &str, unit: &str) -> String {
    match unit {
        NO_UNIT => number.to_owned(),
        unit if unit.starts_with(|c: char| c.is_numeric()) => format!("{number} {unit}"),
        unit => format!("{number}{unit}"),
    }
}

impl Range {
    /// Reads `50以上`, `50以下`, `50未満`, `50超` and `42～45`, also with commas and a unit.
    fn read(text: &str) -> Option<Self> {
        if let Some((low, high)) = text.split_once(['～', '〜']) {
            let (low, high) = (number(low, "")?, number(high, "")?);
            let (from, to) = (low.millionths(), high.millionths());
            return (from <= to).then(|| Self {
                low: Some(from),
                high: Some(to),
                ends: vec![low, high],
                text: text.to_owned(),
            });
        }
        let ends =
            [("以上", true, 0), ("以下", false, 0), ("未満", false, -STEP), ("超", true, STEP)];
        ends.into_iter().find_map(|(word, is_low, step)| {
            let end = number(text, word)?;
            let bound = Some(end.millionths() + step);
            let (low, high) = if is_low { (bound, None) } else { (None, bound) };
            Some(Self { low, high, ends: vec![end], text: text.to_owned() })
        })
    }

    /// How far `number`, in millionths, is from it; 0 of what is in it.
    #[must_use]
    pub fn distance(&self, number: i128) -> i128 {
        let below = self.low.map_or(0, |low| low - number);
        let above = self.high.map_or(0, |high| number - high);
        below.max(above).max(0)
    }

    /// Its only end, and whether that is the lowest number.
    #[must_use]
    pub fn only_end(&self) -> Option<(i128, bool)> {
        match (self.low, self.high) {
            (Some(low), None) => Some((low, true)),
            (None, Some(high)) => Some((high, false)),
            _ => None,
        }
    }

    /// The numbers that it is written with.
    #[must_use]
    pub fn ends(&self) -> &[Decimal] {
        &self.ends
    }

    /// The lowest and the highest number as data have them, without the step that an exclusive end adds.
    #[must_use]
    pub fn bounds(&self) -> (Option<Decimal>, Option<Decimal>) {
        match (self.low, self.high, self.ends.as_slice()) {
            (Some(_), Some(_), [low, high]) => (Some(*low), Some(*high)),
            (Some(_), None, [low]) => (Some(*low), None),
            (None, Some(_), [high]) => (None, Some(*high)),
            _ => (None, None),
        }
    }
}

/// The number at the beginning of `text`, which ends with `word` after a unit at most.
fn number(text: &str, word: &str) -> Option<Decimal> {
    let text = text.trim().strip_suffix(word)?;
    let end = text.find(|c: char| !c.is_ascii_digit() && !"-▲△.,".contains(c));
    let (digits, unit) = text.split_at(end.unwrap_or(text.len()));
    if unit.chars().any(|c| c.is_numeric() || MULTIPLIERS.contains(c))
        || unit.chars().count() > LONGEST_UNIT
    {
        return None;
    }
    digits.replace(['▲', '△'], "-").replace(',', "").parse().ok()
}

const LONGEST_UNIT: usize = 8;
/// With one of these after a number, it is not the number that is written, or no number but a date:
/// 5万人以上 and 4月～6月 are words.
const MULTIPLIERS: &str = "十百千万億兆年月日時";

impl Quantity {
    /// The greatest length of words, in characters: the columns of the book are wide enough for it.
    pub const LONGEST: usize = 20;

    /// The number, if it is one.
    #[must_use]
    pub fn number(&self) -> Option<Decimal> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Range(_) | Self::Words(_) => None,
        }
    }

    /// The numbers that it is written with.
    #[must_use]
    pub fn numbers(&self) -> &[Decimal] {
        match self {
            Self::Number(number) => std::slice::from_ref(number),
            Self::Range(range) => range.ends(),
            Self::Words(_) => &[],
        }
    }

    /// Whether it is words, which nothing can be computed from.
    #[must_use]
    pub fn is_words(&self) -> bool {
        matches!(self, Self::Words(_))
    }

    /// For people, a number with `decimals` digits after the point and the sign `negative`; all else
    /// as it is written.
    #[must_use]
    pub fn format(&self, decimals: u8, negative: &str) -> String {
        match self {
            Self::Number(number) => number.format(decimals, negative),
            Self::Range(range) => range.text.clone(),
            Self::Words(words) => words.clone(),
        }
    }
}

impl fmt::Display for Quantity {
    /// As it is written.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Range(range) => f.write_str(&range.text),
            Self::Words(words) => f.write_str(words),
        }
    }
}

/// Words that say that there is no value.
const NO_VALUE: [&str; 12] =
    ["未定", "なし", "無し", "不明", "調査中", "未計測", "未調査", "―", "－", "-", "ー", "…"];

/// `text` with its full-width digits, points and commas in ASCII.
fn with_ascii_digits(text: &str) -> String {
    let narrow = |c: char| match c {
        '０'..='９' => char::from((c as u32 - '０' as u32) as u8 + b'0'),
        '．' => '.',
        '，' => ',',
        c => c,
    };
    text.chars().map(narrow).collect()
}

/// Whether `text` is a number that was not written as one.
fn is_mistyped_number(text: &str) -> bool {
    let has_digit = text.chars().any(char::is_numeric);
    let is_word = |c: char| !c.is_ascii() && c.is_alphabetic() && !('！'..='～').contains(&c);
    has_digit && !text.chars().any(is_word)
}

impl Scalar for Quantity {
    fn expected() -> Text {
        text!(
            "数（例 120.5）、範囲（例 50以上、42～45）、20字までの言葉（例 策定）のどれか",
            "a number, a range such as 50以上 or 42～45, or words of up to 20 characters"
        )
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        let text = text.trim();
        if let Ok(number) = text.parse() {
            return Ok(Self::Number(number));
        }
        if let Some(remedy) = decimal_remedy(text) {
            return Err(Some(remedy));
        }
        if let Some(range) = Range::read(text) {
            return Ok(Self::Range(range));
        }
        let narrow = with_ascii_digits(text);
        if narrow != text && Range::read(&narrow).is_some() {
            return Err(Some(text!(
                "半角で「{narrow}」と書いてください",
                "write `{narrow}` in ASCII"
            )));
        }
        if NO_VALUE.contains(&text) {
            return Err(Some(text!(
                "測っていない年度の値は ~ と書いてください。目標のない年度は書きません",
                "write ~ for a year that was not measured, and leave out a year without a target"
            )));
        }
        let is_words =
            !text.is_empty() && text.chars().count() <= Self::LONGEST && !is_mistyped_number(text);
        is_words.then(|| Self::Words(text.to_owned())).ok_or(None)
    }
    fn schema() -> Json {
        json!({ "type": ["number", "string"] })
    }
    fn value(&self) -> Value<'_> {
        match self {
            Self::Number(number) => Value::Number(number.to_string()),
            Self::Range(range) => Value::Text(&range.text),
            Self::Words(words) => Value::Text(words),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_not_read_on_into_their_units() {
        assert_eq!(with_unit("1,820", "t"), "1,820t");
        assert_eq!(with_unit("214", "10万人当たり件"), "214 10万人当たり件");
        assert_eq!(with_unit("1.42", NO_UNIT), "1.42");
    }

    fn read(text: &str) -> Option<Quantity> {
        Quantity::read(text).ok()
    }

    #[test]
    fn a_range_knows_what_is_in_it() {
        let distance = |range: &str, number: &str| match read(range) {
            Some(Quantity::Range(range)) => {
                Some(range.distance(number.parse::<Decimal>().expect("a number").millionths()))
            }
            _ => None,
        };
        for (range, within, outside) in [
            ("50以上", "50", "49.999999"),
            ("50.5％以下", "50.5", "50.6"),
            ("3件未満", "2.999999", "3"),
            ("1,200人超", "1200.1", "1200"),
            ("42～45", "45", "45.1"),
            ("▲5～3", "-5", "-6"),
        ] {
            assert_eq!(distance(range, within), Some(0), "{range} {within}");
            assert!(distance(range, outside).is_some_and(|far| far > 0), "{range} {outside}");
        }
        assert_eq!(distance("42～45", "40"), Some(2_000_000));
        assert_eq!(distance("45～42", "43"), None);
        for words in ["5万人以上", "2万～3万", "4月～6月に開設", "3千円以下"] {
            assert_eq!(distance(words, "31000"), None, "{words}");
        }
    }

    #[test]
    fn words_are_kept_and_typing_errors_are_not_words() {
        for words in ["策定", "増加", "第3期計画を策定済み", "A", "維持"] {
            assert_eq!(read(words), Some(Quantity::Words(words.to_owned())));
        }
        let typed =
            ["4O.0", "12..5", "１２．５", "1,200", "50%", "未定", "―", "", "９以上", "20/30"];
        for other in typed {
            assert_eq!(read(other), None, "{other}");
        }
        assert_eq!(read(&"増".repeat(21)), None);
    }
}
