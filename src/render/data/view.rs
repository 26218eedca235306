//! What a page about the data shows: the files, and the dictionary.

use serde::Serialize;

use super::table::{ColumnAbout, Kind};
use super::{DataFile, Dataset, catalog};
use crate::render::size_for_readers;

/// The open data for themes.
#[derive(Debug, Serialize)]
pub struct DataView {
    /// The files in their order, without those of single policies.
    pub files: Vec<FileView>,
    /// The dictionary: every table with its columns.
    pub tables: Vec<TableView>,
    /// How those who use the data are asked to name their source.
    pub citation: String,
}

/// A file to download.
#[derive(Debug, Serialize)]
pub struct FileView {
    /// Its address from the root of the site.
    pub route: String,
    /// Its name without folders.
    pub name: String,
    /// Its name for readers.
    pub title: String,
    /// What is in it.
    pub description: String,
    /// CSV, JSON, XLSX.
    pub format: &'static str,
    /// Its size for readers: `12 KB`.
    pub size: String,
    /// Its size in bytes.
    pub bytes: usize,
    /// The table it holds, if it is one.
    pub table: Option<&'static str>,
    /// How many rows the table has.
    pub rows: Option<usize>,
    /// How many columns the table has.
    pub columns: Option<usize>,
}

/// A table of the dictionary.
#[derive(Debug, Serialize)]
pub struct TableView {
    /// Its name.
    pub name: &'static str,
    /// Its name for readers.
    pub title: &'static str,
    /// What a row is.
    pub definition: &'static str,
    /// How many rows it has.
    pub rows: usize,
    /// Its columns, without those that all tables begin with.
    pub columns: Vec<ColumnView>,
}

/// A column of the dictionary.
#[derive(Debug, Serialize)]
pub struct ColumnView {
    /// Its name.
    pub name: &'static str,
    /// Its name for readers.
    pub label: &'static str,
    /// `string`, `integer` or `number`.
    pub r#type: &'static str,
    /// What it holds.
    pub definition: &'static str,
    /// How it is worked out.
    pub calculation: Option<&'static str>,
    /// In what unit.
    pub unit: Option<&'static str>,
    /// Where it comes from.
    pub source: &'static str,
    /// What an empty cell means.
    pub empty: Option<&'static str>,
    /// The set of codes its words are from.
    pub code_set: Option<&'static str>,
    /// Whether it tells rows apart.
    pub key: bool,
    /// The version of the columns it came with.
    pub since: &'static str,
}

impl From<&ColumnAbout> for ColumnView {
    fn from(about: &ColumnAbout) -> Self {
        Self {
            name: about.name,
            label: about.label,
            r#type: about.kind.name(),
            definition: about.definition,
            calculation: about.calculation,
            unit: about.unit,
            source: about.source,
            empty: about.empty,
            code_set: match about.kind {
                Kind::Code(set) => Some(set),
                _ => None,
            },
            key: about.key,
            since: about.since,
        }
    }
}

impl DataView {
    /// The view of `data`, published as `files`.
    #[must_use]
    pub fn new(data: &Dataset<'_>, files: &[DataFile]) -> Self {
        let offered = files.iter().filter(|f| f.path.starts_with("data/"));
        let common = TableView {
            name: data.common.about.name,
            title: data.common.about.title,
            definition: data.common.about.definition,
            rows: data.common.rows.len(),
            columns: data.common.columns.iter().map(ColumnView::from).collect(),
        };
        let tables = data.tables.iter().map(|table| TableView {
            name: table.about.name,
            title: table.about.title,
            definition: table.about.definition,
            rows: table.rows.len(),
            columns: table.columns.iter().map(ColumnView::from).collect(),
        });
        Self {
            files: offered.map(file).collect(),
            tables: std::iter::once(common).chain(tables).collect(),
            citation: catalog::citation(&data.book.plan),
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
        size: size_for_readers(file.bytes.len()),
        bytes: file.bytes.len(),
        table: file.table.map(|shape| shape.name),
        rows: file.table.map(|shape| shape.rows),
        columns: file.table.map(|shape| shape.columns),
    }
}
