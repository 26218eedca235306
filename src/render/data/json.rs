//! Everything in one JSON file: the tables as lists of objects, with the names of the
//! columns as names of the fields and the words as their authors wrote them.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::table::{Cell, ColumnAbout, Table};
use super::{DataFile, Dataset, PLAN};

/// The media type of JSON.
pub const MEDIA_TYPE: &str = "application/json";
/// The table that has one row and is an object of its own.
pub(super) const PUBLICATION: &str = "publication";

/// A row as an object.
pub(super) struct Row<'a>(pub(super) &'a [ColumnAbout], pub(super) &'a [Cell]);

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|c| c.name).zip(self.1))
    }
}

/// Rows of a table as a list.
pub(super) struct Rows<'a, R>(pub(super) &'a [ColumnAbout], pub(super) R);

impl<'a, R: Iterator<Item = &'a Vec<Cell>> + Clone> Serialize for Rows<'a, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.1.clone().map(|row| Row(self.0, row)))
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Empty => serializer.serialize_none(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Integer(n) => serializer.serialize_i64(*n),
            Self::Decimal(n) => serializer.serialize_f64(n.to_f64()),
        }
    }
}

/// The only row of the publication, with the common columns before its own.
pub(super) struct Publication<'a>(pub(super) &'a Dataset<'a>);

impl Serialize for Publication<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Dataset { common, tables, .. } = self.0;
        let own = tables.iter().filter(|table| table.about.name == PUBLICATION);
        let mut map = serializer.serialize_map(None)?;
        for table in std::iter::once(common).chain(own) {
            for (column, cell) in table.columns.iter().zip(table.rows.iter().flatten()) {
                map.serialize_entry(column.name, cell)?;
            }
        }
        map.end()
    }
}

/// All tables but the publication, by name.
struct Tables<'a>(&'a [Table]);

impl Serialize for Tables<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rest = self.0.iter().filter(|table| table.about.name != PUBLICATION);
        serializer.collect_map(
            rest.map(|table| (table.about.name, Rows(&table.columns, table.rows.iter()))),
        )
    }
}

/// `data/plan.json`.
#[derive(serde::Serialize)]
struct Plan<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    publication: Publication<'a>,
    tables: Tables<'a>,
}

/// `data/plan.json` as a file.
pub(super) fn file(data: &Dataset<'_>) -> DataFile {
    let plan = Plan {
        schema: super::schema::PLAN,
        publication: Publication(data),
        tables: Tables(&data.tables),
    };
    let length = |table: &Table| {
        // "name":"…",
        let names: usize = table.columns.iter().map(|column| column.name.len() + 6).sum();
        table.length(names)
    };
    let bytes = written(&plan, data.tables.iter().map(length).sum());
    DataFile {
        path: PLAN.to_owned(),
        title: "全データ（JSON）".to_owned(),
        description: "すべての表を一つにまとめたもの。項目名は表と列の名前と同じ。文章は改行を保つ"
            .to_owned(),
        media_type: MEDIA_TYPE,
        table: None,
        size: bytes.len(),
        bytes,
    }
}

/// The bytes of plain data.
pub(super) fn bytes(value: &impl Serialize) -> Vec<u8> {
    written(value, 1 << 10)
}

/// The same, of about as many bytes as `length` says.
fn written(value: &impl Serialize, length: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(length);
    serde_json::to_writer(&mut bytes, value).expect("tables are plain data");
    bytes.push(b'\n');
    bytes
}
