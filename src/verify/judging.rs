//! Judges printed cells by what the data say of them.
//!
//! This module must not know file formats, or how it was found out what a cell is about.

use super::disagreement::Disagreement;
use super::ledger::Ledger;
use super::matching::{Context, NOTHING};
use super::number::Number;
use super::printed::{NEGATIVE, PrintedCell, leading_number};
use super::table::Cell;
use crate::diag::Text;
use crate::text;

/// What the data say of a cell.
pub(super) enum Expected {
    /// A number, or none.
    Number(Option<Number>, Text),
    /// Words, any of them.
    Words(Vec<String>, Text),
    /// A number with words after it.
    Measured(Cell, Text),
}

impl Context<'_> {
    /// The value for programs is what is printed.
    pub(super) fn machine_value(&self, cell: &PrintedCell, ledger: &mut Ledger) {
        let Some(value) = &cell.value else { return };
        // A progress has a word before its number, and is cut off where it is far behind.
        let start = cell.spaced.find(|c: char| c.is_ascii_digit() || NEGATIVE.contains(c));
        let printed = start.and_then(|start| leading_number(&cell.spaced[start..]));
        let printed = printed.filter(|(_, rest)| !rest.ends_with('超')).map(|(number, _)| number);
        let Some(printed) = printed else {
            if cell.text.contains(|c| matches!(c, '０'..='９')) {
                let source = text!("隣にある機械のための値", "the value for programs beside it");
                self.contradicts(cell, &cell.text, value, &source, ledger);
            }
            return;
        };
        if Number::plain(value) == Some(printed) {
            ledger.equal(self.area, 1);
        } else {
            let source = text!("印刷した数", "the number that is printed");
            self.contradicts(cell, value, &printed.to_string(), &source, ledger);
        }
    }

    pub(super) fn judge(&self, cell: &PrintedCell, expected: &Expected, ledger: &mut Ledger) {
        match expected {
            Expected::Number(number, source) => {
                let found = leading_number(&cell.spaced).map(|(number, _)| number);
                // Where changes are listed, what begins had nothing before.
                let begins = cell.of_changes && number.is_none() && found == Some(Number::whole(0));
                if found == *number || begins {
                    ledger.equal(self.area, 1);
                } else {
                    let number = number.map_or_else(|| NOTHING[0].to_owned(), |n| n.to_string());
                    self.contradicts(cell, &cell.text, &number, source, ledger);
                }
            }
            Expected::Words(words, source) => {
                if words.contains(&cell.text) {
                    ledger.equal(self.area, 1);
                } else {
                    self.contradicts(cell, &cell.text, &words[0], source, ledger);
                }
            }
            Expected::Measured(value, source) => {
                let found = leading_number(&cell.spaced).map(|(number, _)| number);
                match (value.number(), found) {
                    (expected, found) if expected == found => ledger.equal(self.area, 1),
                    (Some(expected), Some(found))
                        if expected.rounded(found.decimals()) == found =>
                    {
                        ledger.rounded(self.area);
                    }
                    _ => self.contradicts(cell, &cell.text, &value.words(), source, ledger),
                }
            }
        }
    }

    pub(super) fn contradicts(
        &self,
        cell: &PrintedCell,
        found: &str,
        expected: &str,
        source: &Text,
        ledger: &mut Ledger,
    ) {
        let place = cell.place.clone();
        let found =
            Disagreement::value(self.area, self.file, place, found, expected, source.clone());
        ledger.contradicts(found.in_column(&cell.column));
    }
}
