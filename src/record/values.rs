//! [`Scalar`] implementations for the types of `value`.

use serde_json::{Value as Json, json};

use super::{Scalar, Value, bare_number, half_width, meant_number, whole_number};
use crate::diag::Text;
use crate::text;
use crate::value::{
    Date, Decimal, Decimals, FiscalYear, MailAddress, Money, NumberLimits, ParseFiscalYearError,
    PastEra, PhoneNumber, WebAddress, YearRange,
};

impl Scalar for Date {
    fn expected() -> Text {
        text!("日付（例 2024-09-30）", "a date, such as 2024-09-30")
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        text.parse().map_err(|()| date_remedy(text))
    }
    fn schema() -> Json {
        // A date looks like a number to some editors.
        json!({ "type": ["string", "integer"], "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" })
    }
    fn value(&self) -> Value<'_> {
        Value::Word(self.to_string())
    }
}

/// The date that `text` means, or what is wrong with it.
fn date_remedy(text: &str) -> Option<Text> {
    let narrow = half_width(text);
    if let Some(date) = Date::meant(&narrow) {
        return Some(text!("半角で {date} と書いてください", "write {date}"));
    }
    Date::has_form(&narrow).then(|| {
        text!(
            "暦にない日です。月と日を確かめてください",
            "there is no such day: look at the month and the day"
        )
    })
}

/// The range of years that `text` means, or what is wrong with it.
fn range_remedy(text: &str) -> Option<Text> {
    let narrow = half_width(text).replace("から", "-").replace("まで", "");
    let ends = narrow.split_once(['-', '~', '～', '〜']);
    if let Some((from, to)) = ends {
        let years = (from.trim().parse::<FiscalYear>(), to.trim().parse::<FiscalYear>());
        if let (Ok(from), Ok(to)) = years
            && from > to
        {
            return Some(text!(
                "始まりの {from} が、終わりの {to} より後です。年度を確かめてください",
                "it begins with {from}, after its end {to}: look at the years"
            ));
        }
        let range: Option<YearRange> = format!("{}-{}", from.trim(), to.trim()).parse().ok();
        return range.map(|range| text!("半角で {range} と書いてください", "write {range}"));
    }
    let year: FiscalYear = narrow.trim().parse().ok()?;
    Some(text!(
        "{year} だけなら {year}-{year}、{year} からなら {year}- と書いてください",
        "write {year}-{year} for that year alone, {year}- from then on"
    ))
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
                "半角の数字と「-」で書いてください。内線は「0138-00-0000（内線201）」のように書けます",
                "write digits and `-`; an extension is written as `0138-00-0000（内線201）`"
            ))
        })
    }
    fn schema() -> Json {
        json!({ "type": "string", "pattern": r"^\+?[0-9() -]+(（内線 ?[0-9]+）|\(内線 ?[0-9]+\)|内線 ?[0-9]+)?$" })
    }
    fn value(&self) -> Value<'_> {
        Value::Text(self.as_str())
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

/// What to write instead of `text`, if a number was meant that is no [`Decimal`] as it stands.
#[must_use]
pub fn decimal_remedy(text: &str) -> Option<Text> {
    let meant = meant_number(text)?;
    if let Ok(number) = meant.parse::<Decimal>() {
        return Some(bare_number(&number.to_string()));
    }
    let fraction = meant.split_once('.').map_or("", |(_, fraction)| fraction);
    let most = Decimal::MAX_SCALE;
    Some(if fraction.len() > usize::from(most) {
        text!("小数点以下を {most} けたまでにしてください", "use at most {most} decimal places")
    } else {
        text!(
            "けたが多すぎます。単位を大きくして（人を千人にするなど）、小さい数にしてください",
            "the number has too many digits: use a larger unit"
        )
    })
}

/// Numbers within `limits`, in words: 1から5までの整数.
#[must_use]
pub fn limits_words(limits: &NumberLimits) -> Text {
    let (range, range_en) = match limits.range {
        Some((from, to)) => (format!("{from}から{to}までの"), format!(" from {from} to {to}")),
        None => (String::new(), String::new()),
    };
    match limits.decimals.map_or(Decimal::MAX_SCALE, |decimals| decimals.0) {
        0 => text!("{range}整数", "a whole number{range_en}"),
        digits => text!(
            "{range}数（小数点以下{digits}けたまで）",
            "a number{range_en} with at most {digits} decimal places"
        ),
    }
}

impl Scalar for Decimal {
    fn expected() -> Text {
        text!("数値", "a number")
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        text.parse().map_err(|()| decimal_remedy(text))
    }
    fn schema() -> Json {
        json!({ "type": "number" })
    }
    fn value(&self) -> Value<'_> {
        Value::Number(self.to_string())
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
                "昔か先に離れすぎた年度です。年度を確かめてください",
                "the year is too far away: look it up again"
            )),
            ParseFiscalYearError::Contradiction => Some(text!(
                "和暦と西暦が食い違っています。どちらかに直してください",
                "the two calendars disagree: mend one of them"
            )),
        })
    }
    fn objection(text: &str) -> Option<(Text, Text)> {
        past_era(text)
    }
    fn schema() -> Json {
        json!({ "type": ["string", "integer"], "pattern": format!("^{}$", FiscalYear::PATTERN) })
    }
    fn value(&self) -> Value<'_> {
        Value::Year(self.western())
    }
}

/// What to say about `H40`, and what to write instead.
fn past_era(text: &str) -> Option<(Text, Text)> {
    let text = text.trim();
    let PastEra { year, era, last } = FiscalYear::past_era(text)?;
    let western = year.western();
    Some((
        text!(
            "「{text}」という年度はありません。{era}は{last}年までです",
            "there is no {text}: {era} ends with its year {last}"
        ),
        text!(
            "年度を確かめて、{western}年度なら {year} と書いてください",
            "look at the year; if {western} is meant, write {year}"
        ),
    ))
}

/// `R06` is meant as `R6`.
fn without_zero(text: &str) -> Option<Text> {
    let (era, number) = text.split_at(text.find('0')?);
    let year = format!("{era}{}", number.trim_start_matches('0'));
    let year: FiscalYear = year.parse().ok()?;
    Some(text!("{year} と書いてください", "write {year}"))
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

impl Scalar for YearRange {
    fn expected() -> Text {
        text!(
            "年度の範囲（例 R5-R9、R5-、-R9）",
            "a range of fiscal years, such as R5-R9, R5- or -R9"
        )
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        text.parse().map_err(|()| range_remedy(text))
    }
    fn objection(text: &str) -> Option<(Text, Text)> {
        text.split(['-', '～', '〜']).find_map(past_era)
    }
    fn schema() -> Json {
        let year = FiscalYear::PATTERN;
        json!({ "type": "string", "pattern": format!("^({year}-{year}?|-{year})$") })
    }
    fn value(&self) -> Value<'_> {
        Value::Word(self.to_string())
    }
}
