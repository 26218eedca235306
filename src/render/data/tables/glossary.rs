//! 用語 (words that the book explains).

use super::super::table::{Column, Table, TableMeta};
use super::common::listed;
use crate::model::GlossaryTerm;
use crate::reading::Reading;

/// The table; `None` in a book without a glossary.
pub(super) fn glossary(reading: &Reading<'_>) -> Option<Table> {
    let terms = &reading.book().glossary;
    if terms.is_empty() {
        return None;
    }
    let meta = TableMeta {
        name: "glossary",
        title: "用語",
        definition: "1行が、この計画で説明する用語の一つ",
        source: "content/glossary.yaml",
    };
    let columns = vec![
        Column::text(("term", "用語"), "用語", |term: &&GlossaryTerm| {
            (&term.term.value).into()
        })
        .key(),
        Column::text(
            ("term_kana", "用語の読み"),
            "用語の読み",
            |term: &&GlossaryTerm| term.kana.as_ref().map(|kana| &kana.value).into(),
        )
        .empty("記載がない"),
        Column::text(("meaning", "意味"), "用語の意味", |term: &&GlossaryTerm| {
            (&term.meaning.value).into()
        }),
        Column::text(
            ("term_also", "ほかの書き方"),
            "同じ用語のほかの書き方を「、」で並べたもの",
            |term: &&GlossaryTerm| listed(&term.also),
        )
        .empty("記載がない"),
    ];
    Some(Table::new(meta, columns, terms.iter()))
}
