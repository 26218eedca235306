//! 重点テーマ (themes), 重点施策 (lead policies), and the policies linked to them.

use super::super::table::{Cell, Column, Table, TableMeta};
use super::common::{OfPolicy, goal_of_policy, lead_of, lead_section, policy_id, policy_title};
use crate::model::{Book, LeadPolicy, Policy, PolicyId, PriorityTheme};
use crate::reading::Reading;

const FILES: &str = "content/themes/";

fn theme_number<R>(cell: fn(&R) -> Cell) -> Column<R> {
    Column::integer(("theme_number", "テーマの番号"), "重点テーマの番号", cell)
}

fn theme_title<R>(cell: fn(&R) -> Cell) -> Column<R> {
    Column::text(("theme_title", "重点テーマ"), "重点テーマの名称", cell)
}

pub(super) fn themes(reading: &Reading<'_>) -> Table {
    let meta = TableMeta {
        name: "themes",
        title: "重点テーマ",
        definition: "1行が重点テーマの一つ。趣旨の文は texts にある",
        source: FILES,
    };
    let columns = vec![
        theme_number(|(theme, _): &(&PriorityTheme, usize)| theme.number.value.into()).key(),
        theme_title(|(theme, _): &(&PriorityTheme, usize)| (&theme.title.value).into()),
        Column::integer(
            ("leads", "重点施策の数"),
            "重点施策の数",
            |(theme, _): &(&PriorityTheme, usize)| theme.leads.len().into(),
        )
        .unit("件")
        .calculated("leads の行を数えたもの"),
        Column::integer(
            ("policies", "主要施策の数"),
            "テーマを支える主要施策の数",
            |(_, policies): &(&PriorityTheme, usize)| (*policies).into(),
        )
        .unit("件")
        .calculated("theme_policies の異なる主要施策を数えたもの"),
    ];
    let rows =
        reading.book().themes.iter().map(|theme| (theme, reading.policies_serving(theme).count()));
    Table::new(meta, columns, rows)
}

type Lead<'a> = (&'a PriorityTheme, usize, &'a LeadPolicy);

pub(super) fn leads(reading: &Reading<'_>) -> Table {
    let meta = TableMeta {
        name: "leads",
        title: "重点施策",
        definition: "1行が重点施策の一つ",
        source: FILES,
    };
    let columns = vec![
        theme_number(|(theme, ..): &Lead| theme.number.value.into()).key(),
        theme_title(|(theme, ..): &Lead| (&theme.title.value).into()),
        Column::integer(
            ("lead_number", "重点施策の番号"),
            "重点施策の、テーマの中での順番（1から）",
            |(_, number, _): &Lead| (*number).into(),
        )
        .key(),
        Column::text(("lead_name", "重点施策"), "重点施策の名称", |row: &Lead| {
            (&row.2.name.value).into()
        }),
        Column::text(
            ("description", "内容"),
            "重点施策の内容（自由記述）",
            |row: &Lead| (&row.2.description).into(),
        )
        .empty("記載がない"),
    ];
    let rows = reading.book().themes.iter().flat_map(|theme| {
        let numbered = (1..).zip(&theme.leads);
        numbered.map(move |(number, lead)| (theme, number, lead))
    });
    Table::new(meta, columns, rows)
}

struct Link<'a> {
    book: &'a Book,
    theme: &'a PriorityTheme,
    lead: Option<(usize, &'a LeadPolicy)>,
    policy: &'a Policy,
}

impl OfPolicy for Link<'_> {
    fn policy(&self) -> &Policy {
        self.policy
    }
    fn book(&self) -> &Book {
        self.book
    }
}

pub(super) fn theme_policies(reading: &Reading<'_>) -> Table {
    let meta = TableMeta {
        name: "theme_policies",
        title: "重点テーマの主要施策",
        definition: "1行が重点テーマ、重点施策及び主要施策の組の一つ",
        source: "content/themes/ と content/policies/",
    };
    let mut columns = vec![
        theme_number(|row: &Link| row.theme.number.value.into()).key(),
        theme_title(|row: &Link| (&row.theme.title.value).into()),
        Column::integer(
            ("lead_number", "重点施策の番号"),
            "leads の lead_number",
            |row: &Link| row.lead.map(|(number, _)| number).into(),
        )
        .key()
        .empty("重点施策によらず、テーマを直接支える"),
        Column::text(("lead_name", "重点施策"), "重点施策の名称", |row: &Link| {
            row.lead.map(|(_, lead)| &lead.name.value).into()
        })
        .empty("重点施策によらず、テーマを直接支える"),
        policy_id(|row: &Link| row.policy.id.to_string().into()).key(),
        policy_title(|row: &Link| (&row.policy.title.value).into()),
    ];
    columns.push(lead_section(|row: &Link| lead_of(row.policy)));
    columns.extend(goal_of_policy(&reading.plan().levels));
    let rows = reading.book().themes.iter().flat_map(|theme| links(reading, theme));
    Table::new(meta, columns, rows)
}

/// The policies of each lead policy, then those linked to the theme only.
fn links<'a>(reading: &Reading<'a>, theme: &'a PriorityTheme) -> Vec<Link<'a>> {
    let book = reading.book();
    let led = (1..).zip(&theme.leads).flat_map(|(number, lead)| {
        let policies = lead.policies.iter().filter_map(|id| reading.book().policy(id.value));
        policies.map(move |policy| Link { book, theme, lead: Some((number, lead)), policy })
    });
    let mut links: Vec<Link<'a>> = led.collect();
    let known: Vec<PolicyId> = links.iter().map(|link| link.policy.id).collect();
    let others = reading.policies_serving(theme);
    links.extend(others.filter(|policy| !known.contains(&policy.id)).map(|policy| Link {
        book,
        theme,
        lead: None,
        policy,
    }));
    links
}
