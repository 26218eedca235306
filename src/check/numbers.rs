//! PB0263: 同じ番号が2回印刷される
//!
//! `number` は、計画が決めた番号を、ファイルの名前や `id` の番号の代わりに印刷します。同じ段の中では
//! どの番号も1回だけ使えます。`number` のないものは、`id` の番号が印刷されます。
//!
//! 誤 2つの施策に `number: 施策111`
//! 正 `number: 施策111` と `number: 施策112`

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Book, Numbered};
use crate::span::Span;
use crate::text;

const CODE: Code = Code("PB0263");

/// Items of one level that are printed with the same number, one of them at least by its own.
pub fn check(book: &Book, sink: &mut Sink) {
    for depth in 1..=book.plan.levels.above_sheets().len() {
        unique(book.nodes_at(depth).map(|node| item(node, node.id.span)), sink);
    }
    unique(book.policies().map(|policy| item(policy, policy.span)), sink);
}

/// The printed number of an item, the place of that number, and whether the plan gives it.
struct Item {
    printed: String,
    span: Span,
    is_own: bool,
}

fn item<T: Numbered>(item: &T, otherwise: Span) -> Item {
    let own = item.own_number();
    Item {
        printed: item.printed_number(),
        span: own.map_or(otherwise, |number| number.span),
        is_own: own.is_some(),
    }
}

fn unique(items: impl Iterator<Item = Item>, sink: &mut Sink) {
    let mut seen: BTreeMap<String, Item> = BTreeMap::new();
    for item in items {
        // In full width it is the same number.
        let printed: String = item.printed.nfkc().collect();
        let Some(first) = seen.get(&printed) else {
            seen.insert(printed, item);
            continue;
        };
        // Two equal ids have a finding of their own. What is mended is a number.
        let (at, other) = if item.is_own { (&item, first) } else { (first, &item) };
        if !at.is_own {
            continue;
        }
        let printed = &item.printed;
        sink.report(
            Diagnostic::error(
                CODE,
                text!(
                    "番号「{printed}」が2回印刷されます",
                    "the number `{printed}` would be printed twice"
                ),
            )
            .at(at.span)
            .label(other.span, text!("もう1つはこれです", "the other one"))
            .hint(text!(
                "計画の番号を確かめて、どちらかの number を直してください",
                "compare with the plan and mend one `number`"
            )),
        );
    }
}
