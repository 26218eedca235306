//! The data of one policy, for whoever is interested in just this one.

use rayon::prelude::*;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::json::{Publication, Row, Rows};
use super::table::Table;
use super::{DataFile, Dataset, POLICY_FILE};
use crate::layout::routes;
use crate::model::Policy;

/// The tables it has rows of, and the column by which they are its own: `#` for the number of
/// the policy, `=` for the number of its basic plan.
pub(super) const TABLES: [(&str, &[(&str, &str)]); 10] = [
    ("policy_sections", &[("policy_id", "#")]),
    ("ratings", &[("policy_id", "#")]),
    ("projects", &[("policy_id", "#")]),
    ("results", &[("policy_id", "#")]),
    ("budgets", &[("policy_id", "#")]),
    ("totals", &[("level", "policy"), ("id", "#")]),
    ("theme_policies", &[("policy_id", "#")]),
    ("texts", &[("subject", "policy"), ("subject_id", "#")]),
    ("indicators", &[("basic_plan_id", "=")]),
    ("indicator_values", &[("basic_plan_id", "=")]),
];
/// The table whose one row of this policy is an object of its own.
pub(super) const POLICIES: &str = "policies";

struct Document<'a> {
    data: &'a Dataset<'a>,
    policy: &'a Table,
    tables: &'a [Table],
}

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let schema = format!("../../{}/{}", super::FOLDER, super::schema::POLICY);
        map.serialize_entry("$schema", &schema)?;
        map.serialize_entry("publication", &Publication(self.data))?;
        for row in &self.policy.rows {
            map.serialize_entry("policy", &Row(&self.policy.columns, row))?;
        }
        for table in self.tables {
            map.serialize_entry(table.about.name, &Rows(table))?;
        }
        map.end()
    }
}

/// One file for each policy.
pub(super) fn files(data: &Dataset<'_>) -> Vec<DataFile> {
    let policies: Vec<_> = data.book.policies().collect();
    policies.into_par_iter().map(|p| file(data, p)).collect()
}

fn file(data: &Dataset<'_>, policy: &Policy) -> DataFile {
    let id = policy.id.to_string();
    let basic_plan = policy.id.basic_plan.to_string();
    let own = |(name, filters): (&str, &[(&str, &str)])| {
        let table = data.tables.iter().find(|table| table.about.name == name)?;
        let narrow = |table: Table, (column, value): &(&str, &str)| {
            let value = match *value {
                "#" => &id,
                "=" => &basic_plan,
                value => value,
            };
            table.only(column, value)
        };
        Some(filters.iter().fold(table.clone(), narrow))
    };
    let itself = own((POLICIES, &[("policy_id", "#")])).expect("there is a table of policies");
    let tables: Vec<Table> = TABLES.into_iter().filter_map(own).collect();
    let document = Document { data, policy: &itself, tables: &tables };
    DataFile {
        path: format!("{}{POLICY_FILE}", routes::policy(policy.id)),
        title: format!("{id} {}", policy.title.value),
        description: "この施策のデータ。施策の属する基本計画の成果指標を含む".to_owned(),
        media_type: super::json::MEDIA_TYPE,
        table: None,
        bytes: super::json::bytes(&document),
    }
}
