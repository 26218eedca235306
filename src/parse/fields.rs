//! A mapping whose keys are known: what is missing, unknown or written twice is reported.
//!
//! This module must not know the book's own mappings.

use std::collections::{HashMap, HashSet};

use super::decode::{
    Context, DUPLICATE_KEY, NodeReader, decode, distinct, duplicate_key, reports_full_width_colon,
    value_or_nothing, wrong_type,
};
use super::format;
use super::syntax::key_like;
use super::yaml::{Key, Kind, Node};
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::record::{DeclaredFields, DeclaredValues, Field, FieldKind, FieldSource, FieldType};
use crate::span::{Span, Spanned};
use crate::text;

const MISSING_KEY: Code = Code("PB0103");
const UNKNOWN_KEY: Code = Code("PB0104");

/// Findings about keys: one that is missing, not known or there twice. What such a key was to say is not known.
pub const OF_KEYS: [Code; 3] = [MISSING_KEY, UNKNOWN_KEY, DUPLICATE_KEY];

/// A key that is not written.
struct Missing {
    key: &'static str,
    /// Whether a draft can be made without it.
    in_drafts: bool,
}

/// A mapping, read key by key.
pub(super) struct Fields<'n, 's, 'c> {
    span: Span,
    entries: &'n [(Key, Node)],
    /// The places of the keys among the entries; the first of each.
    places: HashMap<&'n str, usize>,
    known: Vec<&'c str>,
    missing: Vec<Missing>,
    /// The names for readers of fields that the book declares, with their keys.
    names: Vec<(&'c str, &'c str)>,
    /// Whether any key may be one that the book declares.
    any_key: bool,
    cx: &'s mut Context<'c>,
}

impl<'n, 's, 'c> Fields<'n, 's, 'c> {
    /// The fields of the mapping `node`; `None` where it is none. Keys written twice are reported.
    pub fn of(node: &'n Node, cx: &'s mut Context<'c>) -> Option<Self> {
        let Kind::Map(entries) = &node.kind else { return None };
        let mut places = HashMap::new();
        for (place, (Key { name, .. }, _)) in entries.iter().enumerate() {
            let first = *places.entry(name.value.as_str()).or_insert(place);
            if first != place {
                cx.sink.report(duplicate_key(name, entries[first].0.name.span));
            }
        }
        let span = entries.first().map_or(node.span, |(key, _)| key.name.span);
        Some(Self {
            span,
            entries,
            places,
            known: Vec::new(),
            missing: Vec::new(),
            names: Vec::new(),
            any_key: false,
            cx,
        })
    }

    /// A mapping at `span` without a key.
    pub fn none(span: Span, cx: &'s mut Context<'c>) -> Self {
        let places = HashMap::new();
        Self {
            span,
            entries: &[],
            places,
            known: Vec::new(),
            missing: Vec::new(),
            names: Vec::new(),
            any_key: false,
            cx,
        }
    }

    /// Reports that `node` is no mapping of the keys that were asked for.
    pub fn report_no_mapping(self, node: &Node) {
        let all = self.known.join(", ");
        let found = wrong_type(node, text!("「項目: 値」の組", "a mapping")).hint(text!(
            "1行に1つ「項目: 値」と書いてください。ここで使える項目は {all} です",
            "write `key: value`, one a line; the keys known here are {all}"
        ));
        self.cx.sink.report(found);
    }

    /// The value of `key`, which is known from now on.
    fn take(&mut self, key: &'c str) -> Option<&'n Node> {
        self.known.push(key);
        self.entry(key).map(|(_, node)| node)
    }

    /// The first entry with `key`.
    fn entry(&self, key: &str) -> Option<&'n (Key, Node)> {
        self.places.get(key).map(|place| &self.entries[*place])
    }

    /// The value of `field` by either of its keys, if it is written; in a book in which each thing has one
    /// spelling, the older one is reported. An error where both are, which is reported.
    fn value_of(&mut self, field: &Field) -> Result<Option<&'n Node>, ()> {
        let Some(also) = field.also else { return Ok(self.take(field.key)) };
        let (value, other) = (self.take(field.key), self.take(also));
        let (old, new) = (self.entry(field.key), self.entry(also));
        if let (Some((first, _)), Some((second, _))) = (old, new) {
            self.cx.sink.report(duplicate_key(&second.name, first.name.span));
            return Err(());
        }
        if self.cx.format.has_one_spelling() {
            self.known.retain(|key| *key != field.key);
            if let Some((key, _)) = old {
                self.cx.sink.report(format::old_key(key, also));
                self.known.push(field.key);
            }
        }
        Ok(value.or(other))
    }

    /// The key of `field` that is asked for where none is written.
    fn asked(&self, field: &Field) -> &'static str {
        field.also.filter(|_| self.cx.format.has_one_spelling()).unwrap_or(field.key)
    }

    /// What was meant as keys and has become part of the value above it, which has a finding of its own.
    fn swallowed(&self) -> HashSet<&'n str> {
        let words = |(_, node): &'n (Key, Node)| match &node.kind {
            Kind::Scalar { text, plain: true } if node.whole != node.span => text.split(' '),
            _ => "".split(' '),
        };
        let key = |word: &'n str| key_like(word).map(|(start, end)| &word[start..end]);
        self.entries.iter().flat_map(|entry| words(entry).skip(1)).filter_map(key).collect()
    }

    /// Reports every key that no field has, and every key that is missing. A misspelled key is
    /// one mistake, not two.
    pub fn finish(mut self) {
        let known: HashSet<&str> = self.known.iter().copied().collect();
        for (written, _) in self.entries {
            let key = &written.name;
            if known.contains(key.value.as_str())
                || reports_full_width_colon(written, self.cx.sink)
                || self.any_key
            {
                continue;
            }
            let by_name = self.names.iter().find(|(name, _)| *name == key.value.as_str());
            let near = by_name.map(|(_, id)| *id);
            let near = near.or_else(|| did_you_mean(key, self.known.iter().copied()));
            let hint = if let Some(near) = near {
                self.missing.retain(|missing| missing.key != near);
                text!("「{near}」のことですか", "did you mean `{near}`?")
            } else {
                let all = self.known.join(", ");
                text!("ここで使える項目は {all} です", "the keys known here are {all}")
            };
            self.cx.sink.report(
                Diagnostic::error(
                    UNKNOWN_KEY,
                    text!("項目「{key}」は使われません", "the key `{key}` is not known"),
                )
                .at(key.span)
                .hint(hint),
            );
        }
        let swallowed = self.swallowed();
        self.missing.retain(|missing| !swallowed.contains(missing.key));
        for Missing { key, in_drafts } in self.missing {
            let found = Diagnostic::error(
                MISSING_KEY,
                text!("項目「{key}」がありません", "the key `{key}` is missing"),
            )
            .at(self.span)
            .hint(text!("「{key}: …」を書き足してください", "add `{key}: …`"));
            self.cx.sink.report(if in_drafts { found.missing() } else { found });
        }
    }
}

impl FieldSource for Fields<'_, '_, '_> {
    fn span(&self) -> Span {
        self.span
    }

    fn required<T: FieldType>(&mut self, field: &'static Field) -> Option<T> {
        if let Some(node) = self.value_of(field).ok()? {
            return decode(node, self.cx);
        }
        self.missing.push(Missing { key: self.asked(field), in_drafts: false });
        None
    }

    /// While it is not written, that is reported, and a draft uses [`FieldType::unwritten`].
    fn awaited<T: FieldType>(&mut self, field: &'static Field) -> Option<T> {
        if let Some(node) = self.value_of(field).ok()? {
            return value_or_nothing(node, self.cx);
        }
        self.missing.push(Missing { key: self.asked(field), in_drafts: true });
        T::unwritten(Span::start_of(self.span.file))
    }

    fn or<T: FieldType>(
        &mut self,
        field: &'static Field,
        default: impl FnOnce(Span) -> T,
    ) -> Option<T> {
        match self.value_of(field).ok()? {
            Some(node) => decode(node, self.cx),
            None => Some(default(self.span)),
        }
    }

    fn declared(&mut self, record: &'static str) -> Option<DeclaredValues> {
        let declared: &DeclaredFields = self.cx.declared;
        self.any_key |= declared.are_unreadable();
        let mut values = DeclaredValues { record, written: Vec::new() };
        let mut complete = true;
        for field in declared.of(record) {
            // A key of the record itself is not declared again: that is reported with the plan.
            if self.known.contains(&field.id.as_str()) {
                continue;
            }
            self.names.push((field.name.as_str(), field.id.as_str()));
            if let Some(node) = self.take(field.id.as_str()) {
                if field.kind == FieldKind::Markdown {
                    self.cx.markdown.borrow_mut().extend(scalars(node));
                }
                match field.read(&mut NodeReader { node, cx: self.cx }) {
                    Some(data) => values.written.push((field.clone(), data)),
                    None => complete = false,
                }
            }
        }
        complete.then_some(values)
    }

    fn distinct<'t, T: PartialEq + std::fmt::Display + 't>(
        &mut self,
        items: impl IntoIterator<Item = &'t Spanned<T>>,
    ) {
        distinct(items, self.cx.sink);
    }
}

/// The texts that `node` holds: itself, or a value for each year.
fn scalars(node: &Node) -> Vec<Node> {
    let nodes: Vec<&Node> = match &node.kind {
        Kind::Map(entries) => entries.iter().map(|(_, value)| value).collect(),
        Kind::Scalar { .. } | Kind::Seq(_) => vec![node],
    };
    let is_text = |node: &&&Node| matches!(node.kind, Kind::Scalar { .. }) && !node.is_null();
    nodes.iter().filter(is_text).map(|node| (*node).clone()).collect()
}
