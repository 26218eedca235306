//! A table whose columns carry their own definitions: no column without one.

use crate::model::{Decimal, FiscalYear};

/// The version of the columns. It grows with every column added, renamed or redefined, and
/// each column says with which version it came.
pub const FORMAT: &str = "1";

/// One datum.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// No datum. What that means is part of the column's definition; it is never zero.
    Empty,
    /// Words, trimmed. Line breaks stay for JSON; tables flatten them.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A measured number with the digits it was written with.
    Decimal(Decimal),
}

impl Cell {
    /// About how many bytes it is as text.
    fn length(&self) -> usize {
        match self {
            Self::Empty => 0,
            Self::Text(text) => text.len(),
            Self::Integer(_) | Self::Decimal(_) => 8,
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        match text.trim() {
            "" => Self::Empty,
            text => Self::Text(text.to_owned()),
        }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<&String> for Cell {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<i64> for Cell {
    fn from(n: i64) -> Self {
        Self::Integer(n)
    }
}

impl From<usize> for Cell {
    fn from(n: usize) -> Self {
        i64::try_from(n).map_or(Self::Empty, Self::Integer)
    }
}

impl From<u8> for Cell {
    fn from(n: u8) -> Self {
        Self::Integer(n.into())
    }
}

impl From<Decimal> for Cell {
    fn from(n: Decimal) -> Self {
        Self::Decimal(n)
    }
}

/// A fiscal year is the western year in which it begins.
impl From<FiscalYear> for Cell {
    fn from(year: FiscalYear) -> Self {
        Self::Integer(year.western().into())
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// A word of this set in the table of codes.
    Code(&'static str),
    /// A whole number.
    Integer,
    /// A number.
    Decimal,
}

impl Kind {
    /// Its name in the dictionary and in JSON Schema.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text | Self::Code(_) => "string",
            Self::Integer => "integer",
            Self::Decimal => "number",
        }
    }
}

/// The definition of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnAbout {
    /// Its name in every format: ASCII letters and `_`.
    pub name: &'static str,
    /// Its name for readers.
    pub label: &'static str,
    /// What it holds.
    pub definition: &'static str,
    /// How it is worked out, where it is not copied.
    pub calculation: Option<&'static str>,
    /// In what unit; of columns whose unit differs by row, which column says it.
    pub unit: Option<&'static str>,
    /// Where it comes from.
    pub source: &'static str,
    /// What an empty cell means; `None` where no cell is empty.
    pub empty: Option<&'static str>,
    /// What it holds.
    pub kind: Kind,
    /// Whether it is one of those that tell the table's rows apart.
    pub key: bool,
    /// The version of the columns it came with.
    pub since: &'static str,
}

/// A column: its definition, and how its cells are read from a row's facts.
pub(super) struct Column<R> {
    about: ColumnAbout,
    cell: fn(&R) -> Cell,
}

impl<R> Column<R> {
    fn new(
        kind: Kind,
        (name, label): (&'static str, &'static str),
        definition: &'static str,
        cell: fn(&R) -> Cell,
    ) -> Self {
        let about = ColumnAbout {
            name,
            label,
            definition,
            calculation: None,
            unit: None,
            source: "",
            empty: None,
            kind,
            key: false,
            since: FORMAT,
        };
        Self { about, cell }
    }

    pub(super) fn text(
        names: (&'static str, &'static str),
        definition: &'static str,
        cell: fn(&R) -> Cell,
    ) -> Self {
        Self::new(Kind::Text, names, definition, cell)
    }

    pub(super) fn integer(
        names: (&'static str, &'static str),
        definition: &'static str,
        cell: fn(&R) -> Cell,
    ) -> Self {
        Self::new(Kind::Integer, names, definition, cell)
    }

    pub(super) fn decimal(
        names: (&'static str, &'static str),
        definition: &'static str,
        cell: fn(&R) -> Cell,
    ) -> Self {
        Self::new(Kind::Decimal, names, definition, cell)
    }

    /// A column whose words are those of `set` in the table of codes.
    pub(super) fn code(
        names: (&'static str, &'static str),
        definition: &'static str,
        set: &'static str,
        cell: fn(&R) -> Cell,
    ) -> Self {
        Self::new(Kind::Code(set), names, definition, cell)
    }

    pub(super) fn key(mut self) -> Self {
        self.about.key = true;
        self
    }

    pub(super) fn unit(mut self, unit: &'static str) -> Self {
        self.about.unit = Some(unit);
        self
    }

    pub(super) fn calculated(mut self, how: &'static str) -> Self {
        self.about.calculation = Some(how);
        self
    }

    pub(super) fn empty(mut self, meaning: &'static str) -> Self {
        self.about.empty = Some(meaning);
        self
    }

    pub(super) fn source(mut self, source: &'static str) -> Self {
        self.about.source = source;
        self
    }
}

/// The definition of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableAbout {
    /// Its name: the CSV file, the sheet and the field of `plan.json`.
    pub name: &'static str,
    /// Its name for readers.
    pub title: &'static str,
    /// What a row is, and which rows there are.
    pub definition: &'static str,
    /// Where its columns come from, unless they say otherwise.
    pub source: &'static str,
}

/// A table: definitions and rows of as many cells as there are columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What it is.
    pub about: TableAbout,
    /// Its columns, in their order.
    pub columns: Vec<ColumnAbout>,
    /// Its rows, in the order of the book.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    pub(super) fn new<R>(
        about: TableAbout,
        columns: Vec<Column<R>>,
        rows: impl IntoIterator<Item = R>,
    ) -> Self {
        let rows = rows
            .into_iter()
            .map(|row| columns.iter().map(|column| (column.cell)(&row)).collect())
            .collect();
        let columns = columns
            .into_iter()
            .map(|column| ColumnAbout {
                source: match column.about.source {
                    "" => about.source,
                    own => own,
                },
                ..column.about
            })
            .collect();
        Self { about, columns, rows }
    }

    /// About how many bytes it is as text, of which each row has `more` beside its cells. Text
    /// that is put where there is room for it is not moved as it grows.
    pub(super) fn length(&self, more: usize) -> usize {
        let cells: usize = self.rows.iter().flatten().map(Cell::length).sum();
        cells + (self.rows.len() + 1) * more
    }

    /// The place of the column called `name`.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }
}
