//! Compares flat tables, of CSV files and worksheets, with the reference.
//!
//! This module must not know how the tables are stored.

use std::collections::HashMap;

use super::ledger::{Area, Disagreement, Ledger};
use super::number::Number;
use super::table::{Cell, Table, cell_name, one_line};
use crate::diag::Text;
use crate::text;

/// The end of a text that is too long for a cell of a workbook.
const CUT: &str = "…（続きはCSVにある）";

/// First characters with which a spreadsheet would begin a formula.
const FORMULA: &str = "=+-@＝＋－＠";

/// How a format writes the cells of tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Numbers are texts, and an apostrophe stands before what looks like a formula.
    Csv,
    /// Numbers are numbers, and long texts are cut.
    Workbook,
}

/// A flat table: its cells as they were read, the names of the columns first.
#[derive(Debug)]
pub(super) struct Flat {
    pub area: Area,
    pub style: Style,
    /// The path of the file.
    pub file: String,
    /// What stands before the name of a cell: that of a worksheet.
    pub sheet: String,
    pub records: Vec<Vec<Cell>>,
}

impl Flat {
    /// Whether `found` says what the reference says.
    pub fn agrees(&self, expected: &Cell, found: &Cell) -> bool {
        match (expected, found) {
            (Cell::Empty, Cell::Empty) => true,
            (Cell::Number(number), Cell::Text(text)) if self.style == Style::Csv => {
                Number::plain(text) == Some(*number)
            }
            (Cell::Number(number), Cell::Number(found)) => number == found,
            (Cell::Text(text), Cell::Text(found)) => self.text_agrees(text, found),
            // A text of white space alone is nothing in one line.
            (Cell::Text(text), Cell::Empty) => one_line(text).is_empty(),
            _ => false,
        }
    }

    fn text_agrees(&self, text: &str, found: &str) -> bool {
        if text == found && !(self.style == Style::Csv && text.starts_with(|c| FORMULA.contains(c)))
        {
            return true;
        }
        let line = one_line(text);
        let found = match self.style {
            Style::Csv if line.starts_with(|c| FORMULA.contains(c)) => {
                let Some(rest) = found.strip_prefix('\'') else { return false };
                rest
            }
            _ => found,
        };
        match found.strip_suffix(CUT).filter(|_| self.style == Style::Workbook) {
            Some(start) => line.starts_with(&one_line(start)),
            None => one_line(found) == line,
        }
    }

    fn place(&self, row: usize, column: usize, name: &str) -> Text {
        let (sheet, cell) = (&self.sheet, cell_name(row, column));
        text!("{sheet}{cell}（{name}）", "{sheet}{cell} ({name})")
    }

    fn contradiction(
        &self,
        place: Text,
        found: &str,
        expected: &str,
        source: Text,
    ) -> Disagreement {
        Disagreement {
            area: self.area,
            file: self.file.clone(),
            place,
            found: found.to_owned(),
            expected: expected.to_owned(),
            source,
        }
    }
}

/// Compares a flat table with the reference, cell by cell.
pub(super) fn compare(flat: &Flat, table: &Table, ledger: &mut Ledger) {
    let Some((head, rows)) = flat.records.split_first() else {
        let none = text!("ファイル全体", "the whole file");
        ledger.contradicts(flat.contradiction(none, "", &table.columns.join(","), reference()));
        return;
    };
    for (at, name) in table.columns.iter().enumerate() {
        let found = head.get(at).map(|cell| cell.words().into_owned()).unwrap_or_default();
        if found == *name {
            ledger.equal(flat.area, 1);
        } else {
            let place = flat.place(0, at, name);
            ledger.contradicts(flat.contradiction(place, &found, name, dictionary()));
        }
    }
    if let Some(more) = head.get(table.columns.len()) {
        let place = flat.place(0, table.columns.len(), &more.words());
        ledger.contradicts(flat.contradiction(place, &more.words(), "", dictionary()));
    }
    for (at, expected) in aligned(rows, table, flat, ledger) {
        let row = &rows[at];
        for (column, (name, expected)) in table.columns.iter().zip(expected).enumerate() {
            let found = row.get(column).unwrap_or(&Cell::Empty);
            if flat.agrees(expected, found) {
                ledger.equal(flat.area, 1);
            } else {
                let place = flat.place(at + 1, column, name);
                let (found, expected) = (found.words(), expected.words());
                ledger.contradicts(flat.contradiction(place, &found, &expected, reference()));
            }
        }
        if row.len() > table.columns.len() {
            let place = flat.place(at + 1, table.columns.len(), "");
            let found = row[table.columns.len()].words();
            ledger.contradicts(flat.contradiction(place, &found, "", reference()));
        }
    }
}

/// The rows that are read, by position, each with its row of the reference. With as many rows on both
/// sides, the order decides; otherwise the keys do, and rows of one side alone are reported.
fn aligned<'a>(
    rows: &[Vec<Cell>],
    table: &'a Table,
    flat: &Flat,
    ledger: &mut Ledger,
) -> Vec<(usize, &'a Vec<Cell>)> {
    if rows.len() == table.rows.len() {
        return table.rows.iter().enumerate().collect();
    }
    let place = text!("行の数", "the number of rows");
    let (found, expected) = (rows.len().to_string(), table.rows.len().to_string());
    ledger.contradicts(flat.contradiction(place, &found, &expected, reference()));
    let mut known: HashMap<String, Vec<&Vec<Cell>>> = HashMap::new();
    for row in table.rows.iter().rev() {
        known.entry(table.key(row)).or_default().push(row);
    }
    let mut pairs = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let key = table.key(row);
        if let Some(expected) = known.get_mut(&key).and_then(Vec::pop) {
            pairs.push((at, expected));
        } else {
            let place = flat.place(at + 1, 0, "");
            ledger.contradicts(flat.contradiction(place, &key, "", reference()));
        }
    }
    let mut missing: Vec<_> =
        known.iter().flat_map(|(key, rows)| rows.iter().map(move |_| key)).collect();
    missing.sort();
    for key in missing {
        let place = text!("ない行", "a missing row");
        ledger.contradicts(flat.contradiction(place, "", key, reference()));
    }
    pairs
}

fn reference() -> Text {
    Text::same("data/plan.json")
}

fn dictionary() -> Text {
    Text::same("data/plan.json dictionary")
}
