//! Examples in the JSON Schemas: the sections, numbers, ids and years of one book, which editors offer. They are
//! examples and not the only values: what a book says of itself may be newer than its schemas.

use serde_json::{Map, Value, json};

use crate::model::{FiscalYear, PlaceId, PolicyId};
use crate::record::Scalar;

/// What a book offers to editors.
#[derive(Debug, Default)]
pub struct SchemaExamples {
    /// The names of the sections.
    pub sections: Vec<String>,
    /// The years of the plan, and the years before that its tables have.
    pub years: Vec<String>,
    /// The numbers of the items of the framework.
    pub nodes: Vec<String>,
    /// The numbers of the policies.
    pub policies: Vec<String>,
    /// The permanent ids of policies, projects, indicators and sections.
    pub ids: Vec<String>,
}

impl SchemaExamples {
    /// Adds the examples to the schema of the files `name`.
    pub fn add_to(&self, name: &str, schema: &mut Value) {
        visit(schema, &self.of_types());
        if name == "changes" {
            set(schema, "/properties/changes/items/properties/id", &self.ids);
        }
        if name == "policy" {
            set(schema, "/properties/sections/items", &self.sections);
            set(schema, "/properties/projects/items/properties/section", &self.sections);
        }
    }

    /// The types whose values are examples everywhere, by their schemas: years, numbers of policies and of all
    /// items.
    fn of_types(&self) -> [(Value, Vec<String>); 3] {
        let places = [self.nodes.as_slice(), &self.policies].concat();
        [
            (FiscalYear::schema(), self.years.clone()),
            (PolicyId::schema(), self.policies.clone()),
            (PlaceId::schema(), places),
        ]
    }
}

/// Adds the examples of each type of `types` to its values, and the first, which are years, as keys.
fn visit(schema: &mut Value, types: &[(Value, Vec<String>)]) {
    let is = |schema: &Map<String, Value>, of: &Value| {
        schema.contains_key("pattern") && schema.get("pattern") == of.get("pattern")
    };
    match schema {
        Value::Array(all) => all.iter_mut().for_each(|inner| visit(inner, types)),
        Value::Object(map) => {
            let keys = map.get("propertyNames").and_then(Value::as_object);
            if let Some((_, years)) =
                types.first().filter(|(of, _)| keys.is_some_and(|keys| is(keys, of)))
            {
                let value = map.get("additionalProperties").cloned().unwrap_or(json!({}));
                let known = years.iter().map(|year| (year.clone(), value.clone()));
                map.insert("properties".to_owned(), known.collect::<Map<_, _>>().into());
            }
            for (of, examples) in types {
                if is(map, of) && !examples.is_empty() {
                    map.insert("examples".to_owned(), json!(examples));
                }
            }
            map.values_mut().for_each(|inner| visit(inner, types));
        }
        _ => {}
    }
}

/// Sets the examples of the value at `pointer`.
fn set(schema: &mut Value, pointer: &str, examples: &[String]) {
    if let Some(Value::Object(found)) = schema.pointer_mut(pointer).filter(|_| !examples.is_empty())
    {
        found.insert("examples".to_owned(), json!(examples));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::schema::schemas;
    use crate::record::DeclaredFields;

    #[test]
    fn values_of_the_book_are_offered_and_others_allowed() {
        let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect();
        let examples = SchemaExamples {
            sections: words(&["企画課"]),
            years: words(&["R6", "R7"]),
            nodes: words(&["1", "1-2"]),
            policies: words(&["1-2-03"]),
            ids: words(&["qrx28s"]),
        };
        let of = |name: &str| {
            let all = schemas(&DeclaredFields::default());
            let mut schema = all.into_iter().find(|(known, _)| *known == name).expect("there").1;
            examples.add_to(name, &mut schema);
            schema
        };
        let policy = of("policy");
        assert_eq!(policy["properties"]["sections"]["items"]["examples"], json!(["企画課"]));
        let project = &policy["properties"]["projects"]["items"]["properties"];
        assert_eq!(project["section"]["examples"], json!(["企画課"]));
        assert_eq!(project["section"]["type"], "string");
        let budget = &project["budget"];
        assert_eq!(budget["properties"]["R7"], budget["additionalProperties"]);
        let relisted = &policy["properties"]["relisted"]["items"]["properties"];
        assert_eq!(relisted["policy"]["examples"], json!(["1-2-03"]));
        let indicator = &of("indicators")["properties"]["indicators"]["items"]["properties"];
        assert_eq!(indicator["node"]["examples"], json!(["1", "1-2", "1-2-03"]));
        let change = &of("changes")["properties"]["changes"]["items"]["properties"];
        assert_eq!(change["id"]["examples"], json!(["qrx28s"]));
        assert_eq!(change["edition"]["examples"], json!(["R6", "R7"]));
    }
}
