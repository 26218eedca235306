//! ページ対応表 (crosswalk): the page numbers of parts and policies in the finished PDFs.

use super::super::Volume;
use super::super::table::{Column, Table, TableMeta};
use crate::layout::PageRange;
use crate::model::Book;

struct PageRow<'a> {
    volume: &'a Volume<'a>,
    place: &'static str,
    id: String,
    title: String,
    range: &'a PageRange,
}

/// The table of the pages of every volume; without volumes, it has no rows.
pub(in super::super) fn pages(book: &Book, volumes: &[Volume<'_>]) -> Table {
    let meta = TableMeta {
        name: "pages",
        title: "ページ対応表",
        definition: "1行が、冊子の部又は主要施策の一つと、一つのPDFの中での場所",
        source: "できあがったPDF",
    };
    let columns = vec![
        Column::text(("volume", "分冊"), "PDFの分冊の名称", |row: &PageRow| {
            row.volume.name.into()
        }),
        Column::text(
            ("file", "ファイル"),
            "PDFの所在（サイトの最上位からの相対パス）",
            |row: &PageRow| row.volume.file.into(),
        )
        .key(),
        Column::code(
            ("place", "対象"),
            "冊子の部か主要施策か",
            "place",
            |row: &PageRow| row.place.into(),
        )
        .key(),
        Column::text(
            ("id", "番号"),
            "部の名前又は主要施策の番号",
            |row: &PageRow| (&row.id).into(),
        )
        .key(),
        Column::text(
            ("title", "名称"),
            "部の見出し又は主要施策名",
            |row: &PageRow| (&row.title).into(),
        )
        .source("content/plan.yaml と content/policies/"),
        Column::text(
            ("page_from", "最初のページ"),
            "印刷された最初のページ番号（前付けはローマ数字）",
            |row: &PageRow| (&row.range.from).into(),
        )
        .empty("ページ番号が印刷されていない"),
        Column::text(
            ("page_to", "最後のページ"),
            "印刷された最後のページ番号",
            |row: &PageRow| (&row.range.to).into(),
        )
        .empty("ページ番号が印刷されていない"),
        Column::integer(
            ("pdf_page_from", "ファイルの中の最初のページ"),
            "ファイルの先頭を1とする最初のページ",
            |row: &PageRow| row.range.pdf_page.into(),
        ),
        Column::integer(
            ("pdf_page_to", "ファイルの中の最後のページ"),
            "ファイルの先頭を1とする最後のページ",
            |row: &PageRow| (row.range.pdf_page + row.range.count - 1).into(),
        ),
        Column::integer(("pages", "ページ数"), "ページの数", |row: &PageRow| {
            row.range.count.into()
        })
        .unit("ページ"),
        Column::text(
            ("destination", "リンク先"),
            "PDFの中の名前付き宛先。ファイルの所在に # とともに付ける",
            |row: &PageRow| (&row.range.destination).into(),
        ),
    ];
    let rows = volumes.iter().flat_map(|volume| rows(book, volume));
    Table::new(meta, columns, rows)
}

fn rows<'a>(book: &Book, volume: &'a Volume<'a>) -> Vec<PageRow<'a>> {
    let plan = &book.plan;
    let parts = plan.book.parts.iter().filter_map(|part| {
        let range = volume.pages.parts.get(&part.id.value)?;
        Some(("part", part.id.value.clone(), plan.part_title(part), range))
    });
    let policies = book.policies().filter_map(|policy| {
        let range = volume.pages.policies.get(&policy.id)?;
        Some(("policy", policy.id.to_string(), policy.title.value.clone(), range))
    });
    parts
        .chain(policies)
        .map(|(place, id, title, range)| PageRow { volume, place, id, title, range })
        .collect()
}
