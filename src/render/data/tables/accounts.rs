//! 会計 (accounts): totals of amounts by account.

use super::super::table::{Column, Table, TableMeta};
use super::budgets::KINDS;
use super::common::{PLAN_FILE, POLICY_FILES, unit, year, year_label};
use crate::model::MoneyFormat;
use crate::reading::{Column as Figures, Reading, Sum};

struct AccountRow<'a> {
    account: &'a str,
    figures: Figures,
    sum: Sum,
    money: &'a MoneyFormat,
}

impl AccountRow<'_> {
    fn kind(&self) -> (&'static str, &'static str) {
        if matches!(self.figures, Figures::Settlement(_)) { KINDS[0] } else { KINDS[1] }
    }
}

/// The table of totals by account; `None` if the plan declares none.
pub(super) fn account_totals(reading: &Reading<'_>) -> Option<Table> {
    let meta = TableMeta {
        name: "account_totals",
        title: "会計ごとの金額の合計",
        definition: "1行が一つの会計の1年度の予算額又は決算額の合計。この版に印刷する年度だけ",
        source: POLICY_FILES,
    };
    let columns = vec![
        Column::text(("account", "会計"), "会計の名前", |row: &AccountRow| {
            row.account.into()
        })
        .source(PLAN_FILE)
        .key(),
        Column::code(
            ("kind", "種別"),
            "予算額か決算額か",
            "amount_kind",
            |row: &AccountRow| row.kind().0.into(),
        )
        .key(),
        Column::text(("kind_label", "種別の名称"), "種別の名称", |row: &AccountRow| {
            row.kind().1.into()
        })
        .calculated("kind の意味"),
        year(|row: &AccountRow| row.figures.year().into()).key(),
        year_label(|row: &AccountRow| row.figures.year().long().into()),
        Column::integer(("amount", "合計額"), "金額の合計", |row: &AccountRow| {
            row.sum.amount().map(|money| money.0).into()
        })
        .unit("unit 列のとおり")
        .calculated("その会計の事業の、budgets の amount の和。額のない事業は加えない")
        .empty("額のある事業が一つもない"),
        Column::integer(
            ("projects_counted", "加えた事業の数"),
            "額のある事業の数",
            |row: &AccountRow| row.sum.counted.into(),
        )
        .unit("事業")
        .calculated("その会計の事業の、budgets の amount が空欄でない行の数"),
        Column::integer(
            ("projects_without", "額のない事業の数"),
            "その年度の額が未定又はない事業の数",
            |row: &AccountRow| row.sum.left_out.into(),
        )
        .unit("事業")
        .calculated("その会計の事業の、budgets の amount が空欄の行の数"),
        unit(|row: &AccountRow| (&row.money.unit).into()).source(PLAN_FILE),
    ];
    let money = &reading.plan().money;
    let rows = reading.accounts().into_iter().flat_map(|(account, projects)| {
        let row = move |figures: Figures| AccountRow {
            account,
            figures,
            sum: figures.sum(projects.iter().copied()),
            money,
        };
        reading.columns().map(row).collect::<Vec<_>>()
    });
    let table = Table::new(meta, columns, rows);
    (!table.rows.is_empty()).then_some(table)
}
