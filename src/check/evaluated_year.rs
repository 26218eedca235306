//! PB0214: 評価対象年度の実績か決算額がない
//!
//! 続いている事業には、評価対象年度の事業実績と決算額が要ります。この版から始まる事業
//! （`plan.yaml` の `direction.begins`）には要りません。評価対象年度のない版（`edition.evaluated` を
//! 書かない計画）では、どの事業にも要りません。
//!
//! シートの表が前の年度の決算額も載せる計画（`settlement_years`）で、その年度より前の額がある事業に、
//! その年度の決算額がなければ、注意として示します。
//!
//! 誤 `direction: 継続` で `settlement: { R4: 4108 }`
//! 正 `settlement: { R4: 4108, R5: 4210 }`

use crate::diag::{Code, Diagnostic, Sink, Text};
use crate::model::{Book, FiscalYear, Project, Status};
use crate::reading::Reading;
use crate::span::Span;
use crate::text;

const CODE: Code = Code("PB0214");

/// Continued projects without results or settlement in the evaluated year.
pub fn check(book: &Book, sink: &mut Sink) {
    let plan = &book.plan;
    let Some(year) = plan.edition.evaluated_year() else { return };
    let known = |word| plan.direction.choices.contains(word);
    if !plan.direction.begins.iter().all(known) {
        // Which projects begin now is not known until that is mended.
        return;
    }
    let reading = Reading::new(book);
    let earlier = reading.more_columns().settlements;
    let is_collecting = plan.edition.status == Status::Collecting;
    for project in book.projects() {
        earlier_settlements(&earlier, project, sink);
        // While its direction is not written, nobody knows whether it begins now.
        let direction = &project.direction;
        // While an edition is collected, each value is asked for, also of a project whose direction is that of the
        // edition before; in a final one, the direction is the only mistake.
        let begins =
            if is_collecting { reading.begins(project) } else { plan.direction.begins(direction) };
        if direction.is_empty() || begins {
            continue;
        }
        let name = &project.name;
        let mut missing = |span: Span, what: Text, hint: Text| {
            let (ja, en) = (what.ja, what.en);
            sink.report(
                Diagnostic::error(
                    CODE,
                    text!(
                        "「{name}」に {year} の{ja}がありません",
                        "`{name}` has no {en} for {year}"
                    ),
                )
                .at(span)
                .label(
                    direction.span,
                    text!("方向性は「{direction}」です", "its direction is `{direction}`"),
                )
                .hint(hint)
                .missing(),
            );
        };
        if !project.results.value.contains_key(&year) {
            let hint = text!("{year}: \"実績\" を書き足してください", "add `{year}: \"results\"`");
            missing(project.results.span, text!("事業実績", "results"), hint);
        }
        if !project.settlement.value.contains_key(&year) {
            let hint = text!(
                "{year}: 金額 を書き足してください。0 と書くのは、使わなかったときだけです",
                "add `{year}: amount`; it is 0 only where nothing was spent"
            );
            missing(project.settlement.span, text!("決算額", "settlement"), hint);
        }
    }
}

/// Settlements of the years `earlier`, which the sheet shows before the evaluated one, of projects that
/// had begun by then: the sums leave them out.
fn earlier_settlements(earlier: &[FiscalYear], project: &Project, sink: &mut Sink) {
    for &year in earlier {
        let settlements = &project.settlement.value;
        let had_begun = settlements.keys().any(|other| *other < year)
            || project.initial_budget.value.keys().any(|other| *other <= year);
        if had_begun && !settlements.contains_key(&year) {
            let name = &project.name;
            let message = text!(
                "「{name}」に {year} の決算額がありません。シートの表に、その年度の列があります",
                "`{name}` has no settlement for {year}, which the sheet has a column of"
            );
            let hint = text!(
                "{year}: 金額 を書き足してください。分からなければ {year}: ~ と書きます",
                "add `{year}: amount`, or `{year}: ~` where it is not known"
            );
            sink.report(Diagnostic::warning(CODE, message).at(project.settlement.span).hint(hint));
        }
    }
}
