//! 財源 (funding): a row for each source of a project's budget in a year.

use super::super::table::{Column, Table, TableMeta};
use super::common::{
    PLAN_FILE, POLICY_FILES, highest, policy_id, policy_title, project_name, project_number,
    project_uid, section_name, unit, year, year_label,
};
use super::projects::{NumberedProject, by_uid, numbered};
use crate::model::{Book, FiscalYear, Funded, FundingBySource, Money};

struct FundingRow<'a> {
    project: NumberedProject<'a>,
    funded: Funded,
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
    // A plan that says only where budgets come from needs no word for that.
    let has_kinds = book.plan.has_sources_of(Funded::Settlement);
    let with_kinds = |with, without| if has_kinds { with } else { without };
    let meta = TableMeta {
        name: "funding",
        title: "財源",
        definition: with_kinds(
            "1行が構成する事業の1年度の予算額又は決算額の財源一つ。財源を記した年度は、計画にある財源すべての行がある",
            "1行が構成する事業の1年度の予算額の財源一つ。財源を記した年度は、計画にある財源すべての行がある",
        ),
        source: POLICY_FILES,
    };
    let mut columns = vec![
        project_uid(by_uid, |row: &FundingRow| row.project.uid().into()),
        policy_id(|row: &FundingRow| row.project.policy.id.to_string().into()).key_if(!by_uid),
        policy_title(|row: &FundingRow| (&row.project.policy.title.value).into()),
        project_number(|row: &FundingRow| row.project.number.into()).key_if(!by_uid),
        project_name(|row: &FundingRow| (&row.project.project.name.value).into()),
    ];
    if has_kinds {
        columns.extend([
            Column::code(
                ("kind", "種別"),
                "予算額の財源か決算額の財源か",
                "amount_kind",
                |row: &FundingRow| row.funded.word().into(),
            )
            .key(),
            Column::text(
                ("kind_label", "種別の名称"),
                "種別の名称",
                |row: &FundingRow| row.funded.label().into(),
            )
            .calculated("kind の意味"),
        ]);
    }
    columns.extend([
        year(|row: &FundingRow| row.year.into()).key(),
        year_label(|row: &FundingRow| row.year.long().into()),
        Column::code(
            ("funding_source", "財源"),
            with_kinds("予算額又は決算額の出どころ", "予算額の出どころ"),
            "funding_source",
            |row: &FundingRow| row.source.into(),
        )
        .key(),
        Column::integer(
            ("amount", "金額"),
            match (book.plan.sources_required, has_kinds) {
                (true, false) => "予算額のうち、この財源による額。事業と年度が同じ行の和は budgets の予算額に等しい",
                (false, false) => "予算額のうち、この財源による額。事業と年度が同じ行の和は budgets の予算額までで、残りの財源は記していない",
                (true, true) => "予算額又は決算額のうち、この財源による額。事業と種別と年度が同じ行の和は budgets の額に等しい",
                (false, true) => "予算額又は決算額のうち、この財源による額。事業と種別と年度が同じ行の和は budgets の額までで、残りの財源は記していない",
            },
            |row: &FundingRow| row.amount.map(|money| money.0).into(),
        )
        .unit("unit 列のとおり")
        .calculated("その年度の財源に記していないものは0")
        .empty("額がまだ決まっていない。0 とは異なる"),
        Column::code(
            ("amount_status", "金額の状態"),
            "額があるか、未定か",
            "amount_status",
            |row: &FundingRow| if row.amount.is_some() { "given" } else { "undecided" }.into(),
        ),
        unit(|row: &FundingRow| (&row.project.plan.money.unit).into()).source(PLAN_FILE),
        section_name(|row: &FundingRow| row.project.section_name()),
    ]);
    columns.extend(highest(
        &book.plan.levels,
        |row: &FundingRow, _| row.project.goal_id(),
        |row: &FundingRow, _| row.project.goal_name(),
    ));
    Some(Table::new(meta, columns, numbered(book).flat_map(rows)))
}

fn rows(project: NumberedProject<'_>) -> impl Iterator<Item = FundingRow<'_>> {
    let edition = &project.plan.edition;
    let (last, evaluated) = (edition.last_year(), edition.evaluated_year());
    let known = Funded::ALL.into_iter().flat_map(move |(funded, _)| {
        let years = project.project.sources_of(funded).value.iter();
        // Settlements of later years than the evaluated one are not in the edition.
        let is_known = move |year: FiscalYear| match funded {
            Funded::Budget => year <= last,
            Funded::Settlement => evaluated.is_some_and(|evaluated| year <= evaluated),
        };
        let known = years.filter(move |(year, _)| is_known(**year));
        known.map(move |(year, parts)| (funded, *year, parts))
    });
    known.flat_map(move |(funded, year, parts)| {
        project.plan.sources.iter().map(move |source| FundingRow {
            project,
            funded,
            year,
            source: &source.value,
            amount: amount(parts, source),
        })
    })
}

/// The amount from `source`; zero if the year's sources omit it.
fn amount(parts: &FundingBySource, source: &str) -> Option<Money> {
    parts.get(source).map_or(Some(Money::default()), |part| part.value)
}
