//! Values written as one scalar: text, numbers, words from a fixed list.
//!
//! Numbers are read strictly: what people write instead (`1,000`, `▲5`, full-width digits)
//! is refused with the number they mean.

use std::num::NonZeroU32;
use std::str::FromStr;

use serde_json::{Value as Json, json};

use super::Value;
use crate::diag::{Text, did_you_mean};
use crate::text;

/// A value written as one scalar.
pub trait Scalar: Sized {
    /// Whether any words will do.
    const IS_TEXT: bool = false;
    /// What a person should have written.
    fn expected() -> Text;
    /// The value that a draft uses while none is written; none where it needs one.
    #[must_use]
    fn unwritten() -> Option<Self> {
        None
    }
    /// Reads `text`, or returns what to write instead, where more can be said than `expected`.
    ///
    /// # Errors
    /// Where `text` is no value of this kind.
    fn read(text: &str) -> Result<Self, Option<Text>>;
    /// What is wrong with `text` although its value is clear, and what to write instead.
    #[must_use]
    fn objection(_text: &str) -> Option<(Text, Text)> {
        None
    }
    /// Its JSON Schema.
    #[must_use]
    fn schema() -> Json {
        json!({ "type": "string" })
    }
    /// The value for walks.
    fn value(&self) -> Value<'_>;
}

impl Scalar for NonZeroU32 {
    fn expected() -> Text {
        text!("1以上の整数", "a whole number from 1 on")
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        let number: u32 = whole_number(text)?;
        Self::new(number).ok_or(None)
    }
    fn schema() -> Json {
        json!({ "type": "integer", "minimum": 1 })
    }
    fn value(&self) -> Value<'_> {
        Value::Integer(self.get().into())
    }
}

impl Scalar for String {
    const IS_TEXT: bool = true;
    fn expected() -> Text {
        text!("文字", "text")
    }
    fn unwritten() -> Option<Self> {
        Some(Self::new())
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Err(Some(text!("内容を書いてください", "write something here")));
        }
        Ok(trimmed.to_owned())
    }
    fn value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl Scalar for bool {
    fn expected() -> Text {
        text!("true か false のどちらか", "true or false")
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        text.parse().map_err(|_| match text.to_ascii_lowercase().as_str() {
            "yes" | "on" | "y" | "true" | "はい" => {
                Some(text!("true と書いてください", "write true"))
            }
            "no" | "off" | "n" | "false" | "いいえ" => {
                Some(text!("false と書いてください", "write false"))
            }
            _ => None,
        })
    }
    fn schema() -> Json {
        json!({ "type": "boolean" })
    }
    fn value(&self) -> Value<'_> {
        Value::Truth(*self)
    }
}

macro_rules! whole {
    ($($type:ty),*) => {$(
        impl Scalar for $type {
            fn expected() -> Text {
                text!("整数", "a whole number")
            }
            fn read(text: &str) -> Result<Self, Option<Text>> {
                whole_number(text)
            }
            fn schema() -> Json {
                json!({ "type": "integer" })
            }
            fn value(&self) -> Value<'_> {
                Value::Integer(i64::from(*self))
            }
        }
    )*};
}

whole!(u8, u32, i64);

/// `text` with its full-width letters, digits and signs in ASCII.
#[must_use]
pub fn half_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '！'..='～' => char::from((c as u32 - '！' as u32) as u8 + b'!'),
            '−' | '‐' | '‑' | '–' | '—' | '―' | 'ー' => '-',
            '\u{3000}' => ' ',
            c => c,
        })
        .collect::<String>()
        .trim()
        .to_owned()
}

/// Reads a whole number strictly: no commas, underscores, leading zeros or full-width digits.
///
/// # Errors
/// Where `text` is none that fits: what to write instead, where that is known.
pub fn whole_number<T: FromStr>(text: &str) -> Result<T, Option<Text>> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = !digits.is_empty()
        && digits.bytes().all(|b| b.is_ascii_digit())
        && (digits == "0" || !digits.starts_with('0'));
    if plain && let Ok(number) = text.parse() {
        return Ok(number);
    }
    if plain {
        return Err(Some(match highest::<T>() {
            Some(most) => text!(
                "0から{most}までの整数で書いてください",
                "write a whole number from 0 to {most}"
            ),
            None if text.starts_with('-') && "-1".parse::<T>().is_err() => {
                text!("0以上の整数で書いてください", "write a whole number, not below zero")
            }
            None => text!(
                "この項目に入る大きさの整数で書いてください",
                "write a whole number of a size that fits here"
            ),
        }));
    }
    Err(meant_number(text).and_then(|meant| {
        if meant.contains('.') {
            Some(text!("小数のない整数で書いてください", "write a whole number"))
        } else {
            meant.parse::<T>().is_ok().then(|| bare_number(&meant))
        }
    }))
}

/// The highest number of a small kind that has none below zero.
fn highest<T: FromStr>() -> Option<&'static str> {
    let is = |text: &str| text.parse::<T>().is_ok();
    let kinds = [("255", "256"), ("65535", "65536")];
    let kind = kinds.into_iter().find(|(most, more)| is(most) && !is(more) && !is("-1"));
    kind.map(|(most, _)| most)
}

/// The number that people mean who write it with a unit, commas or in full width; without them.
#[must_use]
pub fn meant_number(text: &str) -> Option<String> {
    let mut bare = String::new();
    for c in text.chars() {
        match c {
            '0'..='9' | '.' => bare.push(c),
            '０'..='９' => bare.push(char::from(b'0' + (c as u32 - '０' as u32) as u8)),
            '▲' | '△' | '-' | '−' | '－' if bare.is_empty() => bare.push('-'),
            '¥' | '￥' if bare.is_empty() => {}
            '．' => bare.push('.'),
            ',' | '，' | '_' | ' ' | '　' | '円' | '千' | '%' | '％' | '人' | '件' | '点' =>
                {}
            _ => return None,
        }
    }
    [bare.trim_start_matches('0'), bare.as_str()]
        .into_iter()
        .find(|number| is_number(number))
        .map(str::to_owned)
}

/// Whether `text` is a number without an exponent, a plus sign or leading zeros.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    digits(whole) && digits(fraction) && (whole == "0" || !whole.starts_with('0'))
}

/// How to write the number that was meant.
#[must_use]
pub fn bare_number(number: &str) -> Text {
    text!(
        "単位や記号、カンマを付けず、半角で {number} と書いてください",
        "write the bare number {number}"
    )
}

/// The JSON Schema of a value that is one of a few words.
#[must_use]
pub fn one_of_schema<T>(words: &[(T, &'static str)]) -> Json {
    json!({ "enum": words.iter().map(|(_, word)| *word).collect::<Vec<_>>() })
}

/// The value that is one of a few words.
///
/// # Errors
/// Where `text` is none of them: the word that was probably meant, or all of them.
pub fn one_of<T: Copy>(text: &str, words: &[(T, &'static str)]) -> Result<T, Option<Text>> {
    if let Some((value, _)) = words.iter().find(|(_, word)| *word == text) {
        return Ok(*value);
    }
    let all = words.iter().map(|(_, word)| *word).collect::<Vec<_>>().join(", ");
    Err(Some(match did_you_mean(text, words.iter().map(|(_, word)| *word)) {
        Some(near) => text!("「{near}」のことですか", "did you mean `{near}`?"),
        None => text!("使えるのは {all} です", "use one of {all}"),
    }))
}

/// Makes a type a scalar that is one of the few words of its `ALL`.
macro_rules! word {
    ($type:ty, $ja:literal, $en:literal) => {
        impl $crate::record::Scalar for $type {
            fn expected() -> $crate::diag::Text {
                $crate::text!($ja, $en)
            }
            fn read(text: &str) -> Result<Self, Option<$crate::diag::Text>> {
                $crate::record::one_of(text, &Self::ALL)
            }
            fn schema() -> serde_json::Value {
                $crate::record::one_of_schema(&Self::ALL)
            }
            fn value(&self) -> $crate::record::Value<'_> {
                let word = Self::ALL.iter().find(|(known, _)| known == self);
                $crate::record::Value::Word(word.map_or("", |(_, word)| word).to_owned())
            }
        }
    };
}
pub(crate) use word;
