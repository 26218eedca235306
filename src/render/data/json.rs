//! Writes all tables to one JSON file, as lists of objects with the column names as keys. Texts
//! keep their line breaks.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::table::{Cell, ColumnMeta, Table};
use super::{DataFile, Dataset, PLAN};

/// The media type of JSON.
pub const MEDIA_TYPE: &str = "application/json";
/// The table that has a single row and is written as an object.
pub(super) const PUBLICATION: &str = "publication";

/// A row, serialized as an object.
pub(super) struct JsonRow<'a>(pub(super) &'a [ColumnMeta], pub(super) &'a [Cell]);

impl Serialize for JsonRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|c| &c.name).zip(self.1))
    }
}

/// Rows of a table, serialized as a list.
pub(super) struct Rows<'a, R>(pub(super) &'a [ColumnMeta], pub(super) R);

impl<'a, R: Iterator<Item = &'a Vec<Cell>> + Clone> Serialize for Rows<'a, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.1.clone().map(|row| JsonRow(self.0, row)))
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

/// The row of the publication table, after the common columns, serialized as an object.
pub(super) struct Publication<'a>(pub(super) &'a Dataset<'a>);

impl Serialize for Publication<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Dataset { common, tables, .. } = self.0;
        let own = tables.iter().filter(|table| table.meta.name == PUBLICATION);
        let mut map = serializer.serialize_map(None)?;
        for table in std::iter::once(common).chain(own) {
            for (column, cell) in table.columns.iter().zip(table.rows.iter().flatten()) {
                map.serialize_entry(&column.name, cell)?;
            }
        }
        map.end()
    }
}

/// All tables except the publication, serialized by name.
struct Tables<'a>(&'a [Table]);

impl Serialize for Tables<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rest = self.0.iter().filter(|table| table.meta.name != PUBLICATION);
        serializer.collect_map(
            rest.map(|table| (table.meta.name, Rows(&table.columns, table.rows.iter()))),
        )
    }
}

/// The contents of `data/plan.json`.
#[derive(serde::Serialize)]
struct Plan<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    publication: Publication<'a>,
    tables: Tables<'a>,
}

/// The file `data/plan.json`.
pub(super) fn file(data: &Dataset<'_>) -> DataFile {
    let plan = Plan {
        schema: super::schema::PLAN,
        publication: Publication(data),
        tables: Tables(&data.tables),
    };
    let estimated_size = |table: &Table| {
        // "name":"…",
        let names: usize = table.columns.iter().map(|column| column.name.len() + 6).sum();
        table.estimated_size(names)
    };
    let bytes = to_bytes(&plan, data.tables.iter().map(estimated_size).sum());
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

/// Serializes plain data.
pub(super) fn bytes(value: &impl Serialize) -> Vec<u8> {
    to_bytes(value, 1 << 10)
}

/// Serializes plain data into a buffer of the initial capacity `capacity`.
fn to_bytes(value: &impl Serialize, capacity: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(capacity);
    serde_json::to_writer(&mut bytes, value).expect("tables are plain data");
    bytes.push(b'\n');
    bytes
}
