//! PB0250: 数が大きすぎる
//!
//! 金額、金額の合計、成果指標の値は、数字で15桁までです。それより大きい数は、表計算ソフトや
//! データを読むプログラムが正しく表せません。桁の打ち間違いか、単位の取り違えです。成果指標の
//! 値は、小数点以下の数字も桁に入ります。
//!
//! 誤 `budget: { R6: 1340000000000000 }`（千円で16桁）
//! 正 `budget: { R6: 1340 }`

use std::collections::BTreeSet;

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Book, FiscalYear, Funded, Money, Project};
use crate::reading::{Column, Reading};
use crate::span::Span;
use crate::text;

const CODE: Code = Code("PB0250");

/// The columns whose sums some output shows: those of the edition, and the budgets of the years before, which
/// are on sheets or compared.
fn summed(reading: &Reading<'_>) -> impl Iterator<Item = Column> {
    let year = reading.plan().edition.year.value;
    let before = [reading.evaluated(), Some(year.plus(-1))].into_iter().flatten();
    let years = before.chain(reading.plan().edition.window()).collect::<BTreeSet<_>>();
    let is_revised = reading.plan().supplementary.is_some();
    let of = move |year| {
        let more =
            [Column::Initial(year), Column::Revised(year)].into_iter().filter(move |_| is_revised);
        std::iter::once(Column::Budget(year)).chain(more)
    };
    let budgets = years.into_iter().flat_map(of);
    reading.columns().chain(budgets)
}

/// Whether both are settlements or both are budgets of one year: one mistake is told once.
fn is_same_kind(one: Column, other: Column) -> bool {
    let is_settled = |column| matches!(column, Column::Settlement(_));
    one.year() == other.year() && is_settled(one) == is_settled(other)
}

/// Numbers that not every output can show, and sums of numbers that each of them can.
pub fn check(book: &Book, sink: &mut Sink) {
    let mut look = Look { reading: Reading::new(book), reported: BTreeSet::new(), sink };
    for project in book.projects() {
        look.amounts(project);
    }
    look.sums(book.policies().map(|policy| policy.projects.iter().collect()));
    for depth in (1..=book.plan.levels.above_sheets().len()).rev() {
        look.sums(book.nodes_at(depth).map(|node| node.all_projects().collect()));
    }
    let reading = look.reading;
    let sections = book.plan.sections().map(|(_, section)| reading.projects_of(section));
    look.sums(sections.map(|projects| projects.map(|(.., project)| project).collect()));
    look.sums(std::iter::once(book.projects().collect()));
    for indicator in book.indicators() {
        for (value, span) in indicator.written().filter(|(value, _)| !value.is_exact()) {
            look.number(&value.to_string(), span);
        }
    }
}

struct Look<'a> {
    reading: Reading<'a>,
    /// Columns in which an amount was reported: the sums that it is a part of are not.
    reported: BTreeSet<Column>,
    sink: &'a mut Sink,
}

impl<'a> Look<'a> {
    /// The amounts of `project`, one by one.
    fn amounts(&mut self, project: &Project) {
        type ByYear = fn(FiscalYear) -> Column;
        let series: [(_, ByYear); 2] = [
            (&project.settlement.value, Column::Settlement),
            (&project.initial_budget.value, Column::Budget),
        ];
        for (amounts, column) in series {
            for (year, amount) in amounts {
                if let Some(money) = amount.value.filter(|money| !money.is_exact()) {
                    self.number(&money.0.to_string(), amount.span);
                    self.reported.insert(column(*year));
                }
            }
        }
        let funding = Funded::ALL.into_iter().flat_map(|(funded, _)| {
            let years = project.sources_of(funded).value.iter();
            years.map(move |(year, parts)| (Column::funded(funded, *year), parts))
        });
        for (column, parts) in funding {
            // An amount that is too large has a source that is; once is enough.
            let reported = self.reported.contains(&column);
            for amount in parts.values().filter(|_| !reported) {
                if let Some(money) = amount.value.filter(|money| !money.is_exact()) {
                    self.number(&money.0.to_string(), amount.span);
                }
            }
        }
    }

    /// The sums of each of `groups`, all of one kind.
    fn sums(&mut self, groups: impl Iterator<Item = Vec<&'a Project>>) {
        let columns: Vec<Column> = summed(&self.reading).collect();
        let mut reported = BTreeSet::new();
        for projects in groups {
            let mut told: Vec<Column> = self.reported.iter().copied().collect();
            for &column in &columns {
                let sum = column.sum(projects.iter().copied());
                if sum.is_exact() || told.iter().any(|of| is_same_kind(*of, column)) {
                    continue;
                }
                if self.sum(column, sum.total(), &projects).is_some() {
                    told.push(column);
                    reported.insert(column);
                }
            }
        }
        self.reported.append(&mut reported);
    }

    fn number(&mut self, number: &str, span: Span) {
        self.sink.report(
            Diagnostic::error(
                CODE,
                text!("{number} は15桁を超えています", "{number} has more than 15 digits"),
            )
            .at(span)
            .hint(text!("桁と単位を確かめてください", "look at its digits and its unit")),
        );
    }

    /// Reports a sum at the largest of its amounts.
    fn sum(&mut self, column: Column, total: i128, projects: &[&Project]) -> Option<()> {
        let (ja, en) = match column {
            Column::Settlement(_) => ("決算額", "settlements"),
            Column::Budget(_) | Column::Initial(_) | Column::Revised(_) => ("予算額", "budgets"),
        };
        let year = column.year();
        let amounts = projects.iter().filter_map(|project| column.entry(project));
        let size = |money: Option<Money>| money.map_or(0, |money| money.0.unsigned_abs());
        let largest = amounts.max_by_key(|amount| size(amount.value))?;
        self.sink.report(
            Diagnostic::error(
                CODE,
                text!(
                    "{year} の{ja}の合計 {total} が15桁を超えます",
                    "the {en} of {year} add up to {total}, more than 15 digits"
                ),
            )
            .at(largest.span)
            .hint(text!(
                "いちばん大きな金額です。桁と単位を確かめてください",
                "this is the largest amount: look at its digits and its unit"
            )),
        );
        Some(())
    }
}
