//! The edits of what a policy or project says in the evaluations that the plan declares: mappings in
//! mappings, by evaluation, year and part.

use std::collections::BTreeMap;

use super::splices::{has_entries, key_of};
use crate::edit::{self, Document};
use crate::parse::yaml::Node;
use crate::render::workbook::{EvaluationPart, FormField};

/// New values, by the keys that lead to them.
#[derive(Debug)]
pub(super) enum Tree {
    /// A value in YAML; nothing for one that is deleted.
    Value(String),
    /// What is below each key.
    Map(BTreeMap<String, Tree>),
}

impl Tree {
    fn below(&mut self, key: String) -> &mut Self {
        if let Self::Value(_) = self {
            *self = Self::Map(BTreeMap::new());
        }
        let Self::Map(entries) = self else { unreachable!("it was made a mapping") };
        entries.entry(key).or_insert_with(|| Self::Map(BTreeMap::new()))
    }

    /// The values as YAML on one line, without what is deleted.
    pub(super) fn to_yaml(&self) -> String {
        match self {
            Self::Value(value) => value.clone(),
            Self::Map(entries) => {
                let entries = entries.iter().map(|(key, tree)| (key, tree.to_yaml()));
                let entries: Vec<_> = entries
                    .filter(|(_, value)| !value.is_empty())
                    .map(|(key, value)| format!("{key}: {value}"))
                    .collect();
                if entries.is_empty() {
                    String::new()
                } else {
                    format!("{{ {} }}", entries.join(", "))
                }
            }
        }
    }
}

/// `values` by evaluation, year and part; other fields have none of these.
pub(super) fn tree<'a>(values: impl Iterator<Item = (&'a FormField, String)>) -> Tree {
    let mut tree = Tree::Map(BTreeMap::new());
    for (field, value) in values {
        let FormField::Evaluation(year, id, part) = field else { continue };
        let year = tree.below(id.clone()).below(year.to_string());
        let place = match part {
            EvaluationPart::Result => year.below("result".to_owned()),
            EvaluationPart::Opinion => year.below("opinion".to_owned()),
            EvaluationPart::Reply => year.below("reply".to_owned()),
            EvaluationPart::Criterion(id) => year.below("criteria".to_owned()).below(id.clone()),
        };
        *place = Tree::Value(value);
    }
    tree
}

/// The edits that give the key `key` of `node` the values of `tree`, and keep what else is there.
pub(super) fn edits(
    document: &Document<'_>,
    node: &Node,
    key: &str,
    tree: &Tree,
) -> Option<Vec<edit::Edit>> {
    let there = document.get(node, key);
    if let (Tree::Map(entries), Some(map)) = (tree, there.filter(|node| has_entries(node))) {
        let mut all = Vec::new();
        for (name, tree) in entries {
            // A year may be spelled otherwise.
            let name = name.parse().map_or_else(|_| name.clone(), |year| key_of(map, year));
            all.extend(edits(document, map, &name, tree)?);
        }
        return Some(all);
    }
    let value = tree.to_yaml();
    match there {
        None if value.is_empty() => Some(Vec::new()),
        Some(_) if value.is_empty() => Some(vec![document.remove(node, key)?]),
        _ => Some(vec![document.set(node, key, &value)?]),
    }
}
