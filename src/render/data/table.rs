//! Tables of the open data, whose columns include their definitions.

use crate::model::{Decimal, FiscalYear};
use crate::span::Spanned;

/// The version of the data format. It increases with every column added, renamed or redefined;
/// each column has the version in which it was introduced.
pub const FORMAT: &str = "1";

/// A cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// No value. The column's definition says what that means; it never means zero.
    Empty,
    /// Trimmed text. JSON keeps line breaks; CSV and XLSX do not.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number with the number of decimal places it was written with.
    Decimal(Decimal),
}

impl Cell {
    /// The approximate size in bytes as text.
    fn estimated_size(&self) -> usize {
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

impl From<&Spanned<String>> for Cell {
    fn from(text: &Spanned<String>) -> Self {
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

/// A fiscal year becomes the western year in which it begins.
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

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A code of this set in the table of codes.
    Code(&'static str),
    /// A whole number.
    Integer,
    /// A number.
    Decimal,
}

impl Kind {
    /// The name of the type in the dictionary and in JSON Schema.
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
pub struct ColumnMeta {
    /// The name in every format: ASCII letters and `_`.
    pub name: &'static str,
    /// The label for readers.
    pub label: &'static str,
    /// The definition.
    pub definition: &'static str,
    /// How the values are calculated; `None` if they are copied from the source.
    pub calculation: Option<&'static str>,
    /// The unit, or the column that contains the unit of each row.
    pub unit: Option<&'static str>,
    /// The source of the values.
    pub source: &'static str,
    /// The meaning of an empty cell; `None` if no cell is empty.
    pub empty: Option<&'static str>,
    /// The type.
    pub kind: Kind,
    /// Whether the column is part of the table's key.
    pub key: bool,
    /// The format version in which the column was introduced.
    pub since: &'static str,
}

/// A column: its definition, and the function that computes its cell of a row.
pub(super) struct Column<R> {
    meta: ColumnMeta,
    cell: fn(&R) -> Cell,
}

impl<R> Column<R> {
    fn new(
        kind: Kind,
        (name, label): (&'static str, &'static str),
        definition: &'static str,
        cell: fn(&R) -> Cell,
    ) -> Self {
        let meta = ColumnMeta {
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
        Self { meta, cell }
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

    /// A column of codes of `set` in the table of codes.
    pub(super) fn code(
        names: (&'static str, &'static str),
        definition: &'static str,
        set: &'static str,
        cell: fn(&R) -> Cell,
    ) -> Self {
        Self::new(Kind::Code(set), names, definition, cell)
    }

    pub(super) fn key(mut self) -> Self {
        self.meta.key = true;
        self
    }

    pub(super) fn key_if(self, is_key: bool) -> Self {
        if is_key { self.key() } else { self }
    }

    pub(super) fn unit(mut self, unit: &'static str) -> Self {
        self.meta.unit = Some(unit);
        self
    }

    pub(super) fn calculated(mut self, how: &'static str) -> Self {
        self.meta.calculation = Some(how);
        self
    }

    pub(super) fn empty(mut self, meaning: &'static str) -> Self {
        self.meta.empty = Some(meaning);
        self
    }

    pub(super) fn source(mut self, source: &'static str) -> Self {
        self.meta.source = source;
        self
    }
}

/// The definition of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableMeta {
    /// The name of the CSV file, of the worksheet and of the key in `plan.json`.
    pub name: &'static str,
    /// The title for readers.
    pub title: &'static str,
    /// The definition of a row, and which rows there are.
    pub definition: &'static str,
    /// The source of columns that have none of their own.
    pub source: &'static str,
}

/// A table: its definition, and rows with a cell for each column.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The definition of the table.
    pub meta: TableMeta,
    /// The columns, in order.
    pub columns: Vec<ColumnMeta>,
    /// The rows, in the order of the book.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    pub(super) fn new<R>(
        meta: TableMeta,
        columns: Vec<Column<R>>,
        rows: impl IntoIterator<Item = R>,
    ) -> Self {
        let rows = rows
            .into_iter()
            .map(|row| columns.iter().map(|column| (column.cell)(&row)).collect())
            .collect();
        let columns = columns
            .into_iter()
            .map(|column| ColumnMeta {
                source: match column.meta.source {
                    "" => meta.source,
                    own => own,
                },
                ..column.meta
            })
            .collect();
        Self { meta, columns, rows }
    }

    /// The approximate size in bytes as text, with `row_overhead` bytes for each row: the initial
    /// capacity of buffers.
    pub(super) fn estimated_size(&self, row_overhead: usize) -> usize {
        let cells: usize = self.rows.iter().flatten().map(Cell::estimated_size).sum();
        cells + (self.rows.len() + 1) * row_overhead
    }

    /// The index of the column `name`.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }
}
