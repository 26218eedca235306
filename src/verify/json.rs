//! Reads the open data as JSON: `plan.json`, which is the reference, and the files of single policies.
//!
//! This module must not know the other formats.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::table::{Cell, Table, Tables};
use crate::diag::Text;
use crate::text;

/// The path of the JSON file with all tables.
pub(super) const PLAN: &str = "data/plan.json";

/// The table with one row, which is an object of its own in JSON.
pub(super) const PUBLICATION: &str = "publication";

/// The table that describes the columns of all others.
const DICTIONARY: &str = "dictionary";

/// Parses JSON.
///
/// # Errors
/// That it is none.
pub(super) fn parse(bytes: &[u8]) -> Result<Value, Text> {
    serde_json::from_slice(bytes).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        if error.is_eof() {
            return text!("ファイルが途中で切れています", "the file was cut short");
        }
        text!("JSONとして読めません（{line}行目の{column}文字目）", "it is not JSON ({error})")
    })
}

/// Reads all tables of `plan.json`, with the columns that its dictionary lists. Columns that JSON
/// leaves out of the rows are those of the publication.
///
/// # Errors
/// What is wrong with the file.
pub(super) fn plan(bytes: &[u8]) -> Result<Tables, Text> {
    let file = parse(bytes)?;
    let (Some(publication), Some(tables)) =
        (file[PUBLICATION].as_object(), file["tables"].as_object())
    else {
        return Err(text!(
            "planbook の公開データ（data/plan.json）ではありません",
            "it is not the open data of planbook (data/plan.json)"
        ));
    };
    let columns = columns(tables)?;
    let mut all = Tables::default();
    let one = [Value::Object(publication.clone())];
    let own = std::iter::once((PUBLICATION, &one[..]));
    let rest =
        tables.iter().filter_map(|(name, rows)| Some((name.as_str(), &rows.as_array()?[..])));
    for (name, rows) in own.chain(rest) {
        let Some(columns) = columns.get(name) else {
            return Err(text!(
                "表 {name} の列が dictionary にありません",
                "the dictionary has no columns of the table {name}"
            ));
        };
        all.add(table(name, columns, rows, publication)?);
    }
    Ok(all)
}

/// The columns of each table, with whether they are keys.
type Columns = BTreeMap<String, Vec<(String, bool)>>;

/// The columns of each table by the dictionary.
fn columns(tables: &Map<String, Value>) -> Result<Columns, Text> {
    let mut columns = Columns::new();
    let entries = tables.get(DICTIONARY).and_then(Value::as_array);
    for entry in entries.into_iter().flatten() {
        let word = |key: &str| entry[key].as_str().map(str::to_owned);
        let (Some(table), Some(column)) = (word("table_name"), word("column_name")) else {
            return Err(text!(
                "dictionary に表か列の名前のない行があります",
                "a row of the dictionary names no table or column"
            ));
        };
        columns.entry(table).or_default().push((column, entry["key"] == 1));
    }
    Ok(columns)
}

fn table(
    name: &str,
    columns: &[(String, bool)],
    rows: &[Value],
    publication: &Map<String, Value>,
) -> Result<Table, Text> {
    let mut read = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        let place = format!("tables.{name}[{at}]");
        let Some(row) = row.as_object() else {
            return Err(text!("{place} が表の行ではありません", "{place} is no row of a table"));
        };
        let mut cells = Vec::with_capacity(columns.len());
        let mut own = 0;
        for (column, _) in columns {
            own += usize::from(row.contains_key(column));
            let value = row.get(column).or_else(|| publication.get(column));
            let Some(cell) = value.and_then(Cell::json) else {
                return Err(text!("{place} に {column} がありません", "{place} has no {column}"));
            };
            cells.push(cell);
        }
        if own != row.len() {
            return Err(text!(
                "{place} に、dictionary にない項目があります",
                "{place} has a field that the dictionary does not list"
            ));
        }
        read.push(cells);
    }
    let (columns, keys) = columns.iter().cloned().unzip();
    Ok(Table { name: name.to_owned(), columns, keys, rows: read, flattened: false })
}
