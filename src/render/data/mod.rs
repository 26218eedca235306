//! The open data backend: every figure of the book as CSV, JSON and an XLSX workbook.
//!
//! 1. [`tables`] computes the tables from the book. Every column includes its definition
//!    ([`table::ColumnMeta`]).
//! 2. [`csv`], [`json`] and [`xlsx`] write the same tables; [`schema`] and the dictionary are
//!    generated from the same definitions; [`catalog`] lists the files.
//!
//! The files of [`Dataset::texts`] do not depend on page numbers, so that they can be attached to
//! the PDF; the page numbers are in a file of their own, [`Dataset::crosswalk`].
//!
//! Amounts are integers in the plan's unit, which is in a column next to them; the table
//! `publication` defines the unit in yen. Time series include years before the edition's window,
//! so this backend reads the book and not the view.
//!
//! This module must not know how the data are shown, the sources on disk, or the typesetter.

pub mod catalog;
mod cell;
pub mod csv;
mod header_help;
pub mod json;
mod policy;
pub mod schema;
pub mod table;
mod tables;
mod text;
mod view;
pub mod xlsx;

pub use view::{ColumnView, DataView, FileView, TableView};

use std::io;
use std::path::Path;

use rayon::prelude::*;

use crate::layout::PageMap;
use crate::reading::Reading;
use table::Table;

/// The folder of the files, from the root of the site.
pub(super) const FOLDER: &str = "data";
/// The path of the JSON file with all tables.
pub const PLAN: &str = "data/plan.json";
/// The file name of the data of a policy, in the folder of its page.
pub(super) const POLICY_FILE: &str = "data.json";

/// An open data file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataFile {
    /// The path from the root of the site.
    pub path: String,
    /// The title for readers.
    pub title: String,
    /// The description for readers.
    pub description: String,
    /// The media type.
    pub media_type: &'static str,
    /// The name and size of its table, if it contains a single table.
    pub table: Option<TableSize>,
    /// The size in bytes.
    pub size: usize,
    /// The contents; empty once they are written, because those of a large book are large.
    pub bytes: Vec<u8>,
}

impl DataFile {
    /// The name of the format for readers: CSV.
    #[must_use]
    pub fn format(&self) -> &'static str {
        match self.media_type {
            csv::MEDIA_TYPE => "CSV",
            xlsx::MEDIA_TYPE => "XLSX",
            catalog::MEDIA_TYPE => "JSON-LD",
            schema::MEDIA_TYPE => "JSON Schema",
            _ => "JSON",
        }
    }
}

/// The size of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableSize {
    /// The table's name.
    pub name: &'static str,
    /// The number of rows, without the header.
    pub rows: usize,
    /// The number of columns.
    pub columns: usize,
}

/// A finished PDF, for the crosswalk.
#[derive(Debug, Clone, Copy)]
pub struct Volume<'a> {
    /// The name: 全体版.
    pub name: &'a str,
    /// The path from the root of the site.
    pub file: &'a str,
    /// The pages of its parts and policies. Those it does not contain have no row.
    pub pages: &'a PageMap,
}

/// The computed tables of a book.
#[derive(Debug)]
pub struct Tables {
    common: Table,
    tables: Vec<Table>,
}

/// The tables of a book, and the files they become.
#[derive(Debug)]
pub struct Dataset<'a> {
    reading: Reading<'a>,
    common: Table,
    tables: Vec<Table>,
}

impl Tables {
    fn new(reading: &Reading<'_>) -> Self {
        let mut common = tables::common(reading);
        let mut tables = tables::tables(reading);
        tables.push(tables::pages(reading.book(), &[]));
        tables.iter_mut().chain([&mut common]).for_each(|table| table.use_terms(reading.plan()));
        let dictionary = tables::dictionary(&tables, &common);
        tables.pop();
        tables.extend(dictionary);
        Self { common, tables }
    }
}

impl<'a> Dataset<'a> {
    /// The dataset of a book in a reading.
    #[must_use]
    pub fn new(reading: Reading<'a>) -> Self {
        let tables = Tables::new(&reading);
        Self::with(reading, tables)
    }

    /// The dataset of a book in a reading, with its computed `tables`.
    #[must_use]
    pub fn with(reading: Reading<'a>, tables: Tables) -> Self {
        let Tables { common, tables } = tables;
        Self { reading, common, tables }
    }

    /// The tables, to be used for another dataset of the same reading.
    #[must_use]
    pub fn into_tables(self) -> Tables {
        Tables { common: self.common, tables: self.tables }
    }

    /// Every table that does not depend on page numbers; the dictionary last.
    #[must_use]
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// The common columns at the start of every CSV file and worksheet, as a table of one row.
    #[must_use]
    pub fn common(&self) -> &Table {
        &self.common
    }

    /// The text files that do not depend on page numbers: the CSV files, `plan.json` and the
    /// schemas.
    #[must_use]
    pub fn texts(&self) -> Vec<DataFile> {
        let tables = self.tables.par_iter().with_max_len(1);
        let tables = || tables.map(|table| csv::file(table, &self.common)).collect();
        let (plan, mut files): (_, Vec<_>) = rayon::join(|| json::file(self), tables);
        files.push(plan);
        files.extend(schema::files(self));
        files
    }

    /// The path of the workbook.
    #[must_use]
    pub fn workbook_path(&self) -> String {
        xlsx::path(self)
    }

    /// The workbook. Temporary files are written to `temp_dir`.
    ///
    /// # Errors
    /// When a temporary file cannot be written.
    pub fn workbook(&self, temp_dir: &Path) -> io::Result<DataFile> {
        xlsx::workbook(self, temp_dir)
    }

    /// The entry of an existing workbook of `size` bytes, without contents.
    #[must_use]
    pub fn existing_workbook(&self, size: usize) -> DataFile {
        xlsx::existing(self, size)
    }

    /// Writes the data file of each policy, such as `policies/1-2-03/data.json`, and passes it to
    /// `take` at once, because all of them together are large. They do not depend on page numbers
    /// and contain nothing that is not in `plan.json`.
    ///
    /// # Errors
    /// The first error of `take`, after which no further file is written.
    pub fn each_policy_file<E: Send>(
        &self,
        take: impl Fn(DataFile) -> Result<(), E> + Sync,
    ) -> Result<(), E> {
        policy::each(self, take)
    }

    /// The crosswalk (ページ対応表): the page numbers of parts and policies in the finished PDFs.
    #[must_use]
    pub fn crosswalk(&self, volumes: &[Volume<'_>]) -> DataFile {
        let mut pages = tables::pages(self.reading.book(), volumes);
        pages.use_terms(self.reading.plan());
        csv::file(&pages, &self.common)
    }

    /// All files except those of single policies: the `files` that do not depend on page numbers,
    /// the crosswalk (if there are volumes), and the catalogue.
    #[must_use]
    pub fn publication(&self, mut files: Vec<DataFile>, volumes: &[Volume<'_>]) -> Vec<DataFile> {
        if !volumes.is_empty() {
            files.push(self.crosswalk(volumes));
        }
        files.extend(catalog::files(self, &files));
        files
    }
}

/// Whether `path` in a publication is an open data file.
#[must_use]
pub fn is_data_path(path: &str) -> bool {
    let in_folder = path.starts_with("data/") && path != "data/index.html";
    in_folder || (path.starts_with("policies/") && path.ends_with(POLICY_FILE))
}
