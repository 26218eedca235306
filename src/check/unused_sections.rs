//! PB0225: 施策も事業も持たない担当課
//!
//! `plan.yaml` の `departments` にあるのに、どの主要施策にも事業にも出てこない担当課です。
//! 名前の書き間違いで施策を失っていることがあります。成果指標の `source` に名前がある課は、
//! その指標に答える課なので、知らせません。
//!
//! 誤 departments に「子育て支援課」と「子ども・子育て支援課」がある
//! 正 いまある課だけを書く

use std::collections::BTreeSet;

use crate::diag::{Code, Diagnostic, Sink, nearest};
use crate::model::Book;
use crate::text;

const CODE: Code = Code("PB0225");

/// Sections that no policy, project or indicator belongs to, and that are not the contact of the plan.
pub fn check(book: &Book, sink: &mut Sink) {
    if !book.is_complete() {
        return;
    }
    let all: Vec<&str> = book.plan.sections().map(|(_, s)| s.name.value.as_str()).collect();
    let named = book.policies().flat_map(|p| &p.sections);
    let unknown: BTreeSet<&str> = named
        .chain(book.projects().map(|p| &p.section))
        .map(|section| section.value.as_str())
        .filter(|name| book.plan.section(name).is_none())
        .collect();
    // A misspelt section has a finding of its own.
    let meant: BTreeSet<&str> =
        unknown.iter().filter_map(|name| nearest(name, all.iter().copied())).collect();
    for (_, section) in book.plan.sections() {
        let (name, term) = (&section.name, &book.plan.terms.section);
        let policy = book.plan.levels.policy();
        if meant.contains(name.value.as_str()) {
            continue;
        }
        let used = book.policies().any(|p| p.sections.contains(name))
            || book.projects().any(|p| p.section == *name)
            || book.plan.contact.section == *name
            || book.indicators().any(|i| book.section_of_indicator(i) == Some(&name.value));
        if used {
            continue;
        }
        sink.report(
            Diagnostic::warning(
                CODE,
                text!(
                    "「{name}」を{term}とする{policy}も事業もありません",
                    "no policy and no project belongs to `{name}`"
                ),
            )
            .at(name.span)
            .hint(text!(
                "{policy}の{term}の名前を確かめるか、この{term}を departments から消してください",
                "look at the policies' sections, or remove it from `departments`"
            )),
        );
    }
}
