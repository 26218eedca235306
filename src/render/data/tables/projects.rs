//! 構成する事業 and what was done in each year, in words.

use super::super::table::{Column, Table, TableAbout};
use super::common::{
    PLAN_FILE, POLICY_FILES, policy_id, policy_title, project_name, project_number, year,
    year_label,
};
use crate::model::{Book, FiscalYear, Plan, Policy, Project};

/// A project with its place.
#[derive(Clone, Copy)]
pub(super) struct Placed<'a> {
    pub(super) plan: &'a Plan,
    pub(super) policy: &'a Policy,
    /// From 1 within the policy.
    pub(super) number: usize,
    pub(super) project: &'a Project,
}

pub(super) fn placed(book: &Book) -> impl Iterator<Item = Placed<'_>> {
    book.policies().flat_map(|policy| {
        let numbered = (1..).zip(&policy.projects);
        numbered.map(|(number, project)| Placed { plan: &book.plan, policy, number, project })
    })
}

pub(super) fn projects(book: &Book) -> Table {
    let about = TableAbout {
        name: "projects",
        title: "構成する事業",
        definition: "1行が構成する事業の一つ。金額は budgets、実績は results にある",
        source: POLICY_FILES,
    };
    let columns = vec![
        policy_id(|row: &Placed| row.policy.id.to_string().into()).key(),
        policy_title(|row: &Placed| (&row.policy.title.value).into()),
        project_number(|row: &Placed| row.number.into()).key(),
        project_name(|row: &Placed| (&row.project.name.value).into()),
        Column::text(
            ("section_id", "担当課の略号"),
            "sections の section_id",
            |row: &Placed| {
                let section = row.plan.section(&row.project.section);
                section.map(|s| &s.id.value).into()
            },
        )
        .source(PLAN_FILE),
        Column::text(
            ("section_name", "担当課"),
            "事業を行う担当課の名称",
            |row: &Placed| (&row.project.section.value).into(),
        ),
        Column::text(
            ("description", "事業の内容"),
            "事業の内容（自由記述）",
            |row: &Placed| (&row.project.description.value).into(),
        )
        .empty("記載がない"),
        Column::code(
            ("direction", "今後の方向性"),
            "事業の今後の方向性",
            "direction",
            |row: &Placed| (&row.project.direction.value).into(),
        ),
    ];
    Table::new(about, columns, placed(book))
}

/// A project, a year, and what was done in it.
type Row<'a> = (Placed<'a>, FiscalYear, &'a str);

pub(super) fn results(book: &Book) -> Table {
    let about = TableAbout {
        name: "results",
        title: "事業実績",
        definition: "1行が構成する事業の1年度の実績。実績の記載がない年度の行はない",
        source: POLICY_FILES,
    };
    let columns = vec![
        policy_id(|(row, ..): &Row| row.policy.id.to_string().into()).key(),
        project_number(|(row, ..): &Row| row.number.into()).key(),
        project_name(|(row, ..): &Row| (&row.project.name.value).into()),
        year(|(_, year, _): &Row| (*year).into()).key(),
        year_label(|(_, year, _): &Row| year.long().into()),
        Column::text(
            ("result", "事業実績"),
            "その年度の実績（自由記述）",
            |row: &Row| row.2.into(),
        ),
    ];
    let rows = placed(book).flat_map(|row| {
        let known = row.project.results.value.range(..=row.plan.edition.evaluated.value);
        known
            .filter(|(_, result)| !result.trim().is_empty())
            .map(move |(year, result)| (row, *year, result.value.as_str()))
    });
    Table::new(about, columns, rows)
}
