//! The prose of the book as plain text.

use super::super::table::{Cell, Column, Table, TableMeta};
use super::common::{goal_cell, goal_name_cell, highest, lead_of, lead_section};
use crate::model::{Book, PartKind, Policy};
use crate::reading::{Passage, passages, plain};

struct TextRow<'a> {
    /// The policy that the text is about, and its book.
    policy: Option<(&'a Policy, &'a Book)>,
    subject: &'static str,
    id: String,
    position: usize,
    heading_id: Option<String>,
    heading: String,
    text: String,
}

pub(super) fn texts(book: &Book) -> Table {
    let meta = TableMeta {
        name: "texts",
        title: "文章",
        definition: if book.themes.is_empty() {
            "1行が、概要又は主要施策の、一つの見出しの下の文章"
        } else {
            "1行が、概要、重点テーマ又は主要施策の、一つの見出しの下の文章"
        },
        source: "content/ の Markdown",
    };
    let mut columns = vec![
        Column::code(
            ("subject", "対象の種類"),
            "何の文章か",
            "subject",
            |row: &TextRow| row.subject.into(),
        )
        .key(),
        Column::text(
            ("subject_id", "対象の番号"),
            if book.themes.is_empty() {
                "主要施策の番号又は部の名前"
            } else {
                "主要施策の番号、重点テーマの番号又は部の名前"
            },
            |row: &TextRow| (&row.id).into(),
        )
        .key(),
        Column::integer(
            ("position", "順番"),
            "対象の中での順番（1から）",
            |row: &TextRow| row.position.into(),
        )
        .key(),
        Column::text(
            ("heading_id", "見出しの略号"),
            "施策シートの見出しの略号（例 achievements）",
            |row: &TextRow| row.heading_id.as_ref().into(),
        )
        .source("content/plan.yaml")
        .empty("施策シートの見出しではない"),
        Column::text(("heading", "見出し"), "見出し", |row: &TextRow| {
            (&row.heading).into()
        })
        .empty("見出しのない文章"),
        Column::text(
            ("text", "文章"),
            "見出しの下の文章。飾りを除き、CSV と XLSX では改行を空白1字に替える。冊子のページ番号は、そこにあるものの名称に替える",
            |row: &TextRow| (&row.text).into(),
        )
        .empty("文章がない"),
        lead_section(|row: &TextRow| row.policy.map_or(Cell::Empty, |(policy, _)| lead_of(policy)))
            .empty("主要施策の文章でないか、担当課が挙げられていない"),
    ];
    let of_policy = highest(
        &book.plan.levels,
        |row: &TextRow, _| row.policy.map_or(Cell::Empty, |(policy, _)| goal_cell(policy.id.node)),
        |row: &TextRow, _| {
            row.policy.map_or(Cell::Empty, |(policy, book)| goal_name_cell(book, policy.id.node))
        },
    );
    columns.extend(of_policy.map(|column| column.empty("主要施策の文章でない")));
    Table::new(meta, columns, rows(book))
}

fn rows(book: &Book) -> Vec<TextRow<'_>> {
    let overview = book.plan.book.parts.iter().find(|p| p.kind == PartKind::Overview);
    let id = overview.map_or("overview", |part| &part.id).to_owned();
    let mut rows = free_prose("overview", &id, passages(&book.overview, book));
    for part in &book.part_texts {
        rows.extend(free_prose("part", &part.id, passages(&part.prose, book)));
    }
    for theme in &book.themes {
        let id = theme.number.to_string();
        rows.extend(free_prose("theme", &id, passages(&theme.prose, book)));
    }
    for policy in book.policies() {
        rows.extend((1..).zip(&policy.prose).map(|(position, section)| {
            let headings = book.plan.headings.iter();
            TextRow {
                policy: Some((policy, book)),
                subject: "policy",
                id: policy.id.to_string(),
                position,
                heading_id: headings
                    .clone()
                    .find(|h| h.heading == section.heading)
                    .map(|h| h.id.clone()),
                heading: section.heading.value.clone(),
                text: plain(&section.prose, book),
            }
        }));
    }
    rows
}

/// Rows of prose with free headings.
fn free_prose(subject: &'static str, id: &str, passages: Vec<Passage>) -> Vec<TextRow<'static>> {
    (1..)
        .zip(passages)
        .map(|(position, passage)| TextRow {
            policy: None,
            subject,
            id: id.to_owned(),
            position,
            heading_id: None,
            heading: passage.heading,
            text: passage.text,
        })
        .collect()
}
