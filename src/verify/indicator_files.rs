//! Compares the values beside the page of each indicator (`indicators/…/values.csv`) with the data.
//!
//! This module must not know pages.

use std::collections::{HashMap, HashSet};

use super::disagreement::Disagreement;
use super::facts::{Facts, Subject};
use super::files::Files;
use super::formats::csv_flat;
use super::ledger::{Area, Ledger};
use super::number::Number;
use super::printed::squeezed;
use super::table::{Cell, Row};
use crate::diag::Text;
use crate::text;

/// The headings of the columns of amounts, with the kinds that they have in the data.
const VALUES: [(&str, &[&str]); 3] = [
    ("値", &["actual", "baseline", "baseline_mean"]),
    ("目標値", &["target"]),
    ("推計値", &["forecast"]),
];

/// The headings of the other columns.
const HEADINGS: [&str; 5] = ["固定ID", "指標", "単位", "年度（西暦）", "年度"];

/// The files of `files`.
pub(super) fn compare(files: &Files, facts: &Facts<'_>) -> Ledger {
    let mut ledger = Ledger::default();
    let given = given(facts);
    for name in files.below("indicators/", "/values.csv") {
        let id = name["indicators/".len()..].trim_end_matches("/values.csv");
        // Files of others may be called so, too.
        if facts.row(&Subject::Indicator(id.to_owned())).is_some() {
            let given = given.get(id).map_or(&[][..], Vec::as_slice);
            one(files, name, id, given, facts, &mut ledger);
        }
    }
    ledger
}

fn one(
    files: &Files,
    file: &str,
    id: &str,
    given: &[Given],
    facts: &Facts<'_>,
    ledger: &mut Ledger,
) {
    let flat = match files.read(file).and_then(|bytes| csv_flat(Area::Csv, file, &bytes)) {
        Ok(flat) => flat,
        Err(reason) => return ledger.contradicts(Disagreement::file(Area::Csv, file, reason)),
    };
    flat.faults(ledger);
    let Some((head, rows)) = flat.records.split_first() else { return };
    let at = |title: &str| head.iter().position(|cell| cell.words() == title);
    let row = facts.row(&Subject::Indicator(id.to_owned()));
    let of = |column: &str| row.map(|row| row.words(column).into_owned()).unwrap_or_default();
    let titles = VALUES.iter().map(|(title, _)| *title).chain(HEADINGS);
    for title in titles.filter(|title| at(title).is_none()) {
        let place = text!("1行目", "row 1");
        let source = text!("見出しの並び", "the headings");
        ledger.contradicts(Disagreement::value(Area::Csv, file, place, "", title, source));
    }
    let mut shown: HashSet<(&str, String)> = HashSet::new();
    let same = [("固定ID", id.to_owned()), ("指標", of("indicator_name")), ("単位", of("unit"))];
    for (number, cells) in rows.iter().enumerate() {
        let cell = |title: &str| at(title).and_then(|at| cells.get(at));
        let words = |title: &str| cell(title).map(|cell| cell.words().into_owned());
        let year = words("年度（西暦）").unwrap_or_default();
        let label = words("年度").unwrap_or_default();
        let mut wrong = Vec::new();
        for (title, expected) in &same {
            let found = words(title).unwrap_or_default();
            // A text like a formula has a sign before it.
            let plain = found.strip_prefix('\'').unwrap_or(&found);
            if ![found.as_str(), plain].iter().any(|it| squeezed(it) == squeezed(expected)) {
                wrong.push((*title, found, expected.clone()));
            }
        }
        // The data give the mean of several years to the last of them.
        let known = facts.year(&squeezed(&label)).unwrap_or(&year);
        if known != year {
            wrong.push(("年度", label, year.clone()));
        }
        for (title, kinds) in VALUES {
            let found = cell(title).map_or(Found::Nothing, Found::of);
            if !matches!(found, Found::Nothing) {
                shown.insert((title, known.to_owned()));
            }
            if let Some(expected) = contradiction(&found, id, kinds, known, facts) {
                wrong.push((title, words(title).unwrap_or_default(), expected));
            }
        }
        ledger.equal(Area::Csv, same.len() + 1 + VALUES.len() - wrong.len());
        for (title, found, expected) in wrong {
            let row = number + 2;
            let place = text!("{row}行目の「{title}」", "`{title}` in row {row}");
            let found = Disagreement::value(Area::Csv, file, place, found, expected, source());
            ledger.contradicts(found.in_column(title));
        }
    }
    for (title, year, value) in given {
        if !shown.contains(&(*title, year.clone())) {
            let place = text!("{year}年度の「{title}」", "`{title}` of {year}");
            let found = Disagreement::value(Area::Csv, file, place, "", value, source());
            ledger.contradicts(found.in_column(*title));
        }
    }
}

fn source() -> Text {
    text!("data/plan.json の indicator_values", "indicator_values of data/plan.json")
}

/// A value of the data: the column that it stands in, its year and its words.
type Given = (&'static str, String, String);

/// The values that the data have of each indicator.
fn given(facts: &Facts<'_>) -> HashMap<String, Vec<Given>> {
    let of = |row: Row<'_>| {
        let kind = row.words("kind");
        let (title, _) = VALUES.iter().find(|(_, kinds)| kinds.contains(&kind.as_ref()))?;
        let words = [row.words("value"), row.words("value_text")];
        let value = words.into_iter().find(|words| !words.is_empty())?;
        Some((*title, row.words("year").into_owned(), value.into_owned()))
    };
    let mut all: HashMap<String, Vec<Given>> = HashMap::new();
    for row in facts.tables.rows("indicator_values") {
        all.entry(row.words("indicator_id").into_owned()).or_default().extend(of(row));
    }
    all
}

/// What a cell has.
enum Found {
    Nothing,
    Number(Number),
    Words(String),
}

impl Found {
    fn of(cell: &Cell) -> Self {
        // The cells of a CSV file are texts.
        let words = cell.words();
        let words = squeezed(words.strip_prefix('\'').unwrap_or(&words));
        match (Number::plain(&words), words) {
            (Some(number), _) => Self::Number(number),
            (None, words) if words.is_empty() => Self::Nothing,
            (None, words) => Self::Words(words),
        }
    }
}

/// What the data have in place of `found`, if it is something else; empty where they have nothing.
fn contradiction(
    found: &Found,
    id: &str,
    kinds: &[&str],
    year: &str,
    facts: &Facts<'_>,
) -> Option<String> {
    let cells = || kinds.iter().filter_map(|kind| facts.values(id, kind, year)).flatten();
    let known = || cells().filter_map(|cell| cell.number());
    let in_words = || kinds.iter().filter_map(|kind| facts.value_in_words(id, kind, year));
    let agrees = match found {
        Found::Nothing => known().next().is_none(),
        Found::Number(number) => known().any(|known| known == *number),
        Found::Words(words) => in_words().any(|known| known == *words) || known().next().is_none(),
    };
    if agrees {
        return None;
    }
    let expected = known().next().map(|number| number.to_string()).or_else(|| in_words().next());
    Some(expected.unwrap_or_default())
}
