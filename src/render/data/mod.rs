//! The open data: every figure of the book as CSV, JSON and a workbook.
//!
//! 1. [`tables`] reads the book into tables whose columns carry their own definitions
//!    ([`table::ColumnAbout`]), so that no column exists without one.
//! 2. [`csv`], [`json`], [`xlsx`] write the same tables; [`schema`] and the dictionary
//!    describe them from the same definitions; [`catalog`] lists the files.
//!
//! [`Dataset::texts`] depend on no printed page, so that these files can travel inside the
//! PDF; where everything is printed is a file of its own, [`Dataset::crosswalk`].
//!
//! Amounts are whole numbers in the plan's unit, which stands beside each; the table
//! `publication` says how many yen that is. Series reach back beyond the edition's window,
//! which is why this output reads the book and not the view.
//!
//! This module must not know how the data are shown, the sources on disk, or the typesetter.

pub mod catalog;
pub mod csv;
pub mod json;
mod policy;
mod prose;
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
use crate::model::Book;
use table::Table;

/// Where the files are, from the root of the site.
const FOLDER: &str = "data";
/// Where everything stands as one JSON file.
pub const PLAN: &str = "data/plan.json";
/// What the data of one policy are called, beside its page.
const POLICY_FILE: &str = "data.json";

/// One file of open data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataFile {
    /// Its path from the root of the site.
    pub path: String,
    /// Its name for readers.
    pub title: String,
    /// What is in it.
    pub description: String,
    /// Its media type, as the web and PDF attachments name it.
    pub media_type: &'static str,
    /// What it holds, if it holds one table.
    pub table: Option<Shape>,
    /// How many bytes it has.
    pub size: usize,
    /// Its bytes, for as long as they are not in place: those of a large book fill memory.
    pub bytes: Vec<u8>,
}

impl DataFile {
    /// Its format as readers know it: CSV.
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

/// How large a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// The table's name.
    pub name: &'static str,
    /// Rows, without the header.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
}

/// A finished PDF, for the crosswalk.
#[derive(Debug, Clone, Copy)]
pub struct Volume<'a> {
    /// Its name: 全体版.
    pub name: &'a str,
    /// Its path from the root of the site.
    pub file: &'a str,
    /// Where everything stands in it. What it does not hold gets no row.
    pub pages: &'a PageMap,
}

/// The tables of a book.
#[derive(Debug)]
pub struct Tables {
    common: Table,
    tables: Vec<Table>,
}

/// The tables of a book, and the files they become.
#[derive(Debug)]
pub struct Dataset<'a> {
    book: &'a Book,
    common: Table,
    tables: Vec<Table>,
}

impl Tables {
    fn new(book: &Book) -> Self {
        let common = tables::common(book);
        let mut tables = tables::tables(book);
        tables.push(tables::pages(book, &[]));
        let dictionary = tables::dictionary(&tables, &common);
        tables.pop();
        tables.extend(dictionary);
        Self { common, tables }
    }
}

impl<'a> Dataset<'a> {
    /// The dataset of `book`.
    #[must_use]
    pub fn new(book: &'a Book) -> Self {
        Self::with(book, Tables::new(book))
    }

    /// The dataset of `book`, whose `tables` are made.
    #[must_use]
    pub fn with(book: &'a Book, tables: Tables) -> Self {
        let Tables { common, tables } = tables;
        Self { book, common, tables }
    }

    /// Its tables, for a dataset of the same book.
    #[must_use]
    pub fn into_tables(self) -> Tables {
        Tables { common: self.common, tables: self.tables }
    }

    /// Every table that depends on no printed page, the dictionary last.
    #[must_use]
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// The columns that every CSV file and every sheet begins with, as a table of one row.
    #[must_use]
    pub fn common(&self) -> &Table {
        &self.common
    }

    /// What is text and depends on no printed page: the CSV files, and `plan.json` with its
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

    /// Where the workbook stands.
    #[must_use]
    pub fn workbook_path(&self) -> String {
        xlsx::path(self)
    }

    /// The workbook, made with the help of files in the folder `space`.
    ///
    /// # Errors
    /// When the system does not let it write there.
    pub fn workbook(&self, space: &Path) -> io::Result<DataFile> {
        xlsx::pack(self, space)
    }

    /// The workbook that was made before, is in its place and has `size` bytes.
    #[must_use]
    pub fn workbook_there(&self, size: usize) -> DataFile {
        xlsx::made_before(self, size)
    }

    /// Makes one file for each policy, beside its page: `policies/1-2-03/data.json`, and gives
    /// each to `take` when it is made: all together would be the largest of the outputs. They
    /// depend on no printed page either, and say nothing that `plan.json` does not.
    ///
    /// # Errors
    /// That of `take`; no other file is begun then.
    pub fn each_policy_file<E: Send>(
        &self,
        take: impl Fn(DataFile) -> Result<(), E> + Sync,
    ) -> Result<(), E> {
        policy::each(self, take)
    }

    /// ページ対応表: where everything is printed, as the finished PDFs say.
    #[must_use]
    pub fn crosswalk(&self, volumes: &[Volume<'_>]) -> DataFile {
        csv::file(&tables::pages(self.book, volumes), &self.common)
    }

    /// Everything that is published but the files of single policies: the `files` that depend
    /// on no page, where everything is printed, and the catalogue. Without volumes there is no
    /// crosswalk.
    #[must_use]
    pub fn publication(&self, mut files: Vec<DataFile>, volumes: &[Volume<'_>]) -> Vec<DataFile> {
        if !volumes.is_empty() {
            files.push(self.crosswalk(volumes));
        }
        files.extend(catalog::files(self, &files));
        files
    }
}

/// Whether the file at `path` of a publication is one of the open data.
#[must_use]
pub fn owns(path: &str) -> bool {
    let in_folder = path.starts_with("data/") && path != "data/index.html";
    in_folder || (path.starts_with("policies/") && path.ends_with(POLICY_FILE))
}
