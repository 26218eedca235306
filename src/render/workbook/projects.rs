//! The table of projects in a workbook: those of a section, and rows for new ones.

use super::content::{Column, FillTime, Sheet, WorkbookRow};
use super::tables::{Builder, NEW, fact, years};
use super::{AskedField, BookLookup, Kind, RecordRef};
use crate::model::{FiscalYear, Funded, Numbered, Plan, Policy, Project};
use crate::reading::Reading;

/// How many rows for new projects a workbook has.
const NEW_ROWS: usize = 10;

/// How an amount is written.
const AMOUNT: &str = "数だけ。未定は「未定」、なければ 0";

/// The table of `projects`.
pub(super) fn project_sheet(lookup: &BookLookup<'_>, projects: &[(&Policy, &Project)]) -> Sheet {
    let columns = columns(&lookup.book.plan);
    let title = "事業：1行に1つ。色の付いた欄だけに書きます".to_owned();
    let mut sheet = Sheet::new("projects", "事業", title, columns);
    let reading = Reading::new(lookup.book);
    for (policy, project) in projects {
        let Some(uid) = &project.uid else { continue };
        let subject = RecordRef::Project(uid.to_string());
        let mut row = Builder::row(&sheet.columns, uid.to_string(), |key| match key {
            "=number" => policy.reference(),
            "policy" => String::new(),
            key => fact(lookup, &subject, key),
        });
        // One whose direction is not written may have begun before.
        if reading.begins(project) && !project.direction.is_empty() {
            row.unasked = empty_of_evaluation(&sheet.columns, &row);
        }
        sheet.rows.push(row);
    }
    for n in 1..=NEW_ROWS {
        let value = |key: &str| match key {
            "=name" => "（新しい事業）".to_owned(),
            _ => String::new(),
        };
        sheet.rows.push(Builder::row(&sheet.columns, format!("{NEW}{n}"), value));
    }
    sheet
}

/// Its columns: what a project is, the past year, the next years.
fn columns(plan: &Plan) -> Vec<Column> {
    let mut table = Builder { plan, record: "Project", columns: Vec::new() };
    table.locked("number", format!("{}の番号", plan.levels.policy()), Kind::Line, 11);
    table.locked("name", "事業名（今）", Kind::Line, 28);
    table.input(
        &AskedField::Policy,
        format!("{}の番号\n（新しい事業だけ）", plan.levels.policy()),
        "下の空いた行に新しい事業を書くとき。一覧から選ぶ",
        FillTime::IfChanged,
        13,
    );
    table.input(&AskedField::Name, "事業名", "名前が変わったら直す", FillTime::IfChanged, 28);
    table.input(
        &AskedField::Section,
        plan.terms.section.as_str(),
        "一覧から選ぶ",
        FillTime::IfChanged,
        18,
    );
    table.input(
        &AskedField::Description,
        "事業の内容",
        "1～2文、です・ます",
        FillTime::IfChanged,
        44,
    );
    if let Some(year) = plan.edition.evaluated_year() {
        evaluated_year(&mut table, year);
    }
    budgets(&mut table);
    table.input(
        &AskedField::Direction,
        plan.terms.direction.as_str(),
        "一覧から選ぶ",
        FillTime::Planning,
        12,
    );
    table.evaluations();
    table.declared();
    table.columns
}

/// The columns of the results and settlements of `year`, and of those of the year before.
fn evaluated_year(table: &mut Builder<'_>, year: FiscalYear) {
    let (plan, last) = (table.plan, year.plus(-1));
    table.locked(&AskedField::Results(last).to_string(), years("実績", last), Kind::Line, 28);
    let (field, note) = (AskedField::Results(year), "文で。例 会員182人");
    table.input(&field, years("実績", year), note, FillTime::Evaluation, 32);
    let key = AskedField::Settlement(last).to_string();
    table.locked(&key, amount(plan, "決算額", last), Kind::Money, 13);
    let field = AskedField::Settlement(year);
    table.input(&field, amount(plan, "決算額", year), AMOUNT, FillTime::Evaluation, 13);
    for source in plan.sources.iter().filter(|_| plan.has_sources_of(Funded::Settlement)) {
        let field = AskedField::Funding(Funded::Settlement, year, source.value.clone());
        let name = format!("{}\n決算額の財源 {source}（{}）", year.long(), plan.money.unit);
        table.input(&field, name, "合計は決算額と同じ", FillTime::Evaluation, 12);
    }
}

/// The columns of the budgets of the edition's years and their sources, and of the budget of the year before.
fn budgets(table: &mut Builder<'_>) {
    let plan = table.plan;
    let last = plan.edition.year.plus(-1);
    let key = AskedField::Budget(last).to_string();
    table.locked(&key, amount(plan, "予算額", last), Kind::Money, 13);
    for year in plan.edition.window() {
        let field = AskedField::Budget(year);
        table.input(&field, amount(plan, "予算額", year), AMOUNT, FillTime::Planning, 13);
    }
    for year in plan.edition.window() {
        for source in plan.sources.iter().filter(|_| plan.has_sources_of(Funded::Budget)) {
            let field = AskedField::Funding(Funded::Budget, year, source.value.clone());
            let name = format!("{}\n財源 {source}（{}）", year.long(), plan.money.unit);
            table.input(&field, name, "合計は予算額と同じ", FillTime::Planning, 12);
        }
    }
}

/// The name of an amount of a year, with its unit.
fn amount(plan: &Plan, name: &str, year: FiscalYear) -> String {
    format!("{}（{}）", years(name, year), plan.money.unit)
}

/// The positions of the cells of `row` that are filled in when the past year is evaluated, and are empty.
fn empty_of_evaluation(columns: &[Column], row: &WorkbookRow) -> Vec<usize> {
    let cells = columns.iter().zip(&row.cells).enumerate();
    let empty = cells.filter(|(_, (column, value))| {
        column.fill_time == FillTime::Evaluation && value.is_empty()
    });
    empty.map(|(at, _)| at).collect()
}
