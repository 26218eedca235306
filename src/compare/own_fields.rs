//! The fields that a plan declares for itself: which of them one side alone has, and which were given
//! another key.

use std::collections::BTreeMap;

use super::fact::{Fact, FactKey};
use super::snapshot::{DeclaredKeys, Frame, ItemKind};

/// The declared fields of two sides. Nothing is known where a side does not say what it declares.
#[derive(Debug, Default)]
pub(super) struct OwnFields {
    /// The new keys of fields that go on under another key, by their old ones.
    renamed: BTreeMap<(ItemKind, String), String>,
    ended: Vec<(ItemKind, String)>,
    added: Vec<(ItemKind, String)>,
}

impl OwnFields {
    pub(super) fn new(old: &Frame, new: &Frame) -> Self {
        let (Some(old), Some(new)) = (&old.declared, &new.declared) else { return Self::default() };
        let mut all =
            Self { ended: one_sided(old, new), added: one_sided(new, old), ..Self::default() };
        // What has the same name for readers is the same field.
        let pairs: Vec<_> = all
            .ended
            .iter()
            .filter_map(|key| {
                let is_it = |other: &&(ItemKind, String)| {
                    other.0 == key.0 && new.get(*other) == old.get(key)
                };
                Some((key.clone(), all.added.iter().find(is_it)?.clone()))
            })
            .collect();
        for (old, new) in pairs {
            all.ended.retain(|key| *key != old);
            all.added.retain(|key| *key != new);
            all.renamed.insert(old, new.1);
        }
        all
    }

    /// The key that `fact` of the old side, of an item of the kind `kind`, has in the new one.
    pub(super) fn new_key(&self, kind: ItemKind, fact: &Fact) -> FactKey {
        let renamed = self.renamed.get(&(kind, fact.key.field.clone()));
        let field = renamed.unwrap_or(&fact.key.field).clone();
        FactKey { field, ..fact.key.clone() }
    }

    /// Whether the plan of the new side does not declare the field any more.
    pub(super) fn is_ended(&self, kind: ItemKind, field: &str) -> bool {
        self.ended.iter().any(|(of, key)| *of == kind && key == field)
    }

    /// Whether the plan of the old side does not declare the field yet.
    pub(super) fn is_added(&self, kind: ItemKind, field: &str) -> bool {
        self.added.iter().any(|(of, key)| *of == kind && key == field)
    }

    /// The old and the new key of each field that was given another one.
    pub(super) fn renamed(&self) -> impl Iterator<Item = (&str, &str)> {
        self.renamed.iter().map(|((_, old), new)| (old.as_str(), new.as_str()))
    }
}

/// The fields of `these` that `others` does not have.
fn one_sided(these: &DeclaredKeys, others: &DeclaredKeys) -> Vec<(ItemKind, String)> {
    these.keys().filter(|key| !others.contains_key(*key)).cloned().collect()
}
