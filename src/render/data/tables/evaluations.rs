//! Evaluations that the plan declares: their results, and how many have which.

use super::super::table::{Cell, Column, Table, TableMeta};
use super::common::{
    OfPolicy, POLICY_FILES, goal_of_policy, policy_id, policy_title, project_name, project_number,
    responsible, section_if_any, year, year_label,
};
use super::projects::{NumberedProject, numbered};
use super::totals::{Scope, id, level, name, scopes};
use crate::model::{
    Book, Criterion, Evaluable, Evaluated, Evaluation, FiscalYear, Mark, Policy, Project, Subject,
};
use crate::reading::{Reading, points};

/// A result: of a policy or of one of its projects, overall or of a criterion.
struct EvaluationRow<'a> {
    book: &'a Book,
    policy: &'a Policy,
    project: Option<NumberedProject<'a>>,
    evaluation: &'a Evaluation,
    criterion: Option<&'a Criterion>,
    year: FiscalYear,
    result: Option<&'a Mark>,
    said: &'a Evaluated,
}

impl OfPolicy for EvaluationRow<'_> {
    fn policy(&self) -> &Policy {
        self.policy
    }
    fn book(&self) -> &Book {
        self.book
    }
}

impl EvaluationRow<'_> {
    /// A text that belongs to the evaluation as a whole, and so to its first row alone.
    fn text(&self, of: fn(&Evaluated) -> &Option<crate::span::Spanned<String>>) -> Cell {
        let text = of(self.said).as_ref().filter(|_| self.criterion.is_none());
        text.map(|text| &text.value).into()
    }
}

fn evaluation<R>(key: fn(&R) -> Cell, label: fn(&R) -> Cell) -> [Column<R>; 2] {
    [
        Column::code(("evaluation", "評価"), "計画で決めた評価の名前", "evaluation", key).key(),
        Column::text(("evaluation_name", "評価の名称"), "評価の名称", label)
            .source("content/plan.yaml"),
    ]
}

/// The columns about the criterion of a row.
fn criterion<R>(key: fn(&R) -> Cell, label: fn(&R) -> Cell) -> [Column<R>; 2] {
    let empty = "項目ごとでない、評価全体の行";
    [
        Column::text(("criterion", "項目"), "評価の項目の名前", key).key().empty(empty),
        Column::text(("criterion_name", "項目の名称"), "評価の項目の名称", label)
            .source("content/plan.yaml")
            .empty(empty),
    ]
}

/// The table of results; `None` if the edition has no declared evaluation.
pub(super) fn results(book: &Book) -> Option<Table> {
    let evaluated = shown(book)?;
    let meta = TableMeta {
        name: "evaluation_results",
        title: "評価の結果",
        definition: "1行が、主要施策又は事業の、一つの評価の1年度の結果。総合の結果と文の行の後に、項目ごとの行がある",
        source: POLICY_FILES,
    };
    let mut columns = vec![
        policy_id(|row: &EvaluationRow| row.policy.id.to_string().into()).key(),
        policy_title(|row: &EvaluationRow| (&row.policy.title.value).into()),
        project_number(|row: &EvaluationRow| row.project.map(|project| project.number).into())
            .key()
            .empty("主要施策の評価であり、事業の評価でない"),
        project_name(|row: &EvaluationRow| row.project.map(|p| &p.project.name.value).into())
            .empty("主要施策の評価であり、事業の評価でない"),
    ];
    columns.extend(evaluation(
        |row: &EvaluationRow| row.evaluation.key().into(),
        |row: &EvaluationRow| (&row.evaluation.name.value).into(),
    ));
    columns.extend(criterion(
        |row: &EvaluationRow| row.criterion.map(|criterion| criterion.id.as_str()).into(),
        |row: &EvaluationRow| row.criterion.map(|criterion| &criterion.name.value).into(),
    ));
    columns.extend([
        year(|row: &EvaluationRow| row.year.into()).key(),
        year_label(|row: &EvaluationRow| row.year.long().into()),
        Column::text(
            ("result", "結果"),
            "段階の記号か言葉、又は点数",
            |row: &EvaluationRow| row.result.map(|mark| &mark.0).into(),
        )
        .empty("総合の結果がない"),
        Column::text(
            ("result_label", "結果の意味"),
            "段階の意味",
            |row: &EvaluationRow| {
                let rank = row.result.and_then(|mark| row.evaluation.rank(mark));
                rank.and_then(|rank| row.evaluation.scale[rank].label.as_ref()).into()
            },
        )
        .source("content/plan.yaml")
        .empty("言葉の段階か点数であり、意味の説明がない"),
        Column::decimal(("points", "点数"), "点数による結果", |row: &EvaluationRow| {
            let mark = row.result.filter(|_| row.evaluation.points.is_some());
            mark.and_then(points).into()
        })
        .unit("点")
        .empty("点数による評価でない"),
        Column::text(
            ("opinion", "評価の文"),
            "評価に添えた文（自由記述）",
            |row: &EvaluationRow| row.text(|said| &said.opinion),
        )
        .empty("文がない"),
        Column::text(
            ("reply", "対応の文"),
            "評価への対応（自由記述）",
            |row: &EvaluationRow| row.text(|said| &said.reply),
        )
        .empty("文がない"),
        section_if_any(
            "事業の評価では、事業を行う担当課の名称。主要施策の評価では、主たる担当課",
            |row: &EvaluationRow| responsible(row.policy, row.project.map(|it| it.project)),
        ),
    ]);
    columns.extend(goal_of_policy(&book.plan.levels));
    let policies = book.policies().flat_map(|policy| of_record(book, policy, None, policy));
    let projects = numbered(book)
        .flat_map(|project| of_record(book, project.policy, Some(project), project.project));
    let rows = policies.chain(projects).filter(move |row| row.year <= evaluated);
    Some(Table::new(meta, columns, rows))
}

/// The evaluated year of an edition that shows declared evaluations.
fn shown(book: &Book) -> Option<FiscalYear> {
    book.plan.edition.evaluated_year().filter(|_| !book.plan.evaluations.is_empty())
}

fn of_record<'a, T: Evaluable>(
    book: &'a Book,
    policy: &'a Policy,
    project: Option<NumberedProject<'a>>,
    record: &'a T,
) -> Vec<EvaluationRow<'a>> {
    let mut rows = Vec::new();
    for evaluation in book.plan.evaluations_of(T::SUBJECT) {
        let years = record.evaluations().get(evaluation.key());
        for (year, said) in years.into_iter().flatten() {
            let (year, said) = (*year, &said.value);
            let row = |criterion, result| EvaluationRow {
                book,
                policy,
                project,
                evaluation,
                criterion,
                year,
                result,
                said,
            };
            rows.push(row(None, said.result.as_ref().map(|result| &result.value)));
            for criterion in &evaluation.criteria {
                if let Some(result) = said.criteria.get(criterion.id.as_str()) {
                    rows.push(row(Some(criterion), Some(&result.value)));
                }
            }
        }
    }
    rows
}

/// How many have a result, by level of the framework.
struct Count<'a> {
    scope: Scope<'a>,
    evaluation: &'a Evaluation,
    /// The criterion that is counted; none where it is the whole.
    criterion: Option<&'a Criterion>,
    of: Subject,
    result: Option<&'a str>,
    records: usize,
}

/// The table of counts; `None` if no declared evaluation has a scale.
pub(super) fn counts(reading: &Reading<'_>) -> Option<Table> {
    shown(reading.book())?;
    let meta = TableMeta {
        name: "evaluation_counts",
        title: "評価の結果の集計",
        definition: "1行が一つの階層の、一つの評価の段階一つと、その主要施策又は事業の数。点数による評価の行はない",
        source: POLICY_FILES,
    };
    let mut columns = vec![
        level(|row: &Count| row.scope.level.into()).key(),
        id(|row: &Count| row.scope.id.as_ref().into()).key(),
        name(|row: &Count| row.scope.name.into()),
    ];
    columns.extend(evaluation(
        |row: &Count| row.evaluation.key().into(),
        |row: &Count| (&row.evaluation.name.value).into(),
    ));
    let evaluations = || reading.plan().evaluations.iter().filter(|e| !e.scale.is_empty());
    if evaluations().any(|evaluation| !evaluation.overall) {
        columns.extend(criterion(
            |row: &Count| row.criterion.map(|criterion| criterion.id.as_str()).into(),
            |row: &Count| row.criterion.map(|criterion| &criterion.name.value).into(),
        ));
    }
    columns.extend([
        Column::code(
            ("evaluated_subject", "評価したもの"),
            "主要施策か事業か",
            "evaluated_subject",
            |row: &Count| if row.of == Subject::Policy { "policy" } else { "project" }.into(),
        )
        .key(),
        year(|row: &Count| row.scope.reading.evaluated().into()),
        year_label(|row: &Count| row.scope.reading.evaluated().map(FiscalYear::long).into()),
        Column::text(("result", "結果"), "段階の記号か言葉", |row: &Count| {
            row.result.into()
        })
        .key()
        .empty("結果のないものを数えた行"),
        Column::integer(
            ("count", "数"),
            "その結果の主要施策又は事業の数",
            |row: &Count| row.records.into(),
        )
        .calculated("evaluation_results の評価年度の行を数えたもの"),
    ]);
    let rows = scopes(reading, false).into_iter().flat_map(|scope| {
        evaluations().flat_map(move |evaluation| counted(&scope, evaluation)).collect::<Vec<_>>()
    });
    let table = Table::new(meta, columns, rows);
    (!table.rows.is_empty()).then_some(table)
}

fn counted<'a>(scope: &Scope<'a>, evaluation: &'a Evaluation) -> Vec<Count<'a>> {
    let reading = scope.reading;
    let policies = || scope.policies.iter().copied();
    let projects = || policies().flat_map(|policy| &policy.projects);
    let mut rows = Vec::new();
    let marks =
        |of: &Subject| evaluation.counted_marks().map(|mark| (*of, mark)).collect::<Vec<_>>();
    for (of, criterion) in evaluation.of.iter().flat_map(marks) {
        let tally = match of {
            Subject::Policy => reading.tally_of::<Policy>(evaluation, criterion, policies()),
            Subject::Project => reading.tally_of::<Project>(evaluation, criterion, projects()),
        };
        let levels = evaluation.scale.iter().map(|level| Some(level.id.as_str())).chain([None]);
        let counts = tally.counts.into_iter().chain([tally.unrated]);
        rows.extend(levels.zip(counts).map(|(result, records)| Count {
            scope: scope.clone(),
            evaluation,
            criterion,
            of,
            result,
            records,
        }));
    }
    rows
}
