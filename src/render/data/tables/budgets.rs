//! 予算額 (budgets) and 決算額 (settlements): a row for each amount.

use std::collections::BTreeMap;

use super::super::table::{Column, Table, TableMeta};
use super::common::{
    PLAN_FILE, POLICY_FILES, highest, policy_id, policy_title, project_name, project_number,
    project_uid, section_name, unit, year, year_label,
};
use super::projects::{NumberedProject, by_uid, numbered};
use crate::model::{Book, CountedBudget, FiscalYear, Money};
use crate::span::Spanned;

/// The two kinds of amounts with their codes.
pub(super) const KINDS: [(&str, &str); 2] = [("settlement", "決算額"), ("budget", "予算額")];

/// The kind of the budgets with which years began, where others count.
pub(super) const INITIAL: (&str, &str) = ("initial", "当初予算額");

struct BudgetRow<'a> {
    project: NumberedProject<'a>,
    kind: (&'static str, &'static str),
    year: FiscalYear,
    amount: Option<Money>,
    status: &'static str,
}

pub(super) fn budgets(book: &Book) -> Table {
    let by_uid = by_uid(book);
    let is_evaluated = book.plan.edition.evaluated.is_some();
    let with_settlements = |with, without| if is_evaluated { with } else { without };
    let meta = TableMeta {
        name: "budgets",
        title: with_settlements("予算額・決算額", "予算額"),
        definition: with_settlements(
            "1行が構成する事業の1年度の予算額又は決算額。この版に印刷する年度は、額がなくても行がある",
            "1行が構成する事業の1年度の予算額。この版に印刷する年度は、額がなくても行がある",
        ),
        source: POLICY_FILES,
    };
    let mut columns = vec![
        project_uid(by_uid, |row: &BudgetRow| row.project.uid().into()),
        policy_id(|row: &BudgetRow| row.project.policy.id.to_string().into()).key_if(!by_uid),
        policy_title(|row: &BudgetRow| (&row.project.policy.title.value).into()),
        project_number(|row: &BudgetRow| row.project.number.into()).key_if(!by_uid),
        project_name(|row: &BudgetRow| (&row.project.project.name.value).into()),
        Column::code(
            ("kind", "種別"),
            with_settlements("予算額か決算額か", "予算額であること"),
            "amount_kind",
            |row: &BudgetRow| row.kind.0.into(),
        )
        .key(),
        Column::text(("kind_label", "種別の名称"), "種別の名称", |row: &BudgetRow| {
            row.kind.1.into()
        })
        .calculated("kind の意味"),
        year(|row: &BudgetRow| row.year.into()).key(),
        year_label(|row: &BudgetRow| row.year.long().into()),
        Column::integer(
            ("amount", "金額"),
            with_settlements(
                "予算額又は決算額。負の数は歳入が歳出を上回るなどの減を表す",
                "予算額。負の数は歳入が歳出を上回るなどの減を表す",
            ),
            |row: &BudgetRow| row.amount.map(|money| money.0).into(),
        )
        .unit("unit 列のとおり")
        .empty("額がない。理由は amount_status にある。0 とは異なる"),
        Column::code(
            ("amount_status", "金額の状態"),
            "額があるか、未定か、その年度にないか",
            "amount_status",
            |row: &BudgetRow| row.status.into(),
        ),
        unit(|row: &BudgetRow| (&row.project.plan.money.unit).into()).source(PLAN_FILE),
        section_name(|row: &BudgetRow| row.project.section_name()),
    ];
    columns.extend(highest(
        &book.plan.levels,
        |row: &BudgetRow, _| row.project.goal_id(),
        |row: &BudgetRow, _| row.project.goal_name(),
    ));
    Table::new(meta, columns, numbered(book).flat_map(rows))
}

type Series = BTreeMap<FiscalYear, Spanned<Option<Money>>>;

fn rows(project: NumberedProject<'_>) -> Vec<BudgetRow<'_>> {
    let plan = project.plan;
    let edition = &plan.edition;
    let evaluated = edition.evaluated_year();
    let series = |kind, series: &Series, last, printed: &[FiscalYear], null| {
        let known = series.range(..=last).map(|(year, _)| *year);
        let mut years: Vec<FiscalYear> = known.chain(printed.iter().copied()).collect();
        years.sort_unstable();
        years.dedup();
        years
            .into_iter()
            .map(|year| {
                let written = series.get(&year).map(|amount| amount.value);
                BudgetRow {
                    project,
                    kind,
                    year,
                    amount: written.flatten(),
                    status: match written {
                        Some(Some(_)) => "given",
                        Some(None) => null,
                        None => "none",
                    },
                }
            })
            .collect::<Vec<_>>()
    };
    let window: Vec<_> = edition.window().collect();
    let project = project.project;
    let settled = |year| series(KINDS[0], &project.settlement.value, year, &[year], "none");
    let mut rows = evaluated.map_or_else(Vec::new, settled);
    let counted = project.counted_budget();
    rows.extend(series(KINDS[1], &counted, edition.last_year(), &window, "undecided"));
    if plan.supplementary == Some(CountedBudget::Revised) {
        let initial = &project.initial_budget.value;
        rows.extend(series(INITIAL, initial, edition.last_year(), &window, "undecided"));
    }
    rows
}
