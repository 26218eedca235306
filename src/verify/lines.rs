//! Compares the lines that a sheet has in addition to its tables: its amounts by year, and what the
//! indicators of its item of the framework say.
//!
//! This module must not know file formats.

use super::disagreement::Disagreement;
use super::facts::{Facts, Subject};
use super::json::PUBLICATION;
use super::ledger::{Area, Ledger};
use super::matching::{NOTHING, printed_percents};
use super::number::Number;
use super::printed::{leading_number, squeezed};
use super::table::Row;
use crate::diag::Text;
use crate::text;

/// The end of the heading above the amounts.
const AMOUNTS: &str = "額の推移";

/// The sheet of a policy in a PDF.
pub(super) struct Sheet<'a> {
    pub file: &'a str,
    pub policy: &'a str,
    pub place: Text,
    /// Its words, without white space.
    pub words: &'a str,
}

/// Compares the lines of `sheet`.
pub(super) fn compare(sheet: &Sheet<'_>, facts: &Facts<'_>, ledger: &mut Ledger) {
    let words = squeezed(sheet.words);
    if let Some((_, lines)) = words.split_once(AMOUNTS) {
        amounts(sheet, lines, facts, ledger);
    }
    let indicators = facts.tables.rows("indicators").map(|row| {
        let start = format!("{}（{}）", row.words("indicator_name"), row.words("unit"));
        (row, squeezed(&start))
    });
    let indicators: Vec<_> = indicators.filter(|(_, start)| words.contains(start)).collect();
    let starts: Vec<&str> = indicators.iter().map(|(_, start)| start.as_str()).collect();
    for (row, start) in &indicators {
        // The words do not say which one is meant.
        if starts.iter().filter(|other| other.ends_with(start)).count() > 1 {
            continue;
        }
        for (at, _) in words.match_indices(start) {
            indicator(sheet, *row, &words[at + start.len()..], &starts, facts, ledger);
        }
    }
}

/// The lines that follow each other: the settlement of the evaluated year, where there is one, and the
/// budget of each year of the edition, each amount with its unit.
fn amounts(sheet: &Sheet<'_>, mut lines: &str, facts: &Facts<'_>, ledger: &mut Ledger) {
    let Some(publication) = facts.tables.rows(PUBLICATION).next() else { return };
    let unit = squeezed(&publication.words("unit"));
    let subject = Subject::Policy(sheet.policy.to_owned());
    let word = |kind: &str| facts.kinds.iter().find(|(_, known)| known == kind);
    let year = |column: &str| publication.words(column).parse::<i32>().ok();
    let settled = year("evaluated_year").map(|year| ("settlement", year));
    let window = year("window_from").zip(year("window_to")).map(|(from, to)| from..=to);
    let planned = window.into_iter().flatten().map(|year| ("budget", year));
    for (kind, year) in settled.into_iter().chain(planned) {
        let year = year.to_string();
        let label = facts.years.iter().find(|(_, known)| *known == year);
        let (Some((label, _)), Some((word, _))) = (label, word(kind)) else { return };
        let head = format!("{label}の{word}");
        let source = || text!("budgets.amount（{kind} {year}）", "budgets.amount ({kind} {year})");
        let Some(rest) = lines.strip_prefix(head.as_str()) else {
            let found: String = lines.chars().take(head.chars().count()).collect();
            contradicts(sheet, AMOUNTS, &found, &head, source(), ledger);
            return;
        };
        let (found, after) = match (leading_number(rest), rest.strip_prefix(NOTHING[0])) {
            (Some((number, after)), _) => (Some(number), after),
            (None, Some(after)) => (None, after),
            (None, None) => (None, rest),
        };
        let expected = facts.amount(&subject, kind, &year).and_then(|amount| amount.sum);
        judge(sheet, &head, found, expected, source(), ledger);
        lines = match after.strip_prefix(unit.as_str()) {
            Some(rest) => rest,
            // Where there is no amount, there may be no unit.
            None if found.is_none() => after,
            None => {
                let found: String = after.chars().take(unit.chars().count()).collect();
                contradicts(sheet, &head, &found, &unit, Text::same("publication.unit"), ledger);
                return;
            }
        };
    }
}

/// What is said of an indicator behind its name; `starts` are the beginnings of all lines of the sheet.
fn indicator(
    sheet: &Sheet<'_>,
    row: Row<'_>,
    mut line: &str,
    starts: &[&str],
    facts: &Facts<'_>,
    ledger: &mut Ledger,
) {
    let name = row.words("indicator_name").into_owned();
    let label = squeezed(&row.words("progress_label"));
    // Of a target, the year is not said: it may be that of the evaluated year or the final one.
    let id = row.words("indicator_id").into_owned();
    let targets = facts.tables.rows("indicator_values");
    let targets = targets
        .filter(|value| value.words("indicator_id") == id && value.words("kind") == "target");
    let targets: Vec<Number> = targets.filter_map(|value| value.number("value")).collect();
    for (word, column) in [("現状値", "current_value"), ("目標値", "target_value")] {
        let Some(rest) = line.strip_prefix(word) else { continue };
        // A value in words is no number of the data.
        let may_be_words = word == "現状値" && row.number(column).is_none();
        let in_words = || facts.value_in_words(&id, "actual", &row.words("current_year"));
        if let Some(words) = may_be_words.then(in_words).flatten() {
            let Some(after) = rest.strip_prefix(words.as_str()) else {
                let found: String = rest.chars().take(words.chars().count()).collect();
                let place = format!("{name} {word}");
                let source = Text::same("indicator_values.value_text");
                contradicts(sheet, &place, &found, &words, source, ledger);
                return;
            };
            ledger.equal(Area::Print, 1);
            line = after;
            continue;
        }
        let (found, after) = match (leading_number(rest), rest.strip_prefix(NOTHING[0])) {
            (Some((number, after)), _) => (Some(number), after),
            (None, Some(after)) => (None, after),
            // Words and ranges are no numbers of the data.
            (None, None) => return,
        };
        let expected = row.number(column);
        // Without a progress, the name of the next one follows, which may begin with a digit.
        let digits = rest.replace(',', "");
        let is_followed = |number: &Number| {
            let after = digits.strip_prefix(&number.to_string());
            after.is_some_and(|after| {
                starts.iter().any(|it| after.starts_with(&it.replace(',', "")))
            })
        };
        if word == "目標値" && label.is_empty() && expected.iter().chain(&targets).any(is_followed)
        {
            ledger.equal(Area::Print, 1);
            return;
        }
        let other = found.filter(|found| word == "目標値" && targets.contains(found));
        let expected = other.or(expected);
        let is_rounded = |(found, expected): (Number, Number)| {
            found != expected && expected.rounded(found.decimals()) == found
        };
        // A target such as 80以上 is in words.
        let is_in_words = !after.starts_with(&label) || label.is_empty() && expected.is_none();
        if word == "目標値" && is_in_words {
            return;
        }
        let place = format!("{name} {word}");
        if found.zip(expected).is_some_and(is_rounded) {
            ledger.rounded(Area::Print);
        } else {
            let source = Text::same(format!("indicators.{column}"));
            judge(sheet, &place, found, expected, source, ledger);
        }
        line = after;
    }
    if label.is_empty() {
        return;
    }
    let words = match row.number("progress_percent") {
        Some(percent) => printed_percents(&label, &percent.to_string()),
        None => vec![format!("{label}{}", NOTHING[0])],
    };
    if words.iter().any(|words| line.starts_with(words.as_str())) {
        ledger.equal(Area::Print, 1);
        return;
    }
    let found: String = line.chars().take(words[0].chars().count()).collect();
    let place = format!("{name} {label}");
    let source = Text::same("indicators.progress_label");
    contradicts(sheet, &place, &found, &words[0], source, ledger);
}

fn judge(
    sheet: &Sheet<'_>,
    place: &str,
    found: Option<Number>,
    expected: Option<Number>,
    source: Text,
    ledger: &mut Ledger,
) {
    if found == expected {
        ledger.equal(Area::Print, 1);
        return;
    }
    let words =
        |number: Option<Number>| number.map_or_else(|| NOTHING[0].to_owned(), |n| n.to_string());
    contradicts(sheet, place, &words(found), &words(expected), source, ledger);
}

fn contradicts(
    sheet: &Sheet<'_>,
    place: &str,
    found: &str,
    expected: &str,
    source: Text,
    ledger: &mut Ledger,
) {
    let Text { ja, en } = &sheet.place;
    let place = text!("{ja} {place}", "{en} {place}");
    let found = Disagreement::value(Area::Print, sheet.file, place, found, expected, source);
    ledger.contradicts(found);
}
