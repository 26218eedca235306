//! PB0251: 再掲の事業がもとの施策にない、再掲の事業が合計に二度入る
//!
//! ほかの施策の事業をシートに再び載せるときは、`relisted` に、もとの施策の番号と事業の名前を書き
//! ます。金額や実績は、もとの施策だけにあり、合計にも一度だけ入ります。`projects` に「再掲」と書いた
//! 事業は、ふつうの事業と同じように合計に入るので、同じ金額が二度数えられます。
//!
//! 誤 `projects` に `name: 子育て応援アプリ運用事業（再掲）`
//! 正 `relisted: [{ policy: 1-2-03, name: 子育て応援アプリ運用事業 }]`

use crate::diag::{Code, Diagnostic, Sink, did_you_mean};
use crate::model::{Book, Policy, Project, Relisted};
use crate::span::Spanned;
use crate::text;

const CODE: Code = Code("PB0251");

/// The word by which authors say that a project is listed again.
const WORD: &str = "再掲";

/// The words of `project` that say that it is listed again, if there are any.
pub(super) fn says_so(project: &Project) -> Option<&Spanned<String>> {
    [&project.name, &project.description].into_iter().find(|words| words.contains(WORD))
}

/// Projects listed again that are nowhere, and those that are counted twice.
pub fn check(book: &Book, sink: &mut Sink) {
    for policy in book.policies() {
        for (at, relisted) in policy.relisted.iter().enumerate() {
            original(book, policy, relisted, sink);
            if let Some(first) = policy.relisted[..at].iter().find(|other| **other == *relisted) {
                let name = &relisted.name;
                sink.report(
                    Diagnostic::error(
                        CODE,
                        text!("「{name}」が2回再掲されています", "`{name}` is listed again twice"),
                    )
                    .at(relisted.name.span)
                    .label(first.name.span, text!("はじめはここです", "first here"))
                    .hint(text!("どちらかを消してください", "remove one of them")),
                );
            }
        }
        typed(policy, book.plan.levels.policy(), sink);
    }
}

fn original(book: &Book, policy: &Policy, relisted: &Relisted, sink: &mut Sink) {
    let (id, name) = (relisted.policy.value, &relisted.name);
    let level = book.plan.levels.policy();
    if id == policy.id {
        sink.report(
            Diagnostic::error(
                CODE,
                text!(
                    "再掲の事業の{level} {id} は、このシートの{level}です",
                    "{id}, of which a project is listed again, is the policy of this sheet"
                ),
            )
            .at(relisted.policy.span)
            .hint(text!(
                "もとの{level}の番号を書いてください",
                "write the number of the other policy"
            )),
        );
        return;
    }
    let Some(policy_there) = book.policy(id) else {
        if !book.has_policy(id) {
            sink.report(
                Diagnostic::error(
                    CODE,
                    text!("再掲の事業の{level} {id} がありません", "there is no policy {id}"),
                )
                .at(relisted.policy.span)
                .hint(text!(
                    "もとの{level}の番号を書いてください",
                    "write the number of its policy"
                )),
            );
        }
        return;
    };
    if book.original(relisted).is_some() {
        return;
    }
    let names = policy_there.projects.iter().map(|project| project.name.as_str());
    let hint = match did_you_mean(name, names) {
        Some(near) => text!("「{near}」のことですか", "did you mean `{near}`?"),
        None => text!(
            "{level} {id} のシートにある事業の名前を、そのとおりに書いてください",
            "write the name of a project as it stands on the sheet of {id}"
        ),
    };
    sink.report(
        Diagnostic::error(
            CODE,
            text!("{level} {id} に事業「{name}」がありません", "{id} has no project `{name}`"),
        )
        .at(name.span)
        .label(policy_there.title.span, text!("もとの{level}です", "the policy that it is of"))
        .hint(hint),
    );
}

/// Projects whose own words say that they are listed again.
fn typed(policy: &Policy, level: &str, sink: &mut Sink) {
    for project in &policy.projects {
        let Some(words) = says_so(project) else {
            continue;
        };
        let name = &project.name;
        sink.report(
            Diagnostic::warning(
                CODE,
                text!(
                    "再掲と書いた「{name}」の金額も、合計に入ります",
                    "`{name}` says that it is listed again, and yet it is counted"
                ),
            )
            .at(words.span)
            .hint(text!(
                "ほかの{level}の事業なら、projects から relisted に移し、もとの{level}の番号と事業の名前を書いてください",
                "if it is another policy's project, move it from `projects` to `relisted`, with that policy's number and its name there"
            )),
        );
    }
}
