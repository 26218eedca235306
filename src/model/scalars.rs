//! How the values of a plan are written as scalars.

use std::str::FromStr;

use serde_json::{Value as Json, json};

use super::{
    BasicPlanId, Better, Date, Decimal, Decimals, FiscalYear, GoalId, MailAddress, Money,
    PageContract, ParseFiscalYearError, PartKind, PhoneNumber, PolicyId, Rating, Status, Uid,
    WebAddress,
};
use crate::diag::Text;
use crate::record::{
    Scalar, Value, bare_number, meant_number, one_of, one_of_schema, whole_number,
};
use crate::text;

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
            fn schema() -> Json {
                // A page or a goal looks like a number to an editor.
                json!({ "type": ["string", "integer"], "pattern": $pattern })
            }
            fn value(&self) -> Value<'_> {
                Value::Word(self.to_string())
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

impl Scalar for Uid {
    fn expected() -> Text {
        text!("固定ID（例 k7m3xq）", "a permanent id, such as k7m3xq")
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        text.parse().map_err(|()| {
            Some(text!(
                "この行を消して planbook ids で付け直すか、英小文字で始まる半角の英小文字、数字、「-」で書いてください",
                "remove the line and let `planbook ids` give one, or use a-z, 0-9 and -, beginning with a letter"
            ))
        })
    }
    fn schema() -> Json {
        json!({ "type": "string", "pattern": "^[a-z][a-z0-9-]{1,31}$" })
    }
    fn value(&self) -> Value<'_> {
        Value::Text(self.as_str())
    }
}

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
    fn schema() -> Json {
        json!({ "type": "string", "pattern": "^https?://" })
    }
    fn value(&self) -> Value<'_> {
        Value::Text(self.as_str())
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
    fn schema() -> Json {
        json!({ "type": "string", "format": "email" })
    }
    fn value(&self) -> Value<'_> {
        Value::Text(self.as_str())
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
    fn schema() -> Json {
        json!({ "type": "string", "pattern": r"^\+?[0-9() -]+$" })
    }
    fn value(&self) -> Value<'_> {
        Value::Text(self.as_str())
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
    fn value(&self) -> Value<'_> {
        Value::Text(&self.0)
    }
}

impl Scalar for Money {
    fn expected() -> Text {
        text!("金額（整数）", "an amount (a whole number)")
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        whole_number(text).map(Self)
    }
    fn schema() -> Json {
        json!({ "type": "integer" })
    }
    fn value(&self) -> Value<'_> {
        Value::Integer(self.0)
    }
}

impl Scalar for Decimal {
    fn expected() -> Text {
        text!("数値", "a number")
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        text.parse().map_err(|()| {
            let meant: Self = meant_number(text)?.parse().ok()?;
            Some(bare_number(&meant.to_string()))
        })
    }
    fn schema() -> Json {
        json!({ "type": "number" })
    }
    fn value(&self) -> Value<'_> {
        Value::Number(self.to_string())
    }
}

impl Scalar for Decimals {
    fn expected() -> Text {
        text!("小数点以下の桁数（0から6まで）", "a number of digits, from 0 to 6")
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        u8::read(text).and_then(|n| (n <= Decimal::MAX_SCALE).then_some(Self(n)).ok_or(None))
    }
    fn schema() -> Json {
        json!({ "type": "integer", "minimum": 0, "maximum": Decimal::MAX_SCALE })
    }
    fn value(&self) -> Value<'_> {
        Value::Integer(self.0.into())
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
    fn schema() -> Json {
        json!({ "type": ["string", "integer"], "pattern": r"^([RHS][0-9]{1,2}|[0-9]{4})$" })
    }
    fn value(&self) -> Value<'_> {
        Value::Year(self.western())
    }
}

/// `R06` is meant as `R6`.
fn without_zero(text: &str) -> Option<Text> {
    let (era, number) = text.split_at(text.find('0')?);
    let year = format!("{era}{}", number.trim_start_matches('0'));
    let year: FiscalYear = year.parse().ok()?;
    Some(text!("{year} と書いてください", "write {year}"))
}

/// A value that is one of the few words of its `ALL`.
macro_rules! word {
    ($type:ty, $ja:literal, $en:literal) => {
        impl Scalar for $type {
            fn expected() -> Text {
                text!($ja, $en)
            }
            fn read(text: &str) -> Result<Self, Option<Text>> {
                one_of(text, &Self::ALL)
            }
            fn schema() -> Json {
                one_of_schema(&Self::ALL)
            }
            fn value(&self) -> Value<'_> {
                let word = Self::ALL.iter().find(|(known, _)| known == self);
                Value::Word(word.map_or("", |(_, word)| word).to_owned())
            }
        }
    };
}

word!(Better, "more（多いほどよい）か less（少ないほどよい）のどちらか", "more or less");
word!(Status, "final（確定）か draft（案）のどちらか", "final or draft");
word!(PartKind, "部の種類", "the kind of a part");
