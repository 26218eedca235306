//! PB0215: 評価がない、または段階にない
//!
//! どの主要施策にも評価対象年度の評価が要ります。評価は `plan.yaml` の `rating` にある
//! 段階から選びます。
//!
//! 誤 `rating: { R4: B }`、`rating: { R5: Ｂ }`（全角）
//! 正 `rating: { R4: B, R5: B }`

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::Book;
use crate::text;

const CODE: Code = Code("PB0215");

/// Policies without a rating in the evaluated year, and ratings outside the scale.
pub fn check(book: &Book, sink: &mut Sink) {
    let plan = &book.plan;
    let year = plan.edition.evaluated.value;
    let scale: Vec<&str> = plan.ratings.iter().map(|l| l.id.as_str()).collect();
    let scale = scale.join(", ");
    for policy in book.policies() {
        let id = policy.id;
        if plan.rating_required && policy.rated(year).is_none() {
            sink.report(
                Diagnostic::error(
                    CODE,
                    text!("{id} に {year} の評価がありません", "{id} has no rating for {year}"),
                )
                .at(policy.rating.span)
                .label(
                    plan.edition.evaluated.span,
                    text!("評価の対象年度です", "the year evaluated"),
                )
                .hint(text!("{year}: に {scale} のどれかを書いてください", "write one of {scale}"))
                .missing(),
            );
        }
        // One that is not written was reported when it was read.
        for rating in policy.rating.value.values().filter(|rating| !rating.value.0.is_empty()) {
            if plan.rating_index(rating).is_none() {
                let found = &rating.value.0;
                sink.report(
                    Diagnostic::error(
                        CODE,
                        text!(
                            "評価「{found}」は段階にありません",
                            "`{found}` is not in the rating scale"
                        ),
                    )
                    .at(rating.span)
                    .hint(text!("{scale} のどれかを半角で書いてください", "use one of {scale}")),
                );
            }
        }
    }
}
