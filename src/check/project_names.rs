//! PB0231: 同じ名前の事業が2つある
//!
//! 1つの主要施策の中で、事業の名前は1回だけ使います。写して直し忘れたおそれがあります。
//!
//! 誤 「特定健康診査事業」が2つ並ぶ
//! 正 どちらかを消すか、名前を分ける

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::Book;
use crate::text;

const CODE: Code = Code("PB0231");

/// Projects of one policy that share their name.
pub fn check(book: &Book, sink: &mut Sink) {
    for policy in book.policies() {
        for (index, project) in policy.projects.iter().enumerate() {
            let name = &project.name;
            let Some(first) = policy.projects[..index].iter().find(|p| p.name == *name) else {
                continue;
            };
            sink.report(
                Diagnostic::warning(
                    CODE,
                    text!("事業「{name}」が2つあります", "two projects are called `{name}`"),
                )
                .at(name.span)
                .label(first.name.span, text!("はじめはここです", "first here"))
                .hint(text!(
                    "どちらかを消すか、名前を変えてください",
                    "remove one of them, or rename it"
                )),
            );
        }
    }
}
