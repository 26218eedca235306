//! PB0256: 変更の理由の固定IDが、どこにもない
//!
//! `changes.yaml` の `id` は、この版か、保存してある前の版の、施策、事業、成果指標、課の固定IDです。写し間違いか、消した事業の
//! ものです。前の版を保存していない本で、終わった事業の理由は書けません。1つの版での同じものの理由は、1つにまとめます。
//!
//! 誤 `- { id: k7m3xp, edition: R7, reason: 国の補助が終わったため }`（`k7m3xp` という固定IDはない）
//! 正 `- { id: k7m3xq, edition: R7, reason: 国の補助が終わったため }`

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Code, Diagnostic, Sink, did_you_mean};
use crate::model::{Book, ChangeReason};
use crate::text;

const CODE: Code = Code("PB0256");

/// Reasons for what is in neither edition, and second reasons.
pub fn check(book: &Book, previous: Option<&Book>, sink: &mut Sink) {
    if book.changes.is_empty() {
        return;
    }
    let mut known = ids(book);
    known.extend(previous.into_iter().flat_map(ids));
    let mut seen: BTreeMap<_, &ChangeReason> = BTreeMap::new();
    for change in &book.changes {
        let id = &change.id;
        // What ended in earlier editions is in neither book.
        if change.edition == book.plan.edition.year && !known.contains(id.as_str()) {
            let found = Diagnostic::error(
                CODE,
                text!(
                    "固定ID「{id}」のものは、この版にも前の版にもありません",
                    "nothing in this edition or the one before has the id `{id}`"
                ),
            );
            let hint = match did_you_mean(id, known.iter().copied()) {
                Some(near) => text!("「{near}」のことですか", "did you mean `{near}`?"),
                None => text!(
                    "変わったものの原稿の id を写してください",
                    "copy the `id` of what changed from its source"
                ),
            };
            sink.report(found.at(id.span).hint(hint));
        }
        if let Some(first) = seen.insert((id.as_str(), change.edition.value), change) {
            sink.report(
                Diagnostic::error(
                    CODE,
                    text!("「{id}」の理由が2つあります", "there are two reasons for `{id}`"),
                )
                .at(id.span)
                .label(first.id.span, text!("はじめの理由です", "the first reason"))
                .hint(text!("1つの reason にまとめてください", "put them into one `reason`")),
            );
        }
    }
}

/// The permanent ids of a book.
fn ids(book: &Book) -> BTreeSet<&str> {
    let policies = book.policies().filter_map(|policy| policy.uid.as_ref());
    let projects = book.projects().filter_map(|project| project.uid.as_ref());
    let uids = policies.chain(projects).map(|uid| uid.as_str());
    let sections = book.plan.sections().map(|(_, section)| section.id.as_str());
    uids.chain(sections).chain(book.indicators().map(|i| i.id.as_str())).collect()
}
