//! 構成する事業 (projects) and their results by year.

use super::super::table::{Cell, Column, Table, TableMeta};
use super::common::{
    OfPolicy, PLAN_FILE, POLICY_FILES, goal_of_policy, group_cell, highest, policy_id,
    policy_title, project_name, project_number, project_uid, section_name, year, year_label,
};
use super::declared;
use crate::model::{Book, FiscalYear, Node, Plan, Policy, Project};

/// A project with its number and policy.
#[derive(Clone, Copy)]
pub(super) struct NumberedProject<'a> {
    pub(super) plan: &'a Plan,
    pub(super) policy: &'a Policy,
    /// The item of the highest level that the policy is in.
    pub(super) goal: Option<&'a Node>,
    /// The number within the policy, from 1.
    pub(super) number: usize,
    pub(super) project: &'a Project,
}

/// All projects of the book.
pub(super) fn numbered(book: &Book) -> impl Iterator<Item = NumberedProject<'_>> {
    book.policies().flat_map(move |policy| {
        let goal = book.ancestors(policy.id.node).first().copied();
        let projects = (1..).zip(&policy.projects);
        projects.map(move |(number, project)| NumberedProject {
            plan: &book.plan,
            policy,
            goal,
            number,
            project,
        })
    })
}

/// Whether the key of a project is its permanent id: every project has one.
pub(super) fn by_uid(book: &Book) -> bool {
    book.projects().all(|project| project.uid.is_some())
}

impl NumberedProject<'_> {
    /// The id of the item of the highest level.
    pub(super) fn goal_id(&self) -> Cell {
        self.goal.map(|goal| group_cell(goal.id.value)).into()
    }

    /// Its name.
    pub(super) fn goal_name(&self) -> Cell {
        self.goal.map(|goal| &goal.name.value).into()
    }

    /// The name of the section that runs the project.
    pub(super) fn section_name(&self) -> Cell {
        (&self.project.section.value).into()
    }

    /// The project's permanent id.
    pub(super) fn uid(&self) -> Option<&str> {
        self.project.uid.as_ref().map(|uid| uid.as_str())
    }
}

pub(super) fn projects(book: &Book) -> Table {
    let by_uid = by_uid(book);
    let meta = TableMeta {
        name: "projects",
        title: "構成する事業",
        definition: if book.plan.edition.evaluated.is_some() {
            "1行が構成する事業の一つ。金額は budgets、実績は results にある"
        } else {
            "1行が構成する事業の一つ。金額は budgets にある"
        },
        source: POLICY_FILES,
    };
    let mut columns = vec![
        project_uid(by_uid, |row: &NumberedProject| row.uid().into()),
        policy_id(|row: &NumberedProject| row.policy.id.to_string().into()).key_if(!by_uid),
        policy_title(|row: &NumberedProject| (&row.policy.title.value).into()),
        project_number(|row: &NumberedProject| row.number.into()).key_if(!by_uid),
        project_name(|row: &NumberedProject| (&row.project.name.value).into()),
        Column::text(
            ("project_kana", "事業名の読み"),
            "事業の名前の読み",
            |row: &NumberedProject| row.project.kana.as_ref().map(|kana| &kana.value).into(),
        )
        .empty("記載がない"),
        Column::text(
            ("section_id", "担当課の略号"),
            "sections の section_id",
            |row: &NumberedProject| {
                let section = row.plan.section(&row.project.section);
                section.map(|s| &s.id.value).into()
            },
        )
        .source(PLAN_FILE),
        section_name(|row: &NumberedProject| row.section_name()),
        Column::text(
            ("description", "事業の内容"),
            "事業の内容（自由記述）",
            |row: &NumberedProject| (&row.project.description.value).into(),
        )
        .empty("記載がない"),
        Column::code(
            ("direction", "今後の方向性"),
            "事業の今後の方向性",
            "direction",
            |row: &NumberedProject| (&row.project.direction.value).into(),
        ),
    ];
    columns.extend(Column::shown(Project::FIELDS, |row: &NumberedProject| row.project));
    columns.extend(declared::columns(book, "Project", |row: &NumberedProject| {
        (&row.project.more, None)
    }));
    columns.extend(highest(
        &book.plan.levels,
        |row: &NumberedProject, _| row.goal_id(),
        |row: &NumberedProject, _| row.goal_name(),
    ));
    Table::new(meta, columns, numbered(book))
}

/// A project, a year, and the results.
type Row<'a> = (NumberedProject<'a>, FiscalYear, &'a str);

/// The table of results; `None` in an edition that evaluates no year.
pub(super) fn results(book: &Book) -> Option<Table> {
    let evaluated = book.plan.edition.evaluated_year()?;
    let by_uid = by_uid(book);
    let meta = TableMeta {
        name: "results",
        title: "事業実績",
        definition: "1行が構成する事業の1年度の実績。実績の記載がない年度の行はない",
        source: POLICY_FILES,
    };
    let mut columns = vec![
        project_uid(by_uid, |(row, ..): &Row| row.uid().into()),
        policy_id(|(row, ..): &Row| row.policy.id.to_string().into()).key_if(!by_uid),
        project_number(|(row, ..): &Row| row.number.into()).key_if(!by_uid),
        project_name(|(row, ..): &Row| (&row.project.name.value).into()),
        year(|(_, year, _): &Row| (*year).into()).key(),
        year_label(|(_, year, _): &Row| year.long().into()),
        Column::text(
            ("result", "事業実績"),
            "その年度の実績（自由記述）",
            |row: &Row| row.2.into(),
        ),
    ];
    columns.push(section_name(|(row, ..): &Row| row.section_name()));
    columns.extend(highest(
        &book.plan.levels,
        |(row, ..): &Row, _| row.goal_id(),
        |(row, ..): &Row, _| row.goal_name(),
    ));
    let rows = numbered(book).flat_map(|row| {
        let known = row.project.results.value.range(..=evaluated);
        known
            .filter(|(_, result)| !result.trim().is_empty())
            .map(move |(year, result)| (row, *year, result.value.as_str()))
    });
    Some(Table::new(meta, columns, rows))
}

/// A policy, and a project of another policy that its sheet also lists.
type Again<'a> = (&'a Policy, usize, &'a Book, (&'a Policy, usize, &'a Project));

impl OfPolicy for Again<'_> {
    fn policy(&self) -> &Policy {
        self.0
    }
    fn book(&self) -> &Book {
        self.2
    }
}

/// The table of 再掲; `None` if no project is listed twice.
pub(super) fn relisted(book: &Book) -> Option<Table> {
    let meta = TableMeta {
        name: "relisted",
        title: "再掲の事業",
        definition: "1行が、ほかの主要施策のシートにも名前を載せた事業の一つ。金額や実績は、もとの主要施策の行だけにある",
        source: POLICY_FILES,
    };
    let mut columns = vec![
        policy_id(|(policy, ..): &Again| policy.id.to_string().into()).key(),
        policy_title(|(policy, ..): &Again| (&policy.title.value).into()),
        Column::integer(("position", "順番"), "再掲の順番（1から）", |row: &Again| {
            row.1.into()
        })
        .key(),
        Column::text(
            ("original_policy_id", "もとの主要施策番号"),
            "事業の属する主要施策の番号",
            |(.., (original, _, _)): &Again| original.id.to_string().into(),
        ),
        Column::integer(
            ("original_project_number", "もとの事業の番号"),
            "事業の、もとの主要施策の中での順番（projects の project_number）",
            |(.., (_, number, _)): &Again| (*number).into(),
        ),
        project_name(|(.., (.., project)): &Again| (&project.name.value).into()),
        Column::text(
            ("original_project_uid", "もとの事業の固定ID"),
            "事業の固定ID（projects の project_uid）",
            |(.., (.., project)): &Again| project.uid.as_ref().map(|uid| uid.as_str()).into(),
        )
        .empty("まだ付けていない"),
        section_name(|(.., (.., project)): &Again| (&project.section.value).into()),
    ];
    columns.extend(goal_of_policy(&book.plan.levels));
    let rows = book.policies().flat_map(move |policy| {
        let numbered = (1..).zip(&policy.relisted);
        numbered
            .filter_map(move |(at, relisted)| Some((policy, at, book, book.original(relisted)?)))
    });
    let table = Table::new(meta, columns, rows);
    (!table.rows.is_empty()).then_some(table)
}
