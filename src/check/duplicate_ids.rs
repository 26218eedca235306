//! PB0252: 同じ固定IDが2回使われている
//!
//! 施策と事業の `id`（固定ID）は、本の中で1回だけ使います。事業や施策のファイルを写すと、固定IDも
//! いっしょに写ります。新しいほうの `id` の行を消して `planbook ids` を実行すると、別の固定IDが
//! 付きます。課や成果指標の `id` と同じものも使えません。
//!
//! 誤 写した事業が、もとの事業と同じ `id: k7m3xq` を持つ
//! 正 新しいほうの `id` の行を消す

use std::collections::BTreeMap;

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Book, Uid};
use crate::span::{Span, Spanned};
use crate::text;

const CODE: Code = Code("PB0252");

/// Policies and projects whose id something else has.
pub fn check(book: &Book, sink: &mut Sink) {
    let mut firsts: BTreeMap<String, Span> = BTreeMap::new();
    for (_, section) in book.plan.sections() {
        firsts.insert(section.id.to_string(), section.id.span);
    }
    for indicator in book.indicators() {
        firsts.insert(indicator.id.to_string(), indicator.id.span);
    }
    let mut claim = |uid: &Spanned<Uid>, sink: &mut Sink| -> bool {
        let Some(first) = firsts.get(uid.as_str()) else {
            firsts.insert(uid.to_string(), uid.span);
            return true;
        };
        sink.report(
            Diagnostic::error(
                CODE,
                text!("固定ID {uid} が2回使われています", "the id {uid} is used twice"),
            )
            .at(uid.span)
            .label(*first, text!("はじめはここです", "first here"))
            .hint(text!(
                "写したものなら、新しいほうの id の行をすべて消し、planbook ids を実行してください",
                "if this is a copy, remove every `id` line of the new one and run `planbook ids`"
            )),
        );
        false
    };
    for policy in book.policies() {
        // Of a copied sheet, one finding is enough.
        if policy.uid.as_ref().is_none_or(|uid| claim(uid, sink)) {
            for uid in policy.projects.iter().filter_map(|project| project.uid.as_ref()) {
                claim(uid, sink);
            }
        }
    }
}
