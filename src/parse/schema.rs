//! JSON Schemas, made from the declarations of the records that read the files. So an editor
//! completes and checks what the program will read, and nothing else.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::plan::PlanFile;
use crate::model::{
    ChangesFile, FrameworkFile, GlossaryFile, IndicatorsFile, LocalitiesFile, NodeId, Policy,
    PolicyId, PriorityTheme, SearchWords,
};
use crate::record::{
    DeclaredFields, DeclaredValues, Field, FieldKind, FieldSource, FieldType, MapKey, Scalar,
    ValueSource,
};
use crate::span::{FileId, Span, Spanned};

/// A source that holds no value: it notes the schema of the type that is read from it.
struct Describer<'a> {
    schema: Value,
    declared: &'a DeclaredFields,
    /// The number of records that it is in.
    depth: usize,
}

/// The depth at which lists of records end. Only the framework is a tree without an end of its
/// own; a plan has at most four levels above the sheets.
const DEEPEST: usize = 1 + NodeId::DEEPEST;

/// The schema of a type, in a book that declares fields.
fn schema_of<T: FieldType>(declared: &DeclaredFields, depth: usize) -> Value {
    let mut describer = Describer { schema: Value::Null, declared, depth };
    drop(T::read(&mut describer));
    describer.schema
}

/// The span of values that are in no source.
fn nowhere() -> Span {
    Span::start_of(FileId(0))
}

impl<'d> ValueSource for Describer<'d> {
    type Fields<'a>
        = Keys<'d>
    where
        Self: 'a;

    fn span(&self) -> Span {
        nowhere()
    }
    fn scalar<T: Scalar>(&mut self) -> Option<T> {
        self.schema = T::schema();
        None
    }
    fn optional<T: FieldType>(&mut self) -> Option<Option<T>> {
        self.schema = or_null(schema_of::<T>(self.declared, self.depth));
        None
    }
    fn list<T: FieldType>(&mut self) -> Option<Vec<T>> {
        self.schema = if T::IS_RECORD && self.depth >= DEEPEST {
            json!({ "type": "array", "maxItems": 0 })
        } else {
            json!({ "type": "array", "items": schema_of::<T>(self.declared, self.depth) })
        };
        None
    }
    fn list_or<T: FieldType, R: FieldType, O>(
        &mut self,
        _: impl FnOnce(Vec<T>) -> O,
        _: impl FnOnce(R) -> O,
    ) -> Option<O> {
        let list = schema_of::<Vec<T>>(self.declared, self.depth);
        self.schema = json!({ "anyOf": [list, schema_of::<R>(self.declared, self.depth)] });
        None
    }
    fn scalar_or<T: Scalar, R: FieldType, O>(
        &mut self,
        _: impl FnOnce(T) -> O,
        _: impl FnOnce(R) -> O,
    ) -> Option<O> {
        self.schema = json!({ "anyOf": [T::schema(), schema_of::<R>(self.declared, self.depth)] });
        None
    }
    fn one_or_more<T: Scalar>(&mut self) -> Option<Vec<Spanned<T>>> {
        let list = schema_of::<Vec<T>>(self.declared, self.depth);
        self.schema = json!({ "anyOf": [T::schema(), list] });
        None
    }
    fn map<K: MapKey, V: FieldType>(&mut self) -> Option<BTreeMap<K, V>> {
        self.schema = mapping::<K::Scalar, V>(self.declared, self.depth);
        None
    }
    fn record<T>(&mut self, read: impl FnOnce(&mut Keys<'d>) -> Option<T>) -> Option<T> {
        let mut keys = Keys::new(self.declared, self.depth + 1);
        drop(read(&mut keys));
        self.schema = keys.schema();
        None
    }
}

/// The schema of a mapping with free keys.
fn mapping<K: Scalar, V: FieldType>(declared: &DeclaredFields, depth: usize) -> Value {
    let mut key = K::schema();
    key["type"] = json!("string");
    json!({
        "type": "object",
        "propertyNames": key,
        "additionalProperties": schema_of::<V>(declared, depth),
    })
}

/// The schema of a value that may also be left open with `~`.
fn or_null(mut schema: Value) -> Value {
    if let Some(Value::Array(kinds)) = schema.get_mut("anyOf") {
        kinds.push(json!({ "type": "null" }));
    }
    if let Some(Value::Array(words)) = schema.get_mut("enum") {
        words.push(Value::Null);
    }
    match schema.get_mut("type") {
        Some(Value::String(kind)) => schema["type"] = json!([kind, "null"]),
        Some(Value::Array(kinds)) => kinds.push("null".into()),
        _ => {}
    }
    schema
}

/// The known keys of a mapping.
struct Keys<'d> {
    properties: Map<String, Value>,
    required: Vec<&'static str>,
    declared: &'d DeclaredFields,
    /// The number of records that they are in, their own included.
    depth: usize,
}

impl<'d> Keys<'d> {
    fn new(declared: &'d DeclaredFields, depth: usize) -> Self {
        Self { properties: Map::new(), required: Vec::new(), declared, depth }
    }

    fn add_field<T: FieldType>(&mut self, field: &Field) {
        let schema = schema_of::<T>(self.declared, self.depth);
        for key in std::iter::once(field.key).chain(field.also) {
            self.add(key, field.words, schema.clone());
        }
    }

    fn add(&mut self, key: &str, words: &str, mut schema: Value) {
        if let Value::Object(schema) = &mut schema {
            schema.insert("description".to_owned(), words.into());
        }
        self.properties.insert(key.to_owned(), schema);
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

impl FieldSource for Keys<'_> {
    fn span(&self) -> Span {
        nowhere()
    }
    fn required<T: FieldType>(&mut self, field: &'static Field) -> Option<T> {
        self.add_field::<T>(field);
        // Either of two keys will do.
        self.required.extend(field.also.is_none().then_some(field.key));
        None
    }
    fn awaited<T: FieldType>(&mut self, field: &'static Field) -> Option<T> {
        self.required(field)
    }
    fn or<T: FieldType>(&mut self, field: &'static Field, _: impl FnOnce(Span) -> T) -> Option<T> {
        self.add_field::<T>(field);
        None
    }
    fn declared(&mut self, record: &'static str) -> Option<DeclaredValues> {
        let declared = self.declared;
        for field in declared.of(record) {
            let mut describer = Describer { schema: Value::Null, declared, depth: self.depth };
            drop(field.read(&mut describer));
            let mut schema = describer.schema;
            if field.kind == FieldKind::Choice {
                let words = field.choices.iter().map(|choice| json!(choice.value));
                let words: Vec<_> = words.chain([Value::Null]).collect();
                let values =
                    if field.by_year { &mut schema["additionalProperties"] } else { &mut schema };
                values["enum"] = words.into();
            }
            self.add(field.id.as_str(), &field.words(), schema);
        }
        None
    }
    fn distinct<'t, T: PartialEq + std::fmt::Display + 't>(
        &mut self,
        _: impl IntoIterator<Item = &'t Spanned<T>>,
    ) {
    }
}

/// The schema of each kind of YAML file, by its name, in a book that declares fields.
///
/// # Panics
/// Never: the id is one.
#[must_use]
pub fn schemas(declared: &DeclaredFields) -> Vec<(&'static str, Value)> {
    let any: PolicyId = "1-1-01".parse().expect("an id");
    let keys = |read: &dyn Fn(&mut Keys<'_>)| {
        let mut keys = Keys::new(declared, 1);
        read(&mut keys);
        keys.schema()
    };
    let titled = |name: &'static str, title: &str, mut schema: Value| {
        schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
        schema["title"] = json!(title);
        (name, schema)
    };
    vec![
        titled("plan", "計画の設定（plan.yaml）", schema_of::<PlanFile>(declared, 0)),
        titled("framework", "施策体系（framework.yaml）", schema_of::<FrameworkFile>(declared, 0)),
        titled(
            "indicators",
            "成果指標（indicators.yaml）",
            schema_of::<IndicatorsFile>(declared, 0),
        ),
        titled("changes", "変更の理由（changes.yaml）", schema_of::<ChangesFile>(declared, 0)),
        titled("places", "地名（places.yaml）", schema_of::<LocalitiesFile>(declared, 0)),
        titled("glossary", "用語（glossary.yaml）", schema_of::<GlossaryFile>(declared, 0)),
        titled("search", "検索の言葉（search.yaml）", schema_of::<SearchWords>(declared, 0)),
        titled(
            "policy",
            "施策（policies/）",
            keys(&|keys| drop(Policy::read_fields(keys, any, nowhere()))),
        ),
        titled(
            "theme",
            "重点テーマ（themes/）",
            keys(&|keys| drop(PriorityTheme::read_fields(keys, Spanned::new(1, nowhere())))),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Holds that every `type` in `schema` names types, and that what may be `null` may be so everywhere.
    fn assert_sound(schema: &Value, at: &str) {
        let names = |kind: &Value| {
            let known = ["string", "integer", "number", "boolean", "array", "object", "null"];
            kind.as_str().is_some_and(|name| known.contains(&name))
        };
        match schema {
            Value::Object(map) => {
                if let Some(kind) = map.get("type").filter(|kind| !kind.is_object()) {
                    let sound =
                        kind.as_array().map_or_else(|| names(kind), |all| all.iter().all(names));
                    assert!(sound, "{at}: {kind}");
                }
                for (key, inner) in map {
                    assert_sound(inner, &format!("{at}/{key}"));
                }
            }
            Value::Array(all) => all.iter().for_each(|inner| assert_sound(inner, at)),
            _ => {}
        }
    }

    #[test]
    fn types_are_those_of_json_schema() {
        for (name, schema) in schemas(&DeclaredFields::default()) {
            assert_sound(&schema, name);
        }
    }

    #[test]
    fn the_schema_of_a_policy_has_its_fields() {
        let schemas = schemas(&DeclaredFields::default());
        let (_, policy) = schemas.iter().find(|(name, _)| *name == "policy").expect("it is there");
        assert_eq!(policy["required"], json!(["title", "sections", "projects"]));
        let project = &policy["properties"]["projects"]["items"];
        assert_eq!(project["properties"]["name"]["type"], "string");
        let budget = &project["properties"]["budget"];
        assert_eq!(budget["additionalProperties"]["type"], json!(["integer", "null"]));
        assert!(budget["propertyNames"]["pattern"].is_string());
    }
}
