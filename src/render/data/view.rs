//! The view of the open data for the data page: the files and the dictionary.

use serde::Serialize;

use super::table::{ColumnMeta, Kind, Table};
use super::tables::citation;
use super::{DataFile, Dataset};
use crate::render::size_for_readers;

/// The open data, as themes read them.
#[derive(Debug, Default, Serialize)]
pub struct DataView {
    /// The files, without those of single policies.
    pub files: Vec<FileView>,
    /// The dictionary: every table with its columns.
    pub tables: Vec<TableView>,
    /// The citation that users of the data are asked to use.
    pub citation: String,
}

/// A file to download.
#[derive(Debug, Serialize)]
pub struct FileView {
    /// The path from the root of the site.
    pub route: String,
    /// The name without folders.
    pub name: String,
    /// The title for readers.
    pub title: String,
    /// The description for readers.
    pub description: String,
    /// The format: CSV, JSON, XLSX.
    pub format: &'static str,
    /// The size for readers: `12 KB`.
    pub size: String,
    /// The name of its table, if it contains a single table.
    pub table: Option<&'static str>,
    /// The number of rows of the table.
    pub rows: Option<usize>,
    /// The number of columns of the table.
    pub columns: Option<usize>,
}

/// A table of the dictionary.
#[derive(Debug, Serialize)]
pub struct TableView {
    /// The name.
    pub name: &'static str,
    /// The title for readers.
    pub title: String,
    /// The definition of a row.
    pub definition: String,
    /// The number of rows.
    pub rows: usize,
    /// The columns, without the common ones.
    pub columns: Vec<ColumnView>,
}

/// A column of the dictionary.
#[derive(Debug, Serialize)]
pub struct ColumnView {
    /// The name.
    pub name: String,
    /// The label for readers.
    pub label: String,
    /// The type: `string`, `integer` or `number`.
    pub r#type: &'static str,
    /// The definition.
    pub definition: String,
    /// How the values are calculated.
    pub calculation: Option<String>,
    /// The unit.
    pub unit: Option<String>,
    /// The source of the values.
    pub source: &'static str,
    /// The meaning of an empty cell.
    pub empty: Option<String>,
    /// The code set of its values.
    pub code_set: Option<String>,
    /// Whether the column is part of the table's key.
    pub key: bool,
    /// The format version in which the column was introduced.
    pub since: &'static str,
}

impl ColumnView {
    fn new(meta: &ColumnMeta) -> Self {
        Self {
            name: meta.name.to_string(),
            label: meta.label.to_string(),
            r#type: meta.kind.name(),
            definition: meta.definition.to_string(),
            calculation: meta.calculation.as_ref().map(ToString::to_string),
            unit: meta.unit.as_ref().map(ToString::to_string),
            source: meta.source,
            empty: meta.empty.as_ref().map(ToString::to_string),
            code_set: match &meta.kind {
                Kind::Code(set) => Some(set.to_string()),
                _ => None,
            },
            key: meta.key,
            since: meta.since,
        }
    }
}

impl TableView {
    fn new(table: &Table) -> Self {
        Self {
            name: table.meta.name,
            title: table.title.to_string(),
            definition: table.definition.to_string(),
            rows: table.rows.len(),
            columns: table.columns.iter().map(ColumnView::new).collect(),
        }
    }
}

impl DataView {
    /// The view of `data`, published as `files`.
    #[must_use]
    pub fn new(data: &Dataset<'_>, files: &[DataFile]) -> Self {
        let listed = files.iter().filter(|f| f.path.starts_with("data/"));
        let tables = std::iter::once(&data.common).chain(&data.tables);
        Self {
            files: listed.map(file).collect(),
            tables: tables.map(TableView::new).collect(),
            citation: citation(data.reading.plan()),
        }
    }
}

fn file(file: &DataFile) -> FileView {
    let name = file.path.rsplit('/').next().unwrap_or(&file.path);
    FileView {
        route: file.path.clone(),
        name: name.to_owned(),
        title: file.title.clone(),
        description: file.description.clone(),
        format: file.format(),
        size: size_for_readers(file.size),
        table: file.table.map(|table| table.name),
        rows: file.table.map(|table| table.rows),
        columns: file.table.map(|table| table.columns),
    }
}
