//! データ辞書 (data dictionary): the tables of all tables and of all columns.

use super::super::table::{Column, ColumnMeta, Kind, Table, TableMeta};

/// A row: a column and its table.
struct DictionaryRow<'a> {
    table: TableMeta,
    position: usize,
    column: &'a ColumnMeta,
}

/// The dictionary of `tables` and of itself: a table of tables and a table of columns. Every table
/// starts with the columns of `common`.
pub(in super::super) fn dictionary(tables: &[Table], common: &Table) -> [Table; 2] {
    // First without rows, so that the dictionary contains its own two tables.
    let own = [list(&[]), columns(&[], common)];
    let all: Vec<&Table> = tables.iter().chain(&own).collect();
    [list(&all), columns(&all, common)]
}

fn list(tables: &[&Table]) -> Table {
    let meta = TableMeta {
        name: "tables",
        title: "表の一覧",
        definition: "1行が表の一つ",
        source: "planbook の定義",
    };
    let columns = vec![
        Column::text(
            ("table_name", "表の名前"),
            "CSV のファイル名、plan.json の項目名",
            |table: &&Table| table.meta.name.into(),
        )
        .key(),
        Column::text(
            ("table_title", "表の名称"),
            "読む人のための名称。XLSX のシート名",
            |table: &&Table| table.title.as_ref().into(),
        ),
        Column::text(
            ("definition", "定義"),
            "1行が何を表すか、どの行があるか",
            |table: &&Table| table.definition.as_ref().into(),
        ),
        Column::text(
            ("file", "ファイル"),
            "CSV の所在（サイトの最上位からの相対パス）",
            |table: &&Table| super::super::csv::path(table.meta.name).into(),
        ),
    ];
    Table::new(meta, columns, tables.iter().copied())
}

fn columns(tables: &[&Table], common: &Table) -> Table {
    let meta = TableMeta {
        name: "dictionary",
        title: "データ辞書",
        definition: "1行が表の列の一つ",
        source: "planbook の定義",
    };
    let columns = vec![
        Column::text(
            ("table_name", "表の名前"),
            "tables の table_name",
            |row: &DictionaryRow| row.table.name.into(),
        )
        .key(),
        Column::integer(
            ("position", "順番"),
            "表の中での列の順番（1から）",
            |row: &DictionaryRow| row.position.into(),
        ),
        Column::text(
            ("column_name", "列の名前"),
            "CSV の列の見出し、plan.json の項目名",
            |row: &DictionaryRow| row.column.name.as_ref().into(),
        )
        .key(),
        Column::text(
            ("column_label", "列の名称"),
            "読む人のための名称。XLSX の列の見出し",
            |row: &DictionaryRow| row.column.label.as_ref().into(),
        ),
        Column::text(
            ("type", "型"),
            "string（文字列）、integer（整数）、number（数）",
            |row: &DictionaryRow| row.column.kind.name().into(),
        ),
        Column::text(("definition", "定義"), "列の意味", |row: &DictionaryRow| {
            row.column.definition.as_ref().into()
        }),
        Column::text(("calculation", "計算方法"), "値の求め方", |row: &DictionaryRow| {
            row.column.calculation.as_deref().into()
        })
        .empty("計算せず、source の値をそのまま写している"),
        Column::text(("unit", "単位"), "値の単位", |row: &DictionaryRow| {
            row.column.unit.as_deref().into()
        })
        .empty("単位のない列"),
        Column::text(
            ("source", "出所"),
            "値の書かれている原稿",
            |row: &DictionaryRow| row.column.source.into(),
        ),
        Column::text(
            ("empty_meaning", "空欄の意味"),
            "セルが空のときの意味。空欄は 0 を意味しない",
            |row: &DictionaryRow| row.column.empty.as_deref().into(),
        )
        .empty("空欄のない列"),
        Column::text(
            ("code_set", "コードの組"),
            "使われる語を定める codes の組",
            |row: &DictionaryRow| match &row.column.kind {
                Kind::Code(set) => set.as_ref().into(),
                _ => "".into(),
            },
        )
        .empty("コードを使わない列"),
        Column::integer(
            ("key", "行の特定"),
            "1の列を合わせると、表の中で行が一つに決まる。ほかの列は0",
            |row: &DictionaryRow| u8::from(row.column.key).into(),
        ),
        Column::text(
            ("since", "列の版"),
            "列が加わった、又は定義が変わったデータ形式の版",
            |row: &DictionaryRow| row.column.since.into(),
        ),
    ];
    let rows = tables.iter().flat_map(|table| {
        let all = common.columns.iter().chain(&table.columns);
        (1..).zip(all).map(|(position, column)| DictionaryRow {
            table: table.meta,
            position,
            column,
        })
    });
    Table::new(meta, columns, rows)
}
