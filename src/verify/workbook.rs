//! Reads the workbook of the open data.
//!
//! This module must not know what the tables say.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};

use super::number::Number;
use super::table::Cell;
use crate::diag::Text;
use crate::text;

/// A worksheet: its name and rows.
pub(super) type Sheet = (String, Vec<Vec<Cell>>);

/// The worksheets of a workbook, in its order.
///
/// # Errors
/// What is wrong with the file.
pub(super) fn read(bytes: Vec<u8>) -> Result<Vec<Sheet>, Text> {
    let unreadable = |error: calamine::XlsxError| {
        text!(
            "Excelのワークブックとして読めません。途中で切れているか、ほかの種類のファイルです",
            "it cannot be read as a workbook: {error}"
        )
    };
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).map_err(unreadable)?;
        // A range begins at its first cell with a value, but tables begin in A1.
        let (top, left) = range.start().unwrap_or_default();
        let mut rows = vec![Vec::new(); top as usize];
        for row in range.rows() {
            let before = std::iter::repeat_n(Cell::Empty, left as usize);
            rows.push(before.chain(row.iter().map(cell)).collect());
        }
        sheets.push((name, rows));
    }
    Ok(sheets)
}

fn cell(data: &Data) -> Cell {
    match data {
        Data::Empty => Cell::Empty,
        Data::Float(number) => Number::plain(&number.to_string()).map_or(Cell::Empty, Cell::Number),
        Data::Int(number) => Cell::Number(Number::whole(i128::from(*number))),
        other => Cell::text(&other.to_string()),
    }
}
