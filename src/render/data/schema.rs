//! Writes the JSON Schemas (2020-12) of the JSON files, generated from the column definitions.

use serde_json::{Map, Value, json};

use super::json::PUBLICATION;
use super::policy::{POLICIES, TABLES};
use super::table::{Cell, ColumnMeta, Kind, Table};
use super::{DataFile, Dataset, FOLDER};

/// The media type of a JSON Schema.
pub const MEDIA_TYPE: &str = "application/schema+json";
/// The schema of `plan.json`.
pub(super) const PLAN: &str = "plan.schema.json";
/// The schema of the data files of single policies.
pub(super) const POLICY: &str = "policy.schema.json";

/// The files of both schemas.
pub(super) fn files(data: &Dataset<'_>) -> [DataFile; 2] {
    let tables = || data.tables.iter();
    let named = |name: &str| tables().find(|table| table.meta.name == name);
    let rest = tables().filter(|table| table.meta.name != PUBLICATION);
    let plan = json!({
        "publication": publication(data),
        "tables": object(rest.map(|table| (table.meta.name.to_owned(), list(data, table))).collect()),
    });
    let of_policy = TABLES.iter().filter_map(|(name, _)| named(name));
    let mut policy: Map<String, Value> =
        of_policy.map(|table| (table.meta.name.to_owned(), list(data, table))).collect();
    policy.insert("publication".to_owned(), publication(data));
    if let Some(table) = named(POLICIES) {
        policy.insert("policy".to_owned(), row(data, table.columns.iter()));
    }
    [
        file(PLAN, "plan.json の構造", plan),
        file(POLICY, "施策ごとの data.json の構造", policy.into()),
    ]
}

fn file(name: &str, title: &str, properties: Value) -> DataFile {
    let Value::Object(mut properties) = properties else {
        unreachable!("both callers give an object");
    };
    properties.insert("$schema".to_owned(), json!({ "type": "string" }));
    let mut schema = object(properties);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!(title);
    let mut bytes = serde_json::to_vec_pretty(&schema).expect("a schema is plain data");
    bytes.push(b'\n');
    DataFile {
        path: format!("{FOLDER}/{name}"),
        title: title.to_owned(),
        description: "JSON Schema（2020-12）。項目の意味はデータ辞書と同じ".to_owned(),
        media_type: MEDIA_TYPE,
        table: None,
        size: bytes.len(),
        bytes,
    }
}

/// The schema of an object with exactly these properties.
fn object(properties: Map<String, Value>) -> Value {
    let required: Vec<_> = properties.keys().cloned().collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn publication(data: &Dataset<'_>) -> Value {
    let own = data.tables.iter().filter(|table| table.meta.name == PUBLICATION);
    row(data, data.common.columns.iter().chain(own.flat_map(|table| &table.columns)))
}

fn list(data: &Dataset<'_>, table: &Table) -> Value {
    json!({
        "type": "array",
        "title": table.title,
        "description": table.definition,
        "items": row(data, table.columns.iter()),
    })
}

fn row<'a>(data: &Dataset<'_>, columns: impl Iterator<Item = &'a ColumnMeta>) -> Value {
    object(columns.map(|column| (column.name.to_string(), field(data, column))).collect())
}

fn field(data: &Dataset<'_>, column: &ColumnMeta) -> Value {
    let kind = column.kind.name();
    let description = match &column.empty {
        Some(empty) => format!("{}。null：{empty}", column.definition),
        None => column.definition.to_string(),
    };
    let mut field = json!({
        "title": column.label,
        "description": description,
        "type": kind,
    });
    if column.empty.is_some() {
        field["type"] = json!([kind, "null"]);
    }
    if let Kind::Code(set) = &column.kind {
        let mut codes = codes(data, set);
        if column.empty.is_some() {
            codes.push(Value::Null);
        }
        field["enum"] = codes.into();
    }
    field
}

/// The codes of a code set.
fn codes(data: &Dataset<'_>, set: &str) -> Vec<Value> {
    let table = data.tables.iter().find(|table| table.meta.name == "codes");
    let columns = table.and_then(|t| Some((t, t.column("code_set")?, t.column("code")?)));
    let Some((table, in_set, code)) = columns else {
        return Vec::new();
    };
    let codes = table.rows.iter().filter_map(|row| match (&row[in_set], &row[code]) {
        (Cell::Text(row_set), Cell::Text(code)) if row_set == set => Some(json!(code)),
        _ => None,
    });
    codes.collect()
}
