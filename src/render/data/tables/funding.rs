//! 財源 (funding): a row for each source of a project's budget in a year.

use super::super::table::{Column, Table, TableMeta};
use super::common::{
    PLAN_FILE, POLICY_FILES, highest, policy_id, policy_title, project_name, project_number,
    project_uid, section_name, unit, year, year_label,
};
use super::projects::{NumberedProject, by_uid, numbered};
use crate::model::{Book, FiscalYear, FundingBySource, Money};

struct Row<'a> {
    project: NumberedProject<'a>,
    year: FiscalYear,
    source: &'a str,
    amount: Option<Money>,
}

/// The table of 財源; `None` if the plan names no sources of funding.
pub(super) fn funding(book: &Book) -> Option<Table> {
    if book.plan.sources.is_empty() {
        return None;
    }
    let by_uid = by_uid(book);
    let meta = TableMeta {
        name: "funding",
        title: "財源",
        definition: "1行が構成する事業の1年度の予算額の財源一つ。財源を記した年度は、計画にある財源すべての行がある",
        source: POLICY_FILES,
    };
    let mut columns = vec![
        project_uid(by_uid, |row: &Row| row.project.uid().into()),
        policy_id(|row: &Row| row.project.policy.id.to_string().into()).key_if(!by_uid),
        policy_title(|row: &Row| (&row.project.policy.title.value).into()),
        project_number(|row: &Row| row.project.number.into()).key_if(!by_uid),
        project_name(|row: &Row| (&row.project.project.name.value).into()),
        year(|row: &Row| row.year.into()).key(),
        year_label(|row: &Row| row.year.long().into()),
        Column::code(
            ("funding_source", "財源"),
            "予算額の出どころ",
            "funding_source",
            |row: &Row| row.source.into(),
        )
        .key(),
        Column::integer(
            ("amount", "金額"),
            if book.plan.sources_required {
                "予算額のうち、この財源による額。事業と年度が同じ行の和は budgets の予算額に等しい"
            } else {
                "予算額のうち、この財源による額。事業と年度が同じ行の和は budgets の予算額までで、残りの財源は記していない"
            },
            |row: &Row| row.amount.map(|money| money.0).into(),
        )
        .unit("unit 列のとおり")
        .calculated("その年度の財源に記していないものは0")
        .empty("額がまだ決まっていない。0 とは異なる"),
        Column::code(
            ("amount_status", "金額の状態"),
            "額があるか、未定か",
            "amount_status",
            |row: &Row| if row.amount.is_some() { "given" } else { "undecided" }.into(),
        ),
        unit(|row: &Row| (&row.project.plan.money.unit).into()).source(PLAN_FILE),
        section_name(|row: &Row| row.project.section_name()),
    ];
    columns.extend(highest(
        &book.plan.levels,
        |row: &Row, _| row.project.goal_id(),
        |row: &Row, _| row.project.goal_name(),
    ));
    Some(Table::new(meta, columns, numbered(book).flat_map(rows)))
}

fn rows(project: NumberedProject<'_>) -> impl Iterator<Item = Row<'_>> {
    let known = project.project.funding.value.range(..=project.plan.edition.last_year());
    known.flat_map(move |(&year, parts)| {
        project.plan.sources.iter().map(move |source| Row {
            project,
            year,
            source: &source.value,
            amount: amount(parts, source),
        })
    })
}

/// The amount from `source`; zero if the year's sources, which add up to the budget, omit it.
fn amount(parts: &FundingBySource, source: &str) -> Option<Money> {
    parts.get(source).map_or(Some(Money::default()), |part| part.value)
}
