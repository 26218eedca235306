//! PB0242: 同じ施策や事業が2回ある
//!
//! 主要施策の題は、本の中で1回だけ使います。名前も内容も同じ事業が2つの施策にあるときも示します。
//! ファイルを写して直し忘れたおそれがあり、同じ金額が2度数えられます。わざと載せる再掲なら、
//! `projects` ではなく `relisted` に書いてください（PB0251）。
//!
//! 誤 `1-1-01.yaml` と `1-1-02.yaml` がどちらも `title: 健康診査の推進`
//! 正 題を分ける。再掲の事業は `relisted: [{ policy: 1-1-01, name: 健診事業 }]`

use std::collections::{BTreeMap, BTreeSet};

use super::relisted::says_so;
use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Book, PolicyId};
use crate::span::{Span, Spanned};
use crate::text;

const CODE: Code = Code("PB0242");

/// Titles that two policies share, and projects that two policies have.
pub fn check(book: &Book, sink: &mut Sink) {
    let mut titles: BTreeMap<&str, (PolicyId, Span)> = BTreeMap::new();
    let mut projects: BTreeMap<(&str, &str), (PolicyId, Span)> = BTreeMap::new();
    let mut uids = BTreeSet::new();
    for policy in book.policies() {
        // A copied sheet or project with its id has a finding of its own.
        if policy.uid.as_ref().is_some_and(|uid| !uids.insert(uid.as_str())) {
            continue;
        }
        let title = &policy.title;
        let here = (policy.id, title.span);
        if let Some((id, first)) = titles.get(title.value.as_str()) {
            let level = book.plan.levels.policy();
            let message = text!(
                "「{title}」という題の{level}が2つあります（{id} とこの{level}）",
                "two policies are called `{title}`: {id} and this one"
            );
            let hint = text!(
                "写したときの直し忘れなら、題を書き直してください",
                "if one was copied from the other, mend its title"
            );
            sink.report(finding(message, title, *first).hint(hint));
        } else {
            titles.insert(&title.value, here);
        }
        // PB0251 reports a project that says that it is listed again.
        for project in policy.projects.iter().filter(|project| says_so(project).is_none()) {
            if project.uid.as_ref().is_some_and(|uid| !uids.insert(uid.as_str())) {
                continue;
            }
            let (name, description) = (&project.name, project.description.value.as_str());
            let place = projects.entry((&name.value, description));
            let (id, first) = *place.or_insert((policy.id, name.span));
            // Within one policy, the same name is enough for a finding.
            if id == policy.id {
                continue;
            }
            let message = text!(
                "名前も内容も同じ事業「{name}」が {id} にもあります",
                "{id} has a project `{name}` of the same description, too"
            );
            let hint = text!(
                "写したときの残りなら消してください。再掲なら、relisted に移してください",
                "remove it if it was left when copying; move it to `relisted` if it is meant"
            );
            sink.report(finding(message, name, first).hint(hint));
        }
    }
}

fn finding(message: crate::diag::Text, here: &Spanned<String>, first: Span) -> Diagnostic {
    let first_text = text!("はじめはここです", "first here");
    Diagnostic::warning(CODE, message).at(here.span).label(first, first_text)
}
