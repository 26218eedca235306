//! PB0229: 新しい事業に前年度の実績がある
//!
//! この版から始まる事業（`plan.yaml` の `direction.begins`、北斗市では「新規」）には、評価
//! 対象年度の実績も決算額もないはずです。
//!
//! 誤 `direction: 新規` で `settlement: { R5: 4210 }`
//! 正 `direction: 継続`、または実績と決算額を消す

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::Book;
use crate::text;

const CODE: Code = Code("PB0229");

/// Projects that begin now and yet have a past.
pub fn check(book: &Book, sink: &mut Sink) {
    let year = book.plan.edition.evaluated.value;
    let Some(begins) = &book.plan.direction.begins else {
        return;
    };
    for project in book.projects().filter(|p| p.direction == *begins) {
        let settled = project.settlement.value.get(&year).filter(|m| m.value.is_some());
        let done = project.results.value.get(&year);
        let Some(place) = settled.map(|m| m.span).or(done.map(|r| r.span)) else {
            continue;
        };
        let (name, direction) = (&project.name, &project.direction);
        sink.report(
            Diagnostic::warning(
                CODE,
                text!(
                    "「{name}」は「{direction}」ですが、{year} の実績か決算額があります",
                    "`{name}` is `{direction}`, yet it has results or a settlement for {year}"
                ),
            )
            .at(place)
            .label(direction.span, text!("この版から始まる事業です", "it begins with this edition"))
            .hint(text!(
                "方向性か、実績と決算額のどちらかを直してください",
                "mend the direction, or the results and the settlement"
            )),
        );
    }
}
