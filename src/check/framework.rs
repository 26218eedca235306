//! PB0220: 施策のない基本計画、重なる名前
//!
//! 主要施策のない基本計画は注意します。担当課と部の `id` は1回だけ使えます。
//!
//! 誤 `{ id: kikaku, name: 企画課 }` と `{ id: kikaku, name: 財政課 }`
//! 正 `{ id: kikaku, name: 企画課 }` と `{ id: zaisei, name: 財政課 }`

use std::collections::BTreeMap;

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Book, Levels, Numbered};
use crate::span::{Span, Spanned};
use crate::text;

const CODE: Code = Code("PB0220");

/// Basic plans without policies, and ids of sections and parts that are used twice.
pub fn check(book: &Book, sink: &mut Sink) {
    for basic_plan in book.basic_plans() {
        let unread = &book.unread.policies;
        let filled = !basic_plan.policies.is_empty()
            || unread.iter().any(|id| id.basic_plan == basic_plan.id.value);
        if filled {
            continue;
        }
        let (id, name) = (&basic_plan.id, &basic_plan.name);
        let number = basic_plan.reference();
        let Levels { basic_plan: level, policy, .. } = &book.plan.levels;
        sink.report(
            Diagnostic::warning(
                CODE,
                text!(
                    "{level} {number}「{name}」に{policy}がありません",
                    "the basic plan {number} has no policy"
                ),
            )
            .at(id.span)
            .hint(text!(
                "policies/ に {id}-01.yaml と {id}-01.md を作るか、この{level}を消してください",
                "make {id}-01.yaml and {id}-01.md in policies/, or remove the basic plan"
            )),
        );
    }
    unique(book.plan.sections().map(|(_, s)| &s.id), sink);
    unique(book.plan.sections().map(|(_, s)| &s.name), sink);
    unique(book.plan.book.parts.iter().map(|p| &p.id), sink);
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
