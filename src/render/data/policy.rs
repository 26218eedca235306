//! Writes the data files of single policies.

use std::borrow::Cow;
use std::collections::HashMap;

use rayon::prelude::*;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::json::{JsonRow, Publication, Rows};
use super::table::{Cell, Table};
use super::tables::group_key;
use super::{DataFile, Dataset, POLICY_FILE};
use crate::layout::routes;
use crate::model::{Numbered, Policy};

/// The column of ids of the level next to the sheets, whose name the plan gives.
const GROUP: &str = "=";

/// The tables in a policy's file, each with the column values that select its rows: `#` stands for
/// the number of the policy, `=` for that of the item next to it. Tables the plan does not have are
/// omitted.
pub(super) const TABLES: [(&str, &[(&str, &str)]); 16] = [
    ("policy_sections", &[("policy_id", "#")]),
    ("ratings", &[("policy_id", "#")]),
    ("evaluation_results", &[("policy_id", "#")]),
    ("projects", &[("policy_id", "#")]),
    ("results", &[("policy_id", "#")]),
    ("relisted", &[("policy_id", "#")]),
    ("budgets", &[("policy_id", "#")]),
    ("funding", &[("policy_id", "#")]),
    ("totals", &[("level", "policy"), ("id", "#")]),
    ("theme_policies", &[("policy_id", "#")]),
    ("texts", &[("subject", "policy"), ("subject_id", "#")]),
    ("indicators", &[(GROUP, "=")]),
    ("indicator_values", &[(GROUP, "=")]),
    ("policy_fields", &[("policy_id", "#")]),
    ("project_fields", &[("policy_id", "#")]),
    ("indicator_fields", &[(GROUP, "=")]),
];
/// The table whose row of the policy is written as an object.
pub(super) const POLICIES: &str = "policies";

/// A table with its rows grouped by the policy, or the item next to it, that they belong to.
struct GroupedTable<'a> {
    table: &'a Table,
    rows: HashMap<Cow<'a, str>, Vec<&'a Vec<Cell>>>,
    /// Whether the rows are grouped by the item next to the policies.
    by_group: bool,
}

impl<'a> GroupedTable<'a> {
    /// Groups the rows of the table `name` that match `filters`. `group` is the name of the column
    /// of ids of the level next to the policies.
    fn new(tables: &'a [Table], name: &str, filters: &[(&str, &str)], group: &str) -> Option<Self> {
        let table = tables.iter().find(|table| table.meta.name == name)?;
        let text = |row: &'a [Cell], column: &str| match &row[table.column(column)?] {
            Cell::Text(text) => Some(Cow::Borrowed(text.as_str())),
            Cell::Integer(number) => Some(Cow::Owned(number.to_string())),
            _ => None,
        };
        let (key, fixed): (Vec<_>, Vec<_>) =
            filters.iter().copied().partition(|(_, value)| ["#", "="].contains(value));
        let (key, kind) = *key.first()?;
        let key = if key == GROUP { group } else { key };
        let mut rows: HashMap<_, Vec<_>> = HashMap::new();
        for row in &table.rows {
            if fixed.iter().all(|(column, value)| text(row, column).as_deref() == Some(value))
                && let Some(key) = text(row, key)
            {
                rows.entry(key).or_default().push(row);
            }
        }
        Some(Self { table, rows, by_group: kind == "=" })
    }

    /// The rows of a policy.
    fn rows_of(&self, policy: &str, group: &str) -> &[&'a Vec<Cell>] {
        let key = if self.by_group { group } else { policy };
        self.rows.get(key).map_or(&[], Vec::as_slice)
    }
}

struct Document<'a> {
    data: &'a Dataset<'a>,
    tables: &'a [GroupedTable<'a>],
    id: &'a str,
    group: &'a str,
}

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let schema = format!("../../{}/{}", super::FOLDER, super::schema::POLICY);
        map.serialize_entry("$schema", &schema)?;
        map.serialize_entry("publication", &Publication(self.data))?;
        for grouped in self.tables {
            let (table, rows) = (grouped.table, grouped.rows_of(self.id, self.group));
            let columns = &table.columns;
            if table.meta.name == POLICIES {
                for row in rows {
                    map.serialize_entry("policy", &JsonRow(columns, row))?;
                }
            } else {
                map.serialize_entry(table.meta.name, &Rows(columns, rows.iter().copied()))?;
            }
        }
        map.end()
    }
}

/// Writes the file of each policy, on all cores, and passes it to `take`.
pub(super) fn each<E: Send>(
    data: &Dataset<'_>,
    take: impl Fn(DataFile) -> Result<(), E> + Sync,
) -> Result<(), E> {
    let policy_row: (&str, &[_]) = (POLICIES, &[("policy_id", "#")]);
    let tables = std::iter::once(policy_row).chain(TABLES);
    let group = group_key(&data.reading.plan().levels);
    let tables: Vec<_> = tables
        .filter_map(|(name, filters)| GroupedTable::new(&data.tables, name, filters, &group))
        .collect();
    let policies: Vec<_> = data.reading.book().policies().collect();
    policies.into_par_iter().with_max_len(16).try_for_each(|p| take(file(data, &tables, p)))
}

fn file(data: &Dataset<'_>, tables: &[GroupedTable<'_>], policy: &Policy) -> DataFile {
    let id = policy.id.to_string();
    let group = policy.id.node.to_string();
    let document = Document { data, tables, id: &id, group: &group };
    let bytes = super::json::bytes(&document);
    DataFile {
        path: format!("{}{POLICY_FILE}", routes::policy(policy.id)),
        title: format!("{} {}", policy.printed_number(), policy.title.value),
        description: data
            .reading
            .plan()
            .in_words("この主要施策のデータ。主要施策の属する基本計画の成果指標を含む"),
        media_type: super::json::MEDIA_TYPE,
        table: None,
        size: bytes.len(),
        bytes,
    }
}
