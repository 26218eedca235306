//! Printed numbers: those that the city gives the items of its framework.

use std::fmt;

use crate::span::Spanned;

/// The number that a city prints for a goal, basic plan or policy: `施策111`, `Ⅰ-2`, `A`. Items
/// without one are printed with their id. Neither the order nor the address depends on it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PrintedNumber(String);

impl PrintedNumber {
    /// The greatest length, in characters. The columns and marks of the book are wide enough for it.
    pub const LONGEST: usize = 12;

    /// The number `text`; `None` if it is empty or too long. Characters that nobody sees are
    /// reported in every text.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        let count = text.chars().count();
        (1..=Self::LONGEST).contains(&count).then(|| Self(text.to_owned()))
    }

    /// The number as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PrintedNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An item of the framework with an id and perhaps a number of its own.
pub trait Numbered {
    /// The id: the path in the framework.
    fn id_text(&self) -> String;

    /// The number that the plan gives it.
    fn own_number(&self) -> Option<&Spanned<PrintedNumber>>;

    /// The number for readers: its own, or else the id.
    fn printed_number(&self) -> String {
        self.own_number().map_or_else(|| self.id_text(), ToString::to_string)
    }

    /// The number for authors: with the id, which is the name of its file, where the two differ.
    fn reference(&self) -> String {
        match self.own_number() {
            Some(number) if number.as_str() != self.id_text() => {
                format!("{number}（{}）", self.id_text())
            }
            _ => self.id_text(),
        }
    }

    /// [`reference`](Self::reference), and what parts it from the Japanese words after it: a space after a bare
    /// number, nothing after a bracket.
    fn reference_and_gap(&self) -> (String, &'static str) {
        let reference = self.reference();
        let gap = if reference.is_ascii() { " " } else { "" };
        (reference, gap)
    }

    /// The number for authors, with the name of its level where the number does not have it.
    fn reference_in(&self, level: &str) -> String {
        let reference = self.reference();
        if names_level(level, &self.printed_number()) {
            reference
        } else {
            format!("{level} {reference}")
        }
    }
}

/// Whether the number of an item names its level itself, such as `施策111` of a 施策, and is printed alone.
#[must_use]
pub fn names_level(level: &str, number: &str) -> bool {
    number.contains(level)
}

/// The name of a level with the number of one of its items: `基本目標1`.
#[must_use]
pub fn with_level(level: &str, number: &str) -> String {
    if names_level(level, number) { number.to_owned() } else { format!("{level}{number}") }
}

#[cfg(test)]
mod tests {
    use super::{PrintedNumber, with_level};

    #[test]
    fn numbers_are_short() {
        for sound in ["施策111", "Ⅰ-2", "A", "33", "第1章第2節第3項", " ① "] {
            let number = PrintedNumber::new(sound).map(|n| n.to_string());
            assert_eq!(number.as_deref(), Some(sound.trim()));
        }
        for other in ["", " ", "1234567890123"] {
            assert_eq!(PrintedNumber::new(other), None, "{other:?}");
        }
    }

    #[test]
    fn a_level_is_named_once() {
        assert_eq!(with_level("基本目標", "1"), "基本目標1");
        assert_eq!(with_level("施策", "施策111"), "施策111");
        assert_eq!(with_level("章", "第2章"), "第2章");
    }
}
