//! From YAML nodes to values: every mistake is reported, none stops the rest.
//!
//! [`Decode`] reads one value from one [`Node`]; [`Fields`] reads a mapping key by key and
//! reports what is missing, unknown or written twice.
//!
//! This module must not know the book's own mappings.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::yaml::{Kind, Node};
use crate::diag::{Code, Diagnostic, Sink, Text, did_you_mean};
use crate::model::{
    BasicPlanId, Better, Date, Decimal, FiscalYear, GoalId, Money, PageContract,
    ParseFiscalYearError, PartKind, PolicyId, Rating, Status,
};
use crate::span::{Span, Spanned};
use crate::text;

const WRONG_TYPE: Code = Code("PB0102");
const MISSING_KEY: Code = Code("PB0103");
const UNKNOWN_KEY: Code = Code("PB0104");
const DUPLICATE_KEY: Code = Code("PB0105");
const EMPTY_VALUE: Code = Code("PB0106");

/// A value that can be read from a YAML node.
pub trait Decode: Sized {
    /// Reads the value, or reports why not.
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self>;
}

/// A value written as one scalar.
trait Scalar: Sized {
    /// What a person should have written.
    fn expected() -> Text;
    /// Reads it, or says what to write instead of `expected`.
    fn read(text: &str) -> Result<Self, Option<Text>>;
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
        let Kind::Scalar { text, .. } = &node.kind else {
            sink.report(wrong_type(node, T::expected()));
            return None;
        };
        match T::read(text) {
            Ok(value) => Some(value),
            Err(hint) => {
                sink.report(wrong_type(node, T::expected()).maybe_hint(hint));
                None
            }
        }
    }
}

/// Says what was expected where something else stands.
fn wrong_type(node: &Node, expected: Text) -> Diagnostic {
    let Text { ja, en } = expected;
    let found = match &node.kind {
        Kind::Scalar { text, .. } => text!("「{text}」", "`{text}`"),
        Kind::Seq(_) => text!("一覧", "a list"),
        Kind::Map(_) => text!("「項目: 値」の組", "a mapping"),
    };
    let (found_ja, found_en) = (found.ja, found.en);
    Diagnostic::error(
        WRONG_TYPE,
        text!(
            "{ja}が必要ですが、{found_ja}があります",
            "expected {en}, found {found_en}"
        ),
    )
    .at(node.span)
}

/// A scalar read with `FromStr`, for newtypes that explain nothing further.
macro_rules! scalar {
    ($type:ty, $ja:literal, $en:literal) => {
        impl Scalar for $type {
            fn expected() -> Text {
                text!($ja, $en)
            }
            fn read(text: &str) -> Result<Self, Option<Text>> {
                Self::from_str(text).map_err(|_| None)
            }
        }
    };
}

scalar!(
    GoalId,
    "基本目標の番号（例 1）",
    "the number of a goal, such as 1"
);
scalar!(
    BasicPlanId,
    "基本計画の番号（例 1-2）",
    "the number of a basic plan, such as 1-2"
);
scalar!(
    PolicyId,
    "主要施策の番号（例 1-2-03）",
    "the number of a policy, such as 1-2-03"
);
scalar!(
    PageContract,
    "ページ（例 7-11、12、1-、-6）",
    "pages, such as 7-11, 12, 1- or -6"
);
scalar!(Date, "日付（例 2024-09-30）", "a date, such as 2024-09-30");

impl Scalar for String {
    fn expected() -> Text {
        text!("文字", "text")
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Err(Some(text!("内容を書いてください", "write something here")));
        }
        Ok(trimmed.to_owned())
    }
}

impl Scalar for Rating {
    fn expected() -> Text {
        text!("評価", "a rating")
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        Ok(Self(text.to_owned()))
    }
}

impl Scalar for bool {
    fn expected() -> Text {
        text!("true か false", "true or false")
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        text.parse().map_err(|_| None)
    }
}

/// Reads a whole number strictly: no commas, underscores, leading zeros or full-width digits.
fn whole_number<T: FromStr>(text: &str) -> Result<T, Option<Text>> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = !digits.is_empty()
        && digits.bytes().all(|b| b.is_ascii_digit())
        && (digits == "0" || !digits.starts_with('0'));
    if plain && let Ok(number) = text.parse() {
        return Ok(number);
    }
    Err(number_hint(text))
}

/// What people write instead of a bare number, and the number they mean.
fn number_hint(text: &str) -> Option<Text> {
    let mut bare = String::new();
    for c in text.chars() {
        match c {
            '0'..='9' | '.' => bare.push(c),
            '０'..='９' => bare.push(char::from(b'0' + (c as u32 - '０' as u32) as u8)),
            '▲' | '△' | '-' | '−' | '－' if bare.is_empty() => bare.push('-'),
            '．' => bare.push('.'),
            ',' | '，' | '_' | ' ' | '　' | '円' | '千' | '%' | '％' | '人' | '件' => {}
            _ => return None,
        }
    }
    let decimal: Decimal = bare
        .trim_start_matches('0')
        .parse()
        .or_else(|()| bare.parse())
        .ok()?;
    Some(text!(
        "単位や記号、カンマを付けず、半角で {decimal} と書いてください",
        "write the bare number {decimal}"
    ))
}

impl Scalar for Money {
    fn expected() -> Text {
        text!("金額（整数）", "an amount (a whole number)")
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        whole_number(text).map(Self)
    }
}

macro_rules! whole {
    ($($type:ty),*) => {$(
        impl Scalar for $type {
            fn expected() -> Text {
                text!("整数", "a whole number")
            }
            fn read(text: &str) -> Result<Self, Option<Text>> {
                whole_number(text)
            }
        }
    )*};
}

whole!(u8, u32, i64);

impl Scalar for Decimal {
    fn expected() -> Text {
        text!("数値", "a number")
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        text.parse().map_err(|()| number_hint(text))
    }
}

impl Scalar for FiscalYear {
    fn expected() -> Text {
        text!("年度（例 R6）", "a fiscal year, such as R6")
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        text.parse().map_err(|error| match error {
            ParseFiscalYearError::Malformed => None,
            ParseFiscalYearError::NoSuchYear => Some(text!(
                "この年度は元号の暦にありません",
                "the era has no such year"
            )),
            ParseFiscalYearError::Contradiction => Some(text!(
                "和暦と西暦が食い違っています",
                "the two calendars disagree"
            )),
        })
    }
}

/// A value that is one of a few words.
fn one_of<T: Copy>(text: &str, words: &[(T, &'static str)]) -> Result<T, Option<Text>> {
    if let Some((value, _)) = words.iter().find(|(_, word)| *word == text) {
        return Ok(*value);
    }
    let all = words
        .iter()
        .map(|(_, word)| *word)
        .collect::<Vec<_>>()
        .join(", ");
    Err(Some(
        match did_you_mean(text, words.iter().map(|(_, word)| *word)) {
            Some(near) => text!("「{near}」のことですか", "did you mean `{near}`?"),
            None => text!("使えるのは {all} です", "use one of {all}"),
        },
    ))
}

impl Scalar for Better {
    fn expected() -> Text {
        text!(
            "more（多いほどよい）か less（少ないほどよい）",
            "more or less"
        )
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        one_of(text, &[(Self::More, "more"), (Self::Less, "less")])
    }
}

impl Scalar for Status {
    fn expected() -> Text {
        text!("final（確定）か draft（案）", "final or draft")
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        one_of(text, &[(Self::Final, "final"), (Self::Draft, "draft")])
    }
}

impl Scalar for PartKind {
    fn expected() -> Text {
        text!("部の種類", "the kind of a part")
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        one_of(text, &Self::ALL)
    }
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
            sink.report(wrong_type(
                node,
                text!("一覧（[ ] か「- 」の並び）", "a list"),
            ));
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
            sink.report(wrong_type(
                node,
                text!("「{{ 項目: 値 }}」の組", "a mapping"),
            ));
            return None;
        };
        let mut map = BTreeMap::new();
        let mut places: BTreeMap<usize, Span> = BTreeMap::new();
        let mut complete = true;
        for (index, (key, value)) in entries.iter().enumerate() {
            let scalar = Node {
                span: key.span,
                kind: Kind::Scalar {
                    text: key.value.clone(),
                    plain: true,
                },
            };
            let (Some(k), Some(v)) = (K::decode(&scalar, sink), V::decode(value, sink)) else {
                complete = false;
                continue;
            };
            let rank = map.range(..&k).count();
            if map.contains_key(&k) {
                let first = places.values().nth(rank).copied().unwrap_or(node.span);
                sink.report(duplicate_key(key, first));
                complete = false;
            } else {
                places.insert(index, key.span);
                map.insert(k, v);
            }
        }
        complete.then_some(map)
    }
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
            sink.report(wrong_type(node, text!("「項目: 値」の組", "a mapping")));
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

    /// The value of `key`, or nothing where it is not written or `~`.
    pub fn optional<T: Decode>(&mut self, key: &'static str, sink: &mut Sink) -> Option<Option<T>> {
        self.or(key, None, sink)
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
            if self.known.contains(&key.value.as_str()) {
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
