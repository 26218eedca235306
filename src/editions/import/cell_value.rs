//! The value of a cell, or why it cannot be taken.

use crate::diag::Text;
use crate::render::workbook::Kind;
use crate::text;
use crate::value::Decimal;

/// A value that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellValue {
    /// The value in the spelling of the sources; nothing for an empty cell.
    pub value: String,
    /// Whether it is spelled otherwise in the cell.
    pub respelled: bool,
}

/// Why a cell cannot be taken, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellError {
    /// What is wrong.
    pub message: Text,
    /// What to do.
    pub hint: Text,
}

/// The refusal of a cell.
pub fn refuse(message: Text, hint: Text) -> CellError {
    CellError { message, hint }
}

/// Whether two values of `kind` are the same.
#[must_use]
pub fn same(kind: &Kind, one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let number = |text: &str| text.parse::<Decimal>().ok().map(Decimal::millionths);
    matches!(kind, Kind::Number(_)) && number(one).is_some() && number(one) == number(other)
}

/// The beginning of what a cell says, in quotes.
pub fn quoted(words: &str) -> Text {
    let words: String = words.chars().take(30).collect();
    text!("「{words}」", "`{words}`")
}

/// The refusal of `found` where a value of `kind` belongs.
pub fn not_a(kind: &Kind, found: &Text) -> CellError {
    let (wanted, en) = match kind {
        Kind::Line | Kind::Prose => ("文", "a text"),
        Kind::Money => ("金額", "an amount"),
        Kind::Number(_) => ("数", "a number"),
        Kind::Choice(_) => ("一覧の言葉", "a word of the list"),
        Kind::Date => ("日付（例 2024-09-30）", "a date, such as 2024-09-30"),
        Kind::Years => ("年度の範囲（例 R5-R9）", "a range of years, such as R5-R9"),
        Kind::Link => ("https:// で始まるアドレス", "an address that begins with https://"),
        Kind::Truth => ("はい か いいえ", "はい or いいえ"),
    };
    let Text { ja, en: found_en } = found;
    refuse(
        text!("{wanted}の欄に、{ja}が入っています", "it should be {en}, and has {found_en}"),
        text!("{wanted}を書いてください", "write {en}"),
    )
}
