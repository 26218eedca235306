//! Writes tables as CSV, by the rules for machine-readable data of Japanese administrations.

use std::borrow::Cow;

use super::table::{Cell, Table};
use super::text::flatten;
use super::{DataFile, FOLDER, TableSize};
use crate::spreadsheet::{self, without_formula};

/// The media type of CSV.
pub const MEDIA_TYPE: &str = "text/csv; charset=utf-8";

/// The description of the encoding, for the metadata.
pub(super) const ENCODING: &str =
    "UTF-8（BOM付き）、改行はCRLF、区切りはカンマ、必要なときだけ二重引用符で囲む（RFC 4180）";

/// The description of the conventions, for the metadata.
pub(super) const CONVENTIONS: &str = "1行目が列の名前、2行目からがデータ。空欄は値がないことを表し、0とは異なる（意味は dictionary にある）。数に桁区切りや単位を付けず、負の数は - で始める。年度は4月に始まる年の西暦とし、和暦を添える。金額は計画の単位（unit 列）のまま丸めずに示す。CSV と XLSX では、文の改行を空白に、機種依存文字を一般の文字に替える。CSV では、数式と誤認される文（=、+、-、@ で始まるもの）の前に ' を付ける";

/// The path of the table `name`.
pub(super) fn path(name: &str) -> String {
    format!("{FOLDER}/{name}.csv")
}

/// The CSV file of `table`, with the columns of `common` before its own.
pub(super) fn file(table: &Table, common: &Table) -> DataFile {
    let columns = common.columns.iter().chain(&table.columns);
    let size = TableSize {
        name: table.meta.name,
        rows: table.rows.len(),
        columns: columns.clone().count(),
    };
    let common_fields: Vec<_> = common.rows.iter().flatten().map(field).collect();
    let row_overhead =
        columns.clone().count() + common_fields.iter().map(|field| field.len()).sum::<usize>();
    let head = columns.map(|column| column.name.as_bytes());
    let rows = table.rows.iter();
    let rows = rows.map(|row| common_fields.iter().cloned().chain(row.iter().map(field)));
    let capacity = table.estimated_size(row_overhead);
    let bytes = spreadsheet::csv(head, rows, capacity);
    DataFile {
        path: path(table.meta.name),
        title: table.title.to_string(),
        description: table.definition.to_string(),
        media_type: MEDIA_TYPE,
        table: Some(size),
        size: bytes.len(),
        bytes,
    }
}

/// The CSV field of a cell.
fn field(cell: &Cell) -> Cow<'_, [u8]> {
    let text = match cell {
        Cell::Empty => Cow::Borrowed(""),
        Cell::Text(text) => without_formula(flatten(text)),
        Cell::Integer(n) => n.to_string().into(),
        Cell::Decimal(n) => n.to_string().into(),
    };
    match text {
        Cow::Borrowed(text) => text.as_bytes().into(),
        Cow::Owned(text) => text.into_bytes().into(),
    }
}
