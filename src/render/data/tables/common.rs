//! Columns that several tables have, defined once.

use super::super::table::{Cell, Column, Kind};
use crate::model::{Book, Levels, NodeId, Policy, Project};
use crate::span::Spanned;

pub(super) const POLICY_FILES: &str = "content/policies/（施策ごとの YAML）";
pub(super) const PLAN_FILE: &str = "content/plan.yaml";

pub(super) fn policy_id<R>(cell: fn(&R) -> Cell) -> Column<R> {
    Column::text(
        ("policy_id", "主要施策番号"),
        "主要施策の番号。基本目標-基本計画-連番（例 1-2-03）。表計算ソフトで CSV を直接開くと日付と誤認されるため、文字列として取り込むか XLSX を使う",
        cell,
    )
}

/// Words in one cell, with 、 between them; empty where there are none.
pub(super) fn listed(words: &[Spanned<String>]) -> Cell {
    let words: Vec<_> = words.iter().map(|word| word.value.as_str()).collect();
    Some(words.join("、")).filter(|words| !words.is_empty()).into()
}

/// The permanent id of a policy.
pub(super) fn policy_uid<R>(cell: fn(&R) -> Cell) -> Column<R> {
    Column::text(
        ("policy_uid", "主要施策の固定ID"),
        "主要施策の固定ID。番号や名称が変わっても変わらず、版を越えて同じ主要施策を表す",
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
    Column::text(("policy_title", "主要施策名"), "主要施策の名称", cell)
}

pub(super) fn project_number<R>(cell: fn(&R) -> Cell) -> Column<R> {
    Column::integer(
        ("project_number", "事業の番号"),
        "構成する事業の、主要施策の中での順番（1から）",
        cell,
    )
}

pub(super) fn project_name<R>(cell: fn(&R) -> Cell) -> Column<R> {
    Column::text(("project_name", "事業名"), "構成する事業の名称", cell)
}

/// The first of the sections of a policy.
pub(super) fn lead_section<R>(cell: fn(&R) -> Cell) -> Column<R> {
    let definition = "初めに挙げられた担当課の名称。すべての担当課は policy_sections にある";
    Column::text(("lead_section", "主たる担当課"), definition, cell)
        .source(POLICY_FILES)
        .empty("担当課が挙げられていない")
}

/// The cell of the first of the sections of a policy.
pub(super) fn lead_of(policy: &Policy) -> Cell {
    policy.sections.first().map(|section| &section.value).into()
}

/// The section that runs the project, or else the first of those of the policy.
pub(super) fn responsible(policy: &Policy, project: Option<&Project>) -> Cell {
    project.map_or_else(|| lead_of(policy), |project| (&project.section.value).into())
}

/// The section to which a row belongs, where some rows may have none.
pub(super) fn section_if_any<R>(definition: &'static str, cell: fn(&R) -> Cell) -> Column<R> {
    Column::text(("section_name", "担当課"), definition, cell).empty("担当課が挙げられていない")
}

/// The section that runs a project.
pub(super) fn section_name<R>(cell: fn(&R) -> Cell) -> Column<R> {
    Column::text(("section_name", "担当課"), "事業を行う担当課の名称", cell)
}

/// The id of the item of each level above the sheets that a row belongs to, and its name. `cell`
/// gives the id or the name of the item at a place, from 0 for the highest.
pub(super) fn levels<R>(
    levels: &Levels,
    id: fn(&R, usize) -> Cell,
    name: fn(&R, usize) -> Cell,
) -> Vec<Column<R>> {
    let all = (0..levels.above_sheets().len()).map(|at| level(levels, at, id, name));
    all.flatten().collect()
}

/// The columns of the highest level.
pub(super) fn highest<R>(
    levels: &Levels,
    id: fn(&R, usize) -> Cell,
    name: fn(&R, usize) -> Cell,
) -> [Column<R>; 2] {
    level(levels, 0, id, name)
}

/// The cell of the id of the item of the highest level, of an id within it.
pub(super) fn goal_cell(id: NodeId) -> Cell {
    group_cell(id.top())
}

/// The cell of its name.
pub(super) fn goal_name_cell(book: &Book, id: NodeId) -> Cell {
    book.node(id.top()).map(|goal| &goal.name.value).into()
}

/// A row about a policy, or about something that belongs to one.
pub(super) trait OfPolicy {
    fn policy(&self) -> &Policy;
    fn book(&self) -> &Book;
}

/// The columns of the highest level, of the policy of a row.
pub(super) fn goal_of_policy<R: OfPolicy>(levels: &Levels) -> [Column<R>; 2] {
    highest(
        levels,
        |row, _| goal_cell(row.policy().id.node),
        |row, _| goal_name_cell(row.book(), row.policy().id.node),
    )
}

/// The columns of the level next to the sheets.
pub(super) fn group<R>(
    levels: &Levels,
    id: fn(&R, usize) -> Cell,
    name: fn(&R, usize) -> Cell,
) -> [Column<R>; 2] {
    level(levels, levels.above_sheets().len() - 1, id, name)
}

/// The column of ids of the level next to the sheets.
pub(super) fn group_id<R>(levels: &Levels, id: fn(&R, usize) -> Cell) -> Column<R> {
    let [column, _] = group(levels, id, |_, _| Cell::Empty);
    column
}

/// The id of an item as a cell: a number in the highest level, text below it.
pub(super) fn group_cell(id: NodeId) -> Cell {
    if id.depth() == 1 { id.number().into() } else { id.to_string().into() }
}

/// The name of the column of ids of the level next to the sheets.
pub(in super::super) fn group_key(levels: &Levels) -> String {
    format!("{}_id", levels.group().map_or("", |level| level.id.as_str()))
}

fn level<R>(
    levels: &Levels,
    at: usize,
    id: fn(&R, usize) -> Cell,
    name: fn(&R, usize) -> Cell,
) -> [Column<R>; 2] {
    let above = levels.above_sheets();
    let (key, term) = (&above[at].id, &above[at].name);
    let kind = if at == 0 { Kind::Integer } else { Kind::Text };
    let definition = if at == 0 {
        format!("{term}の番号")
    } else {
        let example = NodeId::example(at + 1);
        let upper: Vec<_> = above[..at].iter().map(|level| level.name.as_str()).collect();
        format!("{term}の番号。{}-連番（例 {example}）", upper.join("-"))
    };
    let names = |what: &str, label: String| (format!("{key}_{what}"), label);
    [
        Column::of_level(kind, names("id", format!("{term}の番号")), definition, at, id),
        Column::of_level(
            Kind::Text,
            names("name", term.clone()),
            format!("{term}の名称"),
            at,
            name,
        )
        .source("content/framework.yaml"),
    ]
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
