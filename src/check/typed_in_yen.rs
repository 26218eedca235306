//! PB0240: 円で書いたらしい金額
//!
//! 金額は `plan.yaml` の `money.unit`（千円など）で書きます。同じ事業のほかの年度と比べて、ちょうど
//! 単位の分（千円なら千倍ほど）大きい金額と、事業のどの年度も計画のほかの金額から大きく外れて
//! いるものを示します。正しければ、そのままでかまいません。
//!
//! 誤 `settlement: { R5: 792 }` の事業に `budget: { R6: 1340000, R7: 960 }`
//! 正 `budget: { R6: 1340, R7: 960 }`

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Book, FiscalYear, Project, with_commas};
use crate::span::Span;
use crate::text;

const CODE: Code = Code("PB0240");

/// Units of fewer yen are too near to yen for a slip to show.
const SMALLEST_UNIT: u64 = 100;

/// How far an amount may lie from the others once it is read as yen.
const NEAR: u64 = 3;

/// How many times as much as nearly all amounts of the plan a whole project may cost.
const FAR: u64 = 50;

/// How many amounts a plan must have before one is compared with all others.
const MANY: usize = 100;

/// An amount of a project.
#[derive(Clone, Copy)]
pub(super) struct Figure {
    pub amount: u64,
    pub year: FiscalYear,
    pub span: Span,
}

/// Amounts that look as if they were typed in yen.
pub fn check(book: &Book, sink: &mut Sink) {
    let unit = book.plan.money.yen.unsigned_abs();
    if unit < SMALLEST_UNIT {
        return;
    }
    let projects: Vec<(&Project, Vec<Figure>)> =
        book.projects().map(|project| (project, figures(project))).collect();
    let limit = limit(&projects);
    for (project, figures) in &projects {
        let (low, high) = figures.split_at(gap(figures, unit).unwrap_or(0));
        if let (Some(usual), Some(first)) = (low.last(), high.iter().min_by_key(|f| f.span)) {
            report(book, project, first, Some(usual), sink);
        } else if let Some(first) = figures.first().filter(|least| least.amount > limit) {
            report(book, project, first, None, sink);
        }
    }
}

/// The amounts of `project` that are not zero, the least first.
pub(super) fn figures(project: &Project) -> Vec<Figure> {
    let all = project.settlement.value.iter().chain(&project.initial_budget.value);
    let mut figures: Vec<Figure> = all
        .filter_map(|(year, money)| {
            let amount = money.value?.0.unsigned_abs();
            (amount > 0).then_some(Figure { amount, year: *year, span: money.span })
        })
        .collect();
    figures.sort_by_key(|figure| figure.amount);
    figures
}

/// From where on `figures` would fit the ones before if they were divided by `unit`.
pub(super) fn gap(figures: &[Figure], unit: u64) -> Option<usize> {
    let (least, most) = (figures.first()?.amount, figures.last()?.amount);
    (1..figures.len()).find(|at| {
        let (below, above) = (figures[at - 1].amount, figures[*at].amount);
        let fits = |amount: u64| {
            let read = amount / unit;
            read.saturating_mul(NEAR) >= least && read <= below.saturating_mul(NEAR)
        };
        above / below >= unit / (NEAR * NEAR) && fits(above) && fits(most)
    })
}

/// What no amount of a project should exceed in a plan with these amounts.
fn limit(projects: &[(&Project, Vec<Figure>)]) -> u64 {
    let mut all: Vec<u64> =
        projects.iter().flat_map(|(_, figures)| figures).map(|figure| figure.amount).collect();
    if all.len() < MANY {
        return u64::MAX;
    }
    let rank = all.len() * 98 / 100;
    *all.select_nth_unstable(rank).1 * FAR
}

fn report(
    book: &Book,
    project: &Project,
    figure: &Figure,
    usual: Option<&Figure>,
    sink: &mut Sink,
) {
    let (name, unit, year) = (&project.name, &book.plan.money.unit, figure.year);
    let amount = with_commas(&figure.amount.to_string());
    let found = match usual {
        Some(usual) => {
            let times = with_commas(&(figure.amount / usual.amount).to_string());
            Diagnostic::warning(
                CODE,
                text!(
                    "「{name}」の {year} の金額{amount}{unit}は、ほかの年度の約{times}倍です",
                    "{amount} of `{name}` in {year} is about {times} times that of other years"
                ),
            )
            .at(figure.span)
            .label(usual.span, text!("ほかの年度の金額です", "the amount of another year"))
        }
        None => Diagnostic::warning(
            CODE,
            text!(
                "「{name}」の金額{amount}{unit}は、この計画のほかの金額よりずっと大きい値です",
                "{amount} of `{name}` is far more than the other amounts of this plan"
            ),
        )
        .at(figure.span),
    };
    sink.report(found.hint(text!(
        "円で書いていないか確かめ、{unit}で書いてください。正しければ、そのままでかまいません",
        "see whether it is in yen, and write it in the plan's unit; leave it if it is right"
    )));
}
