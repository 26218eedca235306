//! PB0405: 評価しない版に評価結果の部がある
//!
//! 評価の対象年度（`edition.evaluated`）か評価の段階（`rating`）のない版には、評価結果の部
//! （`kind: evaluation`）に載せるものがありません。
//!
//! 誤 `edition` に `evaluated` がなく、`parts` に `kind: evaluation` の部がある
//! 正 その部を `parts` から消す

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Book, PartKind};
use crate::text;

const CODE: Code = Code("PB0405");

/// Parts of ratings in an edition that rates nothing.
pub fn check(book: &Book, sink: &mut Sink) {
    let plan = &book.plan;
    if plan.has_evaluations() {
        return;
    }
    let reason = if plan.edition.evaluated.is_none() {
        text!("この版に評価の対象年度はありません", "this edition evaluates no year")
    } else {
        text!("この計画に評価の段階はありません", "the plan has no rating scale")
    };
    for part in plan.book.parts.iter().filter(|part| part.kind == PartKind::Evaluation) {
        let id = &part.id;
        sink.report(
            Diagnostic::error(
                CODE,
                text!(
                    "評価結果の部「{id}」に載せる評価がありません",
                    "the part `{id}` has no ratings to show"
                ),
            )
            .at(id.span)
            .label(plan.edition.year.span, reason.clone())
            .hint(text!(
                "parts からこの部を消すか、評価するなら edition.evaluated と rating を書いてください",
                "remove the part from `parts`, or add `edition.evaluated` and `rating`"
            )),
        );
    }
}
