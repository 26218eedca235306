//! Values written as one scalar: numbers, years, words from a fixed list.
//!
//! Numbers are read strictly: what people write instead (`1,000`, `▲5`, full-width digits)
//! is refused with the number they mean.

use std::num::NonZeroU32;
use std::str::FromStr;

use serde_json::{Value, json};

use crate::diag::{Text, did_you_mean};
use crate::model::{
    BasicPlanId, Better, Date, Decimal, FiscalYear, GoalId, MailAddress, Money, PageContract,
    ParseFiscalYearError, PartKind, PhoneNumber, PolicyId, Rating, Status, WebAddress,
};
use crate::text;

/// A value written as one scalar.
pub(super) trait Scalar: Sized {
    /// Whether any words will do.
    const IS_TEXT: bool = false;
    /// What a person should have written.
    fn expected() -> Text;
    /// What stands for it in a draft while it is not written; none where nothing can.
    fn unwritten() -> Option<Self> {
        None
    }
    /// Reads it, or says what to write instead of `expected`.
    fn read(text: &str) -> Result<Self, Option<Text>>;
    /// What an editor is told of it.
    fn schema() -> Value {
        json!({ "type": "string" })
    }
}

/// A scalar read with `FromStr`, for newtypes that explain nothing further.
macro_rules! scalar {
    ($type:ty, $ja:literal, $en:literal, $pattern:literal) => {
        impl Scalar for $type {
            fn expected() -> Text {
                text!($ja, $en)
            }
            fn read(text: &str) -> Result<Self, Option<Text>> {
                Self::from_str(text).map_err(|_| None)
            }
            fn schema() -> Value {
                // A page or a goal looks like a number to an editor.
                json!({ "type": ["string", "integer"], "pattern": $pattern })
            }
        }
    };
}

scalar!(GoalId, "基本目標の番号（例 1）", "the number of a goal, such as 1", r"^[1-9][0-9]?$");
scalar!(
    BasicPlanId,
    "基本計画の番号（例 1-2）",
    "the number of a basic plan, such as 1-2",
    r"^[1-9][0-9]?-[1-9][0-9]?$"
);
scalar!(
    PolicyId,
    "主要施策の番号（例 1-2-03）",
    "the number of a policy, such as 1-2-03",
    r"^[1-9][0-9]?-[1-9][0-9]?-[0-9]{2}$"
);
scalar!(
    PageContract,
    "ページ（例 7-11、12、1-、-6）",
    "pages, such as 7-11, 12, 1- or -6",
    r"^([0-9]+|[0-9]+-[0-9]*|-[0-9]+)$"
);
scalar!(
    Date,
    "日付（例 2024-09-30）",
    "a date, such as 2024-09-30",
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
);

impl Scalar for WebAddress {
    fn expected() -> Text {
        text!("https:// で始まるアドレス", "an address that begins with https://")
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        text.parse().map_err(|_| {
            Some(if text.contains('@') {
                text!(
                    "https:// のあとに「@」で終わる名前を書かないでください",
                    "write no user's name before the host, as in `name@`"
                )
            } else {
                text!(
                    "https:// から、半角で、空白を入れずに書いてください",
                    "write it from https:// on, in ASCII and without spaces"
                )
            })
        })
    }
    fn schema() -> Value {
        json!({ "type": "string", "pattern": "^https?://" })
    }
}

impl Scalar for MailAddress {
    fn expected() -> Text {
        text!("メールアドレス", "a mail address")
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        text.parse().map_err(|()| {
            Some(text!(
                "名前@city.example.jp の形で、1つだけ、半角で書いてください",
                "write one address in ASCII, such as name@city.example.jp"
            ))
        })
    }
    fn schema() -> Value {
        json!({ "type": "string", "format": "email" })
    }
}

impl Scalar for PhoneNumber {
    fn expected() -> Text {
        text!("電話番号", "a telephone number")
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        text.parse().map_err(|()| {
            Some(text!(
                "半角の数字と「-」だけで書いてください（内線は書けません）",
                "write digits and `-` alone, without an extension"
            ))
        })
    }
    fn schema() -> Value {
        json!({ "type": "string", "pattern": r"^\+?[0-9() -]+$" })
    }
}

impl Scalar for NonZeroU32 {
    fn expected() -> Text {
        text!("1以上の整数", "a whole number from 1 on")
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        let number: u32 = whole_number(text)?;
        Self::new(number).ok_or(None)
    }
    fn schema() -> Value {
        json!({ "type": "integer", "minimum": 1 })
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
}

impl Scalar for Rating {
    fn expected() -> Text {
        text!("評価", "a rating")
    }
    fn unwritten() -> Option<Self> {
        Some(Self(String::new()))
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        Ok(Self(text.to_owned()))
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
    fn schema() -> Value {
        json!({ "type": "boolean" })
    }
}

/// `text` with its full-width letters, digits and signs in ASCII.
pub(super) fn half_width(text: &str) -> String {
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
fn whole_number<T: FromStr>(text: &str) -> Result<T, Option<Text>> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = !digits.is_empty()
        && digits.bytes().all(|b| b.is_ascii_digit())
        && (digits == "0" || !digits.starts_with('0'));
    if plain && let Ok(number) = text.parse() {
        return Ok(number);
    }
    if plain {
        return Err(Some(text!(
            "この項目に入る大きさの整数で書いてください",
            "write a whole number of a size that fits here"
        )));
    }
    Err(meant(text).map(|number| number.to_string()).and_then(|meant| {
        if meant.contains('.') {
            Some(text!("小数のない整数で書いてください", "write a whole number"))
        } else {
            meant.parse::<T>().is_ok().then(|| bare(&meant))
        }
    }))
}

/// What people write instead of a bare number, as the number they mean.
fn meant(text: &str) -> Option<Decimal> {
    let mut bare = String::new();
    for c in text.chars() {
        match c {
            '0'..='9' | '.' => bare.push(c),
            '０'..='９' => bare.push(char::from(b'0' + (c as u32 - '０' as u32) as u8)),
            '▲' | '△' | '-' | '−' | '－' if bare.is_empty() => bare.push('-'),
            '¥' | '￥' if bare.is_empty() => {}
            '．' => bare.push('.'),
            ',' | '，' | '_' | ' ' | '　' | '円' | '千' | '%' | '％' | '人' | '件' => {}
            _ => return None,
        }
    }
    bare.trim_start_matches('0').parse().or_else(|()| bare.parse()).ok()
}

/// How to write the number that was meant.
fn bare(number: &str) -> Text {
    text!(
        "単位や記号、カンマを付けず、半角で {number} と書いてください",
        "write the bare number {number}"
    )
}

impl Scalar for Money {
    fn expected() -> Text {
        text!("金額（整数）", "an amount (a whole number)")
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        whole_number(text).map(Self)
    }
    fn schema() -> Value {
        json!({ "type": "integer" })
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
            fn schema() -> Value {
                json!({ "type": "integer" })
            }
        }
    )*};
}

whole!(u8, u32, i64);

impl Scalar for Decimal {
    fn expected() -> Text {
        text!("数値", "a number")
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        text.parse().map_err(|()| Some(bare(&meant(text)?.to_string())))
    }
    fn schema() -> Value {
        json!({ "type": "number" })
    }
}

impl Scalar for FiscalYear {
    fn expected() -> Text {
        text!("年度（例 R6）", "a fiscal year, such as R6")
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        text.parse().map_err(|error| match error {
            ParseFiscalYearError::Malformed => without_zero(text),
            ParseFiscalYearError::NoSuchYear => Some(text!(
                "元号にない年度です。西暦か、いまの元号で書いてください",
                "the era has no such year: use the western year or the present era"
            )),
            ParseFiscalYearError::Contradiction => Some(text!(
                "和暦と西暦が食い違っています。どちらかに直してください",
                "the two calendars disagree: mend one of them"
            )),
        })
    }
    fn schema() -> Value {
        json!({ "type": ["string", "integer"], "pattern": r"^([RHS][0-9]{1,2}|[0-9]{4})$" })
    }
}

/// `R06` is meant as `R6`.
fn without_zero(text: &str) -> Option<Text> {
    let (era, number) = text.split_at(text.find('0')?);
    let year = format!("{era}{}", number.trim_start_matches('0'));
    let year: FiscalYear = year.parse().ok()?;
    Some(text!("{year} と書いてください", "write {year}"))
}

/// What an editor is told of a value that is one of a few words.
fn one_of_schema<T>(words: &[(T, &'static str)]) -> Value {
    json!({ "enum": words.iter().map(|(_, word)| *word).collect::<Vec<_>>() })
}

/// A value that is one of a few words.
fn one_of<T: Copy>(text: &str, words: &[(T, &'static str)]) -> Result<T, Option<Text>> {
    if let Some((value, _)) = words.iter().find(|(_, word)| *word == text) {
        return Ok(*value);
    }
    let all = words.iter().map(|(_, word)| *word).collect::<Vec<_>>().join(", ");
    Err(Some(match did_you_mean(text, words.iter().map(|(_, word)| *word)) {
        Some(near) => text!("「{near}」のことですか", "did you mean `{near}`?"),
        None => text!("使えるのは {all} です", "use one of {all}"),
    }))
}

impl Scalar for Better {
    fn expected() -> Text {
        text!("more（多いほどよい）か less（少ないほどよい）のどちらか", "more or less")
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        one_of(text, &[(Self::More, "more"), (Self::Less, "less")])
    }
    fn schema() -> Value {
        one_of_schema(&[(Self::More, "more"), (Self::Less, "less")])
    }
}

impl Scalar for Status {
    fn expected() -> Text {
        text!("final（確定）か draft（案）のどちらか", "final or draft")
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        one_of(text, &[(Self::Final, "final"), (Self::Draft, "draft")])
    }
    fn schema() -> Value {
        one_of_schema(&[(Self::Final, "final"), (Self::Draft, "draft")])
    }
}

impl Scalar for PartKind {
    fn expected() -> Text {
        text!("部の種類", "the kind of a part")
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        one_of(text, &Self::ALL)
    }
    fn schema() -> Value {
        one_of_schema(&Self::ALL)
    }
}
