//! Columns that several tables have, defined once.

use super::super::table::{Cell, Column};

pub(super) const POLICY_FILES: &str = "content/policies/（施策ごとの YAML）";
pub(super) const PLAN_FILE: &str = "content/plan.yaml";

pub(super) fn policy_id<R>(cell: fn(&R) -> Cell) -> Column<R> {
    Column::text(
        ("policy_id", "施策番号"),
        "主要施策の番号。基本目標-基本計画-連番（例 1-2-03）。表計算ソフトで CSV を直接開くと日付と誤認されるため、文字列として取り込むか XLSX を使う",
        cell,
    )
}

/// The permanent id of a policy.
pub(super) fn policy_uid<R>(cell: fn(&R) -> Cell) -> Column<R> {
    Column::text(
        ("policy_uid", "施策の固定ID"),
        "主要施策の固定ID。番号や名称が変わっても変わらず、版を越えて同じ施策を表す",
        cell,
    )
    .empty("まだ付けていない")
}

/// The permanent id of a project. It is the key of its table where every project of the book has
/// one (`by_uid`); elsewhere, the policy's number and the place in its list are.
pub(super) fn project_uid<R>(by_uid: bool, cell: fn(&R) -> Cell) -> Column<R> {
    let column = Column::text(
        ("project_uid", "事業の固定ID"),
        "構成する事業の固定ID。順番や名称が変わっても変わらず、版を越えて同じ事業を表す",
        cell,
    );
    if by_uid { column.key() } else { column.empty("まだ付けていない") }
}

pub(super) fn policy_title<R>(cell: fn(&R) -> Cell) -> Column<R> {
    Column::text(("policy_title", "施策名"), "主要施策の名称", cell)
}

pub(super) fn project_number<R>(cell: fn(&R) -> Cell) -> Column<R> {
    Column::integer(
        ("project_number", "事業の番号"),
        "構成する事業の、施策の中での順番（1から）",
        cell,
    )
}

pub(super) fn project_name<R>(cell: fn(&R) -> Cell) -> Column<R> {
    Column::text(("project_name", "事業名"), "構成する事業の名称", cell)
}

pub(super) fn basic_plan_id<R>(cell: fn(&R) -> Cell) -> Column<R> {
    Column::text(
        ("basic_plan_id", "基本計画の番号"),
        "基本計画の番号。基本目標-連番（例 1-2）",
        cell,
    )
}

pub(super) fn basic_plan_name<R>(cell: fn(&R) -> Cell) -> Column<R> {
    Column::text(("basic_plan_name", "基本計画"), "基本計画の名称", cell)
}

/// The number of an indicator, which refers to the table of indicators.
pub(super) fn indicator_id<R>(cell: fn(&R) -> Cell) -> Column<R> {
    Column::text(("indicator_id", "指標の番号"), "indicators の indicator_id", cell)
}

pub(super) fn indicator_name<R>(cell: fn(&R) -> Cell) -> Column<R> {
    Column::text(("indicator_name", "指標名"), "成果指標の名称", cell)
}

pub(super) fn year<R>(cell: fn(&R) -> Cell) -> Column<R> {
    Column::integer(
        ("year", "年度（西暦）"),
        "会計年度。4月に始まる年の西暦（令和6年度は2024）",
        cell,
    )
}

pub(super) fn year_label<R>(cell: fn(&R) -> Cell) -> Column<R> {
    Column::text(("year_label", "年度（和暦）"), "会計年度の和暦表記", cell)
        .calculated("year を和暦にしたもの")
}

pub(super) fn unit<R>(cell: fn(&R) -> Cell) -> Column<R> {
    Column::text(("unit", "単位"), "金額の単位", cell)
        .calculated("円にするには publication.yen_per_unit を掛ける")
        .source(PLAN_FILE)
}
