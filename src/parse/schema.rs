//! JSON Schemas, made from the declarations of the records that read the files. So an editor
//! completes and checks what the program will read, and nothing else.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::plan::PlanFile;
use crate::model::{FrameworkFile, IndicatorsFile, Policy, PolicyId, Theme};
use crate::record::{Field, FieldSource, FieldType, Scalar, ValueSource};
use crate::span::{FileId, Span, Spanned};

/// A source that holds no value: it notes the schema of the type that is read from it.
struct Describer<'a>(&'a mut Value);

/// The schema of a type.
fn schema_of<T: FieldType>() -> Value {
    let mut schema = Value::Null;
    drop(T::read(&mut Describer(&mut schema)));
    schema
}

/// The place of what stands nowhere.
fn nowhere() -> Span {
    Span::start_of(FileId(0))
}

impl ValueSource for Describer<'_> {
    type Fields<'a>
        = Keys
    where
        Self: 'a;

    fn span(&self) -> Span {
        nowhere()
    }
    fn scalar<T: Scalar>(&mut self) -> Option<T> {
        *self.0 = T::schema();
        None
    }
    fn optional<T: FieldType>(&mut self) -> Option<Option<T>> {
        *self.0 = or_null(schema_of::<T>());
        None
    }
    fn list<T: FieldType>(&mut self) -> Option<Vec<T>> {
        *self.0 = json!({ "type": "array", "items": schema_of::<T>() });
        None
    }
    fn map<K: Scalar + Ord, V: FieldType>(&mut self) -> Option<BTreeMap<K, V>> {
        *self.0 = mapping::<K, V>();
        None
    }
    fn pair<K: Scalar + Ord, V: FieldType>(&mut self) -> Option<(K, V)> {
        *self.0 = mapping::<K, V>();
        None
    }
    fn record<T>(&mut self, read: impl FnOnce(&mut Keys) -> Option<T>) -> Option<T> {
        let mut keys = Keys::default();
        drop(read(&mut keys));
        *self.0 = keys.schema();
        None
    }
}

/// The schema of a mapping with free keys.
fn mapping<K: Scalar, V: FieldType>() -> Value {
    let mut key = K::schema();
    key["type"] = json!("string");
    json!({
        "type": "object",
        "propertyNames": key,
        "additionalProperties": schema_of::<V>(),
    })
}

/// The schema of a value that may also be left open with `~`.
fn or_null(mut schema: Value) -> Value {
    if let Value::String(kind) = &schema["type"] {
        schema["type"] = json!([kind, "null"]);
    }
    schema
}

/// The known keys of a mapping.
#[derive(Default)]
struct Keys {
    properties: Map<String, Value>,
    required: Vec<&'static str>,
}

impl Keys {
    fn add<T: FieldType>(&mut self, field: &'static Field) {
        let mut schema = schema_of::<T>();
        if let Value::Object(schema) = &mut schema {
            schema.insert("description".to_owned(), field.words.into());
        }
        self.properties.insert(field.key.to_owned(), schema);
    }

    fn schema(self) -> Value {
        json!({
            "type": "object",
            "properties": self.properties,
            "required": self.required,
            "additionalProperties": false,
        })
    }
}

impl FieldSource for Keys {
    fn span(&self) -> Span {
        nowhere()
    }
    fn required<T: FieldType>(&mut self, field: &'static Field) -> Option<T> {
        self.add::<T>(field);
        self.required.push(field.key);
        None
    }
    fn awaited<T: FieldType>(&mut self, field: &'static Field) -> Option<T> {
        self.required(field)
    }
    fn or<T: FieldType>(&mut self, field: &'static Field, _: impl FnOnce(Span) -> T) -> Option<T> {
        self.add::<T>(field);
        None
    }
    fn distinct<'t, T: PartialEq + std::fmt::Display + 't>(
        &mut self,
        _: impl IntoIterator<Item = &'t Spanned<T>>,
    ) {
    }
}

/// The schema of each kind of YAML file, by its name.
///
/// # Panics
/// Never: the id is one.
#[must_use]
pub fn schemas() -> Vec<(&'static str, Value)> {
    let any: PolicyId = "1-1-01".parse().expect("an id");
    let keys = |read: &dyn Fn(&mut Keys)| {
        let mut keys = Keys::default();
        read(&mut keys);
        keys.schema()
    };
    let titled = |name: &'static str, title: &str, mut schema: Value| {
        schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
        schema["title"] = json!(title);
        (name, schema)
    };
    vec![
        titled("plan", "計画の設定（plan.yaml）", schema_of::<PlanFile>()),
        titled("framework", "施策体系（framework.yaml）", schema_of::<FrameworkFile>()),
        titled("indicators", "成果指標（indicators.yaml）", schema_of::<IndicatorsFile>()),
        titled(
            "policy",
            "施策（policies/）",
            keys(&|keys| drop(Policy::read_fields(keys, any, nowhere()))),
        ),
        titled(
            "theme",
            "重点テーマ（themes/）",
            keys(&|keys| drop(Theme::read_fields(keys, Spanned::new(1, nowhere())))),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_of_a_policy_has_its_fields() {
        let schemas = schemas();
        let (_, policy) = schemas.iter().find(|(name, _)| *name == "policy").expect("it is there");
        assert_eq!(policy["required"], json!(["title", "sections", "projects"]));
        let project = &policy["properties"]["projects"]["items"];
        assert_eq!(project["properties"]["name"]["type"], "string");
        let budget = &project["properties"]["budget"];
        assert_eq!(budget["additionalProperties"]["type"], json!(["integer", "null"]));
        assert!(budget["propertyNames"]["pattern"].is_string());
    }
}
