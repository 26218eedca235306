//! The format of a book, and the spellings that format 2 has no more.
//!
//! This module must not know any other key of `plan.yaml`.

use super::yaml::{Key, Kind, Node};
use crate::diag::{Code, Diagnostic, Sink};
use crate::model::BookFormat;
use crate::record::Scalar;
use crate::span::Span;
use crate::text;

const NEWER: Code = Code("PB0115");
const OLD_SPELLING: Code = Code("PB0116");

/// The key of the format in `plan.yaml`.
const FORMAT: &str = "format";

/// The keys that have another spelling since format 2, each with that.
pub const RESPELLED: [(&str, &str); 3] =
    [("goals", "nodes"), ("basic_plans", "nodes"), ("basic_plan", "node")];

/// The value of `key` in the mapping `node`.
pub(super) fn get<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let Kind::Map(entries) = &node.kind else { return None };
    entries.iter().find(|(k, _)| k.name.value == key).map(|(_, value)| value)
}

/// The format of the book whose `plan.yaml` is `plan`. An error where it is newer than this program's,
/// which is reported; what is no number is reported with the other values.
pub(super) fn format_of(plan: &Node, sink: &mut Sink) -> Result<BookFormat, ()> {
    let Some(node) = get(plan, FORMAT) else { return Ok(BookFormat::FIRST) };
    let Kind::Scalar { text, .. } = &node.kind else { return Ok(BookFormat::FIRST) };
    if let Ok(format) = BookFormat::read(text) {
        return Ok(format);
    }
    let is_newer = text.parse::<u32>().is_ok_and(|number| number > 0);
    if !is_newer {
        return Ok(BookFormat::FIRST);
    }
    let current = BookFormat::CURRENT;
    sink.report(
        Diagnostic::error(
            NEWER,
            text!(
                "この本の形式は {text} で、この planbook が読める形式（{current} まで）より新しいです",
                "the format of this book is {text}, newer than this planbook reads (up to {current})"
            ),
        )
        .at(node.span)
        .hint(text!(
            "新しい planbook を使ってください。原稿は何も調べていません",
            "use a newer planbook; nothing else was looked at"
        )),
    );
    Err(())
}

/// The format of a new book, some sections of whose `plan.yaml` are in the mapping `given`: the current
/// one, unless it says another. An error where it does not keep to its format, which is reported.
pub(super) fn of_new_book(given: &Node, sink: &mut Sink) -> Result<BookFormat, ()> {
    let said = get(given, FORMAT).map(|_| format_of(given, sink));
    let format = said.unwrap_or(Ok(BookFormat::CURRENT))?;
    let is_sound = !format.has_one_spelling() || !levels_as_names(given, sink);
    is_sound.then_some(format).ok_or(())
}

/// Reports that `levels` of `plan` are three names, which is a spelling of format 1; returns whether they
/// are.
pub(super) fn levels_as_names(plan: &Node, sink: &mut Sink) -> bool {
    let levels = get(plan, "levels").filter(|levels| matches!(levels.kind, Kind::Map(_)));
    if let Some(levels) = levels {
        let list = "[{ id: goal, name: … }, …, { id: policy, name: … }]";
        sink.report(old(levels.span, "levels: { goal: …, policy: … }", &format!("levels: {list}")));
    }
    levels.is_some()
}

/// The finding about the old spelling `key`, for which `new` is written.
pub(super) fn old_key(key: &Key, new: &str) -> Diagnostic {
    old(key.name.span, &key.name.value, new)
}

fn old(span: Span, old: &str, new: &str) -> Diagnostic {
    let message = text!(
        "「{old}」は形式 1 の書き方です（この本は format: 2）",
        "`{old}` is a spelling of format 1; this book says `format: 2`"
    );
    Diagnostic::error(OLD_SPELLING, message)
        .at(span)
        .hint(text!("「{new}」と書いてください", "write `{new}`"))
}
