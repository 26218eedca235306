//! A mapping whose keys are known: what is missing, unknown or written twice is reported.
//!
//! This module must not know the book's own mappings.

use std::collections::HashMap;

use serde_json::json;

use super::decode::{
    Decode, distinct, duplicate_key, reports_full_width_colon, value_or_nothing, wrong_type,
};
use super::items::items;
use super::schema::{Keys, Question};
use super::yaml::{Key, Kind, Node};
use crate::diag::{Code, Diagnostic, Sink, did_you_mean};
use crate::span::{Span, Spanned};
use crate::text;

const MISSING_KEY: Code = Code("PB0103");
const UNKNOWN_KEY: Code = Code("PB0104");

/// A key that is not written.
struct Missing {
    key: &'static str,
    /// Whether a draft can be made without it.
    in_drafts: bool,
}

/// A mapping, read key by key.
pub struct Fields<'n> {
    span: Span,
    entries: &'n [(Key, Node)],
    known: Vec<&'static str>,
    missing: Vec<Missing>,
    /// Where nothing is read and all is asked: the question, and the answers so far.
    asked: Option<(Question, Keys)>,
}

impl<'n> Fields<'n> {
    /// The mapping `node`, or a report that it is none. Keys written twice are reported.
    pub fn of(node: &'n Node, sink: &mut Sink) -> Option<Self> {
        if let Kind::Asked(question) = &node.kind {
            let asked = Some((question.clone(), Keys::default()));
            let (known, missing) = (Vec::new(), Vec::new());
            return Some(Self { span: node.span, entries: &[], known, missing, asked });
        }
        let Kind::Map(entries) = &node.kind else {
            sink.report(wrong_type(node, text!("「項目: 値」の組", "a mapping")).hint(text!(
                "1行に1つ「項目: 値」と書いてください",
                "write `key: value`, one a line"
            )));
            return None;
        };
        let mut firsts: HashMap<&str, Span> = HashMap::new();
        for (Key { name, .. }, _) in entries {
            let first = *firsts.entry(&name.value).or_insert(name.span);
            if first != name.span {
                sink.report(duplicate_key(name, first));
            }
        }
        let span = entries.first().map_or(node.span, |(key, _)| key.name.span);
        Some(Self { span, entries, known: Vec::new(), missing: Vec::new(), asked: None })
    }

    /// Where the mapping begins.
    pub fn span(&self) -> Span {
        self.span
    }

    /// Asks what may stand under `key`, where that is what is wanted.
    fn ask(
        &mut self,
        key: &'static str,
        required: bool,
        decode: impl FnOnce(&Node, &Question),
    ) -> bool {
        let Some((question, keys)) = &mut self.asked else { return false };
        let inner = question.under(key);
        decode(&Node::asking(&inner), &inner);
        keys.add(key, required, &inner);
        true
    }

    fn take(&mut self, key: &'static str) -> Option<&'n Node> {
        self.known.push(key);
        self.entries.iter().find(|(k, _)| k.name.value == key).map(|(_, node)| node)
    }

    /// The value of `key`, which must be there.
    pub fn required<T: Decode>(&mut self, key: &'static str, sink: &mut Sink) -> Option<T> {
        if self.ask(key, true, |node, _| drop(T::decode(node, sink))) {
            return None;
        }
        if let Some(node) = self.take(key) {
            return T::decode(node, sink);
        }
        self.missing.push(Missing { key, in_drafts: false });
        None
    }

    /// The value of `key`, which must be there when the book is final. While it is not written,
    /// that is reported, and what stands for it in a draft is its value.
    pub fn awaited<T: Decode>(&mut self, key: &'static str, sink: &mut Sink) -> Option<T> {
        if self.ask(key, true, |node, _| drop(T::decode(node, sink))) {
            return None;
        }
        if let Some(node) = self.take(key) {
            return value_or_nothing(node, sink);
        }
        self.missing.push(Missing { key, in_drafts: true });
        T::unwritten(Span::start_of(self.span.file))
    }

    /// The value of `key`, or `default` where it is not written.
    pub fn or<T: Decode>(&mut self, key: &'static str, default: T, sink: &mut Sink) -> Option<T> {
        if self.ask(key, false, |node, _| drop(T::decode(node, sink))) {
            return None;
        }
        match self.take(key) {
            Some(node) => T::decode(node, sink),
            None => Some(default),
        }
    }

    /// The values of `key`, which must be there, each different.
    pub fn required_distinct<T: Decode + PartialEq + std::fmt::Display>(
        &mut self,
        key: &'static str,
        sink: &mut Sink,
    ) -> Option<Vec<Spanned<T>>> {
        let list = self.required::<Vec<Spanned<T>>>(key, sink)?;
        distinct(&list, sink);
        Some(list)
    }

    /// The values of `key`, each with its own decoder.
    pub fn each<T>(
        &mut self,
        key: &'static str,
        sink: &mut Sink,
        decode: impl Fn(&Node, &mut Sink) -> Option<T>,
    ) -> Option<Vec<T>> {
        let asked = self.ask(key, true, |_, question| {
            let item = question.within();
            drop(decode(&Node::asking(&item), sink));
            question.say(json!({ "type": "array", "items": item.answered() }));
        });
        if asked {
            return None;
        }
        let nodes = items(self.required::<Vec<Node>>(key, sink)?, sink);
        let decoded: Vec<Option<T>> = nodes.iter().map(|node| decode(node, sink)).collect();
        decoded.into_iter().collect()
    }

    /// The mapping under `key`, with its own decoder.
    pub fn nested<T>(
        &mut self,
        key: &'static str,
        sink: &mut Sink,
        decode: impl FnOnce(&Node, &mut Sink) -> Option<T>,
    ) -> Option<T> {
        if self.asked.is_some() {
            self.ask(key, true, |node, _| drop(decode(node, sink)));
            return None;
        }
        let node = self.required::<Node>(key, sink)?;
        decode(&node, sink)
    }

    /// Reports every key that nobody asked for, and every key that is missing. A slip of the
    /// keys is one mistake, not two.
    pub fn finish(mut self, sink: &mut Sink) {
        if let Some((question, keys)) = self.asked {
            question.say(keys.answer());
            return;
        }
        for (written, _) in self.entries {
            let key = &written.name;
            if self.known.contains(&key.value.as_str()) || reports_full_width_colon(written, sink) {
                continue;
            }
            let hint = if let Some(near) = did_you_mean(key, self.known.iter().copied()) {
                self.missing.retain(|missing| missing.key != near);
                text!("「{near}」のことですか", "did you mean `{near}`?")
            } else {
                let all = self.known.join(", ");
                text!("ここで使える項目は {all} です", "the keys known here are {all}")
            };
            sink.report(
                Diagnostic::error(
                    UNKNOWN_KEY,
                    text!("項目「{key}」は使われません", "the key `{key}` is not known"),
                )
                .at(key.span)
                .hint(hint),
            );
        }
        for Missing { key, in_drafts } in self.missing {
            let found = Diagnostic::error(
                MISSING_KEY,
                text!("項目「{key}」がありません", "the key `{key}` is missing"),
            )
            .at(self.span)
            .hint(text!("「{key}: …」を書き足してください", "add `{key}: …`"));
            sink.report(if in_drafts { found.missing() } else { found });
        }
    }
}
