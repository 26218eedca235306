//! The data of one policy, for whoever is interested in just this one.

use std::collections::HashMap;

use rayon::prelude::*;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::json::{Publication, Row, Rows};
use super::table::{Cell, Table};
use super::{DataFile, Dataset, POLICY_FILE};
use crate::layout::routes;
use crate::model::Policy;

/// The tables it has rows of, and the column by which they are its own: `#` for the number of
/// the policy, `=` for the number of its basic plan. A table that the plan has not is left out.
pub(super) const TABLES: [(&str, &[(&str, &str)]); 12] = [
    ("policy_sections", &[("policy_id", "#")]),
    ("ratings", &[("policy_id", "#")]),
    ("projects", &[("policy_id", "#")]),
    ("results", &[("policy_id", "#")]),
    ("relisted", &[("policy_id", "#")]),
    ("budgets", &[("policy_id", "#")]),
    ("funding", &[("policy_id", "#")]),
    ("totals", &[("level", "policy"), ("id", "#")]),
    ("theme_policies", &[("policy_id", "#")]),
    ("texts", &[("subject", "policy"), ("subject_id", "#")]),
    ("indicators", &[("basic_plan_id", "=")]),
    ("indicator_values", &[("basic_plan_id", "=")]),
];
/// The table whose one row of this policy is an object of its own.
pub(super) const POLICIES: &str = "policies";

/// A table, and which of its rows belong to whom.
struct Own<'a> {
    table: &'a Table,
    rows: HashMap<&'a str, Vec<&'a Vec<Cell>>>,
    /// Whether the rows belong to a basic plan, for all of its policies.
    shared: bool,
}

impl<'a> Own<'a> {
    /// Sorts the rows of the table called `name` that pass `filters` by their owner.
    fn new(tables: &'a [Table], name: &str, filters: &[(&str, &str)]) -> Option<Self> {
        let table = tables.iter().find(|table| table.about.name == name)?;
        let text = |row: &'a [Cell], column: &str| match &row[table.column(column)?] {
            Cell::Text(text) => Some(text.as_str()),
            _ => None,
        };
        let (owner, fixed): (Vec<_>, Vec<_>) =
            filters.iter().copied().partition(|(_, value)| ["#", "="].contains(value));
        let (owner, kind) = *owner.first()?;
        let mut rows: HashMap<_, Vec<_>> = HashMap::new();
        for row in &table.rows {
            if fixed.iter().all(|(column, value)| text(row, column) == Some(value))
                && let Some(owner) = text(row, owner)
            {
                rows.entry(owner).or_default().push(row);
            }
        }
        Some(Self { table, rows, shared: kind == "=" })
    }

    fn of(&self, policy: &str, basic_plan: &str) -> &[&'a Vec<Cell>] {
        let owner = if self.shared { basic_plan } else { policy };
        self.rows.get(owner).map_or(&[], Vec::as_slice)
    }
}

struct Document<'a> {
    data: &'a Dataset<'a>,
    own: &'a [Own<'a>],
    id: &'a str,
    basic_plan: &'a str,
}

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let schema = format!("../../{}/{}", super::FOLDER, super::schema::POLICY);
        map.serialize_entry("$schema", &schema)?;
        map.serialize_entry("publication", &Publication(self.data))?;
        for own in self.own {
            let (table, rows) = (own.table, own.of(self.id, self.basic_plan));
            let columns = &table.columns;
            if table.about.name == POLICIES {
                for row in rows {
                    map.serialize_entry("policy", &Row(columns, row))?;
                }
            } else {
                map.serialize_entry(table.about.name, &Rows(columns, rows.iter().copied()))?;
            }
        }
        map.end()
    }
}

/// Makes one file for each policy, on all cores, and gives each to `take` when it is made.
pub(super) fn each<E: Send>(
    data: &Dataset<'_>,
    take: impl Fn(DataFile) -> Result<(), E> + Sync,
) -> Result<(), E> {
    let itself: (&str, &[_]) = (POLICIES, &[("policy_id", "#")]);
    let own = std::iter::once(itself).chain(TABLES);
    let own: Vec<_> =
        own.filter_map(|(name, filters)| Own::new(&data.tables, name, filters)).collect();
    let policies: Vec<_> = data.book.policies().collect();
    policies.into_par_iter().with_max_len(16).try_for_each(|p| take(file(data, &own, p)))
}

fn file(data: &Dataset<'_>, own: &[Own<'_>], policy: &Policy) -> DataFile {
    let id = policy.id.to_string();
    let basic_plan = policy.id.basic_plan.to_string();
    let document = Document { data, own, id: &id, basic_plan: &basic_plan };
    let bytes = super::json::bytes(&document);
    DataFile {
        path: format!("{}{POLICY_FILE}", routes::policy(policy.id)),
        title: format!("{id} {}", policy.title.value),
        description: "この施策のデータ。施策の属する基本計画の成果指標を含む".to_owned(),
        media_type: super::json::MEDIA_TYPE,
        table: None,
        size: bytes.len(),
        bytes,
    }
}
