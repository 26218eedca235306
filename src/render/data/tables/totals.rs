//! Totals of amounts and counts of ratings, by level of the framework.

use super::super::table::{Cell, Column, Table, TableMeta};
use super::budgets::KINDS;
use super::common::{PLAN_FILE, POLICY_FILES, unit, year, year_label};
use crate::model::{FiscalYear, Levels, Policy};
use crate::reading::{self, Column as Figures, Reading};

/// A scope of totals: the plan, an item of the framework or a policy.
#[derive(Clone)]
pub(super) struct Scope<'a> {
    pub(super) reading: Reading<'a>,
    pub(super) level: &'a str,
    pub(super) id: Option<String>,
    pub(super) name: &'a str,
    pub(super) policies: Vec<&'a Policy>,
}

/// The plan, the items of its framework, and its policies if `policies`.
pub(super) fn scopes<'a>(reading: &Reading<'a>, policies: bool) -> Vec<Scope<'a>> {
    let (reading, book) = (*reading, reading.book());
    let scope = |level, id, name, policies| Scope { reading, level, id, name, policies };
    let all = book.policies().collect();
    let mut scopes = vec![scope("plan", None, book.plan.name.as_str(), all)];
    let levels = book.plan.levels.all();
    for node in book.all_nodes() {
        let (level, id) = (levels[node.id.depth() - 1].id.as_str(), node.id.to_string());
        scopes.push(scope(level, Some(id), node.name.as_str(), node.all_policies().collect()));
        for policy in node.policies.iter().filter(|_| policies) {
            let id = policy.id.to_string();
            scopes.push(scope(Levels::SHEET, Some(id), &policy.title, vec![policy]));
        }
    }
    scopes
}

pub(super) fn level<R>(cell: fn(&R) -> Cell) -> Column<R> {
    Column::code(("level", "階層"), "計画全体、基本目標、基本計画、主要施策のどれか", "level", cell)
}

pub(super) fn id<R>(cell: fn(&R) -> Cell) -> Column<R> {
    Column::text(("id", "番号"), "その階層での番号", cell).empty("計画全体であり、番号がない")
}

pub(super) fn name<R>(cell: fn(&R) -> Cell) -> Column<R> {
    Column::text(("name", "名称"), "その階層での名称", cell)
        .source("content/plan.yaml、content/framework.yaml、content/policies/")
}

struct Sum<'a> {
    scope: Scope<'a>,
    figures: Figures,
    amounts: reading::Sum,
}

impl Sum<'_> {
    fn kind(&self) -> (&'static str, &'static str) {
        match self.figures {
            Figures::Settlement(_) => KINDS[0],
            Figures::Budget(_) | Figures::Initial(_) | Figures::Revised(_) => KINDS[1],
        }
    }
}

pub(super) fn totals(reading: &Reading<'_>) -> Table {
    let is_evaluated = reading.evaluated().is_some();
    let meta = TableMeta {
        name: "totals",
        title: "金額の合計",
        definition: if is_evaluated {
            "1行が一つの階層の1年度の予算額又は決算額の合計。この版に印刷する年度だけ"
        } else {
            "1行が一つの階層の1年度の予算額の合計。この版に印刷する年度だけ"
        },
        source: POLICY_FILES,
    };
    let columns = vec![
        level(|row: &Sum| row.scope.level.into()).key(),
        id(|row: &Sum| row.scope.id.as_ref().into()).key(),
        name(|row: &Sum| row.scope.name.into()),
        Column::code(
            ("kind", "種別"),
            if is_evaluated { "予算額か決算額か" } else { "予算額であること" },
            "amount_kind",
            |row: &Sum| row.kind().0.into(),
        )
        .key(),
        Column::text(("kind_label", "種別の名称"), "種別の名称", |row: &Sum| {
            row.kind().1.into()
        })
        .calculated("kind の意味"),
        year(|row: &Sum| row.figures.year().into()).key(),
        year_label(|row: &Sum| row.figures.year().long().into()),
        Column::integer(("amount", "合計額"), "金額の合計", |row: &Sum| {
            row.amounts.amount().map(|money| money.0).into()
        })
        .unit("unit 列のとおり")
        .calculated("budgets の amount の和。額のない事業は加えない")
        .empty("額のある事業が一つもない"),
        Column::integer(
            ("projects_counted", "加えた事業の数"),
            "額のある事業の数",
            |row: &Sum| row.amounts.counted.into(),
        )
        .unit("事業")
        .calculated("budgets の amount が空欄でない行の数"),
        Column::integer(
            ("projects_without", "額のない事業の数"),
            "その年度の額が未定又はない事業の数",
            |row: &Sum| row.amounts.left_out.into(),
        )
        .unit("事業")
        .calculated("budgets の amount が空欄の行の数"),
        unit(|row: &Sum| (&row.scope.reading.plan().money.unit).into()).source(PLAN_FILE),
    ];
    Table::new(meta, columns, scopes(reading, true).into_iter().flat_map(sums))
}

fn sums(scope: Scope<'_>) -> Vec<Sum<'_>> {
    let projects = || scope.policies.iter().flat_map(|policy| &policy.projects);
    let columns = scope.reading.columns();
    columns
        .map(|figures| Sum { scope: scope.clone(), figures, amounts: figures.sum(projects()) })
        .collect()
}

struct Count<'a> {
    scope: Scope<'a>,
    rating: Option<(&'a str, &'a str)>,
    policies: usize,
}

/// The table of counts of ratings; `None` in an edition that rates nothing.
pub(super) fn evaluation(reading: &Reading<'_>) -> Option<Table> {
    if !reading.plan().rates() {
        return None;
    }
    let meta = TableMeta {
        name: "evaluation",
        title: "評価の集計",
        definition: "1行が一つの階層の評価の段階一つと、その主要施策の数",
        source: POLICY_FILES,
    };
    let columns = vec![
        level(|row: &Count| row.scope.level.into()).key(),
        id(|row: &Count| row.scope.id.as_ref().into()).key(),
        name(|row: &Count| row.scope.name.into()),
        year(|row: &Count| row.scope.reading.evaluated().into()),
        year_label(|row: &Count| row.scope.reading.evaluated().map(FiscalYear::long).into()),
        Column::code(("rating", "評価"), "評価の段階", "rating", |row: &Count| {
            row.rating.map(|(id, _)| id).into()
        })
        .key()
        .empty("評価のない主要施策を数えた行"),
        Column::text(
            ("rating_label", "評価の意味"),
            "評価の段階の意味",
            |row: &Count| row.rating.map(|(_, label)| label).into(),
        )
        .source(PLAN_FILE)
        .empty("評価のない主要施策を数えた行"),
        Column::integer(
            ("policies", "主要施策の数"),
            "その評価を受けた主要施策の数",
            |row: &Count| row.policies.into(),
        )
        .unit("件")
        .calculated("ratings の評価年度の行を数えたもの"),
    ];
    Some(Table::new(meta, columns, scopes(reading, false).into_iter().flat_map(counts)))
}

fn counts(scope: Scope<'_>) -> Vec<Count<'_>> {
    let tally = scope.reading.tally(scope.policies.iter().copied());
    let plan = scope.reading.plan();
    let levels = plan.ratings.iter().map(|level| Some((level.id.as_str(), level.label.as_str())));
    let counts = tally.counts.into_iter().chain([tally.unrated]);
    let count = |(rating, policies)| Count { scope: scope.clone(), rating, policies };
    levels.chain([None]).zip(counts).map(count).collect()
}
