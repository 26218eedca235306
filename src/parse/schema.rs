//! JSON Schemas, told by the very decoders that read the files.
//!
//! A decoder that is given a [`Question`] instead of a value answers what may stand there.
//! So an editor completes and checks what the program will read, and nothing else.

use std::cell::RefCell;
use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::schema_words::describe;
use super::yaml::Node;
use super::{framework, indicators, plan, policy, theme};
use crate::diag::Sink;
use crate::model::PolicyId;

/// What may stand at one place of a file.
#[derive(Debug, Clone)]
pub struct Question {
    /// Where: the file's kind and the keys that lead there, `policy.projects.budget`.
    path: Rc<str>,
    answer: Rc<RefCell<Value>>,
}

impl Question {
    pub(super) fn new(path: &str) -> Self {
        Self { path: path.into(), answer: Rc::new(RefCell::new(json!({}))) }
    }

    /// The question about what stands under `key`.
    pub(super) fn under(&self, key: &str) -> Self {
        Self::new(&format!("{}.{key}", self.path))
    }

    /// The question about each thing here, which has the same words.
    pub(super) fn within(&self) -> Self {
        Self::new(&self.path)
    }

    pub(super) fn say(&self, answer: Value) {
        *self.answer.borrow_mut() = answer;
    }

    pub(super) fn answered(&self) -> Value {
        self.answer.borrow().clone()
    }

    /// The answer with what a person is told about the key.
    pub(super) fn described(&self) -> Value {
        let mut answer = self.answered();
        if let (Some(words), Value::Object(fields)) = (describe(&self.path), &mut answer) {
            fields.insert("description".to_owned(), words.into());
        }
        answer
    }
}

/// What a mapping answers: its keys.
#[derive(Debug, Default)]
pub(super) struct Keys {
    properties: Map<String, Value>,
    required: Vec<&'static str>,
}

impl Keys {
    pub(super) fn add(&mut self, key: &'static str, required: bool, question: &Question) {
        self.properties.insert(key.to_owned(), question.described());
        if required {
            self.required.push(key);
        }
    }

    pub(super) fn answer(self) -> Value {
        json!({
            "type": "object",
            "properties": self.properties,
            "required": self.required,
            "additionalProperties": false,
        })
    }
}

/// The schema of each kind of YAML file, by its name.
///
/// # Panics
/// Never: the id is one.
#[must_use]
pub fn schemas() -> Vec<(&'static str, Value)> {
    let any: PolicyId = "1-1-01".parse().expect("an id");
    let ask = |name: &'static str, title: &str, decode: &dyn Fn(&Node, &mut Sink)| {
        let question = Question::new(name);
        decode(&Node::asking(&question), &mut Sink::new());
        let mut schema = question.answered();
        schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
        schema["title"] = json!(title);
        (name, schema)
    };
    vec![
        ask("plan", "計画の設定（plan.yaml）", &|n, s| drop(plan::plan(n, s))),
        ask("framework", "施策体系（framework.yaml）", &|n, s| {
            drop(framework::framework(n, s));
        }),
        ask("indicators", "成果指標（indicators.yaml）", &|n, s| {
            drop(indicators::indicators(n, s));
        }),
        ask("policy", "施策（policies/）", &|n, s| drop(policy::policy(any, n, s))),
        ask("theme", "重点テーマ（themes/）", &|n, s| drop(theme::theme(1, n, s))),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::schema_words::WORDS;
    use super::*;

    /// Every key of a schema with the keys that lead to it.
    fn paths(schema: &Value, at: &str, out: &mut Vec<String>) {
        if let Some(properties) = schema["properties"].as_object() {
            for (key, inner) in properties {
                let path = format!("{at}.{key}");
                out.push(path.clone());
                paths(inner, &path, out);
            }
        }
        for inner in [&schema["items"], &schema["additionalProperties"]] {
            if inner.is_object() {
                paths(inner, at, out);
            }
        }
    }

    #[test]
    fn every_key_is_described_and_nothing_else() {
        let mut found = Vec::new();
        for (name, schema) in schemas() {
            paths(&schema, name, &mut found);
        }
        let mut described: Vec<String> = WORDS.iter().map(|(path, _)| (*path).to_owned()).collect();
        found.sort();
        described.sort();
        assert_eq!(found, described);
    }

    #[test]
    fn a_policy_is_told_as_it_is_read() {
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
