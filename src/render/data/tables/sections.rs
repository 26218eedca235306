//! 担当課 (sections).

use super::super::table::{Column, Table, TableMeta};
use super::common::{PLAN_FILE, POLICY_FILES};
use crate::model::{Department, MailAddress, PhoneNumber, Section, WebAddress};
use crate::reading::Reading;

struct SectionRow<'a> {
    department: &'a Department,
    section: &'a Section,
    policies: usize,
    projects: usize,
}

pub(super) fn sections(reading: &Reading<'_>) -> Table {
    let meta = TableMeta {
        name: "sections",
        title: "担当課",
        definition: "1行が課の一つ。主要施策や事業を持たない課も含む",
        source: PLAN_FILE,
    };
    let mut columns = vec![
        Column::text(
            ("section_id", "担当課の略号"),
            "課を表す英小文字の略号",
            |row: &SectionRow| (&row.section.id.value).into(),
        )
        .key(),
        Column::text(("section_name", "担当課"), "担当課の名称", |row: &SectionRow| {
            (&row.section.name.value).into()
        }),
        Column::text(
            ("department_name", "部"),
            "課の属する部の名称",
            |row: &SectionRow| (&row.department.name).into(),
        ),
        Column::integer(
            ("policies", "主要施策の数"),
            "担当する主要施策の数",
            |row: &SectionRow| row.policies.into(),
        )
        .unit("件")
        .source(POLICY_FILES)
        .calculated("policy_sections の行を数えたもの"),
        Column::integer(
            ("projects", "事業の数"),
            "担当する構成事業の数",
            |row: &SectionRow| row.projects.into(),
        )
        .unit("事業")
        .source(POLICY_FILES)
        .calculated("projects の行を数えたもの"),
    ];
    columns.extend(contact_columns(reading));
    let rows = reading.plan().sections().map(|(department, section)| {
        let (policies, projects) = (reading.policies_of(section), reading.projects_of(section));
        SectionRow { department, section, policies: policies.count(), projects: projects.count() }
    });
    Table::new(meta, columns, rows)
}

/// How the sections are reached, as far as the plan says it of any.
fn contact_columns<'a>(reading: &Reading<'_>) -> impl Iterator<Item = Column<SectionRow<'a>>> {
    let has = |is_given: fn(&Section) -> bool| reading.plan().sections().any(|(_, s)| is_given(s));
    let columns = [
        has(|section| section.phone.is_some()).then(|| {
            Column::text(("phone", "電話番号"), "課の電話番号", |row: &SectionRow| {
                row.section.phone.as_ref().map(PhoneNumber::as_str).into()
            })
        }),
        has(|section| section.email.is_some()).then(|| {
            Column::text(
                ("email", "メールアドレス"),
                "課のメールアドレス",
                |row: &SectionRow| row.section.email.as_ref().map(MailAddress::as_str).into(),
            )
        }),
        has(|section| section.place.is_some()).then(|| {
            Column::text(
                ("place", "窓口のあるところ"),
                "課の窓口のあるところ",
                |row: &SectionRow| row.section.place.as_deref().into(),
            )
        }),
        has(|section| section.url.is_some()).then(|| {
            Column::text(
                ("url", "課のページ"),
                "課のページのアドレス",
                |row: &SectionRow| row.section.url.as_ref().map(WebAddress::as_str).into(),
            )
        }),
    ];
    columns.into_iter().flatten().map(|column| column.empty("記載がない"))
}
