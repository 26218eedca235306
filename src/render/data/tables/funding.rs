//! 財源, a row for each source of a project's budget in a year.

use super::super::table::{Column, Table, TableAbout};
use super::common::{
    PLAN_FILE, POLICY_FILES, policy_id, policy_title, project_name, project_number, unit, year,
    year_label,
};
use super::projects::{Placed, placed};
use crate::model::{Book, FiscalYear, Money, Sources};

struct Row<'a> {
    placed: Placed<'a>,
    year: FiscalYear,
    source: &'a str,
    amount: Option<Money>,
}

/// The table, of plans that say where their money may come from.
pub(super) fn funding(book: &Book) -> Option<Table> {
    if book.plan.sources.is_empty() {
        return None;
    }
    let about = TableAbout {
        name: "funding",
        title: "財源",
        definition: "1行が構成する事業の1年度の予算額の財源一つ。財源を記した年度は、計画にある財源すべての行がある",
        source: POLICY_FILES,
    };
    let columns = vec![
        policy_id(|row: &Row| row.placed.policy.id.to_string().into()).key(),
        policy_title(|row: &Row| (&row.placed.policy.title.value).into()),
        project_number(|row: &Row| row.placed.number.into()).key(),
        project_name(|row: &Row| (&row.placed.project.name.value).into()),
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
            "予算額のうち、この財源による額。事業と年度が同じ行の和は budgets の予算額に等しい",
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
        unit(|row: &Row| (&row.placed.plan.money.unit).into()).source(PLAN_FILE),
    ];
    Some(Table::new(about, columns, placed(book).flat_map(rows)))
}

fn rows(placed: Placed<'_>) -> impl Iterator<Item = Row<'_>> {
    let known = placed.project.funding.value.range(..=placed.plan.edition.last_year());
    known.flat_map(move |(&year, parts)| {
        placed.plan.sources.iter().map(move |source| Row {
            placed,
            year,
            source: &source.value,
            amount: amount(parts, source),
        })
    })
}

/// What comes from `source`; nothing where the year's sources, which make up the whole
/// budget, leave it out.
fn amount(parts: &Sources, source: &str) -> Option<Money> {
    parts.get(source).map_or(Some(Money::default()), |part| part.value)
}
