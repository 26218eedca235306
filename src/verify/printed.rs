//! What pages print: tables as readers see them, and the one way in which printed numbers are read.
//!
//! This module must not know file formats, or what the tables are about.

use super::number::Number;
use crate::diag::Text;

/// Signs of negative numbers, as plans choose them.
pub(super) const NEGATIVE: &str = "▲△-－−";

/// A table as it is printed.
#[derive(Debug, Clone, Default)]
pub(super) struct PrintedTable {
    pub rows: Vec<PrintedRow>,
}

/// A row of a printed table.
#[derive(Debug, Clone, Default)]
pub(super) struct PrintedRow {
    /// The anchor of the row, if it has one.
    pub anchor: String,
    /// The first link of the cells that name the row, if there is one.
    pub link: String,
    /// The words of the cells that name the row.
    pub heads: Vec<PrintedCell>,
    pub cells: Vec<PrintedCell>,
}

/// A cell of a printed table.
#[derive(Debug, Clone)]
pub(super) struct PrintedCell {
    /// The words of the headings of its column, without white space.
    pub column: String,
    /// What it says, without white space.
    pub text: String,
    /// What it says, with a space between its parts.
    pub spaced: String,
    /// Whether its row has a column of changes.
    pub of_changes: bool,
    /// The value that stands beside what is printed, for programs.
    pub value: Option<String>,
    pub place: Text,
}

/// A text without white space, in which line breaks and tables differ between readers.
pub(super) fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect()
}

/// The number that a squeezed text begins with, and what follows it: whole digits in groups or not,
/// after a sign. Full-width digits are none: nothing that prints numbers writes them.
pub(super) fn leading_number(text: &str) -> Option<(Number, &str)> {
    let (mut plain, mut end, mut digits) = (String::new(), 0, 0);
    let mut sign = false;
    for (at, c) in text.char_indices() {
        match c {
            '0'..='9' => {
                digits += 1;
                plain.push(c);
            }
            ',' if digits > 0 => {}
            '.' if digits > 0 && !plain.contains('.') => plain.push(c),
            '+' if digits == 0 && !sign => sign = true,
            c if digits == 0 && !sign && NEGATIVE.contains(c) => {
                sign = true;
                plain.push('-');
            }
            _ => break,
        }
        end = at + c.len_utf8();
    }
    let number = Number::plain(plain.trim_end_matches('.'))?;
    Some((number, &text[end..]))
}

/// A text with one space for any white space.
pub(super) fn spaced(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The number that a squeezed text is, all of it.
pub(super) fn whole_number(text: &str) -> Option<Number> {
    leading_number(text).filter(|(_, rest)| rest.is_empty()).map(|(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_numbers_are_read_in_one_way() {
        for (text, plain) in [
            ("15,436", "15436"),
            ("▲1,234", "-1234"),
            ("△0.5", "-0.5"),
            ("+4,364", "4364"),
            ("26.40", "26.4"),
        ] {
            assert_eq!(whole_number(text), Number::plain(plain), "{text}");
        }
        for text in ["―", "", "未提出", "▲", "１２，３４５", "約3億円", "12件"] {
            assert_eq!(whole_number(text), None, "{text}");
        }
        let (number, rest) = leading_number("27.9R5").expect("a number");
        assert_eq!((number.to_string().as_str(), rest), ("27.9", "R5"));
    }
}
