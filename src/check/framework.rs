//! PB0220: 施策のない基本計画、重なる名前
//!
//! 主要施策のない基本計画は注意します。担当課と部の `id`、用語集の用語は1回だけ使えます。
//!
//! 誤 `{ id: kikaku, name: 企画課 }` と `{ id: kikaku, name: 財政課 }`
//! 正 `{ id: kikaku, name: 企画課 }` と `{ id: zaisei, name: 財政課 }`

use std::collections::BTreeMap;

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Book, Numbered};
use crate::span::{Span, Spanned};
use crate::text;

const CODE: Code = Code("PB0220");

/// Basic plans without policies; ids of sections and parts, and glossary terms, that are used twice.
pub fn check(book: &Book, sink: &mut Sink) {
    let levels = &book.plan.levels;
    let lowest = levels.above_sheets().len();
    for node in book.all_nodes() {
        let unread = &book.unread.policies;
        let filled = node.id.depth() < lowest && !node.nodes.is_empty()
            || !node.policies.is_empty()
            || unread.iter().any(|id| id.node.is_within(node.id.value));
        // A level that the plan has not is reported by itself, and so is a wrong id.
        if filled || node.id.depth() > lowest || book.unread.misplaced.contains(&node.id.span) {
            continue;
        }
        let (id, name) = (&node.id, &node.name);
        let (level, policy) = (levels.name_at(id.depth()), levels.policy());
        let item = node.reference_in(level);
        let hint = if id.depth() < lowest {
            let below = levels.name_at(id.depth() + 1);
            text!(
                "この下に{below} {id}-1 を加えるか、この{level}を消してください",
                "add {below} {id}-1 below it, or remove it"
            )
        } else {
            text!(
                "policies/ に {id}-01.yaml と {id}-01.md を作るか、この{level}を消してください",
                "make {id}-01.yaml and {id}-01.md in policies/, or remove it"
            )
        };
        sink.report(
            Diagnostic::warning(
                CODE,
                text!("{item}「{name}」に{policy}がありません", "{item} has no sheet"),
            )
            .at(id.span)
            .hint(hint),
        );
    }
    unique(book.plan.sections().map(|(_, s)| &s.id), sink);
    unique(book.plan.sections().map(|(_, s)| &s.name), sink);
    unique(book.plan.book.parts.iter().map(|p| &p.id), sink);
    unique(book.glossary.iter().map(|term| &term.term), sink);
}

fn unique<'a>(names: impl Iterator<Item = &'a Spanned<String>>, sink: &mut Sink) {
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for name in names {
        if let Some(first) = seen.insert(name, name.span) {
            sink.report(
                Diagnostic::error(
                    CODE,
                    text!("「{name}」が2回使われています", "`{name}` is used twice"),
                )
                .at(name.span)
                .label(first, text!("はじめはここです", "first here"))
                .hint(text!("どちらか一方を変えてください", "change one of them")),
            );
        }
    }
}
