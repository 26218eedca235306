//! PB0217: 本文のリンク先がない
//!
//! `[](page:…)` は部か主要施策を、`[](policy:…)` は主要施策を指します。評価の対象年度も評価の段階も
//! ない計画では、それを印刷するリンク（`[](value:evaluated)`、`[](value:scale)` など）も使えません。
//!
//! 誤 `[](page:hyouka)`、`[](policy:1-9-01)`（ない番号）
//! 正 `[](page:evaluation)`、`[](policy:1-2-03)`

use crate::diag::{Code, Diagnostic, Sink, did_you_mean};
use crate::model::{Block, Book, Computed, Inline, PolicyId};
use crate::span::Span;
use crate::text;

const CODE: Code = Code("PB0217");

/// References in prose that lead nowhere.
pub fn check(book: &Book, sink: &mut Sink) {
    for prose in book.proses() {
        for block in prose {
            in_block(block, book, sink);
        }
    }
}

fn in_block(block: &Block, book: &Book, sink: &mut Sink) {
    block.each_inline(&mut |inline| match inline {
        Inline::Policy { id, .. } if !book.has_policy(id.value) => {
            sink.report(no_policy(id.value, id.span, book));
        }
        Inline::Page { target } => {
            if book.plan.part(target).is_some() {
                return;
            }
            match target.parse::<PolicyId>() {
                Ok(id) if book.has_policy(id) => {}
                Ok(id) => sink.report(no_policy(id, target.span, book)),
                Err(_) => sink.report(no_part(target, target.span, book)),
            }
        }
        Inline::Computed(what) if book.computed(what.value).is_none() => {
            sink.report(not_said(what.value, what.span));
        }
        _ => {}
    });
}

/// The finding about a link that prints what the plan does not say.
fn not_said(what: Computed, span: Span) -> Diagnostic {
    let (found, key) = match what {
        Computed::Ratings | Computed::Scale | Computed::ScaleRange => {
            (text!("この計画に評価の段階はありません", "the plan has no rating scale"), "rating")
        }
        _ => (
            text!("この版に評価の対象年度はありません", "this edition evaluates no year"),
            "edition.evaluated",
        ),
    };
    Diagnostic::error(CODE, found).at(span).hint(text!(
        "評価しない計画なら、このリンクのある文を書き改めてください。評価するなら、plan.yaml に {key} を書いてください",
        "write this sentence anew if nothing is evaluated; otherwise add `{key}` to plan.yaml"
    ))
}

fn no_policy(id: PolicyId, span: Span, book: &Book) -> Diagnostic {
    let ids: Vec<String> = book.policies().map(|p| p.id.to_string()).collect();
    let near = did_you_mean(&id.to_string(), ids.iter().map(String::as_str)).map_or_else(
        || text!("番号を確かめてください", "look at the number"),
        |near| text!("近い番号に {near} があります", "there is {near}"),
    );
    let level = book.plan.levels.policy();
    Diagnostic::error(CODE, text!("{level} {id} はありません", "there is no policy {id}"))
        .at(span)
        .hint(near)
}

fn no_part(target: &str, span: Span, book: &Book) -> Diagnostic {
    let parts: Vec<&str> = book.plan.book.parts.iter().map(|p| p.id.value.as_str()).collect();
    let (all, level) = (parts.join(", "), book.plan.levels.policy());
    let hint = match did_you_mean(target, parts) {
        Some(near) => text!("「{near}」のことですか", "did you mean `{near}`?"),
        None => {
            text!("あるのは {all} と{level}の番号です", "there are {all}, and policies' numbers")
        }
    };
    Diagnostic::error(
        CODE,
        text!("「{target}」という部はありません", "the book has no part called `{target}`"),
    )
    .at(span)
    .hint(hint)
}
