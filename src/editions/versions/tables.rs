//! The tables of a `plan.json`, by name and key.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::model::{Decimal, FiscalYear};

/// A row of a table.
#[derive(Debug, Clone)]
pub(super) struct VersionRow<'a>(&'a Value);

impl VersionRow<'_> {
    /// The words or the number in a column, without white space around them; empty where there are none.
    pub(super) fn text(&self, column: &str) -> String {
        match &self.0[column] {
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            _ => String::new(),
        }
    }

    /// The number in a column, in millionths.
    pub(super) fn number(&self, column: &str) -> Option<i128> {
        let number = self.0[column].as_number()?;
        let text = match number.as_i64() {
            Some(whole) => whole.to_string(),
            None => format!("{:.6}", number.as_f64()?),
        };
        text.parse::<Decimal>().ok().map(Decimal::millionths)
    }

    /// The fiscal year in a column.
    pub(super) fn year(&self, column: &str) -> Option<FiscalYear> {
        let year = i32::try_from(self.0[column].as_i64()?).ok()?;
        Some(FiscalYear::from_western(year))
    }
}

/// What the dictionary says of a column.
#[derive(Debug, Clone)]
pub(super) struct ColumnInfo {
    /// Its name.
    pub(super) name: String,
    /// Its name for readers.
    pub(super) label: String,
    /// `string`, `integer` or `number`.
    pub(super) kind: String,
    /// The unit.
    pub(super) unit: Option<String>,
    /// Whether 1 means yes and 0 no.
    pub(super) is_truth: bool,
    /// Whether its values are words of a list.
    pub(super) is_choice: bool,
}

/// All tables.
#[derive(Debug)]
pub(super) struct Tables<'a> {
    by_name: &'a Map<String, Value>,
    columns: BTreeMap<String, Vec<ColumnInfo>>,
    /// The ids of the levels, the highest first, without that of the sheets.
    levels: Vec<String>,
    texts: BTreeMap<(String, String), Vec<VersionRow<'a>>>,
}

impl<'a> Tables<'a> {
    pub(super) fn new(tables: &'a Map<String, Value>) -> Self {
        let mut all = Self {
            by_name: tables,
            columns: BTreeMap::new(),
            levels: Vec::new(),
            texts: BTreeMap::new(),
        };
        for row in all.rows("dictionary") {
            let unit = Some(row.text("unit")).filter(|unit| !unit.is_empty());
            let info = ColumnInfo {
                name: row.text("column_name"),
                label: row.text("column_label"),
                kind: row.text("type"),
                unit,
                is_truth: row.text("definition").ends_with("（はいは1、いいえは0）"),
                is_choice: !row.text("code_set").is_empty(),
            };
            all.columns.entry(row.text("table_name")).or_default().push(info);
        }
        let levels = all.rows("codes").filter(|row| row.text("code_set") == "level");
        let levels = levels.map(|row| row.text("code"));
        all.levels = levels.filter(|code| !["plan", "policy"].contains(&code.as_str())).collect();
        for row in all.rows("texts") {
            let key = (row.text("subject"), row.text("subject_id"));
            all.texts.entry(key).or_default().push(row);
        }
        all
    }

    /// The rows of the table `name`; none where it is not there.
    pub(super) fn rows(&self, name: &str) -> impl Iterator<Item = VersionRow<'a>> + use<'a> {
        self.by_name.get(name).and_then(Value::as_array).into_iter().flatten().map(VersionRow)
    }

    /// The rows of the table `name` by the values of `columns`, joined with line breaks.
    pub(super) fn by_key(
        &self,
        name: &str,
        columns: &[&str],
    ) -> BTreeMap<String, Vec<VersionRow<'a>>> {
        let mut rows: BTreeMap<String, Vec<VersionRow<'a>>> = BTreeMap::new();
        for row in self.rows(name) {
            let key: Vec<_> = columns.iter().map(|column| row.text(column)).collect();
            rows.entry(key.join("\n")).or_default().push(row);
        }
        rows
    }

    /// The rows with the texts of a subject.
    pub(super) fn texts(&self, subject: &str, id: &str) -> &[VersionRow<'a>] {
        self.texts.get(&(subject.to_owned(), id.to_owned())).map_or(&[], Vec::as_slice)
    }

    /// The columns of a table.
    pub(super) fn columns(&self, table: &str) -> &[ColumnInfo] {
        self.columns.get(table).map_or(&[], Vec::as_slice)
    }

    /// Whether a column has the number or the name of an item of a level.
    pub(super) fn is_level_column(&self, name: &str) -> bool {
        let level = name.strip_suffix("_id").or_else(|| name.strip_suffix("_name"));
        level.is_some_and(|level| self.levels.iter().any(|known| known == level))
    }

    /// The column with the number of the item next to the sheets.
    pub(super) fn group_column(&self) -> String {
        format!("{}_id", self.levels.last().map_or("", String::as_str))
    }

    /// The words for a code.
    pub(super) fn code(&self, set: &str, code: &str) -> Option<String> {
        let mut rows = self.rows("codes");
        let row = rows.find(|row| row.text("code_set") == set && row.text("code") == code)?;
        Some(row.text("label"))
    }

    /// Every table with its title, which is its name where the file does not say it.
    pub(super) fn names(&self) -> impl Iterator<Item = (String, String)> {
        let titles: BTreeMap<_, _> = self
            .rows("tables")
            .map(|row| (row.text("table_name"), row.text("table_title")))
            .collect();
        self.by_name.keys().map(move |name| {
            let title = titles.get(name).unwrap_or(name);
            (name.clone(), title.clone())
        })
    }
}
