//! From YAML nodes to values: every mistake is reported, none stops the rest.
//!
//! [`Decode`] reads one value from one [`Node`]; [`Fields`] reads a mapping key by key and
//! reports what is missing, unknown or written twice.
//!
//! This module must not know the book's own mappings.

use std::collections::BTreeMap;

use super::scalar::{Scalar, half_width};
use super::yaml::{Kind, Node};
use crate::diag::{Code, Diagnostic, Sink, Text, did_you_mean};
use crate::span::{Span, Spanned};
use crate::text;

const WRONG_TYPE: Code = Code("PB0102");
const MISSING_KEY: Code = Code("PB0103");
const UNKNOWN_KEY: Code = Code("PB0104");
const DUPLICATE_KEY: Code = Code("PB0105");
const EMPTY_VALUE: Code = Code("PB0106");
const TWICE_IN_LIST: Code = Code("PB0108");
const COLON_IN_KEY: Code = Code("PB0112");
const OTHER_MEANING: Code = Code("PB0111");

/// A value that can be read from a YAML node.
pub trait Decode: Sized {
    /// Reads the value, or reports why not.
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self>;
}

impl<T: Scalar> Decode for T {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        if node.is_null() {
            let Text { ja, en } = T::expected();
            sink.report(
                Diagnostic::error(EMPTY_VALUE, text!("値がありません", "there is no value"))
                    .at(node.span)
                    .hint(text!("{ja}を書いてください", "write {en}")),
            );
            return None;
        }
        let Kind::Scalar { text, plain } = &node.kind else {
            sink.report(wrong_type(node, T::expected()).hint(text!(
                "値を1つだけ書いてください。文字なら \" \" で囲めます",
                "write one value; text may stand in double quotes"
            )));
            return None;
        };
        match T::read(text) {
            Ok(value) => {
                if *plain && T::IS_TEXT && reads_otherwise(text) {
                    sink.report(other_meaning(node.span, text));
                }
                Some(value)
            }
            Err(hint) => {
                let hint = hint.or_else(|| in_half_width::<T>(text));
                let Text { ja, en } = T::expected();
                let hint = hint.unwrap_or_else(|| text!("{ja}に直してください", "write {en}"));
                sink.report(wrong_type(node, T::expected()).hint(hint));
                None
            }
        }
    }
}

/// What to write when `text` is right but for full-width characters.
fn in_half_width<T: Scalar>(text: &str) -> Option<Text> {
    let narrow = half_width(text);
    (narrow != text && T::read(&narrow).is_ok()).then(|| {
        text!(
            "半角で「{narrow}」と書いてください",
            "write `{narrow}` in ASCII"
        )
    })
}

/// Whether other programs read `text` as something else than text: a truth value, a number
/// without its zeros, a time.
fn reads_otherwise(text: &str) -> bool {
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    let truth = ["yes", "no", "on", "off", "true", "false", "y", "n"];
    truth.contains(&text.to_ascii_lowercase().as_str())
        || text.len() > 1 && text.starts_with('0') && digits(text)
        || text.contains('_') && text.split('_').all(digits)
        || text
            .split_once(':')
            .is_some_and(|(h, m)| digits(h) && digits(m))
}

fn other_meaning(span: Span, text: &str) -> Diagnostic {
    Diagnostic::warning(
        OTHER_MEANING,
        text!(
            "引用符のない「{text}」は、ほかのソフトでは文字として読まれません",
            "without quotes, other programs do not read `{text}` as text"
        ),
    )
    .at(span)
    .hint(text!(
        "\"{text}\" のように引用符で囲んでください",
        "put it in quotes: \"{text}\""
    ))
}

/// Reports every value that is in a list twice.
pub(super) fn distinct<T: PartialEq + std::fmt::Display>(list: &[Spanned<T>], sink: &mut Sink) {
    for (index, item) in list.iter().enumerate() {
        if let Some(first) = list[..index].iter().find(|other| *other == item) {
            sink.report(
                Diagnostic::error(
                    TWICE_IN_LIST,
                    text!("「{item}」が2回あります", "`{item}` is listed twice"),
                )
                .at(item.span)
                .label(first.span, text!("はじめはここです", "first here"))
                .hint(text!("どちらか一方を消してください", "remove one of them")),
            );
        }
    }
}

/// Says what was expected where something else stands.
fn wrong_type(node: &Node, expected: Text) -> Diagnostic {
    let Text { ja, en } = expected;
    let found = match &node.kind {
        Kind::Scalar { .. } if node.is_null() => text!("何も書かれていません", "nothing"),
        Kind::Scalar { text, .. } => text!("「{text}」があります", "`{text}`"),
        Kind::Seq(_) => text!("一覧があります", "a list"),
        Kind::Map(_) => text!("「項目: 値」の組があります", "a mapping"),
    };
    let (found_ja, found_en) = (found.ja, found.en);
    Diagnostic::error(
        WRONG_TYPE,
        text!(
            "{ja}が必要ですが、{found_ja}",
            "expected {en}, found {found_en}"
        ),
    )
    .at(node.span)
}

impl<T: Decode> Decode for Spanned<T> {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        T::decode(node, sink).map(|value| Spanned::new(value, node.span))
    }
}

/// `~` is `None`: left out on purpose, which is not the same as forgotten.
impl<T: Decode> Decode for Option<T> {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        if node.is_null() {
            Some(None)
        } else {
            T::decode(node, sink).map(Some)
        }
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let Kind::Seq(items) = &node.kind else {
            let hint = match &node.kind {
                Kind::Scalar { text, .. } if !node.is_null() => {
                    let items = text
                        .trim_matches(['[', ']', '［', '］'])
                        .replace(['、', '，'], ", ");
                    text!(
                        "半角のかっこと区切りで [{items}] と書いてください",
                        "write [{items}]"
                    )
                }
                _ => text!(
                    "[A, B] のように書くか、1行に1つ「- A」と書いてください",
                    "write [A, B], or one `- A` a line"
                ),
            };
            sink.report(wrong_type(node, text!("一覧", "a list")).hint(hint));
            return None;
        };
        // Each item is looked at, so that each mistake is told.
        let decoded: Vec<Option<T>> = items.iter().map(|item| T::decode(item, sink)).collect();
        decoded.into_iter().collect()
    }
}

impl<K: Scalar + Ord, V: Decode> Decode for BTreeMap<K, V> {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let Kind::Map(entries) = &node.kind else {
            sink.report(
                wrong_type(node, text!("「項目: 値」の組", "a mapping")).hint(text!(
                    "{{ R6: 4350 }} のように、年度などの項目と値を組にして書いてください",
                    "write pairs, such as {{ R6: 4350 }}"
                )),
            );
            return None;
        };
        let mut map: BTreeMap<K, (V, Span)> = BTreeMap::new();
        let mut complete = true;
        for (key, value) in entries {
            if reports_full_width_colon(key, sink) {
                complete = false;
                continue;
            }
            let scalar = Node {
                span: key.span,
                whole: key.span,
                kind: Kind::Scalar {
                    text: key.value.clone(),
                    plain: true,
                },
            };
            let (Some(k), Some(v)) = (K::decode(&scalar, sink), V::decode(value, sink)) else {
                complete = false;
                continue;
            };
            if let Some((_, first)) = map.get(&k) {
                sink.report(duplicate_key(key, *first));
                complete = false;
            } else {
                map.insert(k, (v, key.span));
            }
        }
        complete.then(|| map.into_iter().map(|(k, (v, _))| (k, v)).collect())
    }
}

/// Reports a key such as `R6：100`, which swallowed its value.
fn reports_full_width_colon(key: &Spanned<String>, sink: &mut Sink) -> bool {
    let Some((name, value)) = key.value.split_once(['：', ':']) else {
        return false;
    };
    let (name, value) = (name.trim(), value.trim());
    sink.report(
        Diagnostic::error(
            COLON_IN_KEY,
            text!(
                "「{key}」が1つの項目名になっています",
                "`{key}` as a whole has become a key"
            ),
        )
        .at(key.span)
        .hint(text!(
            "「{name}: {value}」のように、半角の「:」と半角スペースを書いてください",
            "write `{name}: {value}`, with an ASCII colon and a space"
        )),
    );
    true
}

fn duplicate_key(key: &Spanned<String>, first: Span) -> Diagnostic {
    Diagnostic::error(
        DUPLICATE_KEY,
        text!(
            "項目「{key}」が2回あります",
            "the key `{key}` is written twice"
        ),
    )
    .at(key.span)
    .label(first, text!("はじめはここです", "first here"))
    .hint(text!("どちらか一方を消してください", "remove one of them"))
}

/// A mapping, read key by key.
pub struct Fields<'n> {
    span: Span,
    entries: &'n [(Spanned<String>, Node)],
    known: Vec<&'static str>,
}

impl<'n> Fields<'n> {
    /// The mapping `node`, or a report that it is none. Keys written twice are reported.
    pub fn of(node: &'n Node, sink: &mut Sink) -> Option<Self> {
        let Kind::Map(entries) = &node.kind else {
            sink.report(
                wrong_type(node, text!("「項目: 値」の組", "a mapping")).hint(text!(
                    "1行に1つ「項目: 値」と書いてください",
                    "write `key: value`, one a line"
                )),
            );
            return None;
        };
        for (index, (key, _)) in entries.iter().enumerate() {
            if let Some((first, _)) = entries[..index].iter().find(|(k, _)| k == key) {
                sink.report(duplicate_key(key, first.span));
            }
        }
        let span = entries.first().map_or(node.span, |(key, _)| key.span);
        Some(Self {
            span,
            entries,
            known: Vec::new(),
        })
    }

    /// Where the mapping begins.
    pub fn span(&self) -> Span {
        self.span
    }

    fn take(&mut self, key: &'static str) -> Option<&'n Node> {
        self.known.push(key);
        self.entries
            .iter()
            .find(|(k, _)| k.value == key)
            .map(|(_, node)| node)
    }

    /// The value of `key`, which must be there.
    pub fn required<T: Decode>(&mut self, key: &'static str, sink: &mut Sink) -> Option<T> {
        if let Some(node) = self.take(key) {
            return T::decode(node, sink);
        }
        sink.report(
            Diagnostic::error(
                MISSING_KEY,
                text!("項目「{key}」がありません", "the key `{key}` is missing"),
            )
            .at(self.span)
            .hint(text!("「{key}: …」を書き足してください", "add `{key}: …`")),
        );
        None
    }

    /// The value of `key`, or `default` where it is not written.
    pub fn or<T: Decode>(&mut self, key: &'static str, default: T, sink: &mut Sink) -> Option<T> {
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
        let nodes = self.required::<Vec<Node>>(key, sink)?;
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
        let node = self.required::<Node>(key, sink)?;
        decode(&node, sink)
    }

    /// Reports every key that nobody asked for.
    pub fn finish(self, sink: &mut Sink) {
        for (key, _) in self.entries {
            if self.known.contains(&key.value.as_str()) || reports_full_width_colon(key, sink) {
                continue;
            }
            let near = did_you_mean(key, self.known.iter().copied())
                .map(|near| text!("「{near}」のことですか", "did you mean `{near}`?"));
            let all = self.known.join(", ");
            let hint = near.unwrap_or_else(|| {
                text!(
                    "ここで使える項目は {all} です",
                    "the keys known here are {all}"
                )
            });
            sink.report(
                Diagnostic::error(
                    UNKNOWN_KEY,
                    text!(
                        "項目「{key}」は使われません",
                        "the key `{key}` is not known"
                    ),
                )
                .at(key.span)
                .hint(hint),
            );
        }
    }
}

impl Decode for Node {
    fn decode(node: &Node, _: &mut Sink) -> Option<Self> {
        Some(node.clone())
    }
}
