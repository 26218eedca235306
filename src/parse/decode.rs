//! From YAML nodes to values: every mistake is reported, none stops the rest.
//!
//! [`decode`] reads one value of any [`FieldType`] from one [`Node`]; [`Fields`] reads a mapping
//! key by key.
//!
//! This module must not know the book's own mappings.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use super::fields::Fields;
use super::flow_commas;
use super::missing_dash::items;
use super::missing_key::without_key;
use super::yaml::{Key, Kind, Node};
use crate::diag::{Code, Diagnostic, Sink, Text};
use crate::model::BookFormat;
use crate::record::{DeclaredFields, FieldType, MapKey, Scalar, ValueSource, half_width};
use crate::span::{Span, Spanned};
use crate::text;

pub(super) const WRONG_TYPE: Code = Code("PB0102");
pub(super) const DUPLICATE_KEY: Code = Code("PB0105");
const EMPTY_VALUE: Code = Code("PB0106");
const TWICE_IN_LIST: Code = Code("PB0108");
const COLON_IN_KEY: Code = Code("PB0112");
const PAST_ERA: Code = Code("PB0117");
const OTHER_MEANING: Code = Code("PB0111");

/// What the reading of a file needs in addition to its nodes.
pub(super) struct Context<'c> {
    /// Where mistakes are reported.
    pub sink: &'c mut Sink,
    /// The fields that the book declares.
    pub declared: &'c DeclaredFields,
    /// The format of the book.
    pub format: BookFormat,
    /// Where values that are Markdown are collected.
    pub markdown: &'c RefCell<Vec<Node>>,
}

/// Reads a value from `node`; every mistake is reported.
pub(super) fn decode<T: FieldType>(node: &Node, cx: &mut Context<'_>) -> Option<T> {
    T::read(&mut NodeReader { node, cx })
}

/// A YAML node as the source of a value.
pub(super) struct NodeReader<'n, 's, 'c> {
    pub node: &'n Node,
    pub cx: &'s mut Context<'c>,
}

impl<'n, 'c> ValueSource for NodeReader<'n, '_, 'c> {
    type Fields<'a>
        = Fields<'n, 'a, 'c>
    where
        Self: 'a;

    fn span(&self) -> Span {
        self.node.span
    }
    fn scalar<T: Scalar>(&mut self) -> Option<T> {
        scalar(self.node, self.cx.sink)
    }
    fn optional<T: FieldType>(&mut self) -> Option<Option<T>> {
        optional(self.node, self.cx)
    }
    fn list<T: FieldType>(&mut self) -> Option<Vec<T>> {
        list(self.node, self.cx)
    }
    fn list_or<T: FieldType, R: FieldType, O>(
        &mut self,
        of_list: impl FnOnce(Vec<T>) -> O,
        of_record: impl FnOnce(R) -> O,
    ) -> Option<O> {
        if matches!(self.node.kind, Kind::Map(_)) {
            return R::read(self).map(of_record);
        }
        self.list().map(of_list)
    }
    fn scalar_or<T: Scalar, R: FieldType, O>(
        &mut self,
        of_scalar: impl FnOnce(T) -> O,
        of_record: impl FnOnce(R) -> O,
    ) -> Option<O> {
        if matches!(self.node.kind, Kind::Map(_)) {
            return R::read(self).map(of_record);
        }
        self.scalar().map(of_scalar)
    }
    fn one_or_more<T: Scalar>(&mut self) -> Option<Vec<Spanned<T>>> {
        if matches!(self.node.kind, Kind::Seq(_)) {
            return self.list();
        }
        let span = self.span();
        self.scalar().map(|value| vec![Spanned::new(value, span)])
    }
    fn map<K: MapKey, V: FieldType>(&mut self) -> Option<BTreeMap<K, V>> {
        map(self.node, self.cx)
    }
    fn record<T>(&mut self, read: impl FnOnce(&mut Fields<'n, '_, 'c>) -> Option<T>) -> Option<T> {
        record(self.node, self.cx, read)
    }
}

/// Reads the fields of the mapping `node`.
pub(super) fn record<'n, 's, 'c, T>(
    node: &'n Node,
    cx: &'s mut Context<'c>,
    read: impl FnOnce(&mut Fields<'n, 's, 'c>) -> Option<T>,
) -> Option<T> {
    if !matches!(node.kind, Kind::Map(_)) {
        // Its keys are known once they were asked for.
        let mut fields = Fields::none(node.span, cx);
        drop(read(&mut fields));
        fields.report_no_mapping(node);
        return None;
    }
    let mut fields = Fields::of(node, cx)?;
    let value = read(&mut fields);
    fields.finish();
    value
}

fn scalar<T: Scalar>(node: &Node, sink: &mut Sink) -> Option<T> {
    if node.is_null() {
        let Text { ja, en } = T::expected();
        let hint = text!("{ja}を書いてください", "write {en}");
        sink.report(no_value(node.span, hint));
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
            if let Some((message, hint)) = T::objection(text) {
                sink.report(Diagnostic::error(PAST_ERA, message).at(node.span).hint(hint));
            }
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

/// Reports that there is no value at `span`.
fn no_value(span: Span, hint: Text) -> Diagnostic {
    let message = text!("値がありません", "there is no value");
    Diagnostic::error(EMPTY_VALUE, message).at(span).hint(hint)
}

/// What to write when `text` is right but for full-width characters.
fn in_half_width<T: Scalar>(text: &str) -> Option<Text> {
    let narrow = half_width(text);
    let ranged = narrow.replace(['~', '〜'], "-").replace("ページ", "");
    let meant = [narrow, ranged].into_iter().find(|t| t != text && T::read(t).is_ok())?;
    Some(text!("半角で「{meant}」と書いてください", "write `{meant}` in ASCII"))
}

/// Whether other programs read `text` as something else than text: a truth value, a number
/// without its zeros, a time.
fn reads_otherwise(text: &str) -> bool {
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    let truth = ["yes", "no", "on", "off", "true", "false", "y", "n"];
    truth.contains(&text.to_ascii_lowercase().as_str())
        || text.len() > 1 && text.starts_with('0') && digits(text)
        || text.contains('_') && text.split('_').all(digits)
        || text.split_once(':').is_some_and(|(h, m)| digits(h) && digits(m))
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
    .hint(text!("\"{text}\" のように引用符で囲んでください", "put it in quotes: \"{text}\""))
}

/// Reports every item that equals an earlier one.
pub(super) fn distinct<'t, T: PartialEq + std::fmt::Display + 't>(
    list: impl IntoIterator<Item = &'t Spanned<T>>,
    sink: &mut Sink,
) {
    let mut firsts: HashMap<String, &Spanned<T>> = HashMap::new();
    for item in list {
        let first = *firsts.entry(item.to_string()).or_insert(item);
        if first.span != item.span && first == item {
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

/// Reports what was expected in place of something else.
pub(super) fn wrong_type(node: &Node, expected: Text) -> Diagnostic {
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
        text!("{ja}が必要ですが、{found_ja}", "expected {en}, found {found_en}"),
    )
    .at(node.span)
}

/// `~` is `None`: left out on purpose, which is not the same as forgotten.
#[expect(clippy::option_option, reason = "the outer none is a reported mistake")]
fn optional<T: FieldType>(node: &Node, cx: &mut Context<'_>) -> Option<Option<T>> {
    let Kind::Scalar { text, plain: true } = &node.kind else {
        return decode(node, cx).map(Some);
    };
    let open = ["未定", "なし", "無し", "不明", "調査中", "―", "－", "-", "ー", "…"];
    let hint = || {
        text!(
            "わざと空けるとき（未定、なし）は ~ と書いてください",
            "write ~ where there is none on purpose"
        )
    };
    if text.is_empty() {
        cx.sink.report(no_value(node.span, hint()));
        None
    } else if open.contains(&text.as_str())
        && decode::<T>(node, &mut Context { sink: &mut Sink::new(), ..*cx }).is_none()
    {
        let message = text!("「{text}」は値として読めません", "`{text}` is no value");
        cx.sink.report(Diagnostic::error(EMPTY_VALUE, message).at(node.span).hint(hint()));
        None
    } else if node.is_null() {
        Some(None)
    } else {
        decode(node, cx).map(Some)
    }
}

fn list<T: FieldType>(node: &Node, cx: &mut Context<'_>) -> Option<Vec<T>> {
    let Kind::Seq(nodes) = &node.kind else {
        let hint = match &node.kind {
            Kind::Scalar { text, .. } if !node.is_null() => {
                let items = text.trim_matches(['[', ']', '［', '］']).replace(['、', '，'], ", ");
                text!("半角のかっこと区切りで [{items}] と書いてください", "write [{items}]")
            }
            Kind::Map(entries) if !entries.is_empty() => {
                let first = &entries[0].0.name.value;
                text!(
                    "はじめの「{first}」の前に「- 」を書いてください",
                    "write `- ` before the first `{first}`"
                )
            }
            _ => text!(
                "[A, B] のように書くか、1行に1つ「- A」と書いてください",
                "write [A, B], or one `- A` a line"
            ),
        };
        cx.sink.report(wrong_type(node, text!("一覧", "a list")).hint(hint));
        return None;
    };
    let items = if T::IS_RECORD { items(nodes, cx.sink) } else { Cow::Borrowed(nodes.as_slice()) };
    // Every item is read, so that every mistake is reported.
    let decoded: Vec<Option<T>> = items.iter().map(|item| decode(item, cx)).collect();
    decoded.into_iter().collect()
}

fn map<K: MapKey, V: FieldType>(node: &Node, cx: &mut Context<'_>) -> Option<BTreeMap<K, V>> {
    let Kind::Map(entries) = &node.kind else {
        cx.sink.report(wrong_type(node, text!("「項目: 値」の組", "a mapping")).hint(text!(
            "{{ R6: 4350 }} のように、年度などの項目と値を組にして書いてください",
            "write pairs, such as {{ R6: 4350 }}"
        )));
        return None;
    };
    if let Some(found) = without_key::<K, V>(node, entries, cx) {
        cx.sink.report(found);
        return None;
    }
    let mut map: BTreeMap<K, (V, Span)> = BTreeMap::new();
    let mut complete = true;
    let mut rest = entries.as_slice();
    while let [(written, value), behind @ ..] = rest {
        let key = &written.name;
        let pieces = flow_commas::pieces::<K::Scalar>(behind);
        rest = &behind[pieces.len()..];
        if reports_full_width_colon(written, cx.sink) {
            complete = false;
            continue;
        }
        if !pieces.is_empty() {
            flow_commas::report::<V>(key, value, pieces, cx);
            complete = false;
            continue;
        }
        let scalar = Node {
            span: key.span,
            whole: key.span,
            kind: Kind::Scalar { text: key.value.clone(), plain: written.plain },
        };
        let (Some(k), Some(v)) = (decode(&scalar, cx), value_or_nothing(value, cx)) else {
            complete = false;
            continue;
        };
        if let Some((_, first)) = map.get(&k) {
            cx.sink.report(duplicate_key(key, *first));
            complete = false;
        } else {
            map.insert(k, (v, key.span));
        }
    }
    complete.then(|| map.into_iter().map(|(k, (v, _))| (k, v)).collect())
}

/// The value of a pair; of one that is not written yet, what takes its place in a draft.
pub(super) fn value_or_nothing<T: FieldType>(node: &Node, cx: &mut Context<'_>) -> Option<T> {
    let is_empty = matches!(&node.kind, Kind::Scalar { text, plain: true } if text.is_empty());
    let nothing = is_empty.then(|| T::unwritten(node.span)).flatten();
    if nothing.is_none() {
        return decode(node, cx);
    }
    let mut found = Sink::new();
    drop(decode::<T>(node, &mut Context { sink: &mut found, ..*cx }));
    cx.sink.absorb_missing(found);
    nothing
}

/// Reports a key such as `R6：100`, which swallowed its value. In quotes, a colon is meant.
pub(super) fn reports_full_width_colon(key: &Key, sink: &mut Sink) -> bool {
    let Key { name: key, plain: true } = key else {
        return false;
    };
    let Some((name, value)) = key.value.split_once(['：', ':']) else {
        return false;
    };
    let (name, value) = (name.trim(), value.trim());
    sink.report(
        Diagnostic::error(
            COLON_IN_KEY,
            text!("「{key}」が1つの項目名になっています", "`{key}` as a whole has become a key"),
        )
        .at(key.span)
        .hint(text!(
            "「{name}: {value}」のように、半角の「:」と半角スペースを書いてください",
            "write `{name}: {value}`, with an ASCII colon and a space"
        )),
    );
    true
}

pub(super) fn duplicate_key(key: &Spanned<String>, first: Span) -> Diagnostic {
    Diagnostic::error(
        DUPLICATE_KEY,
        text!("項目「{key}」が2回あります", "the key `{key}` is written twice"),
    )
    .at(key.span)
    .label(first, text!("はじめはここです", "first here"))
    .hint(text!("どちらか一方を消してください", "remove one of them"))
}
