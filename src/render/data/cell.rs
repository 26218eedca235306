//! Cells of tables, and what becomes one.

use crate::model::{Decimal, FiscalYear};
use crate::record::DeclaredValue;
use crate::span::Spanned;

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
    pub(super) fn estimated_size(&self) -> usize {
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

impl From<&DeclaredValue> for Cell {
    fn from(value: &DeclaredValue) -> Self {
        match value {
            DeclaredValue::Text(text)
            | DeclaredValue::Markdown(text)
            | DeclaredValue::Choice(text) => text.into(),
            DeclaredValue::Number(number) => (*number).into(),
            DeclaredValue::Money(amount) => amount.0.into(),
            DeclaredValue::Date(date) => date.to_string().into(),
            DeclaredValue::Years(years) => years.to_string().into(),
            DeclaredValue::Link(address) => address.as_str().into(),
            DeclaredValue::Truth(truth) => u8::from(*truth).into(),
        }
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}
