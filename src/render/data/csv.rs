//! Tables as CSV, by the rules for machine-readable data of Japanese administrations.

use std::borrow::Cow;

use super::table::{Cell, Table};
use super::text::{flatten, harmless};
use super::{DataFile, FOLDER, Shape};

/// The media type of CSV.
pub const MEDIA_TYPE: &str = "text/csv; charset=utf-8";

/// Told to those who read the data.
pub(super) const ENCODING: &str =
    "UTF-8（BOM付き）、改行はCRLF、区切りはカンマ、必要なときだけ二重引用符で囲む（RFC 4180）";

/// Told to those who read the data.
pub(super) const CONVENTIONS: &str = "1行目が列の名前、2行目からがデータ。空欄は値がないことを表し、0とは異なる（意味は dictionary にある）。数に桁区切りや単位を付けず、負の数は - で始める。年度は4月に始まる年の西暦とし、和暦を添える。金額は計画の単位（unit 列）のまま丸めずに示す。CSV と XLSX では、文の改行を空白に、機種依存文字を一般の文字に替える。CSV では、数式と誤認される文（=、+、-、@ で始まるもの）の前に ' を付ける";

/// Spreadsheets take a file without it for one in Shift JIS.
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// The path of the table called `name`.
pub(super) fn path(name: &str) -> String {
    format!("{FOLDER}/{name}.csv")
}

/// `table` as a file, with the columns of `common` before its own.
pub(super) fn file(table: &Table, common: &Table) -> DataFile {
    let columns = common.columns.iter().chain(&table.columns);
    let shape =
        Shape { name: table.about.name, rows: table.rows.len(), columns: columns.clone().count() };
    let same: Vec<_> = common.rows.iter().flatten().map(field).collect();
    let more = columns.clone().count() + same.iter().map(|field| field.len()).sum::<usize>();
    let mut bytes = Vec::with_capacity(table.length(more));
    bytes.extend(BOM);
    let mut writer =
        ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(bytes);
    let written = "writing to memory does not fail";
    writer.write_record(columns.map(|column| column.name)).expect(written);
    for row in &table.rows {
        let cells = same.iter().cloned().chain(row.iter().map(field));
        writer.write_record(cells).expect(written);
    }
    let bytes = writer.into_inner().expect(written);
    DataFile {
        path: path(table.about.name),
        title: table.about.title.to_owned(),
        description: table.about.definition.to_owned(),
        media_type: MEDIA_TYPE,
        table: Some(shape),
        size: bytes.len(),
        bytes,
    }
}

/// What stands in the file for a cell.
fn field(cell: &Cell) -> Cow<'_, [u8]> {
    let text = match cell {
        Cell::Empty => Cow::Borrowed(""),
        Cell::Text(text) => harmless(flatten(text)),
        Cell::Integer(n) => n.to_string().into(),
        Cell::Decimal(n) => n.to_string().into(),
    };
    match text {
        Cow::Borrowed(text) => text.as_bytes().into(),
        Cow::Owned(text) => text.into_bytes().into(),
    }
}
