//! PB0229: 新しい事業に前の年度のことが書いてある
//!
//! この版から始まる事業（`plan.yaml` の `direction.begins`、北斗市では「新規」）には、評価
//! 対象年度の実績も決算額も、版の年度より前の予算額もないはずです。前の版が保存してあれば、前の版に
//! あった事業も示します。去年の版で「新規」だった事業は、方向性を改め、実績と決算額を書き足します。
//!
//! 誤 `direction: 新規` で `settlement: { R5: 4210 }`、版の年度が R7 で `budget: { R6: 4350, … }`
//! 正 `direction: 継続` とし、実績と決算額を書く

use std::collections::BTreeMap;

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Book, Project, Uid};
use crate::reading::Reading;
use crate::text;

const CODE: Code = Code("PB0229");

/// Projects that begin now and yet have a past.
pub fn check(book: &Book, previous: Option<&Book>, sink: &mut Sink) {
    let before: BTreeMap<&Uid, &Project> = previous
        .into_iter()
        .flat_map(Book::projects)
        .filter_map(|project| Some((&project.uid.as_ref()?.value, project)))
        .collect();
    for project in book.projects().filter(|p| book.plan.direction.begins(&p.direction)) {
        let known = project.uid.as_ref().and_then(|uid| before.get(&uid.value));
        let known = || known.zip(previous).map(|(_, book)| continued(book, project));
        let found = with_results(book, project).or_else(|| with_budget(book, project));
        if let Some(found) = found.or_else(known) {
            let direction = project.direction.span;
            let begins = text!("この版から始まる事業です", "it begins with this edition");
            sink.report(found.label(direction, begins));
        }
    }
}

/// The finding about `project` where it has results or a settlement in the evaluated year.
fn with_results(book: &Book, project: &Project) -> Option<Diagnostic> {
    let year = book.plan.edition.evaluated_year()?;
    let settled = project.settlement.value.get(&year).filter(|m| m.value.is_some());
    let done = project.results.value.get(&year).filter(|words| !words.is_empty());
    let place = settled.map(|m| m.span).or(done.map(|r| r.span))?;
    let (name, direction) = (&project.name, &project.direction);
    let found = Diagnostic::warning(
        CODE,
        text!(
            "「{name}」は「{direction}」ですが、{year} の実績か決算額があります",
            "`{name}` is `{direction}`, yet it has results or a settlement for {year}"
        ),
    );
    Some(found.at(place).hint(text!(
        "方向性か、実績と決算額のどちらかを直してください",
        "mend the direction, or the results and the settlement"
    )))
}

/// The finding about `project` where it had a budget before this edition.
fn with_budget(book: &Book, project: &Project) -> Option<Diagnostic> {
    let (year, budget) = Reading::new(book).earlier_budget(project)?;
    let (name, direction) = (&project.name, &project.direction);
    let found = Diagnostic::warning(
        CODE,
        text!(
            "「{name}」は「{direction}」ですが、{year} の予算額があります",
            "`{name}` is `{direction}`, yet it has a budget for {year}"
        ),
    );
    Some(found.at(budget.span).hint(text!(
        "前の版で始まった事業なら、方向性を改め、実績と決算額を書き足してください",
        "if it began with the edition before, mend its direction and add its results and settlement"
    )).missing())
}

/// The finding about `project`, which the book of the edition before had.
fn continued(previous: &Book, project: &Project) -> Diagnostic {
    let (name, direction) = (&project.name, &project.direction);
    let edition = &previous.plan.edition.year;
    Diagnostic::warning(
        CODE,
        text!(
            "「{name}」は「{direction}」ですが、{edition} の版にもありました",
            "`{name}` is `{direction}`, yet the edition {edition} had it"
        ),
    )
    .at(name.span)
    .hint(text!(
        "前の版で始まった事業なら、方向性を改め、実績と決算額を書き足してください。別の事業なら、id の行を消して planbook ids を実行してください",
        "if it began then, mend its direction and add its results and settlement; if it is another project, remove its `id` line and run `planbook ids`"
    ))
    .missing()
}
