//! Compares flat tables, of CSV files and worksheets, with the reference.
//!
//! This module must not know how the tables are stored.

use std::collections::HashMap;

use super::disagreement::Disagreement;
use super::json::PLAN;
use super::ledger::{Area, Ledger};
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

/// A flat table: its cells as they were read, the heads of the columns first.
#[derive(Debug)]
pub(super) struct Flat {
    pub area: Area,
    pub style: Style,
    /// The path of the file.
    pub file: String,
    /// What stands before the name of a cell: that of a worksheet.
    pub sheet: String,
    pub records: Vec<Vec<Cell>>,
    /// What is wrong with the bytes of the file.
    pub faults: Vec<Text>,
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
        Disagreement::value(self.area, &self.file, place, found, expected, source)
    }

    /// The words of two columns in each row.
    pub fn pairs(&self, first: &str, second: &str) -> Vec<(String, String)> {
        let Some((head, rows)) = self.records.split_first() else { return Vec::new() };
        let at = |name: &str| head.iter().position(|cell| cell.words() == name);
        let Some((first, second)) = at(first).zip(at(second)) else { return Vec::new() };
        let pair = |row: &Vec<Cell>| {
            let words = |at: usize| row.get(at).map(|cell| cell.words().into_owned());
            words(first).zip(words(second))
        };
        rows.iter().filter_map(pair).collect()
    }

    /// Reports what is wrong with the bytes of the file.
    pub fn faults(&self, ledger: &mut Ledger) {
        for fault in &self.faults {
            ledger.contradicts(Disagreement::file(self.area, &self.file, fault.clone()));
        }
    }

    /// The column `name` of this table, among all of the file.
    fn column(&self, name: &str) -> String {
        format!("{}{name}", self.sheet)
    }
}

/// A row of a flat table, and the row of the reference that it has to be, by their positions.
struct Pair {
    found: usize,
    expected: usize,
}

/// Compares a flat table with the reference, cell by cell. Its first row has the `labels` of the columns, or
/// their names.
pub(super) fn compare(flat: &Flat, table: &Table, labels: Option<&[String]>, ledger: &mut Ledger) {
    let heads = labels.unwrap_or(&table.columns);
    let Some((head, rows)) = flat.records.split_first() else {
        let (area, name) = (flat.area, &table.name);
        let sentence = text!("表 {name} に何もありません", "the table {name} is empty");
        ledger.contradicts(Disagreement::file(area, &flat.file, sentence));
        return;
    };
    for (at, name) in heads.iter().enumerate() {
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
    for Pair { found: at, expected: own } in aligned(rows, table, flat, ledger) {
        let (row, expected) = (&rows[at], &table.rows[own]);
        for (column, (name, expected)) in table.columns.iter().zip(expected).enumerate() {
            let found = row.get(column).unwrap_or(&Cell::Empty);
            if flat.agrees(expected, found) {
                ledger.equal(flat.area, 1);
            } else {
                let place = flat.place(at + 1, column, heads.get(column).unwrap_or(name));
                let (found, expected) = (found.words(), expected.words());
                let found = flat.contradiction(place, &found, &expected, reference());
                ledger.contradicts(found.of_row(&table.name, own).in_column(flat.column(name)));
            }
        }
        if row.len() > table.columns.len() {
            let place = flat.place(at + 1, table.columns.len(), "");
            let found = row[table.columns.len()].words();
            ledger.contradicts(flat.contradiction(place, &found, "", reference()));
        }
    }
}

/// The rows that are read, each with its row of the reference. With as many rows on both sides, the order
/// decides, unless it is another one; otherwise the keys do, and rows of one side alone are reported.
fn aligned(rows: &[Vec<Cell>], table: &Table, flat: &Flat, ledger: &mut Ledger) -> Vec<Pair> {
    let in_order = || (0..rows.len()).map(|at| Pair { found: at, expected: at }).collect();
    if rows.len() == table.rows.len()
        && rows.iter().zip(&table.rows).all(|(a, b)| same_key(table, a, b))
    {
        return in_order();
    }
    let (mut pairs, added, missing) = by_keys(rows, table);
    if rows.len() == table.rows.len() {
        let moved = pairs.iter().filter(|pair| pair.found != pair.expected).count();
        // A key that was changed leaves all other rows in their places.
        if moved < 2 || moved < added.len() {
            return in_order();
        }
        let (sheet, file) = (&flat.sheet, &flat.file);
        let sentence = text!(
            "{sheet}行の順が元と違います（{moved}行。並べ替えて保存したもののようです）",
            "{sheet}rows are in another order ({moved}), as if it was sorted and saved"
        );
        ledger.contradicts(Disagreement::file(flat.area, file, sentence));
        pairs.extend(
            added.into_iter().zip(missing).map(|(found, expected)| Pair { found, expected }),
        );
        return pairs;
    }
    let place = text!("行の数", "the number of rows");
    let (found, expected) = (rows.len().to_string(), table.rows.len().to_string());
    ledger.contradicts(flat.contradiction(place, &found, &expected, reference()));
    for at in added {
        let (place, key) = (flat.place(at + 1, 0, ""), table.key(&rows[at]));
        let sentence = text!("{PLAN} にない行です（{key}）", "{PLAN} has no such row ({key})");
        let found = Disagreement::sentence(flat.area, &flat.file, place, sentence);
        ledger.contradicts(found.in_column(flat.column("+")));
    }
    for own in missing {
        let place = text!("ない行", "a missing row");
        let key = table.key(&table.rows[own]);
        let sentence = text!("行がありません（{key}）", "a row is missing ({key})");
        let found = Disagreement::sentence(flat.area, &flat.file, place, sentence);
        ledger.contradicts(found.of_row(&table.name, own).in_column(flat.column("-")));
    }
    pairs
}

/// Rows with the same key, and the positions of those of one side alone.
fn by_keys(rows: &[Vec<Cell>], table: &Table) -> (Vec<Pair>, Vec<usize>, Vec<usize>) {
    let mut known: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, row) in table.rows.iter().enumerate().rev() {
        known.entry(loose_key(table, row)).or_default().push(at);
    }
    let (mut pairs, mut added) = (Vec::new(), Vec::new());
    for (found, row) in rows.iter().enumerate() {
        match known.get_mut(&loose_key(table, row)).and_then(Vec::pop) {
            Some(expected) => pairs.push(Pair { found, expected }),
            None => added.push(found),
        }
    }
    let mut missing: Vec<_> = known.into_values().flatten().collect();
    missing.sort_unstable();
    (pairs, added, missing)
}

/// The key of a row, without what spreadsheet software loses when it takes a text for a number.
fn loose_key(table: &Table, row: &[Cell]) -> String {
    let cells = row.iter().zip(&table.keys).filter(|(_, key)| **key);
    cells.map(|(cell, _)| loose(&cell.words())).collect::<Vec<_>>().join(" ")
}

/// A number or code without zeros at its beginning; dates as the numbers that they were made of.
fn loose(words: &str) -> String {
    let words = words.trim_start_matches('\'');
    if !words.bytes().all(|byte| byte.is_ascii_digit() || b"-/".contains(&byte)) {
        return words.to_owned();
    }
    let is_date = words.contains('/');
    let parts = words.split(['-', '/']).map(|part| {
        let of_century = part.strip_prefix("20").filter(|rest| is_date && rest.len() == 2);
        of_century.unwrap_or(part).trim_start_matches('0')
    });
    parts.collect::<Vec<_>>().join("-")
}

fn same_key(table: &Table, a: &[Cell], b: &[Cell]) -> bool {
    let keys = table.keys.iter().enumerate().filter(|(_, key)| **key);
    keys.map(|(at, _)| at).all(|at| {
        let (a, b) = (a.get(at).map(Cell::words), b.get(at).map(Cell::words));
        a == b
    })
}

fn reference() -> Text {
    Text::same(PLAN)
}

fn dictionary() -> Text {
    Text::same("data/plan.json dictionary")
}

#[cfg(test)]
mod tests {
    use super::loose;

    #[test]
    fn keys_survive_spreadsheet_software() {
        for (before, after) in
            [("1-2-03", "2001/2/3"), ("012360", "12360"), ("2001", "2001"), ("p-0012", "p-0012")]
        {
            assert_eq!(loose(before), loose(after), "{before}");
        }
        assert_ne!(loose("2001"), loose("1"));
    }
}
