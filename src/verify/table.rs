//! Tables of a publication, whatever format they were read from.
//!
//! This module must not know file formats.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use unicode_normalization::UnicodeNormalization as _;

use super::number::Number;

/// What a cell says.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Cell {
    /// There is no value.
    Empty,
    Text(String),
    Number(Number),
}

impl Cell {
    /// The cell of a text; an empty one says nothing.
    pub fn text(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }

    /// The cell of a JSON value; `None` for lists and objects.
    pub fn json(value: &serde_json::Value) -> Option<Self> {
        Some(match value {
            serde_json::Value::Null => Self::Empty,
            serde_json::Value::String(text) => Self::text(text),
            serde_json::Value::Number(number) => Self::Number(Number::plain(&number.to_string())?),
            _ => return None,
        })
    }

    /// The number, if it is one.
    pub fn number(&self) -> Option<Number> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The words of the cell, numbers as plain ones.
    pub fn words(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Number(number) => Cow::Owned(number.to_string()),
        }
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words())
    }
}

/// A table: its columns, and its rows with a cell for each column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    pub name: String,
    pub columns: Vec<String>,
    /// Whether a column is part of the key of a row.
    pub keys: Vec<bool>,
    pub rows: Vec<Vec<Cell>>,
    /// Whether a cell was replaced by what flat tables say of it, so that line breaks are lost.
    pub flattened: bool,
}

impl Table {
    /// The position of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// The rows, for reading by the names of columns.
    pub fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.rows.len()).map(|at| Row { table: self, at })
    }

    /// The key of a row.
    pub fn key(&self, row: &[Cell]) -> String {
        let cells = row.iter().zip(&self.keys).filter(|(_, key)| **key);
        cells.map(|(cell, _)| cell.words()).collect::<Vec<_>>().join(" ")
    }
}

/// A row of a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    table: &'a Table,
    /// Its position in the table.
    pub at: usize,
}

impl<'a> Row<'a> {
    /// The cell of a column, empty where the table has no such column.
    pub fn cell(self, column: &str) -> &'a Cell {
        self.table.column(column).map_or(&Cell::Empty, |at| &self.table.rows[self.at][at])
    }

    /// The words of a cell.
    pub fn words(self, column: &str) -> Cow<'a, str> {
        self.cell(column).words()
    }

    /// The number of a cell.
    pub fn number(self, column: &str) -> Option<Number> {
        self.cell(column).number()
    }

    /// Whether a cell says nothing.
    pub fn is_empty(self, column: &str) -> bool {
        *self.cell(column) == Cell::Empty
    }
}

/// The tables of a publication, by name.
#[derive(Debug, Clone, Default)]
pub(super) struct Tables {
    all: Vec<Table>,
    names: HashMap<String, usize>,
}

impl Tables {
    pub fn add(&mut self, table: Table) {
        self.names.insert(table.name.clone(), self.all.len());
        self.all.push(table);
    }

    pub fn get(&self, name: &str) -> Option<&Table> {
        self.names.get(name).map(|at| &self.all[*at])
    }

    pub fn iter(&self) -> impl Iterator<Item = &Table> {
        self.all.iter()
    }

    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Table> {
        self.all.iter_mut()
    }

    /// The rows of a table; none where there is no such table.
    pub fn rows<'a>(&'a self, name: &str) -> impl Iterator<Item = Row<'a>> + use<'a> {
        self.get(name).into_iter().flat_map(Table::iter)
    }
}

/// The name of a cell in a spreadsheet, such as `K12`, from positions that begin at 0.
pub(super) fn cell_name(row: usize, column: usize) -> String {
    let (mut letters, mut rest) = (Vec::new(), column + 1);
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect::<String>() + &(row + 1).to_string()
}

/// Characters that tables replace by plain ones (機種依存文字).
fn is_platform_dependent(c: char) -> bool {
    const RANGES: [std::ops::RangeInclusive<u32>; 7] = [
        0x2100..=0x214F,
        0x2150..=0x218B,
        0x2460..=0x24FF,
        0x2776..=0x2793,
        0x3200..=0x33FF,
        0x1F100..=0x1F2FF,
        0xFF61..=0xFF9F,
    ];
    // ℃ is in the oldest sets.
    c != '\u{2103}' && RANGES.iter().any(|range| range.contains(&u32::from(c)))
}

/// Marks that say in which direction to write, and byte order marks.
fn is_direction_mark(c: char) -> bool {
    let code = u32::from(c);
    matches!(code, 0x200E | 0x200F | 0xFEFF)
        || [0x202A..=0x202E, 0x2066..=0x2069].iter().any(|range| range.contains(&code))
}

/// A text as the flat tables say they write it: in one line, without platform-dependent characters.
/// White space of any kind is one space here.
pub(super) fn one_line(text: &str) -> String {
    let (mut line, mut special) = (String::with_capacity(text.len()), String::new());
    for c in text.chars().filter(|c| !is_direction_mark(*c)) {
        if is_platform_dependent(c) {
            let enclosed = matches!(c, '①'..='⑳' | 'Ⓐ'..='ⓩ' | '㊀'..='㊰');
            special.extend(enclosed.then_some('('));
            special.push(c);
            special.extend(enclosed.then_some(')'));
            continue;
        }
        line.extend(std::mem::take(&mut special).nfkc());
        line.push(if c.is_whitespace() || c.is_control() { ' ' } else { c });
    }
    line.extend(special.nfkc());
    line.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_have_the_names_of_spreadsheets() {
        for (at, name) in [((0, 0), "A1"), ((11, 25), "Z12"), ((0, 26), "AA1"), ((4, 701), "ZZ5")] {
            assert_eq!(cell_name(at.0, at.1), name);
        }
    }

    #[test]
    fn a_text_of_flat_tables_is_one_line() {
        assert_eq!(one_line("一行目\n\u{3000}二行目 "), "一行目 二行目");
        assert_eq!(one_line("①㈱ﾊﾞｽ Ⅱ期"), "(1)(株)バス II期");
        assert_eq!(one_line("ＬＥＤ～１"), "ＬＥＤ～１");
    }
}
