//! Compares printed changes against the year before: differences and their rates.
//!
//! This module must not know file formats.

use super::facts::{Facts, Subject};
use super::ledger::Ledger;
use super::matching::Context;
use super::number::Number;
use super::printed::{PrintedCell, leading_number};
use crate::diag::Text;
use crate::text;

/// The amounts of a subject that are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Change {
    pub before: Number,
    pub after: Number,
}

/// The kind and year of the amounts that the edition's budgets are compared with: the budget of the year
/// before, or its settlement if more projects have that.
pub(super) fn base(facts: &Facts<'_>) -> Option<(&'static str, String)> {
    let year: i32 = facts.year.parse().ok()?;
    let before = (year - 1).to_string();
    let known = |kind: &str| {
        let rows = facts.tables.rows("budgets");
        rows.filter(|row| {
            row.words("kind") == kind
                && row.words("year") == before
                && row.number("amount").is_some()
        })
        .count()
    };
    let (budgets, settlements) = (known("budget"), known("settlement"));
    let kind = if settlements > budgets { "settlement" } else { "budget" };
    (budgets + settlements > 0).then_some((kind, before))
}

impl Facts<'_> {
    /// The amounts of a project that are compared, and whether it begins; `None` where one is not known.
    pub(super) fn before_and_after(&self, project: &Subject) -> Option<(Number, Number, bool)> {
        let (kind, year) = self.base.as_ref()?;
        let before = self.amount(project, kind, year).unwrap_or_default();
        let after = self.amount(project, "budget", &self.year).unwrap_or_default();
        let begins = self
            .row(project)
            .is_some_and(|row| self.begins.iter().any(|word| *word == row.words("direction")))
            && !self.had_budget(project);
        let before = match before.sum {
            None if begins && !before.undecided => Some(Number::whole(0)),
            sum => sum,
        };
        Some((before?, after.sum?, begins))
    }

    /// Whether a project had a budget in a year before that of the edition.
    fn had_budget(&self, project: &Subject) -> bool {
        let before = self.years.iter().filter(|(_, year)| *year < self.year);
        let zero = Number::whole(0);
        before.into_iter().any(|(_, year)| {
            let amounts =
                ["budget", "initial", "revised"].map(|kind| self.amount(project, kind, year));
            amounts.into_iter().flatten().any(|amount| amount.sum.is_some_and(|sum| sum != zero))
        })
    }

    /// How the amount of `subject` changed: of the projects of which both amounts are known. `None` where
    /// there are none.
    pub(super) fn change(&self, subject: &Subject) -> Option<Change> {
        let zero = Number::whole(0);
        let mut sum: Option<Change> = None;
        for project in self.projects_below(subject) {
            let Some((before, after, _)) = self.before_and_after(&project) else { continue };
            let so_far = sum.unwrap_or(Change { before: zero, after: zero });
            let (before, after) = (so_far.before.plus(before)?, so_far.after.plus(after)?);
            sum = Some(Change { before, after });
        }
        sum
    }

    /// The difference of the amounts of `subject`.
    pub(super) fn difference(&self, subject: &Subject) -> Option<Number> {
        let change = self.change(subject)?;
        change.after.minus(change.before)
    }

    /// The rate of change of the amounts of `subject`, in percent with one decimal place.
    pub(super) fn rate(&self, subject: &Subject) -> Option<Number> {
        self.change(subject)?.rate()
    }
}

impl Context<'_> {
    /// Compares what a cell says of a change; returns whether it does.
    pub(super) fn change(
        &self,
        subject: &Subject,
        cell: &PrintedCell,
        ledger: &mut Ledger,
    ) -> bool {
        let column = cell.column.as_str();
        if column.contains('率') {
            return self.rate(subject, cell, &cell.spaced, ledger);
        }
        if ["差", "増減"].iter().any(|word| column.contains(word)) {
            return self.difference(subject, cell, &cell.spaced, ledger);
        }
        false
    }

    /// Compares a difference with its sign, and the rate that may follow it.
    pub(super) fn difference(
        &self,
        subject: &Subject,
        cell: &PrintedCell,
        text: &str,
        ledger: &mut Ledger,
    ) -> bool {
        let (Some(change), Some((found, rest))) =
            (self.facts.change(subject), leading_number(text))
        else {
            return false;
        };
        // What did not change has a rate alone.
        if rest.starts_with('%') {
            return self.rate(subject, cell, text, ledger);
        }
        let Some(expected) = change.after.minus(change.before) else { return false };
        self.expect(
            cell,
            text,
            found,
            expected,
            &text!("予算額の差", "the difference of budgets"),
            ledger,
        );
        if leading_number(rest.trim_start()).is_some() {
            self.rate(subject, cell, rest.trim_start(), ledger);
        }
        true
    }

    /// Compares a rate in percent, with one decimal place.
    fn rate(&self, subject: &Subject, cell: &PrintedCell, text: &str, ledger: &mut Ledger) -> bool {
        let (Some(change), Some((found, _))) = (self.facts.change(subject), leading_number(text))
        else {
            return false;
        };
        let Some(expected) = change.rate() else { return false };
        self.expect(
            cell,
            text,
            found,
            expected,
            &text!("予算額の増減率", "the rate of change"),
            ledger,
        );
        true
    }

    fn expect(
        &self,
        cell: &PrintedCell,
        text: &str,
        found: Number,
        expected: Number,
        source: &Text,
        ledger: &mut Ledger,
    ) {
        if found == expected {
            ledger.equal(self.area, 1);
        } else {
            self.contradicts(cell, text, &expected.to_string(), source, ledger);
        }
    }
}

impl Change {
    /// The difference in percent of the amount before, rounded half away from zero to one decimal place; none
    /// where there was nothing before, or less than that.
    fn rate(self) -> Option<Number> {
        let (before, after) = self.before.common(self.after)?;
        let (part, whole) = ((after - before) * 1000, before);
        if whole <= 0 {
            return None;
        }
        let tenths = (part.abs() + whole / 2) / whole;
        let tenths = if part < 0 { -tenths } else { tenths };
        Number::plain(&format!("{tenths}e-1"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_have_one_decimal_place() {
        let rate = |before: i128, after: i128| {
            let change = Change { before: Number::whole(before), after: Number::whole(after) };
            change.rate().map(|rate| rate.to_string())
        };
        assert_eq!(rate(15_436, 19_800).as_deref(), Some("28.3"));
        assert_eq!(rate(2_000, 1_999).as_deref(), Some("-0.1"));
        assert_eq!(rate(0, 5), None);
        assert_eq!(rate(-12, 5), None);
    }
}
