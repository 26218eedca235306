//! The view of the open data for the data page: the files and the dictionary.

use serde::Serialize;

use super::table::{ColumnMeta, Kind, Table};
use super::{DataFile, Dataset, catalog};
use crate::model::{Levels, NodeId, PolicyId};
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
    fn new(meta: &ColumnMeta, levels: &Levels) -> Self {
        let localized = |text: &str| with_terms_of(levels, text);
        Self {
            name: meta.name.to_string(),
            label: localized(&meta.label),
            r#type: meta.kind.name(),
            definition: localized(&meta.definition),
            calculation: meta.calculation.map(localized),
            unit: meta.unit.as_ref().map(ToString::to_string),
            source: meta.source,
            empty: meta.empty.map(localized),
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
    fn new(table: &Table, levels: &Levels) -> Self {
        Self {
            name: table.meta.name,
            title: with_terms_of(levels, table.meta.title),
            definition: with_terms_of(levels, table.meta.definition),
            rows: table.rows.len(),
            columns: table.columns.iter().map(|c| ColumnView::new(c, levels)).collect(),
        }
    }
}

/// `text` with the standard terms for the levels of the framework replaced by the plan's own.
fn with_terms_of(levels: &Levels, text: &str) -> String {
    let above: Vec<_> = levels.above_sheets().iter().map(|level| level.name.as_str()).collect();
    let (above, policy) = (above.join("、"), levels.policy());
    let path = above.replace('、', "-");
    let example = PolicyId { node: NodeId::example(levels.above_sheets().len()), number: 3 };
    let terms = [
        // Where all levels are listed, there may be more of them, or fewer.
        ("基本目標、基本計画又は主要施策", format!("{above}又は{policy}")),
        ("基本目標、基本計画、主要施策", format!("{above}、{policy}")),
        ("基本目標-基本計画-連番（例 1-2-03）", format!("{path}-連番（例 {example}）")),
        ("基本目標", levels.goal().to_owned()),
        ("基本計画", levels.group_name().to_owned()),
        ("主要施策", policy.to_owned()),
    ];
    let mut result = String::new();
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let own = terms.iter().find_map(|(term, own)| Some((own, rest.strip_prefix(term)?)));
        if let Some((own, after)) = own {
            result.push_str(own);
            rest = after;
        } else {
            result.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    result
}

impl DataView {
    /// The view of `data`, published as `files`.
    #[must_use]
    pub fn new(data: &Dataset<'_>, files: &[DataFile]) -> Self {
        let listed = files.iter().filter(|f| f.path.starts_with("data/"));
        let levels = &data.reading.plan().levels;
        let tables = std::iter::once(&data.common).chain(&data.tables);
        Self {
            files: listed.map(|f| file(f, levels)).collect(),
            tables: tables.map(|table| TableView::new(table, levels)).collect(),
            citation: catalog::citation(data.reading.plan()),
        }
    }
}

fn file(file: &DataFile, levels: &Levels) -> FileView {
    let name = file.path.rsplit('/').next().unwrap_or(&file.path);
    // The titles of other files contain the plan's name.
    let localized = |text: &String| match file.table {
        Some(_) => with_terms_of(levels, text),
        None => text.clone(),
    };
    FileView {
        route: file.path.clone(),
        name: name.to_owned(),
        title: localized(&file.title),
        description: localized(&file.description),
        format: file.format(),
        size: size_for_readers(file.size),
        table: file.table.map(|table| table.name),
        rows: file.table.map(|table| table.rows),
        columns: file.table.map(|table| table.columns),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_term_is_replaced_once() {
        let levels = Levels::of(&[("goal", "基本計画の柱"), ("plan2", "政策"), ("policy", "施策")]);
        let text = with_terms_of(&levels, "1行が基本目標、基本計画又は主要施策の一つ");
        assert_eq!(text, "1行が基本計画の柱、政策又は施策の一つ");
        let levels = Levels::of(&[("field", "分野"), ("policy", "基本計画")]);
        let text = with_terms_of(&levels, "基本目標、基本計画、主要施策のどれか。基本計画の数");
        assert_eq!(text, "分野、基本計画のどれか。分野の数");
    }
}
