//! PB0254: 前の版にあったものの行き先がない
//!
//! すぐ前の版が `editions/` に保存してあれば、そこにあった施策、事業、課、成果指標が、この版のどこに
//! なったかを調べます。同じ `id` のものがあるか、どれかの `was` に名前があるか、前の版で終わると
//! 書いてあった（`plan.yaml` の `direction.ends`）事業なら、何も示しません。まとまった事業
//! （`direction.merges`）は、まとまった先の `was` に名前が要ります。
//! 終わったのなら、そのままでかまいません。次の版からは示しません。
//!
//! 誤 前の版で「継続」だった事業の欄を消し、どこにも `was` を書いていない
//! 正 まとまった先の事業に `was: [{ edition: R6, place: 1-2-03, name: 子育てガイドブック発行事業 }]`

use std::collections::BTreeSet;

use super::was_mismatch::{Kind, Thing, names, things};
use crate::diag::{Code, Diagnostic, Sink, Text};
use crate::model::{Book, PolicyId};
use crate::span::Span;
use crate::text;

const CODE: Code = Code("PB0254");

/// What the edition before had and this one has nowhere.
pub fn check(book: &Book, previous: Option<&Book>, sink: &mut Sink) {
    // What cannot be read is not gone.
    let Some(previous) = previous.filter(|_| book.is_complete()) else {
        return;
    };
    let edition = &previous.plan.edition.year;
    let mut gone_policies = BTreeSet::new();
    for kind in Kind::ALL {
        let now = things(book, kind);
        let ids: BTreeSet<&str> = now.iter().filter_map(|thing| thing.id).collect();
        let was: Vec<_> = now.iter().flat_map(|thing| thing.was).collect();
        let was: Vec<_> = was.into_iter().filter(|was| was.edition == *edition).collect();
        for (at, old) in things(previous, kind).into_iter().enumerate() {
            // What only lacks its id has a finding of its own.
            let lacks_id = |new: &Thing<'_>| new.id.is_none() && new.place == old.place;
            let goes_on = old.id.is_none_or(|id| ids.contains(id))
                || now.iter().any(lacks_id)
                || was.iter().any(|was| names(was, &old.place));
            if goes_on || kind == Kind::Project && has_ended(previous, at) {
                continue;
            }
            let (name, place) = &old.place;
            if kind == Kind::Policy {
                gone_policies.insert(place.clone());
            }
            // Of a sheet that is gone, one finding is enough.
            if kind == Kind::Project && gone_policies.contains(place) {
                continue;
            }
            let Text { ja, en } = kind.word(book);
            let found = Diagnostic::warning(
                CODE,
                text!(
                    "{edition} の版にあった{ja}「{name}」（{place}）の行き先がありません",
                    "the {en} `{name}` ({place}) of the edition {edition} is gone without an heir"
                ),
            );
            sink.report(found.at(place_of(book, kind, &old)).hint(text!(
                "名前が変わったかまとまったのなら、今のものの was に {{ edition: {edition}, place: {place}, name: {name} }} を加え、id を消したのなら戻してください。終わったのなら、そのままでかまいません",
                "if it was renamed or merged, add {{ edition: {edition}, place: {place}, name: {name} }} to `was` of what it is now; if its `id` was removed, put it back; if it ended, leave it as it is"
            )));
        }
    }
}

/// Whether the project at `at` in the order of `previous` was to end with that edition.
fn has_ended(previous: &Book, at: usize) -> bool {
    let project = previous.projects().nth(at);
    project.is_some_and(|p| previous.plan.direction.ends(&p.direction))
}

/// Where one looks for what is gone: its sheet, or else the year of the edition.
fn place_of(book: &Book, kind: Kind, old: &Thing<'_>) -> Span {
    let sheet = || {
        let id: PolicyId = old.place.1.parse().ok()?;
        let policy = book.policy(id)?;
        Some(policy.title.span)
    };
    let sheet = if kind == Kind::Project { sheet() } else { None };
    sheet.unwrap_or(book.plan.edition.year.span)
}
