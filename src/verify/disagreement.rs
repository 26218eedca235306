//! What does not agree: a value in its place, or a file as a whole.
//!
//! This module must not know file formats, or how disagreements are shown.

use unicode_normalization::UnicodeNormalization as _;

use super::ledger::Area;
use super::number::Number;
use crate::diag::Text;
use crate::text;

/// Something that contradicts the rest of the publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// The kind of comparison.
    pub area: Area,
    /// The path of the file from the root of the publication.
    pub file: String,
    /// The place in the file: a cell, a page, an address.
    pub place: Text,
    /// What the value is of, in words: `「1-2-03 雪に強いまち」の「除雪事業」 令和5年度`. It may be empty.
    pub about: Text,
    /// What the places of a file have in common that are alike: the name of a column. It may be empty.
    pub column: String,
    /// What is wrong.
    pub fault: Fault,
    /// The row of the reference that the place belongs to: its table and position.
    pub(super) row: Option<(String, usize)>,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A value is not what it would have to be.
    Value {
        /// What is said.
        found: String,
        /// What it would have to be.
        expected: String,
        /// Where that comes from.
        source: Text,
    },
    /// The file is not there.
    Missing,
    /// Something is wrong with the place, or with the whole file, in a sentence.
    Sentence(Text),
}

/// How a value differs from what it would have to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Difference {
    /// Zeros at its beginning are lost, as when spreadsheet software saves a number.
    LeadingZeros,
    /// Spreadsheet software took it for a date.
    Date,
    /// It is the same value, written in another way.
    Notation,
    /// There is nothing.
    Nothing,
    /// There is something where nothing is.
    Something,
    /// It is another value.
    Value,
}

impl Difference {
    /// The name in reports for programs.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::LeadingZeros => "leading_zeros",
            Self::Date => "date",
            Self::Notation => "notation",
            Self::Nothing => "nothing",
            Self::Something => "something",
            Self::Value => "value",
        }
    }
}

impl Disagreement {
    /// A value in `place` that is `found` and would have to be `expected`.
    pub(super) fn value(
        area: Area,
        file: &str,
        place: Text,
        found: impl Into<String>,
        expected: impl Into<String>,
        source: Text,
    ) -> Self {
        let fault = Fault::Value { found: found.into(), expected: expected.into(), source };
        Self { place, fault, ..Self::file(area, file, Text::empty()) }
    }

    /// Something that is wrong in `place`.
    pub(super) fn sentence(area: Area, file: &str, place: Text, sentence: Text) -> Self {
        let (about, column) = (Text::empty(), String::new());
        let (file, fault) = (file.to_owned(), Fault::Sentence(sentence));
        Self { area, file, place, about, column, fault, row: None }
    }

    /// A file with which something is wrong.
    pub(super) fn file(area: Area, file: &str, sentence: Text) -> Self {
        Self::sentence(area, file, whole_file(), sentence)
    }

    /// Whether the whole file is meant.
    #[must_use]
    pub fn is_of_file(&self) -> bool {
        self.fault == Fault::Missing || self.place == whole_file()
    }

    /// A file that is not there.
    pub(super) fn missing(area: Area, file: &str) -> Self {
        Self {
            place: text!("ないファイル", "a missing file"),
            fault: Fault::Missing,
            ..Self::file(area, file, Text::empty())
        }
    }

    /// Sets the row of the reference that the place belongs to.
    pub(super) fn of_row(self, table: &str, row: usize) -> Self {
        Self { row: Some((table.to_owned(), row)), ..self }
    }

    /// Sets what the place has in common with places that are alike.
    pub(super) fn in_column(self, column: impl Into<String>) -> Self {
        Self { column: column.into(), ..self }
    }

    /// Sets what the value is of.
    pub(super) fn about(self, about: Text) -> Self {
        Self { about, ..self }
    }

    /// How the value differs; `None` for what is no value.
    #[must_use]
    pub fn difference(&self) -> Option<Difference> {
        let Fault::Value { found, expected, .. } = &self.fault else { return None };
        Some(if found.is_empty() {
            Difference::Nothing
        } else if expected.is_empty() {
            Difference::Something
        } else if expected.starts_with('0') && lost_zeros(found, expected) {
            Difference::LeadingZeros
        } else if is_hyphenated(expected) && is_date(found) {
            Difference::Date
        } else if plain(found) == plain(expected) {
            Difference::Notation
        } else {
            Difference::Value
        })
    }
}

fn whole_file() -> Text {
    text!("ファイル全体", "the whole file")
}

fn lost_zeros(found: &str, expected: &str) -> bool {
    found.len() < expected.len()
        && found.trim_start_matches('0') == expected.trim_start_matches('0')
}

/// Whether a text is digits with hyphens between them, as numbers of policies and dates are.
fn is_hyphenated(text: &str) -> bool {
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    text.contains('-') && text.split('-').all(is_digits)
}

/// Whether a text has the form of a date of spreadsheet software: `2003/1/2`, `1月2日`, `2-Jan`.
fn is_date(text: &str) -> bool {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let lower = text.to_ascii_lowercase();
    let has_month = lower.contains('月') || MONTHS.iter().any(|month| lower.contains(month));
    text.contains(|c: char| c.is_ascii_digit()) && (text.contains('/') || has_month)
}

/// A value without what depends on how it is written: widths, groups of digits, units of money, zeros
/// at the end of decimals.
fn plain(text: &str) -> String {
    let kept = |c: &char| !c.is_whitespace() && ![',', '¥', '\\', '\''].contains(c);
    let text: String = text.nfkc().filter(kept).collect();
    let number = Number::plain(text.trim_start_matches('+'));
    number.map_or(text, |number| number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_have_kinds() {
        use Difference::{Date, LeadingZeros, Notation, Nothing, Something, Value};
        for (found, expected, kind) in [
            ("12360", "012360", LeadingZeros),
            ("12361", "012360", Value),
            ("2003/1/2", "1-2-03", Date),
            ("1月2日", "1-02", Date),
            ("2003/1/2", "2024-03-01", Date),
            ("1,200", "1200", Notation),
            ("1.2E+03", "1200", Notation),
            ("１２", "12", Notation),
            ("12.50", "12.5", Notation),
            ("0", "", Something),
            ("", "0", Nothing),
            ("13", "12", Value),
            ("0", "00", LeadingZeros),
        ] {
            let text = Text::empty;
            let found = Disagreement::value(Area::Csv, "a.csv", text(), found, expected, text());
            assert_eq!(found.difference(), Some(kind), "{found:?}");
        }
    }
}
