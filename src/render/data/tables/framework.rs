//! 施策体系 (framework): the items of all levels as rows of a tree.

use super::super::table::{Cell, Column, Table, TableMeta};
use crate::model::{Book, Levels, Numbered};

struct FrameworkRow<'a> {
    level: &'a str,
    id: String,
    parent: Option<String>,
    number: String,
    name: &'a str,
    field: Option<&'a str>,
    summary: Option<&'a str>,
    policies: usize,
}

pub(super) fn framework(book: &Book) -> Table {
    let meta = TableMeta {
        name: "framework",
        title: "施策体系",
        definition: "1行が基本目標、基本計画又は主要施策の一つ。parent_id をたどると体系になる",
        source: "content/framework.yaml と content/policies/ のファイル名",
    };
    let mut columns = vec![
        Column::code(
            ("level", "階層"),
            "基本目標、基本計画、主要施策のどれか",
            "level",
            |row: &FrameworkRow| row.level.into(),
        )
        .key(),
        Column::text(
            ("id", "番号"),
            "その階層での番号（1、1-2、1-2-03）",
            |row: &FrameworkRow| (&row.id).into(),
        )
        .key(),
        Column::text(
            ("parent_id", "上位の番号"),
            "一つ上の階層の番号",
            |row: &FrameworkRow| row.parent.as_ref().into(),
        )
        .empty("基本目標であり、上位がない"),
    ];
    columns.extend(book.has_numbers().then(|| {
        Column::text(
            ("number", "印刷番号"),
            "冊子とサイトに印刷する番号。計画が定めていないものは id と同じ",
            |row: &FrameworkRow| (&row.number).into(),
        )
    }));
    let has_summary = book.all_nodes().any(|node| node.summary.is_some());
    columns.extend([
        Column::text(("name", "名称"), "名称", |row: &FrameworkRow| row.name.into()),
        Column::text(("field", "分野"), "基本目標の分野", |row: &FrameworkRow| {
            row.field.into()
        })
        .empty("基本目標でないか、分野を定めていない"),
        Column::integer(
            ("policies", "主要施策の数"),
            "その下にある主要施策の数（主要施策では1）",
            |row: &FrameworkRow| Cell::from(row.policies),
        )
        .unit("件")
        .calculated("主要施策の行を数えたもの"),
    ]);
    columns.extend(has_summary.then(|| {
        Column::text(("summary", "要約"), "基本目標の要約", |row: &FrameworkRow| {
            row.summary.into()
        })
        .empty("基本目標でないか、要約がない")
    }));
    Table::new(meta, columns, rows(book))
}

fn rows(book: &Book) -> Vec<FrameworkRow<'_>> {
    let levels = &book.plan.levels;
    let level = |depth: usize| levels.all()[depth - 1].id.as_str();
    let mut rows = Vec::new();
    for node in book.all_nodes() {
        rows.push(FrameworkRow {
            level: level(node.id.depth()),
            id: node.id.to_string(),
            parent: node.id.parent().map(|id| id.to_string()),
            number: node.printed_number(),
            name: &node.name,
            field: node.field.as_ref().map(|field| field.as_str()),
            summary: node.summary.as_ref().map(|summary| summary.as_str()),
            policies: node.all_policies().count(),
        });
        rows.extend(node.policies.iter().map(|policy| FrameworkRow {
            level: Levels::SHEET,
            id: policy.id.to_string(),
            parent: Some(node.id.to_string()),
            number: policy.printed_number(),
            name: &policy.title,
            field: None,
            summary: None,
            policies: 1,
        }));
    }
    rows
}
