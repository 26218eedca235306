//! What a page about the data shows: the files, and the dictionary.

use serde::Serialize;

use super::table::{ColumnAbout, Kind, Table};
use super::{DataFile, Dataset, catalog};
use crate::model::Levels;
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
    pub title: String,
    /// What a row is.
    pub definition: String,
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
    pub label: String,
    /// `string`, `integer` or `number`.
    pub r#type: &'static str,
    /// What it holds.
    pub definition: String,
    /// How it is worked out.
    pub calculation: Option<String>,
    /// In what unit.
    pub unit: Option<&'static str>,
    /// Where it comes from.
    pub source: &'static str,
    /// What an empty cell means.
    pub empty: Option<String>,
    /// The set of codes its words are from.
    pub code_set: Option<&'static str>,
    /// Whether it tells rows apart.
    pub key: bool,
    /// The version of the columns it came with.
    pub since: &'static str,
}

impl ColumnView {
    fn new(about: &ColumnAbout, levels: &Levels) -> Self {
        let said = |text: &'static str| in_words_of(levels, text);
        Self {
            name: about.name,
            label: said(about.label),
            r#type: about.kind.name(),
            definition: said(about.definition),
            calculation: about.calculation.map(said),
            unit: about.unit,
            source: about.source,
            empty: about.empty.map(said),
            code_set: match about.kind {
                Kind::Code(set) => Some(set),
                _ => None,
            },
            key: about.key,
            since: about.since,
        }
    }
}

impl TableView {
    fn new(table: &Table, levels: &Levels) -> Self {
        Self {
            name: table.about.name,
            title: in_words_of(levels, table.about.title),
            definition: in_words_of(levels, table.about.definition),
            rows: table.rows.len(),
            columns: table.columns.iter().map(|c| ColumnView::new(c, levels)).collect(),
        }
    }
}

/// `text`, which calls the levels of the framework by the usual terms, in the plan's own.
fn in_words_of(levels: &Levels, text: &str) -> String {
    let terms = [
        ("基本目標", &levels.goal),
        ("基本計画", &levels.basic_plan),
        ("主要施策", &levels.policy),
    ];
    let mut said = String::new();
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let own = terms.iter().find_map(|(term, own)| Some((*own, rest.strip_prefix(term)?)));
        if let Some((own, after)) = own {
            said.push_str(own);
            rest = after;
        } else {
            said.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    said
}

impl DataView {
    /// The view of `data`, published as `files`.
    #[must_use]
    pub fn new(data: &Dataset<'_>, files: &[DataFile]) -> Self {
        let offered = files.iter().filter(|f| f.path.starts_with("data/"));
        let levels = &data.book.plan.levels;
        let tables = std::iter::once(&data.common).chain(&data.tables);
        Self {
            files: offered.map(|f| file(f, levels)).collect(),
            tables: tables.map(|table| TableView::new(table, levels)).collect(),
            citation: catalog::citation(&data.book.plan),
        }
    }
}

fn file(file: &DataFile, levels: &Levels) -> FileView {
    let name = file.path.rsplit('/').next().unwrap_or(&file.path);
    // What a file that is no table is called, has the plan's name in it.
    let said = |text: &String| match file.table {
        Some(_) => in_words_of(levels, text),
        None => text.clone(),
    };
    FileView {
        route: file.path.clone(),
        name: name.to_owned(),
        title: said(&file.title),
        description: said(&file.description),
        format: file.format(),
        size: size_for_readers(file.size),
        table: file.table.map(|shape| shape.name),
        rows: file.table.map(|shape| shape.rows),
        columns: file.table.map(|shape| shape.columns),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_term_is_said_once_in_the_plans_own_word() {
        let levels = Levels {
            goal: "基本計画の柱".to_owned(),
            basic_plan: "政策".to_owned(),
            policy: "施策".to_owned(),
        };
        let said = in_words_of(&levels, "1行が基本目標、基本計画又は主要施策の一つ");
        assert_eq!(said, "1行が基本計画の柱、政策又は施策の一つ");
    }
}
